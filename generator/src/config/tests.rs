use std::path::{Path, PathBuf};

use super::{Config, Source, starter};
use crate::diagnostics::Position;

fn parse(text: &str) -> Result<Config, Vec<String>> {
    let config = Config::parse(text, "spec/sdkgen.toml", Path::new("spec"));
    config.map_err(|found| {
        let lines = found.iter().map(|it| {
            let position = it.position.as_deref().copied();
            let Position { line, column } = position.unwrap_or(Position { line: 0, column: 0 });
            format!("{} {line}:{column} {}; {}", it.code, it.message, it.help)
        });
        lines.collect()
    })
}

#[test]
fn all_keys_are_read_and_paths_are_relative_to_the_file() {
    let config = parse(
        r#"
        definition = "api.yaml"
        overlays = ["a.yaml", "/b.yaml"]
        output = "../sdk"
        include = "crate"
        docs = true
        allow-outside = true
        command = "make sdk"
        [package]
        name = "my-sdk"
        version = "1.2.3"
        repository = "https://example.com/x"
        [selection]
        tags = ["Users"]
        operations = ["get*"]
        exclude-tags = ["Old"]
        exclude-operations = ["DELETE *"]
        [features]
        reporting = ["GET /a/*", "b"]
        [release]
        check = ["cargo", "test"]
        "#,
    )
    .unwrap();
    assert_eq!(config.definition, Source::File("spec/api.yaml".into()));
    assert_eq!(
        config.overlays,
        ["spec/a.yaml", "/b.yaml"].map(PathBuf::from)
    );
    assert_eq!(config.output(), Path::new("spec/../sdk"));
    assert_eq!(config.include.as_deref(), Some(Path::new("spec/crate")));
    assert!(config.docs && config.allow_outside);
    assert_eq!(config.command.as_deref(), Some("make sdk"));
    assert_eq!(config.name.as_deref(), Some("my-sdk"));
    assert_eq!(config.version.as_deref(), Some("1.2.3"));
    assert_eq!(config.repository.as_deref(), Some("https://example.com/x"));
    let texts = |patterns: &[super::super::Pattern]| -> Vec<String> {
        patterns.iter().map(|it| it.text.clone()).collect()
    };
    let selection = &config.selection;
    assert_eq!(texts(&selection.tags), ["Users"]);
    assert_eq!(texts(&selection.operations), ["get*"]);
    assert_eq!(texts(&selection.exclude_tags), ["Old"]);
    assert_eq!(texts(&selection.exclude_operations), ["DELETE *"]);
    let location = &selection.tags[0].location;
    assert_eq!(location.position, Some(Position::new(14, 17)));
    assert_eq!(location.key, "selection.tags");
    assert_eq!(location.file, "spec/sdkgen.toml");
    assert_eq!(config.features[0].location.key, "features.reporting");
    assert_eq!(config.features[0].name, "reporting");
    assert_eq!(texts(&config.features[0].operations), ["GET /a/*", "b"]);
    assert_eq!(
        config.release_check,
        Some(vec!["cargo".into(), "test".into()])
    );
}

#[test]
fn what_is_unknown_is_an_error_with_its_position_and_a_suggestion() {
    let text = "definition = 'a'\noutptu = 'x'\n[package]\nnmae = 'x'\ncolour = 1\n[selektion]\n";
    assert_eq!(
        parse(text).unwrap_err(),
        [
            "unknown-key 4:1 unknown key `package.nmae`; did you mean `name`?",
            "unknown-key 5:1 unknown key `package.colour`; the keys are `name`, `version`, \
             `repository`",
            "unknown-key 2:1 unknown key `outptu`; did you mean `output`?",
            "unknown-key 6:2 unknown key `selektion`; did you mean `selection`?",
        ]
    );
}

/// Asserts that each file has exactly one error, which starts with the given string.
#[track_caller]
fn assert_errors(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let found = parse(text).unwrap_err();
        assert!(
            found.len() == 1 && found[0].starts_with(expected),
            "{text}: {found:#?}"
        );
    }
}

#[test]
fn what_is_missing_or_empty_is_an_error() {
    assert_errors(&[
        (
            "output = 'x'",
            "config-value 0:0 the file has no `definition`",
        ),
        (
            "definition = ''",
            "config-value 1:14 `definition` is empty; write a value",
        ),
        (
            "definition = 'a'\noverlays = ['']",
            "config-value 2:13 an item of `overlays` is empty; write a value",
        ),
        (
            "definition = 'a'\n[types.dependencies]\nx = {}",
            "config-value 3:1 `types.dependencies.x` has no `version`",
        ),
        (
            "definition = 'a'\n[types.dependencies]\nx = {features = ['y']}",
            "config-value 3:1 `types.dependencies.x` has no `version`",
        ),
    ]);
}

