//! What a call of each operation is given, and what has to arrive for it.
//!
//! Both come from the definition alone. It knows how values are written into a URL, and nothing of
//! how the SDK is called.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::document::{Content, Document, Input, Operation, Place, Style, Success};
use super::instance::{Extent, Maker, Way};

/// What stays in a URL beside letters and digits.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The key of a body among the inputs.
pub(crate) const BODY: &str = "body";

/// The key of an input that is no body.
pub(crate) fn key(place: Place, name: &str) -> String {
    format!("{}:{name}", place.as_str())
}

/// One call: what goes in, what has to be sent, and what is answered.
pub(crate) struct Case {
    pub(crate) extent: Extent,
    pub(crate) inputs: BTreeMap<String, Value>,
    pub(crate) expected: Expected,
    pub(crate) reply: Reply,
}

/// A request as the definition asks for it.
pub(crate) struct Expected {
    pub(crate) method: String,
    /// The path, escaped.
    pub(crate) path: String,
    /// The names of the query and what each is sent with, escaped.
    pub(crate) query: BTreeMap<String, Vec<Text>>,
    /// The headers that are inputs, by name in small letters.
    pub(crate) headers: BTreeMap<String, Text>,
    /// The media types that the response may have.
    pub(crate) accept: Vec<String>,
    pub(crate) body: Option<Payload>,
}

/// The text of one value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Text {
    Exact(String),
    /// JSON, whose members may come in any order.
    Json(Value),
}

/// The body of a request.
pub(crate) struct Payload {
    /// The media types that it may have.
    pub(crate) media_types: Vec<String>,
    pub(crate) content: Text,
}

/// The response to a call.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) media_type: Option<String>,
    pub(crate) body: Text,
}

/// The calls of an operation: with what is required, with everything, and as many more as it has
/// successful responses. None, if its body is a form, which this module cannot make yet.
///
/// # Errors
/// If the definition contradicts itself.
pub(crate) fn cases(document: &Document, operation: &Operation<'_>) -> Result<Option<Vec<Case>>> {
    let is_form = |content: &Content<'_>| matches!(content, Content::Form);
    if operation.body.iter().any(|body| is_form(&body.content)) {
        return Ok(None);
    }
    let count = operation.successes.len().max(2);
    let cases = (0..count).map(|number| {
        let extent = match number {
            0 => Extent::Required,
            _ => Extent::All,
        };
        let success = &operation.successes[number % operation.successes.len()];
        case(document, operation, extent, success).with_context(|| operation.label())
    });
    cases.collect::<Result<_>>().map(Some)
}

fn case(
    document: &Document,
    operation: &Operation<'_>,
    extent: Extent,
    success: &Success<'_>,
) -> Result<Case> {
    let mut maker = Maker::new(document, extent, Way::Request);
    let is_given = |required: bool| required || extent == Extent::All;
    let mut inputs = BTreeMap::new();
    let mut expected = Expected {
        method: operation.method.clone(),
        path: operation.path.to_owned(),
        query: BTreeMap::new(),
        headers: BTreeMap::new(),
        accept: accepted(operation),
        body: None,
    };
    for input in operation.inputs.iter().filter(|it| is_given(it.required)) {
        let value = maker.make(input.schema, input.name)?;
        expected.add(input, &value);
        inputs.insert(key(input.place, input.name), value);
    }
    if let Some(body) = operation.body.as_ref().filter(|it| is_given(it.required)) {
        let content = payload(&mut maker, body.content)?;
        inputs.insert(BODY.to_owned(), content.value());
        expected.body = Some(Payload {
            media_types: body.media_types.iter().map(|it| (*it).to_owned()).collect(),
            content,
        });
    }
    Ok(Case {
        extent,
        inputs,
        expected,
        reply: reply(document, extent, success)?,
    })
}

