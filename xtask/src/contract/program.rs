//! The program that makes the calls: a package of its own below `target/`, which depends on the
//! emitted crate.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::compare::Outcome;
use super::methods::Method;
use crate::config::{target, write_manifest};
use crate::measure::{self, Cost};
use crate::shell::cargo_command;

const MAIN: &str = include_str!("program/main.rs");

/// The package, written and not built yet.
pub(crate) struct Program {
    folder: PathBuf,
}

impl Program {
    /// Writes the package. `methods` are the functions of the program, by number.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub(crate) fn write(
        folder: &Path,
        crate_folder: &Path,
        package: &str,
        methods: &[&Method],
    ) -> Result<Self> {
        let source = folder.join("src");
        fs::create_dir_all(&source).with_context(|| source.display().to_string())?;
        let write = |path: &str, text: &str| {
            let path = folder.join(path);
            fs::write(&path, text).with_context(|| path.display().to_string())
        };
        let path = crate_folder.to_string_lossy();
        let dependencies = format!(
            "[dependencies]\nsdk = {{ package = {package:?}, path = {path:?}, features = [\"full\", \
             \"testing\"] }}\nserde = \"1\"\nserde_json = \"1\"\n"
        );
        write_manifest(folder, NAME, &dependencies)?;
        write("src/main.rs", MAIN)?;
        write("src/calls.rs", &calls(methods))?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Builds the program.
    ///
    /// # Errors
    /// If it does not compile: the crate is not called as the generator says.
    pub(crate) fn build(&self) -> Result<Cost> {
        let mut build = cargo_command();
        build.args(["build", "--quiet"]).current_dir(&self.folder);
        build.env("CARGO_TARGET_DIR", target());
        build.env("CARGO_INCREMENTAL", "0");
        measure::once(build).context("the calls do not compile")
    }

    /// Makes the calls and gives what came of each.
    ///
    /// # Errors
    /// If the program ends early.
    pub(crate) fn run(&self, input: &Value) -> Result<Vec<Outcome>> {
        let cases = self.folder.join("cases.json");
        let outcomes = self.folder.join("outcomes.json");
        fs::write(&cases, serde_json::to_vec(input)?)?;
        let program = target().join("debug").join(NAME);
        let status = Command::new(&program).args([&cases, &outcomes]).status();
        let status = status.with_context(|| program.display().to_string())?;
        ensure!(
            status.success(),
            "{} ended early: {status}",
            program.display()
        );
        let outcomes = fs::read(&outcomes).with_context(|| outcomes.display().to_string())?;
        serde_json::from_slice(&outcomes).context("what the program wrote down")
    }
}

const NAME: &str = "sdk-contract";

fn calls(methods: &[&Method]) -> String {
    let mut code = String::from("use sdk::Client;\n\nuse super::*;\n\n");
    for (number, method) in methods.iter().enumerate() {
        code.push_str(&method.code(number));
        code.push('\n');
    }
    let names: Vec<String> = (0..methods.len())
        .map(|it| format!("    call_{it},"))
        .collect();
    let names = names.join("\n");
    let count = methods.len();
    code.push_str(&format!(
        "pub(crate) const ALL: [fn(&Client, &Case) -> Outcome; {count}] = [\n{names}\n];\n"
    ));
    code
}
