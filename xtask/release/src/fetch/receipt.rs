//! The origin and the checksum of the definition in `spec/`, stored beside it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sdk_generator::remote::sha256;
use serde::{Deserialize, Serialize};

const FILE: &str = "source.toml";

/// The record of a fetched definition.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Receipt {
    /// The URL or the file name.
    pub(crate) from: String,
    /// The SHA-256 of the definition in `spec/`, in hexadecimal digits.
    pub(crate) sha256: String,
    /// The release number of the API, if the service reported it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) api_version: Option<u64>,
}

impl Receipt {
    pub(super) fn new(from: String, text: &str, api_version: Option<u64>) -> Self {
        let sha256 = sha256(text.as_bytes());
        Self {
            from,
            sha256,
            api_version,
        }
    }

    /// Reads the record in a folder like `spec/`; `None` if there is none.
    pub(super) fn read(spec: &Path) -> Result<Option<Self>> {
        let path = spec.join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => {
                let receipt = toml::from_str(&text);
                receipt
                    .map(Some)
                    .with_context(|| path.display().to_string())
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| path.display().to_string()),
        }
    }

    pub(super) fn write(&self, spec: &Path) -> Result<()> {
        let text = toml::to_string(self)?;
        let text = format!("# Where the definition is from, by `cargo xtask fetch`.\n{text}");
        fs::write(spec.join(FILE), text).context(FILE)
    }
}
