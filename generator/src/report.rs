//! What the command line prints: progress, summary and diagnostics.

use std::cell::RefCell;
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::time::Instant;

use anstyle::{AnsiColor, Style};
use sdk_generator::Summary;
use sdk_generator::diagnostics::{Diagnostic, Diagnostics, Severity};
use sdk_generator::write::Changes;

/// Prints to the terminal what the flags allow.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reporter {
    quiet: bool,
    verbose: bool,
}

impl Reporter {
    pub(crate) fn new(quiet: bool, verbose: bool) -> Self {
        Self { quiet, verbose }
    }

    /// Progress by stage: on a terminal, unless it is to be quiet.
    pub(crate) fn progress(&self) -> Progress {
        let visible = !self.quiet && std::io::stderr().is_terminal();
        Progress {
            visible,
            under_way: RefCell::new(None),
        }
    }

    pub(crate) fn problems(&self, problems: &Diagnostics) {
        for problem in problems.iter() {
            if self.verbose || problem.severity == Severity::Error {
                eprint_diagnostic(problem);
            }
        }
    }

    pub(crate) fn summary(&self, summary: &Summary, changes: &Changes, dry: bool, out: &Path) {
        if self.verbose {
            self.problems(&summary.diagnostics);
        }
        if self.quiet {
            return;
        }
        let (written, removed) = if dry {
            ("to write", "to remove")
        } else {
            ("written", "removed")
        };
        let mut text = format!(
            "operations: {}, models: {}, APIs: {}\n{}: {} files {written}, {} unchanged, {} {removed}\n",
            summary.operations,
            summary.models,
            summary.services,
            out.display(),
            changes.written.len(),
            changes.unchanged,
            changes.removed.len(),
        );
        let warnings = summary.diagnostics.warnings_by_code();
        if !warnings.is_empty() {
            text.push_str("warnings:\n");
            for (code, count) in warnings {
                text.push_str(&format!("  {count:>5}  {code}\n"));
            }
            if !self.verbose {
                text.push_str("`--verbose` lists them\n");
            }
        }
        // Whoever has just made it wants to call it.
        if !dry && changes.unchanged == 0 && changes.removed.is_empty() {
            text.push_str(&format!(
                "use it: `cargo add --path {0} --features FEATURE`; {0}/README.md lists the features\n",
                out.display()
            ));
        }
        print(&text);
    }

    /// What is not up to date, and how to mend it.
    pub(crate) fn stale(&self, changes: &Changes, out: &Path, command: Option<&str>) {
        eprint_diagnostic(&Diagnostic::error(
            "stale-output",
            out.display().to_string(),
            format!("not up to date: {}", changes.files()),
            command.map_or_else(
                || "run the same command without `--check`".to_owned(),
                |command| format!("run `{command}`"),
            ),
        ));
    }
}

/// The stage under way, and when it started.
pub(crate) struct Progress {
    visible: bool,
    under_way: RefCell<Option<(String, Instant)>>,
}

impl Progress {
    /// A stage starts, and the one before it is over.
    pub(crate) fn stage(&self, name: &str) {
        self.done();
        if self.visible {
            *self.under_way.borrow_mut() = Some((name.to_owned(), Instant::now()));
        }
    }

    /// The last stage is over.
    pub(crate) fn done(&self) {
        if let Some((name, start)) = self.under_way.borrow_mut().take() {
            let time = start.elapsed().as_millis();
            let _ = writeln!(anstream::stderr(), "{name:>10} {time:>6} ms");
        }
    }
}

/// Prints to standard output; a reader that went away is no error.
pub(crate) fn print(text: &str) {
    let _ = anstream::stdout().write_all(text.as_bytes());
}

fn eprint_diagnostic(diagnostic: &Diagnostic) {
    let color = match diagnostic.severity {
        Severity::Error => AnsiColor::Red,
        Severity::Warning => AnsiColor::Yellow,
    };
    let style = Style::new().bold().fg_color(Some(color.into()));
    let text = diagnostic.to_string();
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    let _ = writeln!(anstream::stderr(), "{style}{first}{style:#}\n{rest}");
}
