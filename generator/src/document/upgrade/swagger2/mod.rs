//! Swagger 2.0 to OpenAPI 3.0.
//!
//! Parts that both versions share are moved and not rebuilt, because a definition may have 20 MB.

mod bodies;
mod items;
mod moves;
mod parameters;
mod schemas;

use serde_json::{Map, Value, json};

use crate::diagnostics::Diagnostics;
use crate::origins::Origins;
use crate::pointer::escape;
use bodies::{own_response, request_body, response};
use moves::{BodyLocations, BodyPart};
use parameters::{is_body_part, parameter, resolve_parameter, reusable_parameters};
use schemas::{move_references, schema};

pub(crate) use parameters::take_schema;

type Object = Map<String, Value>;

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// The sections of Swagger 2.0 with those of OpenAPI 3.0.
const MOVED: [(&str, &str); 5] = [
    ("/host", "/servers/0"),
    ("/definitions/", "/components/schemas/"),
    ("/parameters/", "/components/parameters/"),
    ("/responses/", "/components/responses/"),
    ("/securityDefinitions/", "/components/securitySchemes/"),
];

/// The pointer in the original document for one of the upgraded document.
pub(super) fn original_pointer(pointer: &str) -> String {
    for (old, new) in MOVED {
        if let Some(rest) = pointer
            .strip_prefix("#")
            .and_then(|path| path.strip_prefix(new))
        {
            return format!("#{old}{rest}");
        }
    }
    pointer.to_owned()
}

/// The JSONPath in a document of OpenAPI 3.0 for a key at the root of Swagger 2.0, and whether the values in it
/// have the same path below it.
pub(crate) fn section(key: &str) -> Option<(&'static str, bool)> {
    Some(match key {
        "definitions" => ("$.components.schemas", true),
        "parameters" => ("$.components.parameters", true),
        "responses" => ("$.components.responses", true),
        "securityDefinitions" => ("$.components.securitySchemes", true),
        "host" | "basePath" | "schemes" => ("$.servers", false),
        "swagger" => ("$.openapi", false),
        _ => return None,
    })
}

/// The declarations of the root that apply to all operations.
struct DocumentDefaults {
    consumes: Vec<String>,
    produces: Vec<String>,
    parameters: Object,
    responses: Object,
}

/// Upgrades a document, with warnings about assumptions, and records where its values were.
pub(super) fn upgrade(document: &mut Value, origins: &mut Origins) -> Diagnostics {
    let found = items::make_strings(document);
    *document = Value::Object(upgraded(object(Some(document.take())), origins));
    found
}

fn upgraded(mut root: Object, origins: &mut Origins) -> Object {
    let has_host = root.contains_key("host");
    let context = DocumentDefaults {
        consumes: strings(root.remove("consumes")),
        produces: strings(root.remove("produces")),
        parameters: object(root.remove("parameters")),
        responses: object(root.remove("responses")),
    };
    root.remove("swagger");
    let mut upgraded = Object::new();
    upgraded.insert("openapi".into(), "3.0.3".into());
    let servers = servers(&mut root);
    let mut components = Object::new();
    components.insert(
        "schemas".into(),
        map_values(root.remove("definitions"), schema),
    );
    components.insert("parameters".into(), reusable_parameters(&context));
    let responses = map_values(Some(Value::Object(context.responses.clone())), |value| {
        response(value, &context.produces)
    });
    components.insert("responses".into(), responses);
    let schemes = map_values(root.remove("securityDefinitions"), security_scheme);
    components.insert("securitySchemes".into(), schemes);
    let mut paths = object(root.remove("paths"));
    for (path, item) in &mut paths {
        if let Value::Object(item) = item {
            path_item(item, &format!("/paths/{}", escape(path)), &context, origins);
        }
    }
    for (_, extension) in root.iter_mut().filter(|(key, _)| key.starts_with("x-")) {
        move_references(extension);
    }
    upgraded.append(&mut root);
    if let Some(servers) = servers {
        upgraded.insert("servers".into(), servers);
    }
    upgraded.insert("paths".into(), Value::Object(paths));
    upgraded.insert("components".into(), Value::Object(components));
    moves::sections(&upgraded, has_host, origins);
    origins.set_rule(moves::OF_RESPONSES);
    upgraded
}

/// `host`, `basePath` and `schemes` to one server; TLS wins when several schemes are offered.
fn servers(root: &mut Object) -> Option<Value> {
    let schemes = strings(root.remove("schemes"));
    let host = root.remove("host");
    let base_path = root.remove("basePath");
    let base_path = base_path.as_ref().and_then(Value::as_str).unwrap_or("");
    let Some(host) = host.as_ref().and_then(Value::as_str) else {
        return (!base_path.is_empty()).then(|| json!([{ "url": base_path }]));
    };
    // A host is a name and a port; some definitions give a URL.
    let host = host.trim().trim_end_matches('/');
    let (own, host) = match host.split_once("://") {
        Some((own, host)) => (Some(own), host),
        None => (None, host.trim_start_matches('/')),
    };
    let has_tls = schemes
        .iter()
        .any(|scheme| scheme.eq_ignore_ascii_case("https"));
    let scheme = match schemes.first() {
        Some(first) if !has_tls => first,
        Some(_) => "https",
        None => own.unwrap_or("https"),
    };
    let base_path = base_path.trim().trim_matches('/');
    let separator = if base_path.is_empty() { "" } else { "/" };
    Some(json!([{ "url": format!("{scheme}://{host}{separator}{base_path}") }]))
}

