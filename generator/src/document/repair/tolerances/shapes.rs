//! Shapes: the JSON type that a key requires.
//!
//! The typed document is strict: one value of another type would make it invalid as a whole. A value is
//! converted if possible, and ignored otherwise.

use serde_json::{Number, Value};

use crate::grammar::{Child, PartKind, child};

/// The JSON type that a key requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RequiredType {
    Text,
    /// A string; nothing is converted to one.
    Reference,
    Flag,
    Number,
    /// A non-negative integer.
    Count,
    Object,
    List,
    /// An array of strings.
    Texts,
    /// A schema, which has its own rules; `null` is invalid.
    Schema,
}

/// Whether a value has the required type.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fit {
    Fits,
    /// It was converted.
    Converted,
    /// It cannot be converted.
    Unfit,
}

impl RequiredType {
    /// Its name in messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text | Self::Reference => "a string",
            Self::Flag => "a boolean",
            Self::Number => "a number",
            Self::Count => "a non-negative integer",
            Self::Object => "an object",
            Self::List => "an array",
            Self::Texts => "an array of strings",
            Self::Schema => "a schema",
        }
    }

    /// The type that a key of an object requires; `None` if any value is allowed.
    pub(super) fn of(kind: PartKind, key: &str) -> Option<Self> {
        match child(kind, key) {
            Some(Child::One(PartKind::Schema)) => Some(Self::Schema),
            Some(Child::One(_) | Child::Map(_)) => Some(Self::Object),
            Some(Child::List(_)) => Some(Self::List),
            None => Self::of_plain(kind, key),
        }
    }

    fn of_plain(kind: PartKind, key: &str) -> Option<Self> {
        Some(match (kind, key) {
            (_, "$ref") => Self::Reference,
            (_, "description" | "summary") => Self::Text,
            (PartKind::Schema, _) => return Self::of_keyword(key),
            (PartKind::Parameter | PartKind::Header, "name" | "in" | "style") => Self::Text,
            (
                PartKind::Parameter | PartKind::Header | PartKind::Encoding,
                "required" | "deprecated" | "explode" | "allowReserved" | "allowEmptyValue",
            )
            | (PartKind::RequestBody, "required")
            | (PartKind::Operation, "deprecated") => Self::Flag,
            (PartKind::Encoding, "contentType" | "style")
            | (PartKind::Operation, "operationId") => Self::Text,
            (
                PartKind::Root | PartKind::PathItem | PartKind::Operation,
                "servers" | "security" | "tags",
            ) => Self::List,
            (PartKind::Root, "info") | (PartKind::SecurityScheme, "flows") => Self::Object,
            (
                PartKind::SecurityScheme,
                "type" | "in" | "name" | "scheme" | "bearerFormat" | "openIdConnectUrl",
            ) => Self::Text,
            _ => return None,
        })
    }

    fn of_keyword(key: &str) -> Option<Self> {
        Some(match key {
            "type" | "format" | "title" | "pattern" => Self::Text,
            "nullable" | "readOnly" | "writeOnly" | "deprecated" | "uniqueItems"
            | "exclusiveMinimum" | "exclusiveMaximum" => Self::Flag,
            "minimum" | "maximum" | "multipleOf" => Self::Number,
            "minLength" | "maxLength" | "minItems" | "maxItems" | "minProperties"
            | "maxProperties" => Self::Count,
            "required" => Self::Texts,
            "enum" => Self::List,
            _ => return None,
        })
    }

    /// Converts a value to the required type if possible.
    pub(super) fn fit(self, value: &mut Value) -> Fit {
        let converted = match (self, &*value) {
            (Self::Text | Self::Reference, Value::String(_))
            | (Self::Flag, Value::Bool(_))
            | (Self::Number, Value::Number(_))
            | (Self::Object, Value::Object(_))
            | (Self::List, Value::Array(_)) => return Fit::Fits,
            (Self::Schema, Value::Null) => return Fit::Unfit,
            (Self::Schema, _) => return Fit::Fits,
            (Self::Text, Value::Number(_) | Value::Bool(_)) => Some(value.to_string().into()),
            (Self::Flag, Value::String(text)) => match text.to_lowercase().as_str() {
                "true" => Some(true.into()),
                "false" => Some(false.into()),
                _ => None,
            },
            (Self::Number, Value::String(text)) => number(text).map(Value::Number),
            (Self::Count, Value::Number(number)) if number.is_u64() => return Fit::Fits,
            (Self::Count, Value::Number(number)) => number.as_f64().and_then(count),
            (Self::Count, Value::String(text)) => text.trim().parse().ok().and_then(count),
            (Self::Texts, Value::Array(items)) if items.iter().all(Value::is_string) => {
                return Fit::Fits;
            }
            (Self::Texts, Value::Array(items)) => Some(
                items
                    .iter()
                    .filter(|item| item.is_string())
                    .cloned()
                    .collect(),
            ),
            _ => None,
        };
        match converted {
            Some(converted) => {
                *value = converted;
                Fit::Converted
            }
            None => Fit::Unfit,
        }
    }
}

fn number(text: &str) -> Option<Number> {
    let text = text.trim();
    let whole = text.parse::<i64>().ok().map(Number::from);
    whole.or_else(|| Number::from_f64(text.parse().ok()?))
}

/// A non-negative integer that is written with a fraction.
fn count(number: f64) -> Option<Value> {
    let is_whole = number >= 0.0 && number.fract() == 0.0 && number < 1e15;
    is_whole.then(|| Value::from(number as u64))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Fit, RequiredType};

    #[track_caller]
    fn becomes(shape: RequiredType, mut value: Value, expected: Option<Value>) {
        let old = value.clone();
        match (shape.fit(&mut value), expected) {
            (Fit::Fits, Some(expected)) => assert_eq!((&old, &value), (&value, &expected)),
            (Fit::Converted, Some(expected)) => assert_eq!(value, expected),
            (Fit::Unfit, None) => {}
            (fit, expected) => panic!("{old}: {fit:?}, {expected:?}"),
        }
    }

    #[test]
    fn what_can_be_meant_is_read() {
        becomes(RequiredType::Text, json!(1.5), Some(json!("1.5")));
        becomes(RequiredType::Text, json!({}), None);
        becomes(RequiredType::Flag, json!("True"), Some(json!(true)));
        becomes(RequiredType::Flag, json!(5), None);
        becomes(RequiredType::Number, json!("-5"), Some(json!(-5)));
        becomes(RequiredType::Number, json!("0.5"), Some(json!(0.5)));
        becomes(RequiredType::Number, json!("much"), None);
        becomes(RequiredType::Count, json!(3.0), Some(json!(3)));
        becomes(RequiredType::Count, json!("3"), Some(json!(3)));
        becomes(RequiredType::Count, json!(-1), None);
        becomes(RequiredType::Texts, json!(["a", null]), Some(json!(["a"])));
        becomes(RequiredType::Object, json!(null), None);
        becomes(RequiredType::Schema, json!([]), Some(json!([])));
    }
}
