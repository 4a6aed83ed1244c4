//! The headers of a request or a response.
//!
//! A type of this crate, so that no public signature depends on an HTTP library.

use std::borrow::Cow;
use std::fmt;

use super::redact;

/// A name or a value. Constants are not copied.
pub(crate) type Text = Cow<'static, str>;

/// Spare capacity of a cloned list, for the headers that an attempt and the transport add.
const SPARE: usize = 4;

/// An ordered list of headers. Names are compared case-insensitively and may occur more
/// than once.
#[derive(Default, PartialEq, Eq)]
pub struct Headers {
    entries: Vec<(Text, Text)>,
}

impl Clone for Headers {
    fn clone(&self) -> Self {
        let mut entries = Vec::with_capacity(self.entries.len() + SPARE);
        entries.extend_from_slice(&self.entries);
        Self { entries }
    }
}

impl Headers {
    /// An empty list.
    pub const fn new() -> Self {
        Self {
            entries: Vec::new(),
        }
    }

    /// Adds a header, beside others of the same name.
    pub fn append(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.push(name.into().into(), value.into().into());
    }

    /// Sets a header, and removes others of the same name.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.put(name.into().into(), value.into().into());
    }

    /// As [`set`](Self::set), without copying constants.
    pub(crate) fn put(&mut self, name: Text, value: Text) {
        self.remove(&name);
        self.push(name, value);
    }

    fn push(&mut self, name: Text, value: Text) {
        self.entries.push((name, value));
    }

    /// Sets each header of another list.
    pub(crate) fn put_all(&mut self, others: Self) {
        for (name, value) in others.entries {
            self.put(name, value);
        }
    }

    /// Removes every header of this name.
    pub fn remove(&mut self, name: &str) {
        self.entries
            .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
    }

    /// The first value of a header.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.get_all(name).next()
    }

    /// All values of a header, in order.
    pub fn get_all<'a, 'n>(&'a self, name: &'n str) -> impl Iterator<Item = &'a str> + use<'a, 'n> {
        self.iter()
            .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    /// Whether there is a header of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Every name and value, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries
            .iter()
            .map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    /// All names and values, in order, without a copy.
    pub(crate) fn into_entries(self) -> impl ExactSizeIterator<Item = (Text, Text)> {
        self.entries.into_iter()
    }

    /// The number of headers; a repeated name counts each time.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no headers.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The reason why a header cannot be sent; `None` if all of them can.
    pub(crate) fn problem(&self) -> Option<String> {
        self.iter().find_map(|(name, value)| problem(name, value))
    }
}

/// Redacts values of headers whose name suggests a secret, and the queries of URLs.
impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut map = f.debug_map();
        for (name, value) in self.iter() {
            map.entry(&name, &redact::header_value(name, value));
        }
        map.finish()
    }
}

/// The reason why a header cannot be sent. It does not contain the value, which may be
/// secret.
pub(crate) fn problem(name: &str, value: &str) -> Option<String> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(token) {
        return Some(format!("{name:?} is not the name of an HTTP header"));
    }
    if value.bytes().any(|b| b.is_ascii_control() && b != b'\t') {
        return Some(format!(
            "the value of the header `{name}` has a line break or another control character"
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::Headers;

    #[test]
    fn names_are_compared_without_case() {
        let mut headers = Headers::new();
        headers.append("X-Correlation-Id", "1");
        assert_eq!(headers.get("x-correlation-id"), Some("1"));
        headers.set("x-CORRELATION-id", "2");
        assert_eq!(headers.len(), 1);
        assert_eq!(headers.get("X-Correlation-Id"), Some("2"));
        headers.remove("X-correlation-Id");
        assert!(headers.is_empty());
    }

    #[test]
    fn repeated_names_keep_their_order() {
        let mut headers = Headers::new();
        headers.append("link", "a");
        headers.append("Link", "b");
        assert_eq!(headers.get_all("LINK").collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(headers.get("link"), Some("a"));
    }

    #[test]
    fn debug_leaves_out_secrets() {
        let mut headers = Headers::new();
        headers.append("AUTHORIZATION", "Bearer s3cret");
        headers.append("Set-Cookie", "s3cret");
        headers.append("Location", "https://host/file?signature=s3cret");
        headers.append("Accept", "text/plain");
        let text = format!("{headers:?}");
        assert!(!text.contains("s3cret"), "{text}");
        assert_eq!(
            text,
            r#"{"AUTHORIZATION": "***", "Set-Cookie": "***", "Location": "https://host/file?***", "Accept": "text/plain"}"#
        );
    }
}
