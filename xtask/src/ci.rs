//! `cargo xtask ci`: everything that must hold before a change lands.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use sdk_generator::load;
use serde::Deserialize;

use crate::config::{root, target};
use crate::shell::{cargo, cargo_command, check, run_in};
use crate::{contract, corpus, docs, models, regen, scale};

const DENY_DOC_WARNINGS: (&str, &str) = ("RUSTDOCFLAGS", "-D warnings");

/// The packages that are written by hand; the generated one has a layout of its own.
const OWN_PACKAGES: [&str; 3] = ["sdk-generator", "sdk-runtime", "xtask"];

/// Where the published definitions are, beside the repository.
const SPECS: &str = "../shared/specs";

pub(crate) fn run() -> Result<()> {
    let mut format = vec!["fmt", "--check"];
    for package in OWN_PACKAGES {
        format.extend(["--package", package]);
    }
    cargo(&format, &[])?;
    format_included()?;
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
    dependencies()?;
    runtime_features()?;
    bench_programs()?;
    cargo(&["test", "--workspace", "--all-features"], &[])?;
    println!("\n$ cargo xtask regen --check");
    regen::run(root(), None, None, true)?;
    generated_features()?;
    let mut document = vec!["doc", "--no-deps", "--all-features"];
    for package in OWN_PACKAGES {
        document.extend(["--package", package]);
    }
    cargo(&document, &[DENY_DOC_WARNINGS])?;
    println!("\n$ cargo xtask docs --check");
    docs::run_checked()?;
    contract::run_all(Path::new(SPECS))?;
    models::run_own()?;
    corpus::run_some(Path::new(SPECS))?;
    scale::run(Path::new(SPECS), false)
}

/// The rules of `deny.toml`, where the tool for them is installed: it takes minutes to compile, so that
/// it is not installed for this. Its tests of licences and versions are also `tests/dependencies.rs`.
fn dependencies() -> Result<()> {
    let is_there = cargo_command().args(["deny", "--version"]).output();
    if !is_there.is_ok_and(|output| output.status.success()) {
        println!("\nskipped: cargo-deny is not installed (`cargo install --locked cargo-deny`)");
        return Ok(());
    }
    cargo(&["deny", "check", "licenses", "bans", "sources"], &[])?;
    // What is known of a version may change any day, and needs the network.
    if let Err(error) = cargo(&["deny", "check", "advisories"], &[]) {
        println!("look at the advisories above, or at the network: {error:#}");
    }
    Ok(())
}

/// The runtime must compile without features, as models alone, and with each of them alone.
fn runtime_features() -> Result<()> {
    let features = features_of(&root().join("templates/runtime/Cargo.toml"))?;
    let features = features.keys().map(String::as_str);
    for feature in features.filter(|name| *name != "default").chain([""]) {
        let args = [
            "clippy",
            "-p",
            "sdk-runtime",
            "--no-default-features",
            "--features",
            feature,
        ];
        cargo(&[&args[..], &["--", "-D", "warnings"]].concat(), &[])?;
    }
    Ok(())
}

/// The programs of `cargo xtask bench` are a workspace of their own, and must compile all the same.
fn bench_programs() -> Result<()> {
    let manifest = ["--manifest-path", "xtask/programs/Cargo.toml"];
    let format = [&["fmt", "--check"], &manifest[..]].concat();
    cargo(&format, &[])?;
    let clippy = [
        &["clippy", "--all-targets"],
        &manifest[..],
        &["--", "-D", "warnings"],
    ]
    .concat();
    // The folder of this workspace holds most of what they need, compiled already.
    let target = target();
    cargo(&clippy, &[("CARGO_TARGET_DIR", &target.to_string_lossy())])
}

/// The files that come with the crate belong to no package until they are copied.
fn format_included() -> Result<()> {
    let folder = root().join("spec/crate");
    let mut files: Vec<_> = load::load_folder(&folder)
        .map_err(|problem| anyhow::anyhow!("{problem}"))?
        .into_keys()
        .filter(|path| path.ends_with(".rs"))
        .map(|path| folder.join(path).to_string_lossy().into_owned())
        .collect();
    files.splice(0..0, ["--check", "--edition", "2024"].map(str::to_owned));
    run_in(root(), "rustfmt", &files, &[])
}

/// The generated crate must compile with each of its APIs alone, with the client and without.
fn generated_features() -> Result<()> {
    let manifest = root().join("generated/Cargo.toml");
    let apis = api_features(&manifest)?;
    let manifest = manifest.to_string_lossy();
    for feature in apis.iter().map(String::as_str).chain(["full"]) {
        let features = ["--manifest-path", &manifest, "--features", feature];
        let models_alone = [&features[..], &["--no-default-features"]].concat();
        cargo(&check(&models_alone), &[])?;
        cargo(&check(&features), &[])?;
    }
    Ok(())
}

/// The features that are APIs: the manifest lists them as those of `full`.
fn api_features(manifest: &Path) -> Result<Vec<String>> {
    let apis = features_of(manifest)?.remove("full");
    apis.context("generated/Cargo.toml has no feature `full`: templates/crate makes that file")
}

/// The features of a package, with what each turns on.
fn features_of(manifest: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    #[derive(Deserialize)]
    struct Manifest {
        features: BTreeMap<String, Vec<String>>,
    }

    let text = fs::read_to_string(manifest).with_context(|| manifest.display().to_string())?;
    let parsed: Manifest = toml::from_str(&text).with_context(|| manifest.display().to_string())?;
    Ok(parsed.features)
}
