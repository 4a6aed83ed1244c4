//! Adds the output of rustdoc to the site.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};

use xtask::config::{root, target};
use xtask::shell::cargo_command;

/// The folder in the site.
pub(super) const FOLDER: &str = "rustdoc";

/// The link back to the site, which is added to each page of rustdoc.
const BACK: &str = include_str!("back.html");

/// The page of the site that links to rustdoc.
pub(super) fn page(package: &str) -> String {
    let library = library(package);
    format!(
        "# Types and functions

[`{library}`]({FOLDER}/{library}/index.html) has every type and function of the crate, as rustdoc \
         writes them down: signatures, the traits of each type, and the source. The reference says \
         what they mean to the service.\n"
    )
}

/// Documents the package with all features, and copies the result into the site. `work` is for
/// the output of rustdoc.
///
/// # Errors
/// If rustdoc has a warning, or a file cannot be copied.
pub(super) fn build(package: &str, work: &Path, site: &Path) -> Result<()> {
    let back = work.join("back.html");
    fs::write(&back, BACK).with_context(|| back.display().to_string())?;
    let way_back = back.to_string_lossy();
    let flags = ["-D", "warnings", "--html-before-content", &way_back].join("\x1f");
    let mut doc = cargo_command();
    doc.args(["doc", "--quiet", "--no-deps", "--all-features"]);
    doc.args(["--package", package, "--target-dir"]).arg(work);
    // The target folder of the workspace may contain the documentation of other packages, which the
    // search would find. Build artifacts are shared.
    doc.env("CARGO_BUILD_BUILD_DIR", target());
    doc.env("CARGO_ENCODED_RUSTDOCFLAGS", flags);
    doc.current_dir(root());
    let status = doc.status().context("cargo doc")?;
    ensure!(
        status.success(),
        "`cargo doc` of {package} failed, as printed above"
    );
    copy(&work.join("doc"), &site.join(FOLDER))
}

/// The crate name of a package.
fn library(package: &str) -> String {
    package.replace('-', "_")
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| to.display().to_string())?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to).with_context(|| to.display().to_string())?;
        }
    }
    Ok(())
}
