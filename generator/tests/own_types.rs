//! Types that the caller brings: what is reported, what can reach the emitted code, and what a comparison sees.

use std::fs;
use std::path::Path;

use sdk_generator::diff::{Impact, Rules};
use sdk_generator::{Config, Input, Types};
use serde_json::json;

use crate::support;

/// The types of a configuration.
fn types(toml: &str) -> Result<Types, String> {
    let text = format!("definition = \"x\"\n{toml}");
    let config = Config::parse(&text, "sdkgen.toml", Path::new(""));
    config
        .map(|config| config.types)
        .map_err(|found| support::text_of(&found))
}

/// The definition of the fixture with other types.
fn input(toml: &str) -> Input {
    Input {
        types: types(toml).unwrap(),
        ..support::input("own_types")
    }
}

/// The diagnostics of the definition with these types, one a line: what kind, where, and the sentence.
fn said(toml: &str) -> Vec<String> {
    let read = sdk_generator::read(&input(toml), &|_| {});
    let said = read.map_or_else(|problems| problems, |definition| definition.diagnostics);
    let lines = said.iter().map(|found| {
        let line = found.position.as_deref().map_or(0, |it| it.line);
        format!("{} {}:{line} {}", found.code, found.location, found.message)
    });
    lines.collect()
}

#[test]
fn types_and_dependencies_are_a_string_or_a_table() {
    let types = types(
        "[types]\ninteger-enums = true\n\
         [types.formats]\nuuid = \"uuid::Uuid\"\nuri = { type = \"url::Url\" }\n\
         [types.schemas]\nMoney = { type = \"my_money::Money\", default = true }\n\
         [types.dependencies]\nmy-money = { path = \"../money\", default-features = false }\n\
         uuid = \"1.8\"\nmoney = { package = \"acme-money\", version = \"1\" }\n",
    )
    .unwrap();
    assert!(types.integer_enums);
    assert!(types.formats["uuid"].has_default() && !types.formats["uri"].has_default());
    assert!(types.schemas["Money"].has_default());
    assert_eq!(types.missing(&types.schemas["Money"].path), None);
    let version = |name: &str| types.dependency(name).and_then(|(_, it)| it.version);
    assert_eq!(version("uuid").as_deref(), Some("1.8"));
    assert_eq!(version("url").as_deref(), Some("2"));
    let package = types.dependency("money").and_then(|(_, it)| it.package);
    assert_eq!(package.as_deref(), Some("acme-money"));
    assert!(types.dependency("my_types").is_none());
}

#[test]
fn what_is_no_type_is_an_error_with_its_line() {
    for (toml, wanted) in [
        ("[types.format]", "unknown key `types.format`"),
        (
            "[types.formats]\nuuid = \"Uuid; fn f() {}\"",
            "sdkgen.toml:3:8",
        ),
        (
            "[types.formats]\nuuid = 5",
            "`types.formats.uuid` is not a string or a table",
        ),
        (
            "[types.formats.uuid]\npath = \"a::B\"",
            "unknown key `types.formats.uuid.path`",
        ),
        (
            "[types.formats]\nuuid = {default = true}",
            "`types.formats.uuid` has no `type`",
        ),
        (
            "[types.formats]\nuuid = {type = \"a::B\", implements = [\"Ord\"]}",
            "sdkgen.toml:3:38",
        ),
        (
            "[types.dependencies.a]\ngit = \"x\"",
            "unknown key `types.dependencies.a.git`",
        ),
        (
            "[types.dependencies.a]\nfeatures = [\"x\"]",
            "`types.dependencies.a` has no `version`",
        ),
        (
            "[types.dependencies]\na = { package = \"b\", default-features = false }",
            "sdkgen.toml:3:1",
        ),
    ] {
        let found = types(toml).unwrap_err();
        assert!(found.contains(wanted), "{found}");
    }
}

