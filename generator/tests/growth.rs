//! Definitions that are large in one place: what they come to is proportional to them, or refused.
//!
//! Nothing here looks at a clock. What takes the square of its size would take minutes.

use sdk_generator::diagnostics::Severity;
use sdk_generator::ir::ModelKind;
use sdk_generator::{Definition, Input};
use serde_json::{Map, Value, json};

fn read(document: &Value) -> Result<Definition, sdk_generator::diagnostics::Diagnostics> {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("openapi.json");
    std::fs::write(&spec, document.to_string()).unwrap();
    let input = Input {
        spec,
        ..Input::default()
    };
    sdk_generator::read(&input, &|_| {})
}

fn document(schemas: Value, parameters: Value) -> Value {
    let success = json!({"description": "It.", "content": {"application/json": {
        "schema": {"$ref": "#/components/schemas/It"}
    }}});
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Large", "version": "1"},
        "paths": {"/it": {"get": {
            "operationId": "getIt",
            "parameters": parameters,
            "responses": {"200": success},
        }}},
        "components": {"schemas": schemas},
    })
}

fn named<T: Into<Value>>(count: usize, value: impl Fn(usize) -> T) -> Map<String, Value> {
    let entries = (0..count).map(|number| (format!("name_{number}"), value(number).into()));
    entries.collect()
}

#[test]
fn an_enum_may_have_many_values() {
    let values: Vec<_> = (0..40_000)
        .map(|number| format!("value_{number}"))
        .collect();
    let schemas = json!({"It": {"type": "string", "enum": values}});
    let definition = read(&document(schemas, json!([]))).unwrap();
    let ModelKind::Enum(values) = &definition.api.models[0].kind else {
        panic!("no enum");
    };
    assert_eq!(values.len(), 40_000);
}

#[test]
fn an_object_may_have_many_properties_and_an_operation_many_parameters() {
    let properties = named(20_000, |_| json!({"type": "string"}));
    let required: Vec<_> = properties.keys().cloned().collect();
    let schemas = json!({"It": {"type": "object", "properties": properties, "required": required}});
    let parameters: Vec<_> = (0..20_000)
        .map(|number| json!({"name": format!("p{number}"), "in": "query", "schema": {"type": "string"}}))
        .collect();
    let definition = read(&document(schemas, parameters.into())).unwrap();
    let fields = definition.api.models[0].kind.fields();
    assert_eq!(fields.len(), 20_000);
    assert!(fields.iter().all(|field| field.required));
    assert_eq!(definition.api.operations[0].parameters.len(), 20_000);
}

/// A document with an operation for each number.
fn operations(count: usize, operation: impl Fn(usize) -> Value, components: Value) -> Value {
    let paths = (0..count).map(|number| {
        let mut operation = operation(number);
        operation["operationId"] = format!("op{number}").into();
        if operation.get("responses").is_none() {
            operation["responses"] = json!({"200": {"description": "It."}});
        }
        (format!("/p{number}"), json!({"get": operation}))
    });
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Large", "version": "1"},
        "paths": paths.collect::<Map<_, _>>(),
        "components": components,
    })
}

/// The errors of a definition, by code and location.
fn refused(document: &Value) -> Vec<(String, String)> {
    let found = read(document).unwrap_err();
    let found = found.iter().filter(|it| it.severity == Severity::Error);
    found
        .map(|found| (found.code.to_string(), found.location.clone()))
        .collect()
}

fn error(code: &str, location: &str) -> Vec<(String, String)> {
    vec![(code.to_owned(), location.to_owned())]
}

fn it() -> Value {
    json!({"$ref": "#/components/schemas/It"})
}

#[test]
fn what_many_operations_repeat_is_refused_where_it_comes_from() {
    let values: Vec<_> = (0..100)
        .map(|number| format!("{number}_{}", "value".repeat(80)))
        .collect();
    let an_enum = json!({"name": "p", "in": "query", "schema": {"type": "string", "enum": values}});
    let described = json!({"name": "p", "in": "query", "schema": {"type": "string"},
        "description": "word ".repeat(40_000)});
    let a_default = json!({"name": "p", "in": "query", "schema":
        {"type": "array", "items": {"type": "string"}, "default": vec!["value".repeat(100); 500]}});
    for parameter in [an_enum, described, a_default] {
        let shared = json!({"parameters": [{"$ref": "#/components/parameters/P"}]});
        let components = json!({"parameters": {"P": parameter}});
        let document = operations(2_000, |_| shared.clone(), components);
        let expected = error("too-much-repeated", "#/components/parameters/P");
        assert_eq!(refused(&document), expected);
    }
    let shared = json!({"responses": {"200": {"$ref": "#/components/responses/R"}}});
    let components = json!({"responses": {"R": {"description": "word ".repeat(60_000)}}});
    let document = operations(1_000, |_| shared.clone(), components);
    let expected = error("too-much-repeated", "#/components/responses/R");
    assert_eq!(refused(&document), expected);
}

