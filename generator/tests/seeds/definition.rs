//! Reads the rows that an OpenAPI 3.0 definition amounts to, and compares them.
//!
//! It reads the document as plain data rather than through the generator, so
//! that a mistake of the generator cannot hide one of the definition.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::seeds::mismatch::Mismatches;
use crate::seeds::pages::{Parameter, Permissions, Row};

/// Rows by API and method. An operation with two tags is in two APIs.
pub(crate) type Found = HashMap<(String, String), Row>;

const VERBS: [&str; 5] = ["get", "put", "post", "patch", "delete"];

/// Reads the rows of a definition.
pub(crate) fn read(file: &Path) -> Result<Found, String> {
    let text = fs::read_to_string(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let root: Value =
        serde_yaml::from_str(&text).map_err(|e| format!("{}: {e}", file.display()))?;
    let document = Document(&root);
    let mut found = HashMap::new();
    let paths = root.get("paths").and_then(Value::as_object);
    for (path, item) in paths.ok_or("the definition has no paths")? {
        for verb in VERBS {
            let Some(operation) = item.get(verb) else {
                continue;
            };
            for tag in texts(operation.get("tags")) {
                let row = document
                    .row(tag, verb, path, operation)
                    .map_err(|e| format!("{verb} {path}: {e}"))?;
                found.insert((row.api.clone(), row.method.clone()), row);
            }
        }
    }
    Ok(found)
}

/// Compares each row of the pages with the definition's.
pub(crate) fn compare(rows: &[Row], found: &Found, mismatches: &mut Mismatches) {
    for row in rows {
        let subject = row.subject();
        let Some(other) = found.get(&(row.api.clone(), row.method.clone())) else {
            mismatches.add(subject, "operation", "one with this name and tag", "none");
            continue;
        };
        mismatches.equal(subject, "verb", &row.verb, &other.verb);
        mismatches.equal(subject, "path", &row.path, &other.path);
        mismatches.equal(subject, "deprecated", &row.deprecated, &other.deprecated);
        mismatches.equal(subject, "returns", &row.returns, &other.returns);
        if row.permissions.is_some() {
            mismatches.equal(subject, "permissions", &row.permissions, &other.permissions);
        }
        parameters(row, other, mismatches);
    }
}

fn parameters(row: &Row, other: &Row, mismatches: &mut Mismatches) {
    let names = |row: &Row| {
        let names = row.parameters.iter().map(|parameter| &parameter.name);
        names.cloned().collect::<Vec<_>>()
    };
    mismatches.equal(row.subject(), "parameters", &names(row), &names(other));
    for parameter in &row.parameters {
        let same = |other: &&Parameter| other.name == parameter.name;
        let Some(other) = other.parameters.iter().find(same) else {
            continue;
        };
        let subject = row.subject().parameter(&parameter.name);
        mismatches.equal(subject, "type", &parameter.kind, &other.kind);
        mismatches.equal(subject, "optional", &parameter.optional, &other.optional);
        mismatches.equal(subject, "default", &parameter.default, &other.default);
        mismatches.equal(subject, "values", &parameter.values, &other.values);
    }
}

/// The document, for following references.
struct Document<'a>(&'a Value);

impl<'a> Document<'a> {
    fn row(&self, tag: &str, verb: &str, path: &str, operation: &'a Value) -> Result<Row, String> {
        let name = text(operation, "x-purecloud-method-name").ok_or("no method name")?;
        let mut parameters = Vec::new();
        let declared = operation.get("parameters").and_then(Value::as_array);
        for parameter in declared.into_iter().flatten() {
            parameters.push(self.parameter(parameter)?);
        }
        if let Some(body) = operation.get("requestBody") {
            let name = text(operation, "x-codegen-request-body-name").unwrap_or("body");
            parameters.push(self.body(name, body)?);
        }
        Ok(Row {
            api: tag.to_owned(),
            method: snake_case(name),
            verb: verb.to_uppercase(),
            path: path.to_owned(),
            deprecated: flag(operation, "deprecated"),
            permissions: permissions(operation),
            parameters,
            returns: self.returns(operation)?,
        })
    }

