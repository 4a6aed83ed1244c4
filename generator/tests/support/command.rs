//! Running programs: the generator's own binary, and cargo on what it generated.

use std::path::Path;
use std::process::{Command, Output};

/// What a program said and how it ended.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code; none when a signal ended it.
    pub(crate) code: Option<i32>,
    /// Its standard output.
    pub(crate) stdout: String,
    /// Its standard error.
    pub(crate) stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Runs the generator in a folder, with its output in pipes.
pub(crate) fn sdkgen(folder: &Path, arguments: &[&str]) -> Result<Run, String> {
    sdkgen_with(folder, arguments, &[])
}

/// Runs the generator with variables of the environment.
pub(crate) fn sdkgen_with(
    folder: &Path,
    arguments: &[&str],
    variables: &[(&str, &str)],
) -> Result<Run, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sdkgen"));
    command.args(arguments).current_dir(folder);
    // Colours must not depend on what started the tests.
    command.envs(variables.iter().copied());
    for name in ["CLICOLOR_FORCE", "FORCE_COLOR", "NO_COLOR", "CLICOLOR"] {
        command.env_remove(name);
    }
    command
        .output()
        .map(Run::from)
        .map_err(|error| error.to_string())
}

/// The profiles of this repository, for a workspace or for the configuration of cargo. With the same ones, and in the
/// same target folder, dependencies are compiled once for all.
pub(crate) fn profiles() -> &'static str {
    let manifest = include_str!("../../../Cargo.toml");
    // They are its last part.
    manifest
        .find("[profile.")
        .map_or("", |start| &manifest[start..])
}

/// Runs cargo in a folder, building in another one, with warnings about documentation denied.
pub(crate) fn cargo(folder: &Path, target: &Path, arguments: &[&str]) -> Result<Run, String> {
    let mut command = inner_cargo(target);
    command.args(arguments).current_dir(folder);
    command
        .output()
        .map(Run::from)
        .map_err(|error| error.to_string())
}

/// Cargo that builds in a folder, without the variables that the outer cargo sets for a test.
pub(crate) fn inner_cargo(target: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    // What the outer cargo sets for this test is none of the inner one's business.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        let is_inherited = [
            "CARGO_PKG_",
            "CARGO_MANIFEST_",
            "CARGO_BIN_",
            "CARGO_ENCODED_",
            // The build script of `ring` reads it: it would be compiled again, with all that depends on it, here
            // and once more by the outer cargo.
            "OUT_DIR",
        ]
        .iter()
        .any(|prefix| text.starts_with(prefix));
        if is_inherited {
            command.env_remove(&name);
        }
    }
    command
        .env("CARGO_TARGET_DIR", target)
        .env("RUSTDOCFLAGS", "-D warnings")
        .env_remove("CARGO_BUILD_TARGET");
    command
}
