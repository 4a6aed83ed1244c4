//! Reads from the JSON of a page how many items it has, and the values of some
//! properties.
//!
//! Reading is lenient: invalid UTF-8, numbers that are out of range and invalid strings affect only
//! the value that contains them. Items are counted and not kept. This module does not know the
//! paging styles.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de};
use serde_json::value::RawValue;
use serde_json::{Error, Value};

use crate::runtime::decode::without_bom;

/// The result of [`facts`].
#[derive(Debug)]
pub(super) struct Facts<const N: usize> {
    /// The number of items on the page.
    pub(super) items: u64,
    /// The values of the requested properties; `null` for those that are missing or cannot be read.
    pub(super) values: [Value; N],
}

/// Counts the items of a page and reads the properties at `paths`. `items` is the name or the JSON pointer
/// of the property with the list, or empty if the page is the list itself. A page that is not an object has no properties.
///
/// # Errors
/// If the page is not JSON. Callers must not conclude that it is the last one.
pub(super) fn facts<const N: usize>(
    page: &[u8],
    items: &str,
    paths: [Option<&[&str]>; N],
) -> Result<Facts<N>, Error> {
    let text = String::from_utf8_lossy(without_bom(page));
    if items.is_empty() && !is_object(&text) {
        return Ok(Facts {
            items: length(text.trim())?,
            values: [const { Value::Null }; N],
        });
    }
    let list = path_of(items);
    let (outer, inner) = split(&list);
    let first = paths.iter().flatten().filter_map(|path| path.first());
    let wanted: Vec<_> = first.copied().chain([outer]).collect();
    let found = properties(&text, &wanted)?;
    let items = match found.get(outer) {
        Some(json) => json_inside(json.get(), &inner)?.map_or(Ok(0), length)?,
        None => 0,
    };
    let value = |path: Option<&[&str]>| {
        let (first, rest) = path?.split_first()?;
        inside(found.get(first)?.get(), rest).ok()?
    };
    Ok(Facts {
        items,
        values: paths.map(|path| value(path).unwrap_or_default()),
    })
}

/// The value at a path of property names; `None` if a property is missing or `null`.
///
/// # Errors
/// If the page is not JSON, if a value on the path is not an object, or if the value cannot be read:
/// a default in its place would be the cursor of another page.
pub(super) fn value_at(page: &[u8], path: &[&str]) -> Result<Option<Value>, Error> {
    let text = String::from_utf8_lossy(without_bom(page));
    match path.split_first() {
        Some((first, rest)) => match properties(&text, &[*first])?.get(first) {
            Some(json) => inside(json.get(), rest),
            None => Ok(None),
        },
        None => Ok(None),
    }
}

/// The value of a property of the last item of a page; `None` if the page has no items or
/// the item lacks the property.
///
/// # Errors
/// As for [`value_at`].
pub(super) fn last_value(page: &[u8], items: &str, key: &str) -> Result<Option<Value>, Error> {
    let text = String::from_utf8_lossy(without_bom(page));
    let list = path_of(items);
    let (outer, inner) = split(&list);
    let found = properties(&text, &[outer])?;
    let list = match (items, found.get(outer)) {
        ("", _) => Some(text.trim()),
        (_, Some(json)) => json_inside(json.get(), &inner)?,
        (_, None) => None,
    };
    let items: Option<Vec<&RawValue>> = serde_json::from_str(list.unwrap_or("null"))?;
    match items.as_deref().and_then(<[_]>::last) {
        Some(last) => inside(last.get(), &[key]),
        None => Ok(None),
    }
}

/// The names that a property name or a JSON pointer (RFC 6901) leads through, outermost first.
fn path_of(property: &str) -> Vec<Cow<'_, str>> {
    match property.strip_prefix('/') {
        Some(pointer) => pointer
            .split('/')
            .map(|name| match name.contains('~') {
                true => Cow::Owned(name.replace("~1", "/").replace("~0", "~")),
                false => Cow::Borrowed(name),
            })
            .collect(),
        None => vec![Cow::Borrowed(property)],
    }
}

/// The first name of a path, and those behind it.
fn split<'p>(path: &'p [Cow<'_, str>]) -> (&'p str, Vec<&'p str>) {
    let mut names = path.iter().map(AsRef::as_ref);
    (names.next().unwrap_or_default(), names.collect())
}

