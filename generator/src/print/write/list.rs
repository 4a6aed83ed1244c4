//! The list of written files, next to them.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::failed;
use super::paths::{MANIFEST, check_name, kind};
use crate::diagnostics::{Diagnostic, Position};

/// The maximum size of a list that is read, in bytes. The list of the largest crate that we know of
/// has less than a hundredth of it.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// The maximum number of lines of a list: each may need a disk access. A crate has a file for each
/// type and each page, and the list of a run in progress has old and new files.
const MAX_LINES: usize = 1_000_000;

/// The maximum number of characters of a line that a message quotes.
const QUOTED: usize = 100;

/// The list of a folder.
#[derive(Debug, Default)]
pub(super) struct FileList {
    /// The files, by path in the folder.
    pub(super) paths: BTreeSet<String>,
    /// Its contents; none if there is no list.
    pub(super) contents: Option<String>,
}

/// The contents of a list.
pub(crate) fn contents<'a>(paths: impl Iterator<Item = &'a String>) -> String {
    paths.map(|path| format!("{path}\n")).collect()
}

impl FileList {
    /// Reads the list of a folder. Without a list, no file in the folder was written by
    /// this program.
    ///
    /// # Errors
    /// If it is not a file, cannot be read, or has a line that this program does not write: an
    /// attacker may have provided the folder.
    pub(super) fn read(out: &Path) -> Result<Self, Diagnostic> {
        let target = out.join(MANIFEST);
        let Some(kind) = kind(&target)? else {
            return Ok(Self::default());
        };
        if !kind.is_file() {
            return Err(damaged(&target, "this is not a file".to_owned()));
        }
        let bytes = bytes(&target).map_err(|error| failed(&target, &error))?;
        if bytes.len() as u64 > MAX_BYTES {
            let why = format!("the list has more than {MAX_BYTES} bytes");
            return Err(damaged(&target, why));
        }
        let contents = String::from_utf8(bytes).map_err(|error| {
            let good = error.as_bytes().get(..error.utf8_error().valid_up_to());
            let line = lines(good.unwrap_or_default()) + 1;
            let why = format!("line {line} is not UTF-8");
            damaged(&target, why).at(Position::new(line, 1))
        })?;
        let mut paths = BTreeSet::new();
        for (line, path) in (1..).zip(contents.lines()) {
            let bad = |why: String| damaged(&target, why).at(Position::new(line, 1));
            if line > MAX_LINES {
                return Err(bad(format!("the list has more than {MAX_LINES} lines")));
            }
            if path.is_empty() {
                continue;
            }
            check_name(path).map_err(|reason| {
                let (path, reason) = (quoted(path), reason.reason());
                bad(format!("line {line}: `{path}` {reason}"))
            })?;
            paths.insert(path.to_owned());
        }
        let contents = Some(contents);
        Ok(Self { paths, contents })
    }

    /// Whether it has files below a folder.
    pub(super) fn has_below(&self, folder: &str) -> bool {
        let folder = format!("{folder}/");
        let next = self.paths.range(folder.clone()..).next();
        next.is_some_and(|path| path.starts_with(&folder))
    }
}

fn bytes(target: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(target)?
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A line, shortened for a message.
fn quoted(line: &str) -> Cow<'_, str> {
    match line.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &line[..end]).into(),
        None => line.into(),
    }
}

fn lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

fn damaged(target: &Path, why: String) -> Diagnostic {
    Diagnostic::error(
        "output-list-damaged",
        target.display().to_string(),
        format!("the list of written files cannot be trusted: {why}"),
        "find out what changed it; remove the line, or the list and the files that it names",
    )
}