impl Expected {
    fn add(&mut self, input: &Input<'_>, value: &Value) {
        match input.place {
            Place::Path => {
                let text = joined(value, input.style);
                let place = format!("{{{}}}", input.name);
                self.path = self.path.replace(&place, &text);
            }
            Place::Query => {
                let texts = match (value, input.style) {
                    (Value::Array(items), Style::Repeated) => items.iter().map(one).collect(),
                    (Value::Array(_), _) => vec![Text::Exact(joined(value, input.style))],
                    _ => vec![one(value)],
                };
                self.query.insert(escape(input.name), texts);
            }
            Place::Header => {
                let text = match value {
                    Value::Array(items) => {
                        let texts: Vec<String> = items.iter().map(plain).collect();
                        Text::Exact(texts.join(","))
                    }
                    Value::Object(_) => Text::Json(value.clone()),
                    _ => Text::Exact(plain(value)),
                };
                self.headers.insert(input.name.to_lowercase(), text);
            }
        }
    }
}

impl Text {
    /// The text as a string, or the value whose JSON it is.
    pub(crate) fn value(&self) -> Value {
        match self {
            Self::Exact(text) => Value::String(text.clone()),
            Self::Json(value) => value.clone(),
        }
    }
}

fn one(value: &Value) -> Text {
    match value {
        Value::Object(_) => Text::Json(value.clone()),
        _ => Text::Exact(escape(&plain(value))),
    }
}

fn joined(value: &Value, style: Style) -> String {
    let separator = match style {
        // What stands between values in a URL is escaped where a URL cannot have it.
        Style::Joined(" ") => "%20",
        Style::Joined("\t") => "%09",
        Style::Joined(separator) => separator,
        Style::Repeated => ",",
    };
    match value {
        Value::Array(items) => {
            let texts: Vec<String> = items.iter().map(|item| escape(&plain(item))).collect();
            texts.join(separator)
        }
        _ => escape(&plain(value)),
    }
}

/// A value as text: a string without quotes, everything else as JSON.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn escape(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

fn payload<'a>(maker: &mut Maker<'a>, content: Content<'a>) -> Result<Text> {
    Ok(match content {
        Content::Json(schema) => Text::Json(maker.make(schema, BODY)?),
        Content::Text => Text::Exact("a text: é\n\"€\"".to_owned()),
        Content::Bytes | Content::Form => Text::Exact("bytes: \0 é".to_owned()),
    })
}

fn reply(document: &Document, extent: Extent, success: &Success<'_>) -> Result<Reply> {
    let mut maker = Maker::new(document, extent, Way::Response);
    Ok(match success.content {
        Some((kind, content)) => Reply {
            status: success.status,
            media_type: Some(kind.to_owned()),
            body: payload(&mut maker, content)?,
        },
        None => Reply {
            status: success.status,
            media_type: None,
            body: Text::Exact(String::new()),
        },
    })
}

/// The media types of the successful responses; JSON, if none is declared.
fn accepted(operation: &Operation<'_>) -> Vec<String> {
    let kinds = operation.successes.iter().flat_map(|it| &it.media_types);
    let mut kinds: Vec<String> = kinds.map(|kind| (*kind).to_owned()).collect();
    if kinds.is_empty() {
        kinds.push("application/json".to_owned());
    }
    kinds
}

#[cfg(test)]
mod tests {
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
        let cases = cases(&document, &operations[0]).unwrap().unwrap();
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
        assert_eq!(expected.path, "/x/13,14.json");
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
        let cases = cases(&document, &operations[0]).unwrap().unwrap();
        let replies = cases.iter().map(|case| case.reply.status);
        assert_eq!(replies.collect::<Vec<_>>(), [200, 202, 204]);
        assert_eq!(cases[0].expected.accept, ["text/plain"]);
    }

    #[test]
    fn forms_are_told_from_other_bodies() {
        let field = json!({ "in": "formData", "name": "f", "type": "string" });
        let document = Document::new(json!({
            "swagger": "2.0",
            "paths": { "/x": { "post": { "parameters": [field] } } },
        }));
        let operations = document.operations().unwrap();
        assert!(cases(&document, &operations[0]).unwrap().is_none());
    }
}
