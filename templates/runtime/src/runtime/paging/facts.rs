//! What a page says of itself: how many items it has, and a few values at its top.
//!
//! Reads the JSON of a page without keeping the items. Knows no style of paging.

use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// What some editors and servers put before JSON in UTF-8.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What was looked for, and found.
#[derive(Debug)]
pub(super) struct Facts<const N: usize> {
    /// How many items the page has.
    pub(super) items: u64,
    /// The values that were looked for; `null` for those that the page does not have.
    pub(super) values: [Value; N],
}

impl<const N: usize> Default for Facts<N> {
    fn default() -> Self {
        Self {
            items: 0,
            values: [const { Value::Null }; N],
        }
    }
}

/// The facts of a page: the length of its list `items`, and the values of some properties. A page that
/// is no JSON object says nothing.
pub(super) fn facts<const N: usize>(
    page: &[u8],
    items: &str,
    names: [Option<&str>; N],
) -> Facts<N> {
    let page = page.strip_prefix(BYTE_ORDER_MARK).unwrap_or(page);
    let mut deserializer = serde_json::Deserializer::from_slice(page);
    Wanted { items, names }
        .deserialize(&mut deserializer)
        .unwrap_or_default()
}

struct Wanted<'a, const N: usize> {
    items: &'a str,
    names: [Option<&'a str>; N],
}

impl<'de, const N: usize> DeserializeSeed<'de> for Wanted<'_, N> {
    type Value = Facts<N>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Facts<N>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, const N: usize> Visitor<'de> for Wanted<'_, N> {
    type Value = Facts<N>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Facts<N>, A::Error> {
        let mut facts = Facts::default();
        while let Some(key) = map.next_key::<String>()? {
            let wanted = self.names.iter().position(|name| *name == Some(&*key));
            if key == self.items {
                facts.items = map.next_value::<Length>()?.0;
            } else if let Some(place) = wanted {
                facts.values[place] = map.next_value()?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(facts)
    }
}

/// The number of items in a list. `null` has none, and any other value is one by itself, as the
/// streams give it.
struct Length(u64);

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Length(0))
    }
}

impl<'de> Visitor<'de> for Length {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<Self, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {
            self.0 += 1;
        }
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self(1))
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(Self(1))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(Self(1))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(Self(1))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(Self(1))
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(Self(1))
    }
}
