//! Unions: values of one of several types.
//!
//! Knows nothing of the types beyond the table that each union brings; which type a value is of is in
//! `choice`. A value goes through its JSON,
//! since what it is may stand at its end; so unions are read and written as JSON alone.

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::Value;

use super::choice::{Choice, choose};
use super::codec::Encoded;
use super::{Codec, Table, lenient};

/// What a union is made of.
#[derive(Debug, Clone, Copy)]
pub struct UnionTable {
    /// The name of the model, for messages.
    pub name: &'static str,
    /// The property whose value says which variant it is.
    pub tag: Option<&'static str>,
    /// The variants, in the definition's order.
    pub variants: &'static [Variant],
}

/// A variant of a union.
#[derive(Debug, Clone, Copy)]
pub struct Variant {
    /// The values of the tag that stand for it, as text: they may be numbers or truth values.
    pub tags: &'static [&'static str],
    /// What its JSON looks like.
    pub shape: Shape,
}

/// What the JSON of a variant looks like.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// An object with named properties.
    Record {
        /// What it is made of.
        table: fn() -> &'static Table,
        /// The properties with only one value, and that value as text.
        constants: &'static [(&'static str, &'static str)],
        /// Whether it takes properties without a name as well.
        keeps_rest: bool,
    },
    /// Another union.
    Union(fn() -> &'static UnionTable),
    /// An object whose keys are data.
    Map,
    /// An array, with what its items look like. Unions among them are any value: to look into those
    /// as well would take the longer the deeper they are nested.
    List(&'static Shape),
    /// A text out of a list.
    Values(&'static [&'static str]),
    /// A text that follows a rule.
    Formatted,
    /// A day.
    Date,
    /// A day and a time of day, without a zone.
    LocalDateTime,
    /// Any text.
    Text,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// A truth value.
    Bool,
    /// Any value.
    Any,
}

/// A value of one of several types.
pub trait Union: Sized {
    /// What the union is made of.
    fn table() -> &'static UnionTable;

    /// Reads a value as one variant, by its place in the table.
    ///
    /// # Errors
    /// If the value does not fit the type of the variant.
    fn read(variant: usize, value: &Value) -> Result<Self, serde_json::Error>;

    /// A value that is none of the variants.
    fn unknown(value: Value) -> Self;
}

/// Reads a union.
///
/// The tag decides, where there is one: a value whose tag is not known is kept as it is, and one whose
/// tag is known has to fit that variant. Without a tag the variants are tried, those first whose
/// constants, required properties and names of properties fit best.
///
/// # Errors
/// If a value does not fit the variant that its tag names.
#[inline]
pub fn deserialize_union<'de, U: Union, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<U, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let table = U::table();
    match choose(table, &value) {
        Choice::Variant(index) => U::read(index, &value)
            .map_err(|error| D::Error::custom(format_args!("{}: {error}", table.name))),
        Choice::Candidates(candidates) => {
            // What does not fit a candidate is a reason to try the next one, not to leave it out.
            let read = lenient::strictly(|| {
                let mut read = candidates.iter().map(|index| U::read(*index, &value));
                read.find_map(Result::ok)
            });
            Ok(read.unwrap_or_else(|| U::unknown(value)))
        }
    }
}

/// Reads a value as the type of a variant.
///
/// # Errors
/// If the value does not fit the type.
#[inline]
pub fn read_variant<T: Codec>(value: &Value) -> Result<T, serde_json::Error> {
    T::decode(value)
}

/// Writes an object with its tag, which is added where the object does not bring it.
///
/// # Errors
/// What the format says of a value.
#[inline]
pub fn serialize_tagged<T: Codec, S: Serializer>(
    tag: &str,
    name: impl Into<Value>,
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let value = serde_json::to_value(Encoded(value)).map_err(S::Error::custom)?;
    tagged(tag, name.into(), value).serialize(serializer)
}

fn tagged(tag: &str, name: Value, mut value: Value) -> Value {
    if let Value::Object(properties) = &mut value
        && !properties.contains_key(tag)
    {
        properties.insert(tag.to_owned(), name);
    }
    value
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Deserializer, Serialize};
    use serde_json::{Value, json};

    use super::{
        Shape, Union, UnionTable, Variant, deserialize_union, read_variant, serialize_tagged,
    };

    /// As it is emitted.
    #[derive(Debug, PartialEq)]
    enum Pet {
        Cat(Value),
        Age(i32),
        Unknown(Value),
    }

    impl Union for Pet {
        fn table() -> &'static UnionTable {
            const PET: UnionTable = UnionTable {
                name: "Pet",
                tag: Some("type"),
                variants: &[
                    Variant {
                        tags: &["cat", "kitten"],
                        shape: Shape::Map,
                    },
                    Variant {
                        tags: &[],
                        shape: Shape::Integer,
                    },
                ],
            };
            &PET
        }

        fn read(variant: usize, value: &Value) -> Result<Self, serde_json::Error> {
            match variant {
                0 if value["text"] == 0 => Err(serde::de::Error::custom("no text")),
                0 => read_variant(value).map(Self::Cat),
                _ => read_variant(value).map(Self::Age),
            }
        }

        fn unknown(value: Value) -> Self {
            Self::Unknown(value)
        }
    }

    impl<'de> Deserialize<'de> for Pet {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserialize_union(deserializer)
        }
    }

    fn pet(value: Value) -> Result<Pet, serde_json::Error> {
        serde_json::from_value(value)
    }

    #[test]
    fn the_tag_decides() {
        for tag in ["cat", "kitten"] {
            let value = json!({"type": tag, "text": "x"});
            assert_eq!(pet(value.clone()).unwrap(), Pet::Cat(value));
        }
        let unknown = json!({"type": "dog", "text": "x"});
        assert_eq!(pet(unknown.clone()).unwrap(), Pet::Unknown(unknown));
        let broken = pet(json!({"type": "cat", "text": 0})).unwrap_err();
        assert_eq!(broken.to_string(), "Pet: no text");
    }

    #[test]
    fn what_fits_no_variant_is_kept() {
        assert_eq!(pet(json!(7)).unwrap(), Pet::Age(7));
        let large = json!(7_000_000_000_i64);
        assert_eq!(pet(large.clone()).unwrap(), Pet::Unknown(large));
        assert_eq!(pet(json!("x")).unwrap(), Pet::Unknown(json!("x")));
    }

    #[test]
    fn a_tag_is_added_where_it_is_missing() {
        struct Cat(Value);
        impl Serialize for Cat {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serialize_tagged("type", "cat", &self.0, serializer)
            }
        }
        let written = |value| serde_json::to_value(Cat(value)).unwrap();
        assert_eq!(written(json!({"a": 1})), json!({"a": 1, "type": "cat"}));
        let kitten = json!({"type": "kitten"});
        assert_eq!(written(kitten.clone()), kitten);
    }
}
