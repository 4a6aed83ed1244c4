//! What `sdk` says of a crate is what is printed: each fixture is generated, its files are read again,
//! and both lists of public items are compared.

use crate::support;
use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::support::surface::surface;
use sdk_generator::{Input, tables};

fn assert_printed(input: &Input, name: &str) {
    let generated = support::generate_from(input, name).unwrap();
    let printed: BTreeSet<String> = support::items::items(&generated).into_iter().collect();
    let told = surface(&tables(input).unwrap().sdk());
    let told: BTreeSet<String> = told.iter().map(|line| line.replace(' ', "")).collect();
    let missing: Vec<_> = printed.difference(&told).take(20).collect();
    let invented: Vec<_> = told.difference(&printed).take(20).collect();
    assert!(
        missing.is_empty() && invented.is_empty(),
        "{name}: printed and not told {missing:#?}, told and not printed {invented:#?}"
    );
}

#[test]
fn the_surface_of_each_fixture_is_what_is_printed() {
    for fixture in support::fixtures() {
        assert_printed(&support::input(&fixture), &fixture);
    }
}

#[test]
fn the_surface_of_the_definition_of_this_repository_is_what_is_printed() {
    let spec = PathBuf::from(support::PLATFORM);
    let input = Input {
        overlays: vec![spec.with_file_name("overlay.yaml")],
        spec,
        ..Input::default()
    };
    assert_printed(&input, "platform");
}

#[test]
fn the_surface_of_a_whole_definition_is_what_is_printed() {
    let Some(folder) = support::published() else {
        return;
    };
    let input = Input {
        spec: folder.join("releases").join("21.0.0.json"),
        ..Input::default()
    };
    assert_printed(&input, "release");
}
