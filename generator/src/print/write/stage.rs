//! Staging: writes new contents to temporary files, and renames those to their destinations.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::list;
use super::paths::{EntryKind, MANIFEST, OutputTree};
use super::{Entries, FolderComparison, WriteStep, failed, own};
use crate::diagnostics::Diagnostic;

/// A folder of new and of replaced files. It is inside of the output, because the parent of that may be
/// another file system, or not writable.
pub(super) struct Stage {
    folder: PathBuf,
    count: usize,
}

impl Stage {
    /// Creates the folder. The caller holds the lock, and has removed remains of earlier runs.
    pub(super) fn new(out: &Path) -> io::Result<Self> {
        let folder = own::stage(out);
        fs::create_dir_all(&folder)?;
        Ok(Self { folder, count: 0 })
    }

    /// Adds a file with these contents.
    pub(super) fn add(&mut self, text: &str) -> io::Result<PathBuf> {
        let path = self.next();
        write_new(&path, text.as_bytes())?;
        Ok(path)
    }

    /// Backs up a file, which is not moved.
    fn keep(&mut self, target: &Path) -> io::Result<PathBuf> {
        let path = self.next();
        // Not every file system has hard links.
        if fs::hard_link(target, &path).is_err() {
            write_new(&path, &fs::read(target)?)?;
        }
        Ok(path)
    }

    fn next(&mut self) -> PathBuf {
        self.count += 1;
        self.folder.join(self.count.to_string())
    }
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)
}

/// Replaces a file by another, atomically on one file system.
fn put(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            if fs::symlink_metadata(to).is_ok() {
                fs::remove_file(to)?;
            }
            write_new(to, &fs::read(from)?)
        }
        result => result,
    }
}

/// A change of a folder, with what is needed to undo it.
enum Done {
    /// A folder was created.
    Folder(PathBuf),
    /// A file was replaced or removed; its old contents are backed up.
    File {
        target: PathBuf,
        old: Option<PathBuf>,
    },
}

/// A transaction on a folder.
pub(super) struct Run<'a> {
    out: &'a Path,
    stage: Stage,
    step: &'a dyn Fn(WriteStep<'_>),
    done: Vec<Done>,
}

