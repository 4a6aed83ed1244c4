//! The commands that packages of their own have, so that `cargo xtask regen` compiles none of them.

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Result, bail};

use crate::config::root;
use crate::shell::cargo_command;

/// A package that has commands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Package {
    /// From a new definition to a published crate.
    Release,
    /// Proofs and measurements of what is emitted.
    Verify,
}

impl Package {
    /// Its name, as cargo knows it.
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
    /// What it is called.
    pub name: &'static str,
    /// The package that has it.
    pub package: Package,
    /// What it does, in one line.
    pub about: &'static str,
}

/// All commands of other packages, in the order in which the help lists them.
pub const DELEGATED: [Delegated; 11] = [
    Delegated {
        name: "fetch",
        package: Package::Release,
        about: "Get the published definition into `spec/`",
    },
    Delegated {
        name: "release",
        package: Package::Release,
        about: "Make the next version, from what changed since the last one, with changelog, commit and tag",
    },
    Delegated {
        name: "publish",
        package: Package::Release,
        about: "Put the crate into a registry, and wait until it can be fetched",
    },
    Delegated {
        name: "contract",
        package: Package::Verify,
        about: "Call every operation of an SDK and compare what it sends with the definition",
    },
    Delegated {
        name: "models",
        package: Package::Verify,
        about: "Read instances of every schema with its model, write them again, and compare",
    },
    Delegated {
        name: "corpus",
        package: Package::Verify,
        about: "Generate, compile and document every definition of a folder",
    },
    Delegated {
        name: "scale",
        package: Package::Verify,
        about: "Generate and compile the published definitions beside the repository, and measure both",
    },
    Delegated {
        name: "docs",
        package: Package::Verify,
        about: "Make the reference pages and rustdoc a site with search, in `target/site/`",
    },
    Delegated {
        name: "semver",
        package: Package::Verify,
        about: "Let an independent judge of SemVer look at the crates of published definitions",
    },
    Delegated {
        name: "packed",
        package: Package::Verify,
        about: "Install the generator from its package alone, and compare what it makes with `generated/`",
    },
    Delegated {
        name: "bench",
        package: Package::Verify,
        about: "Measure what generating, compiling and using an SDK costs",
    },
];

/// What a command of another package does, in one line; empty for a command that there is not.
#[must_use]
pub fn about(name: &str) -> &'static str {
    let command = DELEGATED.iter().find(|command| command.name == name);
    command.map_or("", |command| command.about)
}

/// Builds the package of a command and runs it there. `repository` is another repository than this one.
///
/// # Errors
/// If the command fails, which it has told itself.
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
