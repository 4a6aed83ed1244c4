//! Files that are stored in the output for the next run.

use std::fs;
use std::path::Path;

use super::lock::Lock;
use super::own::clear_stage;
use super::paths::FOLDER;
use super::stage::Stage;

/// Writes a file to the folder atomically, so that readers see the old or the new one. Returns `None`
/// if another process has the lock, or writing fails.
pub(crate) fn save(out: &Path, name: &str, text: &str) -> Option<()> {
    let _lock = Lock::try_take(out)?;
    clear_stage(out).ok()?;
    let mut stage = Stage::new(out).ok()?;
    let staged = stage.add(text).ok()?;
    let saved = fs::rename(staged, out.join(FOLDER).join(name));
    clear_stage(out).ok()?;
    saved.ok()
}
