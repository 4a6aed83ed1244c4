use serde_json::{Value, json};

use super::super::{Outcome, Sent, differences};
use crate::contract::document::Document;
use crate::contract::expect::{Case, cases};

/// A call with all fields, of an operation whose body is a form.
fn case(media_type: &str) -> Case {
    let file = json!({ "type": "string", "format": "binary" });
    let numbers = json!({ "type": "array", "items": { "type": "integer", "format": "int32" } });
    let day = json!({ "type": "string", "format": "date" });
    let object = json!({ "properties": { "day": day, "n": numbers["items"] } });
    let schema = json!({ "properties": {
        "day": day, "file": file, "files": { "type": "array", "items": file },
        "numbers": numbers, "object": object, "own": object,
    } });
    let encoding = json!({ "own": { "style": "form" } });
    let document = Document::new(json!({
        "openapi": "3.0.0",
        "paths": { "/x": { "put": {
            "parameters": [{ "in": "cookie", "name": "c", "schema": numbers }],
            "requestBody": {
                "content": { media_type: { "schema": schema, "encoding": encoding } },
            },
        } } },
    }));
    let operations = document.operations().unwrap();
    cases(&document, &operations[0]).unwrap().remove(1)
}

fn found(case: &Case, media_type: &str, body: &[u8], cookie: &str) -> Vec<String> {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let sent = Sent {
        method: "PUT".to_owned(),
        origin: "https://host".to_owned(),
        path: "/x".to_owned(),
        headers: vec![
            header("accept", "application/json"),
            header("content-type", media_type),
            header("cookie", cookie),
        ],
        body: Some(body.to_vec()),
        ..Sent::default()
    };
    let outcome = Outcome {
        sent: vec![sent],
        ..Outcome::default()
    };
    let found = differences("https://host", &case.expected, &case.reply, &outcome);
    found.into_iter().map(|it| it.subject).collect()
}

fn replaced(text: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = text.to_vec();
    let at = text
        .windows(from.len())
        .position(|it| it == from.as_bytes());
    let at = at.unwrap();
    [&text[..at], to.as_bytes(), &text[at + from.len()..]].concat()
}

#[test]
fn the_pairs_of_a_form_are_looked_at() {
    const KIND: &str = "application/x-www-form-urlencoded";
    let case = case(KIND);
    let texts = |name: &str, number: u32| {
        format!("{name}+{number}%2F%3F%26%3D%23%25%2B%2C%3B%7C%22%5C%C3%A9%E2%82%AC%F0%9F%98%80")
    };
    let body = format!(
        "day=2020-02-04&file={}&files={}&files={}&numbers=7&numbers=8&\
         object=%7B%22n%22%3A10,%22day%22:%222020-02-10%22}}&n=12&day=2020-02-12",
        texts("file", 4),
        texts("files", 5),
        texts("files", 6),
    );
    let found = |body: &[u8], cookie: &str| found(&case, KIND, body, cookie);
    let tampered = |from: &str, to: &str| found(&replaced(body.as_bytes(), from, to), "c=1%2C2");
    assert_eq!(tampered("day", "day"), [""; 0]);
    assert_eq!(tampered("day=2020-02-04&", ""), ["field `day`"]);
    assert_eq!(
        tampered("numbers=7&numbers=8", "numbers=8&numbers=7"),
        ["field `numbers`"]
    );
    assert_eq!(tampered("files+5", "files+6"), ["field `files`"]);
    assert_eq!(tampered("A10", "A11"), ["field `object`"]);
    assert_eq!(tampered("n=12", "own=12"), ["field `n`", "field `own`"]);
    assert_eq!(found(body.as_bytes(), "c=1,3"), ["cookie `c`"]);
    assert_eq!(found(body.as_bytes(), "c=1,2; d=1"), ["cookie `d`"]);
}

