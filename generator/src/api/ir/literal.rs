//! Literal values of a definition: enum values, defaults, examples, limits.

use std::fmt;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

/// A JSON value in a definition, with its type.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// An integer in the range of `i64`.
    Integer(i64),
    /// An integer beyond the range of `i64` that fits into `u64`.
    Unsigned(u64),
    /// Any other number.
    Number(f64),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Literal>),
    /// An object, its properties in document order. It is boxed, because it is rare and would make
    /// every other value larger.
    Object(Box<IndexMap<String, Literal>>),
}

impl Literal {
    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(string) => Some(string),
            _ => None,
        }
    }

    /// The integer, if it is in the range of `i64`.
    pub fn as_i64(&self) -> Option<i64> {
        match self {
            Self::Integer(integer) => Some(*integer),
            _ => None,
        }
    }

    /// The number, be it an integer or not, as the nearest one of 64 bits.
    #[allow(
        clippy::cast_precision_loss,
        reason = "the nearest number is what is asked for"
    )]
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Integer(integer) => Some(*integer as f64),
            Self::Unsigned(integer) => Some(*integer as f64),
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// Whether it is an integer.
    pub fn is_integer(&self) -> bool {
        matches!(self, Self::Integer(_) | Self::Unsigned(_))
    }

    /// Whether it is a number, integers among them.
    pub fn is_number(&self) -> bool {
        self.is_integer() || matches!(self, Self::Number(_))
    }

    /// Its JSON, on one line.
    pub fn json(&self) -> String {
        // Strings, numbers, arrays and objects with strings for keys have a JSON form, always.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A string unchanged, every other value as JSON: the form of documentation and query strings.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String(string) => f.write_str(string),
            other => f.write_str(&other.json()),
        }
    }
}

impl Serialize for Literal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Boolean(boolean) => serializer.serialize_bool(*boolean),
            Self::Integer(integer) => serializer.serialize_i64(*integer),
            Self::Unsigned(integer) => serializer.serialize_u64(*integer),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::String(string) => serializer.serialize_str(string),
            Self::Array(items) => items.serialize(serializer),
            Self::Object(properties) => properties.serialize(serializer),
        }
    }
}

impl From<&str> for Literal {
    fn from(string: &str) -> Self {
        Self::String(string.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::Literal;

    #[test]
    fn a_string_is_shown_as_it_is_and_everything_else_as_json() {
        let object = [("a\"".to_owned(), Literal::from("b"))];
        let object = Literal::Object(Box::new(object.into_iter().collect()));
        let nested = Literal::Array(vec![object, Literal::Null, Literal::Boolean(true)]);
        for (literal, shown) in [
            (Literal::from("a \"b\""), "a \"b\""),
            (Literal::Integer(-1), "-1"),
            (Literal::Unsigned(u64::MAX), "18446744073709551615"),
            (Literal::Number(1.0), "1.0"),
            (Literal::Number(1e21), "1e+21"),
            (nested, r#"[{"a\"":"b"},null,true]"#),
        ] {
            assert_eq!(literal.to_string(), shown);
        }
    }
}
