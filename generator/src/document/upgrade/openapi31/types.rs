//! `type` as an array, `null`, and `const`.

use indexmap::IndexSet;
use serde_json::{Map, Value, json};

use super::moves::Moves;

type Object = Map<String, Value>;

/// `const: x` is an enum of one value.
pub(super) fn constant(schema: &mut Object, moves: &mut Moves<'_>) {
    if let Some(value) = schema.shift_remove("const") {
        moves.add("enum", "const");
        moves.add("enum/0", "const");
        if value.is_null() {
            schema.insert("nullable".into(), true.into());
        }
        // `enum` is not supported for objects and arrays, so only the type is used.
        if value.is_object() || value.is_array() {
            schema.shift_remove("type");
        }
        schema.insert("enum".into(), json!([value]));
    }
}

/// `type` as an array. With `null`, the schema becomes nullable; several other types become
/// `anyOf`, with one schema for each type and its keywords.
pub(super) fn type_list(schema: &mut Object, moves: &mut Moves<'_>) {
    let Some(Value::Array(types)) = schema.get("type") else {
        return;
    };
    let names = types.iter().filter_map(Value::as_str);
    let mut names: IndexSet<String> = names.map(str::to_owned).collect();
    schema.shift_remove("type");
    if names.shift_remove("null") {
        if names.is_empty() {
            schema.insert("type".into(), "null".into());
            return;
        }
        schema.insert("nullable".into(), true.into());
    }
    // `number` includes `integer`.
    if names.contains("number") {
        names.shift_remove("integer");
    }
    let names: Vec<String> = names.into_iter().collect();
    match names.as_slice() {
        [] => {}
        [only] => drop(schema.insert("type".into(), only.as_str().into())),
        // The types follow from the enum values.
        _ if schema.contains_key("enum") => {}
        _ => any_of_types(schema, &names, moves),
    }
}

fn any_of_types(schema: &mut Object, names: &[String], moves: &mut Moves<'_>) {
    let parts = names.iter().map(|name| {
        let mut part = Object::new();
        part.insert("type".into(), name.as_str().into());
        for keyword in keywords(name) {
            if let Some(value) = schema.get(*keyword) {
                part.insert((*keyword).into(), value.clone());
            }
        }
        Value::Object(part)
    });
    let parts: Value = parts.collect();
    for keyword in names.iter().flat_map(|name| keywords(name)) {
        schema.shift_remove(*keyword);
    }
    let place = if schema.contains_key("anyOf") {
        let place = add_to_all_of(schema, json!({ "anyOf": parts }));
        format!("{place}/anyOf")
    } else {
        schema.insert("anyOf".into(), parts);
        "anyOf".to_owned()
    };
    moves.add(&place, "");
    for index in 0..names.len() {
        moves.add(&format!("{place}/{index}"), "");
    }
}

/// The keywords that apply to one type.
fn keywords(name: &str) -> &'static [&'static str] {
    match name {
        "string" => &[
            "format",
            "pattern",
            "minLength",
            "maxLength",
            "contentEncoding",
            "contentMediaType",
        ],
        "integer" | "number" => &[
            "format",
            "multipleOf",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
        ],
        "array" => &[
            "items",
            "prefixItems",
            "minItems",
            "maxItems",
            "uniqueItems",
        ],
        "object" => &[
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
            "unevaluatedProperties",
            "minProperties",
            "maxProperties",
        ],
        _ => &[],
    }
}

/// `type: "null"` becomes a nullable enum with the value `null`.
pub(super) fn only_null(schema: &mut Object) {
    if schema.get("type").is_some_and(|kind| kind == "null") {
        schema.shift_remove("type");
        schema.insert("nullable".into(), true.into());
        schema.insert("enum".into(), json!([null]));
    }
}

/// A `null` alternative of a union makes it nullable; a single remaining alternative is not a union.
pub(super) fn null_parts(schema: &mut Object, moves: &mut Moves<'_>) {
    for keyword in ["oneOf", "anyOf"] {
        let Some(Value::Array(parts)) = schema.get_mut(keyword) else {
            continue;
        };
        let before = parts.len();
        let kept = parts.iter().enumerate().filter(|(_, part)| !is_null(part));
        let kept: Vec<_> = kept.map(|(index, _)| index).collect();
        if kept.len() == before {
            continue;
        }
        parts.retain(|part| !is_null(part));
        let left = parts.len();
        for (to, from) in kept.iter().enumerate() {
            moves.add(&format!("{keyword}/{to}"), &format!("{keyword}/{from}"));
        }
        schema.insert("nullable".into(), true.into());
        if left <= 1
            && let Some(Value::Array(mut parts)) = schema.shift_remove(keyword)
        {
            match parts.pop() {
                Some(part) => {
                    let place = add_to_all_of(schema, part);
                    let from = kept.first().copied().unwrap_or_default();
                    moves.add(&place, &format!("{keyword}/{from}"));
                }
                None => drop(schema.insert("enum".into(), json!([null]))),
            }
        }
    }
}

fn is_null(part: &Value) -> bool {
    let texts = ["title", "description", "nullable", "$comment"];
    let Some(part) = part.as_object() else {
        return false;
    };
    let mut said = part
        .iter()
        .filter(|(key, _)| !texts.contains(&key.as_str()));
    let Some((key, value)) = said.next() else {
        return false;
    };
    let null = json!([null]);
    said.all(|(key, _)| key == "type" || key == "enum" || key == "default")
        && match key.as_str() {
            "type" => value == "null" || *value == json!(["null"]),
            "enum" => *value == null,
            "const" => value.is_null(),
            _ => false,
        }
}

/// Adds a part to `allOf`, and returns its path of keywords.
fn add_to_all_of(schema: &mut Object, part: Value) -> String {
    match schema.get_mut("allOf") {
        Some(Value::Array(parts)) => {
            parts.push(part);
            format!("allOf/{}", parts.len() - 1)
        }
        _ => {
            schema.insert("allOf".into(), json!([part]));
            "allOf/0".to_owned()
        }
    }
}
