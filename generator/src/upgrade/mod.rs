//! Upgrading: older versions of the format to OpenAPI 3.0, on plain JSON values.
//!
//! Each version is a list of small rules in a module of its own. Knows the versions of the
//! format, not the meaning of a definition.

mod swagger2;

use serde_json::Value;

use crate::diagnostics::Diagnostic;

/// The version in which a definition was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Swagger 2.0.
    Swagger2,
    /// OpenAPI 3.0.
    OpenApi3,
}

impl Dialect {
    /// Where a place of the upgraded document stood in the original one.
    pub fn original_pointer(self, pointer: &str) -> String {
        match self {
            Self::Swagger2 => swagger2::original_pointer(pointer),
            Self::OpenApi3 => pointer.to_owned(),
        }
    }
}

/// Brings a definition to OpenAPI 3.0.
///
/// # Errors
/// When the value is not a definition, or one of a version that is not supported.
pub fn upgrade(document: Value, file: &str) -> Result<(Value, Dialect), Diagnostic> {
    let dialect = dialect(&document, file)?;
    match (dialect, document) {
        (Dialect::Swagger2, Value::Object(root)) => {
            Ok((Value::Object(swagger2::upgrade(root)), dialect))
        }
        (_, document) => Ok((document, dialect)),
    }
}

/// The version in which a definition is written.
///
/// # Errors
/// When the value is not a definition, or one of a version that is not supported.
pub fn dialect(document: &Value, file: &str) -> Result<Dialect, Diagnostic> {
    let Value::Object(root) = document else {
        return Err(not_a_definition(file, "the document is not an object"));
    };
    if let Some(version) = root.get("swagger") {
        return match version_text(version).as_str() {
            "2.0" => Ok(Dialect::Swagger2),
            other => Err(unsupported(file, "Swagger", other)),
        };
    }
    match root.get("openapi").map(version_text) {
        Some(version) if version == "3.0" || version.starts_with("3.0.") => Ok(Dialect::OpenApi3),
        Some(version) => Err(unsupported(file, "OpenAPI", &version)),
        None => Err(not_a_definition(
            file,
            "it has neither `openapi` nor `swagger` at the top",
        )),
    }
}

fn version_text(version: &Value) -> String {
    match version {
        Value::String(text) => text.clone(),
        // YAML without quotes: `swagger: 2.0` is a number.
        other => other.to_string(),
    }
}

fn not_a_definition(file: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        "not-a-definition",
        file,
        format!("this is not an OpenAPI definition: {why}"),
        "give a file that starts with `openapi: 3.0.x` or `swagger: \"2.0\"`",
    )
}

fn unsupported(file: &str, family: &str, version: &str) -> Diagnostic {
    Diagnostic::error(
        "unsupported-version",
        file,
        format!("{family} {version} is not supported"),
        "give the definition as OpenAPI 3.0 or Swagger 2.0",
    )
}
