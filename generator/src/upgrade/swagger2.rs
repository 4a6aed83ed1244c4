//! Swagger 2.0 to OpenAPI 3.0.
//!
//! What the two versions share is moved, not rebuilt: a definition of 20 MB is upgraded in place.

use serde_json::{Map, Value, json};

type Object = Map<String, Value>;

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

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
    "x-nullable",
];

/// Where the named parts stand in each version.
const MOVED: [(&str, &str); 4] = [
    ("/definitions/", "/components/schemas/"),
    ("/parameters/", "/components/parameters/"),
    ("/responses/", "/components/responses/"),
    ("/securityDefinitions/", "/components/securitySchemes/"),
];

/// Where a place of the upgraded document stood in the original one.
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

/// What the root of the document says for all operations.
struct Context {
    consumes: Vec<String>,
    produces: Vec<String>,
    parameters: Object,
}

/// Upgrades a whole document.
pub(super) fn upgrade(mut root: Object) -> Object {
    let context = Context {
        consumes: strings(root.remove("consumes")),
        produces: strings(root.remove("produces")),
        parameters: object(root.remove("parameters")),
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
    let responses = map_values(root.remove("responses"), |value| {
        response(value, &context.produces)
    });
    components.insert("responses".into(), responses);
    let schemes = map_values(root.remove("securityDefinitions"), security_scheme);
    components.insert("securitySchemes".into(), schemes);
    let paths = map_values(root.remove("paths"), |value| path_item(value, &context));
    for (_, extension) in root.iter_mut().filter(|(key, _)| key.starts_with("x-")) {
        move_references(extension);
    }
    upgraded.append(&mut root);
    if let Some(servers) = servers {
        upgraded.insert("servers".into(), servers);
    }
    upgraded.insert("paths".into(), paths);
    upgraded.insert("components".into(), Value::Object(components));
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
    let scheme = match schemes.first() {
        Some(first) if !schemes.iter().any(|scheme| scheme == "https") => first,
        _ => "https",
    };
    let url = format!("{scheme}://{host}{}", base_path.trim_end_matches('/'));
    Some(json!([{ "url": url }]))
}

fn path_item(value: Value, context: &Context) -> Value {
    let Value::Object(mut item) = value else {
        return value;
    };
    let shared = array(item.remove("parameters"));
    let (body_parts, parameters): (Vec<_>, Vec<_>) = shared
        .into_iter()
        .partition(|parameter| is_body_part(parameter, context));
    for method in METHODS {
        if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
            upgrade_operation(operation, &body_parts, context);
        }
    }
    if !parameters.is_empty() {
        item.insert(
            "parameters".into(),
            parameters.into_iter().map(parameter).collect(),
        );
    }
    Value::Object(item)
}

fn upgrade_operation(operation: &mut Object, shared_body: &[Value], context: &Context) {
    let own = |value: Option<Value>, shared: &[String]| match value {
        Some(value) => strings(Some(value)),
        None => shared.to_vec(),
    };
    let consumes = own(operation.remove("consumes"), &context.consumes);
    let produces = own(operation.remove("produces"), &context.produces);
    operation.remove("schemes");

    let mut parts = Vec::new();
    let mut parameters = Vec::new();
    for value in array(operation.remove("parameters")) {
        if is_body_part(&value, context) {
            parts.push(resolve_parameter(value, context));
        } else {
            parameters.push(parameter(value));
        }
    }
    if parts.is_empty() {
        parts.extend(
            shared_body
                .iter()
                .map(|part| resolve_parameter(part.clone(), context)),
        );
    }
    operation.insert("parameters".into(), Value::Array(parameters));
    if let Some(body) = request_body(parts, &consumes) {
        operation.insert("requestBody".into(), body);
    }
    if let Some(Value::Object(responses)) = operation.get_mut("responses") {
        for (_, value) in responses.iter_mut() {
            *value = response(value.take(), &produces);
        }
    }
}

