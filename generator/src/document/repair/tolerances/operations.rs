//! Repairs of paths, operations, parameters and responses.

use serde_json::{Value, json};

use super::shapes::{Fit, RequiredType};
use super::{Normalizer, Object, document};
use crate::grammar::Pointer;
use crate::pointer::escape;
use crate::upgrade;

/// Keywords of a parameter itself that are used as its schema if it has none.
const SAYING: [&str; 3] = ["type", "enum", "format"];

impl Normalizer<'_> {
    pub(super) fn path_item(&mut self, item: &mut Object, pointer: &Pointer) {
        self.servers(item, pointer);
        self.parameters(item, pointer);
    }

    pub(super) fn operation(&mut self, operation: &mut Object, pointer: &Pointer) {
        operation.shift_remove("externalDocs");
        self.servers(operation, pointer);
        self.parameters(operation, pointer);
        document::security(operation);
        if let Some(Value::Array(tags)) = operation.get_mut("tags") {
            tags.retain_mut(|tag| {
                if let Some(name) = tag.get_mut("name") {
                    *tag = name.take();
                }
                RequiredType::Text.fit(tag) != Fit::Unfit
            });
        }
        let responses = operation.entry("responses").or_insert_with(|| json!({}));
        if let Some(responses) = responses.as_object_mut() {
            self.statuses(responses, pointer);
        }
    }

    /// The keys of responses are a status code, a range such as `4XX`, or `default`.
    fn statuses(&mut self, responses: &mut Object, pointer: &Pointer) {
        let is_plain = |status: &String| {
            status == "default"
                || status.starts_with("x-")
                || meant_status(status).as_ref() == Some(status)
        };
        if responses.keys().all(is_plain) {
            return;
        }
        let path = format!("{}/responses", pointer.as_str());
        for (status, response) in std::mem::take(responses) {
            if is_plain(&status) {
                responses.insert(status, response);
                continue;
            }
            let meant = meant_status(&status);
            let help = match &meant {
                Some(meant) => format!("it is read as `{meant}`"),
                None => "ignored".to_owned(),
            };
            let message = format!("`{status}` is not a response status");
            let pointer = format!("#{path}/{}", escape(&status));
            // A range in lowercase needs no warning.
            if !meant
                .as_ref()
                .is_some_and(|meant| meant.eq_ignore_ascii_case(&status))
            {
                self.warn("status", &pointer, &message, &help);
            }
            if let Some(meant) = meant
                && !responses.contains_key(&meant)
            {
                let to = format!("{path}/{meant}");
                let from = self.origins.original(&pointer);
                self.origins.add(&to, from);
                responses.insert(meant, response);
            }
        }
    }

    fn parameters(&mut self, owner: &mut Object, pointer: &Pointer) {
        let Some(Value::Array(parameters)) = owner.get_mut("parameters") else {
            return;
        };
        let array = format!("{}/parameters", pointer.as_str());
        self.keep_items(parameters, &array, Self::is_parameter);
    }

    /// Whether a parameter has a name and a valid location; reported if not.
    pub(super) fn is_parameter(&mut self, parameter: &Value, pointer: &str) -> bool {
        let is_text = |key: &str| parameter.get(key).is_some_and(Value::is_string);
        if is_text("$ref") {
            return true;
        }
        let locations = ["query", "header", "path", "cookie"];
        let stands = parameter.get("in").and_then(Value::as_str);
        let fits = stands.is_some_and(|stands| locations.contains(&stands))
            && parameter
                .get("name")
                .is_some_and(|name| name.is_string() || name.is_number());
        if !fits {
            self.warn(
                "broken-parameter",
                pointer,
                "the parameter has no `name`, or no location of OpenAPI 3.0 in `in`",
                "ignored; add what is missing",
            );
        }
        fits
    }

    pub(super) fn parameter(&mut self, parameter: &mut Object, pointer: &Pointer) {
        parameter.shift_remove("examples");
        if !parameter.contains_key("schema") && !parameter.contains_key("content") {
            let says = SAYING
                .iter()
                .any(|keyword| parameter.contains_key(*keyword));
            let mut schema = upgrade::take_schema(parameter);
            let help = if says {
                "the schema keywords of the parameter itself are used"
            } else {
                schema = json!({ "type": "string" });
                "treated as a string"
            };
            self.warn(
                "untyped-parameter",
                pointer,
                "the parameter has neither `schema` nor `content`",
                help,
            );
            parameter.insert("schema".into(), schema);
        }
        let styles: &[&str] = match parameter.get("in").and_then(Value::as_str) {
            Some("query") => &QUERY_STYLES,
            Some("path") => &["simple", "label", "matrix"],
            Some("header") => &["simple"],
            _ => &["form"],
        };
        self.style(parameter, styles, pointer);
    }

    pub(super) fn style_of_field(&mut self, encoding: &mut Object, pointer: &Pointer) {
        self.style(encoding, &QUERY_STYLES, pointer);
    }

    fn style(&mut self, owner: &mut Object, styles: &[&str], pointer: &Pointer) {
        let Some(Value::String(style)) = owner.get("style") else {
            return;
        };
        if !styles.contains(&style.as_str()) {
            let message = format!("`{style}` is not a style for this location");
            self.warn(
                "unknown-style",
                pointer,
                &message,
                "serialized with the default style",
            );
            owner.shift_remove("style");
        }
    }

    pub(super) fn response(&mut self, response: &mut Object, pointer: &Pointer) {
        if !response.get("description").is_some_and(Value::is_string) {
            self.warn(
                "missing-response-description",
                pointer,
                "the response has no description",
                "an empty description is used",
            );
            response.insert("description".into(), "".into());
        }
        // As with callbacks, the names are enough.
        match response.get_mut("links") {
            Some(Value::Object(links)) => {
                let named = |link: &mut Value| *link = json!({ "operationId": "" });
                links.values_mut().for_each(named);
            }
            Some(_) => drop(response.shift_remove("links")),
            None => {}
        }
    }
}

const QUERY_STYLES: [&str; 4] = ["form", "spaceDelimited", "pipeDelimited", "deepObject"];

/// Examples are documentation; an invalid one is dropped.
pub(super) fn media(media: &mut Object) {
    let Some(examples) = media.get_mut("examples") else {
        return;
    };
    let fits = |example: &Value| example.get("value").is_some();
    match examples.as_object_mut() {
        Some(examples) => {
            examples.retain(|_, example| fits(example));
            for example in examples.values_mut() {
                *example = json!({ "value": example.get_mut("value").map(Value::take) });
            }
        }
        None => drop(media.shift_remove("examples")),
    }
}

/// The status code or range that a key starts with, as OpenAPI writes it.
fn meant_status(key: &str) -> Option<String> {
    let word = key
        .split(|c: char| !c.is_ascii_alphanumeric())
        .find(|word| !word.is_empty())?;
    let mut digits = word.chars();
    let is_status = word.len() == 3
        && digits
            .next()
            .is_some_and(|first| ('1'..='9').contains(&first))
        && (digits.clone().all(|c| c.is_ascii_digit())
            || digits.all(|c| c.eq_ignore_ascii_case(&'x')));
    is_status.then(|| word.to_ascii_uppercase())
}
