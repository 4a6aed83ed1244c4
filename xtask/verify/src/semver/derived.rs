//! Derives definitions from a release by compatible changes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sdk_generator::diff::{Changes, Impact};
use sdk_generator::load;
use serde_json::{Map, Value, json};

/// A name that does not occur in a definition.
const ADDED: &str = "addedToBeJudged";

/// The HTTP methods of operations that are changed.
const VERBS: [&str; 5] = ["get", "put", "post", "patch", "delete"];

/// The kinds of derived definitions.
#[derive(Debug, Clone, Copy)]
pub(super) enum Derived {
    /// Every description and summary is changed.
    Texts,
    /// Everything that can be added compatibly.
    Additions,
}

impl Derived {
    pub(super) const ALL: [Self; 2] = [Self::Texts, Self::Additions];

    fn name(self) -> &'static str {
        match self {
            Self::Texts => "texts",
            Self::Additions => "additions",
        }
    }

    /// The changes with a greater impact than intended.
    pub(super) fn unexpected(self, changes: &Changes) -> Vec<String> {
        let expected = match self {
            Self::Texts => Impact::Patch,
            Self::Additions => Impact::Minor,
        };
        let unexpected = changes.iter().filter(|it| it.impact > expected);
        let name = self.name();
        unexpected
            .map(|it| format!("{name}: {}: {}", it.subject, it.message))
            .collect()
    }

    /// Writes the definition into a folder, and returns its path.
    ///
    /// # Errors
    /// If the base cannot be read or the file cannot be written.
    pub(super) fn write(self, base: &Path, folder: &Path) -> Result<PathBuf> {
        let document = load::load_file(base);
        let mut document = document.map_err(|problem| anyhow::anyhow!("{problem}"))?;
        match self {
            Self::Texts => reword(&mut document),
            Self::Additions => add(&mut document),
        }
        let path = folder.join(format!("{}-{}.json", super::stem(base), self.name()));
        fs::write(&path, document.to_string()).with_context(|| path.display().to_string())?;
        Ok(path)
    }
}

/// Adds a word to every description and summary, at any depth.
fn reword(value: &mut Value) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                match value {
                    Value::String(text) if ["description", "summary"].contains(&key.as_str()) => {
                        text.push_str(" Reworded.");
                    }
                    value => reword(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(reword),
        _ => {}
    }
}

fn add(document: &mut Value) {
    for place in ["/definitions", "/components/schemas"] {
        let schemas = document.pointer_mut(place).and_then(Value::as_object_mut);
        if let Some(schemas) = schemas {
            schemas.values_mut().for_each(add_to_schema);
            schemas.insert(
                "AddedToBeJudged".to_owned(),
                json!({"type": "object", "properties": {"id": {"type": "string"}}}),
            );
        }
    }
    let is_upgraded = document.get("openapi").is_some();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    if let Some(paths) = paths {
        for operations in paths.values_mut() {
            for verb in VERBS {
                if let Some(operation) = operations.get_mut(verb) {
                    add_to_operation(operation, is_upgraded);
                }
            }
        }
        add_operations(paths);
    }
}

/// Adds an optional property to objects, and a value to string enums. Objects whose properties are
/// all required are not changed.
fn add_to_schema(schema: &mut Value) {
    let Some(entries) = schema.as_object_mut() else {
        return;
    };
    let required = entries.get("required").and_then(Value::as_array);
    let required = required.map_or(0, Vec::len);
    if let Some(properties) = entries.get_mut("properties").and_then(Value::as_object_mut) {
        properties.values_mut().for_each(add_to_schema);
        if properties.len() > required {
            properties.insert(ADDED.to_owned(), json!({"type": "string"}));
        }
    }
    if let Some(items) = entries.get_mut("items") {
        add_to_schema(items);
    }
    if let Some(values) = entries.get_mut("enum").and_then(Value::as_array_mut)
        && values.iter().all(Value::is_string)
    {
        values.push(Value::from(ADDED));
    }
}

/// Adds an optional parameter, which becomes a setter.
fn add_to_operation(operation: &mut Value, is_upgraded: bool) {
    let Some(operation) = operation.as_object_mut() else {
        return;
    };
    let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
    let Some(parameters) = parameters.as_array_mut() else {
        return;
    };
    let mut parameter = json!({"name": ADDED, "in": "query", "required": false});
    if is_upgraded {
        parameter["schema"] = json!({"type": "string"});
    } else {
        parameter["type"] = json!("string");
    }
    parameters.push(parameter);
}

/// Adds an operation for each tag, with a path of its own.
fn add_operations(paths: &mut Map<String, Value>) {
    let operations = paths.values().filter_map(|path| path.get("get"));
    let tags = operations.filter_map(|operation| operation["tags"].get(0).cloned());
    let mut tags: Vec<String> = tags
        .filter_map(|tag| Some(tag.as_str()?.to_owned()))
        .collect();
    tags.sort();
    tags.dedup();
    for (number, tag) in tags.iter().enumerate() {
        let operation = json!({
            "tags": [tag],
            "operationId": format!("{ADDED}{number}"),
            "responses": {"200": {"description": "It was added."}},
        });
        paths.insert(format!("/{ADDED}/{number}"), json!({"get": operation}));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use sdk_generator::diff::Rules;
    use serde_json::json;

    use super::{ADDED, Derived};
    use crate::emitted::input;

    #[test]
    fn what_is_derived_breaks_nobody_and_adds_to_operations_without_parameters() {
        let answer = |property: &str| {
            let schema = json!({"type": "object", "properties": {property: {"type": "string"}}});
            json!({"200": {"description": "d", "content": {"application/json": {"schema": schema}}}})
        };
        let definition = json!({
            "openapi": "3.0.3",
            "info": {"title": "T", "version": "1"},
            "paths": {
                "/bare": {"get": {"operationId": "a", "tags": ["x"], "responses": answer("a")}},
                "/items": {"get": {
                    "operationId": "b",
                    "tags": ["x"],
                    "parameters": [{"name": "state", "in": "query", "schema": {"type": "string"}}],
                    "responses": answer("b")
                }}
            }
        });
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().join("base.json");
        fs::write(&base, definition.to_string()).unwrap();
        for derived in Derived::ALL {
            let path = derived.write(&base, folder.path()).unwrap();
            let changes = sdk_generator::changes(&input(&base), &input(&path), Rules::Crate);
            let changes = changes.unwrap();
            assert_eq!(derived.unexpected(&changes), [""; 0]);
            let inputs = changes.iter().filter(|it| it.code == "input-added");
            let inputs: Vec<&str> = inputs.map(|it| it.subject.as_str()).collect();
            match derived {
                Derived::Texts => assert!(inputs.is_empty()),
                Derived::Additions => assert_eq!(inputs, ["GET /bare", "GET /items"], "{ADDED}"),
            }
        }
    }
}
