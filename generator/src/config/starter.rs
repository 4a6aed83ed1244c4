//! The file that a configuration starts as.

use toml_edit::Value;

/// The file with a comment for each key, and the values that it starts with in place of [`DEFINITION`] and
/// [`OUTPUT`].
const TEXT: &str = include_str!("starter.toml");

/// What stands for the definition, the first of the two.
const DEFINITION: &str = "\"DEFINITION\"";

/// What stands for the folder of the crate.
const OUTPUT: &str = "\"OUTPUT\"";

/// A file for a definition, which is a path or an address, and for the folder of the crate. Paths have to be
/// relative to the folder that the file will lie in, or absolute.
pub fn starter(definition: &str, output: &str) -> String {
    let quoted = |text: &str| Value::from(text).to_string().trim().to_owned();
    let (before, rest) = TEXT.split_once(DEFINITION).unwrap_or((TEXT, ""));
    let (between, after) = rest.split_once(OUTPUT).unwrap_or((rest, ""));
    [before, &quoted(definition), between, &quoted(output), after].concat()
}
