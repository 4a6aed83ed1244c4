//! Generates one crate in a process of its own, so that a panic, a stack overflow or an endless
//! loop affects only that definition.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use sdk_generator::diagnostics::{Diagnostic, Diagnostics};
use sdk_generator::{Definition, stats, write};
use serde::{Deserialize, Serialize};

use crate::emitted::{input, package};

/// The arguments of the process.
#[derive(Debug, clap::Args)]
pub(crate) struct GenerateArgs {
    pub(crate) definition: PathBuf,
    /// The folder of the crate.
    pub(crate) out: PathBuf,
    /// The file for the outcome.
    pub(crate) made: PathBuf,
}

/// The outcome.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Made {
    /// A crate was generated.
    Crate {
        operations: usize,
        models: usize,
        warnings: Vec<Diagnostic>,
        /// The number of fields, parameters and results that are any JSON value.
        untyped: usize,
    },
    /// The definition was rejected.
    Refused(Diagnostics),
}

/// Generates the crate.
///
/// # Errors
/// If a file cannot be written. A rejected definition is not an error.
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
