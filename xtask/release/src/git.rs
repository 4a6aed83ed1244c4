//! Git commands for releases: changed files, and trees that are written without changing the working
//! tree.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

/// A repository, optionally with another index or object store.
#[derive(Debug, Clone)]
pub(crate) struct Git {
    root: PathBuf,
    index: Option<PathBuf>,
    /// A temporary folder for new objects, and the folder of the existing ones.
    objects: Option<(PathBuf, PathBuf)>,
}

impl Git {
    /// Opens the repository with this root.
    ///
    /// # Errors
    /// If the folder is not the root of a repository, or git is not installed.
    pub(crate) fn open(root: &Path) -> Result<Self> {
        let git = Self {
            root: root
                .canonicalize()
                .with_context(|| root.display().to_string())?,
            index: None,
            objects: None,
        };
        let top = PathBuf::from(git.run(&["rev-parse", "--show-toplevel"])?);
        ensure!(
            top.canonicalize()? == git.root,
            "{} is not the root of a git repository, but is inside {}",
            git.root.display(),
            top.display()
        );
        Ok(git)
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The same repository with another index file, for writing trees.
    pub(crate) fn with_index(&self, index: PathBuf) -> Self {
        Self {
            index: Some(index),
            ..self.clone()
        }
    }

    /// The same repository with a temporary folder for new objects.
    pub(crate) fn with_objects(&self, objects: PathBuf) -> Result<Self> {
        let known = self.path("objects")?;
        Ok(Self {
            objects: Some((objects, known)),
            ..self.clone()
        })
    }

    /// Runs a git command, and returns its output.
    ///
    /// # Errors
    /// If it fails, with what it said.
    pub(crate) fn run(&self, args: &[&str]) -> Result<String> {
        self.feed(args, "")
    }

    /// As [`run`](Self::run), with standard input.
    ///
    /// # Errors
    /// If it fails, with what it said.
    pub(crate) fn feed(&self, args: &[&str], input: &str) -> Result<String> {
        let mut command = self.command();
        command.args(args).stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let line = format!("git {}", args.join(" "));
        let mut child = command.spawn().with_context(|| line.clone())?;
        if let Some(mut stdin) = child.stdin.take() {
            // The command may have ended without reading; its status is checked below.
            let _ = std::io::Write::write_all(&mut stdin, input.as_bytes());
        }
        let output = child.wait_with_output().with_context(|| line.clone())?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!("`{line}` failed: {}", said.trim());
        }
        let text = String::from_utf8(output.stdout).with_context(|| line)?;
        Ok(text.trim_end_matches('\n').to_owned())
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        // Variables that a hook or another program has set for its own repository are removed.
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"] {
            command.env_remove(name);
        }
        command.current_dir(&self.root);
        if let Some(index) = &self.index {
            command.env("GIT_INDEX_FILE", index);
        }
        if let Some((objects, known)) = &self.objects {
            command.env("GIT_OBJECT_DIRECTORY", objects);
            command.env("GIT_ALTERNATE_OBJECT_DIRECTORIES", known);
        }
        command
    }

    /// The path of a file or folder in the `.git` folder.
    pub(crate) fn path(&self, name: &str) -> Result<PathBuf> {
        Ok(self
            .root
            .join(self.run(&["rev-parse", "--git-path", name])?))
    }

    /// Writes the tree of `base` with some folders replaced by those of a working tree.
    pub(crate) fn tree(&self, base: &str, work_tree: &Path, folders: &[&str]) -> Result<String> {
        self.run(&["read-tree", base])?;
        let work_tree = format!("--work-tree={}", work_tree.display());
        let add = [&work_tree, "add", "--all", "--"];
        self.run(&[&add[..], folders].concat())?;
        self.run(&["write-tree"])
    }

    /// The paths at which two trees differ.
    pub(crate) fn differences(&self, old: &str, new: &str) -> Result<BTreeSet<String>> {
        let paths = self.run(&["diff-tree", "-r", "-z", "--name-only", old, new])?;
        Ok(split(&paths).map(str::to_owned).collect())
    }

    /// The paths of the working tree that differ from `HEAD`, untracked files included.
    pub(crate) fn changed(&self) -> Result<Vec<String>> {
        // Without renames, each entry is a status and one path.
        let status = [
            "status",
            "--porcelain",
            "-z",
            "--untracked-files=all",
            "--no-renames",
        ];
        let status = self.run(&status)?;
        let paths = split(&status).map(|entry| entry.get(3..).unwrap_or(entry).to_owned());
        Ok(paths.collect())
    }

    /// Writes a tree's files to a folder.
    pub(crate) fn export(&self, tree: &str, folder: &Path) -> Result<()> {
        self.run(&["read-tree", tree])?;
        let prefix = format!("--prefix={}/", folder.display());
        self.run(&["checkout-index", "--all", "--force", &prefix])?;
        Ok(())
    }

    /// Whether a commit has a path.
    pub(crate) fn has(&self, commit: &str, path: &str) -> bool {
        self.run(&["cat-file", "-e", &format!("{commit}:{path}")])
            .is_ok()
    }
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split('\0').filter(|part| !part.is_empty())
}
