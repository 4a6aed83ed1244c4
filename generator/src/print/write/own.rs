//! This program's own folder in the output, which version control ignores: the lock, staged files, and
//! the note of [`crate::cache`].

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::failed;
use super::paths::{FOLDER, kind};
use crate::diagnostics::Diagnostic;

/// The folder of staged files. If it has any while no process holds the lock, a run was killed.
const STAGE: &str = "stage";

/// Creates the folder, and the output, if they are missing.
///
/// # Errors
/// If they cannot be created, or something else has their path.
pub(super) fn make(out: &Path) -> Result<PathBuf, Diagnostic> {
    fs::create_dir_all(out).map_err(|error| failed(out, &error))?;
    let folder = out.join(FOLDER);
    match kind(&folder)? {
        None => match fs::create_dir(&folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(failed(&folder, &error));
            }
            _ => {}
        },
        Some(kind) if kind.is_dir() => {}
        Some(_) => return Err(not_ours(&folder)),
    }
    let ignore = folder.join(".gitignore");
    if kind(&ignore)?.is_none() {
        fs::write(&ignore, "*\n").map_err(|error| failed(&ignore, &error))?;
    }
    Ok(folder)
}

pub(super) fn not_ours(target: &Path) -> Diagnostic {
    Diagnostic::error(
        "output-not-ours",
        target.display().to_string(),
        "something else has the name of a file that this program keeps here",
        "move it away, or use another folder",
    )
}

/// The folder of staged files of an output.
pub(super) fn stage(out: &Path) -> PathBuf {
    out.join(FOLDER).join(STAGE)
}

/// Whether no killed run has left staged files.
pub(crate) fn is_settled(out: &Path) -> bool {
    fs::symlink_metadata(stage(out)).is_err()
}

/// Removes staged files of a killed run. The caller holds the lock.
///
/// # Errors
/// If they cannot be removed.
pub(super) fn clear_stage(out: &Path) -> Result<(), Diagnostic> {
    let stage = stage(out);
    let cleared = match fs::symlink_metadata(&stage) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(there) if there.is_dir() => fs::remove_dir_all(&stage),
        // Removes a symbolic link itself, not its target.
        Ok(_) => fs::remove_file(&stage),
    };
    cleared.map_err(|error| failed(&stage, &error))
}
