use serde_json::{Value, json};

use super::tolerate;

fn repaired(schema: Value) -> (Value, Vec<String>) {
    let mut document = json!({
        "info": { "title": "x", "version": "1" },
        "paths": {},
        "components": { "schemas": { "S": schema } },
    });
    let found = tolerate(&mut document);
    let codes = found.iter().map(|found| found.code.to_string()).collect();
    (document["components"]["schemas"]["S"].take(), codes)
}

#[test]
fn siblings_of_a_reference_are_kept() {
    let (schema, codes) = repaired(json!({ "$ref": "#/x", "readOnly": true }));
    assert_eq!(
        schema,
        json!({ "readOnly": true, "allOf": [{ "$ref": "#/x" }] })
    );
    assert!(
        codes.is_empty(),
        "a valid definition of 3.1 does this, so no warning"
    );
}

#[test]
fn a_list_of_types_with_null_is_nullable() {
    let (schema, codes) = repaired(json!({ "type": ["string", "null"] }));
    assert_eq!(schema, json!({ "type": "string", "nullable": true }));
    assert_eq!(codes, ["newer-keyword"]);
}

#[test]
fn a_required_flag_is_left_out() {
    let (schema, codes) = repaired(json!({ "type": "string", "required": true }));
    assert_eq!(schema, json!({ "type": "string" }));
    assert_eq!(codes, ["required-flag"]);
}

#[test]
fn an_enum_of_another_type_is_left_out() {
    let (schema, codes) = repaired(json!({ "type": "boolean", "enum": ["yes", "no"] }));
    assert_eq!(schema, json!({ "type": "boolean" }));
    assert_eq!(codes, ["enum-of-other-type"]);
    let of_strings = json!({ "type": "string", "enum": [1, true, "x"] });
    let (schema, codes) = repaired(of_strings.clone());
    assert_eq!(schema, of_strings);
    assert_eq!(codes, ["enum-of-other-type"]);
    for known in [
        json!({ "type": "string", "enum": ["\"a\"", null] }),
        json!({ "enum": [1, "x"] }),
    ] {
        assert_eq!(repaired(known.clone()), (known, Vec::new()));
    }
}

#[test]
fn an_integer_is_as_wide_as_the_values_it_may_have() {
    let format = |mut schema: Value| {
        schema["type"] = "integer".into();
        let (schema, codes) = repaired(schema);
        (schema["format"].as_str().unwrap_or("").to_owned(), codes)
    };
    let u64_max = json!(18_446_744_073_709_551_615_u64);
    for (schema, expected) in [
        (json!({ "maximum": 9_223_372_036_854_775_807_i64 }), ""),
        (
            json!({ "maximum": 9_223_372_036_854_775_808_u64 }),
            "uint64",
        ),
        (json!({ "minimum": 0, "maximum": u64_max }), "uint64"),
        (json!({ "format": "int64", "maximum": 1e19 }), "uint64"),
        (json!({ "maximum": 18_446_744_073_709_551_616.0 }), "uint64"),
        (json!({ "enum": [0, u64_max, null] }), "uint64"),
        (json!({ "maximum": 9_223_372_036_854_776_000_u64 }), ""),
        (
            json!({ "maximum": 9_223_372_036_854_775_808_u64, "exclusiveMaximum": true }),
            "",
        ),
        (
            json!({ "format": "int32", "maximum": 2_147_483_647 }),
            "int32",
        ),
        (
            json!({ "format": "int32", "maximum": 4_294_967_295_u32 }),
            "int64",
        ),
        (
            json!({ "format": "int32", "enum": [3_000_000_000_u32] }),
            "int64",
        ),
        (
            json!({ "format": "int32", "minimum": 0, "maximum": u64_max }),
            "uint64",
        ),
        (json!({ "format": "uint64", "minimum": -1 }), "int64"),
    ] {
        let (found, codes) = format(schema.clone());
        assert_eq!((found.as_str(), codes.len()), (expected, 0), "{schema}");
    }
    for (schema, expected) in [
        (json!({ "maximum": 3.4e38 }), "uint64"),
        (json!({ "minimum": -3.4e38 }), "int64"),
        (json!({ "minimum": -1, "maximum": u64_max }), "int64"),
    ] {
        let (found, codes) = format(schema.clone());
        assert_eq!(found, expected, "{schema}");
        assert_eq!(codes, ["integer-too-wide"], "{schema}");
    }
}

