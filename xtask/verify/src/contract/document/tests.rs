use serde_json::{Value, json};

use super::{Content, Document, Kind, Place, Style};

fn document(version: &str, operation: Value) -> Document {
    Document::new(json!({
        version: "x",
        "paths": { "/{id}": { "post": operation } },
        "components": { "responses": { "R": { "content": { "a/b": {}, "x/y+json": {} } } } },
    }))
}

fn style_of(version: &str, input: Value) -> Style {
    let document = document(version, json!({ "parameters": [input] }));
    document.operations().unwrap()[0].inputs[0].style
}

fn named(separator: &'static str, explodes: bool) -> Style {
    let kind = Kind::Named(separator);
    Style { kind, explodes }
}

#[test]
fn each_style_of_swagger_is_read() {
    let style = |place: &str, format: Value| {
        let input = json!({ "in": place, "name": "id", "collectionFormat": format });
        style_of("swagger", input)
    };
    assert_eq!(style("query", json!("multi")), named(",", true));
    assert_eq!(style("query", json!("tsv")), named("\t", false));
    assert_eq!(style("query", Value::Null), named(",", false));
    assert_eq!(style("path", Value::Null).kind, Kind::Simple);
}

#[test]
fn each_style_of_openapi_is_read() {
    let style = |place: &str, style: Value, explode: Value| {
        let input = json!({ "in": place, "name": "id", "style": style, "explode": explode });
        style_of("openapi", input)
    };
    let none = || Value::Null;
    assert_eq!(style("query", none(), none()), named(",", true));
    assert_eq!(style("query", none(), json!(false)), named(",", false));
    assert_eq!(
        style("query", json!("pipeDelimited"), none()),
        named("|", false)
    );
    let spaces = || json!("spaceDelimited");
    assert_eq!(style("query", spaces(), json!(true)), named(" ", true));
    assert_eq!(style("query", json!("deepObject"), none()).kind, Kind::Deep);
    assert_eq!(style("cookie", none(), json!(true)), named(",", true));
    assert_eq!(style("cookie", none(), none()), named(",", false));
    let matrix = style("path", json!("matrix"), json!(true));
    assert_eq!((matrix.kind, matrix.explodes), (Kind::Matrix, true));
    assert_eq!(style("path", none(), none()).kind, Kind::Simple);

    let content = |kind: &str| json!({ "in": "query", "name": "q", "content": { kind: {} } });
    assert_eq!(
        style_of("openapi", content("application/json")).kind,
        Kind::Json
    );
    assert_eq!(style_of("openapi", content("text/plain")).kind, Kind::Plain);
}

#[test]
fn forms_of_both_versions_are_read() {
    let field = json!({ "in": "formData", "name": "f", "type": "file", "required": true });
    let tags = json!({ "in": "formData", "name": "t", "type": "array", "collectionFormat": "ssv" });
    let of_swagger = document("swagger", json!({ "parameters": [field, tags] }));
    let operations = of_swagger.operations().unwrap();
    let body = operations[0].body.as_ref().unwrap();
    assert_eq!(body.media_types, ["multipart/form-data"]);
    let Content::Form(form) = &body.content else {
        panic!("a form");
    };
    assert!(body.required && form.has_parts && form.fields[0].required);
    assert!(
        of_swagger
            .is_file(&form.fields[0], form.fields[0].schema)
            .unwrap()
    );
    assert_eq!(form.fields[1].style, Some(named(" ", false)));

    let schema = json!({ "required": ["a"], "properties": {
        "a": {}, "b": { "readOnly": true }, "c": {}, "d": {},
    } });
    let encoding = json!({ "c": { "style": "form" }, "d": { "contentType": "a/b" } });
    let media = json!({ "schema": schema, "encoding": encoding });
    let content = json!({ "application/x-www-form-urlencoded": media });
    let of_openapi = document("openapi", json!({ "requestBody": { "content": content } }));
    let operations = of_openapi.operations().unwrap();
    let Content::Form(form) = &operations[0].body.as_ref().unwrap().content else {
        panic!("a form");
    };
    let fields = form.fields.iter();
    let fields: Vec<_> = fields
        .map(|it| (it.name, it.required, it.style, it.media_type))
        .collect();
    assert!(!form.has_parts);
    assert_eq!(
        fields,
        [
            ("a", true, None, None),
            ("c", false, Some(named(",", true)), None),
            ("d", false, None, Some("a/b")),
        ]
    );
}

