//! Whether what is published is what is committed.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

/// How many files are named.
const SHOWN: usize = 10;

/// Refuses a repository with changes or files that are not committed.
///
/// # Errors
/// If there are any, which are named, or if git does not answer.
pub(super) fn ensure_clean(repository: &Path) -> Result<()> {
    let mut git = Command::new("git");
    git.args(["status", "--porcelain", "--untracked-files=all"]);
    let output = git.current_dir(repository).output();
    let output = output.context("`git status`: publishing needs git")?;
    ensure!(
        output.status.success(),
        "`git status` in {}: {}",
        repository.display(),
        String::from_utf8_lossy(&output.stderr).trim()
    );
    let changes = String::from_utf8_lossy(&output.stdout);
    let changes: Vec<&str> = changes.lines().collect();
    if changes.is_empty() {
        return Ok(());
    }
    let more = match changes.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!("\n… and {more} more"),
    };
    bail!(
        "not everything is committed:\n{}{more}\ncommit it, or put it away (`git stash -u`): what is \
         published has to be what a commit says",
        changes[..changes.len().min(SHOWN)].join("\n")
    )
}
