//! OpenAPI 3.1 to 3.0, in place.
//!
//! What 3.0 has other words for is said in them, what has no meaning for types goes, and only where
//! something of the definition is lost there is a warning.

mod schemas;
mod types;

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::grammar::{self, Kind, Pointer};

pub(crate) use schemas::{any_of, schema};

type Object = Map<String, Value>;

/// Upgrades a whole document.
pub(super) fn upgrade(document: &mut Value) -> Diagnostics {
    let mut found = Diagnostics::default();
    if let Some(root) = document.as_object_mut() {
        self::root(root, &mut found);
    }
    let mut place = Pointer::default();
    grammar::walk(
        Kind::Root,
        document,
        &mut place,
        &mut |kind, part, place| {
            match kind {
                Kind::Schema => found.extend(schema(part, &place.to_string())),
                Kind::Operation => {
                    if let Some(operation) = part.as_object_mut() {
                        operation.entry("responses").or_insert_with(|| json!({}));
                    }
                }
                _ => {}
            }
            true
        },
    );
    found
}

fn root(root: &mut Object, found: &mut Diagnostics) {
    root.insert("openapi".into(), "3.0.3".into());
    root.shift_remove("jsonSchemaDialect");
    root.shift_remove("$self");
    if let Some(Value::Object(webhooks)) = root.shift_remove("webhooks") {
        found.extend(webhooks.keys().map(|name| webhook_left_out(name)));
    }
    root.entry("paths").or_insert_with(|| json!({}));
    if let Some(Value::Object(info)) = root.get_mut("info") {
        info.shift_remove("summary");
        if let Some(Value::Object(license)) = info.get_mut("license") {
            license.shift_remove("identifier");
        }
    }
    client_certificates(root);
}

fn webhook_left_out(name: &str) -> Diagnostic {
    let name = name.replace('~', "~0").replace('/', "~1");
    Diagnostic::warning(
        "webhook-left-out",
        format!("#/webhooks/{name}"),
        "webhooks are calls to the caller, which an SDK does not take",
        "it was left out; its schemas are there when they have names",
    )
}

/// A client certificate is shown by TLS, and no header or parameter: the requirement goes, and what
/// is required beside it stays.
fn client_certificates(root: &mut Object) {
    let schemes = root
        .get_mut("components")
        .and_then(|components| components.get_mut("securitySchemes"));
    let Some(Value::Object(schemes)) = schemes else {
        return;
    };
    let mut names = HashSet::new();
    schemes.retain(|name, scheme| {
        let is_certificate = scheme.get("type").is_some_and(|kind| kind == "mutualTLS");
        if is_certificate {
            names.insert(name.clone());
        }
        !is_certificate
    });
    if names.is_empty() {
        return;
    }
    drop_requirements(root, &names);
    let items = root.get_mut("paths").and_then(Value::as_object_mut);
    let items = items.into_iter().flat_map(|items| items.values_mut());
    let items = items.filter_map(Value::as_object_mut);
    for operation in items.flat_map(|item| item.values_mut()) {
        if let Some(operation) = operation.as_object_mut() {
            drop_requirements(operation, &names);
        }
    }
}

fn drop_requirements(owner: &mut Object, names: &HashSet<String>) {
    if let Some(Value::Array(requirements)) = owner.get_mut("security") {
        for requirement in requirements.iter_mut().filter_map(Value::as_object_mut) {
            requirement.retain(|name, _| !names.contains(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::upgrade;

    #[test]
    fn a_document_is_one_of_the_older_version() {
        let mut document = json!({
            "openapi": "3.1.0",
            "jsonSchemaDialect": "https://example.org",
            "info": { "title": "A", "version": "1", "summary": "a", "license": { "name": "l", "identifier": "x" } },
            "webhooks": { "a/b": { "post": {} } },
            "security": [{ "key": [], "cert": [] }],
            "components": { "securitySchemes": {
                "key": { "type": "http", "scheme": "basic" },
                "cert": { "type": "mutualTLS" },
            } },
        });
        let found = upgrade(&mut document);
        let places: Vec<_> = found.iter().map(|found| found.place.as_str()).collect();
        assert_eq!(places, ["#/webhooks/a~1b"]);
        assert_eq!(
            document,
            json!({
                "openapi": "3.0.3",
                "info": { "title": "A", "version": "1", "license": { "name": "l" } },
                "security": [{ "key": [] }],
                "components": { "securitySchemes": { "key": { "type": "http", "scheme": "basic" } } },
                "paths": {},
            })
        );
    }
}
