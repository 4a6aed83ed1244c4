//! Reads a published document like the vendor's release tool.

use indexmap::IndexMap;
use serde_json::Value;

/// The JSON pointers of named schemas in Swagger 2.0 and OpenAPI 3, up to the name.
const SCHEMAS: [&str; 2] = ["#/definitions/", "#/components/schemas/"];

pub(super) fn schemas(document: &Value) -> &Value {
    match document.get("definitions") {
        Some(definitions) => definitions,
        None => &document["components"]["schemas"],
    }
}

/// The entries of an object in the order of the vendor's tool; none for other values.
pub(super) fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let entries = value.as_object().into_iter().flatten();
    let mut entries: Vec<_> = entries.map(|(key, value)| (key.as_str(), value)).collect();
    in_order(&mut entries, |(key, _)| key);
    entries.into_iter()
}

/// Sorts the entries of an object like JavaScript, in which the vendor's tool is written: integer keys
/// ascending, then all others in document order.
pub(super) fn in_order<T>(entries: &mut [T], key: impl Fn(&T) -> &str) {
    // The sort is stable.
    entries.sort_by_key(|entry| index(key(entry)).unwrap_or(u32::MAX));
}

/// The integer of a key, if the key is its canonical form, as in ECMAScript.
fn index(key: &str) -> Option<u32> {
    let number: u32 = key.parse().ok()?;
    (number.to_string() == key).then_some(number)
}

/// The parameters of an operation by name. The last of several with the same name counts.
pub(super) fn by_name(operation: &Value) -> IndexMap<&str, &Value> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let named = parameters.filter_map(|parameter| Some((text(parameter, "name")?, parameter)));
    let mut named: IndexMap<&str, &Value> = named.collect();
    named.sort_by_cached_key(|name, _| index(name).unwrap_or(u32::MAX));
    named
}

pub(super) fn tags(operation: &Value) -> Vec<&str> {
    let tags = operation["tags"].as_array().into_iter().flatten();
    tags.filter_map(Value::as_str).collect()
}

pub(super) fn text<'a>(owner: &'a Value, key: &str) -> Option<&'a str> {
    owner.get(key)?.as_str()
}

pub(super) fn is_true(owner: &Value, key: &str) -> bool {
    owner.get(key) == Some(&Value::Bool(true))
}

pub(super) fn is_required(model: &Value, property: &str) -> bool {
    let names = model["required"].as_array().into_iter().flatten();
    names.into_iter().any(|name| name == property)
}

pub(super) fn parameter_type(parameter: &Value) -> Option<&str> {
    text(parameter, "type").or_else(|| text(parameter.get("schema")?, "type"))
}

/// The schema of a response (Swagger 2.0), or of its first media type (OpenAPI 3).
pub(super) fn response_schema(response: &Value) -> Option<&Value> {
    response.get("schema").or_else(|| {
        let media = response.get("content")?.as_object()?.values().next()?;
        media.get("schema")
    })
}

fn model_name(reference: &str) -> &str {
    let mut names = SCHEMAS.iter();
    names
        .find_map(|prefix| reference.strip_prefix(prefix))
        .unwrap_or(reference)
}

/// The type of a schema, as the vendor's release notes write it.
pub(super) fn schema_type(schema: Option<&Value>) -> String {
    let undefined = || "_undefined_".to_owned();
    let Some(schema) = schema else {
        return undefined();
    };
    if let Some(reference) = text(schema, "$ref") {
        return model_name(reference).to_owned();
    }
    let Some(kind) = text(schema, "type") else {
        return undefined();
    };
    let items = schema.get("items");
    let item = items.and_then(|items| {
        let reference = text(items, "$ref").map(model_name);
        reference.or_else(|| text(items, "type"))
    });
    match (
        kind.to_lowercase().as_str(),
        item,
        schema.get("additionalProperties"),
    ) {
        ("array", Some(item), _) => format!("{item}[]"),
        ("object", _, Some(values)) if values != &Value::Bool(false) => {
            format!("Map<{kind}, {}>", schema_type(Some(values)))
        }
        _ => kind.to_owned(),
    }
}

/// The enum values of a property, or else of its items.
pub(super) fn enum_values(property: &Value) -> Option<&[Value]> {
    let own = property.get("enum");
    let values = own.or_else(|| property.get("items")?.get("enum"))?;
    values.as_array().map(Vec::as_slice)
}

pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
