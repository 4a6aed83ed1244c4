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

use crate::support::combined::{Files, Member, combine};
use crate::support::command::{Run, cargo, inner_cargo, profiles};
use sdk_generator::write;

const WORKSPACE: &str = "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\"]\n\n";

/// Warnings are denied by the crates themselves: a variable of the environment would have their
/// dependencies compiled once more.
const LINTS: &str = "\n[lints.rust]\nwarnings = \"deny\"\n";

const LOCK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock");

/// The fixture whose examples are looked at, so that it is a crate of its own.
const HOSTILE: &str = "hostile";

/// The fixture that the crate of those is called after whose tests need models alone. It brings dependencies of its
/// own, which the manifest of that crate has to begin with.
const OWN_TYPES: &str = "own_types";

/// The fixture with derives. It has the types of that one, for which a crate implements its traits once, so that it is
/// a crate of its own.
const DERIVES: &str = "derives";

/// The fixture that the crate of those is called after whose tests need a client.
const VENDORS: &str = "vendor_styles";

/// The fixture with features of the configuration.
const CUSTOM_FEATURES: &str = "custom_features";

/// What several features turn on is there with each of them alone, and with any two: sets of features that the
/// fixture is compiled with beside all of them.
const SETS: [&[&str]; 4] = [
    &["late"],
    &["shelves", "late"],
    &["loans", "reporting"],
    &["alone"],
];

/// The feature whose operations the tests of that fixture call, when it is on alone.
const REPORTING: &[&str] = &["reporting"];

/// The fixture with webhooks, whose receiver has no client and no API.
const WEBHOOKS: &str = "webhooks";

/// The workspace, which the tests share.
static ROOT_FOLDER: LazyLock<Result<PathBuf, String>> = LazyLock::new(workspace);

/// A fixture as a crate, without its tests.
fn member(fixture: &str) -> Result<Member, String> {
    let generated = support::generate(fixture).map_err(|error| format!("{fixture}: {error}"))?;
    Ok(Member {
        fixture: fixture.to_owned(),
        suffix: String::new(),
        files: generated.files.clone(),
    })
}

/// A fixture as a crate with its tests, if it has some.
fn tested(fixture: &str) -> Result<Member, String> {
    let mut member = member(fixture)?;
    for (name, text) in support::own_tests(fixture) {
        member.files.insert(format!("tests/{name}"), text);
    }
    Ok(member)
}

/// All fixtures as few crates: one whose tests need models alone, one whose tests need a client, one without tests,
/// and those that stay alone.
fn crates() -> Result<Vec<(String, Files)>, String> {
    let mut models = vec![tested(OWN_TYPES)?];
    let clients = [
        tested(VENDORS)?,
        tested(CUSTOM_FEATURES)?.with_features(REPORTING)?,
    ];
    let mut others = Vec::new();
    for fixture in support::fixtures() {
        match fixture.as_str() {
            DERIVES | HOSTILE | OWN_TYPES | VENDORS => {}
            CUSTOM_FEATURES => {
                others.push(member(&fixture)?);
                for features in SETS {
                    others.push(member(&fixture)?.with_features(features)?);
                }
            }
            WEBHOOKS => {
                others.push(member(&fixture)?);
                models.push(tested(&fixture)?.with_features(&[])?);
            }
            _ if support::own_tests(&fixture).is_empty() => others.push(member(&fixture)?),
            _ => models.push(tested(&fixture)?),
        }
    }
    let mut crates = vec![
        (HOSTILE.to_owned(), member(HOSTILE)?.files),
        (DERIVES.to_owned(), tested(DERIVES)?.files),
    ];
    for group in [models, clients.into(), others] {
        crates.extend(combine(group)?);
    }
    Ok(crates)
}

