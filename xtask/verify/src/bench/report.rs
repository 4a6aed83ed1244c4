//! The figures of a run, as written to `report.json`.

use std::process::Command;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::busy::Busy;
use super::comparison::{Comparison, Size};
use super::turns::Turns;
use crate::measure::Cost;

/// The figures of one run; those that were not requested are empty.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) definitions: Vec<Definition>,
    /// The comparisons with other generators.
    pub(crate) comparisons: Vec<Comparison>,
    /// The codec of the runtime against derived code.
    pub(crate) codec: Vec<Codec>,
    pub(crate) call: Option<Call>,
    /// Many calls at once, by the SDK and by reqwest alone.
    pub(crate) load: Vec<Load>,
    /// A program of one call, built from nothing: with the SDK, and with reqwest alone.
    pub(crate) trees: Vec<Tree>,
    /// The other work of the machine while these programs were built.
    pub(crate) trees_busy: Option<Busy>,
}

/// The machine and the compiler of the figures.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Machine {
    pub(crate) cores: usize,
    pub(crate) system: String,
    pub(crate) rustc: String,
}

/// The figures of one definition.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Definition {
    /// The name of its file, without the extension.
    pub(crate) name: String,
    pub(crate) operations: usize,
    pub(crate) models: usize,
    /// The feature with the fewest models.
    pub(crate) smallest: String,
    /// The size of the crate.
    pub(crate) emitted: Size,
    pub(crate) entries: Vec<Entry>,
    /// The tasks that were not measured, with reasons.
    pub(crate) skipped: Vec<String>,
}

/// The cost of one task.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) task: Task,
    /// The features, separated by commas; empty for generating.
    pub(crate) features: String,
    pub(crate) cost: Cost,
    /// The size of the library, in bytes.
    pub(crate) rlib: Option<u64>,
}

/// The tasks of a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Task {
    GenerateCold,
    GenerateUnchanged,
    Check,
    Debug,
    Release,
}

/// The median times of one job of the codec, in nanoseconds.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Codec {
    pub(crate) job: String,
    pub(crate) sdk: f64,
    pub(crate) derive: f64,
    /// The time of the SDK divided by that of derived code, measured by turns, so that drift of the machine has no
    /// effect.
    pub(crate) ratio: f64,
}

impl Codec {
    /// The speed of the SDK, as a multiple of that of derived code.
    pub(crate) fn speed(&self) -> f64 {
        1.0 / self.ratio
    }
}

/// The median times of one call over a local connection, in nanoseconds.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Call {
    pub(crate) sdk: f64,
    pub(crate) bare: f64,
    /// The median of the ratios of calls by turns, so that drift of the machine has no effect; 1 is no overhead.
    pub(crate) ratio: f64,
}

/// Concurrent calls, as the program `load` prints them.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Load {
    pub(crate) who: String,
    pub(crate) calls: u64,
    pub(crate) at_once: u64,
    pub(crate) errors: u64,
    pub(crate) seconds: f64,
    /// Peak memory after a tenth of the calls, in bytes, if known.
    pub(crate) early_peak: Option<u64>,
    /// Peak memory at the end, in bytes.
    pub(crate) final_peak: Option<u64>,
}

/// A first build of a small program.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Tree {
    pub(crate) who: String,
    /// The number of compiled packages, the program included.
    pub(crate) packages: usize,
    /// The cost, by turns with the other programs.
    pub(crate) turns: Turns,
}

impl Report {
    /// An empty report of this machine.
    ///
    /// # Errors
    /// If `rustc` cannot be run.
    pub(crate) fn new() -> Result<Self> {
        let version = Command::new("rustc").arg("--version").output()?;
        Ok(Self {
            machine: Machine {
                cores: std::thread::available_parallelism()?.get(),
                system: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
                rustc: String::from_utf8_lossy(&version.stdout).trim().to_owned(),
            },
            definitions: Vec::new(),
            comparisons: Vec::new(),
            codec: Vec::new(),
            call: None,
            load: Vec::new(),
            trees: Vec::new(),
            trees_busy: None,
        })
    }
}

impl Definition {
    /// The figures of a task with these features.
    pub(crate) fn entry(&self, task: Task, features: &str) -> Option<&Entry> {
        let mut entries = self.entries.iter();
        entries.find(|entry| entry.task == task && entry.features == features)
    }
}
