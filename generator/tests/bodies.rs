//! What a response is read into, what is asked for, and what is said of the rest, by the media types
//! that a definition declares for it.

use crate::support;
use crate::support::warnings;
use serde_json::{Value, json};

/// How one response is called for and read.
#[derive(Debug, PartialEq)]
struct Read {
    accept: String,
    ty: String,
    decoder: String,
    warnings: Vec<String>,
}

/// The part of a code between two texts.
fn between<'a>(code: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = code.split_once(start).unwrap();
    rest.split_once(end).unwrap().0
}

/// What the only call of a file gives back, whose marker is the other argument of the call.
fn returned(code: &str) -> String {
    let words: Vec<_> = code.split_whitespace().collect();
    let line = words.join(" ");
    let arguments = between(&line, "runtime::Call<", "operations::");
    arguments.trim().trim_end_matches(',').to_owned()
}

/// Reads the only operation of a definition.
fn read(definition: &Value) -> Read {
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("openapi.json");
    std::fs::write(&spec, definition.to_string()).unwrap();
    let input = sdk_generator::Input {
        spec,
        ..sdk_generator::Input::default()
    };
    let generated = support::generate_from(&input, "bodies").unwrap();
    let code = &generated.files["src/apis/things.rs"];
    Read {
        accept: between(code, "accept: \"", "\"").to_owned(),
        ty: returned(code),
        decoder: between(code, "runtime::decode::", ",").to_owned(),
        warnings: warnings(&generated.definition.diagnostics),
    }
}

fn document(head: &str, version: &str, operation: Value) -> Value {
    json!({
        head: version,
        "info": { "title": "Things", "version": "1" },
        "paths": { "/thing": { "get": operation } },
    })
}

/// A response of OpenAPI 3.0 with a schema for each media type.
fn response(content: &[(&str, Value)]) -> Read {
    let content = content.iter().map(|(kind, schema)| {
        let media = match schema {
            Value::Null => json!({}),
            schema => json!({ "schema": schema }),
        };
        ((*kind).to_owned(), media)
    });
    let content: serde_json::Map<String, Value> = content.collect();
    let mut document = document(
        "openapi",
        "3.0.3",
        json!({
            "operationId": "thing", "tags": ["things"],
            "responses": { "200": { "description": "", "content": content } },
        }),
    );
    document["components"]["schemas"] = json!({
        "Thing": { "type": "object", "properties": { "name": { "type": "string" } } },
        "Bytes": { "type": "string", "format": "binary" },
        "Kind": { "type": "string", "enum": ["a", "b"] },
    });
    read(&document)
}

/// A file of Swagger 2.0 of an operation that produces this.
fn file(produces: Option<Value>) -> Read {
    let mut operation = json!({
        "operationId": "thing", "tags": ["things"],
        "responses": { "200": { "description": "", "schema": { "type": "file" } } },
    });
    if let Some(produces) = produces {
        operation["produces"] = produces;
    }
    read(&document("swagger", "2.0", operation))
}

const LEFT_OUT: &str = "media-type-left-out #/paths/~1thing/get/responses";

#[track_caller]
fn is(read: Read, ty: &str, decoder: &str, accept: &str, warnings: &[&str]) {
    let expected = Read {
        accept: accept.to_owned(),
        ty: ty.to_owned(),
        decoder: decoder.to_owned(),
        warnings: warnings.iter().map(|it| (*it).to_owned()).collect(),
    };
    assert_eq!(read, expected);
}

fn string() -> Value {
    json!({ "type": "string" })
}

fn binary() -> Value {
    json!({ "type": "string", "format": "binary" })
}

fn thing() -> Value {
    json!({ "$ref": "#/components/schemas/Thing" })
}

#[test]
fn a_file_of_swagger_is_bytes_whatever_is_produced() {
    for (produces, accept) in [
        (None, "*/*"),
        (Some(json!([])), "*/*"),
        (Some(json!(["application/json"])), "application/json, */*"),
        (Some(json!(["text/csv"])), "text/csv"),
        (
            Some(json!(["text/csv; charset=iso-8859-1"])),
            "text/csv; charset=iso-8859-1",
        ),
        (Some(json!(["application/xml"])), "application/xml"),
        (
            Some(json!(["application/octet-stream", "application/json"])),
            "application/octet-stream, application/json",
        ),
        (
            Some(json!(["application/json", "application/pdf"])),
            "application/pdf, application/json",
        ),
        (
            Some(json!(["image/png", "*/*", "text/plain"])),
            "image/png, */*, text/plain",
        ),
    ] {
        is(file(produces), "Vec<u8>", "bytes", accept, &[]);
    }
}

