//! What stands in the errors of commands: what the generator reports, and lists of files.

use sdk_generator::diagnostics::Diagnostics;

/// The errors among the problems, a line each.
pub fn failure(problems: Diagnostics) -> anyhow::Error {
    let errors: Vec<_> = problems.errors().map(ToString::to_string).collect();
    anyhow::anyhow!("{}", errors.join("\n"))
}

/// How many files a message names.
const NAMED: usize = 10;

/// The first of some files, and how many more there are.
pub fn named(files: &[String]) -> String {
    let shown = files[..files.len().min(NAMED)].join(", ");
    match files.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
