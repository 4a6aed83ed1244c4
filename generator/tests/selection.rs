//! Which operations are taken, what is left of the models, and the cargo features of the configuration.

use crate::support;
use std::path::{Path, PathBuf};

use sdk_generator::{Config, Generated, Generator};

fn definition() -> PathBuf {
    Path::new(support::FIXTURES).join("custom_features/openapi.yaml")
}

fn generator() -> Generator {
    Generator::new(definition()).package("shop-sdk")
}

/// The names of models and of operations.
fn contents(generated: &Generated) -> (Vec<&str>, Vec<String>) {
    let files = generated.files.keys();
    let models = files.filter_map(|path| path.strip_prefix("src/models/")?.strip_suffix(".rs"));
    let operations = generated.definition.api.operations.iter();
    (
        models.filter(|name| *name != "mod").collect(),
        operations.map(|operation| operation.label()).collect(),
    )
}

/// The codes and the help of what stops a generator.
fn errors(generator: &Generator) -> Vec<String> {
    let problems = generator.generate().unwrap_err();
    let errors = problems.errors();
    errors
        .map(|it| format!("{} {}: {}", it.code, it.location, it.help))
        .collect()
}

#[test]
fn models_are_those_that_the_operations_use() {
    let generated = generator().operation("listShelves").generate().unwrap();
    assert_eq!(
        contents(&generated),
        (vec!["shelves"], vec!["GET /shelves".to_owned()])
    );
    let manifest = &generated.files["Cargo.toml"];
    assert!(manifest.contains("full = [\"shelves\"]"), "{manifest}");

    let generated = generator()
        .tag("Readers")
        .operation("POST *")
        .exclude_operation("/reports/*");
    let generated = generated.generate().unwrap();
    let (models, operations) = contents(&generated);
    assert_eq!(models, ["new_shelf", "reader"]);
    assert_eq!(operations, ["POST /shelves", "GET /readers/{id}"]);
}

#[test]
fn events_are_selected_by_their_tags() {
    let spec = Path::new(support::FIXTURES).join("webhooks/openapi.yaml");
    let generator = || Generator::new(spec.as_path()).package("shop-sdk");
    let events = |generator: Generator| -> Vec<String> {
        let generated = generator.generate().unwrap();
        let webhooks = generated.definition.api.webhooks.iter();
        webhooks.map(|webhook| webhook.name.clone()).collect()
    };
    let without_tags = [
        "order.paid",
        "order.sent",
        "ping",
        "unknown",
        "photo",
        "named",
    ];
    let callbacks = ["refused", "late"];
    let all = [&without_tags[..], &callbacks].concat();
    assert_eq!(events(generator()), all);
    assert_eq!(events(generator().tag("Webhooks")), all);
    assert_eq!(events(generator().operation("placeOrder")), without_tags);
}

#[test]
fn all_that_is_wrong_with_patterns_is_told_at_once() {
    let generator = generator()
        .tag("Reader")
        .operation("GET /shelf*")
        .exclude_tag("Alone")
        .exclude_operation("nothingLikeIt");
    let found = errors(&generator);
    assert_eq!(found.len(), 3, "{found:#?}");
    assert_eq!(found[0], "unknown-tag tag: did you mean `Readers`?");
    assert!(found[1].starts_with("unknown-operation operation: did you mean `GET /shelves`"));
    assert!(found[2].starts_with("unknown-operation exclude_operation: write an operation id"));
}

#[test]
fn a_custom_feature_must_have_a_name_of_its_own_and_operations() {
    for (name, pattern, expected) in [
        (
            "shelves",
            "*",
            "feature-collision feature: give it another name",
        ),
        (
            "Shelves",
            "*",
            "feature-collision feature: give it another name",
        ),
        (
            "full",
            "*",
            "feature-collision feature: give it another name",
        ),
        (
            "default",
            "*",
            "feature-collision feature: give it another name",
        ),
        (
            "web-socket\n",
            "*",
            "feature-name feature: a name starts with a letter",
        ),
        ("", "*", "feature-name feature: a name starts with a letter"),
        (
            "own",
            "listShelf",
            "unknown-operation feature: did you mean `listShelves`?",
        ),
    ] {
        let found = errors(&generator().feature(name, [pattern]));
        assert!(
            found.len() == 1 && found[0].starts_with(expected),
            "{name:?}: {found:?}"
        );
    }
    let twice = generator()
        .feature("my-own", ["*"])
        .feature("my_own", ["*"]);
    assert!(errors(&twice)[0].starts_with("feature-collision"));
    let gone = generator()
        .exclude_tag("Shelves")
        .feature("own", ["listShelves"]);
    // The operation exists: the selection makes the feature smaller.
    let features = gone.generate().unwrap().definition.api.features.clone();
    assert_eq!(features[0].operations, []);
    let unknown = generator().feature("own", ["listNothing"]);
    assert!(errors(&unknown)[0].starts_with("unknown-operation"));
    assert!(errors(&generator().feature("own", [""; 0]))[0].starts_with("empty-feature"));
}

