//! The last step of a release: updates the branch and the tag atomically, and then the
//! working tree.
//!
//! Both references change in one git transaction. Files are written after it, so a journal
//! allows the next run to complete an interrupted one.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};

use crate::git::Git;
use xtask::problems::named;

/// The journal of the step, written before it begins.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Swap {
    /// The commit before the release.
    pub(super) from: String,
    /// The tree of the working tree before the release.
    pub(super) snapshot: String,
    /// The commit of the release.
    pub(super) commit: String,
    pub(super) tag: String,
    /// The tag object, if the release is tagged.
    pub(super) tag_object: Option<String>,
}

impl Swap {
    /// Executes the step.
    ///
    /// # Errors
    /// If the branch has moved or the tag exists. Nothing has changed then.
    pub(super) fn run(&self, git: &Git) -> Result<()> {
        let journal = journal(git)?;
        fs::write(&journal, toml::to_string(self)?)
            .with_context(|| journal.display().to_string())?;
        let mut lines = format!("start\nupdate HEAD {} {}\n", self.commit, self.from);
        if let Some(object) = &self.tag_object {
            lines.push_str(&format!("create refs/tags/{} {object}\n", self.tag));
        }
        lines.push_str("prepare\ncommit\n");
        if let Err(error) = git.feed(&["update-ref", "--stdin"], &lines) {
            fs::remove_file(&journal).with_context(|| journal.display().to_string())?;
            return Err(error);
        }
        self.finish(git)
    }

    fn finish(&self, git: &Git) -> Result<()> {
        git.run(&["reset", "--hard", "--quiet", &self.commit])?;
        let journal = journal(git)?;
        fs::remove_file(&journal).with_context(|| journal.display().to_string())
    }
}

/// Completes an interrupted step, and returns it; `None` if there is none.
///
/// # Errors
/// If a file was changed in the meantime; the error names it.
pub(super) fn resume(git: &Git, index: PathBuf) -> Result<Option<Swap>> {
    let journal = journal(git)?;
    let text = match fs::read_to_string(&journal) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| journal.display().to_string()),
    };
    let swap: Option<Swap> = toml::from_str(&text).ok();
    let head = git.run(&["rev-parse", "HEAD"])?;
    // An incomplete journal means that the run ended before the references changed.
    let Some(swap) = swap.filter(|swap| swap.commit == head) else {
        fs::remove_file(&journal).with_context(|| journal.display().to_string())?;
        return Ok(None);
    };
    let now = git
        .with_index(index)
        .tree(&swap.commit, git.root(), &["."])?;
    // A file has either the old or the new contents, unless somebody has changed it.
    let before = git.differences(&now, &swap.snapshot)?;
    let after = git.differences(&now, &swap.commit)?;
    let foreign: Vec<_> = before.intersection(&after).cloned().collect();
    if !foreign.is_empty() {
        bail!(
            "the release {} is committed, but the working tree is not updated, because these files were \
             changed since: {}; move them away, and run `cargo xtask release` again",
            swap.tag,
            named(&foreign)
        );
    }
    swap.finish(git)?;
    Ok(Some(swap))
}

/// Creates the tag object of a release.
///
/// # Errors
/// If git has no name and email address for the tagger.
pub(super) fn tag_object(git: &Git, commit: &str, tag: &str, message: &str) -> Result<String> {
    let tagger = git.run(&["var", "GIT_COMMITTER_IDENT"])?;
    let text = format!("object {commit}\ntype commit\ntag {tag}\ntagger {tagger}\n\n{message}");
    let object = git.feed(&["mktag"], &text)?;
    ensure!(!object.is_empty(), "git created no tag");
    Ok(object)
}

fn journal(git: &Git) -> Result<PathBuf> {
    git.path("sdk-release.toml")
}
