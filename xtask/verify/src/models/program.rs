//! The program that reads and writes instances: its source, and its output.

use serde::Deserialize;

use super::Chosen;

/// The name of the program.
pub(super) const NAME: &str = "sdk-models";

/// The program without the list of models.
pub(super) const MAIN: &str = include_str!("program/main.rs");

/// The outcome for an instance.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Outcome {
    /// The JSON that was written, and the paths of skipped values.
    Text(String, Vec<String>),
    /// The error of reading.
    Error(String),
}

/// The source of the list of models.
pub(super) fn models(chosen: &[Chosen<'_>]) -> String {
    let lines: String = chosen
        .iter()
        .map(|it| format!("    again::<{}>,\n", it.path))
        .collect();
    format!(
        "use super::{{Again, again}};\n\npub(crate) const ALL: [Again; {}] = [\n{lines}];\n",
        chosen.len()
    )
}
