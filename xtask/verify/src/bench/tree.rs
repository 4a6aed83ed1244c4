//! The cost of the dependencies: a program of one call, built from nothing.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::report::Tree;
use super::{cargo, peers, progress, turns};
use crate::measure::{Cost, once};
use xtask::config::root;

/// A program: its name in the report, its source and its dependencies.
struct Program {
    who: &'static str,
    source: &'static str,
    dependencies: &'static [&'static str],
}

/// The others are compared with the last one.
const PROGRAMS: [Program; 2] = [
    Program {
        who: "SDK",
        source: include_str!("../../programs/src/bin/one_call_sdk.rs"),
        dependencies: &["purecloud-platform-client-v2", "tokio"],
    },
    Program {
        who: "reqwest and serde",
        source: include_str!("../../programs/src/bin/one_call_bare.rs"),
        dependencies: &[
            "reqwest",
            "rustls",
            "rustls-platform-verifier",
            "serde",
            "serde_json",
            "tokio",
        ],
    },
];

/// Builds each program in a separate folder, by turns, and counts the compiled packages.
///
/// # Errors
/// If a program does not build.
pub(crate) fn measure(runs: u32, folder: &Path) -> Result<Vec<Tree>> {
    let mut packages = [0; PROGRAMS.len()];
    let turns = turns::take(runs, PROGRAMS.len(), |index| {
        let program = &PROGRAMS[index];
        progress(&format!("first program: {}", program.who));
        let (count, cost) = build(program, &folder.join(program.who))?;
        packages[index] = count;
        Ok(Some(cost))
    })?;
    let all = PROGRAMS.iter().zip(packages).zip(turns);
    let trees = all.map(|((program, packages), turns)| Tree {
        who: program.who.to_owned(),
        packages,
        turns,
    });
    Ok(trees.collect())
}

/// Builds a program from nothing. Returns the number of compiled packages, and the cost.
fn build(program: &Program, folder: &Path) -> Result<(usize, Cost)> {
    let target = folder.join("target");
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("Cargo.toml"), manifest(program)?)?;
    fs::write(folder.join("src/main.rs"), program.source)?;
    // The same versions in every run and on both sides; cargo drops those that are not needed.
    let versions = super::programs::programs().join("Cargo.lock");
    fs::copy(&versions, folder.join("Cargo.lock"))
        .with_context(|| versions.display().to_string())?;
    once(cargo::command(folder, &target, &["fetch"]))?;
    peers::remove(&target)?;
    let cost = once(cargo::command(folder, &target, &["build"]))?;
    // The messages of a build that has nothing left to do name the same packages.
    let built = cargo::build(cargo::command(folder, &target, &["build"]))?;
    Ok((built.packages, cost))
}

/// The manifest of a program, with the versions and features of the programs of the benchmark.
fn manifest(program: &Program) -> Result<String> {
    let path = super::programs::programs().join("Cargo.toml");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let ours: toml::Table = toml::from_str(&text)?;
    let known = ours.get("dependencies").and_then(toml::Value::as_table);
    let mut dependencies = toml::Table::new();
    for name in program.dependencies {
        let mut value = known
            .and_then(|known| known.get(*name))
            .with_context(|| format!("{} has no dependency `{name}`", path.display()))?
            .clone();
        if let Some(place) = value.get_mut("path") {
            *place = root().join("generated").display().to_string().into();
        }
        dependencies.insert((*name).to_owned(), value);
    }
    let head =
        "[package]\nname = \"one-call\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n";
    let mut table: toml::Table = toml::from_str(head)?;
    table.insert("dependencies".to_owned(), dependencies.into());
    Ok(toml::to_string(&table)?)
}
