//! What was measured, as it is written to `report.json`.

use std::process::Command;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use super::busy::Busy;
use super::comparison::{Comparison, Size};
use super::turns::Turns;
use crate::measure::Cost;

/// Everything that one run measured; what it was not asked for is empty.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    pub(crate) machine: Machine,
    pub(crate) definitions: Vec<Definition>,
    /// Other generators beside ours.
    pub(crate) comparisons: Vec<Comparison>,
    /// The codec of the runtime against derived code.
    pub(crate) codec: Vec<Codec>,
    pub(crate) call: Option<Call>,
    /// Many calls at once, by the SDK and by reqwest alone.
    pub(crate) load: Vec<Load>,
    /// A program of one call, built from nothing: with the SDK, and with reqwest alone.
    pub(crate) trees: Vec<Tree>,
    /// What the machine did while these programs were built.
    pub(crate) trees_busy: Option<Busy>,
}

/// Where the figures were measured: they mean little elsewhere.
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
    /// The feature that brings the fewest models.
    pub(crate) smallest: String,
    /// The size of the crate.
    pub(crate) emitted: Size,
    pub(crate) entries: Vec<Entry>,
    /// What was not measured, and why.
    pub(crate) skipped: Vec<String>,
}

/// The cost of one task.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) task: Task,
    /// The features, with commas; empty for generating.
    pub(crate) features: String,
    pub(crate) cost: Cost,
    /// The size of the library, in bytes.
    pub(crate) rlib: Option<u64>,
}

/// What is measured of a definition.
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
    /// The time of the SDK as a part of that of derived code, when both take turns, which no drift
    /// of the machine moves.
    pub(crate) ratio: f64,
}

impl Codec {
    /// How many times as fast as derived code the SDK is.
    pub(crate) fn speed(&self) -> f64 {
        1.0 / self.ratio
    }
}

/// The median times of one call over a local connection, in nanoseconds.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Call {
    pub(crate) sdk: f64,
    pub(crate) bare: f64,
    /// The median of the ratios of calls that were made in turns, which no drift of the machine
    /// moves; 1 is no overhead.
    pub(crate) ratio: f64,
}

/// Many calls at once, as the program `load` tells it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Load {
    pub(crate) who: String,
    pub(crate) calls: u64,
    pub(crate) at_once: u64,
    pub(crate) errors: u64,
    pub(crate) seconds: f64,
    /// Peak memory after a tenth of the calls, in bytes; absent where the system does not tell.
    pub(crate) early_peak: Option<u64>,
    /// Peak memory at the end, in bytes.
    pub(crate) final_peak: Option<u64>,
}

/// A first build of a small program.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Tree {
    pub(crate) who: String,
    /// How many packages were compiled, the program among them.
    pub(crate) packages: usize,
    /// What it cost, by turns with the other programs.
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
    /// What a task cost.
    pub(crate) fn entry(&self, task: Task, features: &str) -> Option<&Entry> {
        let mut entries = self.entries.iter();
        entries.find(|entry| entry.task == task && entry.features == features)
    }
}
