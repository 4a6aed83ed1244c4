//! Parts of multipart forms: declared by the schema of a property in OpenAPI 3.1, and by its encoding in
//! OpenAPI 3.0.
//!
//! A property without a type is a file (`application/octet-stream` by default), and so is a string with
//! a `contentMediaType` or a `contentEncoding`. The same schema may also be used in JSON,
//! where it is not a file, so that the encoding declares it.

use serde_json::{Map, Value, json};

use crate::extensions::PART;
use crate::grammar::METHODS;
use crate::pointer::escape;

type Object = Map<String, Value>;

/// The maximum number of references and `allOf` parts between a form and its properties.
const MAX_STEPS: usize = 64;

/// Declares in the encodings of a document of OpenAPI 3.1 which parts are files.
pub(super) fn declare_files(document: &mut Value) {
    let found: Vec<_> = bodies(document)
        .iter()
        .flat_map(|pointer| forms(document, pointer))
        .collect();
    for (pointer, encodings) in found {
        let Some(media) = document
            .pointer_mut(&pointer)
            .and_then(Value::as_object_mut)
        else {
            continue;
        };
        let known = media.entry("encoding").or_insert_with(|| json!({}));
        for (name, declared) in encodings {
            let Some(known) = known.as_object_mut() else {
                continue;
            };
            let known = known.entry(name).or_insert_with(|| json!({}));
            for (key, value) in declared {
                if let Some(known) = known.as_object_mut() {
                    known.entry(key).or_insert(value);
                }
            }
        }
    }
}

/// The pointers of all request bodies.
fn bodies(document: &Value) -> Vec<String> {
    let entries = |value: &Value| -> Vec<String> {
        let entries = value.as_object().into_iter().flatten();
        entries.map(|(name, _)| escape(name)).collect()
    };
    let named = entries(&document["components"]["requestBodies"]);
    let named = named
        .iter()
        .map(|name| format!("/components/requestBodies/{name}"));
    let paths = entries(&document["paths"]).into_iter();
    let own = paths.flat_map(|path| METHODS.map(|it| format!("/paths/{path}/{it}/requestBody")));
    named.chain(own).collect()
}

/// The multipart forms of a request body, by pointer, with the encodings of their parts.
fn forms(document: &Value, body: &str) -> Vec<(String, Vec<(String, Object)>)> {
    let content = document.pointer(&format!("{body}/content"));
    let content = content.and_then(Value::as_object).into_iter().flatten();
    let forms = content.filter(|(kind, _)| kind.to_ascii_lowercase().starts_with("multipart/"));
    let forms = forms.map(|(kind, media)| {
        let mut encodings = Vec::new();
        collect(document, &media["schema"], MAX_STEPS, &mut encodings);
        (format!("{body}/content/{}", escape(kind)), encodings)
    });
    forms
        .filter(|(_, encodings)| !encodings.is_empty())
        .collect()
}

/// The encodings of the properties of a schema and of its parts.
fn collect(document: &Value, schema: &Value, steps: usize, found: &mut Vec<(String, Object)>) {
    let (Some(schema), Some(steps)) = (resolve(document, schema), steps.checked_sub(1)) else {
        return;
    };
    for part in schema["allOf"].as_array().into_iter().flatten() {
        collect(document, part, steps, found);
    }
    let properties = schema["properties"].as_object().into_iter().flatten();
    found.extend(properties.filter_map(|(name, property)| {
        let encoding = encoding(document, property)?;
        Some((name.clone(), encoding))
    }));
}

/// The encoding of a property that is or may be a file; of an array, that of each item.
fn encoding(document: &Value, property: &Value) -> Option<Object> {
    let property = resolve(document, property)?;
    let item = match is_of(property, "array") {
        true => match property.get("items") {
            Some(items) => resolve(document, items)?,
            None => &Value::Bool(true),
        },
        false => property,
    };
    let text = |key: &str| item.get(key).and_then(Value::as_str);
    let media_type = text("contentMediaType");
    let part = match (text("contentEncoding"), media_type) {
        _ if is_anything(item) => None,
        _ if !is_of(item, "string") && item.get("type").is_some() => return None,
        (Some(encoding), _) if encoding.eq_ignore_ascii_case("base64") => Some("base64"),
        (Some("binary" | "8bit" | "7bit"), _) => Some("file"),
        // What else is written into a string is written by the caller.
        (Some(_), _) | (None, None) => return None,
        // A string that holds JSON is no JSON string.
        (None, Some(kind)) if kind.contains("json") => Some("text"),
        (None, Some(_)) => Some("file"),
    };
    let mut encoding = Object::new();
    match (part, media_type) {
        (_, Some(kind)) => drop(encoding.insert("contentType".into(), kind.into())),
        (None, None) => {
            encoding.insert("contentType".into(), "application/octet-stream".into());
        }
        (Some(_), None) => {}
    }
    if let Some(part) = part {
        encoding.insert(PART.into(), part.into());
    }
    Some(encoding)
}