/// A parameter that a reference stands for, or the parameter itself.
fn resolve_parameter(value: Value, context: &Context) -> Value {
    let target = value.get("$ref").and_then(Value::as_str);
    let target = target.and_then(|reference| reference.strip_prefix("#/parameters/"));
    match target.and_then(|name| context.parameters.get(name)) {
        Some(target) => target.clone(),
        None => value,
    }
}

fn is_body_part(value: &Value, context: &Context) -> bool {
    let place = |value: &Value| matches!(value["in"].as_str(), Some("body" | "formData"));
    place(value)
        || (value.get("$ref").is_some() && place(&resolve_parameter(value.clone(), context)))
}

/// The reusable parameters that stay parameters; bodies move to the operations that use them.
fn reusable_parameters(context: &Context) -> Value {
    let kept = context
        .parameters
        .iter()
        .filter(|(_, value)| !is_body_part(value, context));
    Value::Object(
        kept.map(|(name, value)| (name.clone(), parameter(value.clone())))
            .collect(),
    )
}

fn parameter(value: Value) -> Value {
    let Value::Object(mut old) = value else {
        return value;
    };
    if let Some(Value::String(reference)) = old.get("$ref") {
        return json!({ "$ref": moved_reference(reference) });
    }
    let style = old.remove("collectionFormat");
    let is_array = old.get("type").is_some_and(|kind| kind == "array");
    let in_query = old.get("in").is_some_and(|place| place == "query");
    let schema = take_schema(&mut old);
    if is_array {
        collection_format(&mut old, style.as_ref().and_then(Value::as_str), in_query);
    }
    old.insert("schema".into(), schema);
    Value::Object(old)
}

/// `collectionFormat` to `style` and `explode`. OpenAPI 3.0 has no tabs; an extension keeps them.
fn collection_format(parameter: &mut Object, format: Option<&str>, in_query: bool) {
    let (style, explode) = match format.unwrap_or("csv") {
        "multi" => ("form", true),
        "ssv" => ("spaceDelimited", false),
        "pipes" => ("pipeDelimited", false),
        "tsv" => {
            parameter.insert("x-collection-format".into(), "tsv".into());
            ("form", false)
        }
        _ => ("form", false),
    };
    if in_query {
        parameter.insert("style".into(), style.into());
        parameter.insert("explode".into(), explode.into());
    }
}

/// Takes the keywords of a schema off a parameter or header.
fn take_schema(owner: &mut Object) -> Value {
    let mut keywords = Object::new();
    for keyword in SCHEMA_KEYWORDS {
        if let Some(value) = owner.remove(keyword) {
            keywords.insert(keyword.into(), value);
        }
    }
    schema(Value::Object(keywords))
}

fn request_body(parts: Vec<Value>, consumes: &[String]) -> Option<Value> {
    let body = parts.iter().position(|part| part["in"] == "body");
    match body {
        Some(index) => parts
            .into_iter()
            .nth(index)
            .map(|body| whole_body(body, consumes)),
        None if parts.is_empty() => None,
        None => Some(form_body(parts, consumes)),
    }
}

fn whole_body(value: Value, consumes: &[String]) -> Value {
    let mut old = object(Some(value));
    let mut body = Object::new();
    if let Some(name) = old.remove("name") {
        body.insert("x-codegen-request-body-name".into(), name);
    }
    let content = schema(old.remove("schema").unwrap_or_else(|| json!({})));
    old.remove("in");
    body.append(&mut old);
    body.insert("content".into(), media_types(consumes, content));
    Value::Object(body)
}

