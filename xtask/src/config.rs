//! `spec/sdk.toml`: what the crate is made from and what it is called.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sdk_generator::{Input, load};
use serde::Deserialize;
use toml_edit::DocumentMut;

const FILE: &str = "sdk.toml";

/// The file as it stands.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    definition: PathBuf,
    #[serde(default)]
    overlays: Vec<PathBuf>,
    include: Option<PathBuf>,
    /// What has to pass before a release: a program and its arguments.
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

/// What the crate is made from, with paths that can be opened.
#[derive(Debug)]
pub(crate) struct Config {
    pub(crate) definition: PathBuf,
    pub(crate) overlays: Vec<PathBuf>,
    pub(crate) include: Option<PathBuf>,
    pub(crate) check: Vec<String>,
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) repository: Option<String>,
}

impl Config {
    /// Reads the file in a folder like `spec/`.
    pub(crate) fn load(folder: &Path) -> Result<Self> {
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

    /// What the generator reads.
    pub(crate) fn input(&self) -> Input {
        Input {
            spec: self.definition.clone(),
            overlays: self.overlays.clone(),
            ..Input::default()
        }
    }

    /// Makes the SDK from another definition of the folder from now on.
    pub(crate) fn set_definition(folder: &Path, name: &str) -> Result<()> {
        edit(folder, |settings| &mut settings["definition"], name)
    }

    /// Makes another version of the SDK from now on.
    pub(crate) fn set_version(folder: &Path, version: &str) -> Result<()> {
        edit(
            folder,
            |settings| &mut settings["package"]["version"],
            version,
        )
    }
}

/// Sets one value of the file, and leaves the rest of it as it is.
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

/// The root of the repository that this program belongs to.
pub(crate) fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.parent().unwrap_or(manifest)
}

/// The profiles of the workspace, as a part of another workspace's manifest.
pub(crate) fn profiles() -> Result<toml::Table> {
    let path = root().join("Cargo.toml");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut manifest: toml::Table =
        toml::from_str(&text).with_context(|| path.display().to_string())?;
    let profiles = manifest.remove_entry("profile");
    Ok(profiles.into_iter().collect())
}

/// Writes the manifest of a package below `target/` that is none of this workspace. It has the lock
/// file and the profiles of it, so that what both need is compiled once.
///
/// # Errors
/// If a file cannot be read or written.
pub(crate) fn write_manifest(folder: &Path, name: &str, sections: &str) -> Result<()> {
    let manifest = format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [workspace]\n\n{sections}\n{}",
        profiles()?
    );
    let place = folder.join("Cargo.toml");
    fs::write(&place, manifest).with_context(|| place.display().to_string())?;
    let lock = root().join("Cargo.lock");
    fs::copy(&lock, folder.join("Cargo.lock")).with_context(|| lock.display().to_string())?;
    Ok(())
}

/// The folder that cargo builds in.
pub(crate) fn target() -> PathBuf {
    root().join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
}
