//! Packages below `target/` that use the lock file and the profiles of this workspace, so that shared
//! dependencies are compiled once.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use xtask::config::root;

/// The profiles of the workspace, for the manifest of another workspace.
pub(crate) fn profiles() -> Result<toml::Table> {
    let path = root().join("Cargo.toml");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut manifest: toml::Table =
        toml::from_str(&text).with_context(|| path.display().to_string())?;
    let profiles = manifest.remove_entry("profile");
    Ok(profiles.into_iter().collect())
}

/// Writes the manifest of a package below `target/` that is in a workspace of its own, with the
/// lock file and the profiles of this workspace.
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
