//! Declarations of pagination: what they name has to be there.

use std::fs;
use std::path::Path;

use sdk_generator::diagnostics::{Diagnostics, Severity};
use sdk_generator::stats::stats;
use sdk_generator::{Definition, Input};

use super::line;

/// A definition with one operation, whose extension is this.
fn declared(extension: &str) -> String {
    format!(
        r##"
openapi: 3.0.3
info: {{title: x, version: "1"}}
paths:
  /people:
    post:
      operationId: people
      x-sdk-paging: {extension}
      parameters: [{{name: from, in: query, schema: {{type: string}}}}]
      requestBody: {{content: {{application/json: {{schema: {{$ref: "#/components/schemas/Ask"}}}}}}}}
      responses:
        "200": {{description: "", content: {{application/json: {{schema: {{$ref: "#/components/schemas/Page"}}}}}}}}
components:
  schemas:
    Ask: {{type: object, properties: {{window: {{type: object, properties: {{page: {{type: integer}}}}}}}}}}
    Page:
      type: object
      properties:
        known: {{type: integer}}
        inner: {{type: object, properties: {{next: {{type: string}}, deep: {{type: object, properties: {{
          people: {{type: array, items: {{type: string}}}}}}}}}}}}
        next: {{type: object, properties: {{cursor: {{type: string}}}}}}
        people: {{type: array, items: {{type: string}}}}
        named: {{type: array, items: {{type: object, properties: {{name: {{type: string}}}}}}}}
"##
    )
}

fn read(text: &str, folder: &Path) -> Result<Definition, Diagnostics> {
    let spec = folder.join("openapi.yaml");
    fs::write(&spec, text).unwrap();
    let input = Input {
        spec,
        ..Input::default()
    };
    sdk_generator::read(&input, &|_| {})
}

/// Declarations that are wrong: what the message has, and the key that it is about.
const WRONG: [(&str, &str, &str); 24] = [
    (
        "{style: page-number, input: from, items: /inner/people}",
        "no property `inner/people`",
        "/items",
    ),
    (
        "{style: page-number, input: from, items: /inner/deep}",
        "`inner/deep` of the response is not an array",
        "/items",
    ),
    ("true", "`true` is not a declaration of pagination", ""),
    ("all", "`\"all\"` is not a declaration of pagination", ""),
    (
        "{style: page-number, input: from, items: people, size: 5}",
        "`size` is not a key",
        "",
    ),
    ("{input: from, items: people}", "`style` is missing", ""),
    (
        "{style: numbers, input: from, items: people}",
        "`\"numbers\"` is not a style",
        "/style",
    ),
    ("{style: page-number, items: people}", "`input`", ""),
    ("{style: page-number, input: from}", "`items`", ""),
    (
        "{style: page-number, input: 3, items: people}",
        "`3` is not the name",
        "/input",
    ),
    (
        "{style: page-number, input: until, items: people}",
        "named `until`",
        "/input",
    ),
    (
        "{style: page-number, input: /window/number, items: people}",
        "`window/number`",
        "/input",
    ),
    (
        "{style: page-number, input: from, items: persons}",
        "no property `persons`",
        "/items",
    ),
    (
        "{style: page-number, input: from, items: known}",
        "`known` of the response is not an array",
        "/items",
    ),
    (
        "{style: page-number, input: from, items: people, end: all}",
        "no property `all`",
        "/end",
    ),
    (
        "{style: page-number, input: from, items: people, end: {last: known}}",
        "`end` is neither",
        "/end",
    ),
    (
        "{style: cursor, input: from, items: people}",
        "names no property",
        "/end",
    ),
    (
        "{style: cursor, input: from, items: people, end: /next/key}",
        "`next/key`",
        "/end",
    ),
    (
        "{style: link, items: people, end: /next}",
        "`next` of the response is not a string",
        "/end",
    ),
    (
        "{style: last-item, input: /window/page, items: people}",
        "not supported",
        "/input",
    ),
    (
        "{style: offset, input: from, items: people, more: has_more}",
        "has no property `has_more`",
        "/more",
    ),
    (
        "{style: link, items: people, end: known}",
        "`known` of the response is not a string",
        "/end",
    ),
    (
        "{style: start-index, input: /window/page, items: people}",
        "not supported",
        "/input",
    ),
    (
        "{style: last-item, input: from, items: people, key: nothing}",
        "have no string or number `nothing`",
        "/key",
    ),
];

#[test]
fn a_declaration_names_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    for (extension, message, place) in WRONG {
        let found = read(&declared(extension), folder.path()).unwrap_err();
        let errors: Vec<_> = found.errors().collect();
        let [error] = errors.as_slice() else {
            panic!("{extension}: {found:?}");
        };
        assert_eq!(
            (error.severity, &*error.code),
            (Severity::Error, "paging-extension")
        );
        assert!(
            error.message.contains(message),
            "{extension}: {}",
            error.message
        );
        let pointer = format!("#/paths/~1people/post/x-sdk-paging{place}");
        assert_eq!(error.location, pointer, "{extension}");
        assert!(!error.help.is_empty());
    }
}

