//! JSON pointers (RFC 6901).

use std::borrow::Cow;

use serde_json::Value;

/// Escapes a key for a pointer.
pub(crate) fn escape(key: &str) -> String {
    match key.bytes().any(|byte| matches!(byte, b'~' | b'/')) {
        true => key.replace('~', "~0").replace('/', "~1"),
        false => key.to_owned(),
    }
}

/// The inverse of [`escape`].
pub(crate) fn unescape(part: &str) -> String {
    match part.contains('~') {
        true => part.replace("~1", "/").replace("~0", "~"),
        false => part.to_owned(),
    }
}

/// A pointer to a path of keys.
pub(crate) fn of_path(path: &[impl AsRef<str>]) -> String {
    let parts = path.iter().map(|key| format!("/{}", escape(key.as_ref())));
    parts.collect()
}

/// The name of a property, or the pointer of a nested one. A name that starts with a slash is written as a pointer
/// too, because readers take such a string for one.
pub(crate) fn property<'a>(path: &[&'a str]) -> Cow<'a, str> {
    match path {
        [name] if !name.starts_with('/') => Cow::Borrowed(name),
        _ => Cow::Owned(of_path(path)),
    }
}

/// The value of a key, or the item of an index.
pub(crate) fn child<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    match value {
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        _ => value.get(key),
    }
}

#[cfg(test)]
mod tests {
    use super::{escape, property, unescape};

    #[test]
    fn a_property_is_a_name_or_a_pointer() {
        for (path, expected) in [
            (["items"].as_slice(), "items"),
            (&["a/b~c"], "a/b~c"),
            (&["/items"], "/~1items"),
            (&["a/b", "c~d"], "/a~1b/c~0d"),
            (&["", "items"], "//items"),
        ] {
            assert_eq!(property(path), expected);
        }
    }

    #[test]
    fn escapes_are_undone() {
        for key in ["", "a", "~", "/", "~1", "~01", "a/~b"] {
            assert_eq!(unescape(&escape(key)), key);
        }
    }
}
