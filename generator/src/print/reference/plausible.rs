//! Values that could be real: of a plain type, by what the document says and by the name.

use serde_json::{Value, json};

use super::document::example;
use crate::ir::Scalar;

/// An example of the definition that is longer than this, in bytes, is no help to a reader.
const MAX_TEXT: usize = 60;

/// Texts by format, and by how a name ends; the name is compared in lower case.
const BY_FORMAT: [(&str, &str); 5] = [
    ("uuid", ID),
    ("uri", "https://example.com"),
    ("url", "https://example.com"),
    ("email", EMAIL),
    ("time", "09:30:00"),
];
const BY_NAME: [(&str, &str); 10] = [
    ("id", ID),
    ("email", EMAIL),
    ("uri", "https://example.com"),
    ("url", "https://example.com"),
    ("phone", "+13175550100"),
    ("phonenumber", "+13175550100"),
    ("language", "en-US"),
    ("locale", "en-US"),
    ("timezone", "Europe/London"),
    ("domain", "example.com"),
];
const ID: &str = "6d0f3f7c-4f6b-4f0e-9c59-3b1f6a2d4e71";
const EMAIL: &str = "jane.doe@example.com";

/// Integers by name.
const INTEGERS: [(&str, i64); 3] = [("pageSize", 25), ("limit", 25), ("count", 25)];

/// A value of a plain type that travels as JSON.
pub(super) fn plausible(scalar: Scalar, name: &str, schema: Option<&Value>) -> Value {
    let listed = |schema: &'_ Value| schema.get("enum").and_then(|values| values.get(0)).cloned();
    let stated = |schema: &Value| {
        let said = example(schema).or_else(|| schema.get("default"));
        said.cloned().or_else(|| listed(schema))
    };
    if let Some(stated) = schema.and_then(stated).filter(|it| fits(scalar, it)) {
        return stated;
    }
    match scalar {
        Scalar::String => json!(text(name, schema)),
        Scalar::Bool => json!(true),
        Scalar::Int32 | Scalar::Int64 | Scalar::UInt64 => json!(integer(name, schema)),
        Scalar::Float | Scalar::Double => json!(number(schema)),
        Scalar::Binary => json!("SGVsbG8="),
        moment => json!(moment_text(moment)),
    }
}

/// A moment as it is written; empty for what is none.
pub(super) fn moment_text(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::DateTime => "2026-01-31T09:30:00Z",
        Scalar::Date => "2026-01-31",
        Scalar::LocalDateTime => "2026-01-31T09:30:00",
        Scalar::YearMonth => "2026-01",
        Scalar::Interval => "2026-01-31T00:00:00Z/2026-02-01T00:00:00Z",
        _ => "",
    }
}

fn fits(scalar: Scalar, value: &Value) -> bool {
    match scalar {
        Scalar::Bool => value.is_boolean(),
        Scalar::Int32 => value
            .as_i64()
            .is_some_and(|value| i32::try_from(value).is_ok()),
        Scalar::Int64 => value.is_i64(),
        Scalar::UInt64 => value.is_u64(),
        Scalar::Float | Scalar::Double => value.is_number(),
        _ => value.as_str().is_some_and(|text| text.len() <= MAX_TEXT),
    }
}

fn text(name: &str, schema: Option<&Value>) -> String {
    let format = schema.and_then(|schema| schema.get("format")?.as_str());
    let by_format = BY_FORMAT.iter().find(|(known, _)| Some(*known) == format);
    let lower = name.to_lowercase();
    let by_name = || BY_NAME.iter().find(|(end, _)| lower.ends_with(end));
    match by_format.or_else(by_name) {
        Some((_, text)) => (*text).to_owned(),
        None if name.is_empty() || name.len() > MAX_TEXT => "text".to_owned(),
        None => name.to_owned(),
    }
}

fn integer(name: &str, schema: Option<&Value>) -> i64 {
    let bound = |keyword: &str| schema.and_then(|schema| schema.get(keyword)?.as_i64());
    let known = INTEGERS.iter().find(|(known, _)| *known == name);
    let usual = known.map_or(1, |(_, value)| *value);
    let value = usual.max(bound("minimum").unwrap_or(usual));
    value.min(bound("maximum").unwrap_or(value))
}

fn number(schema: Option<&Value>) -> f64 {
    let bound = |keyword: &str| schema.and_then(|schema| schema.get(keyword)?.as_f64());
    let value = bound("minimum").unwrap_or(1.5).max(1.5);
    value.min(bound("maximum").unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{ID, plausible};
    use crate::ir::Scalar;

    fn of(scalar: Scalar, name: &str, schema: Value) -> Value {
        plausible(scalar, name, Some(&schema))
    }

    #[test]
    fn a_value_keeps_to_what_the_document_says() {
        assert_eq!(of(Scalar::Int32, "n", json!({"minimum": 5})), 5);
        assert_eq!(of(Scalar::Int32, "pageSize", json!({"maximum": 10})), 10);
        assert_eq!(of(Scalar::Int32, "n", json!({"default": "25"})), 1);
        assert_eq!(of(Scalar::Double, "n", json!({"maximum": 1})), 1.0);
        assert_eq!(of(Scalar::String, "n", json!({"example": "Emma"})), "Emma");
        assert_eq!(of(Scalar::String, "n", json!({"format": "uuid"})), ID);
    }

    #[test]
    fn a_name_says_what_a_text_is() {
        assert_eq!(of(Scalar::String, "queueId", json!({})), ID);
        assert_eq!(of(Scalar::String, "title", json!({})), "title");
        assert_eq!(of(Scalar::String, "", json!({})), "text");
    }
}
