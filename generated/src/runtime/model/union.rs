//! Unions: values of one of several types, told apart by a property or by what they look like.
//!
//! Knows nothing of the types beyond the table that each union brings. A value goes through its JSON,
//! since what it is may stand at its end; so unions are read and written as JSON alone.

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error as _};
use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::{Map, Value};

use super::Table;

/// How deep a union within a union is looked into.
const MAX_DEPTH: usize = 16;

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
    /// The values of the tag that stand for it.
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
        /// The properties with only one value, and that value.
        constants: &'static [(&'static str, &'static str)],
        /// Whether it takes properties without a name as well.
        keeps_rest: bool,
    },
    /// Another union.
    Union(fn() -> &'static UnionTable),
    /// An object whose keys are data.
    Map,
    /// An array.
    List,
    /// A text out of a list.
    Values(&'static [&'static str]),
    /// A text that follows a rule.
    Formatted,
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
            let mut read = candidates.iter().map(|index| U::read(*index, &value));
            Ok(read
                .find_map(Result::ok)
                .unwrap_or_else(|| U::unknown(value)))
        }
    }
}

/// Reads a value as the type of a variant.
///
/// # Errors
/// If the value does not fit the type.
#[inline]
pub fn read_variant<T: DeserializeOwned>(value: &Value) -> Result<T, serde_json::Error> {
    T::deserialize(value)
}

/// Writes an object with its tag, which is added where the object does not bring it.
///
/// # Errors
/// What the format says of a value.
#[inline]
pub fn serialize_tagged<T: Serialize, S: Serializer>(
    tag: &str,
    name: &str,
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let value = serde_json::to_value(value).map_err(S::Error::custom)?;
    tagged(tag, name, value).serialize(serializer)
}

fn tagged(tag: &str, name: &str, mut value: Value) -> Value {
    if let Value::Object(properties) = &mut value
        && !properties.contains_key(tag)
    {
        properties.insert(tag.to_owned(), Value::from(name));
    }
    value
}

/// Which variants a value may be.
#[derive(Debug, PartialEq)]
enum Choice {
    /// The one that its tag names.
    Variant(usize),
    /// These, the likeliest first.
    Candidates(Vec<usize>),
}

fn choose(table: &UnionTable, value: &Value) -> Choice {
    let tag = table.tag.and_then(|tag| value.get(tag)?.as_str());
    if let Some(tag) = tag {
        let named = |variant: &Variant| variant.tags.contains(&tag);
        return match table.variants.iter().position(named) {
            Some(index) => Choice::Variant(index),
            None => Choice::Candidates(Vec::new()),
        };
    }
    Choice::Candidates(candidates(table, value, 0))
}

/// The variants whose shape a value has, the likeliest first. Where each of them would lose a property
/// that another one knows, there is none: the value is kept whole.
fn candidates(table: &UnionTable, value: &Value, depth: usize) -> Vec<usize> {
    let variants = table.variants.iter().enumerate();
    let mut fitting: Vec<(usize, Fit)> = variants
        .filter_map(|(index, variant)| Some((index, fit(variant.shape, value, depth)?)))
        .collect();
    // Stable: among equals the definition's order counts.
    fitting.sort_by(|(_, one), (_, other)| other.cmp(one));
    if let (Value::Object(properties), Some((_, best))) = (value, fitting.first())
        && best.known < known_by_any(table, properties)
    {
        return Vec::new();
    }
    fitting.into_iter().map(|(index, _)| index).collect()
}

/// How well a value fits a shape; the greater the better.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// How many constants it has.
    constants: usize,
    /// How many of its properties have a name in the shape.
    known: usize,
    /// How narrow the shape is.
    rank: u8,
}

fn fit(shape: Shape, value: &Value, depth: usize) -> Option<Fit> {
    let rank = match (shape, value) {
        (
            Shape::Record {
                table,
                constants,
                keeps_rest,
            },
            Value::Object(properties),
        ) => return fit_record(table(), constants, keeps_rest, properties),
        (Shape::Union(table), _) if depth < MAX_DEPTH => {
            return fit_union(table(), value, depth);
        }
        (Shape::Values(values), Value::String(text)) if values.contains(&text.as_str()) => 4,
        (Shape::Formatted, Value::String(_)) => 3,
        (Shape::Text, Value::String(_)) => 2,
        // An enum takes values that it does not list, when nothing else does.
        (Shape::Values(_), Value::String(_)) => 1,
        (Shape::Integer, Value::Number(number)) if number.is_i64() || number.is_u64() => 2,
        (Shape::Number, Value::Number(_))
        | (Shape::Map, Value::Object(_))
        | (Shape::List, Value::Array(_))
        | (Shape::Bool, Value::Bool(_)) => 1,
        (Shape::Any, _) => 0,
        _ => return None,
    };
    let known = match (shape, value) {
        (Shape::Map, Value::Object(properties)) => properties.len(),
        _ => 0,
    };
    Some(Fit {
        constants: 0,
        known,
        rank,
    })
}

fn fit_record(
    table: &Table,
    constants: &[(&str, &str)],
    keeps_rest: bool,
    properties: &Map<String, Value>,
) -> Option<Fit> {
    let mut required = table
        .required
        .iter()
        .filter_map(|index| table.fields.get(*index));
    if !required.all(|name| properties.contains_key(*name)) {
        return None;
    }
    let mut fit = Fit {
        rank: 2,
        ..Fit::default()
    };
    for (name, constant) in constants {
        match properties.get(*name) {
            Some(Value::String(text)) if text == constant => fit.constants += 1,
            Some(_) => return None,
            None => {}
        }
    }
    let named = properties
        .keys()
        .filter(|name| table.fields.contains(&name.as_str()));
    fit.known = if keeps_rest {
        properties.len()
    } else {
        named.count()
    };
    Some(fit)
}

