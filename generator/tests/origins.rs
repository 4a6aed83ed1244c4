//! Diagnostics name the file, the line and the value as the user wrote it: behind overlays, conversions to OpenAPI 3.0
//! and merged references.

use std::fs;

use crate::support::command::sdkgen;

/// Runs the generator on a definition, and on an overlay if there is one; returns what it reports.
fn reported(definition: &str, overlay: Option<&str>) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), definition).unwrap();
    let mut arguments = vec!["generate", "api.yaml", "--out", "sdk", "--dry-run", "-v"];
    if let Some(overlay) = overlay {
        let overlay = format!("overlay: 1.0.0\nactions:\n{overlay}");
        fs::write(folder.path().join("ov.yaml"), overlay).unwrap();
        arguments.extend(["--overlay", "ov.yaml"]);
    }
    sdkgen(folder.path(), &arguments).unwrap().stderr
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "`{part}` is missing in:\n{text}");
    }
}

/// Swagger 2.0, with mistakes in what the conversion moves.
const SWAGGER: &str = r##"swagger: "2.0"
info: {title: T, version: "1"}
host: a.example
paths:
  /a:
    parameters:
    - {name: shared, in: body, schema: {type: object}}
    - name: h
      in: header
      type: string
      x-sdk-one: 1
    post:
      operationId: postA
      consumes: [multipart/form-data]
      parameters:
      - name: f
        in: formData
        type: string
        x-sdk-two: 1
        x-sdk-part: fil
      - name: l
        in: query
        type: array
        items:
          type: string
          x-sdk-three: 1
      responses:
        "200":
          description: d
          schema:
            type: object
            x-sdk-four: 1
  /b:
    post:
      operationId: postB
      parameters:
      - name: b
        in: body
        schema:
          type: object
          x-sdk-five: 1
      responses: {"200": {description: d}}
  /c:
    post:
      operationId: postC
      parameters: [{$ref: "#/parameters/P"}]
      responses: {"200": {description: d}}
parameters:
  P:
    name: b
    in: body
    schema:
      x-sdk-six: 1
securityDefinitions:
  o:
    type: oauth2
    flow: application
    tokenUrl: https://a.example/t
    x-sdk-seven: 1
    scopes:
      x-sdk-scope: a name
definitions:
  M: {type: object, properties: {a: {type: string}}}
"##;

#[test]
fn what_a_conversion_moves_is_where_the_file_has_it() {
    let text = reported(SWAGGER, None);
    has(
        &text,
        &[
            "api.yaml:11:7 (#/paths/~1a/parameters/1/x-sdk-one)",
            "api.yaml:19:9 (#/paths/~1a/post/parameters/0/x-sdk-two)",
            "`\"fil\"` is no value of `x-sdk-part`",
            "api.yaml:20:9 (#/paths/~1a/post/parameters/0/x-sdk-part)",
            "api.yaml:26:11 (#/paths/~1a/post/parameters/1/items/x-sdk-three)",
            "api.yaml:32:13 (#/paths/~1a/post/responses/200/schema/x-sdk-four)",
            "api.yaml:41:11 (#/paths/~1b/post/parameters/0/schema/x-sdk-five)",
            "api.yaml:53:7 (#/parameters/P/schema/x-sdk-six)",
            "api.yaml:59:5 (#/securityDefinitions/o/x-sdk-seven)",
        ],
    );
    assert!(!text.contains("x-sdk-scope"), "{text}");
    assert_eq!(text.matches("warning[").count(), 8, "{text}");
}

#[test]
fn a_target_in_the_form_of_the_file_is_told_its_counterpart() {
    let text = reported(
        SWAGGER,
        Some("- target: $.definitions.M.properties.a\n  update: {format: uuid}\n"),
    );
    has(
        &text,
        &[
            "error[stale-overlay-action]: `$.definitions.M.properties.a` matches the definition as it was published, in \
             Swagger 2.0",
            "ov.yaml:3:3 (#/actions/0)",
            "help: write `$.components.schemas.M.properties.a`",
        ],
    );
}

