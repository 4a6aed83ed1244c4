//! Which models of requests are made from which models of responses, and which are not.

use sdk_generator::{Input, read, tables};

use crate::support::surface::surface;

/// A definition with these schemas, of which `Read` is read and `Write` written at one path.
fn definition(schemas: &str) -> String {
    let response = "{description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Read'}}}}";
    let body = "{content: {application/json: {schema: {$ref: '#/components/schemas/Write'}}}}";
    format!(
        "openapi: 3.0.3\ninfo: {{title: T, version: '1'}}\npaths:\n  /things:\n    \
         get: {{operationId: readIt, responses: {{'200': {response}}}}}\n    \
         put: {{operationId: writeIt, requestBody: {body}, responses: {{'204': {{description: Done.}}}}}}\n\
         components:\n  schemas:\n{schemas}"
    )
}

fn input(folder: &tempfile::TempDir, definition: &str) -> Input {
    let spec = folder.path().join("openapi.yaml");
    std::fs::write(&spec, definition).unwrap();
    Input {
        spec,
        ..Input::default()
    }
}

/// The conversions of a definition, as implementations.
fn conversions(definition: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let tables = tables(&input(&folder, definition)).unwrap();
    let lines = surface(&tables.sdk()).into_iter();
    let lines = lines.filter(|line| line.contains("From<&"));
    lines.map(|line| line.replace("models::", "")).collect()
}

/// Those of two objects with these properties.
fn of(read: &str, write: &str) -> Vec<String> {
    conversions(&definition(&format!(
        "    Read: {{type: object, properties: {{{read}}}}}\n    \
             Write: {{type: object, properties: {{{write}}}}}\n    \
             Named: {{type: object, required: [id], properties: {{id: {{type: string}}, name: {{type: string}}}}}}\n    \
             Numbered: {{type: object, properties: {{id: {{type: integer}}}}}}\n    \
             Some: {{type: string, enum: [a, b]}}\n    \
             More: {{type: string, enum: [a, b, c]}}\n    \
             Either: {{oneOf: [{{type: string}}, {{type: boolean}}]}}\n    \
             Or: {{oneOf: [{{type: string}}, {{type: boolean}}]}}\n    \
             Alias: {{type: string}}\n"
    )))
}

const YES: &str = "impl From<&Read> for Write";
const MAYBE: &str = "impl TryFrom<&Read> for Write";

#[test]
fn types_convert_by_their_structure() {
    let reference = |name: &str| format!("x: {{$ref: '#/components/schemas/{name}'}}");
    let fits = [
        (
            "x: {type: string}".to_owned(),
            "x: {type: string}".to_owned(),
        ),
        (reference("Alias"), "x: {type: string}".to_owned()),
        (reference("Either"), reference("Either")),
        (reference("Named"), "x: {type: string}".to_owned()),
        (reference("Some"), reference("More")),
        (reference("Some"), "x: {type: string}".to_owned()),
        ("x: {}".to_owned(), "x: {}".to_owned()),
        (
            "x: {type: integer, format: int32}".to_owned(),
            "x: {type: integer, format: int64}".to_owned(),
        ),
        (
            "x: {type: array, items: {$ref: '#/components/schemas/Some'}}".to_owned(),
            "x: {type: array, items: {type: string}}".to_owned(),
        ),
        (
            "x: {type: object, additionalProperties: {$ref: '#/components/schemas/Named'}}"
                .to_owned(),
            "x: {type: object, additionalProperties: {type: string}}".to_owned(),
        ),
    ];
    for (read, write) in fits {
        assert_eq!(of(&read, &write), [YES], "{read} {write}");
    }
    let others = [
        (
            "x: {type: string}".to_owned(),
            "x: {type: integer}".to_owned(),
        ),
        (
            "x: {type: string}".to_owned(),
            "x: {type: string, format: date}".to_owned(),
        ),
        (
            "x: {type: string}".to_owned(),
            "y: {type: string}".to_owned(),
        ),
        (
            "x: {type: string, writeOnly: true}".to_owned(),
            "x: {type: string}".to_owned(),
        ),
        (reference("More"), reference("Some")),
        ("x: {type: string}".to_owned(), reference("Some")),
        (reference("Either"), reference("Or")),
        (reference("Numbered"), "x: {type: string}".to_owned()),
        (
            "x: {type: integer, format: int64}".to_owned(),
            "x: {type: integer, format: int32}".to_owned(),
        ),
        (
            "x: {type: array, items: {type: string}}".to_owned(),
            "x: {type: string}".to_owned(),
        ),
        (
            "x: {type: string}".to_owned(),
            "x: {type: string, readOnly: true}".to_owned(),
        ),
    ];
    for (read, write) in others {
        assert_eq!(of(&read, &write), [""; 0], "{read} {write}");
    }
}

