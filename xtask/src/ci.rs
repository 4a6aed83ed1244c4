//! `cargo xtask ci`: everything that must hold before a change lands.

use std::path::Path;

use anyhow::Result;

use crate::config::root;
use crate::shell::cargo;
use crate::{regen, scale};

const DENY_WARNINGS: (&str, &str) = ("RUSTFLAGS", "-D warnings");
const DENY_DOC_WARNINGS: (&str, &str) = ("RUSTDOCFLAGS", "-D warnings");

/// The packages that are written by hand; the generated one has a layout of its own.
const OWN_PACKAGES: [&str; 3] = ["sdk-generator", "sdk-runtime", "xtask"];

pub(crate) fn run() -> Result<()> {
    let mut format = vec!["fmt", "--check"];
    for package in OWN_PACKAGES {
        format.extend(["--package", package]);
    }
    cargo(&format, &[])?;
    let clippy = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--",
        "-D",
        "warnings",
    ];
    cargo(&clippy, &[])?;
    let models_alone = [
        "clippy",
        "-p",
        "sdk-runtime",
        "--no-default-features",
        "--",
        "-D",
        "warnings",
    ];
    cargo(&models_alone, &[])?;
    cargo(&["test", "--workspace"], &[])?;
    println!("\n$ cargo xtask regen --check");
    regen::run(None, None, true)?;
    generated_features()?;
    cargo(
        &["doc", "--workspace", "--no-deps", "--all-features"],
        &[DENY_DOC_WARNINGS],
    )?;
    scale::run(Path::new("../shared/specs"))
}

/// The generated crate must compile with each of its features alone.
fn generated_features() -> Result<()> {
    let manifest = root().join("generated/Cargo.toml");
    let manifest = manifest.to_string_lossy();
    for features in ["users", "license", "organization", "full"] {
        let args = [
            "check",
            "--manifest-path",
            &manifest,
            "--no-default-features",
            "--features",
            features,
        ];
        cargo(&args, &[DENY_WARNINGS])?;
    }
    for features in ["users", "license", "organization"] {
        cargo(
            &[
                "check",
                "--manifest-path",
                &manifest,
                "--features",
                features,
            ],
            &[DENY_WARNINGS],
        )?;
    }
    Ok(())
}
