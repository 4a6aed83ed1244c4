//! The generators that `--peers` measures, each in one version of its registry.
//!
//! They are not part of this repository: they are installed below cargo's target folder.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};
use xtask::config::target;
use xtask::shell::cargo_command;

use super::Contestant;
use super::program::{CrateSource, Program};
use crate::bench::table::plain;
use crate::tools::{Tool, Venv};

const PROGENITOR: Tool = Tool {
    name: "cargo-progenitor",
    version: "0.15.1",
    how: &[],
};

const OPENAPI_TO_RUST: Tool = Tool {
    name: "openapi-to-rust",
    version: "0.23.0",
    how: &[],
};

/// A Python package that contains the program, a Java archive.
const OPENAPI_GENERATOR: Venv = Venv {
    name: "openapi-generator",
    requirements: include_str!("requirements.txt"),
};

/// Prints the path of the program within the package.
const ARCHIVE: &str = "import importlib.resources as r\n\
                       print(r.files('openapi_generator_cli') / 'openapi-generator.jar')";

/// A generator: its name, its version, and the function that installs it.
type Known = (&'static str, &'static str, fn(&Path) -> Result<Program>);

const KNOWN: [Known; 3] = [
    ("openapi-generator", "7.26.0", |target| {
        Ok(Program::OpenApiGenerator(openapi_generator(target)?))
    }),
    ("progenitor", PROGENITOR.version, |target| {
        let program = PROGENITOR.install(cargo_command(), target)?;
        Ok(Program::Progenitor(program))
    }),
    ("openapi-to-rust", OPENAPI_TO_RUST.version, |target| {
        let program = OPENAPI_TO_RUST.install(cargo_command(), target)?;
        Ok(Program::OpenApiToRust(program))
    }),
];

pub(crate) fn names() -> [&'static str; KNOWN.len()] {
    KNOWN.map(|(name, ..)| name)
}

/// Installs the generators. Returns them, and the reasons why others are left out.
pub(crate) fn install() -> (Vec<Contestant>, Vec<String>) {
    let (mut installed, mut skipped) = (Vec::new(), Vec::new());
    for (name, version, install) in KNOWN {
        match install(&target()) {
            Ok(program) => installed.push(Contestant {
                name: name.to_owned(),
                version: Some(version.to_owned()),
                source: CrateSource::Program(program),
            }),
            Err(error) => skipped.push(plain(&format!("{name}: {error:#}"))),
        }
    }
    (installed, skipped)
}

fn openapi_generator(target: &Path) -> Result<PathBuf> {
    let mut java = Command::new("java");
    java.arg("-version")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    ensure!(
        java.status().is_ok_and(|status| status.success()),
        "it needs Java, which is not installed"
    );
    let Some(python) = OPENAPI_GENERATOR.install(target)? else {
        bail!("it needs Python with `venv`, which is not installed");
    };
    let output = Command::new(&python).args(["-c", ARCHIVE]).output();
    let output = output.with_context(|| python.display().to_string())?;
    let path = PathBuf::from(String::from_utf8_lossy(&output.stdout).trim());
    ensure!(path.is_file(), "its package does not contain the program");
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, OPENAPI_GENERATOR};

    #[test]
    fn the_version_is_that_which_is_installed() {
        let (name, version, _) = KNOWN[0];
        let line = format!("{name}-cli=={version} ");
        assert!(OPENAPI_GENERATOR.requirements.contains(&line));
    }
}