#[test]
fn values_of_an_integer_without_a_fraction_are_integers() {
    let (schema, codes) = repaired(json!({ "type": "integer", "enum": [1.0, 2e3, 5] }));
    assert_eq!(schema["enum"], json!([1, 2000, 5]));
    assert_eq!(codes, [""; 0]);
}

#[test]
fn texts_that_spell_values_of_the_type_of_an_enum_are_those() {
    let (schema, codes) = repaired(json!({ "type": "integer", "enum": ["0", "-1", 2, null] }));
    assert_eq!(
        schema,
        json!({ "type": "integer", "enum": [0, -1, 2, null] })
    );
    assert_eq!(codes, ["enum-of-other-type"]);
}

#[test]
fn responses_get_a_description() {
    let mut document = json!({
        "info": { "title": "x", "version": "1" },
        "paths": { "/a": { "get": { "responses": { "200": {} } } } },
    });
    let found = tolerate(&mut document);
    let first = found.iter().next().unwrap();
    assert_eq!(first.code, "missing-response-description");
    assert_eq!(first.location, "#/paths/~1a/get/responses/200");
    assert_eq!(
        document["paths"]["/a"]["get"]["responses"]["200"]["description"],
        ""
    );
}

/// A repaired document, and the codes and locations of the warnings.
fn document(mut document: Value) -> (Value, Vec<(String, String)>) {
    let found = tolerate(&mut document).into_iter();
    let found = found.map(|found| (found.code.to_string(), found.location));
    (document, found.collect())
}

#[test]
fn what_is_no_schema_is_any_value() {
    let (schema, codes) = repaired(json!({ "properties": {
        "a": [{ "type": "string" }],
        "b": "string",
        "c": null,
        "d": true,
    } }));
    assert_eq!(
        schema["properties"],
        json!({ "a": { "type": "string" }, "b": {}, "c": {}, "d": {} })
    );
    assert_eq!(
        codes,
        ["no-schema", "no-schema", "no-schema", "newer-keyword"]
    );
}

#[test]
fn keywords_of_another_shape_are_read_or_left_out() {
    let (schema, codes) = repaired(json!({
        "type": "String", "nullable": "true", "maxLength": "5", "minLength": [], "enum": {},
        "properties": null, "required": null, "description": null,
        "discriminator": "kind", "$ref": 5,
    }));
    assert_eq!(
        schema,
        json!({
            "type": "string", "nullable": true, "maxLength": 5,
            "discriminator": { "propertyName": "kind" },
        })
    );
    assert_eq!(
        codes.iter().filter(|code| *code == "wrong-shape").count(),
        6
    );
}

#[test]
fn names_of_types_are_understood() {
    for (name, kind) in [
        ("int", json!("integer")),
        ("Date", json!("string")),
        ("any", Value::Null),
    ] {
        let (schema, codes) = repaired(json!({ "type": name }));
        assert_eq!(schema["type"], kind);
        assert_eq!(codes, ["type-name"]);
    }
}

#[test]
fn schemas_that_are_too_deep_are_any_value() {
    let mut schema = json!({ "type": "string" });
    for _ in 0..100 {
        schema = json!({ "items": schema });
    }
    schema = json!({ "items": schema, "properties": { "a/b": {} } });
    let (_, codes) = repaired(schema.clone());
    assert!(codes.is_empty());
    for _ in 0..400 {
        schema = json!({ "items": schema });
    }
    assert_eq!(repaired(schema).1, ["too-deep"]);
}

#[test]
fn parameters_are_converted_or_left_out() {
    let (repaired, found) = document(json!({
        "openapi": 3.0,
        "info": { "title": "x", "version": 1 },
        "paths": { "a": { "get": {
            "parameters": [
                { "name": "a", "in": "query", "type": "integer", "format": "int32" },
                { "name": "b" },
                { "in": "query" },
                { "name": "c", "in": "query", "style": "simple", "required": "true", "schema": {} },
                null,
            ],
            "responses": null,
        } } },
    }));
    let parameters = &repaired["paths"]["/a"]["get"]["parameters"];
    assert_eq!(
        *parameters,
        json!([
            { "name": "a", "in": "query", "schema": { "type": "integer", "format": "int32" } },
            { "name": "c", "in": "query", "required": true, "schema": {} },
        ])
    );
    let pointer = "#/paths/a/get";
    let found: Vec<_> = found
        .iter()
        .map(|(code, pointer)| (code.as_str(), pointer.as_str()))
        .collect();
    for (code, rest) in [
        ("wrong-shape", "/parameters/4"),
        ("wrong-shape", "/responses"),
        ("broken-parameter", "/parameters/1"),
        ("broken-parameter", "/parameters/2"),
        ("untyped-parameter", "/parameters/0"),
        ("unknown-style", "/parameters/3"),
    ] {
        assert!(
            found.contains(&(code, &format!("{pointer}{rest}"))),
            "{code} {rest}: {found:?}"
        );
    }
    assert!(
        found.contains(&("path-without-slash", "#/paths/a")),
        "{found:?}"
    );
}

