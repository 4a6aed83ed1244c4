mod forms;

use serde_json::{Value, json};

use super::{Outcome, Sent, differences};
use crate::contract::document::Document;
use crate::contract::expect::{Case, cases};

/// A call with all parameters, of an operation that has each kind of parameter.
fn case() -> Case {
    let parameter = |place: &str, name: &str, schema: Value| json!({ "in": place, "name": name, "required": place == "path", "schema": schema });
    let text = || json!({ "type": "string" });
    let texts = || json!({ "type": "array", "items": text() });
    let body = json!({ "properties": { "a": text(), "b": texts() } });
    let document = Document::new(json!({
        "openapi": "3.0.0",
        "paths": { "/x/{id}": { "put": {
            "parameters": [
                parameter("path", "id", text()),
                parameter("query", "q", texts()),
                json!({ "in": "query", "name": "object", "content": {
                        "application/json": { "schema": { "type": "object" } },
                    } }),
                parameter("header", "X-Key", text()),
            ],
            "requestBody": { "content": { "application/json": { "schema": body } } },
            "responses": { "200": {
                "content": { "application/json": { "schema": { "type": "integer" } } },
            } },
        } } },
    }));
    let operations = document.operations().unwrap();
    cases(&document, &operations[0]).unwrap().remove(1)
}

fn outcome() -> Outcome {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let json = "application/json";
    let text = |name: &str, number: u32| format!("{name} {number}/?&=#%+,;|\"\\é€😀");
    let body = json!({ "b": [text("b", 7), text("b", 8)], "a": text("a", 6) });
    let end = "%2F%3F%26%3D%23%25%2B%2C%3B%7C%22%5C%C3%A9%E2%82%AC%F0%9F%98%80";
    let object =
        "%7B%22made%20up%22%3A%5B4%2C%22%C3%A9%22%2Cnull%2C%7B%22x%22%3A1.5%7D%2Ctrue%5D%7D";
    let sent = Sent {
        method: "PUT".to_owned(),
        origin: "https://host".to_owned(),
        path: format!("/base/x/id%201{end}"),
        query: format!("object={object}&q=q%202{end}&q=q%203{end}"),
        headers: vec![
            header("Accept", json),
            header("content-type", json),
            header("x-key", &text("X-Key", 5)),
        ],
        body: Some(body.to_string().into_bytes()),
    };
    Outcome {
        sent: vec![sent],
        error: None,
        values: vec![json!((1_i64 << 53) + 1)],
    }
}

fn found(outcome: &Outcome) -> Vec<String> {
    let case = case();
    let found = differences("https://host/base", &case.expected, &case.reply, outcome);
    found.into_iter().map(|it| it.subject).collect()
}

/// The differences after a recorded request was changed.
fn tampered(tamper: impl Fn(&mut Sent)) -> Vec<String> {
    let mut outcome = outcome();
    tamper(&mut outcome.sent[0]);
    found(&outcome)
}

#[test]
fn what_is_as_expected_has_no_differences() {
    assert_eq!(found(&outcome()), [""; 0]);
}

#[test]
fn each_part_of_a_request_is_looked_at() {
    let replace = |text: &mut String, from: &str, to: &str| {
        let changed = text.replacen(from, to, 1);
        assert_ne!(*text, changed);
        *text = changed;
    };
    assert_eq!(tampered(|it| it.method = "POST".to_owned()), ["method"]);
    assert_eq!(tampered(|it| it.origin.push('s')), ["path"]);
    assert_eq!(tampered(|it| replace(&mut it.path, "%2F", "/")), ["path"]);
    let q = ["query `q`"];
    assert_eq!(tampered(|it| replace(&mut it.query, "q%202", "q%203")), q);
    assert_eq!(
        tampered(|it| replace(&mut it.query, "&q=q%203", ",q%203")),
        q
    );
    assert_eq!(tampered(|it| it.query.push_str("&q=")), q);
    assert_eq!(tampered(|it| it.query.push_str("&z=1")), ["query `z`"]);
    let object = ["query `object`"];
    assert_eq!(tampered(|it| replace(&mut it.query, "1.5", "2.5")), object);
}

#[test]
fn the_order_of_keys_does_not_count_and_that_of_values_does() {
    let reorder = |it: &mut Sent, order: [usize; 3]| {
        let pairs: Vec<&str> = it.query.split('&').collect();
        it.query = order.map(|index| pairs[index]).join("&");
    };
    assert_eq!(tampered(|it| reorder(it, [1, 0, 2])), [""; 0]);
    assert_eq!(tampered(|it| reorder(it, [0, 2, 1])), ["query `q`"]);
}

#[test]
fn headers_are_looked_at() {
    let accept = ["header `accept`"];
    let kind = "text/plain".to_owned();
    assert_eq!(tampered(|it| it.headers[0].1.clone_from(&kind)), accept);
    assert_eq!(tampered(|it| drop(it.headers.remove(0))), accept);
    let content_type = ["header `content-type`"];
    assert_eq!(
        tampered(|it| it.headers[1].1.clone_from(&kind)),
        content_type
    );
    assert_eq!(tampered(|it| drop(it.headers.remove(1))), content_type);
    let key = ["header `x-key`"];
    assert_eq!(tampered(|it| it.headers[2].1.push('x')), key);
    assert_eq!(tampered(|it| drop(it.headers.remove(2))), key);
    let other = ("x-other".to_owned(), "1".to_owned());
    assert_eq!(
        tampered(|it| it.headers.push(other.clone())),
        ["header `x-other`"]
    );
}

#[test]
fn bodies_are_looked_at_by_place() {
    let body = |body: Value| tampered(|it| it.body = Some(body.to_string().into_bytes()));
    let sent: Value = serde_json::from_slice(outcome().sent[0].body.as_ref().unwrap()).unwrap();
    let change = |pointer: &str, value: Value| {
        let mut changed = sent.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        body(changed)
    };
    assert_eq!(change("/a", json!(1)), ["body.a"]);
    assert_eq!(change("/b/1", json!("x")), ["body.b[1]"]);
    assert_eq!(change("/b", json!([])), ["body.b"]);
    let mut more = sent.clone();
    more["c"] = Value::Null;
    assert_eq!(body(more), ["body.c"]);
    assert_eq!(body(json!({ "a": sent["a"] })), ["body.b"]);
    assert_eq!(tampered(|it| it.body = Some(b"{".to_vec())), ["body"]);
    assert_eq!(tampered(|it| it.body = None), ["body"]);
}

#[test]
fn what_a_call_gives_back_is_looked_at() {
    let mut failed = outcome();
    failed.error = Some("no".to_owned());
    assert_eq!(found(&failed), ["the call"]);
    let mut other = outcome();
    other.values = vec![json!(1_i64 << 53)];
    assert_eq!(found(&other), ["what the call gave back"]);
    other.values = vec![Value::Null];
    assert_eq!(found(&other), ["what the call gave back"]);
    let mut silent = outcome();
    silent.sent.clear();
    assert_eq!(found(&silent), ["requests"]);
    let mut twice = outcome();
    twice.sent.extend(outcome().sent);
    assert_eq!(found(&twice), ["requests"]);
}
