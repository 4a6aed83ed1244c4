//! What a page says of itself: how many items it lists, and a few values at its top.
//!
//! Reads the text of a page without keeping the items. Knows no style of paging.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

/// What was asked for, and found.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// How many items the page lists.
    pub(super) items: usize,
    /// The value that was looked for; `null` when the page has none.
    pub(super) value: Value,
}

/// The facts of a page: the length of the list `items`, and the value `name`. A page that is no
/// JSON object says nothing.
pub(super) fn facts(page: &[u8], items: &str, name: &str) -> Facts {
    let mut deserializer = serde_json::Deserializer::from_slice(page);
    Wanted { items, name }
        .deserialize(&mut deserializer)
        .unwrap_or_default()
}

struct Wanted<'a> {
    items: &'a str,
    name: &'a str,
}

impl<'de> DeserializeSeed<'de> for Wanted<'_> {
    type Value = Facts;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Facts, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Wanted<'_> {
    type Value = Facts;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Facts, A::Error> {
        let mut facts = Facts::default();
        while let Some(key) = map.next_key::<String>()? {
            if key == self.items {
                let items = map.next_value::<Option<Vec<IgnoredAny>>>()?;
                facts.items = items.map_or(0, |items| items.len());
            } else if key == self.name {
                facts.value = map.next_value()?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(facts)
    }
}
