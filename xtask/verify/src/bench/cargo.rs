//! Commands of cargo for the benchmark.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use xtask::config::root;
use xtask::shell::cargo_command;

/// The used part of a line of `--message-format json`.
#[derive(Deserialize)]
struct Message {
    reason: String,
    package_id: Option<String>,
    executable: Option<PathBuf>,
}

/// The results of a build.
#[derive(Debug, Default)]
pub(crate) struct Built {
    /// The number of packages that were compiled or run, the program included.
    pub(crate) packages: usize,
    /// The paths of the programs.
    pub(crate) executables: Vec<PathBuf>,
}

/// A cargo command in a folder, independent of earlier runs.
pub(crate) fn command(folder: &Path, target: &Path, args: &[&str]) -> Command {
    let mut command = cargo_command();
    command
        .args(args)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0");
    command
}

/// Runs a build.
///
/// # Errors
/// If the build fails; cargo has printed the reason to standard error.
pub(crate) fn build(mut command: Command) -> Result<Built> {
    command.args(["--quiet", "--message-format", "json-render-diagnostics"]);
    let line = format!("{command:?}");
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| line.clone())?;
    if !output.status.success() {
        bail!("`{line}` failed");
    }
    let mut packages = BTreeSet::new();
    let mut built = Built::default();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: Message = serde_json::from_str(line).context("a message of cargo")?;
        if message.reason == "compiler-artifact" {
            packages.extend(message.package_id);
            built.executables.extend(message.executable);
        }
    }
    built.packages = packages.len();
    Ok(built)
}

/// Builds the generator and returns its path.
///
/// # Errors
/// If the build fails.
pub(crate) fn generator() -> Result<PathBuf> {
    super::progress("building the generator");
    let mut command = cargo_command();
    command
        .args([
            "build",
            "--release",
            "--package",
            "sdk-generator",
            "--bin",
            "sdkgen",
        ])
        .current_dir(root());
    let built = build(command)?;
    let program = built.executables.into_iter().next();
    program.context("cargo built no `sdkgen`")
}