#[test]
fn what_an_overlay_adds_is_in_the_overlay() {
    let definition = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      operationId: getA\n      \
                      parameters:\n      - {name: p, in: query, schema: {type: string}}\n      - name: q\n        in: query\n        \
                      schema: {type: string}\n        x-sdk-one: 1\n      responses: {'200': {description: d}}\n";
    let overlay = "- target: $.paths['/a'].get.parameters[0]\n  remove: true\n\
                   - target: $.paths['/a'].get\n  update:\n    x-sdk-two: 1\n    parameters:\n    \
                   - {name: r, in: query, schema: {$ref: '#/components/schemas/R'}}\n";
    has(
        &reported(definition, Some(overlay)),
        &[
            "api.yaml:12:9 (#/paths/~1a/get/parameters/1/x-sdk-one)",
            "ov.yaml:7:5 (#/actions/1/update/x-sdk-two)",
            "error[dangling-reference]",
            "(#/actions/1/update/parameters/0/schema)",
        ],
    );
}

#[test]
fn an_overlay_of_a_newer_definition_may_have_its_keywords() {
    let definition = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    \
                      M: {type: object, properties: {c: {type: string}, d: {}}}\n";
    let overlay = "- target: $.components.schemas.M.properties.c\n  update: {type: [string, 'null'], const: x}\n\
                   - target: $.components.schemas.M.properties\n  update:\n    e: {anyOf: [{type: 'null'}, {type: integer}]}\n    \
                   d: {prefixItems: [{x-sdk-typo: 1}]}\n";
    let text = reported(definition, Some(overlay));
    has(
        &text,
        &["ov.yaml:8:24 (#/actions/1/update/d/prefixItems/0/x-sdk-typo)"],
    );
    assert_eq!(text.matches("warning[").count(), 1, "{text}");
}

#[test]
fn keys_beside_a_reference_are_where_the_file_has_them() {
    let definition = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  /p:\n    x-sdk-one: 1\n    \
                      $ref: '#/x-p'\nx-p:\n  x-sdk-two: 1\n  $ref: '#/x-q'\nx-q:\n  x-sdk-three: 1\n  \
                      get: {operationId: g, responses: {'200': {description: d}}}\n";
    has(
        &reported(definition, None),
        &[
            "api.yaml:5:5 (#/paths/~1p/x-sdk-one)",
            "api.yaml:8:3 (#/x-p/x-sdk-two)",
            "api.yaml:11:3 (#/x-q/x-sdk-three)",
        ],
    );
}

#[test]
fn what_a_repair_moves_is_where_the_file_has_it() {
    let definition = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths:\n  p:\n    get:\n      operationId: g\n      \
                      parameters:\n      - {name: no location}\n      - {name: q, in: query, schema: {type: string, x-sdk-one: 1}}\n      \
                      responses:\n        200 OK: {description: d, x-sdk-two: 1}\ncomponents:\n  schemas:\n    \
                      S: {$ref: '#/components/schemas/T', allOf: [{x-sdk-three: 1}]}\n    T: {type: object}\n";
    has(
        &reported(definition, None),
        &[
            "api.yaml:9:53 (#/paths/p/get/parameters/1/schema/x-sdk-one)",
            "api.yaml:11:34 (#/paths/p/get/responses/200 OK/x-sdk-two)",
            "(#/components/schemas/S/allOf/0/x-sdk-three)",
        ],
    );
}

#[test]
fn a_list_of_webhooks_of_another_type_is_an_error_beside_webhooks_too() {
    for others in [
        "webhooks: {e: {post: {responses: {}}}}\n",
        "x-webhooks: {e: {post: {}}}\n",
        "",
    ] {
        let definition = format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{}}\nx-sdk-webhooks: 7\n{others}"
        );
        has(
            &reported(&definition, None),
            &["error[webhooks]", "api.yaml:4:1 (#/x-sdk-webhooks)"],
        );
    }
}