/// The value at a path below a JSON value; `None` if a property is missing or `null`.
fn inside(json: &str, path: &[&str]) -> Result<Option<Value>, Error> {
    let Some(found) = json_inside(json, path)? else {
        return Ok(None);
    };
    Ok(Some(serde_json::from_str(found)?).filter(|value: &Value| !value.is_null()))
}

/// The JSON of that value.
fn json_inside<'j>(mut json: &'j str, path: &[&str]) -> Result<Option<&'j str>, Error> {
    for name in path {
        if json == "null" {
            return Ok(None);
        }
        if !is_object(json) {
            let reason =
                format!("the value that should have the property `{name}` is not an object");
            return Err(de::Error::custom(reason));
        }
        match properties(json, &[*name])?.get(name) {
            Some(found) => json = found.get(),
            None => return Ok(None),
        }
    }
    Ok(Some(json))
}

/// Properties of an object by name, as unparsed JSON.
type Properties<'a, 'n> = BTreeMap<&'n str, &'a RawValue>;

/// The properties of an object that have these names. A value that is not an object has
/// none.
fn properties<'a, 'n>(text: &'a str, names: &[&'n str]) -> Result<Properties<'a, 'n>, Error> {
    match is_object(text) {
        true => Wanted(names).deserialize(&mut serde_json::Deserializer::from_str(text)),
        false => Ok(Properties::new()),
    }
}

fn is_object(text: &str) -> bool {
    text.trim_ascii_start().starts_with('{')
}

/// The number of items in a list. `null` counts as an empty list and any other value as a list
/// of one, as in the streams of items.
fn length(json: &str) -> Result<u64, Error> {
    match json {
        "null" | "" => Ok(0),
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

/// The name of a property as bytes, because a name with an unpaired surrogate is not a valid string.
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

    use super::{facts, last_value, value_at};

    /// How many items a page has, and its count.
    fn read(page: &[u8]) -> (u64, Value) {
        let facts = facts(page, "items", [Some(&["count"][..]), None]).unwrap();
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
            assert!(facts(broken.as_bytes(), "items", [Some(&["count"][..])]).is_err());
        }
    }

    #[test]
    fn a_page_may_be_a_list_or_have_its_count_inside() {
        let count = |page: &str, path: &'static [&str]| {
            let facts = facts(page.as_bytes(), "", [Some(path)]).unwrap();
            let [count] = facts.values;
            (facts.items, count)
        };
        assert_eq!(count(" [1, {}] ", &["count"]), (2, Value::Null));
        assert_eq!(count("", &["count"]), (0, Value::Null));
        assert_eq!(count(r#"{"a": {"b": 2}}"#, &["a", "b"]), (0, json!(2)));
        assert_eq!(count(r#"{"a": 1}"#, &["a", "b"]), (0, Value::Null));
        assert!(facts(b"[1,", "", [None]).is_err());
    }

    #[test]
    fn the_last_item_has_a_value() {
        let last = |page: &str, items: &str| last_value(page.as_bytes(), items, "id").unwrap();
        assert_eq!(
            last(r#"{"data": [{"id": 1}, {"id": "b"}]}"#, "data"),
            Some(json!("b"))
        );
        assert_eq!(last(r#"[{"id": 7}]"#, ""), Some(json!(7)));
        for none in [
            "{}",
            r#"{"data": []}"#,
            r#"{"data": [{}]}"#,
            r#"{"data": null}"#,
        ] {
            assert_eq!(last(none, "data"), None, "{none}");
        }
        assert!(last_value(br#"{"data": [1]}"#, "data", "id").is_err());
    }

    #[test]
    fn the_items_may_be_inside_another_property() {
        let page = br#"{"response": {"a/b": [{"id": 1}, {"id": 2}], "next": "x"}}"#;
        let read = |page: &[u8], items: &str| {
            let facts = facts(page, items, [Some(&["response", "next"][..])]);
            facts.map(|it| (it.items, it.values))
        };
        let items = "/response/a~1b";
        assert_eq!(read(page, items).unwrap(), (2, [json!("x")]));
        assert_eq!(last_value(page, items, "id").unwrap(), Some(json!(2)));
        for none in [&b"{}"[..], br#"{"response": null}"#, br#"{"response": {}}"#] {
            assert_eq!(read(none, items).unwrap().0, 0);
            assert_eq!(last_value(none, items, "id").unwrap(), None);
        }
        // What is no object may be the page before the last one.
        assert!(read(br#"{"response": [1]}"#, items).is_err());
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
