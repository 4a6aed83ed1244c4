//! The lock of an output: one process at a time writes into it.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use fs4::{FileExt, TryLockError};

use super::failed;
use super::own;
use super::paths::kind;
use crate::diagnostics::Diagnostic;

/// The file that is locked. It stays: whoever removed it would part those who wait from those who
/// come later.
const FILE: &str = "lock";

/// The lock of an output, held until this goes or the process ends in any way.
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Locks an output, which is made if it is missing. `waiting` is called with the lock file when
    /// another process has the lock.
    ///
    /// # Errors
    /// When the file cannot be made or locked.
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
            // Some file systems of a network have no locks; cargo goes on without as well.
            Err(error) if error.kind() != io::ErrorKind::Unsupported => Err(failed(&path, &error)),
            _ => Ok(Self { _file: file }),
        }
    }

    /// Locks an output, unless another process has.
    pub(super) fn try_take(out: &Path) -> Option<Self> {
        let (_, file) = open(out).ok()?;
        FileExt::try_lock(&file).ok()?;
        Some(Self { _file: file })
    }
}

fn open(out: &Path) -> Result<(PathBuf, File), Diagnostic> {
    let path = own::make(out)?.join(FILE);
    // A pipe would block, and a link could lead to a file of somebody else.
    if kind(&path)?.is_some_and(|kind| !kind.is_file()) {
        return Err(own::not_ours(&path));
    }
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let file = options.open(&path).map_err(|error| failed(&path, &error))?;
    Ok((path, file))
}
