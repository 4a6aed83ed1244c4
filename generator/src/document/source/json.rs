//! Positions in JSON.
//!
//! Each object on the way to a pointer is read as raw values, whose addresses in the source are their
//! positions; only the values on the way are parsed, level by level.

use std::fmt;
use std::ops::Range;

use serde::Deserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::wanted::{FoundPositions, Wanted};

/// Resolves pointers. A value that cannot be parsed has no position.
pub(super) fn find(text: &str, wanted: &Wanted, found: &mut FoundPositions) {
    let start = text.len() - text.trim_start().len();
    wanted.answer(&(start..start + 1), found);
    let mut level = Level {
        text,
        wanted,
        found,
    };
    level.enter(&text[start..], wanted);
}

struct Level<'t, 'f> {
    text: &'t str,
    wanted: &'f Wanted,
    found: &'f mut FoundPositions,
}

impl<'t> Level<'t, '_> {
    /// Searches a part of the source; a syntax error keeps the positions before it.
    fn enter(&mut self, part: &'t str, wanted: &Wanted) {
        if wanted.is_leaf() {
            return;
        }
        let level = Level {
            text: self.text,
            wanted,
            found: self.found,
        };
        let _ = level.deserialize(&mut serde_json::Deserializer::from_str(part));
    }

    fn bytes(&self, part: &RawValue) -> Range<usize> {
        let start = part.get().as_ptr() as usize - self.text.as_ptr() as usize;
        start..start + part.get().len()
    }
}

impl<'t> DeserializeSeed<'t> for Level<'t, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Level<'t, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_map<A: MapAccess<'t>>(mut self, mut entries: A) -> Result<(), A::Error> {
        while let Some(key) = entries.next_key::<&'t RawValue>()? {
            let name: Option<String> = serde_json::from_str(key.get()).ok();
            let wanted = self.wanted;
            match name.and_then(|name| wanted.child(&name)) {
                Some(wanted) => {
                    wanted.answer(&self.bytes(key), self.found);
                    let value = entries.next_value::<&'t RawValue>()?;
                    self.enter(value.get(), wanted);
                }
                None => drop(entries.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'t>>(mut self, mut entries: A) -> Result<(), A::Error> {
        let mut index = 0;
        while let Some(item) = entries.next_element::<&'t RawValue>()? {
            let wanted = self.wanted;
            if let Some(wanted) = wanted.item(index) {
                wanted.answer(&self.bytes(item), self.found);
                self.enter(item.get(), wanted);
            }
            index += 1;
        }
        Ok(())
    }
}