#[test]
fn a_file_behind_a_reference_has_the_media_types_of_the_operation() {
    for status in ["200", "2XX", "default"] {
        let operation = json!({
            "operationId": "thing", "tags": ["things"], "produces": ["text/csv", "application/pdf"],
            "responses": { status: { "$ref": "#/responses/Same" } },
        });
        let mut document = document("swagger", "2.0", operation);
        document["produces"] = json!(["application/json"]);
        document["responses"] = json!({
            "Same": { "$ref": "#/responses/File" },
            "File": { "description": "", "schema": { "type": "file" } },
        });
        let mut found = read(&document);
        found
            .warnings
            .retain(|warning| !warning.starts_with("no-success-response"));
        is(found, "Vec<u8>", "bytes", "application/pdf, text/csv", &[]);
    }
}

#[test]
fn bytes_are_bytes_under_every_media_type() {
    let bytes = |content: &[(&str, Value)], accept| {
        is(response(content), "Vec<u8>", "bytes", accept, &[]);
    };
    bytes(&[("application/json", binary())], "application/json, */*");
    bytes(&[("text/plain", binary())], "text/plain");
    bytes(&[("*/*", binary())], "*/*");
    let named = json!({ "$ref": "#/components/schemas/Bytes" });
    bytes(
        &[
            ("application/json", json!({ "allOf": [named] })),
            ("application/zip", Value::Null),
        ],
        "application/zip, application/json",
    );
    bytes(
        &[
            ("image/png", binary()),
            ("image/jpeg", string()),
            ("image/*", json!({})),
        ],
        "image/png, image/jpeg, image/*",
    );
}

#[test]
fn bytes_of_openapi_3_1_have_no_words() {
    for media in [
        json!({}),
        json!({ "schema": {} }),
        json!({ "schema": true }),
        json!({ "schema": { "contentMediaType": "application/pdf" } }),
        json!({ "schema": { "type": "string", "contentEncoding": "base64" } }),
    ] {
        let operation = json!({
            "operationId": "thing", "tags": ["things"],
            "responses": { "200": {
                "description": "", "content": { "application/octet-stream": media },
            } },
        });
        let found = read(&document("openapi", "3.1.0", operation));
        is(found, "Vec<u8>", "bytes", "application/octet-stream", &[]);
    }
}

#[test]
fn what_may_be_json_or_text_is_read_by_the_media_type() {
    let either = |content: &[(&str, Value)], ty, accept| {
        is(response(content), ty, "json_or_text", accept, &[]);
    };
    either(&[("*/*", string())], "String", "application/json, */*");
    either(
        &[("application/*", string())],
        "String",
        "application/json, application/*",
    );
    either(
        &[("*/*", json!({ "type": "integer", "format": "int64" }))],
        "i64",
        "application/json, */*",
    );
    either(
        &[("*/*", json!({}))],
        "::serde_json::Value",
        "application/json, */*",
    );
    let described = json!({ "type": "string", "description": "A name.", "example": "x" });
    either(
        &[("text/plain", described), ("application/json", string())],
        "String",
        "application/json, text/plain",
    );
    let kind = || json!({ "$ref": "#/components/schemas/Kind" });
    either(
        &[
            ("application/json", kind()),
            ("text/html", kind()),
            ("text/plain", string()),
        ],
        "crate::models::Kind",
        "application/json, text/html, text/plain",
    );
    either(
        &[("application/json", string()), ("*/*", Value::Null)],
        "String",
        "application/json, */*",
    );
}

#[test]
fn two_statuses_of_one_type_are_one_type() {
    let content =
        |kind: &str| json!({ "description": "", "content": { kind: { "schema": string() } } });
    let operation = json!({
        "operationId": "thing", "tags": ["things"],
        "responses": { "200": content("application/json"), "201": content("*/*") },
    });
    let found = read(&document("openapi", "3.0.3", operation));
    is(
        found,
        "String",
        "json_or_text",
        "application/json, */*",
        &[],
    );
}

