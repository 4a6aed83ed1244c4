//! Upgrading: older versions of the format to OpenAPI 3.0, on plain JSON values.
//!
//! Each version is a list of small rules in a module of its own. Knows the versions of the
//! format, not the meaning of a definition.

pub(crate) mod openapi31;
mod swagger2;

use serde_json::Value;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::origins::Origins;

pub(crate) use swagger2::{section, take_schema};

/// The version in which a definition was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Swagger 2.0.
    Swagger2,
    /// OpenAPI 3.0.
    OpenApi3,
    /// OpenAPI 3.1, or 3.2, whose additions are converted or ignored with a warning.
    OpenApi31,
}

/// A definition as a document of OpenAPI 3.0.
#[derive(Debug)]
pub struct Upgraded {
    /// The document.
    pub value: Value,
    /// Warnings about lost keywords, at locations before the conversion.
    pub found: Diagnostics,
    /// Where its values were before the conversion.
    pub(crate) origins: Origins,
}

impl Dialect {
    /// Its name in messages; `None` for OpenAPI 3.0, to which nothing has to be converted.
    pub(crate) fn converted_name(self) -> Option<&'static str> {
        match self {
            Self::Swagger2 => Some("Swagger 2.0"),
            Self::OpenApi3 => None,
            Self::OpenApi31 => Some("a newer version of OpenAPI"),
        }
    }

    /// The pointer in the original document for one of the upgraded document.
    pub fn original_pointer(self, pointer: &str) -> String {
        match self {
            Self::Swagger2 => swagger2::original_pointer(pointer),
            Self::OpenApi3 | Self::OpenApi31 => pointer.to_owned(),
        }
    }
}

/// Converts a definition to OpenAPI 3.0.
pub fn upgrade(mut value: Value, dialect: Dialect) -> Upgraded {
    let mut origins = Origins::default();
    let found = match dialect {
        Dialect::Swagger2 => swagger2::upgrade(&mut value, &mut origins),
        Dialect::OpenApi3 => Diagnostics::default(),
        Dialect::OpenApi31 => openapi31::upgrade(&mut value, &mut origins),
    };
    Upgraded {
        value,
        found,
        origins,
    }
}

/// Converts what an overlay has added to a converted definition: in one of OpenAPI 3.1, keywords of that version are
/// no mistake.
pub(crate) fn upgrade_added(mut value: Value, dialect: Dialect) -> Upgraded {
    let mut origins = Origins::default();
    let found = match dialect {
        Dialect::Swagger2 | Dialect::OpenApi3 => Diagnostics::default(),
        Dialect::OpenApi31 => openapi31::upgrade_parts(&mut value, &mut origins),
    };
    Upgraded {
        value,
        found,
        origins,
    }
}

/// Determines the version of a definition.
///
/// # Errors
/// If the value is not a definition, or its version is not supported.
pub fn dialect(document: &Value, file: &str) -> Result<Dialect, Diagnostic> {
    let Value::Object(root) = document else {
        return Err(not_a_definition(file, "the document is not an object"));
    };
    let version = |key| root.get(key).map(version_text);
    if let Some(version) = version("openapi") {
        return match version.as_str() {
            "3" | "3.0" => Ok(Dialect::OpenApi3),
            "3.1" | "3.2" => Ok(Dialect::OpenApi31),
            other if other.starts_with("3.0.") => Ok(Dialect::OpenApi3),
            other if other.starts_with("3.1.") || other.starts_with("3.2.") => {
                Ok(Dialect::OpenApi31)
            }
            // Some say `openapi` where Swagger was meant.
            "2" | "2.0" => Ok(Dialect::Swagger2),
            other => Err(unsupported(file, "OpenAPI", other)),
        };
    }
    match version("swagger") {
        Some(version) if version == "2" || version == "2.0" || version == "2.0.0" => {
            Ok(Dialect::Swagger2)
        }
        Some(version) if version.starts_with("3.0") => Ok(Dialect::OpenApi3),
        Some(version) => Err(unsupported(file, "Swagger", &version)),
        None => Err(not_a_definition(
            file,
            "it has neither `openapi` nor `swagger` at the top level",
        )),
    }
}

fn version_text(version: &Value) -> String {
    match version {
        Value::String(text) => text.trim().to_owned(),
        // YAML without quotes: `swagger: 2.0` is a number.
        other => other.to_string(),
    }
}

fn not_a_definition(file: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        "not-a-definition",
        file,
        format!("this is not an OpenAPI definition: {why}"),
        "use a file that starts with `openapi: 3.1.x`, `openapi: 3.0.x` or `swagger: \"2.0\"`",
    )
}

fn unsupported(file: &str, family: &str, version: &str) -> Diagnostic {
    Diagnostic::error(
        "unsupported-version",
        file,
        format!("{family} {version} is not supported"),
        "use a definition in OpenAPI 3.0, 3.1 or 3.2, or Swagger 2.0",
    )
}
