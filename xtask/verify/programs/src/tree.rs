//! A deep union: a condition that holds conditions, by a discriminator. Once as it is emitted, and once with
//! derives.

use purecloud_platform_client_v2::runtime::model::{
    Codec, Reader, Record, RecordShape, Shape, ShapedRecord, Table, Union, UnionTable, Variant,
    Writer, deserialize, deserialize_union, read_variant, serialize_tagged,
};
use serde::de::MapAccess;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A condition, as an emitted union.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// All of several conditions.
    All(Box<All>),
    /// A comparison.
    Equal(Box<Equal>),
    /// Any other value, as received.
    Unknown(Value),
}

/// Declares a struct as it is emitted.
macro_rules! emitted {
    ($name:ident { $($number:literal $field:ident: $ty:ty, $shape:expr;)* }) => {
        #[doc = "A variant of a condition."]
        #[derive(Debug, Clone, Default, PartialEq)]
        pub struct $name {
            $(
                #[doc = "A property."]
                pub $field: Option<$ty>,
            )*
        }

        impl Record for $name {
            fn read<'de, A: MapAccess<'de>>(&mut self, field: usize, reader: &mut Reader<'de, A>) {
                match field {
                    $($number => reader.optional(&mut self.$field),)*
                    _ => reader.skip(),
                }
            }
        }

        impl ShapedRecord for $name {
            fn table() -> &'static Table {
                &Table {
                    name: stringify!($name),
                    fields: &[$(stringify!($field)),*],
                    required: &[],
                    tells_null: false,
                }
            }

            fn shape() -> &'static RecordShape {
                &RecordShape { fields: &[$($shape),*], rest: None, required: &[] }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserialize(Self::table(), deserializer)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut writer = Writer::new(serializer);
                $(writer.optional(stringify!($field), &self.$field);)*
                writer.end()
            }
        }

        impl Codec for $name {}
    };
}

emitted!(All {
    0 kind: String, Shape::Text;
    1 conditions: Vec<Condition>, Shape::List(&Shape::Union(<Condition as Union>::table));
});
emitted!(Equal {
    0 kind: String, Shape::Text;
    1 name: String, Shape::Text;
    2 value: String, Shape::Text;
});

impl Union for Condition {
    fn table() -> &'static UnionTable {
        &UnionTable {
            name: "Condition",
            tag: Some("kind"),
            is_declared: true,
            variants: &[
                Variant {
                    tags: &["all"],
                    shape: Shape::Record {
                        table: <All as ShapedRecord>::table,
                        shape: <All as ShapedRecord>::shape,
                    },
                },
                Variant {
                    tags: &["equal"],
                    shape: Shape::Record {
                        table: <Equal as ShapedRecord>::table,
                        shape: <Equal as ShapedRecord>::shape,
                    },
                },
            ],
        }
    }

    fn read<'de, D: Deserializer<'de>>(variant: usize, deserializer: D) -> Result<Self, D::Error> {
        match variant {
            0 => read_variant(deserializer).map(Self::All),
            1 => read_variant(deserializer).map(Self::Equal),
            _ => read_variant(deserializer).map(Self::Unknown),
        }
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize_union(deserializer)
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All(value) => serialize_tagged("kind", "all", value, serializer),
            Self::Equal(value) => serialize_tagged("kind", "equal", value, serializer),
            Self::Unknown(value) => Serialize::serialize(value, serializer),
        }
    }
}

impl Codec for Condition {}

/// The same with derives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Derived {
    /// All of several conditions.
    All {
        /// The conditions.
        conditions: Option<Vec<Derived>>,
    },
    /// A comparison.
    Equal {
        /// What is compared.
        name: Option<String>,
        /// With what.
        value: Option<String>,
    },
}

/// A condition of so many levels, each of which holds two of the next one.
pub fn sample(levels: usize) -> String {
    match levels {
        0 => r#"{"kind":"equal","name":"conversation.mediaType","value":"voice"}"#.to_owned(),
        _ => {
            let inner = sample(levels - 1);
            format!(r#"{{"kind":"all","conditions":[{inner},{inner}]}}"#)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Condition, Derived, sample};

    #[test]
    fn both_models_hold_the_same() {
        let body = sample(3);
        let union: Condition = serde_json::from_str(&body).unwrap();
        let derived: Derived = serde_json::from_str(&body).unwrap();
        let value = serde_json::to_value(&union).unwrap();
        assert_eq!(value, serde_json::to_value(&derived).unwrap());
        assert!(matches!(union, Condition::All(_)));
    }
}
