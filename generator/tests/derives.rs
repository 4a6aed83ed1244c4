//! Derives of the configuration: which models get them, what is reported, and what a comparison sees.

mod left_out;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sdk_generator::diff::{Impact, Rules};
use sdk_generator::{Config, Input, tables};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support;

/// A definition with these schemas, all of which one operation responds with.
fn definition(schemas: &Value) -> String {
    let names = schemas.as_object().unwrap().keys();
    let references = names.map(|name| {
        let pointer = format!("#/components/schemas/{name}");
        (name.clone(), json!({"$ref": pointer}))
    });
    let properties: serde_json::Map<_, _> = references.collect();
    let body = json!({"schema": {"type": "object", "properties": properties}});
    let response = json!({"description": "All.", "content": {"application/json": body}});
    let operation =
        json!({"operationId": "listAll", "tags": ["All"], "responses": {"200": response}});
    let definition = json!({
        "openapi": "3.0.3",
        "info": {"title": "Derives", "version": "1"},
        "paths": {"/all": {"get": operation}},
        "components": {"schemas": schemas},
    });
    definition.to_string()
}

/// A definition with a configuration, on disk.
struct Case {
    _folder: TempDir,
    input: Input,
}

impl Case {
    fn new(schemas: &Value, toml: &str) -> Result<Self, String> {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("openapi.json");
        fs::write(&spec, definition(schemas)).unwrap();
        let text = format!("definition = \"openapi.json\"\n{toml}");
        let config = Config::parse(&text, "sdkgen.toml", Path::new(""));
        let config = config.map_err(|found| support::text_of(&found))?;
        let input = Input {
            spec,
            types: config.types,
            ..Input::default()
        };
        Ok(Self {
            _folder: folder,
            input,
        })
    }

    /// What the components derive, by name.
    fn derives(&self) -> BTreeMap<String, String> {
        let tables = tables(&self.input).unwrap();
        let sdk = tables.sdk();
        let derives = sdk.models().map(|model| {
            let derives = model.derives.iter().map(ToString::to_string);
            let derives = derives.collect::<Vec<_>>().join(", ");
            (model.name.to_string(), derives)
        });
        derives.collect()
    }

    /// What is said of the derives: warnings of a run, or its errors.
    fn said(&self) -> String {
        match support::generate_from(&self.input, "derives") {
            Ok(generated) => support::text_of(&generated.definition.diagnostics),
            Err(said) => said,
        }
    }
}

/// What models derive with a configuration.
#[track_caller]
fn assert_derives(schemas: &Value, toml: &str, expected: &[(&str, &str)]) {
    let found = Case::new(schemas, toml).unwrap().derives();
    for (name, derives) in expected {
        assert_eq!(found[*name], *derives, "{name} in {toml}");
    }
}

fn object(properties: Value) -> Value {
    json!({"type": "object", "properties": properties})
}