/// The target of a schema's references, or the schema itself.
pub(super) fn resolve<'a>(document: &'a Value, mut schema: &'a Value) -> Option<&'a Value> {
    for _ in 0..MAX_STEPS {
        let Some(reference) = schema.get("$ref").and_then(Value::as_str) else {
            return Some(schema);
        };
        schema = document.pointer(reference.strip_prefix('#')?)?;
    }
    None
}

/// Whether a schema allows any value, and has only annotations.
fn is_anything(schema: &Value) -> bool {
    let silent = [
        "$comment",
        "default",
        "deprecated",
        "description",
        "example",
        "examples",
        "readOnly",
        "title",
        "writeOnly",
    ];
    match schema {
        Value::Bool(any) => *any,
        Value::Object(schema) => schema
            .keys()
            .all(|key| silent.contains(&key.as_str()) || key.starts_with("x-")),
        _ => false,
    }
}

/// Whether a schema is of one type, or of that and `null`.
fn is_of(schema: &Value, kind: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(name)) => name == kind,
        Some(Value::Array(names)) => names.iter().all(|name| name == kind || name == "null"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::declare_files;

    /// The encodings of a form with these properties.
    fn encodings(properties: Value, encoding: Value) -> Value {
        let mut media = json!({ "schema": { "$ref": "#/components/schemas/Form" } });
        if !encoding.is_null() {
            media["encoding"] = encoding;
        }
        let schemas = json!({
            "Form": { "allOf": [{ "type": "object", "properties": properties }] },
            "Picture": { "type": "string", "contentMediaType": "image/png" },
        });
        let mut document = json!({
            "paths": { "/a": { "post": { "requestBody": { "content": {
                "multipart/form-data": media,
            } } } } },
            "components": { "schemas": schemas },
        });
        declare_files(&mut document);
        let pointer = "/paths/~1a/post/requestBody/content/multipart~1form-data/encoding";
        document
            .pointer_mut(pointer)
            .map(Value::take)
            .unwrap_or_default()
    }

    #[track_caller]
    fn is(property: Value, expected: Value) {
        let found = encodings(json!({ "x": property }), Value::Null);
        let expected = match expected {
            Value::Null => Value::Null,
            expected => json!({ "x": expected }),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn what_has_no_type_is_a_file() {
        let file = json!({ "contentType": "application/octet-stream" });
        is(json!({}), file.clone());
        is(json!(true), file.clone());
        is(json!({ "description": "A file." }), file.clone());
        is(json!({ "type": "array", "items": {} }), file.clone());
        is(json!({ "type": ["array", "null"] }), file);
        is(json!({ "type": "string" }), Value::Null);
        is(json!({ "oneOf": [{}] }), Value::Null);
        is(json!({ "type": "object" }), Value::Null);
    }

    #[test]
    fn strings_with_content_are_files_of_it() {
        let of = |kind: &str, part: &str| json!({ "contentType": kind, "x-sdk-part": part });
        let picture = || json!({ "type": "string", "contentMediaType": "image/png" });
        is(picture(), of("image/png", "file"));
        is(
            json!({ "type": "array", "items": picture() }),
            of("image/png", "file"),
        );
        is(
            json!({ "$ref": "#/components/schemas/Picture" }),
            of("image/png", "file"),
        );
        is(
            json!({ "type": ["string", "null"], "contentMediaType": "text/csv" }),
            of("text/csv", "file"),
        );
        is(
            json!({ "contentMediaType": "image/png", "contentEncoding": "base64" }),
            of("image/png", "base64"),
        );
        is(
            json!({ "type": "string", "contentEncoding": "base64" }),
            json!({ "x-sdk-part": "base64" }),
        );
        is(
            json!({ "type": "string", "contentMediaType": "application/json" }),
            of("application/json", "text"),
        );
        is(
            json!({ "type": "string", "contentEncoding": "quoted-printable" }),
            Value::Null,
        );
    }

    #[test]
    fn what_an_encoding_says_itself_stays() {
        let declared =
            json!({ "x": { "contentType": "application/json" }, "y": { "style": "form" } });
        let found = encodings(json!({ "x": {}, "y": {} }), declared);
        assert_eq!(
            found,
            json!({
                "x": { "contentType": "application/json" },
                "y": { "style": "form", "contentType": "application/octet-stream" },
            })
        );
    }
}