#[test]
fn an_operation_overrides_its_path_and_the_template_adds_to_it() {
    let document = Document::new(json!({ "swagger": "2.0", "paths": { "/{a}/{b}": {
        "parameters": [
            { "in": "path", "name": "a", "type": "string" },
            { "in": "query", "name": "q", "required": true },
            { "in": "path", "name": "stray" },
        ],
        "get": { "parameters": [
            { "in": "query", "name": "q" },
            { "in": "header", "name": "accept" },
            { "in": "cookie", "name": "c" },
        ] },
    } } }));
    let operations = document.operations().unwrap();
    let inputs = operations[0].inputs.iter();
    let inputs: Vec<_> = inputs.map(|it| (it.place, it.name, it.required)).collect();
    assert_eq!(
        inputs,
        [
            (Place::Path, "a", true),
            (Place::Query, "q", false),
            (Place::Cookie, "c", false),
            (Place::Path, "b", true),
        ]
    );
    assert_eq!(operations[0].label(), "GET /{a}/{b}");
    assert!(operations[0].body.is_none());
    let success = &operations[0].successes[0];
    assert_eq!((success.status, success.content.is_none()), (200, true));
}

#[test]
fn successes_are_chosen_as_the_definition_means_them() {
    let statuses = |responses: Value| -> Vec<u16> {
        let document = document("openapi", json!({ "responses": responses }));
        let operations = document.operations().unwrap();
        operations[0].successes.iter().map(|it| it.status).collect()
    };
    assert_eq!(
        statuses(json!({ "202": {}, "404": {}, "default": {} })),
        [202]
    );
    assert_eq!(statuses(json!({ "404": {}, "default": {} })), [200]);
    assert_eq!(statuses(json!({ "2XX": {} })), [299]);
    let redirects = json!({ "303": {}, "304": {}, "3XX": {}, "default": {} });
    assert_eq!(statuses(redirects), [303, 307]);
    let by_reference = json!({ "200": { "$ref": "#/components/responses/R" } });
    let document = document("openapi", json!({ "responses": by_reference }));
    let operations = document.operations().unwrap();
    let success = &operations[0].successes[0];
    assert_eq!(success.media_types, ["x/y+json", "a/b"]);
    let (kind, content) = success.content.as_ref().unwrap();
    assert_eq!(*kind, "x/y+json");
    assert!(matches!(content, Content::Json(_)));
}

#[test]
fn bodies_of_both_versions_are_read() {
    let body = json!({ "in": "body", "name": "b", "required": true, "schema": {} });
    let operation = json!({ "consumes": ["text/plain"], "parameters": [body] });
    let of_swagger = document("swagger", operation);
    let operations = of_swagger.operations().unwrap();
    let body = operations[0].body.as_ref().unwrap();
    assert!(body.required && matches!(body.content, Content::Text));
    assert_eq!(body.media_types, ["text/plain"]);

    let content = json!({ "application/octet-stream": { "schema": { "format": "binary" } } });
    let of_openapi = document("openapi", json!({ "requestBody": { "content": content } }));
    let operations = of_openapi.operations().unwrap();
    let body = operations[0].body.as_ref().unwrap();
    assert!(!body.required && matches!(body.content, Content::Bytes));
}

#[test]
fn a_server_counts_if_it_is_a_whole_address() {
    let server = |root: Value| Document::new(root).server();
    let swagger = json!({ "swagger": "2.0", "host": "h", "basePath": "/b/" });
    assert_eq!(server(swagger).as_deref(), Some("https://h/b"));
    let openapi = |url: &str| server(json!({ "servers": [{ "url": url }] }));
    assert_eq!(openapi("http://h:1/").as_deref(), Some("http://h:1"));
    assert_eq!(openapi("/b"), None);
    assert_eq!(openapi("https://{region}.h"), None);
}

#[test]
fn a_reference_that_leads_nowhere_is_an_error() {
    let operation = json!({ "requestBody": { "$ref": "#/nowhere" } });
    let document = document("openapi", operation);
    let problem = document.operations().err().unwrap();
    assert_eq!(
        format!("{problem:#}"),
        "post /{id}: the reference `#/nowhere` does not resolve"
    );
}
