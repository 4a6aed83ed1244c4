//! Running commands from the root of the repository.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::config::root;

/// Runs cargo with its output shown, and fails when it fails.
pub(crate) fn cargo(args: &[&str], env: &[(&str, &str)]) -> Result<()> {
    cargo_in(root(), args, env)
}

/// The same in another folder.
pub(crate) fn cargo_in(folder: &Path, args: &[&str], env: &[(&str, &str)]) -> Result<()> {
    let line = format!("cargo {}", args.join(" "));
    println!("\n$ {line}");
    let start = Instant::now();
    let status = Command::new(env!("CARGO"))
        .args(args)
        .envs(env.iter().copied())
        .current_dir(folder)
        .status()
        .with_context(|| line.clone())?;
    if !status.success() {
        bail!("`{line}` failed");
    }
    println!("({:.1} s)", start.elapsed().as_secs_f64());
    Ok(())
}

/// Runs another program, and fails when it fails.
pub(crate) fn run(program: &str, args: &[String]) -> Result<()> {
    println!("\n$ {program} … ({} arguments)", args.len());
    let status = Command::new(program)
        .args(args)
        .current_dir(root())
        .status();
    if !status.with_context(|| program.to_owned())?.success() {
        bail!("`{program}` failed");
    }
    Ok(())
}
