//! Paths: which names are valid, and what exists at a path, without following symbolic links.

use std::collections::{HashMap, HashSet};
use std::fs::{self, FileType};
use std::io;
use std::path::Path;

use super::failed;
use crate::diagnostics::Diagnostic;

/// The list of written files, one path per line.
pub const MANIFEST: &str = ".sdkgen-files";

/// This program's own folder in the output, which version control ignores.
pub const FOLDER: &str = ".sdkgen-cache";

/// Device names of Windows, in any folder and with any extension.
const DEVICES: [&str; 6] = ["aux", "con", "conin$", "conout$", "nul", "prn"];

/// Device names of Windows with a digit, which may be one of the superscript digits of Latin-1.
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// Characters that Windows reserves for drives, streams and folders.
const RESERVED: [char; 8] = [':', '\\', '<', '>', '"', '|', '?', '*'];

/// The maximum length of a path relative to the output, in bytes. Linux allows 4096 and macOS 1024
/// for an absolute path; the paths of the largest crate that we know of have less than 200.
const MAX_PATH: usize = 1000;

/// The maximum length of a name of a file or folder, in bytes: the limit of ext4, APFS
/// and NTFS.
const MAX_NAME: usize = 255;

/// The maximum number of components of a path. Those of a crate with its pages have four.
const MAX_DEPTH: usize = 32;

/// Why a path is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadName {
    /// It is outside of the output folder.
    Outside,
    /// It is a file of git or of this program, on some file system.
    Reserved,
    /// Some system does not allow the name, or reads it as another one.
    Unportable,
    /// It exceeds [`MAX_PATH`] bytes, or a component exceeds [`MAX_NAME`].
    TooLong,
    /// It has more than [`MAX_DEPTH`] components.
    TooDeep,
}

impl BadName {
    /// The predicate of a sentence whose subject is the path.
    pub(super) fn reason(self) -> String {
        match self {
            Self::Outside => "is outside of the output folder".to_owned(),
            Self::Reserved => "is a file of git or of this program".to_owned(),
            Self::Unportable => "is not a valid file name on every system".to_owned(),
            Self::TooLong => {
                format!("has more than {MAX_PATH} bytes, or {MAX_NAME} in one component")
            }
            Self::TooDeep => format!("has more than {MAX_DEPTH} components"),
        }
    }
}

/// Rejects a path that some system would resolve to one outside of the folder, or to a reserved
/// file. The rules of all systems apply at once, because a list of files may be read on another
/// system.
pub(super) fn check_name(path: &str) -> Result<(), BadName> {
    // Checked first, to limit the time of the other checks.
    if path.len() > MAX_PATH || path.split('/').any(|part| part.len() > MAX_NAME) {
        return Err(BadName::TooLong);
    }
    let is_rooted = path.starts_with(['/', '\\']) || path.chars().nth(1) == Some(':');
    let mut parts = path.split(['/', '\\']);
    if path.is_empty() || is_rooted || parts.any(|part| matches!(part.trim_end(), "" | "." | ".."))
    {
        return Err(BadName::Outside);
    }
    if path.split('/').count() > MAX_DEPTH {
        return Err(BadName::TooDeep);
    }
    for (depth, part) in path.split('/').enumerate() {
        // HFS+ ignores some characters of a name: `.g\u{200c}it` is `.git` there.
        let seen = match part.is_ascii() {
            true => part.to_ascii_lowercase(),
            false => {
                let seen: String = part.chars().filter(|c| !is_ignored(*c)).collect();
                seen.to_lowercase()
            }
        };
        let name = seen.trim_end_matches(['.', ' ']);
        // Windows gives files with long names a second, short name.
        let is_git = name == ".git" || name.starts_with("git~");
        let is_own = matches!(name, MANIFEST | FOLDER) || name.starts_with("sdkgen~");
        if is_git || (is_own && depth == 0) {
            return Err(BadName::Reserved);
        }
        let is_odd =
            part.contains(|c: char| c.is_control() || RESERVED.contains(&c) || is_ignored(c));
        if is_odd || part.ends_with(['.', ' ']) || is_device(&seen) {
            return Err(BadName::Unportable);
        }
    }
    Ok(())
}

fn is_ignored(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn is_device(lowercase: &str) -> bool {
    let stem = lowercase.split('.').next().unwrap_or_default().trim_end();
    let is_numbered = |name: &str| {
        let number = stem.strip_prefix(name).map(|rest| rest.chars());
        number.is_some_and(|mut rest| rest.next().is_some_and(is_number) && rest.next().is_none())
    };
    DEVICES.contains(&stem) || NUMBERED_DEVICES.iter().any(|name| is_numbered(name))
}

fn is_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '¹' | '²' | '³')
}

/// Why a path cannot be that of a file to write, as the predicate of a sentence whose subject is the path.
pub(crate) fn invalid_name(path: &str) -> Option<String> {
    check_name(path).err().map(BadName::reason)
}

