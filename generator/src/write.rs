//! Writing: files to disk, all or none, or a comparison with what is there.
//!
//! Knows paths and bytes. A list of what was written lies beside the files, so that only files
//! that came from here are ever changed or removed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::diagnostics::Diagnostic;

/// The file that lists what was written, one path a line.
pub const MANIFEST: &str = ".sdkgen-files";

/// How many files a message names.
const NAMED_FILES: usize = 5;

/// What writing would change, or has changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that are new or have other contents.
    pub written: Vec<String>,
    /// How many files are as they were.
    pub unchanged: usize,
    /// Files that are no longer made.
    pub removed: Vec<String>,
}

impl Changes {
    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }

    /// Which files are not up to date: a few by name, and how many more.
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

/// Compares files with a folder and changes nothing.
///
/// # Errors
/// When the folder cannot be read, or holds something else in the place of a file.
pub fn compare(files: &BTreeMap<String, String>, out: &Path) -> Result<Changes, Diagnostic> {
    compare_entries(&entries(files, &manifest(files)), out)
}

fn compare_entries(files: &Entries<'_>, out: &Path) -> Result<Changes, Diagnostic> {
    check_paths(files.keys().copied(), out)?;
    let known = read_manifest(out)?;
    let mut changes = Changes::default();
    for (path, text) in files {
        match fs::read(out.join(path)) {
            Ok(there) if there == text.as_bytes() => changes.unchanged += 1,
            Ok(_) if !known.contains(*path) && *path != MANIFEST => {
                return Err(not_ours(&out.join(path)));
            }
            Ok(_) => changes.written.push((*path).to_owned()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                changes.written.push((*path).to_owned());
            }
            Err(error) => return Err(failed(&out.join(path), &error)),
        }
    }
    let stale = known
        .into_iter()
        .filter(|path| !files.contains_key(path.as_str()));
    changes.removed = stale.filter(|path| out.join(path).is_file()).collect();
    Ok(changes)
}

/// Brings a folder up to date.
///
/// What changes is first written into a temporary folder beside it and then moved into place; when
/// a move fails, those before it are taken back.
///
/// # Errors
/// When the folder cannot be written, or holds files of the same names that did not come from here.
pub fn write(files: &BTreeMap<String, String>, out: &Path) -> Result<Changes, Diagnostic> {
    let manifest = manifest(files);
    let files = entries(files, &manifest);
    let changes = compare_entries(&files, out)?;
    if changes.is_empty() {
        return Ok(changes);
    }
    let parent = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
    let stage = tempfile::Builder::new()
        .prefix(".sdkgen-")
        .tempdir_in(parent);
    let stage = stage.map_err(|error| failed(parent, &error))?;
    let (fresh, old) = (stage.path().join("new"), stage.path().join("old"));
    for path in &changes.written {
        let target = fresh.join(path);
        let text = files.get(path.as_str()).copied().unwrap_or_default();
        write_file(&target, text).map_err(|error| failed(&target, &error))?;
    }
    if !out.exists() {
        fs::rename(&fresh, out).map_err(|error| failed(out, &error))?;
        return Ok(changes);
    }
    let mut swap = Swap {
        out,
        old: &old,
        done: Vec::new(),
    };
    let moved = swap.run(&changes, &fresh);
    if let Err((path, error)) = moved {
        swap.take_back();
        return Err(failed(&path, &error));
    }
    remove_empty_folders(out, &changes.removed);
    Ok(changes)
}

/// What is written, by path: the files and the list of them.
type Entries<'a> = BTreeMap<&'a str, &'a str>;

/// The text of the list of files.
pub(crate) fn manifest(files: &BTreeMap<String, String>) -> String {
    files.keys().map(|path| format!("{path}\n")).collect()
}

fn entries<'a>(files: &'a BTreeMap<String, String>, manifest: &'a str) -> Entries<'a> {
    let entries = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()));
    entries.chain([(MANIFEST, manifest)]).collect()
}

fn read_manifest(out: &Path) -> Result<BTreeSet<String>, Diagnostic> {
    match fs::read_to_string(out.join(MANIFEST)) {
        // A list that somebody changed must not lead out of the folder.
        Ok(text) => Ok(text
            .lines()
            .filter(|path| is_inside(path))
            .map(str::to_owned)
            .collect()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(failed(&out.join(MANIFEST), &error)),
    }
}

fn is_inside(path: &str) -> bool {
    let path = Path::new(path);
    !path.as_os_str().is_empty()
        && path
            .components()
            .all(|part| matches!(part, Component::Normal(_)))
}

/// Refuses paths that lead out of the folder, by their text or through a link.
pub(crate) fn check_paths<'a>(
    paths: impl Iterator<Item = &'a str>,
    out: &Path,
) -> Result<(), Diagnostic> {
    if out.exists() && !out.is_dir() {
        return Err(Diagnostic::error(
            "output-not-a-folder",
            out.display().to_string(),
            "the output is a file",
            "name a folder, or one that does not exist yet",
        ));
    }
    let mut checked = BTreeSet::new();
    for path in paths {
        let mut place = PathBuf::new();
        for part in Path::new(path).components() {
            place.push(part);
            if !checked.insert(place.clone()) {
                continue;
            }
            let full = out.join(&place);
            let is_link =
                fs::symlink_metadata(&full).is_ok_and(|data| data.file_type().is_symlink());
            if is_link || !is_inside(path) {
                return Err(Diagnostic::error(
                    "output-leads-outside",
                    full.display().to_string(),
                    "this path leads out of the output folder",
                    "remove the link, or choose another folder",
                ));
            }
        }
    }
    Ok(())
}

fn write_file(path: &Path, text: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, text)
}

