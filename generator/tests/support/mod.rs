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
use std::sync::{LazyLock, OnceLock};

use rayon::prelude::*;
use sdk_generator::diagnostics::{Diagnostics, Severity};
use sdk_generator::{
    Definition, Generated, Generator, Input, Network, Package, Pattern, Selection, Tables, config,
};

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
        ..Package::default()
    }
}

/// The name of the crate that a fixture becomes.
pub(crate) fn package_name(fixture: &str) -> String {
    format!("fixture-{}", fixture.replace('_', "-"))
}

/// What is generated from a whole published definition, with reference pages, once for all tests.
pub(crate) static WHOLE: LazyLock<Option<Generated>> = LazyLock::new(|| {
    let input = Input {
        spec: published()?.join("platform-api-28.0.0.json"),
        ..Input::default()
    };
    Some(generate_with_pages(&input, "whole").unwrap())
});

/// The newest published definition, read with the overlays of this repository, once for all tests.
pub(crate) static NEWEST: LazyLock<Option<Definition>> = LazyLock::new(|| {
    let input = Input {
        spec: published()?.join("platform-api-2026-05.json"),
        overlays: overlays(&["overlay.yaml", "topics.overlay.yaml"]),
        ..Input::default()
    };
    Some(sdk_generator::read(&input, &|_| {}).unwrap())
});

/// What is generated from the operations that two tags of it have, with their topics and reference pages.
pub(crate) static USERS_AND_QUALITY: LazyLock<Option<Generated>> = LazyLock::new(|| {
    let tags = ["Users", "Quality"].map(|tag| Pattern::new(tag, "--tag"));
    let input = Input {
        spec: published()?.join("platform-api-2026-05.json"),
        overlays: overlays(&["topics.overlay.yaml"]),
        selection: Selection {
            tags: tags.into(),
            ..Selection::default()
        },
        ..Input::default()
    };
    Some(generate_with_pages(&input, "published").unwrap())
});

/// One of the published releases.
pub(crate) struct Release {
    /// The first part of its version.
    pub(crate) number: u32,
    /// The definition.
    pub(crate) spec: PathBuf,
    /// The files of its crate.
    pub(crate) files: BTreeMap<String, String>,
    /// The definition and its names.
    pub(crate) tables: Tables,
}

/// The consecutive releases, in order, each generated once for all tests.
pub(crate) static RELEASES: LazyLock<Option<Vec<Release>>> = LazyLock::new(|| {
    let folder = published()?.join("releases");
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut specs: Vec<_> = paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "json")
        })
        .collect();
    specs.sort();
    Some(specs.into_par_iter().map(release).collect())
});

fn release(spec: PathBuf) -> Release {
    let input = Input {
        spec: spec.clone(),
        ..Input::default()
    };
    let generated = generate_from(&input, "release").unwrap();
    let version = spec.file_stem().unwrap().to_string_lossy();
    Release {
        number: version.split('.').next().unwrap().parse().unwrap(),
        files: generated.files,
        tables: Tables::of(generated.definition, &|_| {}).unwrap(),
        spec,
    }
}

/// Overlays of this repository.
pub(crate) fn overlays(names: &[&str]) -> Vec<PathBuf> {
    let folder = Path::new(PLATFORM).parent().unwrap();
    names.iter().map(|name| folder.join(name)).collect()
}

/// How snapshots are stored: under their own name, without the expression that made them.
pub(crate) fn snapshots() -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

/// What a fixture becomes, once for all tests.
pub(crate) fn generate(fixture: &str) -> Result<&'static Generated, String> {
    static GENERATED: LazyLock<BTreeMap<String, OnceLock<Result<Generated, String>>>> =
        LazyLock::new(|| {
            let fixtures = fixtures().into_iter();
            fixtures.map(|name| (name, OnceLock::new())).collect()
        });
    let place = GENERATED.get(fixture).ok_or("there is no such fixture")?;
    let made = place.get_or_init(|| generate_from(&input(fixture), &package_name(fixture)));
    made.as_ref().map_err(String::clone)
}

/// Generates from any input; the error is all problems, one after the other.
pub(crate) fn generate_from(input: &Input, name: &str) -> Result<Generated, String> {
    sdk_generator::generate(input, &package(name), &|_| {}).map_err(|problems| text_of(&problems))
}

/// The same with reference pages.
pub(crate) fn generate_with_pages(input: &Input, name: &str) -> Result<Generated, String> {
    let mut package = package(name);
    package.reference = true;
    sdk_generator::generate(input, &package, &|_| {}).map_err(|problems| text_of(&problems))
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
        .map(|found| format!("{} {}", found.code, found.location))
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
