//! Parts of error messages: diagnostics of the generator, and lists of files.

use sdk_generator::diagnostics::Diagnostics;

/// The errors among the diagnostics, one per line.
pub fn failure(problems: impl Into<Diagnostics>) -> anyhow::Error {
    let errors: Vec<_> = problems.into().errors().map(ToString::to_string).collect();
    anyhow::anyhow!("{}", errors.join("\n"))
}

/// The number of files that a message lists.
const NAMED: usize = 10;

/// The first of some files, and the number of the others.
pub fn named(files: &[String]) -> String {
    let shown = files[..files.len().min(NAMED)].join(", ");
    match files.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
