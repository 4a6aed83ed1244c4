//! What is tried with input of any kind: the entry functions of the fuzz targets, which the plain
//! test `generator/tests/fuzz.rs` calls as well.
//!
//! None may panic, run on without end or take memory without bound; errors are what is hoped for.

pub mod locations;
pub mod mutate;
pub mod output;
pub mod readers;
pub mod texts;

use std::fs;

use sdk_generator::source::Source;
use sdk_generator::{Input, Package, load};
use serde_json::Value;

/// How many places are looked for in one document.
const MAX_PLACES: usize = 1000;

/// Loads bytes, and finds the places of what was loaded.
pub fn load(bytes: &[u8]) {
    let Ok(loaded) = load::load_text(bytes, "fuzz") else {
        return;
    };
    let mut places = Vec::new();
    pointers(&loaded.value, "#", &mut places);
    let places: Vec<_> = places.iter().map(String::as_str).collect();
    assert_eq!(Source::new(bytes).find(&places).len(), places.len());
}

fn pointers(value: &Value, place: &str, places: &mut Vec<String>) {
    if places.len() == MAX_PLACES {
        return;
    }
    places.push(place.to_owned());
    match value {
        Value::Object(entries) => entries.iter().for_each(|(key, value)| {
            let key = key.replace('~', "~0").replace('/', "~1");
            pointers(value, &format!("{place}/{key}"), places);
        }),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| pointers(item, &format!("{place}/{index}"), places)),
        _ => {}
    }
}

/// Reads and analyzes a definition: loading, upgrading, repairing, parsing, lowering, analyzing.
pub fn read(bytes: &[u8]) {
    in_file(bytes, |input| {
        let _ = sdk_generator::read(input, &|_| {});
    });
}

/// Generates a whole crate with its reference pages.
///
/// # Panics
/// When a file of it is no Rust, or has a name that a folder cannot hold.
pub fn generate(bytes: &[u8]) {
    let package = Package {
        version: "0.1.0".to_owned(),
        command: "fuzz".to_owned(),
        reference: true,
        ..Package::default()
    };
    in_file(bytes, |input| {
        let Ok(generated) = sdk_generator::generate(input, &package, &|_| {}) else {
            return;
        };
        for (path, text) in &generated.files {
            let is_plain = |part: &str| !matches!(part, "" | "." | "..") && part.len() < 200;
            assert!(path.split('/').all(is_plain), "{path:?}");
            if path.ends_with(".rs") && !path.starts_with("src/runtime/") {
                assert!(syn::parse_file(text).is_ok(), "{path}:\n{text}");
            }
        }
    });
}

/// Puts a text into all locations of a definition, and reads what is generated as its readers do.
///
/// # Panics
/// When the text became anything but text.
pub fn markdown(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let texts = locations::Texts {
        block: &text,
        line: &text,
        name: &text,
    };
    if let Ok(generated) = locations::generate(texts) {
        let problems = readers::problems(&generated);
        assert!(
            problems.is_empty(),
            "{text:?} became:\n{}",
            problems.join("\n")
        );
    }
}

/// Runs something on a file with these bytes, in a folder of its own.
fn in_file<T>(bytes: &[u8], run: impl FnOnce(&Input) -> T) -> T {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let spec = folder.path().join("openapi.yaml");
    fs::write(&spec, bytes).expect("a file can be written in it");
    run(&Input {
        spec,
        ..Input::default()
    })
}
