//! Pointers (RFC 6901) and their parts.

use serde_json::Value;

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

/// What stands under a key, or in a place of a list.
pub(crate) fn child<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    match value {
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        _ => value.get(key),
    }
}
