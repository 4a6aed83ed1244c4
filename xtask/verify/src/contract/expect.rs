//! Makes the test cases of an operation: the values to call it with, and the expected
//! request.
//!
//! Both follow from the definition alone. How the SDK is called is not known here.

mod form;
mod text;

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::{Value, json};

pub(crate) use self::form::{Fields, Part};
pub(crate) use self::text::{Text, Writer};
use super::document::{Content, Document, Form, Input, Operation, Place, Success};
use super::instance::{Extent, Maker, Way};

/// The key of the body among the values.
pub(crate) const BODY: &str = "body";

/// The key of a parameter.
pub(crate) fn key(place: Place, name: &str) -> String {
    format!("{}:{name}", place.as_str())
}

/// The key of a form field.
pub(crate) fn field_key(name: &str) -> String {
    format!("form:{name}")
}

/// A test case: the values, the expected request, and the response.
pub(crate) struct Case {
    pub(crate) extent: Extent,
    pub(crate) inputs: BTreeMap<String, Value>,
    pub(crate) expected: Expected,
    pub(crate) reply: Reply,
}

/// The request that the definition requires.
pub(crate) struct Expected {
    pub(crate) method: String,
    /// The percent-encoded path: the parts of its template and the values, alternating.
    pub(crate) path: Vec<Text>,
    /// The percent-encoded query, by name.
    pub(crate) query: BTreeMap<String, Vec<Text>>,
    /// The header parameters, by name in lower case.
    pub(crate) headers: BTreeMap<String, Text>,
    /// The cookies by name, not encoded.
    pub(crate) cookies: BTreeMap<String, Text>,
    /// The media types that may be in `Accept`.
    pub(crate) accept: Vec<String>,
    pub(crate) body: Option<Payload>,
}

/// A request body.
pub(crate) struct Payload {
    /// The declared media types.
    pub(crate) media_types: Vec<String>,
    pub(crate) content: Holding,
}

/// The content of a body.
pub(crate) enum Holding {
    Whole(Text),
    /// The pairs of a URL-encoded form, decoded.
    Pairs(Fields<Text>),
    /// The parts of a multipart form.
    Parts(Fields<Part>),
}

/// The response to a call.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) media_type: Option<String>,
    /// The target of a redirect.
    pub(crate) location: Option<String>,
    pub(crate) body: Text,
    /// The expected result of the call; `null` if the response has no body.
    pub(crate) value: Value,
}