#[test]
fn extensions_without_effect_are_reported_where_they_are_read() {
    let definition = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\nservers: [{url: 'https://{x-sdk-v}.example', \
                      variables: {x-sdk-v: {default: a}}}]\nx-sdk-notification-topics: {a.b: {$ref: '#/components/schemas/S', tg: x}}\n\
                      paths: {}\ncomponents:\n  schemas:\n    S: {type: object, properties: {a: {oneOf: [{type: string}, \
                      {type: boolean}], x-sdk-keep-unknown: true}}}\n    U:\n      x-sdk-keep-unknown: true\n      \
                      oneOf: [{type: string}, {type: integer}]\n    E: {type: string, enum: [1, true, x]}\n";
    let text = reported(definition, None);
    has(
        &text,
        &[
            "warning[topic-key]: a topic has no key `tg`",
            "warning[keep-unknown-ignored]",
            "(#/components/schemas/U)",
            "(#/components/schemas/S/properties/a)",
            "warning[enum-of-other-type]",
            "(#/components/schemas/E)",
        ],
    );
    assert_eq!(text.matches("warning[").count(), 4, "{text}");
}

#[test]
fn a_declared_pagination_has_the_keys_of_its_style() {
    let reported = |declared: &str| {
        let definition = format!(
            "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /p:\n    get:\n      operationId: g\n      \
             parameters: [{{name: page, in: query, schema: {{type: integer}}}}]\n      x-sdk-paging: {declared}\n      \
             responses: {{'200': {{description: d, content: {{application/json: {{schema: {{type: object, \
             properties: {{i: {{type: array, items: {{type: string}}}}, n: {{type: string}}, m: {{type: boolean}}}}}}}}}}}}}}\n"
        );
        reported(&definition, None)
    };
    for (declared, key, style) in [
        (
            "{style: link-header, input: page, items: i}",
            "input",
            "link-header",
        ),
        (
            "{style: link-header, items: i, end: n}",
            "end",
            "link-header",
        ),
        (
            "{style: link, items: i, end: n, input: page}",
            "input",
            "link",
        ),
        (
            "{style: page-number, input: page, items: i, key: id}",
            "key",
            "page-number",
        ),
        (
            "{style: offset, input: page, items: i, key: id}",
            "key",
            "offset",
        ),
        (
            "{style: cursor, input: page, items: i, end: n, key: id}",
            "key",
            "cursor",
        ),
        (
            "{style: last-item, input: page, items: i, end: n}",
            "end",
            "last-item",
        ),
    ] {
        let text = reported(declared);
        let message =
            format!("error[paging-extension]: `{key}` has no effect with the style `{style}`");
        has(
            &text,
            &[&message, &format!("(#/paths/~1p/get/x-sdk-paging/{key})")],
        );
    }
    let text = reported("{style: link-header, items: i, more: m}");
    assert!(!text.contains("error["), "{text}");
}

/// A reference to a schema that does not exist says nothing about the type of the whole, which must not hide it.
#[test]
fn a_dangling_reference_is_seen_among_the_parts_of_a_schema() {
    let head = "openapi: 3.0.3\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents: {schemas: {A: {type: object, \
                properties: {p: ";
    let gone = "$ref: '#/components/schemas/Gone'";
    for (schema, pointer) in [
        (format!("{{{gone}}}"), ""),
        (format!("{{{gone}, description: d}}"), ""),
        (format!("{{{gone}, nullable: true}}"), ""),
        (format!("{{allOf: [{{{gone}}}]}}"), "/allOf/0"),
        (format!("{{type: string, allOf: [{{{gone}}}]}}"), "/allOf/0"),
        (
            format!(
                "{{allOf: [{{type: object, properties: {{q: {{type: string}}}}}}, {{{gone}}}]}}"
            ),
            "/allOf/1",
        ),
        (
            format!("{{oneOf: [{{type: string}}, {{{gone}}}]}}"),
            "/oneOf/1",
        ),
        (
            format!("{{anyOf: [{{{gone}}}, {{nullable: true}}]}}"),
            "/anyOf/0",
        ),
        (
            format!("{{type: array, items: {{anyOf: [{{{gone}}}]}}}}"),
            "/items/anyOf/0",
        ),
    ] {
        let definition = format!("{head}{schema}}}}}}}}}\n");
        let text = reported(&definition, None);
        let location = format!("(#/components/schemas/A/properties/p{pointer})");
        has(&text, &["error[dangling-reference]", &location]);
        assert_eq!(text.matches("error[").count(), 1, "{schema}: {text}");
    }
}
