//! Diagnostics: what a stage has to say about a definition.
//!
//! Stages collect them and go on; whoever drives the stages decides when to stop and how to print.

use std::borrow::Cow;
use std::fmt;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// The definition is used as it is, something was guessed or left out.
    Warning,
    /// Nothing can be generated.
    Error,
}

/// One thing that a stage has to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable name for the kind of finding.
    pub code: Cow<'static, str>,
    /// The JSON pointer of the place, or the file.
    pub place: String,
    /// The operation concerned, by verb and path.
    pub operation: Option<Box<str>>,
    /// One sentence: what is the matter.
    pub message: String,
    /// One line: what to do, or what was done.
    pub help: String,
}

impl Diagnostic {
    /// A warning.
    pub fn warning(
        code: &'static str,
        place: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Warning,
            code: Cow::Borrowed(code),
            place: place.into(),
            operation: None,
            message: message.into(),
            help: help.into(),
        }
    }

    /// An error.
    pub fn error(
        code: &'static str,
        place: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Error,
            ..Self::warning(code, place, message, help)
        }
    }

    /// Names the operation concerned.
    #[must_use]
    pub fn of(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into().into_boxed_str());
        self
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        writeln!(f, "{severity}[{}]: {}", self.code, self.message)?;
        write!(f, "  at {}", self.place)?;
        if let Some(operation) = &self.operation {
            write!(f, " ({operation})")?;
        }
        write!(f, "\n  help: {}", self.help)
    }
}

/// The diagnostics of a run, in the order in which they were found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds those of another stage.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(others);
    }

    /// All of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Those that stop the run.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether one of them stops the run.
    pub fn has_errors(&self) -> bool {
        self.errors().next().is_some()
    }

    /// How many warnings there are of each code, most frequent first, then by name.
    pub fn warnings_by_code(&self) -> IndexMap<Cow<'static, str>, usize> {
        let mut counts = IndexMap::new();
        for diagnostic in self.iter().filter(|d| d.severity == Severity::Warning) {
            *counts.entry(diagnostic.code.clone()).or_insert(0) += 1;
        }
        counts
            .sort_by(|code, count, other_code, other| other.cmp(count).then(code.cmp(other_code)));
        counts
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(iter: I) -> Self {
        Self(iter.into_iter().collect())
    }
}
