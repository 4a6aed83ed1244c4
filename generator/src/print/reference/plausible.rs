//! Plausible values of scalar types, from constraints, formats and names.

use crate::ir::{Constraints, Keyword, Literal, Scalar};

/// Longer examples of the definition are not shown, in bytes.
const MAX_TEXT: usize = 60;

/// Strings by format, and by the end of a name in lower case.
const BY_FORMAT: [(&str, &str); 4] = [
    ("uuid", ID),
    ("uri", "https://example.com"),
    ("url", "https://example.com"),
    ("email", EMAIL),
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
/// The bytes of [`BYTES`].
const BASE64: &str = "SGVsbG8=";
/// Bytes as an expression.
pub(super) const BYTES: &str = "b\"Hello\"";
const EMAIL: &str = "jane.doe@example.com";

/// Integers by name.
const INTEGERS: [(&str, i64); 3] = [("pageSize", 25), ("limit", 25), ("count", 25)];

/// A value of a scalar type in JSON.
pub(super) fn plausible(scalar: Scalar, name: &str, constraints: &Constraints) -> Literal {
    let first = || match constraints.get(Keyword::Enum) {
        Some(Literal::Array(values)) => values.first(),
        _ => None,
    };
    let declared = constraints
        .example()
        .or_else(|| constraints.default_value());
    if let Some(declared) = declared.or_else(first).filter(|it| fits(scalar, it)) {
        return declared.clone();
    }
    match scalar {
        Scalar::String => Literal::String(text(name, constraints)),
        Scalar::Bool => Literal::Boolean(true),
        Scalar::Int32 | Scalar::Int64 | Scalar::UInt64 => {
            Literal::Integer(integer(name, constraints))
        }
        Scalar::Float | Scalar::Double => Literal::Number(number(constraints)),
        Scalar::Binary | Scalar::Base64 => Literal::from(BASE64),
        moment => Literal::from(moment_text(moment)),
    }
}

/// A date or time as a string; empty for other scalars.
pub(super) fn moment_text(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::DateTime => "2026-01-31T09:30:00Z",
        Scalar::Date => "2026-01-31",
        Scalar::LocalDateTime => "2026-01-31T09:30:00",
        Scalar::YearMonth => "2026-01",
        Scalar::Time => "09:30:00",
        Scalar::Duration => "PT30M",
        Scalar::Interval => "2026-01-31T00:00:00Z/2026-02-01T00:00:00Z",
        _ => "",
    }
}

fn fits(scalar: Scalar, value: &Literal) -> bool {
    match scalar {
        Scalar::Bool => matches!(value, Literal::Boolean(_)),
        Scalar::Int32 => value
            .as_i64()
            .is_some_and(|value| i32::try_from(value).is_ok()),
        Scalar::Int64 => matches!(value, Literal::Integer(_)),
        Scalar::UInt64 => match value {
            Literal::Integer(value) => *value >= 0,
            Literal::Unsigned(_) => true,
            _ => false,
        },
        Scalar::Float | Scalar::Double => value.is_number(),
        _ => value.as_str().is_some_and(|text| text.len() <= MAX_TEXT),
    }
}

fn text(name: &str, constraints: &Constraints) -> String {
    let format = constraints.get(Keyword::Format).and_then(Literal::as_str);
    let by_format = BY_FORMAT.iter().find(|(known, _)| Some(*known) == format);
    let lower = name.to_lowercase();
    let by_name = || BY_NAME.iter().find(|(end, _)| lower.ends_with(end));
    match by_format.or_else(by_name) {
        Some((_, text)) => (*text).to_owned(),
        None if name.is_empty() || name.len() > MAX_TEXT => of_length("string", constraints),
        None => of_length(name, constraints),
    }
}

/// A string with a length that the definition allows.
fn of_length(text: &str, constraints: &Constraints) -> String {
    let bound = |keyword| {
        let value = constraints.get(keyword).and_then(Literal::as_i64);
        value.and_then(|value| usize::try_from(value).ok())
    };
    let least = bound(Keyword::MinLength).unwrap_or(0).min(MAX_TEXT);
    let most = bound(Keyword::MaxLength).unwrap_or(usize::MAX);
    let padded = text.chars().chain(std::iter::repeat('x'));
    padded
        .take(text.chars().count().max(least).min(most))
        .collect()
}

fn integer(name: &str, constraints: &Constraints) -> i64 {
    let bound = |keyword| constraints.get(keyword).and_then(Literal::as_i64);
    let known = INTEGERS.iter().find(|(known, _)| *known == name);
    let usual = known.map_or(1, |(_, value)| *value);
    let value = usual.max(bound(Keyword::Minimum).unwrap_or(usual));
    value.min(bound(Keyword::Maximum).unwrap_or(value))
}

fn number(constraints: &Constraints) -> f64 {
    let bound = |keyword| constraints.get(keyword).and_then(Literal::as_f64);
    let value = bound(Keyword::Minimum).unwrap_or(1.5).max(1.5);
    value.min(bound(Keyword::Maximum).unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::{ID, plausible};
    use crate::ir::Keyword::{Default, Example, Format, MaxLength, Maximum, MinLength, Minimum};
    use crate::ir::{Constraints, Keyword, Literal, Scalar};

    fn of(scalar: Scalar, name: &str, keywords: &[(Keyword, Literal)]) -> Literal {
        let constraints = Constraints {
            keywords: keywords.to_vec(),
            ..Constraints::default()
        };
        plausible(scalar, name, &constraints)
    }

    #[test]
    fn a_value_keeps_to_what_the_document_says() {
        let five = (Minimum, Literal::Integer(5));
        assert_eq!(of(Scalar::Int32, "n", &[five]), Literal::Integer(5));
        let ten = (Maximum, Literal::Integer(10));
        assert_eq!(of(Scalar::Int32, "pageSize", &[ten]), Literal::Integer(10));
        let default = (Default, Literal::from("25"));
        assert_eq!(of(Scalar::Int32, "n", &[default]), Literal::Integer(1));
        let one = (Maximum, Literal::Integer(1));
        assert_eq!(of(Scalar::Double, "n", &[one]), Literal::Number(1.0));
        let example = (Example, Literal::from("Emma"));
        assert_eq!(of(Scalar::String, "n", &[example]), Literal::from("Emma"));
        let format = (Format, Literal::from("uuid"));
        assert_eq!(of(Scalar::String, "n", &[format]), Literal::from(ID));
    }

    #[test]
    fn a_name_says_what_a_text_is() {
        assert_eq!(of(Scalar::String, "queueId", &[]), Literal::from(ID));
        assert_eq!(of(Scalar::String, "title", &[]), Literal::from("title"));
        assert_eq!(of(Scalar::String, "", &[]), Literal::from("string"));
        let least = (MinLength, Literal::Integer(7));
        assert_eq!(
            of(Scalar::String, "code", &[least]),
            Literal::from("codexxx")
        );
        let most = (MaxLength, Literal::Integer(2));
        assert_eq!(of(Scalar::String, "code", &[most]), Literal::from("co"));
    }
}
