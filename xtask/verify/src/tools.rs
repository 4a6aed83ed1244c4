//! Installs third-party programs in a pinned version below the target folder, when they are first
//! needed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// A program on crates.io.
#[derive(Debug)]
pub(crate) struct Tool {
    /// The name of the package and of the program.
    pub(crate) name: &'static str,
    /// The version, in full.
    pub(crate) version: &'static str,
    /// Additional arguments of `cargo install`.
    pub(crate) how: &'static [&'static str],
}

impl Tool {
    /// Installs the program, unless this version is installed, and returns its path. `cargo` is the
    /// cargo command, and `target` the target folder.
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
        // A build folder for each tool, so that two can be installed at the same time.
        let build = tools.join(format!("build-{name}"));
        // Cargo does nothing if this version of the program is installed. Without `--bin` it compiles a package again
        // and again that has other programs, which need features that are off.
        cargo.args(["install", "--quiet", "--locked", "--bin", name, "--version"]);
        cargo.arg(format!("={version}")).args(*how).arg(name);
        cargo.arg("--root").arg(&tools);
        cargo.arg("--target-dir").arg(&build);
        // No debug information.
        cargo.env("CARGO_PROFILE_DEV_DEBUG", "0");
        cargo.env("CARGO_INCREMENTAL", "0");
        let status = cargo.status().with_context(|| (*name).to_owned())?;
        ensure!(
            status.success(),
            "{name} {version} cannot be installed, as printed above"
        );
        // The build artifacts are not needed any more.
        let _ = fs::remove_dir_all(build);
        Ok(program)
    }
}

/// Python packages in a virtual environment.
#[derive(Debug)]
pub(crate) struct Venv {
    /// The name of the folder.
    pub(crate) name: &'static str,
    /// All packages with versions and hashes, as a requirements file of pip.
    pub(crate) requirements: &'static str,
}

impl Venv {
    /// Installs the packages, unless these versions are installed, and returns the path of the
    /// environment's Python; `None` if there is no Python with `venv`. `target` is the target
    /// folder.
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
        // The output is not shown, because Python is optional.
        if !venv.output().is_ok_and(|output| output.status.success()) {
            return Ok(None);
        }
        // The file that marks a complete installation is written at the end, so pip reads
        // another one.
        let wanted = folder.join("wanted.txt");
        fs::write(&wanted, self.requirements).with_context(|| wanted.display().to_string())?;
        let mut pip = Command::new(&python);
        // Packages have to match the hashes of the requirements.
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
