//! Request bodies, including forms, and responses.

use serde_json::{Value, json};

use super::parameters::{collection_format, take_schema};
use super::schemas::{moved_reference, schema};
use super::{DocumentDefaults, Object, object};
use crate::extensions::{BODY_NAME, COLLECTION_FORMAT, PART};
use crate::pointer::unescape;

pub(super) fn request_body(parts: Vec<Value>, consumes: &[String]) -> Option<Value> {
    let body = parts.iter().position(|part| part["in"] == "body");
    match body {
        Some(index) => parts
            .into_iter()
            .nth(index)
            .map(|body| whole_body(body, consumes)),
        None if parts.is_empty() => None,
        None => Some(form_body(parts, consumes)),
    }
}

fn whole_body(value: Value, consumes: &[String]) -> Value {
    let mut old = object(Some(value));
    let mut body = Object::new();
    if let Some(name) = old.remove("name") {
        body.insert(BODY_NAME.into(), name);
    }
    let content = schema(old.remove("schema").unwrap_or_else(|| json!({})));
    old.remove("in");
    body.append(&mut old);
    body.insert("content".into(), media_types(consumes, content));
    Value::Object(body)
}

fn form_body(parts: Vec<Value>, consumes: &[String]) -> Value {
    let mut properties = Object::new();
    let mut encoding = Object::new();
    let mut required = Vec::new();
    let mut has_file = false;
    for part in parts {
        let mut part = object(Some(part));
        has_file |= part.get("type").is_some_and(|kind| kind == "file");
        let Some(Value::String(name)) = part.remove("name") else {
            continue;
        };
        if part.get("required") == Some(&Value::Bool(true)) {
            required.push(Value::String(name.clone()));
        }
        let mut of_encoding = vec![PART];
        if part.get("type").is_some_and(|kind| kind == "array") {
            let format = part.remove("collectionFormat");
            collection_format(&mut part, format.as_ref().and_then(Value::as_str), true);
            of_encoding.extend(["style", "explode", COLLECTION_FORMAT]);
        }
        let taken = of_encoding.into_iter();
        let taken: Object = taken.filter_map(|key| part.remove_entry(key)).collect();
        if !taken.is_empty() {
            encoding.insert(name.clone(), Value::Object(taken));
        }
        let mut property = object(Some(take_schema(&mut part)));
        // Extensions of the parameter are those of the property, which has no other place for them.
        let stays = |key: &str| key == "description" || key.starts_with("x-");
        property.extend(part.into_iter().filter(|(key, _)| stays(key)));
        properties.insert(name, Value::Object(property));
    }
    let mut content = json!({ "type": "object", "properties": properties });
    let is_required = !required.is_empty();
    if is_required {
        content["required"] = Value::Array(required);
    }
    let fallback = if has_file {
        "multipart/form-data"
    } else {
        "application/x-www-form-urlencoded"
    };
    let forms = consumes
        .iter()
        .filter(|kind| kind.contains("form"))
        .cloned()
        .collect::<Vec<_>>();
    let forms = if forms.is_empty() {
        vec![fallback.to_owned()]
    } else {
        forms
    };
    let mut media = media_types(&forms, content);
    if !encoding.is_empty() {
        for (_, kind) in media.as_object_mut().into_iter().flatten() {
            kind["encoding"] = Value::Object(encoding.clone());
        }
    }
    json!({ "required": is_required, "content": media })
}

/// A response of an operation. A named one is copied if the operation overrides `produces`, because named
/// responses have the media types of the document; its location is returned with the copy.
pub(super) fn own_response(
    value: Value,
    produces: &[String],
    context: &DocumentDefaults,
) -> (Value, Option<String>) {
    let is_own = produces != context.produces;
    let named = named_response(&value, context);
    let named = named.filter(|(_, named)| is_own && named.contains_key("schema"));
    match named {
        Some((location, named)) => {
            let copy = response(Value::Object(named.clone()), produces);
            (copy, Some(location.to_owned()))
        }
        None => (response(value, produces), None),
    }
}

/// The target of a reference to a named response, with references followed, and its location.
fn named_response<'a>(
    value: &'a Value,
    context: &'a DocumentDefaults,
) -> Option<(&'a str, &'a Object)> {
    let mut found: Option<(&str, &Object)> = None;
    let mut reference = value.get("$ref");
    // A circle of references has no end.
    for _ in 0..=context.responses.len() {
        let Some(target) = reference.and_then(Value::as_str) else {
            return found;
        };
        let name = target.strip_prefix("#/responses/")?;
        let response = context.responses.get(&unescape(name))?.as_object()?;
        found = Some((target, response));
        reference = response.get("$ref");
    }
    None
}

pub(super) fn response(value: Value, produces: &[String]) -> Value {
    let Value::Object(mut old) = value else {
        return value;
    };
    if let Some(Value::String(reference)) = old.get("$ref") {
        return json!({ "$ref": moved_reference(reference) });
    }
    if let Some(content) = old.remove("schema") {
        let is_file = content["type"] == "file";
        let any = ["*/*".to_owned()];
        let kinds = match is_file && produces.is_empty() {
            true => &any,
            false => produces,
        };
        old.insert("content".into(), media_types(kinds, schema(content)));
    }
    if let Some(Value::Object(headers)) = old.get_mut("headers") {
        for (_, value) in headers.iter_mut() {
            if let Value::Object(mut header) = value.take() {
                let schema = take_schema(&mut header);
                header.remove("collectionFormat");
                header.insert("schema".into(), schema);
                *value = Value::Object(header);
            }
        }
    }
    old.remove("examples");
    Value::Object(old)
}

fn media_types(kinds: &[String], content: Value) -> Value {
    let mut media = Object::new();
    let first = kinds.first().map_or("application/json", String::as_str);
    // Only the first of several copies needs to be a copy.
    for kind in kinds.iter().skip(1) {
        media.insert(kind.clone(), json!({ "schema": content.clone() }));
    }
    media.shift_insert(0, first.to_owned(), json!({ "schema": content }));
    Value::Object(media)
}
