//! Schemas, and references anywhere.

use serde_json::{Value, json};

use super::{MOVED, array, map_values};
use crate::extensions::NULLABLE;

/// Upgrades a schema and the schemas inside of it.
pub(super) fn schema(value: Value) -> Value {
    let mut old = match value {
        Value::Object(old) => old,
        // Some write a list where one schema belongs.
        Value::Array(parts) => return parts.into_iter().map(schema).collect(),
        other => return other,
    };
    for (key, value) in &mut old {
        match key.as_str() {
            "properties" => *value = map_values(Some(value.take()), schema),
            "items" | "additionalProperties" | "not" => *value = schema(value.take()),
            "allOf" | "anyOf" | "oneOf" => {
                *value = array(Some(value.take())).into_iter().map(schema).collect();
            }
            "$ref" => {
                if let Some(reference) = value.as_str() {
                    *value = moved_reference(reference).into();
                }
            }
            "discriminator" if value.is_string() => {
                *value = json!({ "propertyName": value.take() })
            }
            _ => {}
        }
    }
    if let Some(nullable) = old.remove(NULLABLE) {
        old.insert("nullable".into(), nullable);
    }
    if old.get("type").is_some_and(|kind| kind == "file") {
        old.insert("type".into(), "string".into());
        old.insert("format".into(), "binary".into());
    }
    Value::Object(old)
}

/// Rewrites the references in an extension to the new locations.
pub(super) fn move_references(value: &mut Value) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries.iter_mut() {
                match value {
                    Value::String(reference) if key == "$ref" => {
                        *reference = moved_reference(reference);
                    }
                    _ => move_references(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(move_references),
        _ => {}
    }
}

pub(super) fn moved_reference(reference: &str) -> String {
    for (old, new) in MOVED {
        if let Some(name) = reference
            .strip_prefix('#')
            .and_then(|path| path.strip_prefix(old))
        {
            return ["#", new, name].concat();
        }
    }
    reference.to_owned()
}
