use serde_json::json;

use super::{Document, Extent, Text, cases};

#[test]
fn each_style_has_its_text() {
    let list = |place: &str, format: &str| {
        let items = json!({ "type": "integer", "format": "int32" });
        json!({ "in": place, "name": format, "type": "array", "items": items,
                "collectionFormat": format })
    };
    let formats = ["csv", "ssv", "tsv", "pipes", "multi"];
    let mut inputs: Vec<_> = formats.map(|format| list("query", format)).into();
    inputs.extend([list("header", "csv"), list("path", "csv")]);
    let document = Document::new(json!({
        "swagger": "2.0",
        "paths": { "/x/{csv}.json": { "get": { "parameters": inputs } } },
    }));
    let operations = document.operations().unwrap();
    let cases = cases(&document, &operations[0]).unwrap();
    assert_eq!(cases[0].extent, Extent::Required);
    assert_eq!(cases[0].inputs.keys().collect::<Vec<_>>(), ["path:csv"]);

    let expected = &cases[1].expected;
    let text = |text: &str| Text::Exact(text.to_owned());
    assert_eq!(expected.query["csv"], [text("1,2")]);
    assert_eq!(expected.query["ssv"], [text("3%204")]);
    assert_eq!(expected.query["tsv"], [text("5%096")]);
    assert_eq!(expected.query["pipes"], [text("7|8")]);
    assert_eq!(expected.query["multi"], [text("9"), text("10")]);
    assert_eq!(expected.headers["csv"], text("11,12"));
    assert_eq!(expected.path, [text("/x/"), text("13,14"), text(".json")]);
}

#[test]
fn there_is_a_call_for_each_response() {
    let document = Document::new(json!({
        "openapi": "3.0.0",
        "paths": { "/x": { "get": { "responses": {
            "200": { "content": { "text/plain": {} } }, "202": {}, "204": {},
        } } } },
    }));
    let operations = document.operations().unwrap();
    let cases = cases(&document, &operations[0]).unwrap();
    let replies = cases.iter().map(|case| case.reply.status);
    assert_eq!(replies.collect::<Vec<_>>(), [200, 202, 204]);
    assert_eq!(cases[0].expected.accept, ["text/plain"]);
}
