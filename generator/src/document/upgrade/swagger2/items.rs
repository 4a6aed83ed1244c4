//! Parameters that are arrays of objects, which Swagger 2.0 does not allow.
//!
//! Tools write `items: {type: object}`, or no type, for an array of any values. In a path, a query, a
//! header or a form field, such a value is a string.

use serde_json::{Map, Value, json};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::grammar::{PartKind, Pointer, walk};

/// Makes the items of such parameters strings, in a document of Swagger 2.0.
pub(super) fn make_strings(document: &mut Value) -> Diagnostics {
    let mut found = Diagnostics::default();
    let mut pointer = Pointer::default();
    walk(
        PartKind::Root,
        document,
        &mut pointer,
        &mut |kind, part, pointer| {
            if kind == PartKind::Parameter
                && let Some(parameter) = part.as_object_mut()
                && parameter
                    .get("in")
                    .is_some_and(|location| location != "body")
                && make_string(parameter)
            {
                found.push(warning(parameter, &pointer.to_string()));
            }
            kind != PartKind::Schema
        },
    );
    found
}

/// Keywords that show that the items are really objects.
const OF_OBJECTS: [&str; 4] = ["$ref", "additionalProperties", "allOf", "properties"];

/// Keywords that imply a type of untyped items.
const OF_VALUES: [&str; 2] = ["enum", "format"];

/// Makes the innermost items strings; returns whether that changed them.
fn make_string(array: &mut Map<String, Value>) -> bool {
    if array.get("type").is_none_or(|kind| kind != "array") {
        return false;
    }
    let items = array.entry("items").or_insert_with(|| json!({}));
    let Some(items) = items.as_object_mut() else {
        return false;
    };
    if items.get("type").is_some_and(|kind| kind == "array") {
        return make_string(items);
    }
    let has = |keywords: &[&str]| keywords.iter().any(|it| items.contains_key(*it));
    let is_free = match items.get("type") {
        Some(kind) => kind == "object",
        None => !has(&OF_VALUES),
    };
    if !is_free || has(&OF_OBJECTS) {
        return false;
    }
    items.insert("type".into(), "string".into());
    true
}

fn warning(parameter: &Map<String, Value>, pointer: &str) -> Diagnostic {
    let name = parameter.get("name").and_then(Value::as_str);
    Diagnostic::warning(
        "array-of-objects",
        pointer,
        format!(
            "the items of `{}` are objects or have no type, which Swagger 2.0 does not allow in a parameter",
            name.unwrap_or_default()
        ),
        "treated as strings: the parameter takes any value that implements `Display`",
    )
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::make_strings;

    /// The parameter as it is read, and how many warnings there are.
    fn read(parameter: Value) -> (Value, usize) {
        let mut document = json!({ "paths": { "/a": { "get": { "parameters": [parameter] } } } });
        let found = make_strings(&mut document);
        let pointer = "/paths/~1a/get/parameters/0";
        assert!(
            found
                .iter()
                .all(|found| found.location == format!("#{pointer}"))
        );
        let read = document.pointer_mut(pointer).map(Value::take);
        (read.unwrap_or_default(), found.iter().count())
    }

    #[test]
    fn items_that_are_objects_become_strings_wherever_they_stand() {
        for location in ["query", "header", "path", "formData"] {
            for items in [
                json!({ "type": "object" }),
                json!({ "type": "object", "description": "What is given with it." }),
                json!({}),
            ] {
                let (read, warnings) =
                    read(json!({ "in": location, "type": "array", "items": items }));
                assert_eq!((&read["items"]["type"], warnings), (&json!("string"), 1));
            }
        }
        let nested = json!({ "type": "array", "items": { "type": "object" } });
        let (read, warnings) = read(json!({ "in": "query", "type": "array", "items": nested }));
        assert_eq!(
            (&read["items"]["items"]["type"], warnings),
            (&json!("string"), 1)
        );
    }

    #[test]
    fn items_that_are_missing_are_strings() {
        let (read, warnings) = read(json!({ "in": "query", "type": "array", "name": "x" }));
        assert_eq!((&read["items"]["type"], warnings), (&json!("string"), 1));
    }

    #[test]
    fn everything_else_is_left_alone() {
        for parameter in [
            json!({ "in": "query", "type": "array", "items": { "type": "integer" } }),
            json!({ "in": "query", "type": "array", "items": { "enum": ["a"] } }),
            json!({ "in": "query", "type": "array", "items": { "type": "object", "properties": {} } }),
            json!({ "in": "query", "type": "string" }),
            json!({ "in": "body", "schema": { "type": "array", "items": { "type": "object" } } }),
        ] {
            assert_eq!(read(parameter.clone()), (parameter, 0));
        }
    }

    #[test]
    fn named_parameters_and_those_of_paths_are_found() {
        let parameter =
            json!({ "in": "query", "name": "x", "type": "array", "items": { "type": "object" } });
        let mut document = json!({
            "parameters": { "X": parameter },
            "paths": { "/a": { "parameters": [parameter, { "$ref": "#/parameters/X" }] } },
        });
        let found = make_strings(&mut document);
        let pointers: Vec<_> = found.iter().map(|found| found.location.as_str()).collect();
        assert_eq!(pointers, ["#/parameters/X", "#/paths/~1a/parameters/0"]);
    }
}
