//! `cargo xtask bench`: the cost of generating, compiling and using an SDK.
//!
//! Budgets are shown beside the figures, and only a command that fails is an error. Everything is measured as a
//! separate process in a release build, so that the profile of this program does not matter. A report is of one
//! run: figures of two runs are never mixed, since the machine and the code may have changed between them.

mod budget;
mod busy;
mod cargo;
mod comparison;
mod compile;
mod definition;
mod peers;
mod programs;
mod readme;
mod render;
mod report;
mod side_by_side;
mod table;
mod tree;
mod turns;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::ValueEnum;

use busy::Watch;
use peers::Peer;
use report::Report;
use xtask::config::root;

/// The name of our generator beside others.
const OURS: &str = "sdkgen";

/// The number of operations above which a definition is large, so that some tasks take many minutes.
const LARGE: usize = 1_500;

#[derive(clap::Args)]
pub(crate) struct BenchArgs {
    /// A definition to measure instead of those in the folder; repeatable.
    #[arg(long = "spec", value_name = "FILE")]
    specs: Vec<PathBuf>,
    /// The folder with the definitions [default: ../shared/specs beside this repository].
    #[arg(long = "specs", value_name = "DIR")]
    folder: Option<PathBuf>,
    /// Measure only these, separated by commas.
    #[arg(long, value_name = "PARTS", value_delimiter = ',', value_enum)]
    only: Vec<Part>,
    /// The number of runs, of which the fastest counts; what takes over 30 s runs once.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Also measure what takes many minutes. For definitions with more than 1,500 operations: release builds of
    /// `full`, and with other generators `cargo check` of everything (20 GB of memory). For smaller ones, with other
    /// generators: `cargo build` of everything.
    #[arg(long)]
    long: bool,
    /// Also measure openapi-generator, progenitor and openapi-to-rust side by side with this generator. They are
    /// installed from their registries first.
    #[arg(long = "peers")]
    known_peers: bool,
    /// Another generator to measure side by side: a command that contains {spec} and {out}, or the folder of a
    /// crate; repeatable.
    #[arg(long = "peer", value_name = "NAME=COMMAND")]
    peers: Vec<Peer>,
    /// Measure nothing: write the tables of the report in `target/bench/` into README.md, and its figures to
    /// `docs/bench.json`.
    #[arg(long, exclusive = true)]
    readme: bool,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
enum Part {
    /// Generation of the crate.
    Generate,
    /// `cargo check` of the crate alone.
    Check,
    /// `cargo build` of the crate alone.
    Debug,
    /// `cargo build --release` of the crate alone.
    Release,
    /// Deserialization and serialization, compared with derived code.
    Codec,
    /// Sequential calls, compared with plain reqwest.
    Call,
    /// Concurrent calls.
    Load,
    /// A clean build of a first program.
    Tree,
    /// Other generators side by side, with `--peers` or `--peer`.
    Peers,
}

impl BenchArgs {
    fn wants(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    fn wants_definitions(&self) -> bool {
        let parts = [Part::Generate, Part::Check, Part::Debug, Part::Release];
        parts.into_iter().any(|part| self.wants(part))
    }

    /// The absolute paths of the definitions to measure.
    fn definitions(&self) -> Result<Vec<PathBuf>> {
        if !self.specs.is_empty() {
            return self.specs.iter().map(|spec| absolute(spec)).collect();
        }
        let folder = match &self.folder {
            Some(folder) => absolute(folder)?,
            None => root().join("../shared/specs"),
        };
        let mut found = Vec::new();
        let entries = fs::read_dir(&folder).with_context(|| {
            format!(
                "cannot read {}; name the definitions with --spec",
                folder.display()
            )
        })?;
        for entry in entries {
            let path = entry?.path();
            let extension = path.extension().and_then(|extension| extension.to_str());
            if matches!(extension, Some("json" | "yaml" | "yml")) {
                found.push(path);
            }
        }
        found.sort_by_key(|path| {
            fs::metadata(path)
                .map(|data| data.len())
                .unwrap_or_default()
        });
        ensure!(
            !found.is_empty(),
            "{} has no definitions; name them with --spec",
            folder.display()
        );
        Ok(found)
    }
}

pub(crate) fn run(args: &BenchArgs) -> Result<()> {
    let folder = root().join("target/bench");
    if args.readme {
        return readme::write(&folder.join("report.json"));
    }
    let has_peers = peers::are_wanted(args)?;
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let mut report = Report::new()?;
    if args.wants_definitions() {
        let generator = cargo::generator()?;
        for spec in args.definitions()? {
            definition::measure(args, &generator, &spec, &folder, &mut report)?;
            // What has been measured is kept when a later part fails.
            save(&report, &folder)?;
        }
    }
    if has_peers {
        side_by_side(args, &folder, &mut report)?;
    }
    programs::measure(args, &folder, &mut report)?;
    save(&report, &folder)?;
    if args.wants(Part::Tree) {
        let watch = Watch::start();
        report.trees = tree::measure(args.runs, &folder.join("tree"))?;
        report.trees_busy = watch.and_then(Watch::stop);
    }
    save(&report, &folder)?;
    print!("{}", render::markdown(&report)?);
    progress(&format!("written: {}", folder.join("report.md").display()));
    Ok(())
}

fn side_by_side(args: &BenchArgs, folder: &Path, report: &mut Report) -> Result<()> {
    let ours = cargo::generator()?;
    let contestants = peers::contestants(args, &ours);
    for spec in args.definitions()? {
        let earlier = report.comparisons.len();
        peers::measure(
            args,
            &contestants,
            (&ours, &spec),
            folder,
            &mut |comparison| {
                report.comparisons.truncate(earlier);
                report.comparisons.push(comparison.clone());
                save(report, folder)
            },
        )?;
    }
    Ok(())
}

fn save(report: &Report, folder: &Path) -> Result<()> {
    let json = serde_json::to_string_pretty(report)? + "\n";
    for (name, text) in [
        ("report.json", json),
        ("report.md", render::markdown(report)?),
    ] {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

fn absolute(path: &Path) -> Result<PathBuf> {
    let path = std::path::absolute(path)?;
    ensure!(path.exists(), "{} does not exist", path.display());
    Ok(path)
}

/// Prints progress to standard error; standard output has the report.
fn progress(line: &str) {
    eprintln!("bench: {line}");
}
