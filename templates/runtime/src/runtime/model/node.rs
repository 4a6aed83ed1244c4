//! A deserializer of a part of a JSON value with its shape, which knows the variant that was chosen for
//! each union.
//!
//! Otherwise each union would copy its part of the value, and choose again for all unions inside.

use std::cell::RefCell;

use serde::de::value::BorrowedStrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Value, map};

use super::choice::{Choice, Matcher};
use super::lenient::{self, Mode, PathStep, Place};
use super::problem::Mark;
use super::{Shape, UnionTable};

/// The name of the newtype struct that a union requests from a deserializer, by which a [`Node`]
/// recognizes it. Other deserializers ignore it.
pub(super) const UNION: &str = "$sdk::union";

/// A part of a JSON value, with the shape that it is read as.
#[derive(Clone, Copy)]
pub(super) struct Node<'de, 'm> {
    value: &'de Value,
    shape: &'static Shape,
    matcher: &'m RefCell<Matcher>,
}

impl<'de, 'm> Node<'de, 'm> {
    fn with(self, value: &'de Value, shape: Option<&'static Shape>) -> Self {
        Self {
            value,
            shape: shape.unwrap_or(Shape::ANY),
            ..self
        }
    }
}

impl<'de> Deserializer<'de> for Node<'de, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Array(items) => visitor.visit_seq(Items {
                items: items.iter(),
                index: 0,
                node: self,
            }),
            Value::Object(properties) => visitor.visit_map(Properties {
                properties: properties.iter(),
                node: self,
                name: "",
                value: &Value::Null,
            }),
            plain => plain.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.shape.union().filter(|_| name == UNION) {
            Some(table) => visitor.visit_seq(Readings::new(table, self.value, self.matcher)),
            // A private name of `serde_json`: it requests the value as JSON text.
            None if name != UNION && name.starts_with('$') => {
                self.value.deserialize_newtype_struct(name, visitor)
            }
            None => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.value.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map
        struct identifier
    }
}

/// Reads an optional part. In lenient mode, one that does not fit is recorded as a problem, and its
/// error makes the list or map continue with the next one.
fn read_part<'de, S: DeserializeSeed<'de>>(
    seed: S,
    part: Node<'de, '_>,
    step: PathStep<'_>,
) -> Result<S::Value, Error> {
    if lenient::mode() != Mode::Parts {
        return seed.deserialize(part);
    }
    let place = Place::enter(step);
    let read = seed.deserialize(part);
    if let Err(error) = &read {
        place.note(part.value.to_string(), &error.to_string());
    }
    read
}

struct Items<'de, 'm> {
    items: std::slice::Iter<'de, Value>,
    /// The index of the next item.
    index: usize,
    node: Node<'de, 'm>,
}

impl<'de> SeqAccess<'de> for Items<'de, '_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some(item) = self.items.next() else {
            return Ok(None);
        };
        let index = self.index;
        self.index += 1;
        let item = self.node.with(item, self.node.shape.item());
        read_part(seed, item, PathStep::Index(index)).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Properties<'de, 'm> {
    properties: map::Iter<'de>,
    node: Node<'de, 'm>,
    /// The name of the property that was read last.
    name: &'de str,
    value: &'de Value,
}

impl<'de, 'm> Properties<'de, 'm> {
    /// The value of the property whose name was read last; may be called repeatedly.
    fn property(&self) -> Node<'de, 'm> {
        let shape = self.node.shape.property(self.name);
        self.node.with(self.value, shape)
    }
}

impl<'de> MapAccess<'de> for Properties<'de, '_> {
    type Error = Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        let Some((name, value)) = self.properties.next() else {
            return Ok(None);
        };
        (self.name, self.value) = (name, value);
        seed.deserialize(BorrowedStrDeserializer::new(name))
            .map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        seed.deserialize(self.property())
    }

    /// Maps request entries, records request a name and then a value: a record knows which of its
    /// values are optional.
    fn next_entry_seed<K: DeserializeSeed<'de>, S: DeserializeSeed<'de>>(
        &mut self,
        name: K,
        seed: S,
    ) -> Result<Option<(K::Value, S::Value)>, Error> {
        let Some(name) = self.next_key_seed(name)? else {
            return Ok(None);
        };
        let value = read_part(seed, self.property(), PathStep::Name(self.name))?;
        Ok(Some((name, value)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.properties.len())
    }
}

/// The sequence that a union reads: the index of the variant; the value as that variant; and if that
/// fails, the value as JSON, unless its discriminator requires that variant.
pub(super) struct Readings<'de, 'm> {
    choice: Choice,
    chosen: Node<'de, 'm>,
    /// The number of variants, which as an index means none of them.
    variants: usize,
    read: usize,
    /// The problems before the union.
    before: Option<Mark>,
}

impl<'de, 'm> Readings<'de, 'm> {
    pub(super) fn new(
        table: &'static UnionTable,
        value: &'de Value,
        matcher: &'m RefCell<Matcher>,
    ) -> Self {
        let mut choice = matcher.borrow_mut().choose(table, value);
        if matches!(choice, Choice::Loose(_)) && lenient::mode() == Mode::Strict {
            lenient::keep_whole();
            choice = Choice::Unknown;
        }
        let variant = choice.variant().and_then(|index| table.variants.get(index));
        Self {
            choice,
            chosen: Node {
                value,
                shape: variant.map_or(Shape::ANY, |variant| &variant.shape),
                matcher,
            },
            variants: table.variants.len(),
            read: 0,
            before: None,
        }
    }
}

impl<'de> SeqAccess<'de> for Readings<'de, '_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        self.read += 1;
        match (self.read, self.choice) {
            (1, choice) => {
                let index = choice.variant().unwrap_or(self.variants);
                seed.deserialize(index.into_deserializer()).map(Some)
            }
            (2, _) => {
                self.before = (lenient::mode() != Mode::Strict).then(lenient::mark);
                lenient::in_parts(|| seed.deserialize(self.chosen)).map(Some)
            }
            // Problems of its parts do not matter if the whole value is kept.
            (3, Choice::Untagged(_) | Choice::Loose(_)) => {
                if let Some(before) = self.before {
                    lenient::return_to(before);
                }
                let whole = self.chosen.with(self.chosen.value, None);
                seed.deserialize(whole).map(Some)
            }
            (3, _) => Ok(None),
            _ => Err(Error::custom("a value is read in one of two ways")),
        }
    }
}