/// Writes all fixtures as few crates of one workspace, and takes those away that are there no more.
fn workspace() -> Result<PathBuf, String> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fixtures");
    let folder = root.join("crates");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let crates = crates()?;
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
    let manifest = format!("{WORKSPACE}{}", profiles());
    fs::write(root.join("Cargo.toml"), manifest).map_err(|error| error.to_string())?;
    fs::copy(LOCK, root.join("Cargo.lock")).map_err(|error| error.to_string())?;
    Ok(root)
}

/// Whether everything that the fixtures depend on is on this machine, so that the network is not needed.
static IS_THERE: LazyLock<bool> = LazyLock::new(|| {
    let arguments = ["tree", "--offline", "--quiet", "--all-features"];
    run(&arguments).is_ok_and(|run| run.code == Some(0))
});

/// Runs cargo on the fixtures.
fn run(arguments: &[&str]) -> Result<Run, String> {
    let root = ROOT_FOLDER.as_deref()?;
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    cargo(root, target.ok_or("no target folder")?, arguments)
}

/// Runs cargo on the fixtures and shows what it said if it fails.
#[track_caller]
fn succeeds(arguments: &[&str]) -> Run {
    let network: &[&str] = if *IS_THERE { &["--offline"] } else { &[] };
    let run = run(&[arguments, network].concat()).unwrap();
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

/// A build script that reads a variable of the outer cargo would rerun each time, with all that depends on it.
#[test]
fn an_inner_cargo_inherits_nothing_of_the_outer_one() {
    let command = inner_cargo(Path::new("target"));
    let removed = command.get_envs().filter(|(_, value)| value.is_none());
    let removed: Vec<_> = removed.map(|(name, _)| name).collect();
    for name in ["CARGO_PKG_NAME", "CARGO_MANIFEST_DIR", "OUT_DIR"] {
        assert!(std::env::var_os(name).is_some(), "cargo sets `{name}`");
        assert!(removed.iter().any(|it| *it == name), "{name}");
    }
}

#[test]
fn fixtures_compile_without_a_warning() {
    succeeds(&[&["check"], &ALL[..]].concat());
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

/// Runs the tests of a crate.
fn tests_of(fixture: &str, files: &[String], features: &[&str]) {
    let package = support::package_name(fixture);
    let names = files.iter().map(|name| name.trim_end_matches(".rs"));
    let chosen: Vec<_> = names.flat_map(|name| ["--test", name]).collect();
    let command = ["test", "--quiet", "--package", &package];
    succeeds(&[&command, &chosen[..], features].concat());
}

/// What models read and write depends on the generator and the runtime together, so the emitted crates are asked.
/// The receiver of webhooks is there without a client as well.
#[test]
fn models_do_what_the_tests_of_their_fixtures_say() {
    let fixtures = support::fixtures().into_iter();
    let fixtures =
        fixtures.filter(|fixture| ![CUSTOM_FEATURES, DERIVES, VENDORS].contains(&fixture.as_str()));
    let tests = fixtures.flat_map(|fixture| support::own_tests(&fixture).into_keys());
    let tests: Vec<_> = tests.collect();
    let features = ["--no-default-features", "--features", "full,webhooks"];
    tests_of(OWN_TYPES, &tests, &features);
    let tests: Vec<_> = support::own_tests(DERIVES).into_keys().collect();
    tests_of(DERIVES, &tests, &features);
}

/// What an emitted crate requests for the next page, and of whom it requests a token, is seen by a server alone. And
/// without the features of tags, the operations of a custom feature can be called and no others.
#[test]
#[ignore = "takes longer than a change should wait for: `cargo xtask ci` runs it"]
fn clients_do_what_the_tests_of_their_fixtures_say() {
    let fixtures = [VENDORS, CUSTOM_FEATURES].into_iter();
    let tests = fixtures.flat_map(|fixture| support::own_tests(fixture).into_keys());
    let tests: Vec<_> = tests.collect();
    tests_of(VENDORS, &tests, &["--features", "full,blocking,config"]);
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
