//! What a page says of itself: how many items it has, and a few values of its properties.
//!
//! Reads as leniently as pages are read: bytes that are no UTF-8, numbers that no type holds and
//! strings that are none cost nothing but the value that they are in, because each value is taken as
//! JSON first. Keeps no item. Knows no style of paging.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::value::RawValue;
use serde_json::{Error, Value};

use crate::runtime::decode::without_bom;

/// What was looked for, and found.
#[derive(Debug)]
pub(super) struct Facts<const N: usize> {
    /// How many items the page has.
    pub(super) items: u64,
    /// The values that were looked for; `null` for those that the page does not have, and for those
    /// that cannot be read.
    pub(super) values: [Value; N],
}

/// The facts of a page: the length of its list `items`, and the values of some properties. A page that
/// is no JSON object says nothing.
///
/// # Errors
/// If the page is no JSON. Nothing may be concluded from it then, least of all that it is the last.
pub(super) fn facts<const N: usize>(
    page: &[u8],
    items: &str,
    names: [Option<&str>; N],
) -> Result<Facts<N>, Error> {
    let text = String::from_utf8_lossy(without_bom(page));
    let wanted: Vec<_> = names.iter().flatten().copied().chain([items]).collect();
    let found = properties(&text, &wanted)?;
    let items = found.get(items).map_or(Ok(0), |json| length(json))?;
    let value = |name: Option<&str>| found.get(name?).map(|json| value(json));
    Ok(Facts {
        items,
        values: names.map(|name| value(name).and_then(Result::ok).unwrap_or_default()),
    })
}

/// The value that a path of properties leads to; nothing where a property is missing or `null`.
///
/// # Errors
/// If the page is no JSON, if a value on the way is no object, or if the value itself cannot be read:
/// another one in its place would lead somewhere else.
pub(super) fn value_at(page: &[u8], path: &[&str]) -> Result<Option<Value>, Error> {
    let text = String::from_utf8_lossy(without_bom(page));
    let mut json = text.as_ref();
    let mut is_inside = false;
    for name in path {
        if is_inside && !is_object(json) {
            let reason =
                format!("the value that should have the property `{name}` is not an object");
            return Err(de::Error::custom(reason));
        }
        match properties(json, &[*name])?.get(name) {
            Some(found) if found.get() != "null" => json = found.get(),
            _ => return Ok(None),
        }
        is_inside = true;
    }
    serde_json::from_str(json).map(Some)
}

/// Properties of an object by their names, as JSON.
type Properties<'a, 'n> = BTreeMap<&'n str, &'a RawValue>;

/// The properties of these names of an object. What is no object has none.
fn properties<'a, 'n>(text: &'a str, names: &[&'n str]) -> Result<Properties<'a, 'n>, Error> {
    match is_object(text) {
        true => Wanted(names).deserialize(&mut serde_json::Deserializer::from_str(text)),
        false => Ok(Properties::new()),
    }
}

fn is_object(text: &str) -> bool {
    text.trim_ascii_start().starts_with('{')
}

fn value(json: &RawValue) -> Result<Value, Error> {
    serde_json::from_str(json.get())
}

/// The number of items in a list. `null` has none, and any other value is one by itself, as the
/// streams give it.
fn length(json: &RawValue) -> Result<u64, Error> {
    match json.get() {
        "null" => Ok(0),
        list if list.starts_with('[') => serde_json::from_str(list).map(|Length(items)| items),
        _ => Ok(1),
    }
}

struct Wanted<'w, 'n>(&'w [&'n str]);

impl<'de, 'n> DeserializeSeed<'de> for Wanted<'_, 'n> {
    type Value = Properties<'de, 'n>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, 'n> Visitor<'de> for Wanted<'_, 'n> {
    type Value = Properties<'de, 'n>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = Properties::new();
        while let Some(Name(name)) = map.next_key()? {
            match self.0.iter().find(|wanted| wanted.as_bytes() == name) {
                Some(wanted) => {
                    found.insert(wanted, map.next_value()?);
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(found)
    }
}

/// The name of a property as bytes: a name with half a surrogate pair is no string, and none that is
/// looked for.
struct Name(Vec<u8>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_bytes(Name(Vec::new()))
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_bytes<E>(self, name: &[u8]) -> Result<Self, E> {
        Ok(Self(name.to_owned()))
    }

    fn visit_str<E>(self, name: &str) -> Result<Self, E> {
        Ok(Self(name.as_bytes().to_owned()))
    }
}

struct Length(u64);

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Length(0))
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
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{facts, value_at};

    /// How many items a page has, and its count.
    fn read(page: &[u8]) -> (u64, Value) {
        let facts = facts(page, "items", [Some("count"), None]).unwrap();
        let [count, none] = facts.values;
        assert_eq!(none, Value::Null);
        (facts.items, count)
    }

    #[test]
    fn a_page_is_counted_whatever_is_odd_in_it() {
        assert_eq!(
            read(b"\xEF\xBB\xBF {\"items\": [1, [2], {}], \"count\": 5}"),
            (3, json!(5))
        );
        assert_eq!(read(b"{\"\xff\": 1, \"items\": [\"\xfe\"]}").0, 1);
        assert_eq!(read(br#"{"\ud800": 1, "items": ["\ud800", 1e999]}"#).0, 2);
        let page = br#"{"count": 1e999, "items": [1]}"#;
        assert_eq!(read(page), (1, Value::Null));
        let page = br#"{"count": "\udc00", "items": [1]}"#;
        assert_eq!(read(page), (1, Value::Null));
        let deep = format!("{{\"items\": [{}{}]}}", "[".repeat(999), "]".repeat(999));
        assert_eq!(read(deep.as_bytes()).0, 1);
    }

    #[test]
    fn what_is_no_list_counts_as_the_streams_give_it() {
        assert_eq!(read(b"{\"items\": null}").0, 0);
        assert_eq!(read(b"{\"items\": {\"a\": 1}}").0, 1);
        for nothing in ["", "[1]", "\"<html>\"", "<html>"] {
            assert_eq!(read(nothing.as_bytes()), (0, Value::Null));
        }
        for broken in ["{", "{\"items\": [1,", "{\"items\" 1}"] {
            assert!(facts(broken.as_bytes(), "items", [Some("count")]).is_err());
        }
    }

    #[test]
    fn a_path_leads_to_a_value() {
        let at = |page: &str| value_at(page.as_bytes(), &["cursors", "after"]);
        let page = r#"{"cursors": {"odd": 1e999, "after": "x"}}"#;
        assert_eq!(at(page).unwrap(), Some(json!("x")));
        for none in ["{}", r#"{"cursors": null}"#, r#"{"cursors": {}}"#, "[]", ""] {
            assert_eq!(at(none).unwrap(), None);
        }
        for wrong in [
            r#"{"cursors": {"after": "\ud800"}}"#,
            r#"{"cursors": "x"}"#,
            "{",
        ] {
            assert!(at(wrong).is_err(), "{wrong}");
        }
    }
}
