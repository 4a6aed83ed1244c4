use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{Bundled, OtherFiles, bundle};

fn bundled(document: Value) -> Bundled {
    let is_swagger = document.get("swagger").is_some();
    bundle(
        document,
        is_swagger,
        Path::new("api.yaml"),
        OtherFiles::InFolder,
    )
    .unwrap()
}

/// The codes and locations of the errors of a definition with these files.
fn problems(files: &[(&str, &str)]) -> Vec<(String, String)> {
    let problems = with_files(files, false).unwrap_err();
    let problems = problems.into_iter();
    problems
        .map(|problem| (problem.code.to_string(), problem.location))
        .collect()
}

fn with_files(
    files: &[(&str, &str)],
    allow_outside: bool,
) -> Result<Bundled, crate::diagnostics::Diagnostics> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join("in").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let spec = folder.path().join("in/api.yaml");
    let document = crate::load::load_file(&spec).unwrap();
    let shown = folder.path().join("in").display().to_string();
    let others = if allow_outside {
        OtherFiles::Anywhere
    } else {
        OtherFiles::InFolder
    };
    bundle(document, false, &spec, others).map_err(|problems| {
        let problems = problems.into_iter().map(|mut problem| {
            problem.location = problem.location.replace(&shown, "");
            problem
        });
        problems.collect()
    })
}

#[test]
fn plain_references_stay() {
    let document = json!({
        "openapi": "3.0.3",
        "components": { "schemas": {
            "A": { "properties": { "b": { "$ref": "#/components/schemas/B" } } },
            "B": { "$ref": "#/components/schemas/A" },
            "C": { "$ref": "#/components/schemas/C" },
            "D": { "$ref": "#/components/schemas/None" },
        } },
    });
    assert_eq!(bundled(document.clone()).value, document);
}

#[test]
fn what_has_no_name_gets_one() {
    let document = json!({
        "openapi": "3.0.3",
        "paths": { "/a~b": { "get": { "responses": { "200": { "content": { "application/json": {
            "schema": { "properties": { "size": { "type": "integer" } } },
        } } } } } } },
        "components": { "schemas": {
            "Tag": { "allOf": [{ "properties": { "name": { "type": "string", "readOnly": true } } }] },
            "Use": { "properties": {
                "part": { "$ref": "#/components/schemas/Tag/allOf/0" },
                "name": { "$ref": "#/components/schemas/Tag/allOf/0/properties/name" },
                "size": { "$ref": "#/paths/~1a~0b/get/responses/200/content/application~1json/schema" },
                "escaped": { "$ref": "#/components/schemas/With%20Space" },
                "through": { "$ref": "#/components/schemas/Use/properties/part/properties/name" },
            } },
            "With Space": {},
        } },
    });
    let bundled = bundled(document);
    let schemas = &bundled.value["components"]["schemas"];
    let uses = |name: &str| schemas["Use"]["properties"][name]["$ref"].as_str().unwrap();
    assert_eq!(uses("part"), "#/components/schemas/Tag_0");
    assert_eq!(uses("name"), "#/components/schemas/Tag_name");
    assert_eq!(uses("size"), "#/components/schemas/a_b_get_200");
    assert_eq!(uses("escaped"), "#/components/schemas/With Space");
    assert_eq!(uses("through"), uses("name"));
    assert_eq!(
        schemas["Tag"],
        json!({ "allOf": [{ "$ref": "#/components/schemas/Tag_0" }] })
    );
    assert_eq!(
        schemas["Tag_0"],
        json!({ "properties": {
            "name": { "$ref": "#/components/schemas/Tag_name", "readOnly": true },
        } })
    );
    assert_eq!(
        schemas["Tag_name"],
        json!({ "type": "string", "readOnly": true })
    );
    assert_eq!(
        bundled.origins.original("#/components/schemas/Tag_name/x"),
        "#/components/schemas/Tag/allOf/0/properties/name/x"
    );
}

#[test]
fn what_only_looks_like_a_reference_is_data() {
    let document = json!({
        "openapi": "3.0.3",
        "components": { "schemas": { "A": {
            "properties": { "$ref": { "type": "string" } },
            "example": { "$ref": "https://example.org/a" },
            "default": { "$ref": "none.yaml" },
            "enum": [{ "$ref": "none.yaml" }],
            "x-more": { "$ref": "none.yaml" },
        } } },
    });
    assert_eq!(bundled(document.clone()).value, document);
}