fn of(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

const BOTH: &str = "Eq, Hash";
const ALL: &str = "[derives]\nall = [\"Eq\", \"Hash\"]\n";

#[test]
fn a_derive_is_given_where_it_holds_for_all_that_a_model_contains() {
    let number = json!({"type": "number"});
    let list = |items: &Value| json!({"type": "array", "items": items});
    let map = |values: &Value| json!({"type": "object", "additionalProperties": values});
    let schemas = json!({
        "Plain": object(json!({
            "text": {"type": "string"}, "count": {"type": "integer"}, "is": {"type": "boolean"},
            "at": {"type": "string", "format": "date-time"}, "on": {"type": "string", "format": "date"},
            "for": {"type": "string", "format": "duration"}, "any": {}, "bytes": {"type": "string", "format": "byte"},
            "state": {"type": "string", "enum": ["a", "b"]}, "maps": map(&list(&json!({"type": "string"}))),
        })),
        "Number": object(json!({"it": number})),
        "Float": object(json!({"it": {"type": "number", "format": "float"}})),
        "InList": object(json!({"it": list(&number)})),
        "InMap": object(json!({"it": map(&number)})),
        "InNullable": object(json!({"it": list(&json!({"type": "number", "nullable": true}))})),
        "AsRest": {"type": "object", "properties": {"a": {"type": "string"}}, "additionalProperties": number},
        "Alias": list(&of("Number")),
        "ByAlias": object(json!({"it": of("Alias")})),
        "Choice": {"oneOf": [of("Plain"), {"type": "string"}]},
        "BadChoice": {"oneOf": [of("Number"), {"type": "string"}]},
        "Empty": object(json!({})),
    });
    assert_derives(
        &schemas,
        ALL,
        &[
            ("Plain", BOTH),
            ("Choice", BOTH),
            ("Number", ""),
            ("Float", ""),
            ("InList", ""),
            ("InMap", ""),
            ("InNullable", ""),
            ("AsRest", ""),
            ("Alias", ""),
            ("ByAlias", ""),
            ("BadChoice", ""),
        ],
    );
}

#[test]
fn a_cycle_has_a_derive_as_a_whole_or_not_at_all() {
    let schemas = json!({
        "Tree": object(json!({"children": {"type": "array", "items": of("Tree")}, "root": of("Tree")})),
        "Hen": object(json!({"egg": of("Egg")})),
        "Egg": object(json!({"chick": of("Chick")})),
        "Chick": object(json!({"hen": of("Hen"), "weight": {"type": "number"}})),
        "Farm": object(json!({"hens": {"type": "array", "items": of("Hen")}})),
        "Basket": object(json!({"trees": {"type": "array", "items": of("Tree")}})),
    });
    let expected = [
        ("Tree", BOTH),
        ("Basket", BOTH),
        ("Hen", ""),
        ("Egg", ""),
        ("Chick", ""),
        ("Farm", ""),
    ];
    assert_derives(&schemas, ALL, &expected);
}

#[test]
fn own_types_count_as_the_configuration_says() {
    let ticket = json!({"type": "string", "format": "ticket"});
    let schemas = json!({
        "Ours": object(json!({"ticket": ticket})),
        "Known": object(json!({"id": {"type": "string", "format": "uuid"}})),
        "Other": object(json!({"list": {"type": "array", "items": {"type": "string", "format": "other"}}})),
    });
    let types = "[types.formats]\nuuid = \"uuid::Uuid\"\nother = \"mine::Other\"\n\
                 ticket = { type = \"mine::Ticket\", implements = [\"Hash\"] }\n\
                 [types.dependencies]\nmine = \"1\"\n";
    let expected = [("Ours", "Hash"), ("Known", BOTH), ("Other", "")];
    assert_derives(&schemas, &format!("{types}{ALL}"), &expected);
    let named = format!("{types}[derives]\nEq = [\"Other\"]\n");
    let said = Case::new(&schemas, &named).unwrap().said();
    assert!(
        said.contains("`list` holds `mine::Other`; add `implements = [\"Eq\"]` if it has it"),
        "{said}"
    );
}

/// A path has one set of facts, whichever way a property gets its type.
#[test]
fn what_the_configuration_says_of_a_type_holds_wherever_it_is_used() {
    let schemas = json!({
        "Bill": {"type": "object", "required": ["id", "tip"], "properties": {
            "id": {"type": "string", "format": "ticket"},
            "tip": {"type": "string", "x-rust-type": "mine::Money"},
        }},
        "Money": {"type": "string"},
        "Other": object(json!({"total": of("Money")})),
    });
    for types in [
        "[types.schemas]\nMoney = { type = \"mine::Money\", default = true, implements = [\"Hash\", \"Eq\"] }\n\
         [types.formats]\nticket = \"mine::Money\"\n",
        // What one says is added to what the other says.
        "[types.schemas]\nMoney = { type = \"mine::Money\", default = true, implements = [\"Hash\"] }\n\
         [types.formats]\nticket = { type = \"mine::Money\", implements = [\"Eq\"] }\n",
        // A line counts even if the definition has none of its format.
        "[types.schemas]\nMoney = \"mine::Money\"\n[types.formats]\nticket = \"mine::Money\"\n\
         none = { type = \"mine::Money\", default = true, implements = [\"Hash\", \"Eq\"] }\n",
    ] {
        let toml = format!("{types}[types.dependencies]\nmine = \"1\"\n{ALL}");
        assert_derives(&schemas, &toml, &[("Bill", BOTH), ("Other", BOTH)]);
        let case = Case::new(&schemas, &toml).unwrap();
        let files = support::generate_from(&case.input, "derives")
            .unwrap()
            .files;
        let bill = &files["src/models/bill.rs"];
        for field in ["id", "tip"] {
            let is_plain = bill.contains(&format!("pub {field}: ::mine::Money"));
            assert!(is_plain, "{field}: {bill}");
        }
    }
}

#[test]
fn models_are_named_one_by_one_or_by_patterns() {
    let schemas = json!({
        "user": object(json!({"home": of("Address")})),
        "Address": object(json!({"street": {"type": "string"}})),
        "AddressList": object(json!({"all": {"type": "array", "items": of("Address")}})),
        "State": {"type": "string", "enum": ["a"]},
    });
    // By the name in the crate and by that of the definition.
    assert_derives(
        &schemas,
        "[derives]\nEq = [\"User\", \"Address*\"]\nHash = { on = [\"user\", \"Address\", \"State\"] }\n",
        &[
            ("User", BOTH),
            ("Address", BOTH),
            ("AddressList", "Eq"),
            // It has them by hand.
            ("State", ""),
        ],
    );
    // What it contains is not asked for, and is named.
    let alone = Case::new(&schemas, "[derives]\nEq = [\"User\"]\n").unwrap();
    assert_eq!(alone.derives()["User"], "");
    let said = alone.said();
    assert!(
        said.contains("warning[derive-left-out]") && said.contains("sdkgen.toml:3:7"),
        "{said}"
    );
    assert!(
        said.contains("the property `home` holds `Address`, which does not have it"),
        "{said}"
    );
    assert!(
        said.contains("name `Address` as well, or use `all`"),
        "{said}"
    );
    // Of patterns it is known that not all models can have it.
    let all = Case::new(&schemas, "[derives]\nEq = [\"U*\"]\n").unwrap();
    assert!(!all.said().contains("derive-left-out"), "{}", all.said());
}

#[test]
fn all_names_that_were_forgotten_are_told_if_they_would_help() {
    let text = json!({"type": "string"});
    let schemas = json!({
        "Order": object(json!({"lines": {"type": "array", "items": of("Line")}, "user": of("User")})),
        "Line": object(json!({"item": of("Item")})),
        "Item": object(json!({"name": text})),
        "User": object(json!({"name": text})),
        "Weighed": object(json!({"item": of("Item"), "box": of("Box")})),
        "Box": object(json!({"weight": {"type": "number"}})),
    });
    let said = |toml: &str| {
        Case::new(&schemas, &format!("[derives]\n{toml}\n"))
            .unwrap()
            .said()
    };
    let found = said("Eq = [\"Order\", \"User\"]");
    let names = ["`Line`", "`Item`"].iter().all(|it| found.contains(it));
    assert!(names && found.contains(" as well, or use `all`"), "{found}");
    assert!(!found.contains("name `User`"), "{found}");
    assert!(!said("Eq = [\"Weighed\"]").contains("as well"));
}

#[test]
fn mistakes_are_reported_where_they_are() {
    let schemas = json!({
        "User": object(json!({"name": {"type": "string"}})),
        "Names": {"type": "array", "items": {"type": "string"}},
    });
    let mut shown = String::new();
    for toml in [
        "Eq = [\"Usr\"]",
        "Eq = [\"Zebra*\"]",
        "Hash = [\"Names\"]",
        "all = [\"Debug\"]",
        "\"serde::Serialize\" = [\"*\"]",
        "Ord = [\"User\"]",
        "Copy = [\"User\"]",
        "JsonSchema = [\"User\"]",
        "\"schemars::JsonSchema\" = [\"User\", \"N*\"]",
        "\"schemars::JsonSchema\" = { version = \"1\" }",
        "\"schemars::JsonSchema\" = { on = [\"User\"], version = \"1\", feature = [\"x\"] }",
        "\"a::B\" = { on = [\"User\"], version = \"1\", attribute = \"b)] struct C\" }",
        "\"schemars::JsonSchema\" = { on = [\"User\"], features = [\"x\"], package = \"s\" }",
        "\"schemars::JsonSchema\" = { on = [\"User\"], default-features = false }",
        "\"::serde::Serialize\" = [\"*\"]",
        "Eq = { on = [\"User\"], version = \"1\" }",
        "all = \"Eq\"",
        "Eq = \"User\"",
    ] {
        let said = match Case::new(&schemas, &format!("[derives]\n{toml}\n")) {
            Ok(case) => case.said(),
            Err(said) => said,
        };
        shown.push_str(&format!("{toml}\n{said}\n"));
    }
    support::snapshots().bind(|| insta::assert_snapshot!("derives_mistakes", shown));
}

#[test]
fn the_crate_of_a_derive_is_a_dependency_that_is_given_once() {
    let schemas = json!({"User": object(json!({"name": {"type": "string"}}))});
    let derive =
        "\"schemars::JsonSchema\" = { on = [\"*\"], version = \"1\", features = [\"jiff02\"] }\n";
    let case = Case::new(&schemas, &format!("[derives]\n{derive}")).unwrap();
    let files = support::generate_from(&case.input, "derives")
        .unwrap()
        .files;
    let line = "schemars = { version = \"1\", features = [\"jiff02\"] }";
    assert!(
        files["Cargo.toml"].contains(line),
        "{}",
        files["Cargo.toml"]
    );
    assert!(files["src/derives.rs"].contains("use ::schemars;"));
    let attribute = "#[derive(crate::derives::schemars::JsonSchema)]";
    assert!(files["src/models/user.rs"].contains(attribute));

    let twice = format!("[types.dependencies]\nschemars = \"1\"\n[derives]\n{derive}");
    let said = Case::new(&schemas, &twice).err().unwrap();
    assert!(said.contains("has `schemars` already"), "{said}");
    // Without models, there is nothing to depend on.
    let none = Case::new(&json!({"Names": {"type": "string"}}), "").unwrap();
    let files = support::generate_from(&none.input, "derives")
        .unwrap()
        .files;
    assert!(!files.contains_key("src/derives.rs"));
}

#[test]
fn the_package_of_a_derive_may_have_another_name_than_its_crate() {
    let schemas = json!({"User": object(json!({"name": {"type": "string"}}))});
    let derive = "\"ts_rs::TS\" = { on = [\"*\"], package = \"ts-rs\", version = \"1\" }\n";
    let case = Case::new(&schemas, &format!("[derives]\n{derive}")).unwrap();
    let generated = support::generate_from(&case.input, "derives").unwrap();
    let manifest = &generated.files["Cargo.toml"];
    let line = "ts_rs = { package = \"ts-rs\", version = \"1\" }";
    assert!(manifest.contains(line), "{manifest}");
    // Another derive of the crate, and a type of it, need no more.
    let both = format!("[derives]\n{derive}\"ts_rs::Other\" = [\"*\"]\n");
    assert_eq!(Case::new(&schemas, &both).unwrap().said(), "");
    let twice = format!("[types.dependencies]\nts-rs = \"1\"\n[derives]\n{derive}");
    let said = Case::new(&schemas, &twice).err().unwrap();
    assert!(said.contains("has `ts_rs` already"), "{said}");
}

/// A property that a release adds may take a derive away, which is a break.
#[test]
fn a_derive_that_is_lost_is_a_break() {
    let user = |property: Value| json!({"User": object(json!({"name": property}))});
    let old = Case::new(&user(json!({"type": "string"})), ALL).unwrap();
    let new = Case::new(&user(json!({"type": "number"})), ALL).unwrap();
    let changes = |old: &Case, new: &Case| -> Vec<_> {
        let changes = sdk_generator::changes(&old.input, &new.input, Rules::Crate).unwrap();
        // The response has a user, and loses and gains the same.
        let of_user = changes.iter().filter(|it| it.message.contains("User"));
        let of_derives = of_user.filter(|it| it.code.starts_with("derive-"));
        of_derives
            .map(|it| (it.code, it.impact, it.message.clone()))
            .collect()
    };
    let lost = |name: &str| format!("`models::User` no longer derives `{name}`");
    let removed = |name| ("derive-removed", Impact::Major, lost(name));
    assert_eq!(changes(&old, &new), [removed("Eq"), removed("Hash")]);
    let gained = |name: &str| format!("`models::User` derives `{name}`");
    let added = |name| ("derive-added", Impact::Minor, gained(name));
    assert_eq!(changes(&new, &old), [added("Eq"), added("Hash")]);
    assert_eq!(changes(&old, &old), []);
}