#[test]
fn what_a_response_may_lack_makes_a_conversion_fallible() {
    let of = |read: &str, write: &str| {
        let name = |required: &str| {
            format!(
                "{{type: object, {required} properties: {{x: {{type: string}}, y: {{type: string}}}}}}"
            )
        };
        let (read, write) = (name(read), name(write));
        conversions(&definition(&format!(
            "    Read: {read}\n    Write: {write}\n"
        )))
    };
    assert_eq!(of("", ""), [YES]);
    assert_eq!(of("required: [x],", ""), [YES]);
    assert_eq!(of("required: [x],", "required: [x],"), [YES]);
    assert_eq!(of("required: [x],", "required: [y],"), [MAYBE]);
    let shortened = definition(
        "    Read: {type: object, required: [x], properties: {x: {type: string}}}\n    \
             Write: {type: object, required: [x], properties: {x: {type: string}}}\n",
    );
    assert_eq!(conversions(&shortened), [YES]);
    let shortened = format!("{shortened}x-sdk-responses-keep-required: false\n");
    assert_eq!(conversions(&shortened), [MAYBE]);
}

#[test]
fn models_that_contain_themselves_convert_as_a_whole_or_not_at_all() {
    let trees = |leaf: &str| {
        let node = |name: &str, more: &str| {
            format!(
                "{{type: object, properties: {{parts: {{type: array, items: {{$ref: '#/components/schemas/{name}'}}}}{more}}}}}"
            )
        };
        let (read, write) = (node("Inner", ""), node("InnerWrite", ""));
        let (inner, other) = (node("Read", ""), node("Write", leaf));
        conversions(&definition(&format!(
            "    Read: {read}\n    Write: {write}\n    Inner: {inner}\n    InnerWrite: {other}\n"
        )))
    };
    assert_eq!(trees(""), ["impl From<&Inner> for InnerWrite", YES]);
    assert_eq!(trees(", leaf: {type: string}"), [""; 0]);
}

#[test]
fn models_that_look_alike_need_a_reason() {
    let alike = "    Read: {type: object, properties: {x: {type: string}}}\n    \
                     Write: {type: object, properties: {x: {type: string}}}\n";
    let there = definition(alike);
    assert_eq!(conversions(&there), [YES]);
    assert_eq!(conversions(&there.replace("    put:", "    patch:")), [YES]);
    assert_eq!(
        conversions(&there.replace("    put:", "    post:")),
        [""; 0]
    );
    assert_eq!(
        conversions(&there.replace("    get:", "    delete:")),
        [""; 0]
    );
    let elsewhere = there.replace("    put:", "  /others:\n    put:");
    assert_eq!(conversions(&elsewhere), [""; 0]);
}

/// Two cycles of models can be paired in as many ways as the product of their lengths.
#[test]
fn a_short_definition_has_no_unbounded_number_of_conversions() {
    let cycle = |name: &str, length: usize| -> String {
        let node = |index: usize| {
            let own = if index == 0 {
                name.to_owned()
            } else {
                format!("{name}{index}")
            };
            let next = match (index + 1) % length {
                0 => name.to_owned(),
                next => format!("{name}{next}"),
            };
            format!(
                "    {own}: {{type: object, properties: {{next: {{$ref: '#/components/schemas/{next}'}}}}}}\n"
            )
        };
        (0..length).map(node).collect()
    };
    let folder = tempfile::tempdir().unwrap();
    let long = definition(&(cycle("Read", 200) + &cycle("Write", 201)));
    let definition = read(&input(&folder, &long), &|_| {}).unwrap();
    let mut found = definition.diagnostics.iter();
    let warning = found.find(|it| it.code == "too-many-conversions").unwrap();
    assert_eq!(warning.location.to_string(), "#/paths");
    assert_eq!(conversions(&long), [""; 0]);
}
