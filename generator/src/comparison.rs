//! What changed between two definitions: reads both, each by the stages that the rules need, and compares them.

use std::path::Path;

use crate::diagnostics::Diagnostics;
use crate::stages::in_file;
use crate::{Input, diff, load, tables, upgrade};

/// Reads two definitions, in parallel, and returns what changed. The official rules compare what was published,
/// without overlays and selection.
///
/// # Errors
/// With the rules for the crate, the errors of all stages for both definitions; with the official
/// rules, a file that cannot be read or is not a definition.
pub fn changes(old: &Input, new: &Input, rules: diff::Rules) -> Result<diff::Changes, Diagnostics> {
    match rules {
        diff::Rules::Crate => both(
            || tables(old).map_err(|found| in_file(found, &old.spec)),
            || tables(new).map_err(|found| in_file(found, &new.spec)),
            |old, new| {
                let (old, new) = rayon::join(|| old.side(), || new.side());
                diff::diff(&old, &new)
            },
        ),
        diff::Rules::Official => both(
            || published(&old.spec),
            || published(&new.spec),
            diff::official::diff,
        ),
    }
}

fn both<T: Send>(
    old: impl FnOnce() -> Result<T, Diagnostics> + Send,
    new: impl FnOnce() -> Result<T, Diagnostics> + Send,
    diff: impl FnOnce(&T, &T) -> diff::Changes,
) -> Result<diff::Changes, Diagnostics> {
    match rayon::join(old, new) {
        (Ok(old), Ok(new)) => {
            let changes = diff(&old, &new);
            // Giving back the memory of large definitions takes a while.
            rayon::join(|| drop(old), || drop(new));
            Ok(changes)
        }
        (Err(mut problems), Err(others)) => {
            problems.extend(others);
            Err(problems)
        }
        (Err(problems), _) | (_, Err(problems)) => Err(problems),
    }
}

/// A definition as published.
fn published(path: &Path) -> Result<serde_json::Value, Diagnostics> {
    let document = load::load_file(path)?;
    upgrade::dialect(&document, &path.display().to_string())?;
    Ok(document)
}
