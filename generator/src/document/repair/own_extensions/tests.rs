use serde_json::json;

use crate::repair::tolerate;

/// The warnings about a document, as code and location.
fn warnings(mut document: serde_json::Value) -> Vec<String> {
    let found = tolerate(&mut document).into_iter();
    found
        .map(|found| format!("{} {}", found.code, found.location))
        .collect()
}

#[test]
fn every_object_is_checked() {
    let typo = || json!({ "x-sdk-typo": 1 });
    let document = json!({
        "info": { "title": "t", "version": "1", "contact": typo() },
        "tags": [{ "name": "a", "x-sdk-typo": 1 }],
        "servers": [{ "url": "/", "variables": { "v": { "default": "d", "x-sdk-typo": 1 } } }],
        "paths": {
            "x-sdk-typo": 1,
            "/a": { "get": {
                "responses": {
                    "200": {
                        "description": "d",
                        "x-sdk-typo": 1,
                        "headers": { "x-sdk-h": { "schema": {}, "x-sdk-typo": 1 } },
                        "content": { "application/json": typo() },
                    },
                    "x-sdk-paging": "none",
                },
                "callbacks": { "c": { "x-sdk-typo": 1, "{$url}": typo() } },
            } },
        },
        "components": {
            "x-sdk-typo": 1,
            "requestBodies": { "B": { "content": { "multipart/form-data": {
                "encoding": { "f": { "x-sdk-part": "fil" } },
            } } } },
            "securitySchemes": { "S": { "type": "oauth2", "flows": typo() } },
        },
    });
    let operation = "#/paths/~1a/get";
    let response = format!("{operation}/responses/200");
    assert_eq!(
        warnings(document),
        [
            "unknown-extension #/info/contact/x-sdk-typo".to_owned(),
            "unknown-extension #/tags/0/x-sdk-typo".to_owned(),
            "unknown-extension #/servers/0/variables/v/x-sdk-typo".to_owned(),
            "unknown-extension #/paths/x-sdk-typo".to_owned(),
            format!("misplaced-extension {operation}/responses/x-sdk-paging"),
            format!("unknown-extension {response}/x-sdk-typo"),
            format!("unknown-extension {response}/headers/x-sdk-h/x-sdk-typo"),
            format!("unknown-extension {response}/content/application~1json/x-sdk-typo"),
            format!("unknown-extension {operation}/callbacks/c/x-sdk-typo"),
            format!("unknown-extension {operation}/callbacks/c/{{$url}}/x-sdk-typo"),
            "unknown-extension #/components/x-sdk-typo".to_owned(),
            "extension-value #/components/requestBodies/B/content/multipart~1form-data/encoding/f/x-sdk-part"
                .to_owned(),
            "unknown-extension #/components/securitySchemes/S/flows/x-sdk-typo".to_owned(),
        ]
    );
}

#[test]
fn objects_of_examples_links_and_discriminators_are_checked() {
    let typo = || json!({ "x-sdk-typo": 1 });
    let document = json!({
        "info": { "title": "t", "version": "1" },
        "paths": { "/a": { "get": {
            "parameters": [{ "name": "q", "in": "query", "schema": {
                "type": "string", "x-rust-type": 5, "discriminator": { "propertyName": "a", "x-sdk-typo": 1 },
            }, "examples": { "e": typo() } }],
            "responses": { "200": { "description": "d", "links": { "l": typo() } } },
            "callbacks": { "c": { "{$url}": { "post": { "x-sdk-paging": "none" } } } },
        } } },
        "webhooks": { "w": { "post": { "x-sdk-paging": "none" } } },
        "components": { "examples": { "e": typo() }, "links": { "l": typo() } },
    });
    let operation = "#/paths/~1a/get";
    let mut found = warnings(document);
    found.retain(|it| it.contains("extension"));
    found.sort();
    let mut expected = [
        "unknown-extension #/components/examples/e/x-sdk-typo".to_owned(),
        "unknown-extension #/components/links/l/x-sdk-typo".to_owned(),
        format!("unknown-extension {operation}/parameters/0/examples/e/x-sdk-typo"),
        format!("unknown-extension {operation}/parameters/0/schema/discriminator/x-sdk-typo"),
        format!("extension-value {operation}/parameters/0/schema/x-rust-type"),
        format!("unknown-extension {operation}/responses/200/links/l/x-sdk-typo"),
        format!("misplaced-extension {operation}/callbacks/c/{{$url}}/post/x-sdk-paging"),
        "misplaced-extension #/webhooks/w/post/x-sdk-paging".to_owned(),
    ];
    expected.sort();
    assert_eq!(found, expected);
}

#[test]
fn keys_of_maps_are_names() {
    let named = |value: serde_json::Value| json!({ "x-sdk-a": value });
    let response = json!({
        "description": "d",
        "headers": named(json!({ "schema": {} })),
        "links": named(json!({ "operationId": "o", "parameters": named(json!(1)), "requestBody": named(json!(1)) })),
        "content": { "multipart/form-data": {
            "examples": named(json!({ "value": named(json!(1)) })),
            "encoding": named(json!({ "headers": named(json!({ "schema": {} })) })),
        } },
    });
    let document = json!({
        "info": { "title": "t", "version": "1" },
        "security": [named(json!([]))],
        "servers": [{ "url": "/", "variables": named(json!({ "default": "d" })) }],
        "webhooks": named(json!({})),
        "paths": { "/a": { "get": {
            "callbacks": named(json!({ "{$url}": {} })),
            "responses": { "200": response },
            "security": [named(json!([]))],
        } } },
        "components": {
            "callbacks": named(json!({})),
            "examples": named(json!({ "value": 1 })),
            "headers": named(json!({ "schema": {} })),
            "links": named(json!({})),
            "parameters": named(json!({ "name": "q", "in": "query", "schema": {} })),
            "requestBodies": named(json!({ "content": {} })),
            "responses": named(json!({ "description": "d" })),
            "schemas": named(json!({
                "properties": named(json!({})),
                "discriminator": { "propertyName": "p", "mapping": named(json!("#/x")) },
            })),
            "securitySchemes": { "x-sdk-a": { "type": "oauth2", "flows": {
                "clientCredentials": { "tokenUrl": "/t", "scopes": named(json!("s")) },
            } } },
        },
    });
    assert_eq!(warnings(document), [""; 0]);
}

#[test]
fn data_and_names_are_no_extensions() {
    let document = json!({
        "info": { "title": "t", "version": "1" },
        "paths": {},
        "x-other": { "x-sdk-a": 1 },
        "components": { "schemas": {
            "x-sdk-a": {
                "properties": { "x-sdk-a": {} },
                "example": { "x-sdk-a": 1 },
                "enum": [{ "x-sdk-a": 1 }],
                "x-sdk-keep-unknown": true,
            },
            "B": { "x-sdk-keep-unknown": "yes" },
        } },
    });
    let pointer = "#/components/schemas/B/x-sdk-keep-unknown";
    assert_eq!(warnings(document), [format!("extension-value {pointer}")]);
}
