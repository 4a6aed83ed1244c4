//! Everything but paths and schemas: `info`, servers, tags, security and the sections of `components`.

use serde_json::{Value, json};

use super::shapes::{Fit, RequiredType};
use super::{Normalizer, Object};
use crate::extensions::CERTIFICATE;
use crate::grammar::Pointer;
use crate::pointer::escape;

impl Normalizer<'_> {
    pub(super) fn root(&mut self, root: &mut Object, pointer: &Pointer) {
        root.insert("openapi".into(), "3.0.3".into());
        // What was needed of the sections of older versions has moved to `components`.
        for key in ["externalDocs", "definitions", "parameters", "responses"] {
            root.shift_remove(key);
        }
        if !root.contains_key("info") {
            self.warn(
                "missing-info",
                format!("{pointer}/info"),
                "the document has no `info`",
                "a placeholder title is used",
            );
            root.insert("info".into(), json!({}));
        }
        if let Some(Value::Object(info)) = root.get_mut("info") {
            self::info(info);
        }
        self.servers(root, pointer);
        self.tags(root, pointer);
        security(root);
        self.paths(root, pointer);
    }

    /// Paths start with a slash.
    fn paths(&mut self, root: &mut Object, pointer: &Pointer) {
        let paths = root.entry("paths").or_insert_with(|| json!({}));
        let Some(paths) = paths.as_object_mut() else {
            return;
        };
        let is_path = |path: &String| path.starts_with('/') || path.starts_with("x-");
        if paths.keys().all(is_path) {
            return;
        }
        for (path, item) in std::mem::take(paths) {
            if is_path(&path) {
                paths.insert(path, item);
                continue;
            }
            let written = format!("{pointer}/paths/{}", escape(&path));
            self.warn(
                "path-without-slash",
                &written,
                "the path does not start with a slash",
                "a slash was added",
            );
            let path = format!("/{path}");
            if !paths.contains_key(&path) {
                let from = self.origins.original(&written);
                self.origins.add(&format!("/paths/{}", escape(&path)), from);
                paths.insert(path, item);
            }
        }
    }

    /// Servers without a URL are ignored.
    pub(super) fn servers(&mut self, owner: &mut Object, pointer: &Pointer) {
        let Some(Value::Array(servers)) = owner.get_mut("servers") else {
            return;
        };
        let before = servers.len();
        servers.retain(|server| server.get("url").is_some_and(Value::is_string));
        if servers.len() < before {
            self.warn(
                "broken-server",
                format!("{pointer}/servers"),
                "a server has no address",
                "ignored",
            );
        }
        for server in servers.iter_mut().filter_map(Value::as_object_mut) {
            keep_text(server, "description");
            match server.get_mut("variables") {
                Some(Value::Object(variables)) => {
                    variables.retain(|_, variable| variable.is_object());
                    let variables = variables.values_mut().filter_map(Value::as_object_mut);
                    variables.for_each(server_variable);
                }
                Some(_) => drop(server.shift_remove("variables")),
                None => {}
            }
        }
    }

    /// Tags are objects with names; a string alone is the name of one.
    fn tags(&mut self, root: &mut Object, pointer: &Pointer) {
        let Some(Value::Array(tags)) = root.get_mut("tags") else {
            return;
        };
        let mut broken = false;
        for tag in tags.iter_mut() {
            if tag.is_string() {
                *tag = json!({ "name": tag.take() });
                broken = true;
            }
            if let Some(tag) = tag.as_object_mut() {
                tag.shift_remove("externalDocs");
                keep_text(tag, "description");
                keep_text(tag, "name");
            }
        }
        let before = tags.len();
        tags.retain(|tag| tag.get("name").is_some());
        if broken || tags.len() < before {
            self.warn(
                "broken-tag",
                format!("{pointer}/tags"),
                "not all tags are objects with names",
                "strings are treated as names, the rest is ignored",
            );
        }
    }

    pub(super) fn components(&mut self, components: &mut Object, pointer: &Pointer) {
        // No code is made of them.
        for section in ["examples", "links"] {
            components.shift_remove(section);
        }
        if let Some(Value::Object(parameters)) = components.get_mut("parameters") {
            parameters.retain(|name, parameter| {
                let pointer = format!("{pointer}/parameters/{}", escape(name));
                self.is_parameter(parameter, &pointer)
            });
        }
        if let Some(Value::Object(schemes)) = components.get_mut("securitySchemes") {
            schemes.retain(|name, scheme| {
                let fits = scheme.as_object().is_some_and(is_security_scheme);
                if !fits {
                    self.warn(
                        "broken-security-scheme",
                        format!("{pointer}/securitySchemes/{}", escape(name)),
                        "this is no security scheme of OpenAPI 3.0",
                        "ignored; set the headers that it needs on the client",
                    );
                }
                fits
            });
        }
    }
}