#[test]
fn named_parts_that_refer_to_each_other_are_followed() {
    let document = json!({
        "swagger": "2.0",
        "paths": { "/a": { "get": {
            "parameters": [{ "$ref": "#/parameters/first" }],
            "responses": { "200": { "$ref": "#/responses/endless" } },
        } } },
        "parameters": {
            "first": { "$ref": "#/parameters/second" },
            "second": { "name": "a", "in": "query", "type": "string" },
        },
        "responses": { "endless": { "$ref": "#/responses/endless" } },
        "definitions": {
            "A": { "items": { "$ref": "#/definitions/A/items" } },
            "B": { "items": [{ "$ref": "#/definitions/A/x" }], "x": {} },
            "C": { "items": [{ "$ref": "#/definitions/B/x" }] },
        },
    });
    let value = bundled(document).value;
    let operation = &value["paths"]["/a"]["get"];
    assert_eq!(operation["parameters"][0]["$ref"], "#/parameters/second");
    assert_eq!(operation["responses"]["200"]["$ref"], "#/responses/endless");
    assert_eq!(
        value["definitions"]["C"]["items"][0]["$ref"],
        "#/definitions/B_x"
    );
}

#[test]
fn path_items_are_copied() {
    let document = json!({
        "openapi": "3.1.0",
        "paths": {
            "/a": { "get": { "summary": "a" } },
            "/b": { "$ref": "#/paths/~1a", "summary": "b" },
            "/c": { "$ref": "#/components/pathItems/c" },
            "/d": { "$ref": "#/paths/~1d" },
            "/g": { "get": { "$ref": "#/paths/~1a/get" } },
            "/e": { "$ref": "#/paths/~1f" },
            "/f": { "$ref": "#/paths/~1e" },
        },
        "components": { "pathItems": { "c": { "put": {} } } },
    });
    let bundled = bundled(document);
    let paths = &bundled.value["paths"];
    assert_eq!(
        paths["/b"],
        json!({ "summary": "b", "get": { "summary": "a" } })
    );
    assert_eq!(paths["/c"], json!({ "put": {} }));
    let left_out = bundled
        .found
        .iter()
        .filter(|found| found.code == "endless-reference");
    assert!(left_out.count() >= 1, "{paths}");
}

#[test]
fn other_files_are_read_where_they_are() {
    let files = [
        (
            "api.yaml",
            "openapi: 3.0.3\n\
             paths: {/a: {$ref: paths/a.yaml}}\n\
             components: {schemas: {Pet: {$ref: 'models.yaml#/Animal'}, Tag: {}}}\n",
        ),
        (
            "paths/a.yaml",
            "get: {responses: {'200': {content: {application/json: {schema: {type: array, \
             items: {$ref: '../models.yaml#/Animal'}}}}}}}\n",
        ),
        (
            "models.yaml",
            "Animal: {properties: {tag: {$ref: '#/Tag'}, whole: {$ref: shape.json}}}\n\
             Tag: {properties: {pet: {$ref: '#/Animal'}}}\n",
        ),
        (
            "shape.json",
            r##"{"properties": {"inner": {"$ref": "#"}}}"##,
        ),
    ];
    let bundled = with_files(&files, false).unwrap();
    let schemas = &bundled.value["components"]["schemas"];
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    assert_eq!(
        schemas["Pet"]["properties"],
        json!({ "tag": reference("Tag_2"), "whole": reference("shape") })
    );
    assert_eq!(schemas["Tag_2"]["properties"]["pet"], reference("Pet"));
    assert_eq!(schemas["shape"]["properties"]["inner"], reference("shape"));
    let content = &bundled.value["paths"]["/a"]["get"]["responses"]["200"]["content"];
    assert_eq!(
        content["application/json"]["schema"]["items"],
        reference("Pet")
    );
    assert_eq!(bundled.other_files, 3);
    let original = |pointer: &str| bundled.origins.original(pointer);
    assert!(original("#/components/schemas/Tag_2/x").ends_with("models.yaml#/Tag/x"));
    assert!(original("#/paths/~1a/get").ends_with("paths/a.yaml#/get"));
}

#[test]
fn what_may_not_be_read_is_refused() {
    let api = |reference: &str| {
        format!(
            "openapi: 3.0.3\ncomponents: {{schemas: {{A: {{items: {{$ref: '{reference}'}}}}}}}}\n"
        )
    };
    let location = "#/components/schemas/A/items".to_owned();
    for (reference, code) in [
        ("https://example.org/a.yaml#/A", "remote-reference"),
        ("none.yaml#/A", "unreadable-file"),
        ("../outside.yaml", "unreadable-file"),
        ("/etc/hostname", "reference-outside-folder"),
        ("other.yaml#/None", "dangling-reference"),
    ] {
        let api = api(reference);
        let found = problems(&[("api.yaml", &api), ("other.yaml", "A: {}")]);
        assert_eq!(found, [(code.to_owned(), location.clone())], "{reference}");
    }
    let api = api("../out/other.yaml#/A");
    let files = [
        ("api.yaml", api.as_str()),
        ("../out/other.yaml", "A: {type: string}"),
    ];
    assert_eq!(
        problems(&files),
        [("reference-outside-folder".to_owned(), location)]
    );
    let allowed = with_files(&files, true).unwrap();
    assert_eq!(
        allowed.value["components"]["schemas"]["A_2"],
        json!({ "type": "string" })
    );
}

