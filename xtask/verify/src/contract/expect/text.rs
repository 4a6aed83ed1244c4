//! Expected serializations of values by the styles of OpenAPI.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::super::document::{Kind, Style};

/// The characters to percent-encode: all but letters, digits and these.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The expected serialization of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Text {
    Exact(String),
    /// The properties of an object, in any order.
    Pieces {
        start: String,
        pieces: Vec<String>,
        between: String,
    },
    /// JSON, with members in any order.
    Json(Value),
    /// Percent-encoded JSON, with members in any order.
    EscapedJson(Value),
    /// Binary data.
    Bytes(Vec<u8>),
}

/// Serializes values.
#[derive(Clone, Copy)]
pub(crate) enum Writer {
    /// For a URL: values are percent-encoded, separators are not.
    Url,
    /// For a header or a form, or for a string that is encoded as a whole.
    Plain,
}

impl Writer {
    /// The pairs of a query parameter, form field or cookie.
    pub(crate) fn pairs(self, name: &str, style: Style, value: &Value) -> Vec<(String, Text)> {
        match (value, style.kind) {
            (Value::Array(items), Kind::Named(_)) if style.explodes => {
                let pair = |item| (self.escape(name), self.one(item));
                items.iter().map(pair).collect()
            }
            (Value::Object(properties), Kind::Named(_)) if style.explodes => {
                let pair = |(key, value): (&String, _)| (self.escape(key), self.one(value));
                properties.iter().map(pair).collect()
            }
            (_, Kind::Deep) => self.leaves(name, value),
            _ => vec![(self.escape(name), self.text(name, style, value))],
        }
    }

    /// The string of a path or header parameter, or the value of a pair.
    pub(crate) fn text(self, name: &str, style: Style, value: &Value) -> Text {
        let named = format!("{}=", self.escape(name));
        let with_name = format!(";{named}");
        match (style.kind, style.explodes) {
            (Kind::Json, _) => self.json(value),
            (Kind::Plain | Kind::Deep, _) => self.one(value),
            (Kind::Simple, true) => self.joined(value, ["", "", ",", "="]),
            (Kind::Simple, false) => self.joined(value, ["", "", ",", ","]),
            (Kind::Label, true) => self.joined(value, [".", "", ".", "="]),
            (Kind::Label, false) => self.joined(value, [".", "", ",", ","]),
            (Kind::Matrix, true) => self.joined(value, [";", &named, ";", "="]),
            (Kind::Matrix, false) => self.joined(value, [&with_name, "", ",", ","]),
            (Kind::Named(separator), _) => {
                let separator = match (self, separator) {
                    // A separator that a URL cannot contain is encoded.
                    (Self::Url, " ") => "%20",
                    (Self::Url, "\t") => "%09",
                    _ => separator,
                };
                self.joined(value, ["", "", separator, separator])
            }
        }
    }

    /// Joins the parts of a value. `around` has the prefix of the whole, the prefix of each
    /// item, the separator of parts, and the separator of the name and the value of a
    /// property.
    fn joined(self, value: &Value, around: [&str; 4]) -> Text {
        let [start, mark, between, inner] = around;
        let text = |value: &Value| self.escape(&plain(value));
        match value {
            Value::Array(items) => {
                let items: Vec<_> = items.iter().map(|it| mark.to_owned() + &text(it)).collect();
                Text::Exact(start.to_owned() + &items.join(between))
            }
            Value::Object(properties) => {
                let piece = |(key, value): (&String, _)| self.escape(key) + inner + &text(value);
                Text::Pieces {
                    start: start.to_owned(),
                    pieces: properties.iter().map(piece).collect(),
                    between: between.to_owned(),
                }
            }
            _ => Text::Exact(format!("{start}{mark}{}", text(value))),
        }
    }

    /// A pair for each leaf of a value.
    fn leaves(self, key: &str, value: &Value) -> Vec<(String, Text)> {
        let parts: Vec<(String, &Value)> = match value {
            Value::Null => Vec::new(),
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items.map(|(index, it)| (index.to_string(), it)).collect()
            }
            Value::Object(all) => all.iter().map(|(name, it)| (name.clone(), it)).collect(),
            _ => return vec![(self.escape(key), self.one(value))],
        };
        let parts = parts.into_iter();
        parts
            .flat_map(|(name, part)| self.leaves(&format!("{key}[{name}]"), part))
            .collect()
    }

    /// A value as one string: JSON if it is a list or an object.
    pub(crate) fn one(self, value: &Value) -> Text {
        match value {
            Value::Object(_) | Value::Array(_) => self.json(value),
            _ => Text::Exact(self.escape(&plain(value))),
        }
    }

    fn json(self, value: &Value) -> Text {
        match self {
            Self::Url => Text::EscapedJson(value.clone()),
            Self::Plain => Text::Json(value.clone()),
        }
    }

    fn escape(self, text: &str) -> String {
        match self {
            Self::Url => utf8_percent_encode(text, ESCAPED).to_string(),
            Self::Plain => text.to_owned(),
        }
    }
}

/// A string without quotes, and any other value as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
