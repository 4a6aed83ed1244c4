//! Definitions that are large in one place: what they come to is proportional to them, or refused.
//!
//! Nothing here looks at a clock. What takes the square of its size would take minutes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

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
    let Err(found) = read(&document(schemas.into(), json!([]))) else {
        panic!("520,000 fields were taken");
    };
    let codes: Vec<_> = found.iter().map(|found| found.code.to_string()).collect();
    assert_eq!(codes, ["too-many-fields"]);
}
