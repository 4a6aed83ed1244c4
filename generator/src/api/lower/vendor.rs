//! Vendor extensions as plain facts.
//!
//! The only place that reads extensions, and that has the names of those that no earlier stage knows. Repair has
//! warned about extensions of this project that are misspelled, misplaced or have no valid value. Sources:
//! the Platform API's published definition, the extensions of this project (`x-sdk-…`), which overlays set, and
//! those for the values of enums that OpenAPI Generator, NSwag, Redoc, Google's gateways and AutoRest read.

use std::borrow::Cow;

use indexmap::IndexMap;
use serde_json::Value;

pub(super) use crate::extensions::RUST_TYPE;
use crate::extensions::{
    BODY_NAME, CERTIFICATE, COLLECTION_FORMAT, KEEP_UNKNOWN, METHOD_NAME, NOTIFICATION_TOPICS,
    OBJECTS_WITHOUT_PROPERTIES, PAGING, PART, REGIONS, RESPONSES_KEEP_REQUIRED, TIMESTAMPS,
    WEBHOOK_SIGNATURE, WEBHOOKS,
};
use crate::ir::{Meaning, Permissions};

/// Names for the values of an enum.
const VALUE_NAMES: [&str; 3] = ["x-enum-varnames", "x-enumNames", "x-enum-names"];

/// Extensions with descriptions of enum values.
const VALUE_TEXTS: [&str; 3] = [
    "x-enum-descriptions",
    "x-enumDescriptions",
    "x-google-enum-descriptions",
];

type Extensions = IndexMap<String, Value>;

/// The method name that the vendor uses in its SDKs.
pub(super) fn method_name(extensions: &Extensions) -> Option<&str> {
    extensions.get(METHOD_NAME)?.as_str()
}

/// The argument name that the vendor uses for a body.
pub(super) fn body_name(extensions: &Extensions) -> Option<String> {
    text(extensions, BODY_NAME)
}

/// The example of a schema, in definitions that use an extension where OpenAPI has no keyword for it.
pub(super) fn example(extensions: &Extensions) -> Option<&Value> {
    extensions.get("x-example")
}

/// Whether items are separated by tabs, a separator of Swagger 2.0 that OpenAPI 3.0 has no style for. Set by
/// the upgrade.
pub(super) fn is_tab_separated(extensions: &Extensions) -> bool {
    extensions
        .get(COLLECTION_FORMAT)
        .is_some_and(|format| format == "tsv")
}

/// Whether an operation is a preview, which may change.
pub(super) fn is_preview(extensions: &Extensions) -> bool {
    extensions.get("x-genesys-preview") == Some(&Value::Bool(true))
}

/// Whether responses contain all required properties; true unless the root of the document has
/// `x-sdk-responses-keep-required: false`.
pub(super) fn responses_keep_required(extensions: &Extensions) -> bool {
    extensions.get(RESPONSES_KEEP_REQUIRED) != Some(&Value::Bool(false))
}

/// Whether an object without properties is any JSON value: the root of the document has
/// `x-sdk-objects-without-properties: any`. The servers of the Platform API publish Java's `Object` and
/// `JsonNode` this way.
pub(super) fn empty_objects_are_any(extensions: &Extensions) -> bool {
    extensions
        .get(OBJECTS_WITHOUT_PROPERTIES)
        .is_some_and(|meaning| meaning == "any")
}

/// Whether timestamps are sent in milliseconds: the root of the document has `x-sdk-timestamps:
/// milliseconds`.
pub(super) fn has_millisecond_timestamps(extensions: &Extensions) -> bool {
    extensions
        .get(TIMESTAMPS)
        .is_some_and(|precision| precision == "milliseconds")
}

/// Whether a security scheme is a client certificate (`mutualTLS` of OpenAPI 3.1), for which OpenAPI 3.0 has
/// no type.
pub(super) fn is_certificate(extensions: &Extensions) -> bool {
    extensions.get(CERTIFICATE) == Some(&Value::Bool(true))
}