/// The expected parts of the form.
fn multipart() -> Vec<u8> {
    let part = |head: &str, content: &[u8]| {
        let start = format!("--B\r\nContent-Disposition: form-data; name={head}\r\n\r\n");
        [start.as_bytes(), content, b"\r\n"].concat()
    };
    let bytes = b"\r\n--\r\n\r\nContent-Type: x\0\xFF\xFE--\r\n";
    let file = |name: &str| {
        let head = format!(
            "\"{name}\"; filename=\"{name} %22é€😀%22; name=%22x%22%0D%0A.bin\"\r\n\
             Content-Type: image/x-made-up; q=\"1\""
        );
        part(&head, bytes)
    };
    let plain = "\"files\"; filename=\"files\"\r\nContent-Type: application/octet-stream";
    let json = "\"object\"\r\ncontent-type: application/json";
    [
        part("\"day\"", b"2020-02-04"),
        file("file"),
        file("files"),
        part(plain, b"the second"),
        part("\"numbers\"", b"4"),
        part("\"numbers\"", b"5"),
        part(json, br#"{ "n": 7, "day": "2020-02-07" }"#),
        part("\"n\"", b"9"),
        part("\"day\"", b"2020-02-09"),
        b"--B--\r\n".to_vec(),
    ]
    .concat()
}

#[test]
fn the_parts_of_a_form_are_looked_at() {
    let case = case("multipart/form-data");
    let kind = "multipart/form-data; boundary=B";
    let body = multipart();
    let tampered = |from: &str, to: &str| found(&case, kind, &replaced(&body, from, to), "c=1,2");
    assert_eq!(tampered("day", "day"), [""; 0]);
    assert_eq!(
        tampered("2020-02-04", "2020-02-05"),
        ["content of part `day`"]
    );
    assert_eq!(tampered("Type: x", "Type: y"), ["content of part `file`"]);
    assert_eq!(
        tampered("made-up", "made-down"),
        ["media type of part `file`"]
    );
    assert_eq!(
        tampered("=\"files\"\r\n", "=\"other\"\r\n"),
        ["file name of part `files`"]
    );
    assert_eq!(
        tampered("; filename=\"files\"\r\n", "\r\n"),
        ["file name of part `files`"]
    );
    assert_eq!(
        tampered("\r\ncontent-type: application/json", ""),
        ["media type of part `object`"]
    );
    assert_eq!(
        tampered("\"n\": 7", "\"n\": 9"),
        ["content of part `object`.n"]
    );
    assert_eq!(
        tampered("name=\"n\"", "name=\"own\""),
        ["parts `n`", "parts `own`"]
    );
    assert_eq!(
        tampered("\"numbers\"", "\"n\""),
        [
            "parts `n`",
            "content of part `n`",
            "parts `numbers`",
            "content of part `numbers`"
        ]
    );
    assert_eq!(tampered("--B--", "--B"), ["body"]);
    assert_eq!(tampered("--B\r\n", "--C\r\n"), ["body"]);
    assert_eq!(tampered("filename=\"file ", "other=\"file "), ["body"]);
    assert_eq!(
        found(&case, "multipart/form-data", &body, "c=1,2"),
        ["body"]
    );
}

#[test]
fn properties_may_come_in_any_order() {
    let schema = json!({ "properties": {
        "a": { "type": "boolean" }, "b": { "type": "integer", "format": "int32" },
    } });
    let parameter = |style: &str, explode: bool| {
        json!({
            "in": "path", "name": style, "required": true, "style": style, "explode": explode,
            "schema": schema,
        })
    };
    let parameters: Value = json!([parameter("label", true), parameter("matrix", false)]);
    let document = Document::new(json!({
        "openapi": "3.0.0",
        "paths": { "/{label}/{matrix}": { "get": { "parameters": parameters } } },
    }));
    let operations = document.operations().unwrap();
    let case = cases(&document, &operations[0]).unwrap().remove(1);
    let found = |path: &str| {
        let mut sent = Sent {
            method: "GET".to_owned(),
            ..Sent::default()
        };
        sent.headers
            .push(("accept".to_owned(), "application/json".to_owned()));
        path.clone_into(&mut sent.path);
        let outcome = Outcome {
            sent: vec![sent],
            ..Outcome::default()
        };
        let found = differences("", &case.expected, &case.reply, &outcome);
        found.into_iter().map(|it| it.subject).collect::<Vec<_>>()
    };
    assert_eq!(found("/.a=true.b=2/;matrix=a,true,b,4"), [""; 0]);
    assert_eq!(found("/.b=2.a=true/;matrix=b,4,a,true"), [""; 0]);
    assert_eq!(found("/.b=2.a=true/;matrix=b,a,4,true"), ["path"]);
    assert_eq!(found("/.b=2/;matrix=b,4,a,true"), ["path"]);
    assert_eq!(found("/.b=2.a=true/;matrix=b,4,a,true,c,1"), ["path"]);
}
