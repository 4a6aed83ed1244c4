//! Folders in which the command line is tried out.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;

use tempfile::TempDir;

use super::command::{Run, sdkgen};
use super::folder::contents;

/// A small definition.
pub(crate) const LAMPS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/whole_files/openapi.yaml"
);

/// A folder with an output in it that was generated before.
pub(crate) fn generated() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let run = sdkgen(folder.path(), &["generate", LAMPS, "--out", "sdk"]).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    folder
}

/// Runs the generator on a folder and asserts that nothing in the folder has changed.
pub(crate) fn run_unchanged(folder: &Path, arguments: &[&str]) -> Run {
    let before = contents(folder).unwrap();
    let run = sdkgen(folder, arguments).unwrap();
    let after = contents(folder).unwrap();
    let changed = before.keys().chain(after.keys());
    let changed: Vec<_> = changed
        .filter(|path| before.get(*path) != after.get(*path))
        .collect();
    assert!(changed.is_empty(), "{arguments:?} changed {changed:?}");
    run
}

/// Asserts that a run failed, with a message that has these parts and with nothing on stdout.
pub(crate) fn assert_failed(run: &Run, code: i32, parts: &[&str]) {
    assert_eq!(run.code, Some(code), "{}", run.stderr);
    assert_eq!(run.stdout, "");
    for part in parts {
        assert!(
            run.stderr.contains(part),
            "`{part}` is missing in:\n{}",
            run.stderr
        );
    }
}