#[test]
fn anchors_and_plain_names_are_found() {
    let document = json!({
        "openapi": "3.1.0",
        "components": { "schemas": {
            "A": { "$anchor": "a", "properties": { "x": { "$anchor": "x", "type": "string" } } },
            "B": { "$id": "https://example.org/b" },
            "C": { "anyOf": [
                { "$ref": "#a" }, { "$ref": "#x" }, { "$ref": "https://example.org/b" }, { "$ref": "A" },
            ] },
        } },
    });
    let value = bundled(document).value;
    let parts = value["components"]["schemas"]["C"]["anyOf"]
        .as_array()
        .unwrap();
    let names: Vec<_> = parts
        .iter()
        .map(|part| part["$ref"].as_str().unwrap())
        .collect();
    let expected = ["A", "A_x", "B", "A"].map(|name| format!("#/components/schemas/{name}"));
    assert_eq!(names, expected);
}

#[test]
fn dynamic_references_are_plain_where_one_schema_has_their_anchor() {
    let dynamic = |name: &str| json!({ "items": { "$dynamicRef": name } });
    let document = json!({
        "openapi": "3.1.0",
        "components": { "schemas": {
            "Node": { "$dynamicAnchor": "node", "items": { "$dynamicRef": "#node" } },
            "Page": dynamic("#item"),
            "One": { "$dynamicAnchor": "item" },
            "Two": { "$dynamicAnchor": "item" },
            "Filter": { "$recursiveAnchor": true, "anyOf": [{ "$recursiveRef": "#" }] },
            "Alone": { "items": { "$recursiveRef": "#" } },
        } },
    });
    let value = bundled(document).value;
    let schemas = &value["components"]["schemas"];
    let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    assert_eq!(schemas["Node"]["items"], to("Node"));
    assert_eq!(schemas["Filter"]["anyOf"][0], to("Filter"));
    assert_eq!(schemas["Page"], dynamic("#item"), "it is one of several");
    assert_eq!(schemas["Alone"]["items"], json!({ "$recursiveRef": "#" }));
}

#[test]
fn a_response_may_be_described_by_a_body() {
    let content = json!({ "content": { "application/json": { "schema": {} } } });
    let document = json!({
        "openapi": "3.0.3",
        "paths": { "/a": { "get": { "responses": {
            "200": { "$ref": "#/components/requestBodies/Thing" },
            "400": { "$ref": "#/components/schemas" },
        } } } },
        "components": { "requestBodies": { "Thing": content } },
    });
    let value = bundled(document).value;
    let responses = &value["paths"]["/a"]["get"]["responses"];
    assert_eq!(responses["200"]["$ref"], "#/components/responses/Thing");
    assert_eq!(value["components"]["responses"]["Thing"], content);
    assert_eq!(value["components"]["requestBodies"]["Thing"], content);
    assert_eq!(responses["400"]["$ref"], "#/components/schemas");
}

#[test]
fn deep_documents_and_many_references_are_no_burden() {
    let mut schema = json!({ "$ref": "#/components/schemas/A/items" });
    for _ in 0..500 {
        schema = json!({ "items": schema });
    }
    let pointers =
        (1..500).map(|depth| format!("#/components/schemas/A{}", "/items".repeat(depth)));
    let parts: Vec<Value> = pointers.map(|pointer| json!({ "$ref": pointer })).collect();
    let document = json!({
        "openapi": "3.0.3",
        "components": { "schemas": { "A": schema, "B": { "anyOf": parts } } },
    });
    let value = bundled(document).value;
    let schemas = value["components"]["schemas"].as_object().unwrap();
    assert_eq!(schemas.len(), 501);
    assert_eq!(
        schemas["A"],
        json!({ "items": { "$ref": "#/components/schemas/A_2" } })
    );
}

#[test]
fn whole_sections_may_be_in_other_files() {
    let files = [
        (
            "api.yaml",
            "openapi: 3.0.3\npaths: {$ref: 'all.yaml#/p'}\ncomponents: {$ref: 'all.yaml#/c'}\n",
        ),
        (
            "all.yaml",
            "p: {/a: {get: {responses: {'200': {$ref: '#/c/responses/R'}}}}}\n\
             c: {schemas: {A: {items: {$ref: '#/c/schemas/A'}}}, responses: {R: {description: x}}}\n",
        ),
    ];
    let value = with_files(&files, false).unwrap().value;
    let response = &value["paths"]["/a"]["get"]["responses"]["200"];
    assert_eq!(*response, json!({ "$ref": "#/components/responses/R" }));
    assert_eq!(
        value["components"]["responses"]["R"],
        json!({ "description": "x" })
    );
    let items = &value["components"]["schemas"]["A"]["items"];
    assert_eq!(*items, json!({ "$ref": "#/components/schemas/A" }));
}