#[test]
fn what_the_configuration_names_has_to_be_there() {
    let money = "[types.dependencies]\nmy_money = \"1\"\n";
    for (toml, wanted) in [
        (
            "[types.schemas]\nMonny = \"my_money::Money\"\n",
            "own-type-unused sdkgen.toml:3 the definition has no schema `Monny`",
        ),
        (
            "[types.schemas]\n\"/components/schemas/Bill/x\" = \"my_money::Money\"\n",
            "own-type-unused sdkgen.toml:3 no schema that is generated is at `/comp",
        ),
        (
            "[types.formats]\ntickets = \"my_money::Ticket\"\n",
            "own-type-unused sdkgen.toml:3 the definition has no format `tickets`",
        ),
        (
            "[types.formats]\nticket = \"elsewhere::Ticket<my_money::A>\"\n",
            "own-type-without-dependency sdkgen.toml:3 the crate `elsewhere` of",
        ),
        (
            "[types.formats]\nticket = \"bytes::Bytes\"\nbyte = \"bytes::Bytes\"\n",
            "own-type-of-two-forms sdkgen.toml:",
        ),
    ] {
        let found = said(&format!("{toml}{money}"));
        assert!(
            found.iter().any(|line| line.starts_with(wanted)),
            "{found:?}"
        );
    }
}

#[test]
fn what_is_not_there_is_told_with_what_is_like_it() {
    let money = "[types.dependencies]\nmy_money = \"1\"\n";
    for (toml, help) in [
        (
            "[types.schemas]\nMonny = \"my_money::Money\"\n",
            "did you mean `Money`?",
        ),
        (
            "[types.schemas]\n\"/components/schemas/Monny\" = \"my_money::Money\"\n",
            "did you mean `/components/schemas/Money`?",
        ),
        (
            "[types.schemas]\n\"#/definitions/Monny\" = \"my_money::Money\"\n",
            "did you mean `#/definitions/Money`?",
        ),
        (
            "[types.formats]\ntickets = \"my_money::Ticket\"\n",
            "did you mean `ticket`?",
        ),
        (
            "[types.formats]\nticket = \"my_ids::Id\"\n",
            "`my_ids = \"1\"` with its version, or `my_ids = { path = \"../my_ids\" }`",
        ),
    ] {
        let found = sdk_generator::read(&input(&format!("{toml}{money}")), &|_| {});
        let found = found.map_or_else(|errors| errors, |read| read.diagnostics);
        let found = support::text_of(&found);
        assert!(found.contains(help), "{toml}: {found}");
    }
}

/// What a run says, without its warnings about the definition.
fn said_of_dependencies(toml: &str, name: &str) -> String {
    match support::generate_from(&input(toml), name) {
        Ok(generated) => support::text_of(&generated.definition.diagnostics),
        Err(said) => said,
    }
}

#[test]
fn dependencies_that_do_nothing_or_contradict_the_crate_are_reported() {
    for (lines, wanted) in [
        (
            "tokio = \"1.99\"",
            "error[dependency-conflict]: the emitted crate has `tokio` already, with the version 1\n  \
             at sdkgen.toml:3:1\n",
        ),
        (
            "serde_json = { path = \"../x\" }",
            "`serde_json` already, with the version 1",
        ),
        // The same crate, whose package has another name.
        ("futures_core = \"1\"", "`futures-core` already"),
        ("my_ids = \"1\"", "warning[dependency-unused]"),
        // Features alone are no contradiction; but nothing uses them.
        (
            "tokio = { version = \"1\", features = [\"fs\"] }",
            "warning[dependency-unused]: no type and no derive is of the crate `tokio`",
        ),
    ] {
        let found = said_of_dependencies(&format!("[types.dependencies]\n{lines}\n"), "own");
        assert!(found.contains(wanted), "{lines}: {found}");
    }
    let used = "[types.formats]\nticket = \"my_money::Ticket\"\n[types.dependencies]\nmy-money = \"1\"\n\
                [derives.\"a::B\"]\non = [\"*\"]\nversion = \"1\"\n";
    let found = said_of_dependencies(used, "own");
    assert!(!found.contains("dependency-"), "{found}");
    // The crate itself cannot have the name of one of them.
    for name in ["my-money", "my_money", "serde-json"] {
        let found = said_of_dependencies(used, name);
        assert!(found.contains("error[package-name]"), "{name}: {found}");
    }
}

