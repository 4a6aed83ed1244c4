//! Parameters: their schemas, and which of them are parts of a body.

use serde_json::{Value, json};

use super::moves::BodyPart;
use super::schemas::{moved_reference, schema};
use super::{DocumentDefaults, Object};
use crate::extensions::{COLLECTION_FORMAT, NULLABLE};

/// Keywords that Swagger 2.0 puts on a parameter or header itself, and OpenAPI 3.0 into its schema.
const SCHEMA_KEYWORDS: [&str; 17] = [
    "type",
    "format",
    "items",
    "enum",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "multipleOf",
    NULLABLE,
];

/// The target of a reference to a parameter, or the parameter itself at its location.
pub(super) fn resolve_parameter(
    value: Value,
    location: String,
    context: &DocumentDefaults,
) -> BodyPart {
    match named_parameter(&value, context) {
        Some((reference, target)) => BodyPart {
            value: target.clone(),
            location: reference.to_owned(),
        },
        None => BodyPart { value, location },
    }
}

/// The reference to a named parameter, and its target.
fn named_parameter<'a>(
    value: &'a Value,
    context: &'a DocumentDefaults,
) -> Option<(&'a str, &'a Value)> {
    let reference = value.get("$ref")?.as_str()?;
    let name = reference.strip_prefix("#/parameters/")?;
    Some((reference, context.parameters.get(name)?))
}

pub(super) fn is_body_part(value: &Value, context: &DocumentDefaults) -> bool {
    let is_in_body = |value: &Value| matches!(value["in"].as_str(), Some("body" | "formData"));
    is_in_body(value)
        || named_parameter(value, context).is_some_and(|(_, target)| is_in_body(target))
}

/// The reusable parameters that stay parameters; bodies move to the operations that use them.
pub(super) fn reusable_parameters(context: &DocumentDefaults) -> Value {
    let kept = context
        .parameters
        .iter()
        .filter(|(_, value)| !is_body_part(value, context));
    Value::Object(
        kept.map(|(name, value)| (name.clone(), parameter(value.clone())))
            .collect(),
    )
}

pub(super) fn parameter(value: Value) -> Value {
    let Value::Object(mut old) = value else {
        return value;
    };
    if let Some(Value::String(reference)) = old.get("$ref") {
        return json!({ "$ref": moved_reference(reference) });
    }
    let style = old.remove("collectionFormat");
    let is_array = old.get("type").is_some_and(|kind| kind == "array");
    let in_query = old.get("in").is_some_and(|location| location == "query");
    let schema = take_schema(&mut old);
    if is_array {
        collection_format(&mut old, style.as_ref().and_then(Value::as_str), in_query);
    }
    old.insert("schema".into(), schema);
    Value::Object(old)
}

/// `collectionFormat` to `style` and `explode`. OpenAPI 3.0 has no tabs; an extension keeps them.
pub(super) fn collection_format(parameter: &mut Object, format: Option<&str>, in_query: bool) {
    let (style, explode) = match format.unwrap_or("csv") {
        "multi" => ("form", true),
        "ssv" => ("spaceDelimited", false),
        "pipes" => ("pipeDelimited", false),
        "tsv" => {
            parameter.insert(COLLECTION_FORMAT.into(), "tsv".into());
            ("form", false)
        }
        _ => ("form", false),
    };
    if in_query {
        parameter.insert("style".into(), style.into());
        parameter.insert("explode".into(), explode.into());
    }
}

/// Removes the schema keywords of a parameter or header, and returns them as a schema.
pub(crate) fn take_schema(owner: &mut Object) -> Value {
    let (keywords, others) = std::mem::take(owner)
        .into_iter()
        .partition(|(key, _)| SCHEMA_KEYWORDS.contains(&key.as_str()));
    *owner = others;
    schema(Value::Object(keywords))
}
