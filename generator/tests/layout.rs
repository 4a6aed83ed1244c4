//! What emitted files look like: every line is where `prettyplease` puts it, and blank lines stand between items
//! and between methods alone.

use crate::support;
use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;
use sdk_generator::Input;
use serde_json::{Map, Value, json};

/// A text without blank lines.
fn tight(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.is_empty()).collect()
}

/// The files of Rust that are emitted, and not copied from the runtime.
fn emitted(files: &BTreeMap<String, String>) -> Vec<(&String, &String)> {
    let files = files.iter();
    let is_copied = |path: &str| path.starts_with("src/runtime/") || path == "src/regions.rs";
    let emitted = files
        .filter(|(path, _)| path.starts_with("src/") && path.ends_with(".rs") && !is_copied(path));
    emitted.collect()
}

/// Fails where a file is not what the formatter makes of it, but for its first line and for blank lines.
fn check(files: &BTreeMap<String, String>) {
    let emitted = emitted(files);
    assert!(!emitted.is_empty());
    emitted.par_iter().for_each(|(path, text)| {
        let formatted = prettyplease::unparse(&syn::parse_file(text).unwrap());
        let (found, expected) = (tight(text), tight(&formatted));
        let differs = found[1..].iter().zip(&expected).find(|(a, b)| a != b);
        assert_eq!(differs, None, "{path}");
        assert_eq!(found.len(), expected.len() + 1, "{path}");
    });
}

fn generate(input: &Input) -> BTreeMap<String, String> {
    support::generate_from(input, "layout").unwrap().files
}

#[test]
fn the_lines_of_all_fixtures_are_those_of_the_formatter() {
    for fixture in support::fixtures() {
        check(&support::generate(&fixture).unwrap().files);
    }
}

#[test]
fn the_lines_of_the_sdk_are_those_of_the_formatter() {
    let spec = PathBuf::from(support::PLATFORM);
    let overlays = vec![spec.with_file_name("overlay.yaml")];
    check(&generate(&Input {
        spec,
        overlays,
        ..Input::default()
    }));
}

#[test]
fn the_lines_of_a_whole_definition_are_those_of_the_formatter() {
    if let Some(generated) = &*support::WHOLE {
        check(&generated.files);
    }
}

/// Names of every width, in every place that a name of a definition has in a crate.
fn names_of_every_width() -> Value {
    let name = |width: usize| "n".repeat(width);
    let (mut schemas, mut paths) = (Map::new(), Map::new());
    for width in 1..100 {
        let name = name(width);
        let reference = json!({"$ref": format!("#/components/schemas/{name}")});
        let enumeration = json!({"type": "string", "enum": [name, format!("{name}b"), "c"]});
        let object = json!({"type": "object", "required": [name], "properties": {
            &name: {"type": "string"},
            format!("{name}a"): {"type": "array", "items": reference},
            format!("{name}b"): {"type": "integer"},
            format!("{name}c"): {"type": "object", "additionalProperties": reference},
            format!("{name}d"): enumeration,
        }});
        let union = json!({"oneOf": [reference, {"type": "array", "items": reference}]});
        schemas.insert(name.clone(), object);
        schemas.insert(format!("union_{name}"), union);
        let parameter = |name: &str, schema: &Value, required: bool| json!({"in": "query", "name": name, "schema": schema, "required": required});
        let text = json!({"type": "string"});
        let list = json!({"type": "array", "items": enumeration});
        let parameters: Vec<_> = (0..width % 4)
            .map(|number| parameter(&format!("r{number}{name}"), &text, true))
            .chain([
                parameter(&name, &list, false),
                parameter("x", &enumeration, false),
            ])
            .collect();
        let content = json!({"application/json": {"schema": reference}});
        let operation = json!({
            "operationId": name,
            "tags": (0..=width % 2).map(|tag| format!("tag {tag}")).collect::<Vec<_>>(),
            "parameters": parameters,
            "x-inin-requires-permissions": {"type": "ANY", "permissions": vec![&name; width % 4]},
            "requestBody": {"content": content, "required": true},
            "responses": {"200": {"description": "It.", "content": content}},
        });
        paths.insert(format!("/{name}"), json!({"post": operation}));
    }
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Widths", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas},
    })
}

#[test]
fn the_lines_of_names_of_every_width_are_those_of_the_formatter() {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("openapi.json");
    std::fs::write(&spec, names_of_every_width().to_string()).unwrap();
    check(&generate(&Input {
        spec,
        ..Input::default()
    }));
}

#[test]
fn blank_lines_stand_between_items_and_between_methods() {
    let files = &support::generate("several_tags").unwrap().files;
    for (path, text) in emitted(files) {
        assert!(
            !text.contains("\n\n\n") && !text.ends_with("\n\n"),
            "{path}"
        );
        let lines: Vec<_> = text.lines().collect();
        for window in lines.windows(2) {
            let [line, next] = window else { continue };
            let closes = matches!(*line, "}" | "    }");
            let is_last = matches!(next.trim(), "}" | "};");
            assert!(
                !closes || is_last || next.is_empty(),
                "{path}: {line:?} {next:?}"
            );
            let is_part = line.ends_with([',', '{']) || line.trim_start().starts_with("///");
            assert!(!is_part || !next.is_empty(), "{path}: {line:?} {next:?}");
        }
    }
}
