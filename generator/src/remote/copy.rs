//! The cached copy of a definition.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};
use url::Url;

use crate::diagnostics::Diagnostic;
use crate::fetched::Fetched;

/// A copy, which may not exist yet.
pub(super) struct Copy {
    url: String,
    path: PathBuf,
}

impl Copy {
    /// The copy in a cache folder, in which each URL has a folder.
    pub(super) fn of(address: &Url, cache: &Path) -> Self {
        let url = address.to_string();
        let segment = address.path_segments().and_then(|mut all| all.next_back());
        let is_plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        let name: String = segment
            .unwrap_or_default()
            .chars()
            .filter(is_plain)
            .collect();
        // `.` and `..` are not file names.
        let name = match name.trim_matches('.') {
            "" => "definition".to_owned(),
            _ => name,
        };
        let path = cache.join(&sha256(url.as_bytes())[..16]).join(name);
        Self { url, path }
    }

    /// Reads the copy, if it exists.
    pub(super) fn read(&self) -> Option<Fetched> {
        let bytes = crate::load::read_plain_file(&self.path).ok()?;
        Some(self.fetched(&bytes, true))
    }

    pub(super) fn fetched(&self, bytes: &[u8], is_cached: bool) -> Fetched {
        Fetched {
            url: self.url.clone(),
            path: self.path.clone(),
            bytes: bytes.len() as u64,
            sha256: sha256(bytes),
            is_cached,
        }
    }

    /// Writes the copy atomically.
    pub(super) fn write(&self, bytes: &[u8]) -> Result<(), Diagnostic> {
        let part = self
            .path
            .with_extension(format!("{}.part", std::process::id()));
        let folder = self.path.parent().unwrap_or(Path::new(""));
        let written = fs::create_dir_all(folder)
            .and_then(|()| fs::write(&part, bytes))
            .and_then(|()| fs::rename(&part, &self.path));
        written.map_err(|error| {
            let _ = fs::remove_file(&part);
            let message = format!("the copy of {} cannot be written: {error}", self.url);
            let help =
                "set the environment variable `SDKGEN_CACHE` to a folder that can be written";
            Diagnostic::error("no-cache", self.path.display().to_string(), message, help)
        })
    }
}

/// The SHA-256 of some bytes, in hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
