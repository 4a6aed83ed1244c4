//! What was measured of several generators side by side, as it is written to `report.json`.

use serde::{Deserialize, Serialize};

use super::busy::Busy;
use super::turns::Turns;

/// The figures of several generators for one definition.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Comparison {
    /// The title that the definition has.
    pub(crate) title: String,
    /// The format and version in which it was published, such as `Swagger 2.0`.
    pub(crate) format: String,
    /// The size of its file.
    pub(crate) bytes: u64,
    pub(crate) operations: usize,
    pub(crate) models: usize,
    /// The API that is measured alone.
    pub(crate) api: Api,
    /// All that take part; ours is the last one.
    pub(crate) generators: Vec<Generator>,
    pub(crate) tasks: Vec<Compared>,
    /// What was not measured, and why.
    pub(crate) skipped: Vec<String>,
    /// What the machine did beside; absent where the system does not tell.
    pub(crate) busy: Option<Busy>,
}

/// An API of a definition: the operations of one tag.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Api {
    pub(crate) tag: String,
    pub(crate) operations: usize,
}

/// A generator, and what it makes of the definition.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Generator {
    pub(crate) name: String,
    /// Its version, where it is known.
    pub(crate) version: Option<String>,
    /// Why it makes nothing of the definition as it was published.
    pub(crate) published: Option<Failure>,
    /// Why it makes nothing of the definition that was converted to OpenAPI 3.0. It is tried only if the
    /// published one fails.
    pub(crate) converted: Option<Failure>,
    /// The size of the crate; absent if there is none.
    pub(crate) emitted: Option<Size>,
    /// Whether it can generate the operations of one tag alone.
    pub(crate) selects: bool,
}

/// The size of a generated crate.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(crate) struct Size {
    pub(crate) files: u64,
    pub(crate) lines: u64,
    pub(crate) bytes: u64,
}

/// How a command failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Failure {
    /// The first error that it printed.
    pub(crate) first: String,
    /// How many errors there were, where the compiler counted them.
    pub(crate) errors: Option<u64>,
}

/// A task, as all of them did it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Compared {
    pub(crate) job: Job,
    pub(crate) by: Vec<Entry>,
}

/// How one generator did a task.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// The name of the generator.
    pub(crate) who: String,
    /// What it cost in each turn; a failure is one turn.
    pub(crate) turns: Turns,
    pub(crate) failure: Option<Failure>,
    /// The size of the library in bytes, if one was built.
    pub(crate) rlib: Option<u64>,
}

/// What is measured of each generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Job {
    /// Generation of everything, to an empty folder.
    Generate,
    /// `cargo check` of everything.
    Check,
    /// `cargo check` of one API.
    CheckApi,
    /// `cargo build` of everything.
    Build,
}

impl Job {
    /// What it is called, without the generator.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Generate => "generation of everything",
            Self::Check => "`cargo check` of everything",
            Self::CheckApi => "`cargo check` of one API",
            Self::Build => "`cargo build` of everything",
        }
    }
}

impl Comparison {
    /// How a generator did a task; nothing if it did not take part.
    pub(crate) fn entry(&self, job: Job, who: &str) -> Option<&Entry> {
        let compared = self.tasks.iter().find(|compared| compared.job == job)?;
        compared.by.iter().find(|entry| entry.who == who)
    }
}
