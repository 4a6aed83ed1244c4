//! The commands of other packages, so that `cargo xtask regen` compiles none of them.

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Result, bail};

use crate::config::root;
use crate::shell::cargo_command;

/// A package with commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Package {
    /// From a definition to a published crate.
    Release,
    /// Checks and measurements of the emitted crate.
    Verify,
}

impl Package {
    /// The name of the package in cargo.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Release => "xtask-release",
            Self::Verify => "xtask-verify",
        }
    }
}

/// A command of another package.
#[derive(Debug)]
pub struct Delegated {
    /// The name of the command.
    pub name: &'static str,
    /// The command after `cargo xtask`.
    pub package: Package,
    /// A description of one line, for the help.
    pub about: &'static str,
}

/// All commands of other packages, in the order of the help.
pub const DELEGATED: [Delegated; 11] = [
    Delegated {
        name: "fetch",
        package: Package::Release,
        about: "Download the published definition to `spec/`",
    },
    Delegated {
        name: "release",
        package: Package::Release,
        about: "Release the next version: derive it from the changes, write the changelog, commit and tag",
    },
    Delegated {
        name: "publish",
        package: Package::Release,
        about: "Publish the crate to a registry, and wait until it is available",
    },
    Delegated {
        name: "contract",
        package: Package::Verify,
        about: "Call every operation of an SDK, and compare the requests with the definition",
    },
    Delegated {
        name: "models",
        package: Package::Verify,
        about: "Deserialize instances of every schema, serialize them again, and compare",
    },
    Delegated {
        name: "corpus",
        package: Package::Verify,
        about: "Generate, compile and document an SDK of every definition in a folder",
    },
    Delegated {
        name: "scale",
        package: Package::Verify,
        about: "Generate and compile SDKs of the published definitions, and measure both steps",
    },
    Delegated {
        name: "docs",
        package: Package::Verify,
        about: "Build a searchable site of the reference pages and rustdoc in `target/site/`",
    },
    Delegated {
        name: "semver",
        package: Package::Verify,
        about: "Check the SemVer rules against `cargo semver-checks` on published definitions",
    },
    Delegated {
        name: "packed",
        package: Package::Verify,
        about: "Install the generator from its package alone, and compare what it makes with `generated/`",
    },
    Delegated {
        name: "bench",
        package: Package::Verify,
        about: "Measure the cost of generating, compiling and using an SDK",
    },
];

/// The description of a command; empty for unknown ones.
#[must_use]
pub fn about(name: &str) -> &'static str {
    let command = DELEGATED.iter().find(|command| command.name == name);
    command.map_or("", |command| command.about)
}

/// Builds the package of a command, and runs the command. `repository` replaces this repository.
///
/// # Errors
/// If the command fails; it has printed the reason.
pub fn run(command: &Delegated, repository: Option<&Path>, args: &[OsString]) -> Result<()> {
    let package = command.package.name();
    eprintln!("running `{}` of {package}", command.name);
    let mut cargo = cargo_command();
    cargo.args(["run", "--quiet", "--package", package, "--manifest-path"]);
    cargo.arg(root().join("Cargo.toml")).arg("--");
    if let Some(repository) = repository {
        cargo.arg("--repository").arg(repository);
    }
    let status = cargo.arg(command.name).args(args).status()?;
    if !status.success() {
        bail!("`cargo xtask {}` failed", command.name);
    }
    Ok(())
}
