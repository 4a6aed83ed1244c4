//! Which operations page, how, and why or why not.

use crate::support;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use heck::ToSnakeCase;
use sdk_generator::diagnostics::Severity;
use sdk_generator::stats::{PagingOfOperation, stats};
use sdk_generator::{Definition, Input};

/// What each operation of a fixture shows, in one line.
fn decisions(fixture: &str) -> Vec<String> {
    let definition = sdk_generator::read(&support::input(fixture), &|_| {}).unwrap();
    let decisions = stats(&definition).paging_decisions;
    decisions.iter().map(line).collect()
}

fn line(decision: &PagingOfOperation) -> String {
    let name = decision.name.as_deref().unwrap_or_default();
    let reason = &decision.reason;
    if !decision.pages {
        return format!("{name}: no: {reason}");
    }
    let end = serde_json::to_string(&decision.end).unwrap();
    let from = decision.first.filter(|first| *first != 1);
    let from = from.map(|first| format!(" from {first}"));
    format!(
        "{name}: {} {}{} -> {}: {}, {end}: {reason}",
        decision.style.as_deref().unwrap(),
        decision.input.as_deref().unwrap_or("-"),
        from.unwrap_or_default(),
        decision.items.as_deref().unwrap_or("-"),
        decision.item_type.as_deref().unwrap(),
    )
}

/// Compares lines with those of a snapshot.
fn assert_lines(snapshot: &str, lines: &[String]) {
    support::snapshots().bind(|| insta::assert_snapshot!(snapshot, lines.join("\n")));
}

#[test]
fn evidence_decides() {
    assert_lines("paging_evidence", &decisions("paging_evidence"));
}

#[test]
fn near_misses_are_no_pages() {
    assert_lines("paging_near_misses", &decisions("paging_near_misses"));
}

#[test]
fn styles_of_vendors_are_found() {
    assert_lines("paging_vendor_styles", &decisions("vendor_styles"));
}

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

fn read(text: &str, folder: &Path) -> Result<Definition, sdk_generator::diagnostics::Diagnostics> {
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
        assert_eq!(error.place, pointer, "{extension}");
        assert!(!error.help.is_empty());
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

/// All pages of the newest published definition.
static NEWEST: LazyLock<Option<Vec<PagingOfOperation>>> = LazyLock::new(|| {
    let definition = support::NEWEST.as_ref()?;
    Some(stats(definition).paging_decisions)
});

fn pages_of(decisions: &[PagingOfOperation], snapshot: &str) {
    let paged = || decisions.iter().filter(|decision| decision.pages);
    let lines = paged().map(|decision| {
        let name = decision.name.as_deref().unwrap().to_snake_case();
        let (style, item) = (&decision.style, &decision.item_type);
        format!(
            "{name}: {}: {}",
            style.as_deref().unwrap(),
            item.as_deref().unwrap()
        )
    });
    let mut lines: Vec<_> = lines.collect();
    lines.sort();
    assert_lines(snapshot, &lines);
    for decision in paged().filter(|decision| !decision.operation.starts_with("GET ")) {
        let (verb, path) = decision.operation.split_once(' ').unwrap();
        assert_eq!(verb, "POST", "{path}");
        let last = path.rsplit('/').next().unwrap();
        let is_query = ["query", "search"].iter().any(|word| last.ends_with(word));
        assert!(is_query, "{path} is no query, and pages");
    }
    for (name, items) in [
        ("postAnalyticsConversationsDetailsQuery", "conversations"),
        ("postAnalyticsUsersDetailsQuery", "userDetails"),
        ("postUsersSearch", "results"),
        ("postGroupsSearch", "results"),
        ("postLocationsSearch", "results"),
        ("postVoicemailSearch", "results"),
        ("postDocumentationSearch", "results"),
    ] {
        let found = paged().find(|decision| decision.name.as_deref() == Some(name));
        assert_eq!(found.unwrap().items.as_deref(), Some(items), "{name}");
    }
}

#[test]
fn pages_of_the_platform_of_2018() {
    let Some(folder) = support::published() else {
        return;
    };
    let input = Input {
        spec: folder.join("platform-api-28.0.0.json"),
        overlays: support::overlays(&["overlay.yaml"]),
        ..Input::default()
    };
    let definition = sdk_generator::read(&input, &|_| {}).unwrap();
    pages_of(
        &stats(&definition).paging_decisions,
        "paging_platform_28_0_0",
    );
}

#[test]
fn pages_of_the_platform_of_2026() {
    if let Some(decisions) = &*NEWEST {
        pages_of(decisions, "paging_platform_2026_05");
    }
}

#[test]
fn a_redirect_beside_a_page_takes_no_cursor_away() {
    let Some(decisions) = &*NEWEST else {
        return;
    };
    let name = Some("getAuditsQueryTransactionIdResults");
    let found = decisions.iter().find(|it| it.name.as_deref() == name);
    assert_eq!(found.unwrap().style.as_deref(), Some("cursor"));
}
