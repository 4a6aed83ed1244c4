//! Programs that use an emitted crate, as packages below `target/`.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::de::DeserializeOwned;
use serde_json::Value;
use xtask::config::target;
use xtask::shell::cargo_command;

use crate::emitted::Emitted;
use crate::measure::{self, Cost};
use crate::workspace::write_manifest;

/// A program.
pub(crate) struct Program {
    name: &'static str,
    folder: PathBuf,
}

impl Program {
    /// Writes a program that depends on the crate as `sdk`, with these features and without default
    /// features.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(crate) fn write(
        name: &'static str,
        emitted: &Emitted,
        features: &[&str],
        files: &[(&str, &str)],
    ) -> Result<Self> {
        let folder = emitted.work.join("program");
        let source = folder.join("src");
        fs::create_dir_all(&source).with_context(|| source.display().to_string())?;
        let (package, path) = (&emitted.package, emitted.folder.to_string_lossy());
        let dependencies = format!(
            "[dependencies]\nsdk = {{ package = {package:?}, path = {path:?}, default-features = false, \
             features = {features:?} }}\nserde = \"1\"\nserde_json = \"1\"\n"
        );
        write_manifest(&folder, name, &dependencies)?;
        for (path, text) in files {
            let path = source.join(path);
            fs::write(&path, text).with_context(|| path.display().to_string())?;
        }
        Ok(Self { name, folder })
    }

    /// Builds the program.
    ///
    /// # Errors
    /// If it does not compile, because the crate differs from what the generator reports.
    pub(crate) fn build(&self) -> Result<Cost> {
        let mut build = cargo_command();
        build.args(["build", "--quiet"]).current_dir(&self.folder);
        build.env("CARGO_TARGET_DIR", target());
        build.env("CARGO_INCREMENTAL", "0");
        measure::once(build).with_context(|| format!("{} does not compile", self.name))
    }

    /// Runs the program, which reads a file with one JSON value per line, and writes such
    /// a file.
    ///
    /// # Errors
    /// If the program fails, or its output is not as expected.
    pub(crate) fn run<T: DeserializeOwned>(
        &self,
        input: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<T>> {
        let [read, written] = ["input.jsonl", "output.jsonl"].map(|name| self.folder.join(name));
        let mut lines = BufWriter::new(File::create(&read)?);
        for value in input {
            writeln!(lines, "{value}")?;
        }
        lines.flush()?;
        let program = target().join("debug").join(self.name);
        let status = Command::new(&program).args([&read, &written]).status();
        let place = program.display();
        let status = status.with_context(|| place.to_string())?;
        ensure!(status.success(), "{place} failed: {status}");
        let lines = BufReader::new(File::open(&written)?).lines();
        let values = lines.map(|line| Ok(serde_json::from_str(&line?)?));
        values
            .collect::<Result<_>>()
            .with_context(|| written.display().to_string())
    }
}
