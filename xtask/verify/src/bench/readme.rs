//! `cargo xtask bench --readme`: the tables of README.md, from the figures of one run.
//!
//! The figures are kept in `docs/bench.json`, and a test compares README.md with them, so no figure of these
//! tables was written by hand.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use minijinja::value::Serde;
use serde::Serialize;
use xtask::config::root;

use super::report::Report;
use super::side_by_side::{notes, short_table, table};
use super::table::{Table, percent, time};
use super::{progress, render};

/// The figures that README.md shows.
const DATA: &str = "docs/bench.json";

/// The parts of README.md that are written here.
const BLOCKS: [(&str, &str); 2] = [
    ("summary", include_str!("readme-summary.md.jinja")),
    ("tables", include_str!("readme-tables.md.jinja")),
];

/// What the templates print.
#[derive(Debug, Serialize)]
struct Whole {
    cores: usize,
    rustc: String,
    summary: Option<Table>,
    definitions: Vec<Definition>,
    /// What a first program costs: ours and the other one.
    first: Option<[First; 2]>,
    /// What others took of the machine meanwhile.
    first_others: Option<String>,
}

#[derive(Debug, Serialize)]
struct Definition {
    table: Table,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct First {
    packages: usize,
    cpu: String,
    /// How much more CPU time it takes than the other one, in turns.
    more: String,
}

/// Writes the tables of a report into README.md, and its figures into the file that is kept.
///
/// # Errors
/// If there is no report, it compares no generators, or README.md does not mark where the tables are.
pub(crate) fn write(report: &Path) -> Result<()> {
    let text = fs::read_to_string(report);
    let text = text.with_context(|| {
        format!(
            "cannot read {}; run `cargo xtask bench --peers --only peers,tree` first",
            report.display()
        )
    })?;
    let data = parse(&text)?;
    ensure!(
        !data.comparisons.is_empty(),
        "the last report compares no generators; run `cargo xtask bench --peers --only peers,tree`"
    );
    let readme = root().join("README.md");
    let old = fs::read_to_string(&readme).with_context(|| readme.display().to_string())?;
    let new = with_tables(&old, &data)?;
    for (path, text) in [(root().join(DATA), text), (readme, new)] {
        fs::write(&path, text).with_context(|| path.display().to_string())?;
        progress(&format!("written: {}", path.display()));
    }
    Ok(())
}

fn parse(text: &str) -> Result<Report> {
    serde_json::from_str(text).context("the report is of another version of this command")
}

/// The text of README.md with the tables of a report.
fn with_tables(readme: &str, report: &Report) -> Result<String> {
    let whole = Whole::of(report);
    let mut text = readme.to_owned();
    for (name, template) in BLOCKS {
        let (start, end) = (format!("<!-- bench: {name} -->\n"), "<!-- bench: end -->");
        let missing = || format!("README.md has no `{}`", start.trim_end());
        let (before, rest) = text.split_once(&start).with_context(missing)?;
        let (_, after) = rest.split_once(end).with_context(missing)?;
        let block = render::environment()?.render_str(template, Serde(&whole))?;
        text = format!("{before}{start}{}\n{end}{after}", block.trim());
    }
    Ok(text)
}

impl Whole {
    fn of(report: &Report) -> Self {
        let comparisons = report.comparisons.iter();
        let trees = report.trees.as_slice();
        let first = match trees {
            [sdk, bare] => First::of(sdk, bare).zip(First::of(bare, bare)),
            _ => None,
        };
        Self {
            cores: report.machine.cores,
            rustc: report.machine.rustc.clone(),
            summary: report.comparisons.first().map(short_table),
            definitions: comparisons
                .map(|comparison| Definition {
                    table: table(comparison),
                    notes: notes(comparison),
                })
                .collect(),
            first: first.map(|(sdk, bare)| [sdk, bare]),
            first_others: report.trees_busy.map(|busy| percent(busy.others)),
        }
    }
}

impl First {
    fn of(tree: &super::report::Tree, bare: &super::report::Tree) -> Option<Self> {
        Some(Self {
            packages: tree.packages,
            cpu: time(tree.turns.median()?.cpu),
            more: percent(tree.turns.against(&bare.turns)?.cpu - 1.0),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{DATA, parse, root, with_tables};

    #[test]
    fn readme_has_the_tables_of_the_report_that_is_kept() {
        let data = fs::read_to_string(root().join(DATA)).unwrap();
        let readme = fs::read_to_string(root().join("README.md")).unwrap();
        let written = with_tables(&readme, &parse(&data).unwrap()).unwrap();
        assert!(
            written == readme,
            "README.md differs; run `cargo xtask bench --readme` after a run of `cargo xtask bench`"
        );
    }

    #[test]
    fn a_readme_without_marks_is_refused() {
        let data = fs::read_to_string(root().join(DATA)).unwrap();
        let error = with_tables("# Title\n", &parse(&data).unwrap()).unwrap_err();
        assert!(error.to_string().contains("bench: summary"), "{error}");
    }
}
