//! What is noted of a definition that was fetched, and which one the SDK is made from.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::name;

const FILE: &str = "source.toml";

/// Where the definition in `spec/` is from.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Receipt {
    /// The address, or the name of a file.
    pub(crate) from: String,
    /// The SHA-256 of the definition as it stands in `spec/`.
    pub(crate) sha256: String,
}

impl Receipt {
    pub(super) fn new(from: String, text: &str) -> Self {
        let digest = Sha256::digest(text.as_bytes());
        let sha256 = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        Self { from, sha256 }
    }

    pub(super) fn write(&self, spec: &Path) -> Result<()> {
        let text = toml::to_string(self)?;
        let text = format!("# Where the definition is from, by `cargo xtask fetch`.\n{text}");
        fs::write(spec.join(FILE), text).context(FILE)
    }
}

/// Makes the SDK from another definition of the same folder from now on.
pub(super) fn use_definition(spec: &Path, definition: &Path) -> Result<()> {
    let path = spec.join("sdk.toml");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut settings: toml_edit::DocumentMut = text.parse()?;
    if let Some(value) = settings["definition"].as_value_mut() {
        // A comment behind it belongs to the line and not to the value.
        let decor = value.decor().clone();
        *value = name(definition).into();
        *value.decor_mut() = decor;
    }
    fs::write(&path, settings.to_string()).with_context(|| path.display().to_string())
}
