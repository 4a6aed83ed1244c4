//! Pointers (RFC 6901): their parts, and what stands at a place of a document.

use serde_json::Value;

/// How many references are followed from one place.
const MAX_REFERENCES: usize = 16;

/// What stands at a place, given as `#/…`. References on the way to it are followed; one at the place
/// itself is not.
pub(crate) fn find<'a>(document: &'a Value, pointer: &str) -> Option<&'a Value> {
    let mut parts = pointer.strip_prefix('#')?.split('/').skip(1);
    parts.try_fold(document, |value, part| {
        let key = unescape(part);
        child(value, &key).or_else(|| child(resolved(document, value)?, &key))
    })
}

/// A key as a part of a pointer (RFC 6901).
pub(crate) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The key that a part of a pointer stands for.
pub(crate) fn unescape(part: &str) -> String {
    match part.contains('~') {
        true => part.replace("~1", "/").replace("~0", "~"),
        false => part.to_owned(),
    }
}

/// A value, or what it refers to; nothing when that refers to itself or leads nowhere.
pub(crate) fn resolved<'a>(document: &'a Value, mut value: &'a Value) -> Option<&'a Value> {
    for _ in 0..MAX_REFERENCES {
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => value = document.pointer(reference.strip_prefix('#')?)?,
            None => return Some(value),
        }
    }
    None
}

/// What stands under a key, or in a place of a list.
pub(crate) fn child<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    match value {
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        _ => value.get(key),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{find, resolved};

    #[test]
    fn references_on_the_way_are_followed() {
        let document = json!({
            "a/b": [{"$ref": "#/c"}],
            "c": {"$ref": "#/d"},
            "d": {"e": {"$ref": "#/c"}},
            "x": {"$ref": "#/x"},
        });
        assert_eq!(find(&document, "#"), Some(&document));
        assert_eq!(find(&document, "#/a~1b/0/e"), Some(&json!({"$ref": "#/c"})));
        assert_eq!(
            resolved(&document, &document["a/b"][0]),
            Some(&document["d"])
        );
        for nowhere in ["#/x/e", "#/a~1b/1", "#/d/f", "c"] {
            assert_eq!(find(&document, nowhere), None, "{nowhere}");
        }
        assert_eq!(resolved(&document, &document["x"]), None);
        assert_eq!(resolved(&document, &Value::Null), Some(&Value::Null));
    }
}
