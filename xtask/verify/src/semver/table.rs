//! Prints the table of verdicts, row by row.

use sdk_generator::diff::Impact;

use super::judge::Verdict;

/// A row: a pair of definitions, the rules and the verdict.
pub(super) struct Row<'a> {
    pub(super) pair: String,
    pub(super) official: Option<Impact>,
    pub(super) ours: Option<Impact>,
    pub(super) verdict: &'a Verdict,
}

/// Prints the header.
pub(super) fn head() {
    println!("| pair | official rules | rules for the crate | judge | s | MB | lints |");
    println!("| --- | --- | --- | --- | --- | --- | --- |");
}

/// Prints a row.
pub(super) fn print(row: &Row<'_>) {
    let counts = row.verdict.counts();
    let lints = counts.iter().map(|(lint, count)| format!("{lint} {count}"));
    let lints: Vec<String> = lints.collect();
    println!(
        "| {} | {} | {} | {} | {:.0} | {} | {} |",
        row.pair,
        bump(row.official),
        bump(row.ours),
        bump(row.verdict.bump()),
        row.verdict.seconds,
        row.verdict.peak / 1_000_000,
        lints.join(", ")
    );
}

/// The name of an impact.
pub(super) fn bump(impact: Option<Impact>) -> &'static str {
    impact.map_or("none", Impact::as_str)
}
