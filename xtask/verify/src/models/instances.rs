//! Instances of schemas from an independent tool: hypothesis-jsonschema, which prefers values at
//! the limits of a schema.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::tools::Venv;
use xtask::config::target;

const PROGRAM: &str = include_str!("instances.py");

/// The Python environment of the tool. Versions are pinned because each makes other
/// instances.
const MAKER: Venv = Venv {
    name: "hypothesis",
    requirements: include_str!("requirements.txt"),
};

/// The instances of a schema.
#[derive(Debug, Deserialize)]
pub(super) struct Made {
    pub(super) name: String,
    pub(super) instances: Vec<Instance>,
    /// The reason if there are none.
    pub(super) problem: Option<String>,
}

/// An instance.
#[derive(Debug, Deserialize)]
pub(super) struct Instance {
    /// The JSON of the instance.
    pub(super) text: String,
    /// The expected JSON: in canonical notation, without values that are skipped.
    pub(super) expected: String,
    /// The property with an invalid value, if there is one: the instance is decoded leniently then.
    pub(super) left_out: Option<String>,
}

/// Makes up to `count` instances of each schema. `None` if the tool cannot be installed.
///
/// # Errors
/// If a file cannot be written, or if the tool ends early.
pub(super) fn make(
    folder: &Path,
    schemas: &[(&str, Value)],
    count: usize,
) -> Result<Option<Vec<Made>>> {
    let Some(python) = MAKER.install(&target())? else {
        return Ok(None);
    };
    fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    let program = folder.join("instances.py");
    fs::write(&program, PROGRAM).with_context(|| program.display().to_string())?;
    let (input, output) = (folder.join("schemas.jsonl"), folder.join("made.jsonl"));
    let mut lines = BufWriter::new(File::create(&input)?);
    for (name, schema) in schemas {
        writeln!(lines, "{}", json!({ "name": name, "schema": schema }))?;
    }
    lines.flush()?;
    let mut command = Command::new(python);
    command
        .args([&program, &input, &output])
        .arg(count.to_string());
    // Makes the order of sets deterministic.
    command.env("PYTHONHASHSEED", "0").current_dir(folder);
    let status = command.status().context("instances.py")?;
    ensure!(status.success(), "instances.py failed: {status}");
    let lines = BufReader::new(File::open(&output)?).lines();
    let made = lines.map(|line| Ok(serde_json::from_str(&line?)?));
    Ok(Some(made.collect::<Result<_>>()?))
}
