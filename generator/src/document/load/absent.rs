//! Checks the paths of crates in the configuration.

use std::path::{Component, Path, PathBuf};

use crate::diagnostics::{Diagnostics, SettingLocation};

/// Warns about paths, relative to a folder, that do not have a `Cargo.toml`. Nothing is reported while the folder does
/// not exist.
pub(crate) fn absent_crates<'a>(
    paths: impl Iterator<Item = (&'a SettingLocation, &'a str)>,
    folder: &Path,
) -> Diagnostics {
    let paths = paths.filter(|_| folder.is_dir());
    let absent = paths.filter(|(_, path)| !folder.join(path).join("Cargo.toml").is_file());
    let absent = absent.map(|(location, path)| {
        let message = format!(
            "the path `{path}` of `{}` leads to `{}`, which has no `Cargo.toml`",
            location.key,
            resolved(&folder.join(path)).display()
        );
        let help = format!(
            "write the path of the crate relative to the emitted crate, `{}`",
            folder.display()
        );
        location.warning("absent-crate", message, help)
    });
    absent.collect()
}

/// A path with `..` resolved without reading the file system, so that links are not followed.
pub(crate) fn resolved(path: &Path) -> PathBuf {
    let mut found = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if found.file_name().is_some() => drop(found.pop()),
            Component::CurDir => {}
            other => found.push(other),
        }
    }
    found
}
