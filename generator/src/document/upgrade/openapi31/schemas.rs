//! Schemas: one rule for each difference.

use serde_json::{Map, Value, json};

use super::moves::{Moves, joined};
use super::types::{constant, null_parts, only_null, type_list};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::grammar::Pointer;
use crate::origins::Origins;
use crate::pointer::escape;

type Object = Map<String, Value>;

/// Keywords that only validate, and do not affect types.
const WITHOUT_MEANING: [&str; 20] = [
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$id",
    "$recursiveAnchor",
    "$schema",
    "$vocabulary",
    "additionalItems",
    "contains",
    "contentSchema",
    "definitions",
    "dependencies",
    "dependentRequired",
    "if",
    "maxContains",
    "minContains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Keywords that may affect types in a way that OpenAPI 3.0 cannot express.
const LOST: [&str; 5] = [
    "$dynamicRef",
    "$recursiveRef",
    "dependentSchemas",
    "then",
    "else",
];

/// Converts one schema, but not the schemas inside of it, with warnings about lost keywords.
pub(crate) fn schema(value: &mut Value, pointer: &Pointer, origins: &mut Origins) -> Diagnostics {
    let mut found = Diagnostics::default();
    let mut moves = Moves::new(pointer, origins);
    match value {
        Value::Bool(true) => *value = json!({}),
        Value::Bool(false) => *value = json!({ "not": {} }),
        Value::Object(schema) => {
            constant(schema, &mut moves);
            type_list(schema, &mut moves);
            only_null(schema);
            null_parts(schema, &mut moves);
            exclusive_limits(schema);
            examples(schema);
            content(schema);
            prefix_items(schema, &mut moves);
            pattern_properties(schema, &mut moves);
            unevaluated_properties(schema, &mut moves);
            found = lost(schema, &moves);
            schema.retain(|key, _| !WITHOUT_MEANING.contains(&key.as_str()));
        }
        _ => {}
    }
    found
}

/// `exclusiveMinimum: 5` becomes `minimum: 5` with `exclusiveMinimum: true`, unless `minimum` is higher.
fn exclusive_limits(schema: &mut Object) {
    for (exclusive, limit, sign) in [
        ("exclusiveMinimum", "minimum", 1.0),
        ("exclusiveMaximum", "maximum", -1.0),
    ] {
        let Some(bound) = schema.get(exclusive).and_then(Value::as_f64) else {
            continue;
        };
        let plain = schema.get(limit).and_then(Value::as_f64);
        if plain.is_some_and(|plain| plain * sign > bound * sign) {
            schema.shift_remove(exclusive);
        } else if let Some(bound) = schema.insert(exclusive.into(), true.into()) {
            schema.insert(limit.into(), bound);
        }
    }
}

fn examples(schema: &mut Object) {
    if let Some(Value::Array(examples)) = schema.shift_remove("examples")
        && let Some(first) = examples.into_iter().next()
    {
        schema.entry("example").or_insert(first);
    }
}

/// `contentEncoding: base64` becomes format `byte`, a binary `contentMediaType` alone format `binary`.
fn content(schema: &mut Object) {
    let encoding = schema.shift_remove("contentEncoding");
    let media_type = schema.shift_remove("contentMediaType");
    let is_string = schema.get("type").is_none_or(|kind| kind == "string");
    let format = match (encoding.as_ref().and_then(Value::as_str), &media_type) {
        (Some("base64"), _) => "byte",
        (None, Some(Value::String(kind))) if is_bytes(kind) => "binary",
        _ => return,
    };
    if is_string && !schema.contains_key("format") {
        schema.insert("type".into(), "string".into());
        schema.insert("format".into(), format.into());
    }
}

fn is_bytes(media_type: &str) -> bool {
    let is_text = media_type.starts_with("text/")
        || media_type.contains("json")
        || media_type.contains("xml");
    !is_text
}

/// `prefixItems` becomes `items` with `anyOf`.
fn prefix_items(schema: &mut Object, moves: &mut Moves<'_>) {
    let Some(prefix) = schema.shift_remove("prefixItems") else {
        return;
    };
    let parts = match prefix {
        Value::Array(parts) => parts,
        _ => return,
    };
    let parts = parts.into_iter().enumerate();
    let mut parts: Vec<_> = parts
        .map(|(index, part)| (format!("prefixItems/{index}"), part))
        .collect();
    let rest = "items".to_owned();
    match schema.shift_remove("items") {
        Some(items @ Value::Object(_)) => parts.push((rest, items)),
        Some(Value::Bool(true)) => parts.push((rest, json!({}))),
        _ => {}
    }
    schema.entry("type").or_insert_with(|| "array".into());
    moves.add("items", "prefixItems");
    schema.insert("items".into(), joined("items", parts, moves));
}

/// `patternProperties` become additional properties: names that match a pattern are not known in advance.
fn pattern_properties(schema: &mut Object, moves: &mut Moves<'_>) {
    let Some(Value::Object(patterns)) = schema.shift_remove("patternProperties") else {
        return;
    };
    let parts = patterns.into_iter();
    let mut parts: Vec<_> = parts
        .map(|(pattern, part)| (format!("patternProperties/{}", escape(&pattern)), part))
        .collect();
    let keyword = "additionalProperties";
    match schema.get_mut(keyword) {
        Some(Value::Bool(true)) => return,
        Some(other @ Value::Object(_)) => parts.push((keyword.to_owned(), other.take())),
        _ => {}
    }
    if !parts.is_empty() {
        moves.add(keyword, "patternProperties");
        let joined = joined(keyword, parts, moves);
        schema.insert(keyword.into(), joined);
    }
}

/// `unevaluatedProperties` without composition becomes `additionalProperties`.
fn unevaluated_properties(schema: &mut Object, moves: &mut Moves<'_>) {
    let composition = [
        "allOf",
        "anyOf",
        "oneOf",
        "$ref",
        "if",
        "additionalProperties",
    ];
    if composition
        .iter()
        .any(|keyword| schema.contains_key(*keyword))
    {
        return;
    }
    if let Some(unevaluated) = schema.shift_remove("unevaluatedProperties") {
        moves.add("additionalProperties", "unevaluatedProperties");
        schema.insert("additionalProperties".into(), unevaluated);
    }
}

fn lost(schema: &mut Object, moves: &Moves<'_>) -> Diagnostics {
    let keywords = LOST.into_iter().filter_map(|keyword| {
        let value = schema.shift_remove(keyword)?;
        says_something(&value).then(|| {
            Diagnostic::warning(
                "keyword-left-out",
                moves.original(keyword),
                format!("`{keyword}` says something about types that OpenAPI 3.0 has no words for"),
                "ignored; the types do not express it",
            )
        })
    });
    keywords.collect()
}

/// A condition matters where it adds properties or types, not where it only requires or limits.
fn says_something(value: &Value) -> bool {
    let telling = [
        "properties",
        "type",
        "$ref",
        "allOf",
        "anyOf",
        "oneOf",
        "items",
    ];
    match value {
        Value::String(_) => true,
        Value::Object(part) => telling.iter().any(|keyword| part.contains_key(*keyword)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::grammar::{PartKind, Pointer, walk};
    use crate::origins::Origins;

    /// A schema and its nested schemas, upgraded, and the pointers of lost keywords.
    fn upgraded(mut value: Value) -> (Value, Vec<String>) {
        let mut lost = Vec::new();
        let mut origins = Origins::default();
        let mut pointer = Pointer::default();
        walk(
            PartKind::Schema,
            &mut value,
            &mut pointer,
            &mut |_, part, pointer| {
                let found = super::schema(part, pointer, &mut origins);
                lost.extend(found.into_iter().map(|found| found.location));
                true
            },
        );
        (value, lost)
    }

    #[track_caller]
    fn becomes(old: Value, new: Value) {
        assert_eq!(upgraded(old), (new, Vec::new()));
    }

    #[test]
    fn lists_of_types() {
        becomes(
            json!({ "type": ["string", "null"], "maxLength": 3 }),
            json!({ "maxLength": 3, "nullable": true, "type": "string" }),
        );
        becomes(
            json!({ "type": ["integer", "number"] }),
            json!({ "type": "number" }),
        );
        becomes(
            json!({ "type": ["string", "array", "null"], "title": "x", "maxLength": 3, "items": { "type": ["null", "string"] } }),
            json!({ "title": "x", "nullable": true, "anyOf": [
                { "type": "string", "maxLength": 3 },
                { "type": "array", "items": { "nullable": true, "type": "string" } },
            ] }),
        );
        becomes(
            json!({ "type": ["string", "integer"], "enum": ["a", 1] }),
            json!({ "enum": ["a", 1] }),
        );
    }

    #[test]
    fn nothing_but_null() {
        let null = json!({ "nullable": true, "enum": [null] });
        becomes(json!({ "type": "null" }), null.clone());
        becomes(json!({ "type": ["null"] }), null.clone());
        becomes(json!({ "const": null }), null.clone());
        becomes(
            json!({ "anyOf": [{ "type": "null" }, { "const": null }] }),
            null,
        );
    }

    #[test]
    fn null_as_a_part() {
        becomes(
            json!({ "oneOf": [{ "$ref": "#/a" }, { "type": "null" }] }),
            json!({ "nullable": true, "allOf": [{ "$ref": "#/a" }] }),
        );
        becomes(
            json!({ "anyOf": [{ "type": "string" }, { "enum": [null] }, { "type": "integer" }] }),
            json!({ "anyOf": [{ "type": "string" }, { "type": "integer" }], "nullable": true }),
        );
    }

    #[test]
    fn constants_and_limits() {
        becomes(json!({ "const": "a" }), json!({ "enum": ["a"] }));
        becomes(
            json!({ "type": "object", "const": { "t": "x" } }),
            json!({ "enum": [{ "t": "x" }] }),
        );
        becomes(
            json!({ "exclusiveMinimum": 5, "exclusiveMaximum": 9, "maximum": 7 }),
            json!({ "exclusiveMinimum": true, "maximum": 7, "minimum": 5 }),
        );
    }

    #[test]
    fn schemas_that_are_flags() {
        becomes(
            json!({ "properties": { "a": true, "b": false }, "items": true }),
            json!({ "properties": { "a": {}, "b": { "not": {} } }, "items": {} }),
        );
    }

    #[test]
    fn what_is_in_a_string() {
        let content = |encoding: &str| json!({ "type": "string", "contentEncoding": encoding });
        becomes(
            content("base64"),
            json!({ "type": "string", "format": "byte" }),
        );
        becomes(content("quoted-printable"), json!({ "type": "string" }));
        becomes(
            json!({ "contentMediaType": "image/png" }),
            json!({ "type": "string", "format": "binary" }),
        );
        becomes(json!({ "examples": ["a", "b"] }), json!({ "example": "a" }));
    }

    #[test]
    fn tuples_and_patterns() {
        becomes(
            json!({ "prefixItems": [{ "type": "string" }, { "type": "string" }], "items": false }),
            json!({ "type": "array", "items": { "type": "string" } }),
        );
        becomes(
            json!({ "prefixItems": [{ "type": "string" }], "items": { "type": "integer" } }),
            json!({ "type": "array", "items": { "anyOf": [{ "type": "string" }, { "type": "integer" }] } }),
        );
        becomes(
            json!({ "patternProperties": { "^a": { "type": "string" } }, "additionalProperties": false }),
            json!({ "additionalProperties": { "type": "string" } }),
        );
        becomes(
            json!({ "unevaluatedProperties": false }),
            json!({ "additionalProperties": false }),
        );
    }

    #[test]
    fn what_is_lost_is_told() {
        becomes(
            json!({ "$id": "x", "$comment": "y", "propertyNames": { "pattern": "a" }, "contains": {}, "then": { "required": ["a"] } }),
            json!({}),
        );
        let (value, lost) =
            upgraded(json!({ "if": {}, "then": { "properties": {} }, "$dynamicRef": "#x" }));
        assert_eq!(value, json!({}));
        assert_eq!(lost, ["#/$dynamicRef", "#/then"]);
    }
}
