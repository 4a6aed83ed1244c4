//! Vendor extensions as plain facts.
//!
//! The only place that knows the names of extensions. Sources: the Platform API's published
//! definition, the extensions of this project (`x-sdk-…`), which overlays set, and those for the values
//! of enums that OpenAPI Generator, NSwag, Redoc, Google's gateways and AutoRest read.

use indexmap::IndexMap;
use serde_json::Value;

use crate::ir::{Meaning, Permissions};

/// Where the root of the document lists the topics of notifications.
pub(super) const NOTIFICATION_TOPICS: &str = "x-sdk-notification-topics";

/// Where an operation declares how it pages.
pub(super) const PAGING: &str = "x-sdk-paging";

/// Where an object asks for the properties to be kept that the definition does not name.
pub(super) const KEEP_UNKNOWN: &str = "x-sdk-keep-unknown";

/// What the upgrade from OpenAPI 3.1 says of a part of a form.
const PART: &str = "x-sdk-part";

/// Names for the values of an enum.
const VALUE_NAMES: [&str; 3] = ["x-enum-varnames", "x-enumNames", "x-enum-names"];

/// Texts about the values of an enum.
const VALUE_TEXTS: [&str; 3] = [
    "x-enum-descriptions",
    "x-enumDescriptions",
    "x-google-enum-descriptions",
];

type Extensions = IndexMap<String, Value>;

/// The name that the vendor gives to the method of an SDK.
pub(super) fn method_name(extensions: &Extensions) -> Option<String> {
    text(extensions, "x-purecloud-method-name")
}

/// The name that the vendor gives to the argument for a body.
pub(super) fn body_name(extensions: &Extensions) -> Option<String> {
    text(extensions, "x-codegen-request-body-name")
}

/// The example of a schema, as definitions write it that have one where OpenAPI has no keyword for it.
pub(super) fn example(extensions: &Extensions) -> Option<&Value> {
    extensions.get("x-example")
}

/// The separator that OpenAPI 3.0 has no style for, kept by the upgrade from Swagger 2.0.
pub(super) fn is_tab_separated(extensions: &Extensions) -> bool {
    extensions
        .get("x-collection-format")
        .is_some_and(|format| format == "tsv")
}

/// Whether an operation may still change.
pub(super) fn is_preview(extensions: &Extensions) -> bool {
    extensions.get("x-genesys-preview") == Some(&Value::Bool(true))
}

/// Whether responses keep to the lists of required properties; they do unless the root of the
/// document says `x-sdk-responses-keep-required: false`.
pub(super) fn responses_keep_required(extensions: &Extensions) -> bool {
    extensions.get("x-sdk-responses-keep-required") != Some(&Value::Bool(false))
}

/// Whether an object without properties stands for any JSON value: the root of the document says
/// `x-sdk-objects-without-properties: any`. The servers of the Platform API publish Java's `Object`
/// and `JsonNode` this way.
pub(super) fn empty_objects_are_any(extensions: &Extensions) -> bool {
    extensions
        .get("x-sdk-objects-without-properties")
        .is_some_and(|meaning| meaning == "any")
}

/// Whether the service takes timestamps in milliseconds: the root of the document says
/// `x-sdk-timestamps: milliseconds`.
pub(super) fn has_millisecond_timestamps(extensions: &Extensions) -> bool {
    extensions
        .get("x-sdk-timestamps")
        .is_some_and(|precision| precision == "milliseconds")
}

/// Whether a security scheme is a certificate of the client, for which OpenAPI 3.0 has no kind.
pub(super) fn is_certificate(extensions: &Extensions) -> bool {
    extensions.get("x-sdk-certificate") == Some(&Value::Bool(true))
}

/// Whether the service is in the regions that the runtime knows: the root of the document says
/// `x-sdk-regions: true`.
pub(super) fn has_regions(extensions: &Extensions) -> bool {
    extensions.get("x-sdk-regions") == Some(&Value::Bool(true))
}

/// Whether an object keeps the properties that the definition does not name: `x-sdk-keep-unknown`, of a schema or
/// at the root of the document for all of them.
pub(super) fn keeps_unknown(extensions: &Extensions) -> Option<&Value> {
    extensions.get(KEEP_UNKNOWN)
}

/// The topics of notifications by name, each with a reference to the schema of its events.
pub(super) fn notification_topics(extensions: &Extensions) -> Option<&Value> {
    extensions.get(NOTIFICATION_TOPICS)
}

/// How an operation pages, as the definition declares it.
pub(super) fn paging(extensions: &Extensions) -> Option<&Value> {
    extensions.get(PAGING)
}

/// What a caller of an operation must be allowed to do.
pub(super) fn permissions(extensions: &Extensions) -> Permissions {
    let Some(stated) = extensions.get("x-inin-requires-permissions") else {
        return Permissions::Unstated;
    };
    let names = stated["permissions"].as_array().into_iter().flatten();
    let names: Vec<_> = names.filter_map(Value::as_str).map(str::to_owned).collect();
    match stated["type"].as_str() {
        _ if names.is_empty() => Permissions::None,
        Some("ALL") => Permissions::All(names),
        _ => Permissions::Any(names),
    }
}

/// The error codes of a response with what they mean.
pub(super) fn error_codes(extensions: &Extensions) -> IndexMap<String, String> {
    let codes = extensions
        .get("x-inin-error-codes")
        .and_then(Value::as_object);
    let codes = codes.into_iter().flatten();
    codes
        .map(|(code, text)| (code.clone(), text.as_str().unwrap_or("").to_owned()))
        .collect()
}

/// What is said of a value of an enum, which has a place in the list of them: names and texts for all
/// of them in that order or by value, or an object for each.
pub(super) fn meaning(extensions: &Extensions, index: usize, value: &Value) -> Meaning {
    let stated = |names: &[&str]| {
        let all = names.iter().find_map(|name| extensions.get(*name))?;
        let here = match all {
            Value::Array(texts) => texts.get(index),
            Value::Object(texts) => texts.get(value.as_str()?),
            _ => None,
        };
        said(here?)
    };
    let all = extensions.get("x-ms-enum").and_then(|it| it.get("values"));
    let mut each = all.and_then(Value::as_array).into_iter().flatten();
    let own = each.find(|own| own.get("value") == Some(value));
    let own = |key: &str| said(own?.get(key)?);
    Meaning {
        name: stated(&VALUE_NAMES).or_else(|| own("name")),
        description: stated(&VALUE_TEXTS).or_else(|| own("description")),
    }
}

/// What an encoding says of its part, as the upgrade from OpenAPI 3.1 leaves it.
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