/// The cases of an operation: one with required parameters only, one with all parameters, and
/// one for each further successful response.
///
/// # Errors
/// If the definition contradicts itself.
pub(crate) fn cases(document: &Document, operation: &Operation<'_>) -> Result<Vec<Case>> {
    let count = operation.successes.len().max(2);
    let cases = (0..count).map(|number| {
        let extent = match number {
            0 => Extent::Required,
            _ => Extent::All,
        };
        let success = &operation.successes[number % operation.successes.len()];
        case(document, operation, extent, success).with_context(|| operation.label())
    });
    cases.collect()
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
    let mut places = BTreeMap::new();
    let mut expected = Expected {
        method: operation.method.clone(),
        path: Vec::new(),
        query: BTreeMap::new(),
        headers: BTreeMap::new(),
        cookies: BTreeMap::new(),
        accept: accepted(operation),
        body: None,
    };
    for input in operation.inputs.iter().filter(|it| is_given(it.required)) {
        let value = maker.make(input.schema, input.name)?;
        if input.place == Place::Path {
            let text = Writer::Url.text(input.name, input.style, &value);
            places.insert(input.name, text);
        }
        expected.add(input, &value);
        inputs.insert(key(input.place, input.name), value);
    }
    expected.path = filled(operation.path, &places);
    if let Some(body) = &operation.body {
        let holding = match &body.content {
            Content::Form(form) => Some(fields(document, &mut maker, form, extent, &mut inputs)?),
            content if is_given(body.required) => {
                let (text, value) = payload(&mut maker, content)?;
                inputs.insert(BODY.to_owned(), value);
                Some(Holding::Whole(text))
            }
            _ => None,
        };
        expected.body = holding.map(|content| Payload {
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

/// Makes the fields of a form, and adds their values to the case.
fn fields<'a>(
    document: &Document,
    maker: &mut Maker<'a>,
    form: &Form<'a>,
    extent: Extent,
    inputs: &mut BTreeMap<String, Value>,
) -> Result<Holding> {
    let (mut pairs, mut parts) = (Fields::new(), Fields::new());
    for field in &form.fields {
        if !(field.required || extent == Extent::All) {
            continue;
        }
        let value = form::value(document, maker, form, field, extent)?;
        if form.has_parts {
            form::add_parts(&mut parts, document, field, &value)?;
        } else {
            form::add_pairs(&mut pairs, field, &value);
        }
        inputs.insert(field_key(field.name), value);
    }
    Ok(if form.has_parts {
        Holding::Parts(parts)
    } else {
        Holding::Pairs(pairs)
    })
}

/// A path template with the values of its placeholders.
fn filled(template: &str, places: &BTreeMap<&str, Text>) -> Vec<Text> {
    let mut texts = Vec::new();
    for part in template.split_inclusive('}') {
        let (before, place) = match part.trim_end_matches('}').rsplit_once('{') {
            Some((before, name)) => (before, places.get(name)),
            None => (part, None),
        };
        texts.push(Text::Exact(before.to_owned()));
        texts.extend(place.cloned());
    }
    texts
}

impl Expected {
    fn add(&mut self, input: &Input<'_>, value: &Value) {
        let (name, style) = (input.name, input.style);
        match input.place {
            // The path is filled when all values are known.
            Place::Path => {}
            Place::Query => {
                for (name, text) in Writer::Url.pairs(name, style, value) {
                    self.query.entry(name).or_default().push(text);
                }
            }
            Place::Header => {
                let text = Writer::Plain.text(name, style, value);
                self.headers.insert(name.to_lowercase(), text);
            }
            Place::Cookie => self.cookies.extend(Writer::Plain.pairs(name, style, value)),
        }
    }
}

/// The expected body and the value of a body other than a form: JSON, a string, or bytes.
fn payload<'a>(maker: &mut Maker<'a>, content: &Content<'a>) -> Result<(Text, Value)> {
    Ok(match content {
        Content::Json(schema) => {
            let value = maker.make(schema, BODY)?;
            (Text::Json(value.clone()), value)
        }
        Content::Text => {
            let text = "a string: é\n\"€\"";
            (Text::Exact(text.to_owned()), json!(text))
        }
        Content::Bytes | Content::Form(_) | Content::Address => {
            let bytes = b"bytes: \0\xFF\r\n";
            (Text::Bytes(bytes.to_vec()), json!(bytes))
        }
    })
}

fn reply(document: &Document, extent: Extent, success: &Success<'_>) -> Result<Reply> {
    let mut maker = Maker::new(document, extent, Way::Response);
    let mut reply = Reply {
        status: success.status,
        media_type: None,
        location: None,
        body: Text::Exact(String::new()),
        value: Value::Null,
    };
    match &success.content {
        Some((_, Content::Address)) => {
            let address = "https://files.example/a%20b?signed=1%2F2&x=%C3%A9";
            reply.location = Some(address.to_owned());
            reply.value = json!(address);
        }
        Some((kind, content)) => {
            reply.media_type = Some((*kind).to_owned());
            (reply.body, reply.value) = payload(&mut maker, content)?;
        }
        None => {}
    }
    Ok(reply)
}

/// The media types of the successful responses; JSON if none is declared.
fn accepted(operation: &Operation<'_>) -> Vec<String> {
    let kinds = operation.successes.iter().flat_map(|it| &it.media_types);
    let mut kinds: Vec<String> = kinds.map(|kind| (*kind).to_owned()).collect();
    if kinds.is_empty() {
        kinds.push("application/json".to_owned());
    }
    kinds
}

#[cfg(test)]
mod tests;
