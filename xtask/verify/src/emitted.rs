//! The crates that are tried: that of this repository, and those that are made for a check.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow};
use sdk_generator::{Generated, Input, Package, write};
use xtask::config::{Config, root, target};
use xtask::problems::failure;

/// A crate that was emitted, and what it was made from.
pub(crate) struct Emitted {
    pub(crate) input: Input,
    /// What the crate is called.
    pub(crate) package: String,
    pub(crate) folder: PathBuf,
    /// The folder below `target/` for what is made to try it.
    pub(crate) work: PathBuf,
}

impl Emitted {
    /// `generated/`, which stays as it is. `command` is the command that tries it.
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

    /// A crate that a command makes of a definition, below `target/`.
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

/// A definition that is read as it is.
pub(crate) fn input(definition: &Path) -> Input {
    Input {
        spec: definition.to_owned(),
        ..Input::default()
    }
}

/// A crate without pages and without files by hand, as a command makes it.
pub(crate) fn package(name: &str, command: &str) -> Package {
    Package {
        name: name.to_owned(),
        version: "0.1.0".to_owned(),
        command: format!("cargo xtask {command}"),
        repository: None,
        extra_files: [].into(),
        reference: false,
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
