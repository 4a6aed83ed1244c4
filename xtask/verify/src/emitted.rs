//! The crates under test: that of this repository, and those that are generated for a
//! check.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use sdk_generator::{Generated, Input, Package, write};
use xtask::config::{Config, root, target};
use xtask::problems::failure;

/// An emitted crate, with its definition.
pub(crate) struct Emitted {
    pub(crate) input: Input,
    /// The name of the crate.
    pub(crate) package: String,
    pub(crate) folder: PathBuf,
    /// The folder below `target/` for the files of the check.
    pub(crate) work: PathBuf,
}

impl Emitted {
    /// The crate in `generated/`, which is not changed. `command` is the name of the
    /// check.
    ///
    /// # Errors
    /// If `spec/sdk.toml` cannot be read.
    pub(crate) fn own(command: &str) -> Result<Self> {
        let config = Config::load(&root().join("spec"))?;
        Ok(Self {
            input: config.input()?,
            package: config.name,
            folder: root().join("generated"),
            work: target().join(command).join("generated"),
        })
    }

    /// Generates a crate from a definition below `target/`.
    ///
    /// # Errors
    /// If it cannot be generated or written.
    pub(crate) fn of(definition: &Path, command: &str) -> Result<Self> {
        let name = definition
            .file_stem()
            .context("the definition has no file name")?;
        let work = target().join(command).join(name);
        let emitted = Self {
            input: input(definition),
            package: format!("sdk-for-{command}"),
            folder: work.join("crate"),
            work,
        };
        generate(
            &emitted.input,
            &package(&emitted.package, command),
            &emitted.folder,
        )?;
        Ok(emitted)
    }
}

/// A definition without overlays.
pub(crate) fn input(definition: &Path) -> Input {
    Input {
        spec: definition.to_owned(),
        ..Input::default()
    }
}

/// The settings of a crate without reference pages and included files.
pub(crate) fn package(name: &str, command: &str) -> Package {
    Package {
        name: name.to_owned(),
        version: "0.1.0".to_owned(),
        command: format!("cargo xtask {command}"),
        ..Package::default()
    }
}

/// Generates a crate and writes it to a folder.
///
/// # Errors
/// If it cannot be generated or written.
pub(crate) fn generate(input: &Input, package: &Package, folder: &Path) -> Result<Generated> {
    let generated = sdk_generator::generate(input, package, &|_| {}).map_err(failure)?;
    write::write(&generated.files, folder).map_err(|problem| anyhow!("{problem}"))?;
    Ok(generated)
}