fn path_item(item: &mut Object, pointer: &str, context: &DocumentDefaults, origins: &mut Origins) {
    let (parameters, body_parts) = parameters(item, pointer, context, origins);
    for method in METHODS {
        if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
            let pointer = format!("{pointer}/{method}");
            upgrade_operation(operation, &pointer, &body_parts, context, origins);
        }
    }
    if !parameters.is_empty() {
        item.insert("parameters".into(), Value::Array(parameters));
    }
}

/// Takes the parameters of a path or an operation at a pointer: those that stay parameters, converted, and those
/// that belong to the request body, with references to named ones resolved.
fn parameters(
    owner: &mut Object,
    pointer: &str,
    context: &DocumentDefaults,
    origins: &mut Origins,
) -> (Vec<Value>, Vec<BodyPart>) {
    let mut parameters = Vec::new();
    let mut body_parts = Vec::new();
    let old = array(owner.remove("parameters"));
    for (index, value) in old.into_iter().enumerate() {
        let location = format!("#{pointer}/parameters/{index}");
        if is_body_part(&value, context) {
            body_parts.push(resolve_parameter(value, location, context));
            continue;
        }
        let converted = parameter(value);
        match parameters.len() == index {
            true => moves::parameter(&converted, &location[1..], &location, origins),
            false => {
                let to = format!("{pointer}/parameters/{}", parameters.len());
                moves::parameter(&converted, &to, &location, origins);
                origins.add(&to, location);
            }
        }
        parameters.push(converted);
    }
    (parameters, body_parts)
}

fn upgrade_operation(
    operation: &mut Object,
    pointer: &str,
    shared_body: &[BodyPart],
    context: &DocumentDefaults,
    origins: &mut Origins,
) {
    let own = |value: Option<Value>, shared: &[String]| match value {
        Some(value) => strings(Some(value)),
        None => shared.to_vec(),
    };
    let consumes = own(operation.remove("consumes"), &context.consumes);
    let produces = own(operation.remove("produces"), &context.produces);
    operation.remove("schemes");

    let (parameters, own_body) = parameters(operation, pointer, context, origins);
    operation.insert("parameters".into(), Value::Array(parameters));
    let parts = match own_body.is_empty() {
        true => shared_body,
        false => &own_body,
    };
    let values = parts.iter().map(|part| part.value.clone()).collect();
    if let Some(body) = request_body(values, &consumes) {
        if let Some(locations) = BodyLocations::of(parts) {
            locations.record(&body, &format!("{pointer}/requestBody"), origins);
        }
        operation.insert("requestBody".into(), body);
    }
    if let Some(Value::Object(responses)) = operation.get_mut("responses") {
        for (status, value) in responses.iter_mut() {
            let (converted, named) = own_response(value.take(), &produces, context);
            let to = || format!("{pointer}/responses/{}", escape(status));
            match named {
                Some(location) => moves::response(&converted, &to(), &location, origins),
                None if converted.get("headers").is_some() => {
                    moves::headers(&converted, &to(), &format!("#{}", to()), origins);
                }
                None => {}
            }
            *value = converted;
        }
    }
}

fn security_scheme(value: Value) -> Value {
    let Value::Object(mut old) = value else {
        return value;
    };
    match old.get("type").and_then(Value::as_str) {
        Some("basic") => {
            old.insert("type".into(), "http".into());
            old.insert("scheme".into(), "basic".into());
        }
        Some("oauth2") => {
            let flow = old.remove("flow");
            let name = match flow.as_ref().and_then(Value::as_str) {
                Some("application") => "clientCredentials",
                Some("accessCode") => "authorizationCode",
                Some("password") => "password",
                _ => "implicit",
            };
            let mut details = Object::new();
            for key in ["authorizationUrl", "tokenUrl", "scopes"] {
                if let Some(value) = old.remove(key) {
                    details.insert(key.into(), value);
                }
            }
            details.entry("scopes").or_insert_with(|| json!({}));
            old.insert("flows".into(), json!({ name: details }));
        }
        _ => {}
    }
    Value::Object(old)
}

fn map_values(value: Option<Value>, upgrade: impl Fn(Value) -> Value) -> Value {
    let mut entries = object(value);
    for (key, value) in &mut entries {
        if !key.starts_with("x-") || value.is_object() {
            *value = upgrade(value.take());
        }
    }
    Value::Object(entries)
}

fn object(value: Option<Value>) -> Object {
    match value {
        Some(Value::Object(entries)) => entries,
        _ => Object::new(),
    }
}

fn array(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}

fn strings(value: Option<Value>) -> Vec<String> {
    let texts = array(value).into_iter();
    texts
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}
