//! What is emitted compiles and is documented without a warning: all fixtures, the hostile one too, whose
//! documentation runs no code.
//!
//! The crates lie in one workspace below the target folder and share it with everything else, so that their
//! dependencies are compiled once and a second run has little left to do. The lock file is that of this repository: what
//! passes here does not depend on what was released today.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use sdk_generator::write;
use support::command::{Run, cargo};

const WORKSPACE: &str = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n\n";

/// Warnings are denied by the crates themselves: a variable of the environment would have their
/// dependencies compiled once more.
const LINTS: &str = "\n[lints.rust]\nwarnings = \"deny\"\n";

/// The manifest of this repository, whose last part are the profiles. With the same ones, and in
/// the same folder, the dependencies are compiled once for all.
const ROOT: &str = include_str!("../../Cargo.toml");

const LOCK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock");

/// The workspace, which the tests share.
static ROOT_FOLDER: LazyLock<Result<PathBuf, String>> = LazyLock::new(workspace);

/// Writes all fixtures as crates of one workspace, and takes those away that are fixtures no more.
fn workspace() -> Result<PathBuf, String> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures");
    let crates = root.join("crates");
    fs::create_dir_all(&crates).map_err(|error| error.to_string())?;
    let fixtures = support::fixtures();
    for entry in fs::read_dir(&crates)
        .map_err(|error| error.to_string())?
        .flatten()
    {
        if !fixtures.contains(&entry.file_name().to_string_lossy().into_owned()) {
            fs::remove_dir_all(entry.path()).map_err(|error| error.to_string())?;
        }
    }
    for fixture in fixtures {
        let mut generated =
            support::generate(&fixture).map_err(|error| format!("{fixture}: {error}"))?;
        let manifest = generated.files.get_mut("Cargo.toml");
        manifest.ok_or("no manifest")?.push_str(LINTS);
        for (name, text) in support::own_tests(&fixture) {
            generated.files.insert(format!("tests/{name}"), text);
        }
        write::write(&generated.files, &crates.join(&fixture))
            .map_err(|error| error.to_string())?;
    }
    let profiles = ROOT.find("[profile.").map_or("", |start| &ROOT[start..]);
    fs::write(root.join("Cargo.toml"), format!("{WORKSPACE}{profiles}"))
        .map_err(|error| error.to_string())?;
    fs::copy(LOCK, root.join("Cargo.lock")).map_err(|error| error.to_string())?;
    Ok(root)
}

/// Runs cargo without the network when everything is there already, else with it.
fn run(root: &Path, target: &Path, arguments: &[&str]) -> Run {
    let is_there = cargo(
        root,
        target,
        &["tree", "--offline", "--quiet", "--all-features"],
    );
    let mut arguments = arguments.to_vec();
    if is_there.is_ok_and(|run| run.code == Some(0)) {
        arguments.push("--offline");
    }
    cargo(root, target, &arguments).unwrap()
}

#[test]
fn fixtures_compile_and_are_documented_without_a_warning() {
    let root = ROOT_FOLDER.as_deref().unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let features = ["--workspace", "--all-features", "--quiet"];
    for command in [&["check"][..], &["doc", "--no-deps"]] {
        let run = run(root, target, &[command, &features].concat());
        assert_eq!(
            run.code,
            Some(0),
            "cargo {}:\n{}",
            command.join(" "),
            run.stderr
        );
    }
    assert_runs_no_documentation(root, target, "fixture-hostile");
    let models_alone = [
        "check",
        "--workspace",
        "--no-default-features",
        "--features",
        "full",
        "--quiet",
    ];
    let run = run(root, target, &models_alone);
    assert_eq!(
        run.code,
        Some(0),
        "cargo {}:\n{}",
        models_alone.join(" "),
        run.stderr
    );
}

/// What unions read depends on the generator and the runtime together, so the emitted crate is asked.
#[test]
fn unions_choose_what_the_tests_of_their_fixture_say() {
    let root = ROOT_FOLDER.as_deref().unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let package = support::package_name("union_choices");
    let command = [
        "test",
        "--package",
        &package,
        "--no-default-features",
        "--features",
        "full",
        "--test",
        "choices",
    ];
    let run = run(root, target, &command);
    assert_eq!(run.code, Some(0), "{}\n{}", run.stdout, run.stderr);
}

/// The examples of ours are compiled and not run, and there are no others.
fn assert_runs_no_documentation(root: &Path, target: &Path, package: &str) {
    let arguments = ["test", "--doc", "--all-features", "--package", package];
    let run = run(root, target, &arguments);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let lines = run.stdout.lines().filter(|line| line.contains(" ... "));
    let (compiled, others): (Vec<_>, Vec<_>) =
        lines.partition(|line| line.contains(" - compile ... "));
    assert!(!compiled.is_empty(), "{package} has lost its examples");
    assert!(others.is_empty(), "{others:#?}");
}