/// A response may be an array, also one that may be `null` or that has a name.
#[test]
fn the_key_is_looked_for_in_the_items_of_any_array() {
    let folder = tempfile::tempdir().unwrap();
    let array = |nullable: bool| {
        format!(
            "{{type: array, nullable: {nullable}, items: {{type: object, properties: {{id: {{type: string}}}}}}}}"
        )
    };
    let named = "{$ref: \"#/components/schemas/People\"}";
    for (schema, people, item) in [
        (array(false), array(false), "inline schema"),
        (array(true), array(false), "inline schema"),
        (named.to_owned(), array(false), "People.item"),
        (named.to_owned(), array(true), "People.item"),
    ] {
        let read = |key: &str| {
            let text = declared(&format!("{{style: last-item, input: from, key: {key}}}"));
            let text = text.replace("{$ref: \"#/components/schemas/Page\"}", &schema);
            read(&format!("{text}    People: {people}\n"), folder.path())
        };
        let found = read("nope").unwrap_err();
        let messages: Vec<_> = found.errors().map(|error| error.message.as_str()).collect();
        let message = "the items have no string or number `nope` that identifies them";
        assert_eq!(messages, [message], "{schema} {people}");
        let decisions = stats(&read("id").unwrap()).paging_decisions;
        let found = decisions[0].item_type.as_deref();
        assert_eq!(found, Some(item), "{schema} {people}");
    }
}

#[test]
fn an_overlay_declares_how_an_operation_pages() {
    let folder = tempfile::tempdir().unwrap();
    for (extension, expected) in [
        ("none", "people: no: declared by the definition"),
        (
            "{style: page-number, input: /window/page, items: people, end: {total: known}}",
            "people: page number in the body /window/page -> people: string, {\"total\":\"known\"}: \
             declared by the definition",
        ),
        (
            "{style: cursor, input: from, items: people, end: /next/cursor}",
            "people: cursor from -> people: string, {\"next\":\"/next/cursor\"}: declared by the definition",
        ),
        (
            "{style: link, items: people, end: /next/cursor}",
            "people: link to the next page - -> people: string, {\"next\":\"/next/cursor\"}: declared by the \
             definition",
        ),
        (
            "{style: link-header, items: people}",
            "people: link in a header - -> people: string, {}: declared by the definition",
        ),
        (
            "{style: offset, input: from, items: people, end: {total: known}}",
            "people: start index from from 0 -> people: string, {\"total\":\"known\"}: declared by the \
             definition",
        ),
        (
            "{style: start-index, input: from, items: people, more: known}",
            "people: start index from -> people: string, {\"more\":\"known\"}: declared by the definition",
        ),
        (
            "{style: cursor, input: from, items: /inner/deep/people, end: /inner/next}",
            "people: cursor from -> /inner/deep/people: string, {\"next\":\"/inner/next\"}: declared by the \
             definition",
        ),
        (
            "{style: last-item, input: from, items: named, key: name}",
            "people: last item from -> named: Page.named, {}: declared by the definition",
        ),
    ] {
        let text = declared("none").replace("      x-sdk-paging: none\n", "");
        let spec = folder.path().join("openapi.yaml");
        fs::write(&spec, text).unwrap();
        let overlay = folder.path().join("overlay.yaml");
        let actions = format!(
            "overlay: 1.0.0\ninfo: {{title: x, version: '1'}}\nactions:\n  \
             - {{target: \"$.paths['/people'].post\", update: {{x-sdk-paging: {extension}}}}}\n"
        );
        fs::write(&overlay, actions).unwrap();
        let input = Input {
            spec,
            overlays: vec![overlay],
            ..Input::default()
        };
        let definition = sdk_generator::read(&input, &|_| {}).unwrap();
        let decisions = stats(&definition).paging_decisions;
        assert_eq!(line(&decisions[0]), expected);
    }
}

/// One declaration and one page without: the response of both has one list of items.
#[test]
fn a_response_has_one_list_of_items() {
    let folder = tempfile::tempdir().unwrap();
    let text = declared("{style: page-number, input: from, items: people}")
        .replace(
            "known: {type: integer}",
            "known: {type: array, items: {type: string}}",
        )
        .replace(
            "\ncomponents:",
            "\n  /known:\n    get: {operationId: known, x-sdk-paging: \
            {style: page-number, input: from, items: known}, parameters: [{name: from, in: query, \
            schema: {type: integer}}], responses: {\"200\": {description: \"\", content: \
            {application/json: {schema: {$ref: \"#/components/schemas/Page\"}}}}}}\ncomponents:",
        );
    let found = read(&text, folder.path()).unwrap_err();
    let messages: Vec<_> = found.errors().map(|error| error.message.as_str()).collect();
    assert_eq!(
        messages,
        ["another operation with the same response declares other items"]
    );
}
