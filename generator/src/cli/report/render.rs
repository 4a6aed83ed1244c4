//! The formats of diagnostics: text with excerpts, and JSON.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use sdk_generator::characters::{is_hidden, message, printable};
use sdk_generator::diagnostics::{Diagnostic, Severity};
use sdk_generator::source::Span;
use serde_json::json;

use super::locations::Location;

const FRAME: Style = AnsiColor::Blue.on_default().bold();
const BOLD: Style = Style::new().bold();

/// A diagnostic as text, with an excerpt of the source. It ends with an empty line.
pub(super) fn text(diagnostic: &Diagnostic, location: &Location) -> String {
    let (severity, color) = match diagnostic.severity {
        Severity::Error => ("error", AnsiColor::Red.on_default().bold()),
        Severity::Warning => ("warning", AnsiColor::Yellow.on_default().bold()),
    };
    let mut out = format!(
        "{color}{severity}[{}]{color:#}{BOLD}: {}{BOLD:#}\n",
        diagnostic.code,
        message(&diagnostic.message)
    );
    let number = location
        .span
        .as_ref()
        .map(|span| span.position.line.to_string());
    let margin = number.as_deref().map_or(1, str::len);
    let _ = write!(
        out,
        "{:margin$}{FRAME}-->{FRAME:#} {}",
        "",
        printable(&location.file)
    );
    if let Some(span) = &location.span {
        let _ = write!(out, ":{}:{}", span.position.line, span.position.column);
    }
    match &location.pointer {
        Some(pointer) => drop(writeln!(out, " ({})", printable(pointer))),
        None => out.push('\n'),
    }
    if let (Some(span), Some(number)) = (&location.span, &number) {
        excerpt(&mut out, span, number, color);
    }
    if let Some(operation) = &diagnostic.operation {
        let _ = writeln!(
            out,
            "{:margin$} {FRAME}={FRAME:#} operation: {}",
            "",
            printable(operation)
        );
    }
    let _ = writeln!(
        out,
        "{:margin$} {FRAME}={FRAME:#} help: {}\n",
        "",
        printable(&diagnostic.help)
    );
    out
}

fn excerpt(out: &mut String, span: &Span, number: &str, color: Style) {
    let margin = number.len();
    let (before, marked) = (one_column_each(&span.before), one_column_each(&span.marked));
    let blanks = " ".repeat(before.chars().count());
    let carets = "^".repeat(marked.chars().count().max(1));
    let after = one_column_each(&span.after);
    let _ = write!(
        out,
        "{0:margin$} {FRAME}|{FRAME:#}\n\
         {FRAME}{number} |{FRAME:#} {before}{marked}{after}\n\
         {0:margin$} {FRAME}|{FRAME:#} {blanks}{color}{carets}{color:#}\n",
        ""
    );
}

/// A part of a line in which each character has one column, so that the carets below are aligned.
fn one_column_each(text: &str) -> String {
    let shown = text.chars().map(|c| match c {
        '\t' => ' ',
        c if is_hidden(c) => char::REPLACEMENT_CHARACTER,
        c => c,
    });
    shown.collect()
}

/// A diagnostic as one line of JSON.
pub(super) fn json(diagnostic: &Diagnostic, location: &Location) -> String {
    let position = location.span.as_ref().map(|span| span.position);
    let value = json!({
        "severity": match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        "code": diagnostic.code,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "file": location.file,
        "pointer": location.pointer,
        "line": position.map(|position| position.line),
        "column": position.map(|position| position.column),
        "operation": diagnostic.operation,
    });
    // What JSON itself does not escape is escaped in the same way.
    format!("{}\n", printable(&value.to_string()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use sdk_generator::diagnostics::{Diagnostic, Position};

    use super::{json, text};
    use crate::report::locations::locations;

    /// The printed diagnostic about a temporary file with this content.
    fn printed(
        source: &str,
        diagnostic: &Diagnostic,
        print: fn(&Diagnostic, &super::Location) -> String,
    ) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.yaml");
        std::fs::write(&file, source).unwrap();
        let locations = locations(&[diagnostic], &file);
        let text = anstream::adapter::strip_str(&print(diagnostic, &locations[0])).to_string();
        text.replace(&file.display().to_string(), "a.yaml")
    }

    #[test]
    fn the_line_is_shown() {
        let diagnostic =
            Diagnostic::warning("code", "#/paths/~1a/get", "message", "help").of("GET /a");
        let source = "openapi: 3.0.3\npaths:\n  /a:\n\tget: {x: \u{1b}}\n".replace('\t', "    ");
        assert_eq!(
            printed(&source, &diagnostic, text),
            "warning[code]: message\n \
             --> a.yaml:4:5 (#/paths/~1a/get)\n  \
             |\n\
             4 |     get: {x: \u{fffd}}\n  \
             |     ^^^\n  \
             = operation: GET /a\n  \
             = help: help\n\n"
        );
    }

    #[test]
    fn what_is_known_less_is_shown_shorter() {
        let diagnostic = Diagnostic::error("code", "--tag", "message", "help");
        let location = &locations(&[&diagnostic], Path::new("gone"))[0];
        let expected = "error[code]: message\n --> --tag\n  = help: help\n\n";
        assert_eq!(
            anstream::adapter::strip_str(&text(&diagnostic, location)).to_string(),
            expected
        );
    }

    #[test]
    fn a_line_of_json_has_all_of_it() {
        let diagnostic =
            Diagnostic::error("code", "a.yaml", "m\u{9b}\n", "help").at(Position::new(1, 3));
        let diagnostic = Diagnostic {
            location: "#/b".into(),
            ..diagnostic
        };
        let line = printed("a: b", &diagnostic, json);
        assert_eq!(line.matches('\n').count(), 1);
        assert!(line.contains("\\u009b") && line.is_ascii(), "{line}");
        let value: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(value["message"], "m\u{9b}\n");
        assert_eq!(value["pointer"], "#/b");
        assert_eq!((&value["line"], &value["column"]), (&1.into(), &3.into()));
        assert!(value["operation"].is_null());
    }
}
