//! Compares the rows of the pages with our own reference pages.
//!
//! Whoever comes from the seeds looks for the same facts at the same place: the table of methods,
//! the `Wraps` line, the permissions, the table of parameters and the return type.

use std::fs;
use std::path::Path;

use syn::{Generics, Type};

use crate::seeds::emitted::same_type;
use crate::seeds::mismatch::{Mismatches, Subject};
use crate::seeds::pages::{Parameter, Permissions, Row};
use crate::seeds::rust_types::{leaf, page_type};

/// Compares each row of the pages with the page of its API in a folder.
pub(crate) fn compare(rows: &[Row], folder: &Path, mismatches: &mut Mismatches) {
    for row in rows {
        let file = folder.join(format!("apis/{}.md", row.api.to_lowercase()));
        let page = fs::read_to_string(file).unwrap_or_default();
        let subject = row.subject();
        let listed = format!(
            "| [`{0}`](#{0}) | `{1} {2}` |",
            row.method, row.verb, row.path
        );
        if !page.contains(&listed) {
            mismatches.add(subject, "row of the table", listed, "none");
        }
        match section(&page, &row.method) {
            Some(section) => operation(row, section, mismatches),
            None => mismatches.add(subject, "section", "one of this name", "none"),
        }
    }
}

/// What stands below the heading of a method.
fn section<'a>(page: &'a str, method: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("\n## {method}\n"))?;
    rest.split("\n## ").next()
}

fn operation(row: &Row, section: &str, mismatches: &mut Mismatches) {
    let subject = row.subject();
    let wraps = format!("Wraps `{} {}`", row.verb, row.path);
    if !section.lines().any(|line| line == wraps) {
        mismatches.add(subject, "wraps", wraps, "another line");
    }
    let is_deprecated = section.lines().any(|line| line == "**DEPRECATED**");
    mismatches.equal(subject, "deprecated", &row.deprecated, &is_deprecated);
    if row.permissions.is_some() {
        mismatches.equal(
            subject,
            "permissions",
            &row.permissions,
            &permissions(section),
        );
    }
    if !section.contains("```rust\n") {
        mismatches.add(subject, "example", "one in Rust", "none");
    }
    let between = |start: &str, end: &str| {
        let (_, rest) = section.split_once(start)?;
        rest.split_once(end).map(|(inner, _)| inner)
    };
    let rows = between("**Parameters**", "**Return type**").unwrap_or_default();
    let rows: Vec<_> = rows.lines().filter_map(cells).collect();
    let expected = row
        .parameters
        .iter()
        .map(|parameter| parameter.name.as_str());
    let found = rows.iter().map(|cells| name(cells));
    mismatches.equal(
        subject,
        "parameters",
        &expected.collect::<Vec<_>>(),
        &found.collect(),
    );
    for parameter in &row.parameters {
        if let Some(cells) = rows.iter().find(|cells| name(cells) == parameter.name) {
            input(
                subject.parameter(&parameter.name),
                parameter,
                cells,
                mismatches,
            );
        }
    }
    let (_, returns) = section.split_once("**Return type**").unwrap_or_default();
    let returns = returns.trim_start().lines().next().unwrap_or_default();
    match (&row.returns, returns.starts_with("void")) {
        (Some(expected), false) => same_type(subject, expected, &rust_type(returns), mismatches),
        (None, true) => {}
        (expected, _) => mismatches.add(subject, "returns", format!("{expected:?}"), returns),
    }
}

fn input(subject: Subject<'_>, parameter: &Parameter, cells: &[&str], mismatches: &mut Mismatches) {
    let [first, kind, _wire, notes] = cells else {
        return mismatches.add(subject, "cells", "4", cells.len().to_string());
    };
    let is_optional = first.contains("*optional*");
    mismatches.equal(subject, "optional", &parameter.optional, &is_optional);
    let kind = rust_type(kind);
    if parameter.values.is_empty() {
        same_type(subject, &parameter.kind, &kind, mismatches);
    } else {
        let as_text = kind.replace(leaf(&kind), "str");
        mismatches.equal(subject, "type", &parameter.kind, &as_text);
    }
    let note = |label: &str| {
        let notes = notes.split("<br>");
        notes.filter_map(|note| note.strip_prefix(label)).next()
    };
    let default = note("**Default**: ").map(|text| codes(text).concat());
    mismatches.equal(subject, "default", &parameter.default, &default);
    let values = note("**Values**: ").map(codes).unwrap_or_default();
    mismatches.equal(subject, "values", &parameter.values, &values);
}

/// The cells of a row of a table of parameters.
fn cells(line: &str) -> Option<Vec<&str>> {
    let row = line.strip_prefix("| ")?.strip_suffix(" |")?;
    row.starts_with('`').then(|| row.split(" | ").collect())
}

/// The name of a parameter, without what makes it differ from a keyword.
fn name<'a>(cells: &[&'a str]) -> &'a str {
    let name = cells[0].split('`').nth(1).unwrap_or_default();
    name.trim_end_matches('_')
}

/// A type in the words of the pages.
fn rust_type(text: &str) -> String {
    let text = text.split('`').nth(1).unwrap_or_default();
    match syn::parse_str::<Type>(text) {
        Ok(kind) => page_type(&kind, &Generics::default()),
        Err(_) => format!("{text}, which is no type"),
    }
}

/// What stands in code spans.
fn codes(text: &str) -> Vec<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

fn permissions(section: &str) -> Option<Permissions> {
    let mut lines = section
        .lines()
        .skip_while(|line| !line.starts_with("Requires "));
    let kind = lines.next()?;
    let names = lines.skip(1).map_while(|line| line.strip_prefix("- "));
    let names = names.flat_map(codes).collect();
    Some(match kind {
        "Requires ANY permissions:" => Permissions::Any(names),
        "Requires ALL permissions:" => Permissions::All(names),
        _ => Permissions::None,
    })
}
