//! Running commands from the root of the repository.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::config::root;

/// Variables that an outer cargo sets for the programs that it runs. Build scripts that read one of them
/// would rerun, with everything that depends on them, if an inner cargo inherited them.
const INHERITED: [&str; 4] = [
    "CARGO_PKG_",
    "CARGO_MANIFEST_",
    "CARGO_BIN_",
    "CARGO_CRATE_",
];

/// Cargo without the variables of an outer cargo.
pub fn cargo_command() -> Command {
    clean(Command::new(env!("CARGO")))
}

fn clean(mut command: Command) -> Command {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if INHERITED.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
    command
}

/// The arguments that check one package with warnings denied. `RUSTFLAGS` would do the same, and recompile
/// all dependencies.
pub fn check<'a>(args: &[&'a str]) -> Vec<&'a str> {
    let command = ["rustc", "--profile", "check", "--lib"];
    [&command[..], args, &["--", "-D", "warnings"]].concat()
}

/// Runs cargo with its output shown; fails if it fails.
pub fn cargo(args: &[&str], env: &[(&str, &str)]) -> Result<()> {
    cargo_in(root(), args, env)
}

/// The same in another folder.
pub fn cargo_in(folder: &Path, args: &[&str], env: &[(&str, &str)]) -> Result<()> {
    let line = format!("cargo {}", args.join(" "));
    println!("\n$ {line}");
    let start = Instant::now();
    let status = cargo_command()
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

/// Runs another program in a folder; fails if it fails.
pub fn run_in(folder: &Path, program: &str, args: &[String], env: &[(&str, &str)]) -> Result<()> {
    println!("\n$ {program} … ({} arguments)", args.len());
    let mut command = clean(Command::new(program));
    let status = command
        .args(args)
        .envs(env.iter().copied())
        .current_dir(folder)
        .status();
    if !status.with_context(|| program.to_owned())?.success() {
        bail!("`{program}` failed");
    }
    Ok(())
}
