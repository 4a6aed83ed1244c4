//! Sets the version of the crate in lock files; otherwise cargo would change it with the next
//! build, after the release.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use toml_edit::{DocumentMut, Item};

/// Sets the version of a workspace member in a lock file. Returns whether the lock file has
/// it.
///
/// # Errors
/// If the file is not a lock file, or cannot be written.
pub(super) fn set_version(path: &Path, name: &str, version: &str) -> Result<bool> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let mut lock: DocumentMut = text.parse().with_context(|| path.display().to_string())?;
    if !set(&mut lock, name, version) {
        return Ok(false);
    }
    fs::write(path, lock.to_string()).with_context(|| path.display().to_string())?;
    Ok(true)
}

fn set(lock: &mut DocumentMut, name: &str, version: &str) -> bool {
    let Some(packages) = lock
        .get_mut("package")
        .and_then(Item::as_array_of_tables_mut)
    else {
        return false;
    };
    let own = packages.iter_mut().find(|package| {
        // A package with a source comes from a registry.
        package.get("name").and_then(Item::as_str) == Some(name) && !package.contains_key("source")
    });
    let is_there = own.is_some();
    if let Some(own) = own {
        own["version"] = toml_edit::value(version);
    }
    is_there
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_version_changes_and_nothing_else() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let lock = "# Made by a program.\nversion = 4\n\n[[package]]\nname = \"cat\"\n\
                    version = \"0.1.0\"\nsource = \"registry+x\"\n\n[[package]]\nname = \"cat\"\n\
                    version = \"0.1.0\"\ndependencies = [\n \"dog\",\n]\n";
        fs::write(file.path(), lock).unwrap();
        assert!(set_version(file.path(), "cat", "0.2.0").unwrap());
        let (head, tail) = lock.rsplit_once("0.1.0").unwrap();
        let wanted = format!("{head}0.2.0{tail}");
        assert_eq!(fs::read_to_string(file.path()).unwrap(), wanted);
        assert!(!set_version(file.path(), "dog", "0.2.0").unwrap());
        assert_eq!(fs::read_to_string(file.path()).unwrap(), wanted);
    }
}
