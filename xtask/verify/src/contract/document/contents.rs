//! The contents of request and response bodies.

use anyhow::Result;
use serde_json::Value;

use super::{Document, Form, entries, texts};

/// The content of a body.
pub(crate) enum Content<'a> {
    /// JSON with a schema.
    Json(&'a Value),
    Text,
    Bytes,
    /// A form with fields.
    Form(Form<'a>),
    /// The target of a redirect, in the header `Location`.
    Address,
}

/// A request body.
pub(crate) struct Body<'a> {
    pub(crate) required: bool,
    /// The media types that may be sent.
    pub(crate) media_types: Vec<&'a str>,
    pub(crate) content: Content<'a>,
}

/// A successful response.
pub(crate) struct Success<'a> {
    pub(crate) status: u16,
    /// The declared media types.
    pub(crate) media_types: Vec<&'a str>,
    /// The media type and content for the test; `None` if there is no body.
    pub(crate) content: Option<(&'a str, Content<'a>)>,
}

impl Document {
    pub(super) fn swagger_body<'a>(
        &'a self,
        node: &'a Value,
        parameters: &[&'a Value],
    ) -> Result<Option<Body<'a>>> {
        let media_types = self.media_types(node, "consumes");
        let whole = parameters.iter().find(|it| it["in"] == "body");
        if let Some((body, kind)) = whole.zip(media_types.first()) {
            let content = content_of(kind, &body["schema"]);
            return Ok(Some(Body {
                required: body["required"] == true,
                media_types,
                content,
            }));
        }
        let form = self.swagger_form(&media_types, parameters)?;
        Ok(form.map(|(media_type, form)| Body {
            required: form.fields.iter().any(|field| field.required),
            media_types: vec![media_type],
            content: Content::Form(form),
        }))
    }

    pub(super) fn body<'a>(&'a self, node: &'a Value) -> Result<Option<Body<'a>>> {
        if node.is_null() {
            return Ok(None);
        }
        let node = self.resolve(node)?;
        let Some((kind, mut content, mut media_types)) = offered(&node["content"]) else {
            return Ok(None);
        };
        if is_form(kind) {
            // The encoding depends on the media type of the form.
            media_types = vec![kind];
            if let Some(form) = self.form(kind, &node["content"][kind])? {
                content = Content::Form(form);
            }
        }
        Ok(Some(Body {
            required: node["required"] == true,
            media_types,
            content,
        }))
    }

    pub(super) fn successes<'a>(&'a self, node: &'a Value) -> Result<Vec<Success<'a>>> {
        let responses = || entries(&node["responses"]);
        let declared =
            responses().any(|(status, _)| status.starts_with('2') || is_redirect(status));
        let mut successes = Vec::new();
        for (status, response) in responses() {
            let status = match status {
                "default" if !declared => 200,
                // Any status of the range.
                "2XX" | "2xx" => 299,
                "3XX" | "3xx" => 307,
                _ if status.starts_with('2') || is_redirect(status) => status.parse()?,
                _ => continue,
            };
            successes.push(self.success(status, node, self.resolve(response)?));
        }
        if successes.is_empty() {
            successes.push(Success {
                status: 200,
                media_types: Vec::new(),
                content: None,
            });
        }
        Ok(successes)
    }

    fn success<'a>(&'a self, status: u16, node: &'a Value, response: &'a Value) -> Success<'a> {
        let (media_types, content) = if self.is_swagger() {
            let mut kinds = self.media_types(node, "produces");
            let schema = response.get("schema");
            let content = schema.zip(kinds.first());
            let content = content.map(|(schema, kind)| (*kind, content_of(kind, schema)));
            with_any(&mut kinds, content.as_ref().map(|(_, content)| content));
            (if schema.is_some() { kinds } else { Vec::new() }, content)
        } else {
            match offered(&response["content"]) {
                Some((kind, content, mut kinds)) => {
                    with_any(&mut kinds, Some(&content));
                    (kinds, Some((kind, content)))
                }
                None => (Vec::new(), None),
            }
        };
        let content = match status {
            300.. => Some(("", Content::Address)),
            _ => content,
        };
        Success {
            status,
            media_types,
            content,
        }
    }

    /// The media types of an operation of Swagger 2.0, in order of preference.
    fn media_types<'a>(&'a self, node: &'a Value, key: &str) -> Vec<&'a str> {
        let own = node.get(key).unwrap_or(&self.root[key]);
        let mut kinds = texts(own);
        kinds.sort_by_key(|kind| rank(kind));
        if kinds.is_empty() {
            kinds.push("application/json");
        }
        kinds
    }
}

/// The preferred media type, its content, and all media types: JSON before forms before text
/// before anything else.
fn offered(content: &Value) -> Option<(&str, Content<'_>, Vec<&str>)> {
    let mut kinds: Vec<&str> = entries(content).map(|(kind, _)| kind).collect();
    let is_bytes =
        |kind: &str| matches!(content_of(kind, &content[kind]["schema"]), Content::Bytes);
    kinds.sort_by_key(|kind| {
        (
            if is_bytes(kind) && !is_form(kind) {
                4
            } else {
                rank(kind)
            },
            rank(kind) != 4,
        )
    });
    let kind = *kinds.first()?;
    Some((kind, content_of(kind, &content[kind]["schema"]), kinds))
}

fn content_of<'a>(kind: &str, schema: &'a Value) -> Content<'a> {
    let is_file = schema["type"] == "file" || schema["format"] == "binary";
    match rank(kind) {
        _ if is_file => Content::Bytes,
        0 | 1 => Content::Json(schema),
        3 => Content::Text,
        _ => Content::Bytes,
    }
}

/// A file that is declared only as JSON may have any media type.
fn with_any(kinds: &mut Vec<&str>, content: Option<&Content<'_>>) {
    let are_json = kinds.iter().all(|kind| matches!(rank(kind), 0 | 1));
    if are_json && matches!(content, Some(Content::Bytes)) {
        kinds.push("*/*");
    }
}

pub(super) fn is_form(kind: &str) -> bool {
    kind.starts_with("multipart/form-data") || kind.starts_with("application/x-www-form-urlencoded")
}

/// Whether a status is a redirect. 304 (Not Modified) is not.
fn is_redirect(status: &str) -> bool {
    matches!(
        status,
        "301" | "302" | "303" | "307" | "308" | "3XX" | "3xx"
    )
}

fn rank(kind: &str) -> u8 {
    let essence = kind.split(';').next().unwrap_or_default().trim();
    match essence {
        "application/json" | "*/*" => 0,
        _ if essence.ends_with("+json") => 1,
        _ if is_form(essence) => 2,
        _ if essence.starts_with("text/") => 3,
        _ => 4,
    }
}