fn fit_union(table: &UnionTable, value: &Value, depth: usize) -> Option<Fit> {
    let tag = table.tag.and_then(|tag| value.get(tag)?.as_str());
    let named = |variant: &&Variant| tag.is_some_and(|tag| variant.tags.contains(&tag));
    if let Some(variant) = table.variants.iter().find(named) {
        return fit(variant.shape, value, depth + 1);
    }
    let best = *candidates(table, value, depth + 1).first()?;
    fit(table.variants.get(best)?.shape, value, depth + 1)
}

/// How many properties have a name in some variant.
fn known_by_any(table: &UnionTable, properties: &Map<String, Value>) -> usize {
    let is_known = |name: &str| {
        table.variants.iter().any(|variant| match variant.shape {
            Shape::Record { table, .. } => table().fields.contains(&name),
            _ => false,
        })
    };
    properties
        .iter()
        .filter(|(name, value)| !value.is_null() && is_known(name))
        .count()
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Deserializer, Serialize};
    use serde_json::{Value, json};

    use super::{
        Choice, Shape, Table, Union, UnionTable, Variant, choose, deserialize_union, read_variant,
        serialize_tagged,
    };

    const CIRCLE: Table = Table {
        name: "Circle",
        fields: &["radius", "color"],
        required: &[0],
        tells_null: false,
    };
    const BOX: Table = Table {
        name: "Box",
        fields: &["side", "color", "kind"],
        required: &[0],
        tells_null: false,
    };
    const NOTE: Table = Table {
        name: "Note",
        fields: &["text", "color"],
        required: &[],
        tells_null: false,
    };

    const fn record(
        table: fn() -> &'static Table,
        constants: &'static [(&'static str, &'static str)],
    ) -> Shape {
        Shape::Record {
            table,
            constants,
            keeps_rest: false,
        }
    }

    const fn untagged(shape: Shape) -> Variant {
        Variant { tags: &[], shape }
    }

    const SHAPES: UnionTable = UnionTable {
        name: "Shape",
        tag: None,
        variants: &[
            untagged(record(|| &NOTE, &[])),
            untagged(record(|| &CIRCLE, &[])),
            untagged(record(|| &BOX, &[("kind", "box")])),
        ],
    };

    fn chosen(table: &UnionTable, value: Value) -> Option<usize> {
        match choose(table, &value) {
            Choice::Variant(index) => Some(index),
            Choice::Candidates(candidates) => candidates.first().copied(),
        }
    }

    #[test]
    fn objects_are_told_apart_by_what_they_must_have() {
        assert_eq!(chosen(&SHAPES, json!({"radius": 1})), Some(1));
        assert_eq!(chosen(&SHAPES, json!({"side": 1, "color": "red"})), Some(2));
        assert_eq!(chosen(&SHAPES, json!({"color": "red"})), Some(0));
    }

    #[test]
    fn a_constant_that_differs_rules_a_variant_out() {
        assert_eq!(chosen(&SHAPES, json!({"side": 1, "kind": "box"})), Some(2));
        assert_eq!(chosen(&SHAPES, json!({"side": 1, "kind": "tin"})), None);
    }

    #[test]
    fn a_value_that_every_variant_would_shorten_is_kept() {
        assert_eq!(chosen(&SHAPES, json!({"radius": 1, "side": 2})), None);
        // What no variant knows does not count, and neither does what is `null`.
        let value = json!({"radius": 1, "new": 2, "side": null});
        assert_eq!(chosen(&SHAPES, value), Some(1));
    }

    #[test]
    fn plain_values_go_to_the_narrowest_shape() {
        const PLAIN: UnionTable = UnionTable {
            name: "Plain",
            tag: None,
            variants: &[
                untagged(Shape::Text),
                untagged(Shape::Formatted),
                untagged(Shape::Values(&["now"])),
                untagged(Shape::Number),
                untagged(Shape::Integer),
                untagged(Shape::List),
            ],
        };
        let first = |value| chosen(&PLAIN, value);
        assert_eq!(first(json!("now")), Some(2));
        assert_eq!(first(json!("2026-01-01")), Some(1));
        assert_eq!(first(json!(5)), Some(4));
        assert_eq!(first(json!(5.5)), Some(3));
        assert_eq!(first(json!([])), Some(5));
        assert_eq!(first(json!(true)), None);
        let all = choose(&PLAIN, &json!("then"));
        assert_eq!(all, Choice::Candidates(vec![1, 0, 2]));
    }

    #[test]
    fn a_union_that_contains_itself_comes_to_an_end() {
        fn endless() -> &'static UnionTable {
            const ENDLESS: UnionTable = UnionTable {
                name: "Endless",
                tag: None,
                variants: &[untagged(Shape::Union(endless)), untagged(Shape::Bool)],
            };
            &ENDLESS
        }
        assert!(chosen(endless(), json!(true)).is_some());
        assert_eq!(chosen(endless(), json!("no")), None);
    }

    /// As it is emitted.
    #[derive(Debug, PartialEq)]
    enum Pet {
        Cat(Value),
        Age(u8),
        Unknown(Value),
    }

    impl Union for Pet {
        fn table() -> &'static UnionTable {
            &UnionTable {
                name: "Pet",
                tag: Some("type"),
                variants: &[
                    Variant {
                        tags: &["cat", "kitten"],
                        shape: record(|| &NOTE, &[]),
                    },
                    untagged(Shape::Integer),
                ],
            }
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
        assert_eq!(pet(json!(700)).unwrap(), Pet::Unknown(json!(700)));
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
