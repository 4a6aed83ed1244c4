//! One crate, made by a process of its own: a panic, a stack that is too small or a run without an
//! end are then defects of that definition alone.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use sdk_generator::diagnostics::{Diagnostic, Diagnostics};
use sdk_generator::{Definition, stats, write};
use serde::{Deserialize, Serialize};

use crate::emitted::{input, package};

/// What the process is told.
#[derive(Debug, clap::Args)]
pub(crate) struct GenerateArgs {
    pub(crate) definition: PathBuf,
    /// The folder of the crate.
    pub(crate) out: PathBuf,
    /// Where to write down what came of it.
    pub(crate) made: PathBuf,
}

/// What came of it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Made {
    /// A crate.
    Crate {
        operations: usize,
        models: usize,
        warnings: Vec<Diagnostic>,
        /// How many fields, inputs and results are any JSON value.
        untyped: usize,
    },
    /// No crate, and why.
    Refused(Diagnostics),
}

/// Makes the crate.
///
/// # Errors
/// If a file cannot be written. That the definition is refused is no error.
pub(crate) fn run(args: &GenerateArgs) -> Result<()> {
    let (input, package) = (input(&args.definition), package("", "corpus"));
    let made = match sdk_generator::generate(&input, &package, &|_| {}) {
        Ok(generated) => {
            let written = write::write(&generated.files, &args.out);
            written.map_err(|problem| anyhow::anyhow!("{problem}"))?;
            let untyped = stats::stats(&generated.definition).untyped.untyped;
            let Definition {
                api, diagnostics, ..
            } = generated.definition;
            Made::Crate {
                operations: api.operations.len(),
                models: api.models.len(),
                warnings: diagnostics.into_iter().collect(),
                untyped,
            }
        }
        Err(problems) => Made::Refused(problems),
    };
    let text = serde_json::to_vec(&made)?;
    fs::write(&args.made, text).with_context(|| args.made.display().to_string())
}
