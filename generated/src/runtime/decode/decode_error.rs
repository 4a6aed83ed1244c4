//! Errors of decoding, with the path of the value.
//!
//! The path is found after the failure, from the error of `serde_json` and the bytes.
//! Decoding itself tracks no paths, so success costs nothing and less generic code is
//! compiled.

use std::error::Error as StdError;
use std::fmt;

use crate::runtime::model::json_path;
use crate::runtime::model::problem::reason_of;
use crate::runtime::one_line::one_line;

/// A response body that does not fit its type.
#[derive(Debug)]
pub struct DecodeError {
    inner: Box<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: String,
    reason: String,
    /// What was expected, such as `JSON`; empty if the reason says it.
    expected: &'static str,
    source: Option<Position>,
}

/// The position of a JSON error, as the source of [`DecodeError`]. It does not have the reason, which is in
/// the message of `DecodeError` and would be printed twice.
#[derive(Debug)]
struct Position {
    line: usize,
    column: usize,
}

impl Position {
    /// The position of a JSON error; `None` if it has none, as when a value is read from another value.
    fn of(error: &serde_json::Error) -> Option<Self> {
        let (line, column) = (error.line(), error.column());
        (line > 0).then_some(Self { line, column })
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} column {} of the JSON", self.line, self.column)
    }
}

impl StdError for Position {}

/// The maximum length of a path or reason, in characters, because they may quote long
/// names and values of the body.
const MAX_LENGTH: usize = 300;

impl DecodeError {
    /// An error with a path, which may be empty, and a reason.
    pub fn new(path: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::build(path.into(), reason.into(), None)
    }

    /// An error from a JSON error, whose path is found in the body; `root` is the start of the
    /// path.
    pub(crate) fn from_json(
        root: impl Into<String>,
        body: &[u8],
        error: &serde_json::Error,
    ) -> Self {
        let root = root.into();
        let position = Position::of(error);
        if body.trim_ascii().is_empty() {
            let reason = "the response body is empty".to_owned();
            return Self::build(root, reason, position).expecting("JSON");
        }
        let offset = json_path::offset_of(body, error.line(), error.column());
        let path = format!("{root}{}", json_path::path_at(body, offset));
        let reason = bounded(reason_of(error));
        Self::build(bounded(path), reason, position).expecting("JSON")
    }

    /// An error from a JSON error whose path is known.
    pub(crate) fn at(path: String, error: &serde_json::Error) -> Self {
        let reason = bounded(reason_of(error));
        Self::build(bounded(path), reason, Position::of(error)).expecting("JSON")
    }

    /// Adds what the body should have been.
    pub(crate) fn expecting(mut self, expected: &'static str) -> Self {
        self.inner.expected = expected;
        self
    }

    /// What was expected, such as `JSON`; empty if it is not known.
    pub(crate) fn expected(&self) -> &'static str {
        self.inner.expected
    }

    /// The path of the value that does not fit, such as
    /// `UserEntityListing.entities[3].dateCreated`.
    pub fn path(&self) -> &str {
        &self.inner.path
    }

    /// What is wrong with the value.
    pub fn reason(&self) -> &str {
        &self.inner.reason
    }

    fn build(path: String, reason: String, source: Option<Position>) -> Self {
        Self {
            inner: Box::new(Inner {
                path,
                reason,
                expected: "",
                source,
            }),
        }
    }
}

impl PartialEq for DecodeError {
    fn eq(&self, other: &Self) -> bool {
        self.path() == other.path() && self.reason() == other.reason()
    }
}

/// One line of at most 1 KiB.
impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = &self.inner.reason;
        f.write_str(&match self.inner.path.as_str() {
            "" => one_line(reason),
            path => one_line(&format!("{path}: {reason}")),
        })
    }
}

impl StdError for DecodeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.source.as_ref().map(|error| error as _)
    }
}

fn bounded(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(MAX_LENGTH) {
        text.truncate(end);
        text.push('…');
    }
    text
}

/// The name of a type without its modules: `Vec<User>` for
/// `alloc::vec::Vec<sdk::models::user::User>`.
pub(crate) fn short_type_name(full: &str) -> String {
    let mut out = String::new();
    let mut start = 0;
    for (index, c) in full.char_indices() {
        if c.is_alphanumeric() || c == '_' || c == ':' {
            continue;
        }
        out.push_str(last_segment(&full[start..index]));
        out.push(c);
        start = index + c.len_utf8();
    }
    out.push_str(last_segment(&full[start..]));
    out
}

fn last_segment(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::{DecodeError, short_type_name};

    #[test]
    fn type_names_lose_their_modules() {
        assert_eq!(short_type_name("sdk::models::user::User"), "User");
        assert_eq!(
            short_type_name("alloc::vec::Vec<sdk::models::user::User>"),
            "Vec<User>"
        );
        assert_eq!(
            short_type_name("std::collections::BTreeMap<alloc::string::String, (a::B, [u8; 4])>"),
            "BTreeMap<String, (B, [u8; 4])>"
        );
        assert_eq!(short_type_name("bool"), "bool");
    }

    #[test]
    fn the_position_gives_way_to_the_path_and_stays_in_the_source() {
        let body = b"{\n \"a\": [true, 5]\n}";
        let error = serde_json::from_slice::<std::collections::BTreeMap<String, Vec<bool>>>(body);
        let error = DecodeError::from_json("Flags", body, &error.unwrap_err());
        assert_eq!(error.path(), "Flags.a[1]");
        assert_eq!(
            error.to_string(),
            "Flags.a[1]: invalid type: integer `5`, expected a boolean"
        );
        let source = error.source().unwrap();
        assert_eq!(source.to_string(), "line 2 column 14 of the JSON");
        assert!(source.source().is_none(), "the chain says nothing twice");
    }
}
