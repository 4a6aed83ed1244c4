//! The program that reads and writes instances: what it is made of, and what it says.

use serde::Deserialize;

/// What the program is called.
pub(super) const NAME: &str = "sdk-models";

/// All of it but the models.
pub(super) const MAIN: &str = include_str!("program/main.rs");

/// What came of one instance.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Outcome {
    /// What was written, and the paths of what was left out.
    Text(String, Vec<String>),
    /// Why it could not be read.
    Error(String),
}

/// The models by number, as the program writes their types.
pub(super) fn models(types: &[String]) -> String {
    let lines: String = types
        .iter()
        .map(|it| format!("    again::<{it}>,\n"))
        .collect();
    format!(
        "use super::{{Again, again}};\n\npub(crate) const ALL: [Again; {}] = [\n{lines}];\n",
        types.len()
    )
}