impl<'a> Run<'a> {
    /// A transaction without changes.
    ///
    /// # Errors
    /// If nothing can be staged in the folder.
    pub(super) fn new(out: &'a Path, step: &'a dyn Fn(WriteStep<'_>)) -> Result<Self, Diagnostic> {
        let stage = Stage::new(out).map_err(|error| failed(&own::stage(out), &error))?;
        let done = Vec::new();
        Ok(Self {
            out,
            stage,
            step,
            done,
        })
    }

    /// Applies all changes, or none.
    ///
    /// # Errors
    /// If one of them fails; the changes before it are undone.
    pub(super) fn all(
        mut self,
        files: &Entries<'_>,
        comparison: &FolderComparison,
    ) -> Result<(), Diagnostic> {
        let result = self.changes(files, comparison).map_err(|mut problem| {
            if !self.take_back() {
                problem.help = "check the permissions and the space; some files have changed \
                                already, and the same command goes on from there"
                    .into();
            }
            problem
        });
        (self.step)(WriteStep::Settle);
        let settled = own::clear_stage(self.out);
        result.and(settled)
    }

    fn changes(
        &mut self,
        files: &Entries<'_>,
        comparison: &FolderComparison,
    ) -> Result<(), Diagnostic> {
        let FolderComparison {
            changes,
            list,
            stale,
        } = comparison;
        let mut staged = Vec::new();
        for path in changes.written.iter().filter(|path| *path != MANIFEST) {
            (self.step)(WriteStep::Stage(path));
            let text = files.get(path.as_str()).copied().unwrap_or_default();
            staged.push((path, self.staged(text)?));
        }
        let before = list.contents.as_deref();
        let after = files.get(MANIFEST).copied().unwrap_or_default();
        let made = files.keys().filter(|path| **path != MANIFEST);
        let mut paths = list.paths.clone();
        paths.extend(made.map(|path| (*path).to_owned()));
        let both = list::contents(paths.iter());
        let (staged_both, staged_after) = (self.staged(&both)?, self.staged(after)?);

        if before != Some(&*both) {
            self.list(&staged_both)?;
        }
        for path in &changes.removed {
            self.remove(path)?;
        }
        self.remove_empty_folders(stale);
        for (path, staged) in staged {
            (self.step)(WriteStep::Place(path));
            self.place(path, &staged)?;
        }
        if both != after {
            self.list(&staged_after)?;
        }
        Ok(())
    }

    fn staged(&mut self, text: &str) -> Result<PathBuf, Diagnostic> {
        let staged = self.stage.add(text);
        staged.map_err(|error| failed(&self.stage.folder, &error))
    }

    fn list(&mut self, staged: &Path) -> Result<(), Diagnostic> {
        (self.step)(WriteStep::List);
        self.place(MANIFEST, staged)
    }

    /// Renames a staged file to its destination. Its parents are inspected again, because they may have
    /// changed since the comparison, for example by removals of this run.
    fn place(&mut self, path: &str, staged: &Path) -> Result<(), Diagnostic> {
        self.make_folders(path)?;
        let target = self.out.join(path);
        let there = match OutputTree::new(self.out).find(path)? {
            EntryKind::Missing => false,
            EntryKind::File => true,
            EntryKind::Directory | EntryKind::Other | EntryKind::Blocked(_) => {
                return Err(own::not_ours(&target));
            }
        };
        let placed = self.old(&target, there).and_then(|old| {
            put(staged, &target)?;
            Ok(old)
        });
        let old = placed.map_err(|error| failed(&target, &error))?;
        self.done.push(Done::File { target, old });
        Ok(())
    }

    fn remove(&mut self, path: &str) -> Result<(), Diagnostic> {
        (self.step)(WriteStep::Remove(path));
        if !OutputTree::new(self.out).find(path)?.is_file() {
            return Ok(());
        }
        let target = self.out.join(path);
        let removed = self.old(&target, true).and_then(|old| {
            fs::remove_file(&target)?;
            Ok(old)
        });
        let old = removed.map_err(|error| failed(&target, &error))?;
        self.done.push(Done::File { target, old });
        Ok(())
    }

    fn old(&mut self, target: &Path, is_there: bool) -> io::Result<Option<PathBuf>> {
        is_there.then(|| self.stage.keep(target)).transpose()
    }

    fn make_folders(&mut self, path: &str) -> Result<(), Diagnostic> {
        for (end, _) in path.match_indices('/') {
            let folder = &path[..end];
            let target = self.out.join(folder);
            if OutputTree::new(self.out).find(folder)? == EntryKind::Missing {
                fs::create_dir(&target).map_err(|error| failed(&target, &error))?;
                self.done.push(Done::Folder(target));
            }
        }
        Ok(())
    }

    /// Removes folders that became empty, also those of files that were already gone, because the run that
    /// removed them may have been killed.
    fn remove_empty_folders(&self, stale: &[String]) {
        let mut tree = OutputTree::new(self.out);
        for path in stale {
            // If a path cannot be inspected, its folders are kept.
            let _ = tree.find(path);
        }
        for folder in tree.into_folders() {
            let _ = fs::remove_dir(self.out.join(folder));
        }
    }

    /// Undoes all changes in reverse order, and returns whether that succeeded.
    fn take_back(&mut self) -> bool {
        let mut is_all = true;
        for done in self.done.drain(..).rev() {
            let undone = match done {
                Done::Folder(target) => fs::remove_dir(target),
                Done::File { target, old: None } => fs::remove_file(target),
                Done::File {
                    target,
                    old: Some(old),
                } => {
                    let parent = target.parent().map_or(Ok(()), fs::create_dir_all);
                    parent.and_then(|()| put(&old, &target))
                }
            };
            is_all &= undone.is_ok();
        }
        is_all
    }
}
