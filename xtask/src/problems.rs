//! What the generator reports, as an error of a command.

use sdk_generator::diagnostics::Diagnostics;

/// The errors among the problems, a line each.
pub(crate) fn failure(problems: Diagnostics) -> anyhow::Error {
    let errors: Vec<_> = problems.errors().map(ToString::to_string).collect();
    anyhow::anyhow!("{}", errors.join("\n"))
}
