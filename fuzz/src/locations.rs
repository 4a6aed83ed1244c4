//! A small definition with a text at every location that has any.

use sdk_generator::{Generated, Package, load};
use serde_json::Value;

const LOCATIONS: &str = include_str!("locations.yaml");

/// What stands at the locations of a definition.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'a> {
    /// Where a text may have several lines.
    pub block: &'a str,
    /// Where a text is one line: titles, tags, summaries, parameters, errors.
    pub line: &'a str,
    /// Names, values, patterns, media types, permissions and codes.
    pub name: &'a str,
}

/// The definition with these texts.
///
/// # Errors
/// When the definition of locations cannot be read.
pub fn definition(texts: Texts<'_>) -> Result<String, String> {
    let locations =
        load::load_text(LOCATIONS.as_bytes(), "locations").map_err(|error| format!("{error:?}"))?;
    Ok(filled(&locations.value, texts).to_string())
}

/// The crate, with reference pages, that the definition with these texts becomes.
///
/// # Errors
/// The diagnostics, when nothing is generated.
pub fn generate(texts: Texts<'_>) -> Result<Generated, String> {
    let document = definition(texts)?;
    let package = Package {
        name: "locations".to_owned(),
        version: "0.1.0".to_owned(),
        command: "fuzz".to_owned(),
        reference: true,
        ..Package::default()
    };
    super::in_file(document.as_bytes(), |input| {
        sdk_generator::generate(input, &package, &|_| {}).map_err(|problems| {
            problems
                .errors()
                .map(|problem| format!("{problem}\n"))
                .collect()
        })
    })
}

fn filled(value: &Value, texts: Texts<'_>) -> Value {
    let fill = |text: &String| {
        let text = text.replace("NAME", texts.name);
        match text.as_str() {
            "BLOCK" => texts.block.to_owned(),
            "LINE" => texts.line.to_owned(),
            _ => text,
        }
    };
    match value {
        Value::String(text) => fill(text).into(),
        Value::Array(items) => items.iter().map(|item| filled(item, texts)).collect(),
        Value::Object(entries) => {
            let entries = entries.iter();
            entries
                .map(|(key, value)| {
                    let value = match (key.as_str(), value) {
                        // A pointer leads to the key as it is written in one.
                        ("$ref", Value::String(pointer)) => {
                            let name = texts
                                .name
                                .replace('~', "~0")
                                .replace('/', "~1")
                                .replace('%', "%25");
                            pointer.replace("NAME", &name).into()
                        }
                        _ => filled(value, texts),
                    };
                    (fill(key), value)
                })
                .collect()
        }
        other => other.clone(),
    }
}
