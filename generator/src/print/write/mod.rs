//! Writing: writes files to disk, or compares them with the disk.
//!
//! Knows only paths and bytes. A list of the written files is stored next to them, so that only files
//! of this program are ever changed or removed. A file is in the list before it is created and until
//! it is removed, so that the next run can clean up after a killed one.

mod list;
mod lock;
mod own;
mod paths;
mod save;
mod stage;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use crate::diagnostics::Diagnostic;
use list::FileList;
use lock::Lock;
use paths::{EntryKind, OutputTree};
use stage::Run;

pub(crate) use list::contents as list_contents;
pub(crate) use own::is_settled;
pub use paths::{FOLDER, MANIFEST};
pub(crate) use paths::{folded, invalid_name, read_plain};
pub(crate) use save::save;

/// The maximum number of files that a message names.
const NAMED_FILES: usize = 5;

/// The changes of a folder: made, or to be made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileChanges {
    /// Files that are new or have other contents.
    pub written: Vec<String>,
    /// The number of unchanged files.
    pub unchanged: usize,
    /// Files that are no longer generated.
    pub removed: Vec<String>,
}

impl FileChanges {
    /// Returns whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }

    /// Returns the files that are not up to date, for a message: a few by name, and the
    /// number of the others.
    pub fn files(&self) -> String {
        let files = self.written.iter().chain(&self.removed);
        let named: Vec<_> = files
            .clone()
            .take(NAMED_FILES)
            .map(String::as_str)
            .collect();
        let text = named.join(", ");
        match files.count() - named.len() {
            0 => text,
            more => format!("{text} and {more} more"),
        }
    }
}

