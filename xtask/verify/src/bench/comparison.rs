//! The comparison of several generators, as written to `report.json`.

use serde::{Deserialize, Serialize};

use super::busy::Busy;
use super::turns::Turns;

/// The figures of several generators for one definition.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Comparison {
    /// The title of the definition.
    pub(crate) title: String,
    /// The format and version in which it was published, such as `Swagger 2.0`.
    pub(crate) format: String,
    /// The size of its file, in bytes.
    pub(crate) bytes: u64,
    pub(crate) operations: usize,
    pub(crate) models: usize,
    /// The API that is measured alone.
    pub(crate) api: Api,
    /// The generators; ours is the last one.
    pub(crate) generators: Vec<Generator>,
    pub(crate) tasks: Vec<Compared>,
    /// The tasks that were not measured, with reasons.
    pub(crate) skipped: Vec<String>,
    /// The other work of the machine, if known.
    pub(crate) busy: Option<Busy>,
}

/// An API of a definition: the operations of one tag.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Api {
    pub(crate) tag: String,
    pub(crate) operations: usize,
}

/// A generator, and its crate for the definition.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Generator {
    pub(crate) name: String,
    /// Its version, if known.
    pub(crate) version: Option<String>,
    /// The failure with the published definition.
    pub(crate) published: Option<Failure>,
    /// The failure with the definition that was converted to OpenAPI 3.0, which is tried only if the published
    /// one fails.
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

/// The failure of a command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Failure {
    /// The first error that it printed.
    pub(crate) first: String,
    /// The number of errors, if the compiler counted them.
    pub(crate) errors: Option<u64>,
}

/// The results of a task, by generator.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Compared {
    pub(crate) job: Job,
    pub(crate) by: Vec<Entry>,
}

/// The result of a task for one generator.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// The name of the generator.
    pub(crate) who: String,
    /// The cost in each turn; a failure is one turn.
    pub(crate) turns: Turns,
    pub(crate) failure: Option<Failure>,
    /// The size of the library in bytes, if one was built.
    pub(crate) rlib: Option<u64>,
}

/// The tasks that are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Job {
    /// Generation of all operations, to an empty folder.
    Generate,
    /// `cargo check` of all operations.
    Check,
    /// `cargo check` of one API.
    CheckApi,
    /// `cargo build` of all operations.
    Build,
}

impl Job {
    /// Its name in the report.
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
    /// The result of a task for a generator; `None` if it was not measured.
    pub(crate) fn entry(&self, job: Job, who: &str) -> Option<&Entry> {
        let compared = self.tasks.iter().find(|compared| compared.job == job)?;
        compared.by.iter().find(|entry| entry.who == who)
    }
}
