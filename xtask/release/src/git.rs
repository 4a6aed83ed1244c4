//! git, as releases use it: what has changed, and trees that are made beside the working tree, so that
//! nothing there changes before everything is known to be good.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

/// A repository, with an index of its own when trees are made.
#[derive(Debug, Clone)]
pub(crate) struct Git {
    root: PathBuf,
    index: Option<PathBuf>,
    /// Where new objects go when they are not to stay, and where the others are.
    objects: Option<(PathBuf, PathBuf)>,
}

impl Git {
    /// The repository whose root is a folder.
    ///
    /// # Errors
    /// If the folder is no root of a repository, or git is not there.
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

    /// The same repository with an index of its own, which trees are made in.
    pub(crate) fn with_index(&self, index: PathBuf) -> Self {
        Self {
            index: Some(index),
            ..self.clone()
        }
    }

    /// The same repository, whose new objects go to a folder that is thrown away.
    pub(crate) fn with_objects(&self, objects: PathBuf) -> Result<Self> {
        let known = self.path("objects")?;
        Ok(Self {
            objects: Some((objects, known)),
            ..self.clone()
        })
    }

    /// What a git command prints.
    ///
    /// # Errors
    /// If it fails, with what it said.
    pub(crate) fn run(&self, args: &[&str]) -> Result<String> {
        self.feed(args, "")
    }

    /// The same, with standard input.
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
            // A command that reads nothing may have ended by now, and says itself how.
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
        // What a hook or another program set for its own repository is none of this one's business.
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

    /// A file or folder of the repository's own data.
    pub(crate) fn path(&self, name: &str) -> Result<PathBuf> {
        Ok(self
            .root
            .join(self.run(&["rev-parse", "--git-path", name])?))
    }

    /// The tree of `base` with some folders as they are in a working tree.
    pub(crate) fn tree(&self, base: &str, work_tree: &Path, folders: &[&str]) -> Result<String> {
        self.run(&["read-tree", base])?;
        let work_tree = format!("--work-tree={}", work_tree.display());
        let add = [&work_tree, "add", "--all", "--"];
        self.run(&[&add[..], folders].concat())?;
        self.run(&["write-tree"])
    }

    /// The paths in which two trees differ.
    pub(crate) fn differences(&self, old: &str, new: &str) -> Result<BTreeSet<String>> {
        let paths = self.run(&["diff-tree", "-r", "-z", "--name-only", old, new])?;
        Ok(split(&paths).map(str::to_owned).collect())
    }

    /// The paths of the working tree that differ from `HEAD`, untracked ones among them.
    pub(crate) fn changed(&self) -> Result<Vec<String>> {
        // Without renames each entry is one path behind its state.
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
