//! What the tests of the generator share: where the fixtures are, how one is generated, and how a
//! part of the result is shown. It asserts nothing itself.

pub(crate) mod combined;
pub(crate) mod command;
pub(crate) mod excerpt;
pub(crate) mod folder;
pub(crate) mod items;
pub(crate) mod markdown;
pub(crate) mod sandbox;
pub(crate) mod surface;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use sdk_generator::diagnostics::{Diagnostics, Severity};
use sdk_generator::{Generated, Generator, Input, Network, Package, config};

/// The folder of the fixtures.
pub(crate) const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");

/// The definition that the SDK of this repository is made from.
pub(crate) const PLATFORM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/platform-api.yaml");

/// The names of all fixtures, sorted.
pub(crate) fn fixtures() -> Vec<String> {
    let entries = std::fs::read_dir(FIXTURES).into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut names: Vec<String> = folders
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// What a fixture is generated from: its configuration where it has one, else its definition, and its overlay
/// where it has one.
pub(crate) fn input(fixture: &str) -> Input {
    let folder = Path::new(FIXTURES).join(fixture);
    let file = folder.join(config::FILE);
    if file.exists() {
        let read = Generator::read(file).and_then(|it| it.input(Network::PreferCopy));
        let (mut input, _) = read.map_err(|found| text_of(&found)).unwrap();
        // The crates of tests lie somewhere else.
        for dependency in input.types.dependencies.values_mut() {
            let path = dependency.path.take();
            dependency.path = path.map(|path| folder.join(path).display().to_string());
        }
        return input;
    }
    let overlay = folder.join("overlay.yaml");
    Input {
        spec: folder.join("openapi.yaml"),
        overlays: if overlay.exists() {
            vec![overlay]
        } else {
            Vec::new()
        },
        ..Input::default()
    }
}

/// The tests that a fixture has for its crate, by file name.
pub(crate) fn own_tests(fixture: &str) -> BTreeMap<String, String> {
    let folder = Path::new(FIXTURES).join(fixture).join("tests");
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let tests = entries.filter_map(|entry| {
        let text = std::fs::read_to_string(entry.path()).ok()?;
        Some((entry.file_name().to_string_lossy().into_owned(), text))
    });
    tests.collect()
}

/// The package that a definition becomes in tests.
pub(crate) fn package(name: &str) -> Package {
    Package {
        name: name.to_owned(),
        version: "0.1.0".to_owned(),
        command: "sdkgen generate".to_owned(),
        repository: None,
        extra_files: BTreeMap::new(),
        reference: false,
    }
}

/// The name of the crate that a fixture becomes.
pub(crate) fn package_name(fixture: &str) -> String {
    format!("fixture-{}", fixture.replace('_', "-"))
}

/// A whole published definition and what is generated from it, once for all tests.
pub(crate) static WHOLE: LazyLock<Option<Generated>> = LazyLock::new(|| {
    let input = Input {
        spec: published()?.join("platform-api-28.0.0.json"),
        ..Input::default()
    };
    Some(generate_from(&input, "whole").unwrap())
});

/// How snapshots are stored: under their own name, without the expression that made them.
pub(crate) fn snapshots() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// Generates a fixture.
pub(crate) fn generate(fixture: &str) -> Result<Generated, String> {
    generate_from(&input(fixture), &package_name(fixture))
}

/// Generates from any input; the error is all problems, one after the other.
pub(crate) fn generate_from(input: &Input, name: &str) -> Result<Generated, String> {
    sdk_generator::generate(input, &package(name), &|_| {}).map_err(|problems| text_of(&problems))
}

/// All diagnostics as they are printed.
pub(crate) fn text_of(diagnostics: &Diagnostics) -> String {
    diagnostics
        .iter()
        .map(|diagnostic| format!("{diagnostic}\n"))
        .collect()
}

/// The warnings, one a line: what kind, and where.
pub(crate) fn warnings(diagnostics: &Diagnostics) -> Vec<String> {
    let warnings = diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Warning);
    warnings
        .map(|found| format!("{} {}", found.code, found.place))
        .collect()
}

/// The definitions that are published and too large for this repository, where they are present.
pub(crate) fn published() -> Option<PathBuf> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/specs"));
    if folder.is_dir() {
        return Some(folder.to_owned());
    }
    println!(
        "skipped: the published definitions are not at {}",
        folder.display()
    );
    None
}