#[test]
fn a_value_of_another_type_is_an_error_that_names_the_right_one() {
    assert_errors(&[
        (
            "definition = 1",
            "config-value 1:14 `definition` is not a string",
        ),
        (
            "definition = 'a'\noverlays = ['x', 5]",
            "config-value 2:18 an item of `overlays` is not a string; put it into quotes",
        ),
        (
            "definition = 'a'\ntypes = 1",
            "config-value 2:9 `types` is not a table; write a table: `[types]`",
        ),
        (
            "definition = 'a'\n[types.formats]\n'a b' = 1",
            "config-value 3:9 `types.formats.\"a b\"` is not a string or a table",
        ),
        (
            "definition = 'a'\n[types.dependencies]\nx = [1]",
            "config-value 3:5 `types.dependencies.x` is not a string or a table",
        ),
        (
            "definition = 'a'\n[derives]\nEq = 'User'",
            "config-value 3:6 `derives.Eq` is not an array of strings or a table; write `[\"User\"]`",
        ),
        (
            "definition = 'a'\n[derives]\nEq = 1",
            "config-value 3:6 `derives.Eq` is not an array of strings or a table; write an array",
        ),
        (
            "definition = 'a'\n[derives.'a::B']\non = ['X']\nversion = 1",
            "config-value 4:11 `derives.\"a::B\".version` is not a string",
        ),
        (
            "definition = 'a'\ndocs = 'yes'",
            "config-value 2:8 `docs` is not `true` or `false`",
        ),
        (
            "definition = 'a'\noverlays = 'x'",
            "config-value 2:12 `overlays` is not an array of strings; write `[\"x\"]`",
        ),
        (
            "definition = 'a'\noverlays = 1",
            "config-value 2:12 `overlays` is not an array of strings; write an array",
        ),
        (
            "definition = 'a'\npackage = 'x'",
            "config-value 2:11 `package` is not a table",
        ),
        (
            "definition = 'a'\nfeatures = {x = 'a'}",
            "config-value 2:17 `features.x` is not an array of strings",
        ),
    ]);
}

#[test]
fn values_hold_to_the_rules_of_their_keys() {
    assert_errors(&[
        (
            "definition = 'a'\npackage = {name = '../x'}",
            "config-value 2:19 `../x` is no value for `package.name`; a name starts",
        ),
        (
            "definition = 'a'\npackage = {name = 'self'}",
            "config-value 2:19 `self` is no value for `package.name`; a keyword",
        ),
        (
            "definition = 'a'\n[types.dependencies]\n'a b' = '1'",
            "config-value 3:1 `a b` is no key for `types.dependencies`; a name starts",
        ),
        (
            "definition = 'a'\n[types.dependencies]\nx = 'not a version'",
            "config-value 3:5 `not a version` is no value for `types.dependencies.x`; write a ver",
        ),
        (
            "definition = 'a'\n[derives.'a::B']\non = ['X']\nversion = 'y'",
            "config-value 4:11 `y` is no value for `derives.\"a::B\".version`; write a ver",
        ),
        (
            "definition = 'a'\n[package]\nversion = '1'",
            "config-value 3:11 `1` is no value for `package.version`; a version is three",
        ),
        (
            "definition = 'https://x.com/a'\nsha256 = '12'",
            "config-value 2:10 `12` is no value for `sha256`",
        ),
    ]);
    let digest = "0".repeat(64);
    let found = parse(&format!("definition = 'a'\nsha256 = '{digest}'")).unwrap_err();
    assert!(
        found[0].contains("only a definition from a URL"),
        "{found:?}"
    );
    assert!(parse(&format!("definition = 'https://a'\nsha256 = '{digest}'")).is_ok());
}

#[test]
fn what_is_no_toml_is_an_error() {
    assert_errors(&[
        ("definition = 'a", "broken-toml 1:"),
        ("definition = 'a'\ndefinition = 'b'", "broken-toml 2:1 "),
    ]);
}

#[test]
fn an_address_is_no_path_and_names_the_folder() {
    for (definition, output) in [
        ("https://example.com/v1/shop.json?x=1", "spec/shop-sdk"),
        ("https://example.com/v1/docs/swagger", "spec/swagger-sdk"),
        ("https://example.com", "spec/example-sdk"),
        ("https://", "spec/api-sdk"),
        ("c:api.yaml", "spec/api-sdk"),
        ("shop.yaml", "spec/shop-sdk"),
    ] {
        let config = parse(&format!("definition = '{definition}'")).unwrap();
        let is_url = definition.starts_with("https");
        assert_eq!(
            matches!(config.definition, Source::Url(_)),
            is_url,
            "{definition}"
        );
        if definition != "c:api.yaml" {
            assert_eq!(config.output(), Path::new(output), "{definition}");
        }
    }
}

#[test]
fn the_starter_is_a_configuration_with_all_that_it_shows() {
    for name in [
        "api.yaml",
        "a \"b\" OUTPUT.yaml",
        "OUTPUT",
        "https://example.com/a.json",
    ] {
        let expected = match Source::from(name) {
            Source::File(path) => Source::File(Path::new("spec").join(path)),
            url => url,
        };
        for output in ["my sdk", "DEFINITION", "OUTPUT"] {
            let config = parse(&starter(name, output)).unwrap();
            assert_eq!(config.definition, expected);
            assert_eq!(config.output(), Path::new("spec").join(output));
        }
    }
    // What stands in comments may be turned on.
    let text = starter("https://example.com/a.json", "sdk");
    let is_example = |line: &&str| line.contains(" = ") || line.contains("# [");
    let lines = text.lines().map(|line| match is_example(&line) {
        true => line.trim_start_matches("# "),
        false => line,
    });
    let config = parse(&lines.collect::<Vec<_>>().join("\n")).unwrap();
    assert_eq!(config.features.len(), 1);
    assert_eq!(config.selection.operations.len(), 2);
    assert!(config.docs && config.include.is_some() && config.repository.is_some());
    assert!(config.allow_outside && config.command.is_some() && config.release_check.is_some());
}
