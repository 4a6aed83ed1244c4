//! How lists and maps are read and written: each item by its own rules. In a lenient reading one that does not fit is
//! left out.
//!
//! Knows no model.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::Serializer;

use super::Codec;
use super::codec::{Decoded, Encoded};
use super::lenient::{self, Mode};

impl<T: Codec> Codec for Vec<T> {
    #[inline]
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ListVisitor(PhantomData))
    }

    #[inline]
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Encoded))
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Codec> Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list")
    }

    #[inline]
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        if lenient::mode() == Mode::Text {
            return lenient::items(items).map(lenient::read_items);
        }
        let mut list = Vec::new();
        loop {
            match items.next_element() {
                Ok(Some(Decoded(item))) => list.push(item),
                Ok(None) => return Ok(list),
                Err(error) => lenient::pass_over(error)?,
            }
        }
    }
}

impl<T: Codec> Codec for BTreeMap<String, T> {
    #[inline]
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MapVisitor(PhantomData))
    }

    #[inline]
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter().map(|(name, value)| (name, Encoded(value))))
    }
}

struct MapVisitor<T>(PhantomData<T>);

impl<'de, T: Codec> Visitor<'de> for MapVisitor<T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a map")
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        if lenient::mode() == Mode::Text {
            return lenient::entries(entries).map(lenient::read_entries);
        }
        let mut map = BTreeMap::new();
        loop {
            match entries.next_entry() {
                Ok(Some((name, Decoded(value)))) => drop(map.insert(name, value)),
                Ok(None) => return Ok(map),
                Err(error) => lenient::pass_over(error)?,
            }
        }
    }
}