#[test]
fn what_many_schemas_take_over_is_refused_where_it_comes_from() {
    let mut schemas = named(
        1_000,
        |_| json!({"allOf": [it(), {"type": "object", "properties": {"b": it()}}]}),
    );
    let long = json!({"type": "string", "description": "word ".repeat(60_000)});
    schemas.insert(
        "It".to_owned(),
        json!({"type": "object", "properties": {"a": long}}),
    );
    let expected = error("too-much-repeated", "#/components/schemas/It");
    assert_eq!(refused(&document(schemas.into(), json!([]))), expected);
}

#[test]
fn a_path_item_that_many_paths_are_is_refused() {
    let values: Vec<_> = (0..30)
        .map(|number| format!("{number}_{}", "value".repeat(30)))
        .collect();
    let schema = json!({"type": "string", "enum": values});
    let parameters: Vec<_> = (0..8)
        .map(|number| json!({"name": format!("p{number}"), "in": "query", "schema": schema}))
        .collect();
    let mut document = operations(0, |_| Value::Null, json!({}));
    document["paths"] = (0..2_000)
        .map(|number| (format!("/p{number}"), json!({"$ref": "#/x-item"})))
        .collect::<Map<_, _>>()
        .into();
    document["x-item"] =
        json!({"get": {"parameters": parameters, "responses": {"200": {"description": "It."}}}});
    let found = refused(&document);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "too-much-repeated");
    assert!(found[0].1.starts_with("#/x-item"), "{}", found[0].1);
}

#[test]
fn tags_that_lead_to_very_many_types_are_refused() {
    let mut schemas = named(2_000, |number| {
        let next = format!("#/components/schemas/name_{}", (number + 1) % 2_000);
        json!({"type": "object", "properties": {"next": {"$ref": next}}})
    });
    schemas.insert(
        "It".to_owned(),
        json!({"$ref": "#/components/schemas/name_0"}),
    );
    let operation = |number| {
        let content = json!({"application/json": {"schema": it()}});
        json!({"tags": [format!("t{number}")], "responses": {"200": {"description": "It.", "content": content}}})
    };
    let document = operations(1_600, operation, json!({"schemas": schemas}));
    assert_eq!(refused(&document), error("too-many-tags", "#/tags"));
}

#[test]
fn topics_may_be_many_and_an_operation_about_them_may_have_many_tags() {
    let tags: Vec<_> = (0..40_000).map(|number| format!("t{number}")).collect();
    let long = "/p0".repeat(40_000);
    let mut document = operations(1, |_| json!({"tags": tags}), json!({"schemas": {"It": {}}}));
    document["paths"] = json!({long: document["paths"]["/p0"]});
    let topics = (0..40_000).map(|number| (format!("p0.{{id}}.n{number}"), it()));
    document["x-sdk-notification-topics"] = topics.collect::<Map<_, _>>().into();
    let api = read(&document).unwrap().api;
    assert_eq!(api.topics.len(), 40_000);
    let services = api.topics.iter().map(|topic| topic.service);
    let names = services.map(|id| id.map(|id| api.service(id).name.as_str()));
    assert!(names.into_iter().all(|name| name == Some("t0")));
}

#[test]
fn an_operation_may_have_many_tags_and_many_ways_to_log_in() {
    let tags: Vec<_> = (0..40_000).map(|number| format!("t{number}")).collect();
    let schemes = named(40_000, |_| json!({"type": "http", "scheme": "bearer"}));
    let security: Vec<_> = schemes
        .keys()
        .map(|name| json!({name.clone(): []}))
        .collect();
    let mut document = operations(
        2_000,
        |number| match number {
            0 => json!({"tags": tags}),
            _ => json!({}),
        },
        json!({"securitySchemes": schemes}),
    );
    document["security"] = security.into();
    let definition = read(&document).unwrap();
    assert_eq!(definition.api.operations[0].services.len(), 40_000);
    assert_eq!(definition.api.security.len(), 40_000);
    assert!(
        definition
            .api
            .operations
            .iter()
            .all(|it| it.security.is_none())
    );
}

