//! `cargo xtask regen`: the crate from its definition, or the proof that it is up to date.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use sdk_generator::write::Changes;
use sdk_generator::{Package, load};

use crate::config::Config;
use crate::problems::failure;

/// The command that each emitted file names.
const COMMAND: &str = "cargo xtask regen";

pub(crate) fn run(
    repository: &Path,
    spec: Option<PathBuf>,
    out: Option<PathBuf>,
    check: bool,
) -> Result<()> {
    let config = Config::load(&repository.join("spec"))?;
    let out = out.unwrap_or_else(|| repository.join("generated"));
    let mut input = config.input();
    if let Some(spec) = spec {
        input.spec = spec;
    }
    let package = package(&config)?;
    let run = if check {
        sdk_generator::compare
    } else {
        sdk_generator::update
    };
    let (summary, changes) = run(&input, &package, &out, &|_| {}).map_err(failure)?;
    if check && !changes.is_empty() {
        bail!("{}", stale(&changes, &out));
    }
    for (code, count) in summary.diagnostics.warnings_by_code() {
        println!("{count:>5} {code}");
    }
    println!(
        "{}: {} written, {} unchanged, {} removed",
        out.display(),
        changes.written.len(),
        changes.unchanged,
        changes.removed.len()
    );
    Ok(())
}

/// What the crate is called, and what comes with it.
///
/// # Errors
/// If a file that comes with it cannot be read.
pub(crate) fn package(config: &Config) -> Result<Package> {
    Ok(Package {
        name: config.name.clone(),
        version: config.version.clone(),
        command: COMMAND.to_owned(),
        repository: config.repository.clone(),
        extra_files: extra_files(config.include.as_deref())?,
    })
}

fn extra_files(include: Option<&Path>) -> Result<BTreeMap<String, String>> {
    match include.filter(|folder| folder.exists()) {
        Some(folder) => {
            load::load_folder(folder).map_err(|problem| failure([problem].into_iter().collect()))
        }
        None => Ok(BTreeMap::new()),
    }
}

fn stale(changes: &Changes, out: &Path) -> String {
    format!(
        "{} is not up to date: {}\nrun `{COMMAND}` and commit the result",
        out.display(),
        changes.files()
    )
}