    fn resolve(&self, value: &'a Value) -> Result<&'a Value, String> {
        let Some(reference) = text(value, "$ref") else {
            return Ok(value);
        };
        let pointer = reference.strip_prefix('#').unwrap_or(reference);
        self.0
            .pointer(pointer)
            .ok_or_else(|| format!("{reference} leads nowhere"))
    }

    fn parameter(&self, value: &'a Value) -> Result<Parameter, String> {
        let value = self.resolve(value)?;
        let name = text(value, "name").ok_or("a parameter has no name")?;
        let schema = value.get("schema").unwrap_or(&Value::Null);
        let values = schema.pointer("/enum").or(schema.pointer("/items/enum"));
        Ok(Parameter {
            name: snake_case(name),
            kind: kind(schema)?,
            optional: !flag(value, "required"),
            default: schema.get("default").map(plain),
            values: texts(values).into_iter().map(str::to_owned).collect(),
        })
    }

    fn body(&self, name: &str, value: &'a Value) -> Result<Parameter, String> {
        let value = self.resolve(value)?;
        Ok(Parameter {
            name: snake_case(name),
            kind: kind(json_schema(value).ok_or("the body has no JSON schema")?)?,
            optional: !flag(value, "required"),
            default: None,
            values: Vec::new(),
        })
    }

    /// The type of the success response: the first 2xx, or else `default`.
    fn returns(&self, operation: &'a Value) -> Result<Option<String>, String> {
        let responses = operation.get("responses").and_then(Value::as_object);
        let responses = responses.ok_or("no responses")?;
        let success = responses
            .iter()
            .find(|(status, _)| status.starts_with('2'))
            .map(|(_, response)| response)
            .or_else(|| responses.get("default"));
        let success = self.resolve(success.ok_or("no success response")?)?;
        json_schema(success).map(kind).transpose()
    }
}

/// The type of a schema in the words of the pages.
fn kind(schema: &Value) -> Result<String, String> {
    if let Some(reference) = text(schema, "$ref") {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        return Ok(name.to_owned());
    }
    let named = match text(schema, "type") {
        Some("string") => "str",
        Some("integer") => "int",
        Some("boolean") => "bool",
        Some("number") => "float",
        Some("array") => {
            let items = schema.get("items").ok_or("an array without items")?;
            return Ok(format!("list[{}]", kind(items)?));
        }
        Some("object") => match schema.get("additionalProperties") {
            Some(values) => return Ok(format!("dict(str, {})", kind(values)?)),
            None => "object",
        },
        other => return Err(format!("a schema of type {other:?}")),
    };
    Ok(named.to_owned())
}

/// An empty list says that no permission is needed; without a list the definition
/// says nothing, as older pages do.
fn permissions(operation: &Value) -> Option<Permissions> {
    let required = operation.get("x-inin-requires-permissions")?;
    let names = texts(required.get("permissions"));
    let names = names.into_iter().map(str::to_owned).collect::<Vec<_>>();
    match text(required, "type")? {
        _ if names.is_empty() => Some(Permissions::None),
        "ANY" => Some(Permissions::Any(names)),
        "ALL" => Some(Permissions::All(names)),
        _ => None,
    }
}

fn json_schema(value: &Value) -> Option<&Value> {
    value.get("content")?.get("application/json")?.get("schema")
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

fn texts(value: Option<&Value>) -> Vec<&str> {
    let items = value.and_then(Value::as_array);
    items
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or_default()
}

/// A value without the quotes that JSON puts around text.
fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// The snake case of a camel case name: `pageSize` is `page_size`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut after_word = false;
    for c in name.chars() {
        if c.is_ascii_uppercase() && after_word {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
        after_word = c.is_ascii_lowercase() || c.is_ascii_digit();
    }
    snake
}
