//! Holds the definition and the generated SDK against the reference pages that
//! the project started from.
//!
//! The pages list every method of three APIs, with its verb and path, its
//! parameters and its return type. Whoever knows them has to find the same here,
//! so each row is compared three times: with `spec/platform-api.yaml`, with the
//! sources under `generated/`, and with the pages under `generated/docs/`. The pages are not part of this repository; where
//! they are absent, the tests say so and pass.

mod definition;
mod emitted;
mod mismatch;
mod pages;
mod reference;
mod rust_types;
mod sources;

use std::path::Path;

use mismatch::Mismatches;
use pages::Row;

const SEEDS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/seeds");
const DEFINITION: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/platform-api.yaml");
const GENERATED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../generated/src");
const REFERENCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../generated/docs");

/// The rows of all pages, or nothing where the pages are absent.
fn rows() -> Result<Option<Vec<Row>>, String> {
    if !Path::new(SEEDS).is_dir() {
        println!("skipped: the reference pages are not at {SEEDS}");
        return Ok(None);
    }
    pages::read(Path::new(SEEDS)).map(Some)
}

#[test]
fn the_pages_are_read_completely() {
    let Some(rows) = rows().unwrap() else { return };
    let mut by_api = std::collections::BTreeMap::new();
    for row in &rows {
        *by_api.entry(row.api.as_str()).or_insert(0) += 1;
    }
    let expected = [("License", 6), ("Organization", 10), ("Users", 47)];
    assert_eq!(by_api.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn the_definition_says_what_the_pages_say() {
    let Some(rows) = rows().unwrap() else { return };
    let found = definition::read(Path::new(DEFINITION)).unwrap();
    let mut mismatches = Mismatches::new();
    definition::compare(&rows, &found, &mut mismatches);
    assert!(mismatches.is_empty(), "{mismatches}");
}

#[test]
fn the_generated_sdk_offers_what_the_pages_offer() {
    let Some(rows) = rows().unwrap() else { return };
    let sources = sources::read(Path::new(GENERATED)).unwrap();
    let mut mismatches = Mismatches::new();
    emitted::compare(&rows, &sources, &mut mismatches);
    assert!(mismatches.is_empty(), "{mismatches}");
}

#[test]
fn our_reference_pages_say_what_the_pages_say() {
    let Some(rows) = rows().unwrap() else { return };
    let mut mismatches = Mismatches::new();
    reference::compare(&rows, Path::new(REFERENCE), &mut mismatches);
    assert!(mismatches.is_empty(), "{mismatches}");
}
