//! `cargo xtask packed`: packs the generator, installs it from the package alone in an empty folder, and
//! checks that it would write `generated/`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;
use xtask::config::{root, target};
use xtask::shell::{cargo, cargo_in};

const PACKAGE: &str = "sdk-generator";

/// Packs, installs and compares.
///
/// # Errors
/// If a step fails, for example because a file is missing in the package.
pub(crate) fn run() -> Result<()> {
    // Removes the packages of earlier runs.
    let packages = target().join("package");
    for old in packed(&packages)? {
        fs::remove_file(&old).with_context(|| old.display().to_string())?;
    }
    cargo(
        &[
            "package",
            "-p",
            PACKAGE,
            "--no-verify",
            "--allow-dirty",
            "--quiet",
        ],
        &[],
    )?;
    let files = packed(&packages)?;
    let file = files.first().context("cargo has packed nothing")?;
    let work = tempfile::tempdir()?;
    let unpacked = unpack(file, work.path())?;
    let program = install(&unpacked, work.path())?;
    compare(&program)
}

/// The packages of the generator in a folder.
fn packed(folder: &Path) -> Result<Vec<PathBuf>> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with(PACKAGE) && name.ends_with(".crate") {
            found.push(path);
        }
    }
    Ok(found)
}

fn unpack(file: &Path, into: &Path) -> Result<PathBuf> {
    let reader = File::open(file).with_context(|| file.display().to_string())?;
    tar::Archive::new(GzDecoder::new(reader)).unpack(into)?;
    let name = file.file_stem().unwrap_or_default();
    Ok(into.join(name))
}

/// Installs as `cargo install --locked` does, with the profile of this workspace, so that dependencies
/// are not compiled again.
fn install(package: &Path, work: &Path) -> Result<PathBuf> {
    let manifest = fs::read_to_string(root().join("Cargo.toml"))?;
    let profiles = manifest
        .find("[profile.")
        .map_or("", |start| &manifest[start..]);
    let config = work.join("profiles.toml");
    fs::write(&config, profiles)?;
    let [package, installed, config, target] =
        [package, &work.join("installed"), &config, &target()].map(|it| it.display().to_string());
    let place = [
        "--path",
        &package,
        "--root",
        &installed,
        "--target-dir",
        &target,
    ];
    let how = ["--locked", "--debug", "--quiet", "--config", &config];
    cargo_in(work, &[&["install"], &place[..], &how[..]].concat(), &[])?;
    Ok(Path::new(&installed).join("bin/sdkgen"))
}

/// Checks that the program makes the same files as `cargo xtask regen`.
fn compare(program: &Path) -> Result<()> {
    let mut command = Command::new(program);
    command.args([
        "generate",
        "--config",
        "spec/sdk.toml",
        "--check",
        "--quiet",
    ]);
    let status = command.current_dir(root()).status();
    let status = status.with_context(|| program.display().to_string())?;
    ensure!(
        status.success(),
        "the generator that was packed does not make what is in generated/: run `cargo xtask regen`, and look \
         for files that the package lacks"
    );
    println!("the packed generator makes generated/ as it is");
    Ok(())
}
