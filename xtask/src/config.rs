//! `spec/sdk.toml`: what the crate is made from and what it is called.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;

/// The file as it stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    definition: PathBuf,
    #[serde(default)]
    overlays: Vec<PathBuf>,
    include: Option<PathBuf>,
    package: PackageFile,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PackageFile {
    name: String,
    version: String,
    repository: Option<String>,
}

/// What the crate is made from, with paths that can be opened.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) definition: PathBuf,
    pub(crate) overlays: Vec<PathBuf>,
    pub(crate) include: Option<PathBuf>,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) repository: Option<String>,
}

impl Config {
    /// Reads the file in a folder like `spec/`.
    pub(crate) fn load(folder: &Path) -> Result<Self> {
        let path = folder.join("sdk.toml");
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let file: File = toml::from_str(&text).with_context(|| path.display().to_string())?;
        Ok(Self {
            definition: folder.join(file.definition),
            overlays: file
                .overlays
                .iter()
                .map(|overlay| folder.join(overlay))
                .collect(),
            include: file.include.map(|include| folder.join(include)),
            name: file.package.name,
            version: file.package.version,
            repository: file.package.repository,
        })
    }
}

/// The root of the repository that this program belongs to.
pub(crate) fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// The folder that cargo builds in.
pub(crate) fn target() -> PathBuf {
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}
