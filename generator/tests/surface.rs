//! What `sdk` says of a crate is what is printed: each fixture is generated, its files are read again,
//! and both lists of public items are compared.

use crate::support;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use crate::support::surface::surface;
use sdk_generator::{Input, Tables, tables};

fn assert_is_printed(files: &BTreeMap<String, String>, tables: &Tables, name: &str) {
    let printed: BTreeSet<String> = support::items::items(files).into_iter().collect();
    let told = surface(&tables.sdk());
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
        let generated = support::generate(&fixture).unwrap();
        let tables = tables(&support::input(&fixture)).unwrap();
        assert_is_printed(&generated.files, &tables, &fixture);
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
    let generated = support::generate_from(&input, "platform").unwrap();
    assert_is_printed(&generated.files, &tables(&input).unwrap(), "platform");
}

#[test]
fn the_surface_of_a_whole_definition_is_what_is_printed() {
    let Some(releases) = &*support::RELEASES else {
        return;
    };
    let newest = releases.last().unwrap();
    assert_is_printed(&newest.files, &newest.tables, "release");
}
