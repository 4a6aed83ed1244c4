//! The file that a configuration starts as.

use toml_edit::Value;

use super::FILE;

/// The file with a comment for each key, and the values that it starts with in place of `DEFINITION` and
/// `OUTPUT`.
const TEXT: &str = include_str!("starter.toml");

/// A file for a definition, which is a path or an address, and for the folder of the crate. Paths have to be
/// relative to the folder that the file will lie in, or absolute.
pub fn starter(definition: &str, output: &str) -> String {
    let quoted = |text: &str| Value::from(text).to_string().trim().to_owned();
    // The definition comes last: nothing is replaced in it.
    TEXT.replace("FILE", FILE)
        .replace("\"OUTPUT\"", &quoted(output))
        .replace("\"DEFINITION\"", &quoted(definition))
}
