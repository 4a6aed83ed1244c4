//! The output of the command line: progress, summary and diagnostics.

mod locations;
mod render;

use std::cell::RefCell;
use std::fmt::Write as _;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use sdk_generator::characters::{is_hidden, printable};
use sdk_generator::diagnostics::{Diagnostic, Diagnostics, Severity};
use sdk_generator::write::FileChanges;
use sdk_generator::{Fetched, Summary};
use serde_json::json;

/// The number of errors that are printed without `--verbose`: fixing the first of them often fixes
/// the others.
const MAX_ERRORS: usize = 20;

/// Prints to the terminal, as much and in the format that the options request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reporter {
    /// The definition, for diagnostics whose location has no file.
    pub(crate) definition: PathBuf,
    /// The local copies of downloaded definitions, with the URLs that are printed instead.
    pub(crate) copies: Vec<(PathBuf, String)>,
    /// Print only errors.
    pub(crate) quiet: bool,
    /// Print every warning and every error.
    pub(crate) verbose: bool,
    /// Print one JSON object per line instead of text.
    pub(crate) json: bool,
}

impl Reporter {
    /// Progress by stage, printed on a terminal without `--quiet`.
    pub(crate) fn progress(&self) -> Progress {
        let visible = !self.quiet && !self.json && std::io::stderr().is_terminal();
        Progress {
            visible,
            under_way: RefCell::new(None),
        }
    }

    /// Reports that another process is writing to the output. JSON has a line for it as well, because a tool could not
    /// distinguish a waiting run from a hanging one.
    pub(crate) fn waiting(&self, out: &Path) {
        if self.quiet {
            return;
        }
        let text = format!(
            "waiting for file lock on {}",
            printable(&out.display().to_string())
        );
        let line = if self.json {
            json!({"severity": "note", "code": "waiting-for-lock", "message": text}).to_string()
        } else {
            text
        };
        let _ = writeln!(anstream::stderr(), "{line}");
    }

    /// Reports a download, or the use of a cached copy, with the checksum for the configuration.
    pub(crate) fn fetched(&self, fetched: &Fetched) {
        let Fetched {
            url,
            path,
            bytes,
            sha256,
            is_cached,
        } = fetched;
        let label = if *is_cached { "copy" } else { "fetched" };
        let line = if self.json {
            let message = format!("{label}: {url}");
            let value = json!({
                "severity": "note", "code": "fetched", "message": message, "file": path,
                "bytes": bytes, "sha256": sha256, "is_copy": is_cached,
            });
            printable(&value.to_string()).into_owned()
        } else {
            format!(
                "{label}: {} ({bytes} bytes)\nsha256: {sha256}",
                printable(url)
            )
        };
        let _ = writeln!(anstream::stderr(), "{line}");
    }

    /// Reports the errors that stopped the run.
    pub(crate) fn failure(&self, problems: &Diagnostics) {
        let shows_warnings = self.verbose || (self.json && !self.quiet);
        let limit = if self.verbose || self.json {
            usize::MAX
        } else {
            MAX_ERRORS
        };
        let errors = problems.errors().count();
        let warnings = problems.iter().count() - errors;
        if shows_warnings {
            self.print(problems.iter().filter(is_warning));
        }
        self.print(problems.errors().take(limit));
        if self.json || errors + warnings == 1 {
            return;
        }
        let mut text = format!(
            "{}, {}",
            counted(errors, "error"),
            counted(warnings, "warning")
        );
        if errors > limit || (warnings > 0 && !shows_warnings) {
            text.push_str("; list all of them with `generate --verbose`");
        }
        let _ = writeln!(anstream::stderr(), "{text}");
    }

