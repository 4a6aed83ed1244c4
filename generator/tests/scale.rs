//! Whole published definitions. They are not part of this repository; where they are absent, the
//! tests say so and pass.

use crate::support;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use heck::ToSnakeCase;
use sdk_generator::ir::{ModelKind, Origin};
use sdk_generator::{Generated, Input, load};
use serde_json::Value;

const OPERATIONS: usize = 932;
const COMPONENTS: usize = 822;

/// What is wrong with this definition, and in how many places.
const KNOWN_DEFECTS: [(&str, usize); 5] = [
    ("no-success-response", 33),
    ("default-outside-enum", 17),
    ("enum-of-other-type", 2),
    ("missing-response-description", 1),
    ("path-parameter-unused", 1),
];

/// The definition that `WHOLE` is generated from.
static DEFINITION: LazyLock<Option<Value>> = LazyLock::new(|| {
    let spec = support::published()?.join("platform-api-28.0.0.json");
    Some(load::load_file(&spec).unwrap())
});

/// A whole definition and what is generated from it.
fn whole() -> Option<(&'static Value, &'static Generated)> {
    Some((DEFINITION.as_ref()?, support::WHOLE.as_ref()?))
}

/// The methods of the API of a file, which is the first type in it, and how often each is there.
fn methods(text: &str) -> BTreeMap<String, usize> {
    let file = syn::parse_file(text).unwrap();
    let service = file.items.iter().find_map(|item| match item {
        syn::Item::Struct(item) => Some(item.ident.to_string()),
        _ => None,
    });
    let service = service.unwrap();
    let mut found = BTreeMap::new();
    for item in &file.items {
        let syn::Item::Impl(block) = item else {
            continue;
        };
        let syn::Type::Path(owner) = &*block.self_ty else {
            continue;
        };
        if !owner.path.is_ident(&service) {
            continue;
        }
        for item in &block.items {
            if let syn::ImplItem::Fn(method) = item {
                *found.entry(method.sig.ident.to_string()).or_insert(0) += 1;
            }
        }
    }
    found
}

/// The tags and the name of each operation, as the definition has them.
fn named_operations(document: &Value) -> Vec<(Vec<String>, String)> {
    let mut found = Vec::new();
    for path in document["paths"].as_object().unwrap().values() {
        for operation in path
            .as_object()
            .unwrap()
            .values()
            .filter(|value| value.is_object())
        {
            let tags = operation["tags"].as_array().unwrap();
            let tags = tags
                .iter()
                .map(|tag| tag.as_str().unwrap().to_owned())
                .collect();
            let name = operation["x-purecloud-method-name"].as_str().unwrap();
            found.push((tags, name.to_snake_case()));
        }
    }
    found
}

#[test]
fn every_operation_stands_once_in_the_file_of_each_of_its_tags() {
    let Some((document, generated)) = whole() else {
        return;
    };
    assert_eq!(generated.definition.api.operations.len(), OPERATIONS);
    let operations = named_operations(document);
    assert_eq!(operations.len(), OPERATIONS);
    let mut files: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    let mut expected: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for (tags, name) in operations {
        for tag in tags.into_iter().collect::<BTreeSet<_>>() {
            let path = format!("src/apis/{}.rs", tag.to_snake_case());
            files
                .entry(path.clone())
                .or_insert_with(|| methods(&generated.files[&path]));
            expected.entry(path).or_default().insert(name.clone(), 1);
        }
    }
    assert_eq!(files, expected);
}

#[test]
fn every_component_is_emitted() {
    let Some((document, generated)) = whole() else {
        return;
    };
    let schemas = document["definitions"].as_object().unwrap();
    assert_eq!(schemas.len(), COMPONENTS);
    let emitted: BTreeSet<String> = generated
        .files
        .iter()
        .flat_map(|(path, text)| types(path, text))
        .collect();
    let models = generated.definition.api.models.iter();
    let components = models.filter(|model| matches!(model.origin, Origin::Component(_)));
    assert_eq!(components.clone().count(), COMPONENTS);
    for model in components {
        let Origin::Component(name) = &model.origin else {
            continue;
        };
        assert!(schemas.contains_key(name), "{name}");
        let ty = heck::AsUpperCamelCase(name).to_string();
        assert!(emitted.contains(&ty), "{name} should be `{ty}`");
        if let ModelKind::Struct(object) = &model.kind {
            let properties = schemas[name]["properties"]
                .as_object()
                .map_or(0, |all| all.len());
            assert!(
                object.fields.len() >= properties,
                "{name} has lost properties"
            );
        }
    }
}

