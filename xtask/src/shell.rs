//! Running commands from the root of the repository.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::config::root;

/// Beginnings of the variables that an outer cargo sets for the programs that it runs. The build script of
/// `ring` reads some of them: it would rerun, and everything that depends on it would be compiled again, by the
/// inner cargo and once more by the next outer one.
const INHERITED: [&str; 5] = [
    "CARGO_PKG_",
    "CARGO_MANIFEST_",
    "CARGO_BIN_",
    "CARGO_CRATE_",
    "OUT_DIR",
];

/// Cargo without the variables of an outer cargo.
pub fn cargo_command() -> Command {
    let mut command = Command::new(env!("CARGO"));
    remove_inherited(&mut command);
    command
}

/// Takes the variables of an outer cargo from a command that runs cargo.
pub fn remove_inherited(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if INHERITED.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
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
    let mut command = Command::new(program);
    remove_inherited(&mut command);
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