    fn print<'d>(&self, diagnostics: impl Iterator<Item = &'d Diagnostic>) {
        let diagnostics: Vec<_> = diagnostics.collect();
        let mut locations = locations::locations(&diagnostics, &self.definition);
        for location in &mut locations {
            let mut copies = self.copies.iter();
            if let Some((_, url)) = copies.find(|(path, _)| *path == Path::new(&location.file)) {
                location.file.clone_from(url);
            }
        }
        let print = if self.json {
            render::json
        } else {
            render::text
        };
        let printed = diagnostics.iter().zip(&locations);
        let text: String = printed
            .map(|(found, location)| print(found, location))
            .collect();
        let _ = anstream::stderr().write_all(text.as_bytes());
    }

    /// Reports the result of a run; a `dry` one writes nothing.
    pub(crate) fn summary(&self, summary: &Summary, changes: &FileChanges, dry: bool, out: &Path) {
        if self.verbose || (self.json && !self.quiet) {
            self.print(summary.diagnostics.iter());
        }
        match (self.json, self.quiet) {
            (true, _) => print(&(summary_json(summary, changes, dry, out) + "\n")),
            (false, true) => {}
            (false, false) => self.summary_text(summary, changes, dry, out),
        }
    }

    fn summary_text(&self, summary: &Summary, changes: &FileChanges, dry: bool, out: &Path) {
        let (written, removed) = if dry {
            ("to write", "to remove")
        } else {
            ("written", "removed")
        };
        let mut text = format!(
            "operations: {}, models: {}, APIs: {}\n{}: {} {written}, {} unchanged, {} {removed}\n",
            summary.operations,
            summary.models,
            summary.services,
            out.display(),
            counted(changes.written.len(), "file"),
            changes.unchanged,
            changes.removed.len(),
        );
        let warnings = summary.diagnostics.warnings_by_code();
        if !warnings.is_empty() {
            text.push_str("warnings:\n");
            for (code, count) in warnings {
                let _ = writeln!(text, "  {count:>5}  {code}");
            }
            if !self.verbose {
                text.push_str("list them with `--verbose`\n");
            }
        }
        // Whoever has just made it wants to call it.
        if !dry && changes.unchanged == 0 && changes.removed.is_empty() {
            let _ = writeln!(
                text,
                "use it: `cargo add --path {0} --features FEATURE`; {0}/README.md lists the features",
                out.display()
            );
        }
        print(&text);
    }

    /// Reports the error of `--check`, with the command that regenerates the crate.
    pub(crate) fn stale(&self, changes: &FileChanges, out: &Path, command: Option<&str>) {
        let diagnostic = Diagnostic::error(
            "stale-output",
            out.display().to_string(),
            format!("the output is not up to date: {}", changes.files()),
            command.map_or_else(
                || "run the same command without `--check`".to_owned(),
                |command| format!("run `{command}`"),
            ),
        );
        self.print(std::iter::once(&diagnostic));
    }
}

/// The current stage, and its start.
pub(crate) struct Progress {
    visible: bool,
    under_way: RefCell<Option<(String, Instant)>>,
}

impl Progress {
    /// Starts a stage, and ends the previous one.
    pub(crate) fn stage(&self, name: &str) {
        self.done();
        if self.visible {
            *self.under_way.borrow_mut() = Some((name.to_owned(), Instant::now()));
        }
    }

    /// Ends the last stage.
    pub(crate) fn done(&self) {
        if let Some((name, start)) = self.under_way.borrow_mut().take() {
            let time = start.elapsed().as_millis();
            let _ = writeln!(anstream::stderr(), "{name:>10} {time:>6} ms");
        }
    }
}

/// Prints to standard output, and ignores a closed pipe. Control characters are escaped as in JSON.
pub(crate) fn print(text: &str) {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) && !matches!(c, '\n' | '\t') {
            let _ = write!(shown, "\\u{:04x}", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    let _ = anstream::stdout().write_all(shown.as_bytes());
}

/// A number with its noun: `1 file`, `2 files`.
fn counted(number: usize, thing: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {thing}{plural}")
}

fn is_warning(diagnostic: &&Diagnostic) -> bool {
    diagnostic.severity == Severity::Warning
}

fn summary_json(summary: &Summary, changes: &FileChanges, dry: bool, out: &Path) -> String {
    let value = json!({
        "operations": summary.operations,
        "models": summary.models,
        "services": summary.services,
        "warnings": summary.diagnostics.warnings_by_code(),
        "out": out.display().to_string(),
        "dry_run": dry,
        "written": changes.written,
        "removed": changes.removed,
        "unchanged": changes.unchanged,
    });
    value.to_string()
}
