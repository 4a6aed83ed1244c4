//! What was sent, compared with what had to be.

use std::collections::BTreeMap;
use std::fmt;

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use serde_json::Value;

use super::expect::{Expected, Reply, Text};

/// Headers that the SDK sends with every request.
const OF_EVERY_REQUEST: [&str; 3] = ["accept", "purecloud-sdk", "user-agent"];

/// What came of one call, as the program tells it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) sent: Vec<Sent>,
    /// Why the call failed.
    pub(crate) error: Option<String>,
    /// The JSON of what the call gave back, where that has one.
    pub(crate) value: Option<Value>,
}

/// A request as it arrived.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) origin: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<String>,
}

/// One thing that is not as the definition says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) what: String,
    pub(crate) expected: String,
    pub(crate) got: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            what,
            expected,
            got,
        } = self;
        write!(f, "{what}\n    expected {expected}\n    got      {got}")
    }
}

/// The differences between what was expected of a call and what came of it. `base` is the address
/// that the path is appended to.
pub(crate) fn differences(
    base: &str,
    expected: &Expected,
    reply: &Reply,
    outcome: &Outcome,
) -> Vec<Difference> {
    let mut found = Found::default();
    if let Some(error) = &outcome.error {
        found.add("the call", "a success", error);
    }
    let [sent] = outcome.sent.as_slice() else {
        found.add("requests", "1", outcome.sent.len());
        return found.0;
    };
    found.compare("method", &expected.method, &sent.method);
    let url = format!("{base}{}", expected.path);
    found.compare("path", &url, &format!("{}{}", sent.origin, sent.path));
    found.query(expected, &sent.query);
    found.headers(expected, sent);
    found.body(expected, sent);
    if let Some(value) = &outcome.value {
        found.json("what the call gave back", &reply.body.value(), value);
    }
    found.0
}

#[derive(Default)]
struct Found(Vec<Difference>);

impl Found {
    fn add(&mut self, what: &str, expected: impl fmt::Display, got: impl fmt::Display) {
        self.0.push(Difference {
            what: what.to_owned(),
            expected: expected.to_string(),
            got: got.to_string(),
        });
    }

    fn compare(&mut self, what: &str, expected: &str, got: &str) {
        if expected != got {
            self.add(what, expected, got);
        }
    }

    /// The keys may come in any order, the values of a key not.
    fn query(&mut self, expected: &Expected, query: &str) {
        let mut sent: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            sent.entry(key).or_default().push(value);
        }
        for (key, texts) in &expected.query {
            let what = format!("query `{key}`");
            let values = sent.remove(key.as_str()).unwrap_or_default();
            let fits = |(text, value): (&Text, &&str)| match text {
                Text::Exact(text) => text == value,
                Text::Json(made) => decoded(value).as_ref() == Some(made),
            };
            if values.len() != texts.len() || !texts.iter().zip(&values).all(fits) {
                let texts: Vec<String> = texts.iter().map(shown).collect();
                self.add(&what, texts.join(" & "), values.join(" & "));
            }
        }
        for (key, values) in sent {
            self.add(&format!("query `{key}`"), "nothing", values.join(" & "));
        }
    }

    fn headers(&mut self, expected: &Expected, sent: &Sent) {
        let mut headers: BTreeMap<String, &str> = BTreeMap::new();
        for (name, value) in &sent.headers {
            if let Some(first) = headers.insert(name.to_lowercase(), value) {
                self.add(
                    &format!("header `{name}`"),
                    "one value",
                    format!("{first} and {value}"),
                );
            }
        }
        for (name, text) in &expected.headers {
            let what = format!("header `{name}`");
            match (headers.remove(name), text) {
                (Some(value), Text::Exact(text)) => self.compare(&what, text, value),
                (Some(value), Text::Json(made)) => self.json_text(&what, made, value),
                (None, text) => self.add(&what, shown(text), "nothing"),
            }
        }
        let accept = headers.get("accept").copied().unwrap_or_default();
        let kinds = || accept.split(',').map(str::trim);
        if !kinds().all(|kind| is_among(kind, &expected.accept)) {
            self.add("header `accept`", expected.accept.join(", "), accept);
        }
        let content_type = headers.remove("content-type");
        match (&expected.body, content_type) {
            (Some(body), Some(kind)) if is_among(kind, &body.media_types) => {}
            (None, None) => {}
            (body, kind) => {
                let kinds = body.as_ref().map(|body| body.media_types.join(" or "));
                let kinds = kinds.as_deref().unwrap_or("nothing");
                self.add("header `content-type`", kinds, kind.unwrap_or("nothing"));
            }
        }
        for name in OF_EVERY_REQUEST {
            headers.remove(name);
        }
        for (name, value) in headers {
            self.add(&format!("header `{name}`"), "nothing", value);
        }
    }

    fn body(&mut self, expected: &Expected, sent: &Sent) {
        match (&expected.body, &sent.body) {
            (Some(body), Some(got)) => match &body.content {
                Text::Exact(text) => self.compare("body", text, got),
                Text::Json(made) => self.json_text("body", made, got),
            },
            (None, None) => {}
            (Some(body), None) => self.add("body", shown(&body.content), "nothing"),
            (None, Some(got)) => self.add("body", "nothing", got),
        }
    }

    fn json_text(&mut self, what: &str, made: &Value, got: &str) {
        match serde_json::from_str(got) {
            Ok(value) => self.json(what, made, &value),
            Err(_) => self.add(what, made, got),
        }
    }

    /// Names the places that differ, since whole bodies are long.
    fn json(&mut self, what: &str, made: &Value, got: &Value) {
        match (made, got) {
            (Value::Object(made), Value::Object(got)) => {
                for (name, value) in made {
                    match got.get(name) {
                        Some(other) => self.json(&format!("{what}.{name}"), value, other),
                        None => self.add(&format!("{what}.{name}"), value, "nothing"),
                    }
                }
                for (name, value) in got.iter().filter(|(name, _)| !made.contains_key(*name)) {
                    self.add(&format!("{what}.{name}"), "nothing", value);
                }
            }
            (Value::Array(made), Value::Array(got)) if made.len() == got.len() => {
                for (index, (value, other)) in made.iter().zip(got).enumerate() {
                    self.json(&format!("{what}[{index}]"), value, other);
                }
            }
            // `1` and `1.0` are one number; of two whole ones every digit counts.
            (Value::Number(made), Value::Number(got))
                if (made.is_f64() || got.is_f64()) && made.as_f64() == got.as_f64() => {}
            _ if made == got => {}
            _ => self.add(what, made, got),
        }
    }
}

