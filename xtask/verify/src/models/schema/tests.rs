use serde_json::{Value, json};

use super::Schemas;
use crate::contract::document::Document;

fn document(version: &str, schemas: Value) -> Document {
    let place = match version {
        "2.0" => json!({ "swagger": version, "definitions": schemas }),
        _ => json!({ "openapi": version, "components": { "schemas": schemas } }),
    };
    Document::new(place)
}

/// The self-contained schema `It` of a definition.
fn of(version: &str, schemas: Value) -> Option<Value> {
    Schemas::new(&document(version, schemas)).stand_alone("It")
}

fn made(it: Value) -> Value {
    of(
        "3.0.3",
        json!({ "It": it, "Leaf": { "properties": { "x": { "type": "boolean" } } } }),
    )
    .unwrap()
}

#[test]
fn an_object_has_no_properties_but_its_own() {
    let closed = made(json!({ "required": ["a"], "properties": { "a": { "type": "boolean" } } }));
    let properties = json!({ "a": { "type": "boolean" } });
    assert_eq!(
        closed,
        json!({
            "type": "object", "required": ["a"], "properties": properties,
            "additionalProperties": false,
        })
    );
    let open = made(json!({ "additionalProperties": { "type": "boolean" } }));
    assert_eq!(open["additionalProperties"], json!({ "type": "boolean" }));
    let free = made(json!({ "type": "object" }));
    assert!(free["additionalProperties"].is_object(), "{free}");
}

#[test]
fn parts_are_one_object() {
    let whole = made(json!({ "allOf": [
        { "$ref": "#/components/schemas/Leaf" },
        { "required": ["x", "no such"], "properties": { "y": { "type": "boolean" } } },
    ] }));
    assert_eq!(whole["required"], json!(["x"]));
    let names: Vec<_> = whole["properties"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["x", "y"]);
}

#[test]
fn null_is_a_type() {
    let nothing = json!({ "type": "null" });
    let text = json!({ "type": "string" });
    let either = json!({ "anyOf": [text, nothing] });
    assert_eq!(made(json!({ "type": "string", "nullable": true })), either);
    let named = json!({ "allOf": [{ "$ref": "#/components/schemas/Leaf" }], "nullable": true });
    assert_eq!(made(named)["anyOf"][1], nothing);
    let several = json!({ "It": { "type": ["null", "string"] } });
    assert_eq!(
        of("3.1.0", several).unwrap(),
        json!({ "anyOf": [nothing, text] })
    );
}

#[test]
fn integers_are_those_of_their_format() {
    let bounds = |schema: Value| {
        let made = made(schema);
        (made["minimum"].clone(), made["maximum"].clone())
    };
    let integer = |format: &str| json!({ "type": "integer", "format": format, "minimum": 0 });
    assert_eq!(bounds(integer("int32")), (json!(0), json!(i32::MAX)));
    assert_eq!(bounds(integer("uint64")), (json!(0), json!(u64::MAX)));
    let plain = json!({ "type": "integer", "maximum": 7.0, "exclusiveMaximum": true });
    assert_eq!(bounds(plain), (json!(i64::MIN), json!(6)));
}

#[test]
fn floats_have_the_same_text_in_32_bits_and_in_64() {
    let float = made(json!({ "type": "number", "format": "float", "minimum": 0 }));
    let numbers = (float["minimum"].as_f64(), float["maximum"].as_f64());
    assert_eq!(numbers, (Some(0.0), Some(65_536.0)));
    let step = float["multipleOf"].as_f64().unwrap();
    let steps = (0..524_288_u32).map(|count| f64::from(count) * step);
    for exact in steps {
        let text = (exact as f32).to_string();
        assert_eq!(text.parse(), Ok(exact));
    }
}

#[test]
fn only_the_values_of_an_enum_that_fit_its_type_are_left() {
    let mixed = json!({ "type": "integer", "enum": [1, "two", null], "nullable": true });
    let expected = json!({ "anyOf": [{ "enum": [1] }, { "type": "null" }] });
    assert_eq!(made(mixed), expected);
    let none = json!({ "It": { "type": "integer", "enum": ["one"] } });
    assert_eq!(of("3.0.3", none), None);
}

#[test]
fn alternatives_are_told_apart_by_their_names() {
    let cat = json!({ "properties": { "kind": { "type": "string" } } });
    let either = json!({
        "oneOf": [{ "$ref": "#/components/schemas/Cat" }, { "$ref": "#/components/schemas/Dog" }],
        "discriminator": {
            "propertyName": "kind",
            "mapping": { "dog": "#/components/schemas/Dog" },
        },
    });
    let made = of("3.0.3", json!({ "It": either, "Cat": cat, "Dog": cat })).unwrap();
    let kind = |at: usize| &made["anyOf"][at]["properties"]["kind"]["enum"];
    assert_eq!((kind(0), kind(1)), (&json!(["Cat"]), &json!(["dog"])));
    assert_eq!(made["anyOf"][0]["required"], json!(["kind"]));
}

#[test]
fn a_base_is_any_of_what_is_derived_from_it() {
    let schemas = json!({
        "It": { "discriminator": "kind", "properties": { "kind": { "type": "string" } } },
        "Cat": { "allOf": [{ "$ref": "#/definitions/It" }] },
        "Lion": { "allOf": [{ "$ref": "#/definitions/Cat" }] },
    });
    let document = document("2.0", schemas);
    let schemas = Schemas::new(&document);
    let base = schemas.stand_alone("It").unwrap();
    let kind = |schema: &Value| schema["properties"]["kind"]["enum"][0].clone();
    let kinds: Vec<Value> = base["anyOf"].as_array().unwrap().iter().map(kind).collect();
    assert_eq!(kinds, [json!("Cat"), json!("Lion")]);
    assert_eq!(kind(&schemas.stand_alone("Lion").unwrap()), json!("Lion"));
}

#[test]
fn schemas_end() {
    let tree = json!({ "It": { "properties": {
        "children": { "type": "array", "items": { "$ref": "#/components/schemas/It" } },
    } } });
    let made = of("3.0.3", tree).unwrap().to_string();
    assert!(made.len() < 2000, "{made}");
    let endless = json!({ "It": {
        "required": ["next"],
        "properties": { "next": { "$ref": "#/components/schemas/It" } },
    } });
    assert_eq!(of("3.0.3", endless), None);
}
