//! What is emitted compiles and is documented without a warning: all fixtures, the hostile one too, whose
//! documentation runs no code.
//!
//! The crates lie in one workspace below the target folder and share it with everything else, so that their
//! dependencies are compiled once and a second run has little left to do. The lock file is that of this
//! repository: what passes here does not depend on what was released today.

use crate::support;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::support::combined::combine;
use crate::support::command::{Run, cargo};
use sdk_generator::write;

const WORKSPACE: &str = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n\n";

/// Warnings are denied by the crates themselves: a variable of the environment would have their
/// dependencies compiled once more.
const LINTS: &str = "\n[lints.rust]\nwarnings = \"deny\"\n";

/// The manifest of this repository, whose last part are the profiles. With the same ones, and in
/// the same folder, the dependencies are compiled once for all.
const ROOT: &str = include_str!("../../Cargo.toml");

const LOCK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock");

/// Fixtures that stay crates of their own: what is asked of them is asked of a whole crate.
const ALONE: [&str; 5] = [CUSTOM_FEATURES, HOSTILE, VENDORS, OWN_TYPES, WEBHOOKS];

const CUSTOM_FEATURES: &str = "custom_features";

const HOSTILE: &str = "hostile";
const VENDORS: &str = "vendor_styles";
const WEBHOOKS: &str = "webhooks";
const OWN_TYPES: &str = "own_types";

/// The workspace, which the tests share.
static ROOT_FOLDER: LazyLock<Result<PathBuf, String>> = LazyLock::new(workspace);

/// Writes all fixtures as few crates of one workspace, and takes those away that are there no more.
fn workspace() -> Result<PathBuf, String> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures");
    let folder = root.join("crates");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let (mut crates, mut tested, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for fixture in support::fixtures() {
        let generated =
            support::generate(&fixture).map_err(|error| format!("{fixture}: {error}"))?;
        let mut files = generated.files;
        let tests = support::own_tests(&fixture);
        let group = match tests.is_empty() {
            _ if ALONE.contains(&fixture.as_str()) => &mut crates,
            true => &mut others,
            false => &mut tested,
        };
        for (name, text) in tests {
            files.insert(format!("tests/{name}"), text);
        }
        group.push((fixture, files));
    }
    crates.extend(combine(tested)?);
    crates.extend(combine(others)?);
    let entries = fs::read_dir(&folder).map_err(|error| error.to_string())?;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !crates.iter().any(|(known, _)| *known == name) {
            fs::remove_dir_all(entry.path()).map_err(|error| error.to_string())?;
        }
    }
    for (name, mut files) in crates {
        let manifest = files.get_mut("Cargo.toml");
        manifest.ok_or("no manifest")?.push_str(LINTS);
        write::write(&files, &folder.join(name)).map_err(|error| error.to_string())?;
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

/// Runs cargo on the fixtures and shows what it said if it fails.
#[track_caller]
fn succeeds(arguments: &[&str]) -> Run {
    let root = ROOT_FOLDER.as_deref().unwrap();
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let run = run(root, target, arguments);
    let line = arguments.join(" ");
    assert_eq!(
        run.code,
        Some(0),
        "cargo {line}:\n{}\n{}",
        run.stdout,
        run.stderr
    );
    run
}

const ALL: [&str; 3] = ["--workspace", "--all-features", "--quiet"];
const MODELS_ALONE: [&str; 3] = ["--no-default-features", "--features", "full"];

#[test]
fn fixtures_compile_without_a_warning() {
    succeeds(&[&["check"], &ALL[..]].concat());
}

/// What several features turn on is there with each of them alone, and with any two.
#[test]
fn custom_features_compile_alone_and_together() {
    let package = support::package_name(CUSTOM_FEATURES);
    let command = ["check", "--quiet", "--lib", "--package", &package];
    for features in [
        "reporting",
        "late",
        "shelves,late",
        "loans,reporting",
        "alone",
    ] {
        succeeds(&[&command[..], &["--features", features]].concat());
    }
}

/// Without the features of tags, the operations of a custom feature can be called and no others.
#[test]
fn a_custom_feature_has_its_operations() {
    let package = support::package_name(CUSTOM_FEATURES);
    let command = [
        "test",
        "--quiet",
        "--test",
        "reporting",
        "--package",
        &package,
    ];
    succeeds(&[&command[..], &["--features", "reporting"]].concat());
}

#[test]
#[ignore = "takes longer than a change should wait for: `cargo xtask ci` runs it"]
fn fixtures_are_documented_without_a_warning() {
    succeeds(&[&["doc", "--no-deps"], &ALL[..]].concat());
}

#[test]
#[ignore = "takes longer than a change should wait for: `cargo xtask ci` runs it"]
fn the_models_of_fixtures_compile_alone() {
    succeeds(&[&["check", "--workspace", "--quiet"], &MODELS_ALONE[..]].concat());
}

/// What models read and write depends on the generator and the runtime together, so the emitted crates are asked.
#[test]
fn models_do_what_the_tests_of_their_fixtures_say() {
    let fixtures = support::fixtures().into_iter();
    // These need more than models.
    let fixtures = fixtures
        .filter(|fixture| ![CUSTOM_FEATURES, VENDORS, WEBHOOKS].contains(&fixture.as_str()));
    let tests = fixtures.flat_map(|fixture| support::own_tests(&fixture).into_keys());
    let tests: Vec<_> = tests.collect();
    let names = tests.iter().map(|name| name.trim_end_matches(".rs"));
    let chosen: Vec<_> = names.flat_map(|name| ["--test", name]).collect();
    let command = ["test", "--workspace", "--quiet"];
    succeeds(&[&command, &chosen[..], &MODELS_ALONE[..]].concat());
}

/// A receiver has no client, so that the feature is compiled alone.
#[test]
fn webhooks_are_read_and_verified_without_a_client() {
    let package = support::package_name(WEBHOOKS);
    let command = ["test", "--test", "receive", "--package", &package];
    succeeds(
        &[
            &command,
            &["--no-default-features", "--features", "webhooks"][..],
        ]
        .concat(),
    );
}

/// What an emitted crate requests for the next page, and of whom it requests a token, is seen by a service alone.
#[test]
#[ignore = "takes longer than a change should wait for: `cargo xtask ci` runs it"]
fn services_of_many_vendors_are_paged_and_logged_in_to() {
    let package = support::package_name(VENDORS);
    let tests = ["test", "--test", "pages", "--test", "logins"];
    let package_of = ["--features", "full,blocking,config", "--package"];
    succeeds(&[&tests[..], &package_of, &[package.as_str()]].concat());
}

/// The examples of ours are compiled and not run, and there are no others.
#[test]
#[ignore = "takes longer than a change should wait for: `cargo xtask ci` runs it"]
fn no_documentation_of_a_definition_is_run() {
    let package = support::package_name(HOSTILE);
    let run = succeeds(&["test", "--doc", "--all-features", "--package", &package]);
    let lines = run.stdout.lines().filter(|line| line.contains(" ... "));
    let (compiled, others): (Vec<_>, Vec<_>) =
        lines.partition(|line| line.contains(" - compile ... "));
    assert!(!compiled.is_empty(), "{package} has lost its examples");
    assert!(others.is_empty(), "{others:#?}");
}