fn form_body(parts: Vec<Value>, consumes: &[String]) -> Value {
    let mut properties = Object::new();
    let mut encoding = Object::new();
    let mut required = Vec::new();
    let mut has_file = false;
    for part in parts {
        let mut part = object(Some(part));
        has_file |= part.get("type").is_some_and(|kind| kind == "file");
        let Some(Value::String(name)) = part.remove("name") else {
            continue;
        };
        if part.get("required") == Some(&Value::Bool(true)) {
            required.push(Value::String(name.clone()));
        }
        if part.get("type").is_some_and(|kind| kind == "array") {
            let format = part.remove("collectionFormat");
            collection_format(&mut part, format.as_ref().and_then(Value::as_str), true);
            let keys = ["style", "explode", "x-collection-format"];
            let taken = keys.into_iter().filter_map(|key| part.remove_entry(key));
            encoding.insert(name.clone(), Value::Object(taken.collect()));
        }
        let mut property = take_schema(&mut part);
        if let (Some(description), Some(property)) =
            (part.remove("description"), property.as_object_mut())
        {
            property.insert("description".into(), description);
        }
        properties.insert(name, property);
    }
    let mut content = json!({ "type": "object", "properties": properties });
    let is_required = !required.is_empty();
    if is_required {
        content["required"] = Value::Array(required);
    }
    let fallback = if has_file {
        "multipart/form-data"
    } else {
        "application/x-www-form-urlencoded"
    };
    let forms = consumes
        .iter()
        .filter(|kind| kind.contains("form"))
        .cloned()
        .collect::<Vec<_>>();
    let forms = if forms.is_empty() {
        vec![fallback.to_owned()]
    } else {
        forms
    };
    let mut media = media_types(&forms, content);
    if !encoding.is_empty() {
        for (_, kind) in media.as_object_mut().into_iter().flatten() {
            kind["encoding"] = Value::Object(encoding.clone());
        }
    }
    json!({ "required": is_required, "content": media })
}

fn response(value: Value, produces: &[String]) -> Value {
    let Value::Object(mut old) = value else {
        return value;
    };
    if let Some(Value::String(reference)) = old.get("$ref") {
        return json!({ "$ref": moved_reference(reference) });
    }
    if let Some(content) = old.remove("schema") {
        let is_file = content["type"] == "file";
        let fallback = ["application/octet-stream".to_owned()];
        // A file is no JSON, whatever the document says that all operations produce.
        let is_json = produces.iter().all(|kind| kind.contains("json"));
        let kinds = if is_file && is_json {
            &fallback
        } else {
            produces
        };
        old.insert("content".into(), media_types(kinds, schema(content)));
    }
    if let Some(Value::Object(headers)) = old.get_mut("headers") {
        for (_, value) in headers.iter_mut() {
            if let Value::Object(mut header) = value.take() {
                let schema = take_schema(&mut header);
                header.remove("collectionFormat");
                header.insert("schema".into(), schema);
                *value = Value::Object(header);
            }
        }
    }
    old.remove("examples");
    Value::Object(old)
}

fn media_types(kinds: &[String], content: Value) -> Value {
    let mut media = Object::new();
    let first = kinds.first().map_or("application/json", String::as_str);
    // Only the first of several copies needs to be a copy.
    for kind in kinds.iter().skip(1) {
        media.insert(kind.clone(), json!({ "schema": content.clone() }));
    }
    media.shift_insert(0, first.to_owned(), json!({ "schema": content }));
    Value::Object(media)
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

/// Upgrades a schema and all that stand in it.
fn schema(value: Value) -> Value {
    let Value::Object(mut old) = value else {
        return value;
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
    if let Some(nullable) = old.remove("x-nullable") {
        old.insert("nullable".into(), nullable);
    }
    if old.get("type").is_some_and(|kind| kind == "file") {
        old.insert("type".into(), "string".into());
        old.insert("format".into(), "binary".into());
    }
    Value::Object(old)
}

/// Brings the references in an extension to the new places.
fn move_references(value: &mut Value) {
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

fn moved_reference(reference: &str) -> String {
    for (old, new) in MOVED {
        if let Some(name) = reference
            .strip_prefix('#')
            .and_then(|path| path.strip_prefix(old))
        {
            return format!("#{new}{name}");
        }
    }
    reference.to_owned()
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
