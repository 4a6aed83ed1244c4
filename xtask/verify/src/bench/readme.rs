//! `cargo xtask bench --readme`: the tables of README.md, from the figures of one run.
//!
//! The figures are in `docs/bench.json`, and a test compares README.md with them, so that no figure of the tables
//! is written by hand.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use minijinja::value::Serde;
use serde::Serialize;
use xtask::config::root;

use super::report::{Report, Tree};
use super::side_by_side::{notes, short_table, table};
use super::table::{Table, percent, time};
use super::{progress, render};

/// The figures that README.md shows.
const DATA: &str = "docs/bench.json";

/// The run whose report has all figures that README.md shows.
const RUN: &str = "cargo xtask bench --peers --only peers,tree --long";

/// The blocks of README.md that are generated, with their templates.
const BLOCKS: [(&str, &str); 2] = [
    ("summary", include_str!("readme-summary.md.jinja")),
    ("tables", include_str!("readme-tables.md.jinja")),
];

/// The values of the templates.
#[derive(Debug, Serialize)]
struct Whole {
    cores: usize,
    rustc: String,
    summary: Option<Table>,
    definitions: Vec<Definition>,
    /// The cost of a first program.
    first: Option<First>,
    /// The share of CPU time that other processes took meanwhile.
    first_others: Option<String>,
}

#[derive(Debug, Serialize)]
struct Definition {
    table: Table,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct First {
    sdk: Built,
    bare: Built,
    /// The ratio of the CPU times with and without the SDK, by turns.
    more: String,
}

/// The cost of building a program from nothing.
#[derive(Debug, Serialize)]
struct Built {
    packages: usize,
    cpu: String,
}

/// Writes the tables of a report to README.md, and its figures to [`DATA`].
///
/// # Errors
/// If there is no report, it lacks some of the figures, or README.md has no marks for the tables.
pub(crate) fn write(report: &Path) -> Result<()> {
    let text = fs::read_to_string(report);
    let text =
        text.with_context(|| format!("cannot read {}; run `{RUN}` first", report.display()))?;
    let data = parse(&text)?;
    is_complete(&data)?;
    let readme = root().join("README.md");
    let old = fs::read_to_string(&readme).with_context(|| readme.display().to_string())?;
    let new = with_tables(&old, &data)?;
    for (path, text) in [(root().join(DATA), text), (readme, new)] {
        fs::write(&path, text).with_context(|| path.display().to_string())?;
        progress(&format!("written: {}", path.display()));
    }
    Ok(())
}

/// Rejects a report without some of the figures, because README.md would lose its present ones.
fn is_complete(report: &Report) -> Result<()> {
    for (is_there, what) in [
        (!report.comparisons.is_empty(), "compares no generators"),
        (First::of(report).is_some(), "has no first programs"),
    ] {
        ensure!(is_there, "the last report {what}; run `{RUN}`");
    }
    Ok(())
}

fn parse(text: &str) -> Result<Report> {
    serde_json::from_str(text).context("the report is of another version of this command")
}

/// README.md with the tables of a report.
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
            first: First::of(report),
            first_others: report.trees_busy.map(|busy| percent(busy.others)),
        }
    }
}

impl First {
    /// `None` if the two programs were not measured.
    fn of(report: &Report) -> Option<Self> {
        let [sdk, bare] = report.trees.as_slice() else {
            return None;
        };
        Some(Self {
            sdk: Built::of(sdk)?,
            bare: Built::of(bare)?,
            more: percent(sdk.turns.against(&bare.turns)?.cpu - 1.0),
        })
    }
}

impl Built {
    fn of(tree: &Tree) -> Option<Self> {
        Some(Self {
            packages: tree.packages,
            cpu: time(tree.turns.median()?.cpu),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::report::{Report, Tree};
    use super::super::turns::Turns;
    use super::{DATA, RUN, is_complete, parse, root, with_tables};
    use crate::measure::Cost;

    #[test]
    fn readme_has_the_tables_of_the_report_that_is_kept() {
        let data = fs::read_to_string(root().join(DATA)).unwrap();
        let readme = fs::read_to_string(root().join("README.md")).unwrap();
        let written = with_tables(&readme, &parse(&data).unwrap()).unwrap();
        assert!(
            written == readme,
            "README.md differs; run `{RUN}`, then `cargo xtask bench --readme`"
        );
    }

    #[test]
    fn the_run_is_the_same_wherever_it_is_described() {
        for path in ["CONTRIBUTING.md", "docs/decisions/060-other-generators.md"] {
            let text = fs::read_to_string(root().join(path)).unwrap();
            assert!(text.contains(RUN), "{path} does not have `{RUN}`");
        }
    }

    #[test]
    fn a_report_without_some_of_the_figures_is_refused() {
        let data = fs::read_to_string(root().join(DATA)).unwrap();
        let mut report = Report {
            trees: Vec::new(),
            ..parse(&data).unwrap()
        };
        let error = is_complete(&report).unwrap_err().to_string();
        assert!(
            error.contains("no first programs") && error.contains(RUN),
            "{error}"
        );
        let cost = |cpu| Cost {
            wall: cpu,
            cpu,
            peak: 1,
            runs: 1,
        };
        report.trees = [("SDK", 3.0), ("bare", 2.0)]
            .map(|(who, cpu)| Tree {
                who: who.to_owned(),
                packages: 100,
                turns: Turns(vec![cost(cpu)]),
            })
            .into();
        is_complete(&report).unwrap();
        let readme = fs::read_to_string(root().join("README.md")).unwrap();
        let written = with_tables(&readme, &report).unwrap();
        assert!(written.contains("the SDK costs 50 % more"), "{written}");
        report.comparisons.clear();
        let error = is_complete(&report).unwrap_err().to_string();
        assert!(error.contains("compares no generators"), "{error}");
    }

    #[test]
    fn a_readme_without_marks_is_refused() {
        let data = fs::read_to_string(root().join(DATA)).unwrap();
        let error = with_tables("# Title\n", &parse(&data).unwrap()).unwrap_err();
        assert!(error.to_string().contains("bench: summary"), "{error}");
    }
}
