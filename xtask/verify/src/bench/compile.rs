//! Compiles a crate alone: its dependencies are built before, and nothing is incremental.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;
use toml::Table;

use super::peers::stub;
use super::report::{Definition, Entry, Task};
use super::{BenchArgs, LARGE, Part, cargo, progress};
use crate::measure::{minimum, once};
use xtask::config::root;

/// A crate to compile.
#[derive(Debug, Clone)]
pub(crate) struct Crate {
    folder: PathBuf,
    target: PathBuf,
    package: String,
    features: Vec<String>,
}

/// The used part of a manifest.
#[derive(Deserialize)]
struct Manifest {
    package: Package,
    #[serde(default)]
    features: Table,
    workspace: Option<Table>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
}

const TASKS: [(Part, Task, &[&str]); 3] = [
    (Part::Check, Task::Check, &["check"]),
    (Part::Debug, Task::Debug, &["build"]),
    (Part::Release, Task::Release, &["build", "--release"]),
];

impl Crate {
    /// Reads the manifest, and writes a workspace around a crate that was generated below this repository, which
    /// cargo would treat as a member of ours.
    ///
    /// # Errors
    /// If the manifest cannot be read, or the workspace cannot be written.
    pub(crate) fn open(who: &str, folder: &Path) -> Result<Self> {
        let path = folder.join("Cargo.toml");
        let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        let manifest: Manifest =
            toml::from_str(&text).with_context(|| path.display().to_string())?;
        let bench = root().join("target/bench");
        if let (None, true, Some(parent)) = (
            &manifest.workspace,
            folder.starts_with(&bench),
            folder.parent(),
        ) {
            let workspace = "[workspace]\nmembers = [\"crate\"]\nresolver = \"3\"\n";
            fs::write(parent.join("Cargo.toml"), workspace)?;
        }
        Ok(Self {
            folder: folder.to_owned(),
            target: bench.join("build").join(who),
            package: manifest.package.name,
            features: manifest
                .features
                .into_iter()
                .map(|(name, _)| name)
                .collect(),
        })
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The feature of a tag: its name is equal to the tag, apart from case and separators.
    pub(crate) fn feature_of(&self, tag: &str) -> Option<&str> {
        let plain = |text: &str| -> String {
            let kept = text.chars().filter(char::is_ascii_alphanumeric);
            kept.collect::<String>().to_ascii_lowercase()
        };
        let mut features = self.features.iter();
        features
            .find(|feature| plain(feature) == plain(tag))
            .map(String::as_str)
    }

    /// The arguments that select features, if the crate has all of them.
    fn selection<'a>(&self, features: &'a str) -> Option<Vec<&'a str>> {
        let known = |name: &str| self.features.iter().any(|feature| feature == name);
        let has_all = features.split(',').all(known);
        has_all.then(|| vec!["--features", features])
    }

    /// Writes a copy of the crate without code to a folder, to compile only the dependencies.
    ///
    /// # Errors
    /// If its files cannot be written.
    pub(crate) fn stub(&self, folder: &Path) -> Result<Self> {
        stub::write(&self.folder, folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            ..self.clone()
        })
    }

    /// A command of cargo for the library.
    pub(crate) fn cargo(&self, words: &[&str], selection: &[&str]) -> Command {
        let args = [words, &["--lib"], selection].concat();
        cargo::command(&self.folder, &self.target, &args)
    }

    /// The command that removes the build output of the crate, but not that of its dependencies.
    pub(crate) fn clean(&self, task: Task) -> Command {
        let mut clean = vec!["clean", "--package", &self.package];
        clean.extend((task == Task::Release).then_some("--release"));
        cargo::command(&self.folder, &self.target, &clean)
    }

    /// The size of the library that a task built, in bytes.
    ///
    /// # Errors
    /// If it was not built.
    pub(crate) fn rlib_size(&self, task: Task) -> Result<u64> {
        let path = self.rlib(task);
        let data = fs::metadata(&path).with_context(|| path.display().to_string())?;
        Ok(data.len())
    }

    fn rlib(&self, task: Task) -> PathBuf {
        let profile = if task == Task::Release {
            "release"
        } else {
            "debug"
        };
        let name = self.package.replace('-', "_");
        self.target.join(profile).join(format!("lib{name}.rlib"))
    }
}

/// Compiles our crate with each set of features and adds the figures to the definition.
///
/// # Errors
/// If the crate does not compile.
pub(crate) fn measure(args: &BenchArgs, crate_: &Crate, definition: &mut Definition) -> Result<()> {
    let mut sets = ["full", "users", "routing", "conversations", "users,routing"]
        .map(str::to_owned)
        .to_vec();
    if !sets.contains(&definition.smallest) {
        sets.push(definition.smallest.clone());
    }
    for (part, task, words) in TASKS {
        if !args.wants(part) {
            continue;
        }
        progress(&format!("dependencies, {}", words.join(" ")));
        // All features have the same dependencies.
        once(crate_.cargo(words, &[]))?;
        for features in &sets {
            let is_too_large = definition.operations > LARGE && !args.long;
            if task == Task::Release && features == "full" && is_too_large {
                let reason = "release build of `full`, without --long".to_owned();
                definition.skipped.push(reason);
                continue;
            }
            match crate_.selection(features) {
                Some(selection) => {
                    progress(&format!("{} {features}", words.join(" ")));
                    let clean = || once(crate_.clean(task)).map(drop);
                    let cost = minimum(args.runs, clean, || crate_.cargo(words, &selection))?;
                    definition.entries.push(Entry {
                        task,
                        features: features.clone(),
                        cost,
                        rlib: match task {
                            Task::Debug | Task::Release => Some(crate_.rlib_size(task)?),
                            _ => None,
                        },
                    });
                }
                None => definition.skipped.push(format!(
                    "{} with `{features}`, which the crate does not have",
                    words.join(" ")
                )),
            }
        }
    }
    Ok(())
}
