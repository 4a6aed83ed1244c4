//! Diagnostics: warnings and errors about a definition.
//!
//! Stages collect them and go on; whoever drives the stages decides when to stop and how to print.

use std::borrow::Cow;
use std::fmt;

use indexmap::{IndexMap, IndexSet};
use serde::{Deserialize, Serialize};

use crate::characters::{message, printable};

/// Whether a diagnostic stops the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// The SDK is generated; something was assumed or ignored.
    Warning,
    /// Nothing is generated.
    Error,
}

/// A position in a file. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1, in characters.
    pub column: usize,
}

impl Position {
    /// A position by line and column. Parsers that report 0 mean 1.
    pub fn new(line: usize, column: usize) -> Self {
        Self {
            line: line.max(1),
            column: column.max(1),
        }
    }

    /// The position of a byte offset.
    pub fn of_byte(text: &str, byte: usize) -> Self {
        let before = until(text, byte);
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        Self {
            line: 1 + before.bytes().filter(|byte| *byte == b'\n').count(),
            column: 1 + before[line_start..].chars().count(),
        }
    }

    /// The position of a byte in a line, both counted from 1.
    pub fn of_byte_in_line(text: &str, line: usize, byte: usize) -> Self {
        let content = text.split('\n').nth(line.saturating_sub(1));
        let before = until(content.unwrap_or_default(), byte.saturating_sub(1));
        Self::new(line, 1 + before.chars().count())
    }
}

/// The part of a string before a byte offset.
fn until(text: &str, byte: usize) -> &str {
    let mut end = byte.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Where a setting is: its key, and the file that has it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct SettingLocation {
    /// Its key with the tables around it, such as `types.formats.uuid`, or an option, such as `--tag`.
    pub key: String,
    /// The file; empty for an option, and for a setting of a program.
    pub file: String,
    /// The position in that file, of the key or of a value.
    pub position: Option<Position>,
}

impl SettingLocation {
    /// The location of an option, or of a setting of a program: no file has it.
    pub fn of_option(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            ..Self::default()
        }
    }

    /// What a message names: the file, or the key if no file has it.
    pub fn name(&self) -> &str {
        match self.file.is_empty() {
            true => &self.key,
            false => &self.file,
        }
    }

    /// A warning about the setting.
    pub fn warning(
        &self,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        let found = Diagnostic::warning(code, self.name(), message, help);
        self.position.into_iter().fold(found, Diagnostic::at)
    }

    /// An error about the setting.
    pub fn error(
        &self,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Diagnostic {
        Diagnostic {
            severity: Severity::Error,
            ..self.warning(code, message, help)
        }
    }
}

/// One warning or error.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Whether it stops the run.
    pub severity: Severity,
    /// A stable name in kebab case, such as `repeated-key`.
    pub code: Cow<'static, str>,
    /// The JSON pointer (`#/…`, or `FILE#/…` for another file), the path of a file, or an option.
    pub location: String,
    /// The position in the file, if the stage knows it.
    pub position: Option<Box<Position>>,
    /// The method and path of the operation concerned.
    pub operation: Option<Box<str>>,
    /// One sentence: what happened.
    pub message: String,
    /// One line: what to do, or what was assumed.
    pub help: Box<str>,
}

impl Diagnostic {
    /// A warning.
    pub fn warning(
        code: &'static str,
        location: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Warning,
            code: Cow::Borrowed(code),
            location: location.into(),
            position: None,
            operation: None,
            message: message.into(),
            help: help.into().into_boxed_str(),
        }
    }

    /// An error.
    pub fn error(
        code: &'static str,
        location: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Error,
            ..Self::warning(code, location, message, help)
        }
    }

    /// Adds the position in the file.
    #[must_use]
    pub fn at(mut self, position: Position) -> Self {
        self.position = Some(Box::new(position));
        self
    }

    /// Adds the operation concerned.
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
        writeln!(f, "{severity}[{}]: {}", self.code, message(&self.message))?;
        write!(f, "  at {}", printable(&self.location))?;
        if let Some(Position { line, column }) = self.position.as_deref() {
            write!(f, ":{line}:{column}")?;
        }
        if let Some(operation) = &self.operation {
            write!(f, " ({})", printable(operation))?;
        }
        write!(f, "\n  help: {}", printable(&self.help))
    }
}

/// The diagnostics of a run, in the order in which they were found, each once: a part that several
/// others take in is read several times.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostics(IndexSet<Diagnostic>);

impl Diagnostics {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.insert(diagnostic);
    }

    /// Adds those of another stage.
    pub fn extend(&mut self, others: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(others);
    }

    /// All of them.
    pub fn iter(&self) -> indexmap::set::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
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

impl fmt::Display for Diagnostics {
    /// The errors, or the warnings when there are none, with an empty line between them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let has_errors = self.has_errors();
        let is_shown = |it: &&Diagnostic| !has_errors || it.severity == Severity::Error;
        for (index, diagnostic) in self.iter().filter(is_shown).enumerate() {
            let gap = if index == 0 { "" } else { "\n\n" };
            write!(f, "{gap}{diagnostic}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = indexmap::set::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(only: Diagnostic) -> Self {
        Self(IndexSet::from([only]))
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(iter: I) -> Self {
        Self(iter.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{Diagnostic, Diagnostics, Position};

    #[test]
    fn a_finding_is_told_once() {
        let warning = |location: &str| Diagnostic::warning("code", location, "message", "help");
        let mut found: Diagnostics = [warning("#/a"), warning("#/b")].into_iter().collect();
        found.push(warning("#/a"));
        let locations: Vec<_> = found.iter().map(|it| it.location.as_str()).collect();
        assert_eq!(locations, ["#/a", "#/b"]);
    }

    #[test]
    fn a_terminal_is_told_nothing() {
        let diagnostic = Diagnostic::error("c", "#/\u{1b}", "m\r", "h\u{9b}").of("GET /\u{7}");
        assert_eq!(
            diagnostic.to_string(),
            "error[c]: m\\u000d\n  at #/\\u001b (GET /\\u0007)\n  help: h\\u009b"
        );
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(Position::of_byte("ä\nöü", 5), Position::new(2, 2));
        assert_eq!(Position::of_byte("ä", 99), Position::new(1, 2));
        assert_eq!(
            Position::of_byte_in_line("ä\nöü", 2, 3),
            Position::new(2, 2)
        );
        assert_eq!(Position::of_byte_in_line("a", 9, 9), Position::new(9, 1));
    }
}