#[test]
fn a_path_that_leads_to_no_crate_is_a_warning_while_that_is_so() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("sdk");
    let input = input(
        "[types.formats]\nticket = \"my_money::Ticket\"\n\
         [types.dependencies]\nmy-money = { path = \"../money\" }\n",
    );
    let package = support::package("own");
    let said = || {
        let (summary, _) = sdk_generator::update(&input, &package, &out, &|_| {}).unwrap();
        support::text_of(&summary.diagnostics)
    };
    let resolved = folder.path().join("money");
    let wanted = format!(
        "warning[absent-crate]: the path `../money` of `types.dependencies.my-money` leads to `{}`",
        resolved.display()
    );
    // Again, when nothing has changed.
    for _ in 0..2 {
        let found = said();
        assert!(
            found.contains(&wanted) && found.contains("sdkgen.toml:5:1"),
            "{found}"
        );
    }
    fs::create_dir(&resolved).unwrap();
    fs::write(resolved.join("Cargo.toml"), "").unwrap();
    assert!(!said().contains("absent-crate"));
}

#[test]
fn a_definition_alone_adds_no_dependency() {
    let generated = support::generate("own_types").unwrap();
    assert!(!generated.files["Cargo.toml"].contains("elsewhere"));
    let generated = support::generate_from(&input(""), "own").unwrap();
    assert!(!generated.files.contains_key("src/own_types.rs"));
    assert!(generated.files["src/models/bill.rs"].contains("pub tip: Option<String>"));
}

#[test]
fn names_of_schemas_and_values_of_the_configuration_are_no_code() {
    let name = "Evil` */ } fn f() {}";
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("openapi.json");
    let definition = json!({
        "openapi": "3.0.3",
        "info": {"title": "Evil", "version": "1"},
        "paths": {},
        "components": {"schemas": {name: {"type": "string"}}},
    });
    fs::write(&spec, definition.to_string()).unwrap();
    let toml = format!(
        "[types.schemas]\n'{name}' = \"my_money::Money\"\n[types.dependencies]\nmy-money = \"1\"\n",
    );
    let mut types = types(&toml).unwrap();
    // A program can set what a file cannot.
    for dependency in types.dependencies.values_mut() {
        dependency.features = vec!["x\"]\n[package]".to_owned()];
    }
    let input = Input {
        spec,
        types,
        ..Input::default()
    };
    let files = support::generate_from(&input, "evil").unwrap().files;
    let file = syn::parse_file(&files["src/own_types.rs"]).unwrap();
    assert_eq!(file.items.len(), 3);
    let manifest: toml_edit::DocumentMut = files["Cargo.toml"].parse().unwrap();
    let dependency = &manifest["dependencies"]["my-money"];
    let feature = dependency["features"].as_array().and_then(|it| it.get(0));
    assert_eq!(feature.and_then(|it| it.as_str()), Some("x\"]\n[package]"));
}

#[test]
fn another_type_is_a_break() {
    let old = input("");
    let new = input(
        "[types.schemas]\nMoney = \"my_money::Money\"\n[types.dependencies]\nmy_money = \"1\"\n",
    );
    let changes = |old: &Input, new: &Input| {
        let changes = sdk_generator::changes(old, new, Rules::Crate).unwrap();
        let found = changes.iter().map(|it| (it.code, it.impact));
        found.collect::<Vec<_>>()
    };
    assert!(changes(&old, &new).contains(&("model-kind-changed", Impact::Major)));
    assert_eq!(changes(&new, &new), []);
}