/// Whether the service has the regions that the runtime knows: the root of the document has `x-sdk-regions:
/// true`.
pub(super) fn has_regions(extensions: &Extensions) -> bool {
    extensions.get(REGIONS) == Some(&Value::Bool(true))
}

/// Whether an object keeps the properties that the definition does not name, if declared.
pub(super) fn keeps_unknown(extensions: &Extensions) -> Option<bool> {
    extensions.get(KEEP_UNKNOWN)?.as_bool()
}

/// The notification topics by name, each with a reference to the schema of its events.
pub(super) fn notification_topics(extensions: &Extensions) -> Option<&Value> {
    extensions.get(NOTIFICATION_TOPICS)
}

/// The events of webhooks by name.
pub(super) fn webhooks(extensions: &Extensions) -> Option<&Value> {
    extensions.get(WEBHOOKS)
}

/// How webhooks are signed, as the definition declares it.
pub(super) fn webhook_signature(extensions: &Extensions) -> Option<&Value> {
    extensions.get(WEBHOOK_SIGNATURE)
}

/// How an operation paginates, if declared.
pub(super) fn paging(extensions: &Extensions) -> Option<&Value> {
    extensions.get(PAGING)
}

/// The permissions that an operation requires.
pub(super) fn permissions(extensions: &Extensions) -> Permissions {
    let Some(declared) = extensions.get("x-inin-requires-permissions") else {
        return Permissions::Undeclared;
    };
    let names = declared["permissions"].as_array().into_iter().flatten();
    let names: Vec<_> = names.filter_map(Value::as_str).map(str::to_owned).collect();
    match declared["type"].as_str() {
        _ if names.is_empty() => Permissions::None,
        Some("ALL") => Permissions::All(names),
        _ => Permissions::Any(names),
    }
}

/// The error codes of a response with their descriptions.
pub(super) fn error_codes(extensions: &Extensions) -> IndexMap<String, String> {
    let codes = extensions
        .get("x-inin-error-codes")
        .and_then(Value::as_object);
    let codes = codes.into_iter().flatten();
    codes
        .map(|(code, text)| (code.clone(), text.as_str().unwrap_or("").to_owned()))
        .collect()
}

/// The documentation of an enum value at an index of the `enum`: names and descriptions are arrays in that
/// order, objects by value, or an object for each value.
pub(super) fn meaning(extensions: &Extensions, index: usize, value: &Value) -> Meaning {
    let key = match value {
        Value::String(text) => Cow::Borrowed(text.as_str()),
        other => Cow::Owned(other.to_string()),
    };
    let declared = |names: &[&str]| {
        let all = names.iter().find_map(|name| extensions.get(*name))?;
        let here = match all {
            Value::Array(texts) => texts.get(index),
            Value::Object(texts) => texts.get(&*key),
            _ => None,
        };
        said(here?)
    };
    let all = extensions.get("x-ms-enum").and_then(|it| it.get("values"));
    let mut each = all.and_then(Value::as_array).into_iter().flatten();
    let own = each.find(|own| own.get("value") == Some(value));
    let own = |key: &str| said(own?.get(key)?);
    Meaning {
        name: declared(&VALUE_NAMES).or_else(|| own("name")),
        description: declared(&VALUE_TEXTS).or_else(|| own("description")),
    }
}

/// The path of the Rust type to use for a schema: a string, or an object with a `path`, as typify has it.
pub(super) fn rust_type(extensions: &Extensions) -> Option<&str> {
    let declared = extensions.get(RUST_TYPE)?;
    let path = declared
        .as_str()
        .or_else(|| declared.get("path")?.as_str())?;
    Some(path.trim_start_matches("::"))
}

/// The encoding of a form part, as the upgrade from OpenAPI 3.1 records it.
pub(super) fn part(extensions: &Extensions) -> Option<&str> {
    extensions.get(PART)?.as_str()
}

fn said(text: &Value) -> Option<String> {
    let text = text.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn text(extensions: &Extensions, name: &str) -> Option<String> {
    extensions.get(name)?.as_str().map(str::to_owned)
}
