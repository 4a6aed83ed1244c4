//! How values are serialized: the styles of OpenAPI, and what may differ.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::super::document::{Kind, Style};

/// What stays in a URL beside letters and digits.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What one value is sent as.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Text {
    Exact(String),
    /// The properties of an object, which may come in any order.
    Pieces {
        start: String,
        pieces: Vec<String>,
        between: String,
    },
    /// JSON, whose members may come in any order.
    Json(Value),
    /// The same in a URL.
    EscapedJson(Value),
    /// What need not be text.
    Bytes(Vec<u8>),
}

/// Writes values.
#[derive(Clone, Copy)]
pub(crate) enum Writer {
    /// Into a URL, where what is no separator is escaped.
    Url,
    /// Into a header or a form, or into what is escaped as a whole.
    Plain,
}

impl Writer {
    /// The pairs of a value that has a name: of a query, a form or a cookie.
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

    /// The one text of a value: that of a path or a header, or the value of a pair.
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
                    // What stands between values is escaped where a URL cannot have it.
                    (Self::Url, " ") => "%20",
                    (Self::Url, "\t") => "%09",
                    _ => separator,
                };
                self.joined(value, ["", "", separator, separator])
            }
        }
    }

    /// The parts of a value in one text: what it starts with, what each item starts with, what
    /// stands between parts, and what stands between the name and the value of a property.
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

    /// A pair for each part of a value that has no parts itself.
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

    /// A value that is one text: JSON, if it has parts.
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

/// A value as text: a string without quotes, everything else as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
