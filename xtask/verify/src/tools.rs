//! Programs of other projects that this repository runs: each in one version, below the folder that
//! cargo builds in, and installed when it is needed first.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// A program, as the registry has it.
#[derive(Debug)]
pub(crate) struct Tool {
    /// The name of the package and of the program.
    pub(crate) name: &'static str,
    /// The version, in full.
    pub(crate) version: &'static str,
    /// What is to be compiled, as arguments of `cargo install`.
    pub(crate) how: &'static [&'static str],
}

impl Tool {
    /// Installs the program, unless it is there in this version, and gives its path. `cargo` is the
    /// cargo to use, without arguments, and `target` the folder that it builds in.
    ///
    /// # Errors
    /// If the program cannot be installed.
    pub(crate) fn install(&self, mut cargo: Command, target: &Path) -> Result<PathBuf> {
        let Self { name, version, how } = self;
        let tools = target.join("tools");
        let program = tools.join("bin").join(name);
        if !program.exists() {
            let folder = tools.display();
            eprintln!("installing {name} {version} into {folder}: minutes, once");
        }
        // Two tools that are installed at a time must not remove each other's work.
        let build = tools.join(format!("build-{name}"));
        // Cargo knows what it has installed, and does nothing when that is what is asked for.
        cargo.args(["install", "--quiet", "--locked", "--version"]);
        cargo.arg(format!("={version}")).args(*how).arg(name);
        cargo.arg("--root").arg(&tools);
        cargo.arg("--target-dir").arg(&build);
        // Where it is not optimized, it is not debugged either.
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "0");
        cargo.env("CARGO_INCREMENTAL", "0");
        let status = cargo.status().with_context(|| (*name).to_owned())?;
        ensure!(
            status.success(),
            "{name} {version} cannot be installed, as printed above"
        );
        // What was compiled for it is of no use to anything else.
        let _ = fs::remove_dir_all(build);
        Ok(program)
    }
}

/// Packages of Python, in an environment of their own.
#[derive(Debug)]
pub(crate) struct Venv {
    /// What the folder is called.
    pub(crate) name: &'static str,
    /// All packages with their versions and digests, as pip reads them.
    pub(crate) requirements: &'static str,
}

impl Venv {
    /// Installs the packages, unless they are there in these versions, and gives the path of the
    /// Python that has them; nothing where there is no Python, or one without `venv`. `target` is
    /// the folder that cargo builds in.
    ///
    /// # Errors
    /// If the packages cannot be installed.
    pub(crate) fn install(&self, target: &Path) -> Result<Option<PathBuf>> {
        let folder = target.join("tools").join(self.name);
        let python = folder.join("bin/python");
        let installed = folder.join("requirements.txt");
        if fs::read_to_string(&installed).is_ok_and(|text| text == self.requirements) {
            return Ok(Some(python));
        }
        eprintln!("installing {} into {}", self.name, folder.display());
        let mut venv = Command::new("python3");
        venv.args(["-m", "venv", "--clear"]).arg(&folder);
        // What is wrong is of no use to whoever has no Python.
        if !venv.output().is_ok_and(|output| output.status.success()) {
            return Ok(None);
        }
        // What is not finished is not taken for finished: pip reads another file.
        let wanted = folder.join("wanted.txt");
        fs::write(&wanted, self.requirements).with_context(|| wanted.display().to_string())?;
        let mut pip = Command::new(&python);
        // What the index gives has to be what was looked at when the list was made.
        pip.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--require-hashes",
        ]);
        pip.args(["--disable-pip-version-check", "--requirement"]);
        let status = pip.arg(&wanted).status().context("pip")?;
        let name = self.name;
        ensure!(
            status.success(),
            "{name} cannot be installed, as printed above"
        );
        fs::rename(&wanted, &installed).with_context(|| installed.display().to_string())?;
        Ok(Some(python))
    }
}