/// A step of [`write_with`]. If the process ends at any of them, the next run completes the
/// folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteStep<'a> {
    /// Wait for another process, which writes to the folder and holds this lock file.
    Wait(&'a Path),
    /// Write the new contents of a file to the stage.
    Stage(&'a str),
    /// Write the list of files: of the old and new ones before they change, of the new ones alone
    /// afterwards.
    List,
    /// Remove a file that is no longer generated.
    Remove(&'a str),
    /// Rename a staged file to its destination.
    Place(&'a str),
    /// Remove the stage.
    Settle,
}

/// Compares files with a folder, without changing anything. Takes no lock: while another process
/// writes to the folder, the result is a snapshot.
///
/// # Errors
/// If the folder cannot be read, or the path of a file is something else, such as a
/// folder.
pub fn compare(files: &BTreeMap<String, String>, out: &Path) -> Result<FileChanges, Diagnostic> {
    let list = list_contents(files.keys());
    Ok(FolderComparison::new(&entries(files, &list, out)?, out)?.changes)
}

/// Brings a folder up to date; see [`write_with`].
///
/// # Errors
/// The errors of [`write_with`].
pub fn write(files: &BTreeMap<String, String>, out: &Path) -> Result<FileChanges, Diagnostic> {
    write_with(files, out, &|_| {})
}

/// Brings a folder up to date, and reports each step before it is taken.
///
/// All new contents are staged in the folder before the first file changes. Then each file is
/// renamed to its destination. After an error, changed files are restored. A process that is
/// killed leaves complete files, old and new ones, and a list of both.
///
/// # Errors
/// If the folder cannot be written, has files of the same names that this program did not write, or
/// has a list with a path outside of it.
pub fn write_with(
    files: &BTreeMap<String, String>,
    out: &Path,
    step: &dyn Fn(WriteStep<'_>),
) -> Result<FileChanges, Diagnostic> {
    let list = list_contents(files.keys());
    let files = entries(files, &list, out)?;
    // Compares without a lock first, so that a folder that is up to date may be read-only.
    let comparison = FolderComparison::new(&files, out)?;
    if comparison.changes.is_empty() && is_settled(out) {
        return Ok(comparison.changes);
    }
    let _lock = Lock::take(out, &|lock| step(WriteStep::Wait(lock)))?;
    own::clear_stage(out)?;
    // Another process may have written in the meantime.
    let comparison = FolderComparison::new(&files, out)?;
    if !comparison.changes.is_empty() {
        Run::new(out, step)?.all(&files, &comparison)?;
    }
    Ok(comparison.changes)
}

/// The contents to write, by path: the files, and their list.
type Entries<'a> = BTreeMap<&'a str, &'a str>;

fn entries<'a>(
    files: &'a BTreeMap<String, String>,
    list: &'a str,
    out: &Path,
) -> Result<Entries<'a>, Diagnostic> {
    paths::check_names(files.keys(), out)?;
    let entries = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    Ok(entries.chain([(MANIFEST, list)]).collect())
}

/// A comparison of a folder with the files to write.
struct FolderComparison {
    changes: FileChanges,
    list: FileList,
    /// Files of the list that are no longer generated, whether they exist or not.
    stale: Vec<String>,
}

impl FolderComparison {
    fn new(files: &Entries<'_>, out: &Path) -> Result<Self, Diagnostic> {
        check_folder(out)?;
        let list = FileList::read(out)?;
        let stale = list.paths.iter();
        let stale: Vec<_> = stale
            .filter(|path| !files.contains_key(path.as_str()))
            .cloned()
            .collect();
        let alike: BTreeSet<_> = stale.iter().map(|path| paths::folded(path)).collect();
        let mut tree = OutputTree::new(out);
        let mut changes = FileChanges::default();
        for (path, text) in files {
            let entry = tree.find(path)?;
            let is_alike = alike.contains(&paths::folded(path));
            if !is_alike && entry.is_file() && has_contents(&out.join(path), text)? {
                changes.unchanged += 1;
                continue;
            }
            check_ours(path, &entry, &list, is_alike, out)?;
            changes.written.push((*path).to_owned());
        }
        for path in &stale {
            if tree.find(path)?.is_file() {
                changes.removed.push(path.clone());
            }
        }
        Ok(Self {
            changes,
            list,
            stale,
        })
    }
}

/// Returns an error if a file that this program did not write would be overwritten.
///
/// `is_alike`: the list has an obsolete name that differs only in case, which is the same file on
/// some file systems. It is removed before the new file is written.
fn check_ours(
    path: &str,
    entry: &EntryKind,
    list: &FileList,
    is_alike: bool,
    out: &Path,
) -> Result<(), Diagnostic> {
    let in_the_way = match entry {
        EntryKind::Missing => return Ok(()),
        EntryKind::File if path == MANIFEST || list.paths.contains(path) => return Ok(()),
        EntryKind::File if is_alike && !paths::is_spelled(out, path) => return Ok(()),
        // A folder is removed with its last file, and a file before a folder replaces it.
        EntryKind::Directory if list.has_below(path) => return Ok(()),
        EntryKind::Blocked(file) if list.paths.contains(file) => return Ok(()),
        EntryKind::Blocked(other) => other,
        EntryKind::File | EntryKind::Directory | EntryKind::Other => path,
    };
    Err(Diagnostic::error(
        "output-not-ours",
        out.join(in_the_way).display().to_string(),
        "a file or folder with this name exists and was not written by this program",
        "use an empty folder, or move it away",
    ))
}

/// Whether a file has these contents.
fn has_contents(path: &Path, text: &str) -> Result<bool, Diagnostic> {
    let has_contents = || {
        let is_as_long = fs::metadata(path)?.len() == text.len() as u64;
        Ok(is_as_long && fs::read(path)? == text.as_bytes())
    };
    has_contents().map_err(|error| failed(path, &error))
}

fn check_folder(out: &Path) -> Result<(), Diagnostic> {
    if !out.exists() || out.is_dir() {
        return Ok(());
    }
    Err(Diagnostic::error(
        "output-not-a-folder",
        out.display().to_string(),
        "the output is a file",
        "use a folder, or a path that does not exist yet",
    ))
}

fn failed(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(
        "output-failed",
        path.display().to_string(),
        format!("the output cannot be read or written: {error}"),
        "check permissions and disk space; the folder is unchanged",
    )
}