/// The types that a file of models defines.
fn types(path: &str, text: &str) -> Vec<String> {
    if !path.starts_with("src/models/") {
        return Vec::new();
    }
    let items = syn::parse_file(text).unwrap().items.into_iter();
    let names = items.filter_map(|item| match item {
        syn::Item::Struct(item) => Some(item.ident.to_string()),
        syn::Item::Enum(item) => Some(item.ident.to_string()),
        syn::Item::Type(item) => Some(item.ident.to_string()),
        _ => None,
    });
    names.collect()
}

#[test]
fn the_known_defects_are_reported() {
    let Some((_, generated)) = whole() else {
        return;
    };
    let codes = generated.definition.diagnostics.warnings_by_code();
    for (code, count) in KNOWN_DEFECTS {
        assert_eq!(codes.get(code), Some(&count), "{code} among {codes:?}");
    }
}

#[test]
fn the_topics_of_the_platform_have_models_and_nearly_all_an_api() {
    let Some(definition) = &*support::NEWEST else {
        return;
    };
    let topics = &definition.api.topics;
    assert_eq!(topics.len(), 237);
    let without = topics.iter().filter(|topic| topic.service.is_none());
    let without: Vec<_> = without.map(|topic| topic.name.as_str()).collect();
    assert_eq!(
        without,
        [
            "v2.operations.events.{id}",
            "v2.subscription.updated",
            "v2.system.no_longer_subscribed.{id}",
            "v2.system.socket_closing",
            "v2.system.token_revoked.{id}",
            "v2.system.{id}.{id}",
        ]
    );
    let codes = definition.diagnostics.warnings_by_code();
    assert!(!codes.contains_key("topic-without-schema"), "{codes:?}");
    assert!(!codes.contains_key("topic-tag"), "{codes:?}");
}

#[test]
fn a_choice_of_tags_has_the_topics_of_these_and_of_none() {
    let Some(generated) = &*support::USERS_AND_QUALITY else {
        return;
    };
    let api = &generated.definition.api;
    let services = api.topics.iter().map(|topic| topic.service);
    let tags = services.map(|id| id.map(|id| api.service(id).name.as_str()));
    let tags: BTreeSet<_> = tags.collect();
    assert_eq!(tags, BTreeSet::from([None, Some("Quality"), Some("Users")]));
}

#[test]
fn topics_of_another_release_are_warnings() {
    let Some(folder) = support::published() else {
        return;
    };
    // The topics are of May 2026.
    let input = Input {
        spec: folder.join("platform-api-28.0.0.json"),
        overlays: support::overlays(&["topics.overlay.yaml"]),
        ..Input::default()
    };
    let definition = sdk_generator::read(&input, &|_| {}).unwrap();
    let codes = definition.diagnostics.warnings_by_code();
    assert_eq!(codes.get("topic-without-schema"), Some(&237), "{codes:?}");
    assert!(definition.api.topics.is_empty());
}

#[test]
fn every_release_is_generated() {
    let Some(releases) = &*support::RELEASES else {
        return;
    };
    assert!(!releases.is_empty(), "there are no releases");
    for release in releases {
        let definition = &release.tables.definition;
        let declared = declared_operations(&release.spec);
        assert_eq!(
            definition.api.operations.len(),
            declared,
            "{}",
            release.number
        );
    }
}

fn declared_operations(spec: &Path) -> usize {
    let text = std::fs::read_to_string(spec).unwrap();
    named_operations(&serde_json::from_str(&text).unwrap()).len()
}
