//! The table of outcomes.

use std::fmt;
use std::path::{Path, PathBuf};

use sdk_generator::diagnostics::{Diagnostic, Diagnostics};
use xtask::config::root;

/// The outcome of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The step was not run.
    None,
    Done,
    /// The definition was rejected with this code, a location and help.
    Refused(String),
    /// The definition was rejected without a location or help.
    Unexplained,
    Failed,
    /// The step exceeded the time limit.
    TooLong,
}

impl Outcome {
    /// The outcome for a rejected definition, whose diagnostics need a location and help.
    pub(super) fn refused(problems: &Diagnostics) -> Self {
        let is_whole = |it: &Diagnostic| {
            let said = [&*it.location, &*it.message, &*it.help];
            said.iter().all(|text| !text.trim().is_empty())
        };
        match problems.errors().next() {
            Some(first) if problems.errors().all(is_whole) => Self::Refused(first.code.to_string()),
            _ => Self::Unexplained,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&match self {
            Self::None => "-".to_owned(),
            Self::Done => "yes".to_owned(),
            Self::Refused(code) => format!("refused: {code}"),
            Self::Unexplained => "REFUSED without a reason".to_owned(),
            Self::Failed => "FAILED".to_owned(),
            Self::TooLong => "TOO LONG".to_owned(),
        })
    }
}

/// The outcome for a definition.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) generated: Outcome,
    pub(super) compiled: Outcome,
    pub(super) documented: Outcome,
    pub(super) operations: usize,
    pub(super) models: usize,
    pub(super) warnings: usize,
    pub(super) untyped: usize,
    /// The duration of all steps, in seconds.
    pub(super) seconds: f64,
    /// The peak memory of the largest process, in bytes.
    pub(super) peak: u64,
    /// The log of the step that failed.
    pub(super) log: Option<PathBuf>,
}

impl Row {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            generated: Outcome::None,
            compiled: Outcome::None,
            documented: Outcome::None,
            operations: 0,
            models: 0,
            warnings: 0,
            untyped: 0,
            seconds: 0.0,
            peak: 0,
            log: None,
        }
    }

    fn steps(&self) -> [&Outcome; 3] {
        [&self.generated, &self.compiled, &self.documented]
    }

    /// Whether every step that was run succeeded.
    pub(super) fn is_fine(&self) -> bool {
        self.steps()
            .iter()
            .all(|it| matches!(it, Outcome::None | Outcome::Done))
    }

    /// Whether a step failed. An explained rejection does not count.
    fn is_short(&self) -> bool {
        let is_bad = |it: &&Outcome| {
            matches!(
                it,
                Outcome::Failed | Outcome::Unexplained | Outcome::TooLong
            )
        };
        self.steps().iter().any(is_bad)
    }

    /// The line that is printed for it.
    pub(super) fn line(&self) -> String {
        let [generated, compiled, documented] = self.steps();
        format!(
            "{}: generated {generated}, compiled {compiled}, docs {documented}, {:.1} s, {} MB",
            self.name,
            self.seconds,
            self.peak / 1_000_000
        )
    }
}

/// All rows.
pub(super) struct Table(pub(super) Vec<Row>);

impl Table {
    /// The number of definitions with a failed step.
    pub(super) fn short(&self) -> usize {
        self.0.iter().filter(|row| row.is_short()).count()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let longest = |text: &dyn Fn(&Row) -> usize| self.0.iter().map(text).max().unwrap_or(0);
        let name = longest(&|row| row.name.len()).max("definition".len());
        let generated = longest(&|row| row.generated.to_string().len()).max("generated".len());
        writeln!(
            f,
            "{:<name$}  {:<generated$}  {:<8}  {:<8}  operations  models  warnings  untyped  \
             seconds    MB",
            "definition", "generated", "compiled", "docs"
        )?;
        for row in &self.0 {
            let [made, compiled, documented] = row.steps();
            writeln!(
                f,
                "{:<name$}  {made:<generated$}  {compiled:<8}  {documented:<8}  {:>10}  {:>6}  \
                 {:>8}  {:>7}  {:>7.1}  {:>4}",
                row.name,
                row.operations,
                row.models,
                row.warnings,
                row.untyped,
                row.seconds,
                row.peak / 1_000_000
            )?;
        }
        let count = |test: &dyn Fn(&Row) -> bool| self.0.iter().filter(|row| test(row)).count();
        let refused = count(&|row| matches!(row.generated, Outcome::Refused(_)));
        let sum = |part: &dyn Fn(&Row) -> usize| self.0.iter().map(part).sum::<usize>();
        writeln!(
            f,
            "\n{} definitions: {} generated, {} compiled, {} documented, {refused} refused with a \
             reason, {} fall short; {} warnings, {} untyped",
            self.0.len(),
            count(&|row| row.generated == Outcome::Done),
            count(&|row| row.compiled == Outcome::Done),
            count(&|row| row.documented == Outcome::Done),
            self.short(),
            sum(&|row| row.warnings),
            sum(&|row| row.untyped),
        )?;
        for row in &self.0 {
            if let Some(log) = &row.log {
                writeln!(f, "{}: {}", row.name, shown(log))?;
            }
        }
        Ok(())
    }
}

/// A path relative to the root of the repository.
pub(super) fn shown(path: &Path) -> String {
    let inside = path.strip_prefix(root()).unwrap_or(path);
    inside.display().to_string()
}

#[cfg(test)]
mod tests {
    use sdk_generator::diagnostics::{Diagnostic, Diagnostics};

    use super::{Outcome, Row, Table};

    fn refused(help: &'static str) -> Outcome {
        let problem = Diagnostic::error("no-such", "/paths", "it is broken", help);
        Outcome::refused(&problem.into())
    }

    fn row(name: &str, generated: Outcome) -> Row {
        Row {
            generated,
            ..Row::new(name)
        }
    }

    #[test]
    fn a_refusal_has_to_explain_itself() {
        assert_eq!(refused("repair it"), Outcome::Refused("no-such".to_owned()));
        assert_eq!(refused(" "), Outcome::Unexplained);
        assert_eq!(
            Outcome::refused(&Diagnostics::default()),
            Outcome::Unexplained
        );
    }

    #[test]
    fn what_falls_short_is_counted() {
        let table = Table(vec![
            row("a", Outcome::Done),
            row("b", refused("repair it")),
            row("c", Outcome::Failed),
            row("d", Outcome::Unexplained),
            row("e", Outcome::TooLong),
        ]);
        assert_eq!(table.short(), 3);
        let text = table.to_string();
        assert!(text.contains("b           refused: no-such"), "{text}");
        assert!(text.contains("5 definitions: 1 generated"), "{text}");
    }
}
