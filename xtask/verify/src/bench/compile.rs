//! Compiling a crate alone: its dependencies are built before, and nothing is incremental.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Deserialize;
use toml::Table;

use super::report::{Definition, Entry, Task};
use super::{BenchArgs, OURS, Part, cargo, progress};
use crate::measure::{minimum, once};
use xtask::config::root;

/// Release builds of `full` take many minutes above this number of operations.
const LARGE: usize = 1_500;

/// A crate to compile.
#[derive(Debug)]
pub(crate) struct Crate {
    who: String,
    folder: PathBuf,
    target: PathBuf,
    package: String,
    features: Vec<String>,
}

/// A manifest, as far as it matters here.
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
    /// Reads the manifest, and makes a workspace around the crate where it was generated below this
    /// repository and would be treated as a part of ours.
    ///
    /// # Errors
    /// If there is no manifest that can be read, or the workspace cannot be written.
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
            who: who.to_owned(),
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

    /// The feature of a tag, which is the tag but for its case and its separators.
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

    /// The arguments that select features. A crate without `full` is all there by default.
    fn selection<'a>(&self, features: &'a str) -> Option<Vec<&'a str>> {
        let known = |name: &str| self.features.iter().any(|feature| feature == name);
        if features.split(',').all(known) {
            Some(vec!["--features", features])
        } else if features == "full" {
            Some(Vec::new())
        } else {
            None
        }
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

/// Compiles a crate with each set of features and adds the figures to the definition.
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
        if crate_.who == OURS {
            // All features of ours have the same dependencies.
            build_dependencies(crate_, words, &[])?;
        }
        for features in &sets {
            let is_too_large = definition.operations > LARGE && !args.long;
            if task == Task::Release && features == "full" && is_too_large {
                let reason = format!("{}: release build of `full`, without --long", crate_.who);
                definition.skipped.push(reason);
                continue;
            }
            match crate_.selection(features) {
                Some(selection) => {
                    let entry = compile(args, crate_, task, words, features, &selection)?;
                    definition.entries.push(entry);
                }
                None => definition.skipped.push(format!(
                    "{}: {} with `{features}`, which it does not have",
                    crate_.who,
                    words.join(" ")
                )),
            }
        }
    }
    Ok(())
}

fn build_dependencies(crate_: &Crate, words: &[&str], selection: &[&str]) -> Result<()> {
    progress(&format!(
        "{}: dependencies, {}",
        crate_.who,
        words.join(" ")
    ));
    let args = [words, &["--lib"], selection].concat();
    once(cargo::command(&crate_.folder, &crate_.target, &args))?;
    Ok(())
}

fn compile(
    args: &BenchArgs,
    crate_: &Crate,
    task: Task,
    words: &[&str],
    features: &str,
    selection: &[&str],
) -> Result<Entry> {
    if crate_.who != OURS {
        build_dependencies(crate_, words, selection)?;
    }
    progress(&format!("{}: {} {features}", crate_.who, words.join(" ")));
    let clean = || {
        let mut clean = vec!["clean", "--package", &crate_.package];
        clean.extend((task == Task::Release).then_some("--release"));
        once(cargo::command(&crate_.folder, &crate_.target, &clean))?;
        Ok(())
    };
    let line = [words, &["--lib"], selection].concat();
    let cost = minimum(args.runs, clean, || {
        cargo::command(&crate_.folder, &crate_.target, &line)
    })?;
    let rlib = match task {
        Task::Debug | Task::Release => {
            let path = crate_.rlib(task);
            let data = fs::metadata(&path).with_context(|| path.display().to_string())?;
            Some(data.len())
        }
        _ => None,
    };
    Ok(Entry {
        who: crate_.who.clone(),
        task,
        features: features.to_owned(),
        cost,
        rlib,
    })
}
