//! The same definition always gives the same bytes, whatever it is written in and how often.

use crate::support;
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use crate::support::generate_from;
use sdk_generator::{Generated, Input, load, write};

/// The definition of the SDK in this repository.
fn platform() -> Input {
    Input {
        spec: PathBuf::from(support::PLATFORM),
        ..Input::default()
    }
}

static PLATFORM: LazyLock<Generated> =
    LazyLock::new(|| generate_from(&platform(), "same").unwrap());

/// All fixtures and the definition of this repository, each with the name of a package and what was generated from
/// it once.
fn generated() -> Vec<(Input, String, &'static Generated)> {
    let fixtures = support::fixtures().into_iter().map(|fixture| {
        let generated = support::generate(&fixture).unwrap();
        let name = support::package_name(&fixture);
        (support::input(&fixture), name, generated)
    });
    fixtures
        .chain([(platform(), "same".to_owned(), &*PLATFORM)])
        .collect()
}

#[test]
fn the_same_input_twice_gives_the_same_bytes() {
    for (input, name, first) in generated() {
        let second = generate_from(&input, &name).unwrap();
        assert_eq!(first.files, second.files, "{}", input.spec.display());
        let warnings = [first, &second].map(|made| support::text_of(&made.definition.diagnostics));
        assert_eq!(warnings[0], warnings[1], "{}", input.spec.display());
    }
}

#[test]
fn json_and_yaml_give_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for (input, name, from_yaml) in generated() {
        if from_yaml.definition.other_files > 0 {
            // A definition that moves would not find them.
            continue;
        }
        let value = load::load_file(&input.spec).unwrap();
        let spec = folder.path().join("definition.json");
        fs::write(&spec, serde_json::to_string_pretty(&value).unwrap()).unwrap();
        let moved = Input {
            spec: spec.clone(),
            ..input.clone()
        };
        let from_json = generate_from(&moved, &name).unwrap();
        assert_eq!(from_yaml.files, from_json.files, "{}", input.spec.display());
    }
}

#[test]
fn the_name_of_the_file_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let input = support::input("swagger2");
    let moved = folder.path().join("elsewhere.txt");
    fs::copy(&input.spec, &moved).unwrap();
    let here = generate_from(&input, "same").unwrap();
    let there = generate_from(
        &Input {
            spec: moved,
            ..input
        },
        "same",
    )
    .unwrap();
    assert_eq!(here.files, there.files);
}

/// One fixture of each kind of file, since writing takes longer than generating.
#[test]
fn a_folder_that_is_generated_again_is_unchanged() {
    let inputs = ["unions", "several_tags", "hostile"].map(support::input);
    for input in inputs {
        let folder = tempfile::tempdir().unwrap();
        let first = generate_from(&input, "same").unwrap();
        let changes = write::write(&first.files, folder.path()).unwrap();
        // One file more than was generated: the list of them.
        assert_eq!(changes.written.len(), first.files.len() + 1);
        let before = support::folder::contents(folder.path()).unwrap();

        let second = generate_from(&input, "same").unwrap();
        assert!(
            write::compare(&second.files, folder.path())
                .unwrap()
                .is_empty()
        );
        let changes = write::write(&second.files, folder.path()).unwrap();
        assert!(changes.is_empty(), "{}: {changes:?}", input.spec.display());
        assert_eq!(support::folder::contents(folder.path()).unwrap(), before);
    }
}