#[test]
fn what_is_not_asked_for_is_read_when_it_comes_and_told() {
    let xml = response(&[
        ("application/xml", string()),
        ("application/json", string()),
    ]);
    is(
        xml,
        "String",
        "json_or_text",
        "application/json",
        &[LEFT_OUT],
    );
}

#[test]
fn an_object_is_json() {
    let ty = "crate::models::Thing";
    is(
        response(&[("*/*", thing())]),
        ty,
        "json",
        "application/json",
        &[],
    );
    let text = response(&[("application/json", thing()), ("text/csv", string())]);
    is(text, ty, "json", "application/json", &[LEFT_OUT]);
    let pdf = response(&[("application/pdf", binary()), ("application/json", thing())]);
    is(pdf, ty, "json", "application/json", &[LEFT_OUT]);
    let any = response(&[("application/json", thing()), ("*/*", binary())]);
    is(any, ty, "json", "application/json", &[LEFT_OUT]);
}

#[test]
fn what_says_the_same_is_not_left_out() {
    for other in [
        "application/json; charset=utf-8",
        "application/vnd.thing.v2+json",
        "application/problem+json",
        "text/json",
        "*/*",
    ] {
        for schema in [thing(), Value::Null] {
            let found = response(&[("application/json", thing()), (other, schema)]);
            is(
                found,
                "crate::models::Thing",
                "json",
                "application/json",
                &[],
            );
        }
    }
    let other = json!({ "type": "object", "properties": { "id": { "type": "string" } } });
    let found = response(&[
        ("application/json", thing()),
        ("application/vnd.a+json", other),
    ]);
    is(
        found,
        "crate::models::Thing",
        "json",
        "application/json",
        &[LEFT_OUT],
    );
}

#[test]
fn each_side_of_an_operation_has_one_warning() {
    let kinds = json!({
        "application/json": { "schema": { "type": "integer" } },
        "application/xml": {},
        "application/yaml": {},
    });
    let mut document = document("openapi", "3.0.3", json!({}));
    document["paths"]["/thing"] = json!({ "post": {
        "operationId": "thing", "tags": ["things"],
        "requestBody": { "required": true, "content": kinds },
        "responses": {
            "200": { "description": "", "content": kinds },
            "201": { "description": "", "content": kinds },
            "400": { "description": "", "content": kinds },
        },
    } });
    let found = read(&document).warnings;
    let warning = "media-type-left-out #/paths/~1thing/post";
    assert_eq!(
        found,
        [
            format!("{warning}/requestBody"),
            format!("{warning}/responses")
        ]
    );
}

#[test]
fn a_form_that_is_left_out_or_chosen_is_told_as_well() {
    let form =
        json!({ "schema": { "type": "object", "properties": { "a": { "type": "string" } } } });
    let mut document = document("openapi", "3.0.3", json!({}));
    document["paths"]["/thing"] = json!({ "post": {
        "operationId": "thing", "tags": ["things"],
        "requestBody": { "content": { "multipart/form-data": form, "text/csv": {} } },
        "responses": { "200": { "description": "", "content": { "text/plain": {} } } },
    } });
    let folder = tempfile::tempdir().unwrap();
    let spec = folder.path().join("openapi.json");
    std::fs::write(&spec, document.to_string()).unwrap();
    let input = sdk_generator::Input {
        spec,
        ..sdk_generator::Input::default()
    };
    let generated = support::generate_from(&input, "bodies").unwrap();
    let warning = "media-type-left-out #/paths/~1thing/post/requestBody";
    assert_eq!(warnings(&generated.definition.diagnostics), [warning]);
    let code = &generated.files["src/apis/things.rs"];
    assert!(
        code.contains("Unsupported media types: `text/csv`."),
        "{code}"
    );
}

#[test]
fn lists_of_the_platform_api_take_what_can_be_displayed() {
    let Some(generated) = &*support::WHOLE else {
        return;
    };
    let warnings = warnings(&generated.definition.diagnostics);
    let found = warnings
        .iter()
        .filter(|it| it.starts_with("array-of-objects"));
    assert_eq!(found.count(), 17);
    let code = &generated.files["src/apis/authorization.rs"];
    for setter in ["expand", "permission", "default_role_id"] {
        let list = format!("{setter}: impl IntoIterator<Item = impl ::std::fmt::Display>");
        assert!(code.contains(&list), "{setter}");
    }
}
