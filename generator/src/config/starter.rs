//! The configuration file that `sdkgen init` writes.

use toml_edit::Value;

/// The file with a comment for each key, and with the placeholders [`DEFINITION`] and [`OUTPUT`].
const TEXT: &str = include_str!("starter.toml");

/// The placeholder of the definition, before [`OUTPUT`].
const DEFINITION: &str = "\"DEFINITION\"";

/// The placeholder of the crate's folder.
const OUTPUT: &str = "\"OUTPUT\"";

/// The file for a definition (a path or a URL) and the folder of the crate. Paths have to be absolute, or relative to
/// the folder of the file.
pub fn starter(definition: &str, output: &str) -> String {
    let quoted = |text: &str| Value::from(text).to_string().trim().to_owned();
    let (before, rest) = TEXT.split_once(DEFINITION).unwrap_or((TEXT, ""));
    let (between, after) = rest.split_once(OUTPUT).unwrap_or((rest, ""));
    [before, &quoted(definition), between, &quoted(output), after].concat()
}