#[test]
fn schemas_may_be_other_names_of_each_other_in_long_chains() {
    for (count, is_list) in [(10_000, false), (2_000, true)] {
        let mut schemas = named(count, |number| {
            let next = json!({"$ref": format!("#/components/schemas/name_{}", number + 1)});
            match is_list {
                true => json!({"type": "array", "items": next}),
                false => next,
            }
        });
        schemas.insert(format!("name_{count}"), json!({"type": "integer"}));
        let chain = json!({"$ref": "#/components/schemas/name_0"});
        schemas.insert(
            "It".to_owned(),
            json!({"oneOf": [chain, {"type": "string", "format": "date"}]}),
        );
        let definition = read(&document(schemas.into(), json!([]))).unwrap();
        let api = &definition.api;
        // No name is far from what it stands for, and none is a list of lists without end.
        for model in &api.models {
            let (mut ty, mut steps) = (&model.kind, 0);
            while let ModelKind::Alias(target) = ty
                && let Some(next) = target.model()
            {
                (ty, steps) = (&api.model(next).kind, steps + 1);
            }
            assert!(steps <= 120, "{}", model.pointer);
        }
    }
}

#[test]
fn a_union_may_have_many_variants() {
    let shared = named(8, |_| json!({"type": "string"}));
    let mut schemas = named(4_000, |number| {
        let mut properties = shared.clone();
        properties.insert(format!("own_{}", number % 50), json!({"type": "string"}));
        json!({"type": "object", "properties": properties, "required": ["name_0"]})
    });
    let names: Vec<_> = schemas.keys().cloned().collect();
    let target = |name: &String| format!("#/components/schemas/{name}");
    let one_of: Vec<_> = names
        .iter()
        .map(|name| json!({"$ref": target(name)}))
        .collect();
    let mapping: Map<_, _> = names
        .iter()
        .map(|name| (format!("value_{name}"), target(name).into()))
        .collect();
    let discriminator = json!({"propertyName": "name_0", "mapping": mapping});
    schemas.insert("It".to_owned(), json!({"oneOf": one_of}));
    schemas.insert(
        "Told".to_owned(),
        json!({"oneOf": one_of, "discriminator": discriminator}),
    );
    schemas.insert(
        "Inline".to_owned(),
        json!({"oneOf": schemas.values().take(2_000).collect::<Vec<_>>()}),
    );
    let definition = read(&document(schemas.into(), json!([]))).unwrap();
    let unions = definition
        .api
        .models
        .iter()
        .filter_map(|model| match &model.kind {
            ModelKind::Union(union) => Some(union.variants.len()),
            _ => None,
        });
    assert_eq!(unions.collect::<Vec<_>>(), [4_000, 4_000, 2_000]);
}

#[test]
fn variants_may_be_long_chains_of_objects() {
    let object = |next: String| json!({"type": "object", "required": ["next"], "properties": {"next": {"$ref": next}}});
    let target = |number: usize| format!("#/components/schemas/name_{number}");
    let mut schemas = named(20_000, |number| object(target(number + 2)));
    for last in [20_000, 20_001] {
        schemas.insert(format!("name_{last}"), json!({"type": "integer"}));
    }
    let one_of = [0, 1].map(|number| json!({"$ref": target(number)}));
    schemas.insert("It".to_owned(), json!({"oneOf": one_of}));
    assert!(read(&document(schemas.into(), json!([]))).is_ok());
}

#[test]
fn a_schema_may_have_many_children() {
    let mut schemas = named(10_000, |_| json!({"allOf": [it()]}));
    schemas.insert(
        "It".to_owned(),
        json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}},
            "discriminator": {"propertyName": "kind"}}),
    );
    let definition = read(&document(schemas.into(), json!([]))).unwrap();
    let ModelKind::Union(union) = &definition.api.models[10_000].kind else {
        panic!("no union");
    };
    assert_eq!(union.variants.len(), 10_001);
}

#[test]
fn parents_with_very_many_kinds_are_refused() {
    let name = |number| format!("{}_{number}", "long".repeat(250));
    let mut schemas: Map<_, _> = (0..600)
        .map(|number| {
            let parent = format!("#/components/schemas/{}", name(number + 1));
            let schema =
                json!({"allOf": [{"$ref": parent}], "discriminator": {"propertyName": "kind"}});
            (name(number), schema)
        })
        .collect();
    schemas.insert(
        name(600),
        json!({"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}),
    );
    schemas.insert("It".to_owned(), json!({"type": "string"}));
    let found = refused(&document(schemas.into(), json!([])));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "too-much-repeated");
}

#[test]
fn what_repeats_itself_without_end_is_refused() {
    let mut schemas = named(260, |_| {
        json!({"allOf": [{"$ref": "#/components/schemas/It"}, {"type": "object", "properties": {
            "own": {"type": "string"}
        }}]})
    });
    let properties = named(2_000, |_| json!({"type": "string"}));
    schemas.insert(
        "It".to_owned(),
        json!({"type": "object", "properties": properties}),
    );
    let found = refused(&document(schemas.into(), json!([])));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "too-many-fields");
}