fn info(info: &mut Object) {
    for key in ["contact", "license", "termsOfService"] {
        info.shift_remove(key);
    }
    for (key, fallback) in [("title", "API"), ("version", "0")] {
        keep_text(info, key);
        info.entry(key).or_insert_with(|| fallback.into());
    }
    keep_text(info, "description");
}

/// Converts the value of a key to a string, or removes the key.
fn keep_text(owner: &mut Object, key: &str) {
    if let Some(value) = owner.get_mut(key)
        && RequiredType::Text.fit(value) == Fit::Unfit
    {
        owner.shift_remove(key);
    }
}

fn server_variable(variable: &mut Object) {
    for key in ["default", "description"] {
        keep_text(variable, key);
    }
    match variable.get_mut("enum") {
        Some(Value::Array(values)) => {
            values.retain_mut(|value| RequiredType::Text.fit(value) != Fit::Unfit);
        }
        Some(_) => drop(variable.shift_remove("enum")),
        None => {}
    }
    if !variable.contains_key("default") {
        let first = variable.get("enum").and_then(|values| values.get(0));
        let first = first.cloned().unwrap_or_else(|| "".into());
        variable.insert("default".into(), first);
    }
}

/// Security requirements are objects with an array of scopes for each scheme.
pub(super) fn security(owner: &mut Object) {
    let Some(Value::Array(requirements)) = owner.get_mut("security") else {
        return;
    };
    requirements.retain(Value::is_object);
    let requirements = requirements.iter_mut().filter_map(Value::as_object_mut);
    for scopes in requirements.flat_map(|requirement| requirement.values_mut()) {
        if RequiredType::Texts.fit(scopes) == Fit::Unfit {
            *scopes = json!([]);
        }
    }
}

fn is_security_scheme(scheme: &Object) -> bool {
    let has = |key: &str| scheme.get(key).is_some_and(Value::is_string);
    let is_among = |key: &str, names: &[&str]| {
        let value = scheme.get(key).and_then(Value::as_str);
        value.is_some_and(|value| names.contains(&value))
    };
    match scheme.get("type").and_then(Value::as_str) {
        Some("apiKey") => has("name") && is_among("in", &["query", "header", "cookie"]),
        Some("http") => has("scheme"),
        Some("basic" | "openIdConnect" | "mutualTLS") => true,
        Some("oauth2") => scheme.get("flows").is_some_and(Value::is_object),
        _ => has("$ref"),
    }
}

/// Adds required keys that the SDK does not use.
pub(super) fn security_scheme(scheme: &mut Object) {
    match scheme.get("type").and_then(Value::as_str) {
        Some("basic") => {
            scheme.insert("type".into(), "http".into());
            scheme.insert("scheme".into(), "basic".into());
        }
        // OpenAPI 3.0 has no kind for it; lowering knows the mark.
        Some("mutualTLS") => {
            scheme.insert("type".into(), "http".into());
            scheme.insert("scheme".into(), "".into());
            scheme.insert(CERTIFICATE.into(), true.into());
        }
        Some("openIdConnect") => {
            scheme
                .entry("openIdConnectUrl")
                .or_insert_with(|| "".into());
        }
        _ => {}
    }
    let Some(Value::Object(flows)) = scheme.get_mut("flows") else {
        return;
    };
    flows.retain(|name, flow| flow.is_object() || name.starts_with("x-"));
    for (name, urls) in [
        ("implicit", &["authorizationUrl"][..]),
        ("password", &["tokenUrl"]),
        ("clientCredentials", &["tokenUrl"]),
        ("authorizationCode", &["authorizationUrl", "tokenUrl"]),
    ] {
        let Some(Value::Object(flow)) = flows.get_mut(name) else {
            continue;
        };
        keep_text(flow, "refreshUrl");
        for url in urls {
            keep_text(flow, url);
            flow.entry(*url).or_insert_with(|| "".into());
        }
        match flow.get_mut("scopes") {
            Some(Value::Object(scopes)) => {
                for text in scopes.values_mut() {
                    if RequiredType::Text.fit(text) == Fit::Unfit {
                        *text = "".into();
                    }
                }
            }
            _ => drop(flow.insert("scopes".into(), json!({}))),
        }
    }
}
