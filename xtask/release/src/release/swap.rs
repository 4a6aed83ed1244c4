//! The last step: the branch and the tag move to the release at once, and the working tree
//! follows.
//!
//! Both references change in one transaction of git. The files come after it, so a journal tells
//! the next run what is left to do if this one ends in between.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};

use crate::git::Git;
use xtask::problems::named;

/// What is about to happen, written down before it does.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Swap {
    /// The commit before.
    pub(super) from: String,
    /// The tree that the working tree had.
    pub(super) snapshot: String,
    /// The commit of the release.
    pub(super) commit: String,
    pub(super) tag: String,
    /// The object that the tag points to, if there is to be a tag.
    pub(super) tag_object: Option<String>,
}

impl Swap {
    /// Does it.
    ///
    /// # Errors
    /// If the branch has moved or the tag is there; nothing has changed then.
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

/// Ends a release whose run was ended before it was through. Whether there was one to end.
///
/// # Errors
/// If a file was changed since by somebody else, which is named.
pub(super) fn resume(git: &Git, index: PathBuf) -> Result<Option<Swap>> {
    let journal = journal(git)?;
    let text = match fs::read_to_string(&journal) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| journal.display().to_string()),
    };
    let swap: Option<Swap> = toml::from_str(&text).ok();
    let head = git.run(&["rev-parse", "HEAD"])?;
    // A journal that is not whole was being written when the run ended, and nothing had moved.
    let Some(swap) = swap.filter(|swap| swap.commit == head) else {
        fs::remove_file(&journal).with_context(|| journal.display().to_string())?;
        return Ok(None);
    };
    let now = git
        .with_index(index)
        .tree(&swap.commit, git.root(), &["."])?;
    // Each file is as it was before or as it will be, unless somebody changed it since.
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

/// The tag object of a release.
///
/// # Errors
/// If git knows no name and address for the tagger.
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
