//! Parsing of YAML.

use saphyr_parser::{Event, Parser};
use serde::de::DeserializeSeed;

use super::Loaded;
use super::limits::{MAX_DEPTH, TooLarge};
use super::node::{NodeReader, Reading};
use crate::diagnostics::{Diagnostic, Position};

/// Reads YAML.
///
/// # Errors
/// If it is not YAML, has several documents, or exceeds a limit.
pub(super) fn read(text: &str, location: &str) -> Result<Loaded, Diagnostic> {
    check_brackets(text, location)?;
    let mut reading = Reading::of_yaml();
    match NodeReader(&mut reading).deserialize(serde_yaml::Deserializer::from_str(text)) {
        Ok(value) => Ok(Loaded {
            value,
            found: reading.warnings(),
        }),
        Err(_) if reading.budget.is_exceeded() => Err(super::too_large(location, &TooLarge)),
        Err(error) => Err(refused(&error, text, location)),
    }
}

/// Rejects deeply nested brackets before the YAML parser, whose time is quadratic in their
/// number. A second parser counts them, because brackets in strings do not count.
fn check_brackets(text: &str, location: &str) -> Result<(), Diagnostic> {
    let mut open = 0_usize;
    let is_suspect = text.bytes().any(|byte| {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        open > MAX_DEPTH
    });
    if !is_suspect {
        return Ok(());
    }
    let mut parser = Parser::new_from_str(text);
    let mut depth = 0_usize;
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            let position = Position::new(error.marker().line(), error.marker().col() + 1);
            // The second parser looks ahead, and has its own limit, which is larger than
            // ours.
            match error.info() {
                "recursion limit exceeded" => super::too_deep(location),
                info => broken(info, location),
            }
            .at(position)
        })?;
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => depth += 1,
            Event::MappingEnd | Event::SequenceEnd => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            let position = Position::new(span.start.line(), span.start.col() + 1);
            return Err(super::too_deep(location).at(position));
        }
    }
    Ok(())
}

fn refused(error: &serde_yaml::Error, text: &str, location: &str) -> Diagnostic {
    // serde_yaml appends the position to its message; the diagnostic says it already.
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let diagnostic = if message.contains("recursion limit exceeded") {
        super::too_deep(location)
    } else if message.contains("repetition limit exceeded") {
        super::too_large(
            location,
            &"the aliases expand to more than a hundred times the document",
        )
    } else if message.contains("more than one document") {
        Diagnostic::error(
            "several-documents",
            location,
            "the file has more than one YAML document",
            "keep one document; a line of `---` separates them",
        )
    } else {
        broken(message, location)
    };
    // What is missing at the end is missing behind the last line with text.
    let end = Position::of_byte(text, text.trim_end().len());
    match error.location() {
        Some(at) if at.line() <= end.line => diagnostic.at(Position::new(at.line(), at.column())),
        None if diagnostic.code != "broken-yaml" => diagnostic,
        _ => diagnostic.at(end),
    }
}

fn broken(message: &str, location: &str) -> Diagnostic {
    Diagnostic::error(
        "broken-yaml",
        location,
        format!("this is not YAML: {message}"),
        "fix the syntax here; check the indentation and unquoted `:` and `#`",
    )
}
