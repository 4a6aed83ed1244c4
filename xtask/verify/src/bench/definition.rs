//! The figures of one definition: generating, by us and by peers, and the crates that come of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::compile::{self, Crate};
use super::peer::{self, Kind};
use super::report::{Definition, Emitted, Entry, Report, Task};
use super::{BenchArgs, OURS, Part, progress};
use crate::measure::{minimum, once};

/// What the crate is called, whatever it was made from.
const PACKAGE: &str = "purecloud-platform-client-v2";

/// What `sdkgen stats` tells, as far as it matters here.
#[derive(Deserialize)]
struct Stats {
    operations: usize,
    models: Models,
    tags: Vec<Tag>,
}

#[derive(Deserialize)]
struct Models {
    total: usize,
}

#[derive(Deserialize)]
struct Tag {
    name: String,
    operations: usize,
    models: usize,
}

/// Measures a definition, in `folder`, and adds the figures to the report.
///
/// # Errors
/// If a command of ours or of a peer fails, or a file cannot be written.
pub(crate) fn measure(
    args: &BenchArgs,
    generator: &Path,
    spec: &Path,
    folder: &Path,
    report: &mut Report,
) -> Result<()> {
    let name = spec.file_stem().unwrap_or_default().to_string_lossy();
    let folder = folder.join(&*name);
    progress(&name);
    let stats = stats(generator, spec)?;
    let mut definition = Definition {
        name: name.into_owned(),
        operations: stats.operations,
        models: stats.models.total,
        smallest: String::new(),
        emitted: Vec::new(),
        entries: Vec::new(),
        skipped: Vec::new(),
    };

    let ours = |out: &Path| {
        let mut command = Command::new(generator);
        command.args(["generate", "--quiet", "--package", PACKAGE, "--out"]);
        command.arg(out).arg(spec);
        command
    };
    let out = generate(args, OURS, &folder, &mut definition, &ours)?;
    let crate_ = Crate::open(OURS, &out)?;
    definition.smallest = smallest(&stats, &crate_)?;
    compile::measure(args, &crate_, &mut definition)?;

    for peer in &args.peers {
        let out = match &peer.kind {
            Kind::Crate(folder) => folder.clone(),
            Kind::Generator(words) => {
                let command = |out: &Path| peer::command(words, spec, out);
                generate(args, &peer.name, &folder, &mut definition, &command)?
            }
        };
        if out.join("Cargo.toml").exists() {
            compile::measure(args, &Crate::open(&peer.name, &out)?, &mut definition)?;
        } else {
            let reason = format!(
                "{} generated no Cargo.toml, so that nothing is compiled",
                peer.name
            );
            definition.skipped.push(reason);
        }
    }
    report.definitions.push(definition);
    Ok(())
}

/// Generates, measures it if that was asked for, and gives the folder of the crate.
fn generate(
    args: &BenchArgs,
    who: &str,
    folder: &Path,
    definition: &mut Definition,
    command: &dyn Fn(&Path) -> Command,
) -> Result<PathBuf> {
    let folder = folder.join(who);
    let out = folder.join("crate");
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let empty = || match fs::remove_dir_all(&out) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| out.display().to_string())
        }
        _ => Ok(()),
    };
    if args.wants(Part::Generate) {
        progress(&format!("{who}: generate"));
        let mut add = |task, cost| {
            definition.entries.push(Entry {
                who: who.to_owned(),
                task,
                features: String::new(),
                cost,
                rlib: None,
            });
        };
        let run = || command(&out);
        add(Task::GenerateCold, minimum(args.runs, empty, run)?);
        add(Task::GenerateUnchanged, minimum(args.runs, || Ok(()), run)?);
    } else {
        empty()?;
        once(command(&out))?;
    }
    let mut emitted = Emitted {
        who: who.to_owned(),
        files: 0,
        lines: 0,
        bytes: 0,
    };
    count(&out, &mut emitted).with_context(|| out.display().to_string())?;
    definition.emitted.push(emitted);
    Ok(out)
}

/// Adds up the files of a folder.
fn count(folder: &Path, emitted: &mut Emitted) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            count(&entry.path(), emitted)?;
        } else {
            let bytes = fs::read(entry.path())?;
            emitted.files += 1;
            emitted.lines += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
            emitted.bytes += bytes.len() as u64;
        }
    }
    Ok(())
}

fn stats(generator: &Path, spec: &Path) -> Result<Stats> {
    let mut command = Command::new(generator);
    command.args(["stats", "--format", "json"]).arg(spec);
    let line = format!("{command:?}");
    let output = command.output().with_context(|| line.clone())?;
    if !output.status.success() {
        bail!(
            "`{line}` failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    serde_json::from_slice(&output.stdout).with_context(|| line)
}

/// The feature of the tag that brings the fewest models, and of those the fewest operations.
fn smallest(stats: &Stats, crate_: &Crate) -> Result<String> {
    let mut tags: Vec<_> = stats.tags.iter().collect();
    tags.sort_by_key(|tag| (tag.models, tag.operations));
    let mut features = tags.iter().filter_map(|tag| crate_.feature_of(&tag.name));
    let feature = features.next().context("the definition has no tags")?;
    Ok(feature.to_owned())
}