/// A path as case-insensitive file systems compare it.
pub(crate) fn folded(path: &str) -> String {
    path.to_lowercase()
}

/// Rejects paths of files to write: invalid names, and two that differ only in case.
pub(super) fn check_names<'a>(
    paths: impl Iterator<Item = &'a String>,
    out: &Path,
) -> Result<(), Diagnostic> {
    let mut known = HashMap::new();
    for path in paths {
        let target = out.join(path);
        if let Err(bad) = check_name(path) {
            return Err(match bad {
                BadName::Outside => leads_outside(&target),
                other => bad_name(&target, other.reason()),
            });
        }
        if let Some(other) = known.insert(folded(path), path) {
            let why = format!("differs from `{other}` only in case");
            return Err(bad_name(&target, why));
        }
    }
    Ok(())
}

fn bad_name(target: &Path, why: String) -> Diagnostic {
    Diagnostic::error(
        "output-file-name",
        target.display().to_string(),
        format!("the path {why}"),
        "rename the file",
    )
}

fn leads_outside(target: &Path) -> Diagnostic {
    Diagnostic::error(
        "output-leads-outside",
        target.display().to_string(),
        "this path is outside of the output folder",
        "remove the symbolic link, or choose another folder",
    )
}

/// What exists at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum EntryKind {
    /// Nothing.
    Missing,
    /// A file with contents.
    File,
    /// A directory.
    Directory,
    /// A pipe, a device, or a socket.
    Other,
    /// A parent, with this path, is not a directory.
    Blocked(String),
}

impl EntryKind {
    pub(super) fn is_file(&self) -> bool {
        *self == Self::File
    }
}

/// The files and folders of an output, inspected without following symbolic links. Each parent is
/// inspected once, so that a value is valid as long as nothing changes.
pub(super) struct OutputTree<'a> {
    out: &'a Path,
    /// The existing folders, by path in the output.
    folders: HashSet<String>,
}

impl<'a> OutputTree<'a> {
    pub(super) fn new(out: &'a Path) -> Self {
        let folders = HashSet::new();
        Self { out, folders }
    }

    /// What exists at a path that passes [`check_name`].
    ///
    /// # Errors
    /// If the path or one of its parents is a symbolic link, or cannot be inspected.
    pub(super) fn find(&mut self, path: &str) -> Result<EntryKind, Diagnostic> {
        let ends = path.match_indices('/').map(|(end, _)| end);
        for end in ends {
            let folder = &path[..end];
            if self.folders.contains(folder) {
                continue;
            }
            match kind(&self.out.join(folder))? {
                None => return Ok(EntryKind::Missing),
                Some(kind) if kind.is_dir() => drop(self.folders.insert(folder.to_owned())),
                Some(_) => return Ok(EntryKind::Blocked(folder.to_owned())),
            }
        }
        Ok(match kind(&self.out.join(path))? {
            None => EntryKind::Missing,
            Some(kind) if kind.is_file() => EntryKind::File,
            Some(kind) if kind.is_dir() => EntryKind::Directory,
            Some(_) => EntryKind::Other,
        })
    }

    /// The folders that were inspected, nested ones first.
    pub(super) fn into_folders(self) -> Vec<String> {
        let mut folders: Vec<_> = self.folders.into_iter().collect();
        folders.sort_unstable_by(|a, b| b.cmp(a));
        folders
    }
}

/// The file type of a path, if it exists.
///
/// # Errors
/// If it is a symbolic link, or cannot be inspected.
pub(super) fn kind(target: &Path) -> Result<Option<FileType>, Diagnostic> {
    match fs::symlink_metadata(target) {
        Ok(data) if data.file_type().is_symlink() => Err(leads_outside(target)),
        Ok(data) => Ok(Some(data.file_type())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(target, &error)),
    }
}

/// The contents of a file; `None` if its name is invalid, it is not a regular file, a symbolic link is
/// on the way, or it exceeds `limit` bytes.
pub(crate) fn read_plain(out: &Path, path: &str, limit: u64) -> Option<Vec<u8>> {
    // The files of this program have reserved names.
    let own = path
        .strip_prefix(FOLDER)
        .and_then(|rest| rest.strip_prefix('/'));
    if path != MANIFEST && check_name(own.unwrap_or(path)).is_err() {
        return None;
    }
    let target = out.join(path);
    let is_file = OutputTree::new(out).find(path).ok()?.is_file();
    let fits = fs::metadata(&target).ok()?.len() <= limit;
    (is_file && fits).then(|| fs::read(&target).ok()).flatten()
}

/// Whether a folder has an entry with exactly this spelling, even on a case-insensitive file system.
pub(super) fn is_spelled(out: &Path, path: &str) -> bool {
    let target = out.join(path);
    let entries = target.parent().and_then(|folder| fs::read_dir(folder).ok());
    let mut names = entries.into_iter().flatten().flatten();
    names.any(|entry| Some(&*entry.file_name()) == target.file_name())
}
