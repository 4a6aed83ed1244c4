//! Parsing of JSON.

use serde::de::DeserializeSeed;

use super::Loaded;
use super::limits::TooLarge;
use super::node::{NodeReader, Reading};
use crate::diagnostics::{Diagnostic, Position};

/// Reads JSON.
///
/// # Errors
/// If it is not JSON, or exceeds a limit.
pub(super) fn read(text: &str, location: &str) -> Result<Loaded, Diagnostic> {
    let mut reading = Reading::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = NodeReader(&mut reading).deserialize(&mut deserializer);
    match value.and_then(|value| deserializer.end().map(|()| value)) {
        Ok(value) => Ok(Loaded {
            value,
            found: reading.warnings(),
        }),
        Err(_) if reading.budget.is_exceeded() => Err(super::too_large(location, &TooLarge)),
        Err(error) => Err(refused(&error, text, location)),
    }
}

fn refused(error: &serde_json::Error, text: &str, location: &str) -> Diagnostic {
    let position = Position::of_byte_in_line(text, error.line(), error.column());
    // serde_json appends the position to its message; the diagnostic says it already.
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let diagnostic = if message == "recursion limit exceeded" {
        super::too_deep(location)
    } else {
        Diagnostic::error(
            "broken-json",
            location,
            format!("this is not JSON: {message}"),
            "fix the syntax here; a truncated file ends early",
        )
    };
    diagnostic.at(position)
}

#[cfg(test)]
mod tests {
    use super::super::MAX_DEPTH;

    #[test]
    fn the_limit_of_the_library_is_ours() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(super::read(&nested(MAX_DEPTH - 1), "x").is_ok());
        let error = super::read(&nested(MAX_DEPTH + 1), "x").unwrap_err();
        assert_eq!(error.code, "nested-too-deep");
    }
}