#[test]
fn statuses_are_understood() {
    let (repaired, found) = document(json!({
        "info": { "title": "x", "version": "1" },
        "paths": { "/a": { "get": { "responses": {
            "200 OK": {
                "description": "",
                "headers": { "x-a": 1, "x-b": { "type": "integer" } },
            },
            "4xx": { "description": "" },
            "success": { "description": "" },
            "x-more": 5,
        } } } },
    }));
    let responses = repaired["paths"]["/a"]["get"]["responses"]
        .as_object()
        .unwrap();
    assert_eq!(
        responses.keys().collect::<Vec<_>>(),
        ["200", "4XX", "x-more"]
    );
    let codes: Vec<_> = found.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(codes, ["status", "status", "wrong-shape"]);
    assert_eq!(
        responses["200"]["headers"],
        json!({ "x-b": { "schema": { "type": "integer" } } })
    );
}

#[test]
fn parts_around_paths_are_repaired() {
    let (repaired, _) = document(json!({
        "openapi": "3.0.0",
        "info": { "title": "x", "version": "1", "license": {}, "contact": [] },
        "tags": ["a", { "name": "b" }, {}, null],
        "servers": [{ "url": "/{v}", "variables": { "v": { "enum": [1, 2] } } }, {}, null],
        "security": [null, { "key": null }],
        "paths": { "/a": { "get": { "tags": ["a", { "name": "b" }, 5, null] } } },
        "components": { "securitySchemes": {
            "a": { "type": "basic" },
            "b": { "type": "oauth2", "flows": { "implicit": {} } },
            "c": { "type": "other" },
        }, "examples": { "a": 1 }, "schemas": [] },
    }));
    assert_eq!(repaired["tags"], json!([{ "name": "a" }, { "name": "b" }]));
    assert_eq!(
        repaired["servers"],
        json!([{ "url": "/{v}", "variables": { "v": { "enum": ["1", "2"], "default": "1" } } }])
    );
    assert_eq!(repaired["security"], json!([{ "key": [] }]));
    assert_eq!(
        repaired["paths"]["/a"]["get"]["tags"],
        json!(["a", "b", "5"])
    );
    assert_eq!(
        repaired["components"],
        json!({ "securitySchemes": {
            "a": { "type": "http", "scheme": "basic" },
            "b": { "type": "oauth2", "flows": { "implicit": { "authorizationUrl": "", "scopes": {} } } },
        } })
    );
    assert_eq!(repaired["info"], json!({ "title": "x", "version": "1" }));
}

#[test]
fn items_as_a_list_are_a_tuple_or_a_union() {
    let parts = json!([{ "type": "string" }, { "type": "null" }, { "type": "integer" }]);
    let (schema, codes) = repaired(json!({ "type": "array", "items": parts }));
    let union = json!([{ "type": "string" }, { "type": "integer" }]);
    assert_eq!(
        schema,
        json!({ "type": "array", "items": { "anyOf": union, "nullable": true } })
    );
    assert_eq!(codes, ["list-of-items", "newer-keyword"]);
    let (schema, _) = repaired(json!({ "items": parts }));
    assert_eq!(schema, json!({ "anyOf": union, "nullable": true }));
}

#[test]
fn what_a_definition_is_about_is_not_left_out() {
    let info = json!({ "title": "x", "version": "1" });
    for (mut document, pointer) in [
        (json!({ "info": info, "paths": 5 }), "#/paths"),
        (
            json!({ "info": info, "paths": {}, "components": [] }),
            "#/components",
        ),
        (
            json!({ "info": info, "paths": {}, "components": { "schemas": 5 } }),
            "#/components/schemas",
        ),
    ] {
        let found = tolerate(&mut document);
        let errors: Vec<_> = found
            .errors()
            .map(|error| error.location.as_str())
            .collect();
        assert_eq!(errors, [pointer]);
    }
    let mut without = json!({ "info": info, "paths": null });
    assert!(!tolerate(&mut without).has_errors());
}