#[test]
fn the_built_in_features_of_every_crate_are_taken() {
    let generated = generator().generate().unwrap();
    let manifest: toml_edit::DocumentMut = generated.files["Cargo.toml"].parse().unwrap();
    for (name, _) in manifest["features"].as_table().unwrap() {
        let found = errors(&generator().feature(name, ["*"]));
        assert!(found[0].starts_with("feature-collision"), "{name}");
    }
}

#[test]
fn custom_features_are_told_of_in_the_manifest_the_guide_and_the_pages() {
    let generated = generator()
        .docs(true)
        .feature("reporting", ["GET /reports/*", "getReader"]);
    let generated = generated.generate().unwrap();
    let has = |path: &str, text: &str| {
        assert!(
            generated.files[path].contains(text),
            "{path}: {}",
            generated.files[path]
        );
    };
    has("Cargo.toml", "\nreporting = []\n");
    has(
        "README.md",
        "| `reporting` | single operations of the APIs above | 3 |",
    );
    has(
        "docs/README.md",
        "| `reporting` | [`loans().report_loans`](apis/loans.md#report_loans)<br>",
    );
    has("docs/apis/loans.md", "Also enabled by `reporting`.");
    has(
        "docs/models/reader.md",
        "features `readers`, `loans`, `reporting`.",
    );
    let shelves = &generated.files["docs/apis/shelves.md"];
    assert!(!shelves.contains("reporting"), "{shelves}");
}

#[test]
fn changes_of_custom_features_are_changes_for_callers() {
    let tables = |features: &[(&str, &[&str])]| {
        let generator = features
            .iter()
            .fold(generator(), |generator, (name, patterns)| {
                generator.feature(*name, patterns.iter().copied())
            });
        let (input, _) = generator.input(sdk_generator::Network::PreferCopy).unwrap();
        sdk_generator::tables(&input).unwrap()
    };
    let changes = |old: &[(&str, &[&str])], new: &[(&str, &[&str])]| -> Vec<String> {
        let (old, new) = (tables(old), tables(new));
        let changes = sdk_generator::diff::diff(&old.side(), &new.side());
        let changes = changes.iter();
        changes
            .map(|it| format!("{} {} {}", it.impact.as_str(), it.code, it.message))
            .collect()
    };
    let one: (&str, &[&str]) = ("one", &["listShelves", "reportLate"]);
    assert_eq!(changes(&[one], &[one]), [""; 0]);
    assert_eq!(
        changes(&[], &[one]),
        ["minor feature-added new cargo feature, which enables 2 operations"]
    );
    assert_eq!(
        changes(&[one], &[]),
        ["major feature-removed the cargo feature was removed"]
    );
    let found = changes(&[one], &[("one", &["listShelves", "addShelf"])]);
    let codes: Vec<_> = found
        .iter()
        .map(|it| it.split(' ').nth(1).unwrap())
        .collect();
    let expected = [
        "feature-operations-removed",
        "models-disabled",
        "feature-operations-added",
        "models-enabled",
    ];
    for code in expected {
        assert!(codes.contains(&code), "{found:#?}");
    }
    assert_eq!(codes.len(), expected.len(), "{found:#?}");
}

/// The large definitions keep what a feature of few operations needs small.
#[test]
fn a_published_definition_is_cut_down_to_some_operations() {
    let Some(folder) = support::published() else {
        return;
    };
    let generator = Generator::new(folder.join("platform-api-28.0.0.json"));
    let all = generator
        .clone()
        .feature("reporting", ["GET /api/v2/analytics/*"]);
    let all = all.generate().unwrap();
    assert!(all.files["Cargo.toml"].contains("\nreporting = []\n"));
    let some = generator
        .operation("GET /api/v2/users/me")
        .operation("getUser*");
    let some = some.generate().unwrap();
    assert!(some.files.len() < all.files.len() / 2);
}

#[test]
fn a_configuration_is_a_generator() {
    let text = "definition = 'openapi.yaml'\noutput = 'out'\n[package]\nname = 'a'\n";
    let folder = definition();
    let config = Config::parse(text, "sdkgen.toml", folder.parent().unwrap()).unwrap();
    let generator = Generator::from(config).version("2.0.0").docs(true);
    let generated = generator.generate().unwrap();
    let manifest = &generated.files["Cargo.toml"];
    assert!(
        manifest.contains("name = \"a\"\nversion = \"2.0.0\""),
        "{manifest}"
    );
    for (generator, location) in [
        (generator.clone().version("2"), "version"),
        (generator.clone().package("../x"), "package"),
    ] {
        assert!(errors(&generator)[0].starts_with(&format!("config-value {location}: ")));
    }
}
