//! `spec/sdk.toml`: the definition, and the name of the crate.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sdk_generator::{Input, load};
use serde::Deserialize;
use toml_edit::DocumentMut;

const FILE: &str = "sdk.toml";

/// The file as it is parsed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    definition: PathBuf,
    #[serde(default)]
    overlays: Vec<PathBuf>,
    include: Option<PathBuf>,
    /// The command that must succeed before a release: a program and its arguments.
    #[serde(default = "default_check")]
    check: Vec<String>,
    package: PackageFile,
}

fn default_check() -> Vec<String> {
    ["cargo", "xtask", "ci"].map(str::to_owned).to_vec()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PackageFile {
    name: String,
    version: String,
    repository: Option<String>,
}

/// The settings of `spec/sdk.toml`, with absolute paths.
#[derive(Debug)]
pub struct Config {
    /// The path of the definition.
    pub definition: PathBuf,
    /// The overlays, in the order in which they are applied.
    pub overlays: Vec<PathBuf>,
    /// The folder of files that are copied into the crate.
    pub include: Option<PathBuf>,
    /// The command that must succeed before a release: a program and its arguments.
    pub check: Vec<String>,
    /// The `name` in the manifest.
    pub name: String,
    /// The `version` in the manifest.
    pub version: String,
    /// The URL of the crate's repository.
    pub repository: Option<String>,
}

impl Config {
    /// Reads the file in a folder like `spec/`.
    pub fn load(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let bytes = load::read_file(&path).map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let text = String::from_utf8(bytes).with_context(|| path.display().to_string())?;
        let file: File = toml::from_str(&text).with_context(|| path.display().to_string())?;
        Ok(Self {
            definition: folder.join(file.definition),
            overlays: file
                .overlays
                .iter()
                .map(|overlay| folder.join(overlay))
                .collect(),
            include: file.include.map(|include| folder.join(include)),
            check: file.check,
            name: file.package.name,
            version: file.package.version,
            repository: file.package.repository,
        })
    }

    /// The input of the generator.
    pub fn input(&self) -> Input {
        Input {
            spec: self.definition.clone(),
            overlays: self.overlays.clone(),
            ..Input::default()
        }
    }

    /// Changes the definition in the file.
    pub fn set_definition(folder: &Path, name: &str) -> Result<()> {
        edit(folder, |settings| &mut settings["definition"], name)
    }

    /// Changes the version in the file.
    pub fn set_version(folder: &Path, version: &str) -> Result<()> {
        edit(
            folder,
            |settings| &mut settings["package"]["version"],
            version,
        )
    }
}

/// Sets one value of the file, and keeps the rest, comments included.
fn edit(
    folder: &Path,
    place: impl FnOnce(&mut DocumentMut) -> &mut toml_edit::Item,
    text: &str,
) -> Result<()> {
    let path = folder.join(FILE);
    let old = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut settings: DocumentMut = old.parse().with_context(|| path.display().to_string())?;
    if let Some(value) = place(&mut settings).as_value_mut() {
        // A comment behind it belongs to the line and not to the value.
        let decor = value.decor().clone();
        *value = text.into();
        *value.decor_mut() = decor;
    }
    fs::write(&path, settings.to_string()).with_context(|| path.display().to_string())
}

/// The root of the repository that these programs belong to.
pub fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// The target folder of cargo.
pub fn target() -> PathBuf {
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}
