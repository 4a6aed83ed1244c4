//! What the dependencies cost: a program of one call, built from nothing.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::report::Tree;
use super::{cargo, progress};
use crate::measure::once;
use xtask::config::root;

/// A program: what it is called in the report, its source and its dependencies.
struct Program {
    who: &'static str,
    source: &'static str,
    dependencies: &'static [&'static str],
}

/// The last one is what the others are compared with.
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

/// Builds each program in a folder of its own and counts what was compiled.
///
/// # Errors
/// If a program does not build.
pub(crate) fn measure(folder: &Path) -> Result<Vec<Tree>> {
    let mut trees = Vec::new();
    for program in &PROGRAMS {
        progress(&format!("first program: {}", program.who));
        trees.push(measure_one(program, &folder.join(program.who))?);
    }
    Ok(trees)
}

fn measure_one(program: &Program, folder: &Path) -> Result<Tree> {
    let target = folder.join("target");
    let empty = || match fs::remove_dir_all(&target) {
        Err(error) if target.exists() => Err(error).context("an earlier build"),
        _ => Ok(()),
    };
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("Cargo.toml"), manifest(program)?)?;
    fs::write(folder.join("src/main.rs"), program.source)?;
    // The same versions in every run and on both sides; cargo drops those that are not needed.
    let versions = super::programs::programs().join("Cargo.lock");
    fs::copy(&versions, folder.join("Cargo.lock"))
        .with_context(|| versions.display().to_string())?;
    once(cargo::command(folder, &target, &["fetch"]))?;
    empty()?;
    let cost = once(cargo::command(folder, &target, &["build"]))?;
    // The messages of a build that has nothing left to do name the same packages.
    let built = cargo::build(cargo::command(folder, &target, &["build"]))?;
    Ok(Tree {
        who: program.who.to_owned(),
        packages: built.packages,
        cost,
    })
}

/// The manifest of a program, with the versions and features that the programs of the benchmark
/// have.
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
