//! The figures of one definition: the cost of generating, and the crate.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use super::comparison::Size;
use super::compile::{self, Crate};
use super::peers::program::{Order, ours};
use super::report::{Definition, Entry, Report, Task};
use super::{BenchArgs, OURS, Part, peers, progress};
use crate::measure::{minimum, once};

/// The name of the crate of every definition.
pub(crate) const PACKAGE: &str = "purecloud-platform-client-v2";

/// The used part of the output of `sdkgen stats`.
#[derive(Deserialize)]
pub(crate) struct Stats {
    pub(crate) operations: usize,
    pub(crate) models: Models,
    pub(crate) tags: Vec<Tag>,
}

#[derive(Deserialize)]
pub(crate) struct Models {
    pub(crate) total: usize,
}

#[derive(Deserialize)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) operations: usize,
    models: usize,
}

/// Measures a definition, in `folder`, and adds the figures to the report.
///
/// # Errors
/// If a command fails, or a file cannot be written.
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
        emitted: Size::default(),
        entries: Vec::new(),
        skipped: Vec::new(),
    };
    let out = folder.join("alone/crate");
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    generate(args, &out, &mut definition, &|| {
        ours(
            generator,
            &Order {
                spec,
                tag: None,
                out: &out,
            },
        )
    })?;
    let crate_ = Crate::open(OURS, &out)?;
    definition.smallest = smallest(&stats, &crate_)?;
    compile::measure(args, &crate_, &mut definition)?;
    report.definitions.push(definition);
    Ok(())
}

/// Generates the crate, and measures it if requested.
fn generate(
    args: &BenchArgs,
    out: &Path,
    definition: &mut Definition,
    run: &dyn Fn() -> Command,
) -> Result<()> {
    let empty = || peers::remove(out);
    if args.wants(Part::Generate) {
        progress("generate");
        let mut add = |task, cost| {
            definition.entries.push(Entry {
                task,
                features: String::new(),
                cost,
                rlib: None,
            });
        };
        add(Task::GenerateCold, minimum(args.runs, empty, run)?);
        add(Task::GenerateUnchanged, minimum(args.runs, || Ok(()), run)?);
    } else {
        empty()?;
        once(run())?;
    }
    count(out, &mut definition.emitted).with_context(|| out.display().to_string())
}

/// Adds the files of a folder to a size.
pub(crate) fn count(folder: &Path, emitted: &mut Size) -> std::io::Result<()> {
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

/// The statistics of a definition, by `sdkgen stats`.
///
/// # Errors
/// If it fails.
pub(crate) fn stats(generator: &Path, spec: &Path) -> Result<Stats> {
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

/// The feature of the tag with the fewest models; among equal ones, with the fewest operations.
fn smallest(stats: &Stats, crate_: &Crate) -> Result<String> {
    let mut tags: Vec<_> = stats.tags.iter().collect();
    tags.sort_by_key(|tag| (tag.models, tag.operations));
    let mut features = tags.iter().filter_map(|tag| crate_.feature_of(&tag.name));
    let feature = features.next().context("the definition has no tags")?;
    Ok(feature.to_owned())
}
