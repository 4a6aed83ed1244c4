//! Types that the caller brings: what is reported, what can reach the emitted code, and what a comparison sees.

use std::fs;
use std::path::PathBuf;

use sdk_generator::diff::{Impact, Rules};
use sdk_generator::{Input, Types};
use serde_json::{Value, json};

use crate::support;

const MONEY: &str = "my_money::Money";

/// The definition of the fixture with other types.
fn input(types: Value) -> Input {
    Input {
        types: serde_json::from_value::<Types>(types).unwrap(),
        ..support::input("own_types")
    }
}

/// The diagnostics of a definition with these types, one a line.
fn said(types: Value) -> Vec<String> {
    match sdk_generator::read(&input(types), &|_| {}) {
        Ok(definition) => support::warnings(&definition.diagnostics),
        Err(problems) => problems
            .iter()
            .map(|found| format!("{} {}", found.code, found.place))
            .collect(),
    }
}

#[test]
fn what_the_configuration_names_has_to_be_there() {
    let dependencies = json!({"my_money": "1"});
    let here = |key: &str, wanted: &str| {
        let schemas = json!({key: MONEY});
        let found = said(json!({"schemas": schemas, "dependencies": dependencies}));
        assert!(found.iter().any(|line| line == wanted), "{found:?}");
    };
    here("Monny", "own-type-unused types.schemas.Monny");
    here(
        "/components/schemas/Bill/x",
        "own-type-unused types.schemas./components/schemas/Bill/x",
    );
    let found = said(json!({"formats": {"tickets": MONEY}, "dependencies": dependencies}));
    assert!(
        found.contains(&"own-type-unused types.formats.tickets".to_owned()),
        "{found:?}"
    );
    let found = said(
        json!({"formats": {"ticket": "elsewhere::Ticket<my_money::A>"}, "dependencies": dependencies}),
    );
    assert!(
        found.contains(&"own-type-without-dependency types.formats.ticket".to_owned()),
        "{found:?}"
    );
    let found = said(json!({"formats": {"ticket": "bytes::Bytes", "byte": "bytes::Bytes"}}));
    assert!(
        found
            .iter()
            .any(|line| line.starts_with("own-type-of-two-forms")),
        "{found:?}"
    );
}

#[test]
fn a_definition_alone_adds_no_dependency() {
    let generated = support::generate_from(&support::input("own_types"), "own").unwrap();
    assert!(!generated.files["Cargo.toml"].contains("elsewhere"));
    let input = Input {
        types: Types::default(),
        ..support::input("own_types")
    };
    let generated = support::generate_from(&input, "own").unwrap();
    assert!(!generated.files.contains_key("src/own_types.rs"));
    assert!(generated.files["src/models/bill.rs"].contains("pub tip: Option<String>"));
}

#[test]
fn names_of_schemas_and_values_of_the_configuration_are_no_code() {
    let name = "Evil` */ }\n#[doc = \"x\"] fn f() {}";
    let folder = tempfile::tempdir().unwrap();
    let spec: PathBuf = folder.path().join("openapi.json");
    let definition = json!({
        "openapi": "3.0.3",
        "info": {"title": "Evil", "version": "1"},
        "paths": {},
        "components": {"schemas": {name: {"type": "string"}}},
    });
    fs::write(&spec, definition.to_string()).unwrap();
    let types = json!({
        "schemas": {name: MONEY},
        "dependencies": {"my-money": {"version": "1\"\n[package]", "path": "a\nb"}},
    });
    let input = Input {
        spec,
        types: serde_json::from_value(types).unwrap(),
        ..Input::default()
    };
    let files = support::generate_from(&input, "evil").unwrap().files;
    let file = syn::parse_file(&files["src/own_types.rs"]).unwrap();
    assert_eq!(file.items.len(), 2);
    let manifest: toml_edit::DocumentMut = files["Cargo.toml"].parse().unwrap();
    let dependency = &manifest["dependencies"]["my-money"];
    assert_eq!(dependency["version"].as_str(), Some("1\"\n[package]"));
}

#[test]
fn another_type_is_a_break() {
    let with = |types| input(types);
    let old = with(json!({}));
    let new = with(json!({"schemas": {"Money": MONEY}, "dependencies": {"my_money": "1"}}));
    let changes = |old: &Input, new: &Input| {
        let changes = sdk_generator::changes(old, new, Rules::Crate).unwrap();
        let found = changes.iter().map(|it| (it.code, it.impact));
        found.collect::<Vec<_>>()
    };
    assert!(changes(&old, &new).contains(&("model-kind-changed", Impact::Major)));
    assert_eq!(changes(&new, &new), []);
}
