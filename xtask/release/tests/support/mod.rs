//! What tests of the whole workflow need: a repository of our layout, and a registry where things go
//! wrong when they are told to.

#![allow(dead_code, reason = "no test uses all of it")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

pub(crate) mod program;
pub(crate) mod registry;
pub(crate) mod repository;

use std::path::Path;
use std::process::Output;

/// The folder that cargo builds in, where what was compiled once is found again.
pub(crate) fn target() -> &'static Path {
    let program = Path::new(env!("CARGO_BIN_EXE_xtask-release"));
    program.ancestors().nth(2).unwrap()
}

/// Everything that a command wrote.
pub(crate) fn text(output: &Output) -> String {
    let streams = [&output.stdout, &output.stderr];
    streams.map(|bytes| String::from_utf8_lossy(bytes)).concat()
}

/// What a command wrote, if it did well.
#[track_caller]
pub(crate) fn succeeded(output: &Output) -> String {
    let text = text(output);
    assert!(output.status.success(), "{text}");
    text
}

/// What a command wrote, if it gave up as it should: with an error, not with a panic.
#[track_caller]
pub(crate) fn failed(output: &Output) -> String {
    let text = text(output);
    assert_eq!(output.status.code(), Some(1), "{text}");
    text
}