/// Moves under way, so that they can be taken back.
struct Swap<'a> {
    out: &'a Path,
    old: &'a Path,
    done: Vec<Move>,
}

/// One move: the path, and whether an old file was put aside and a new one into place.
struct Move {
    path: String,
    had_old: bool,
    has_new: bool,
}

impl Swap<'_> {
    fn run(&mut self, changes: &Changes, fresh: &Path) -> Result<(), (PathBuf, io::Error)> {
        for path in changes.removed.iter().chain(&changes.written) {
            let target = self.out.join(path);
            self.put_aside(path).map_err(|error| (target, error))?;
        }
        let moves = self.done.iter_mut().skip(changes.removed.len());
        for done in moves {
            let target = self.out.join(&done.path);
            let moved =
                make_parent(&target).and_then(|()| fs::rename(fresh.join(&done.path), &target));
            moved.map_err(|error| (target, error))?;
            done.has_new = true;
        }
        Ok(())
    }

    fn put_aside(&mut self, path: &str) -> io::Result<()> {
        let target = self.out.join(path);
        let had_old = target.exists();
        if had_old {
            let aside = self.old.join(path);
            make_parent(&aside)?;
            fs::rename(&target, &aside)?;
        }
        self.done.push(Move {
            path: path.to_owned(),
            had_old,
            has_new: false,
        });
        Ok(())
    }

    /// Best effort: what cannot be put back stays in the temporary folder, and the first error is
    /// the one that is reported.
    fn take_back(&mut self) {
        for done in self.done.drain(..).rev() {
            let target = self.out.join(&done.path);
            if done.has_new {
                let _ = fs::remove_file(&target);
            }
            if done.had_old {
                let _ = fs::rename(self.old.join(&done.path), &target);
            }
        }
    }
}

fn make_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

/// Folders that lost their last file go as well; one that is not empty refuses to.
fn remove_empty_folders(out: &Path, removed: &[String]) {
    for path in removed {
        let mut folder = Path::new(path).parent();
        while let Some(place) = folder.filter(|place| !place.as_os_str().is_empty()) {
            if fs::remove_dir(out.join(place)).is_err() {
                break;
            }
            folder = place.parent();
        }
    }
}

fn failed(path: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(
        "output-failed",
        path.display().to_string(),
        format!("the output cannot be read or written: {error}"),
        "check the permissions and the space; the folder is as it was before",
    )
}

fn not_ours(path: &Path) -> Diagnostic {
    Diagnostic::error(
        "output-not-ours",
        path.display().to_string(),
        "a file of this name is there and was not written by this program",
        "choose an empty folder, or move the file away",
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fs;

    use super::{MANIFEST, compare, write};

    fn files(list: &[(&str, &str)]) -> BTreeMap<String, String> {
        list.iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect()
    }

    #[test]
    fn writes_what_changed_and_removes_what_is_stale() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("crate");
        let first = write(&files(&[("a.rs", "1"), ("m/b.rs", "2")]), &out).unwrap();
        assert_eq!(first.written.len(), 3);
        let second = write(&files(&[("a.rs", "1"), ("c.rs", "3")]), &out).unwrap();
        assert_eq!(second.written, [MANIFEST, "c.rs"]);
        assert_eq!(
            (second.unchanged, second.removed),
            (1, vec!["m/b.rs".to_owned()])
        );
        assert!(!out.join("m").exists(), "the empty folder went as well");
        assert!(
            compare(&files(&[("a.rs", "1"), ("c.rs", "3")]), &out)
                .unwrap()
                .is_empty()
        );
        assert_eq!(
            fs::read_dir(dir.path()).unwrap().count(),
            1,
            "nothing is left beside it"
        );
    }

    #[test]
    fn a_file_of_somebody_else_is_never_touched() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("Cargo.toml"), "mine").unwrap();
        fs::write(dir.path().join("notes.txt"), "mine").unwrap();
        let error =
            write(&files(&[("Cargo.toml", "yours"), ("x.rs", "")]), dir.path()).unwrap_err();
        assert_eq!(error.code, "output-not-ours");
        assert_eq!(
            fs::read_to_string(dir.path().join("Cargo.toml")).unwrap(),
            "mine"
        );
        assert!(!dir.path().join("x.rs").exists());
        write(&files(&[("x.rs", "")]), dir.path()).unwrap();
        write(&files(&[("y.rs", "")]), dir.path()).unwrap();
        assert!(dir.path().join("notes.txt").exists());
        assert!(!dir.path().join("x.rs").exists());
    }

    #[test]
    fn a_failed_move_is_taken_back() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("crate");
        write(&files(&[("a.rs", "1"), ("z.rs", "1")]), &out).unwrap();
        // A folder in the place of a new file: the move onto it fails after others succeeded.
        fs::create_dir_all(out.join("y.rs/inner")).unwrap();
        let error = write(&files(&[("a.rs", "2"), ("y.rs", "2")]), &out).unwrap_err();
        assert_eq!(error.code, "output-failed");
        assert_eq!(fs::read_to_string(out.join("a.rs")).unwrap(), "1");
        assert_eq!(fs::read_to_string(out.join("z.rs")).unwrap(), "1");
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out() {
        let dir = tempfile::tempdir().unwrap();
        let elsewhere = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(elsewhere.path(), dir.path().join("src")).unwrap();
        let error = write(&files(&[("src/lib.rs", "")]), dir.path()).unwrap_err();
        assert_eq!(error.code, "output-leads-outside");
        assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 0);
        assert_eq!(
            compare(&files(&[("../x", "")]), dir.path())
                .unwrap_err()
                .code,
            "output-leads-outside"
        );
    }
}
