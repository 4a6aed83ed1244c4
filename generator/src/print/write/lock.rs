//! The lock of an output folder: only one process at a time writes to it.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use fs4::{FileExt, TryLockError};

use super::failed;
use super::own;
use super::paths::kind;
use crate::diagnostics::Diagnostic;

/// The lock file. It is never removed: a process that waits for a removed file would not exclude later
/// ones.
const FILE: &str = "lock";

/// A held lock; released on drop, or when the process ends.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Locks an output folder, and creates it if it is missing. `waiting` is called with the lock file when
    /// another process has the lock.
    ///
    /// # Errors
    /// If the lock file cannot be created or locked.
    pub(super) fn take(out: &Path, waiting: &dyn Fn(&Path)) -> Result<Self, Diagnostic> {
        let (path, file) = open(out)?;
        let locked = match FileExt::try_lock(&file) {
            Ok(()) => Ok(()),
            Err(TryLockError::Error(error)) => Err(error),
            Err(TryLockError::WouldBlock) => {
                waiting(&path);
                FileExt::lock(&file)
            }
        };
        match locked {
            // Some network file systems have no locks; cargo continues without one as
            // well.
            Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(failed(&path, &error)),
            _ => Ok(Self { _file: file }),
        }
    }

    /// Locks an output folder, unless another process has the lock.
    pub(super) fn try_take(out: &Path) -> Option<Self> {
        let (_, file) = open(out).ok()?;
        FileExt::try_lock(&file).ok()?;
        Some(Self { _file: file })
    }
}

fn open(out: &Path) -> Result<(PathBuf, File), Diagnostic> {
    let path = own::make(out)?.join(FILE);
    // A pipe would block, and a symbolic link could lead to any file.
    if kind(&path)?.is_some_and(|kind| !kind.is_file()) {
        return Err(own::not_ours(&path));
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let file = options.open(&path).map_err(|error| failed(&path, &error))?;
    Ok((path, file))
}
