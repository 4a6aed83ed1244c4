//! The program that reads and writes instances: a package of its own below `target/`, which depends
//! on the models of the emitted crate.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::json;

use super::instances::Instance;
use super::subject::Subject;
use crate::config::{target, write_manifest};
use crate::measure::{self, Cost};
use crate::shell::cargo_command;

const MAIN: &str = include_str!("program/main.rs");

const NAME: &str = "sdk-models";

/// What came of one instance.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Outcome {
    /// What was written, and the paths of what was left out.
    Text(String, Vec<String>),
    /// Why it could not be read.
    Error(String),
}

/// The package, written and not built yet.
pub(super) struct Program {
    folder: PathBuf,
}

impl Program {
    /// Writes the package, for the types by number, as it writes them.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(super) fn write(folder: &Path, subject: &Subject, types: &[String]) -> Result<Self> {
        let source = folder.join("src");
        fs::create_dir_all(&source).with_context(|| source.display().to_string())?;
        let (package, path) = (&subject.package, subject.crate_folder.to_string_lossy());
        let features = subject.features();
        let dependencies = format!(
            "[dependencies]\nsdk = {{ package = {package:?}, path = {path:?}, default-features = \
             false, features = {features:?} }}\nserde = \"1\"\nserde_json = \"1\"\n"
        );
        write_manifest(folder, NAME, &dependencies)?;
        let lines: Vec<String> = types
            .iter()
            .map(|it| format!("    again::<{it}>,\n"))
            .collect();
        let code = format!(
            "use super::{{Again, again}};\n\npub(crate) const ALL: [Again; {}] = [\n{}];\n",
            types.len(),
            lines.concat()
        );
        for (path, text) in [("src/main.rs", MAIN), ("src/models.rs", &code)] {
            let path = folder.join(path);
            fs::write(&path, text).with_context(|| path.display().to_string())?;
        }
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Builds the program.
    ///
    /// # Errors
    /// If it does not compile.
    pub(super) fn build(&self) -> Result<Cost> {
        let mut build = cargo_command();
        build.args(["build", "--quiet"]).current_dir(&self.folder);
        build.env("CARGO_TARGET_DIR", target());
        build.env("CARGO_INCREMENTAL", "0");
        measure::once(build).context("the models do not compile")
    }

    /// Reads and writes the instances, each of a type by number, and gives what came of each.
    ///
    /// # Errors
    /// If the program ends early.
    pub(super) fn run(&self, instances: &[(usize, &Instance)]) -> Result<Vec<Outcome>> {
        let input = self.folder.join("instances.jsonl");
        let output = self.folder.join("outcomes.jsonl");
        let mut lines = BufWriter::new(File::create(&input)?);
        for (number, instance) in instances {
            let is_lenient = instance.left_out.is_some();
            writeln!(lines, "{}", json!([number, instance.text, is_lenient]))?;
        }
        lines.flush()?;
        let program = target().join("debug").join(NAME);
        let status = Command::new(&program).args([&input, &output]).status();
        let status = status.with_context(|| program.display().to_string())?;
        let place = program.display();
        ensure!(status.success(), "{place} ended early: {status}");
        let lines = BufReader::new(File::open(&output)?).lines();
        let outcomes = lines.map(|line| Ok(serde_json::from_str(&line?)?));
        outcomes
            .collect::<Result<Vec<_>>>()
            .context("what the program wrote down")
    }
}