/// Whether a media type is one of several, each of which may be all of them.
fn is_among(kind: &str, kinds: &[String]) -> bool {
    kinds.iter().any(|known| known == kind || known == "*/*")
}

fn shown(text: &Text) -> String {
    match text {
        Text::Exact(text) => text.clone(),
        Text::Json(value) => value.to_string(),
    }
}

fn decoded(text: &str) -> Option<Value> {
    let text = percent_decode_str(text).decode_utf8().ok()?;
    serde_json::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Outcome, Sent, differences};
    use crate::contract::document::Document;
    use crate::contract::expect::{Case, cases};

    /// The call with all inputs of an operation that has one of each kind.
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
                    parameter("query", "object", json!({ "type": "object" })),
                    parameter("header", "X-Key", text()),
                ],
                "requestBody": { "content": { "application/json": { "schema": body } } },
                "responses": { "200": {
                    "content": { "application/json": { "schema": { "type": "integer" } } },
                } },
            } } },
        }));
        let operations = document.operations().unwrap();
        cases(&document, &operations[0]).unwrap().unwrap().remove(1)
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
            body: Some(body.to_string()),
        };
        Outcome {
            sent: vec![sent],
            error: None,
            value: Some(json!((1_i64 << 53) + 1)),
        }
    }

    fn found(outcome: &Outcome) -> Vec<String> {
        let case = case();
        let found = differences("https://host/base", &case.expected, &case.reply, outcome);
        found.into_iter().map(|it| it.what).collect()
    }

    /// What is found when a recording is tampered with.
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
        let body = |body: Value| tampered(|it| it.body = Some(body.to_string()));
        let sent: Value = serde_json::from_str(outcome().sent[0].body.as_ref().unwrap()).unwrap();
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
        assert_eq!(tampered(|it| it.body = Some("{".to_owned())), ["body"]);
        assert_eq!(tampered(|it| it.body = None), ["body"]);
    }

    #[test]
    fn what_a_call_gives_back_is_looked_at() {
        let mut failed = outcome();
        failed.error = Some("no".to_owned());
        assert_eq!(found(&failed), ["the call"]);
        let mut other = outcome();
        other.value = Some(json!(1_i64 << 53));
        assert_eq!(found(&other), ["what the call gave back"]);
        other.value = Some(Value::Null);
        assert_eq!(found(&other), ["what the call gave back"]);
        let mut silent = outcome();
        silent.sent.clear();
        assert_eq!(found(&silent), ["requests"]);
        let mut twice = outcome();
        twice.sent.extend(outcome().sent);
        assert_eq!(found(&twice), ["requests"]);
    }
}
