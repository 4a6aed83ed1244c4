//! OpenAPI 3.1 to 3.0, in place.
//!
//! Keywords with an equivalent in 3.0 are converted, keywords that do not affect types are removed, and
//! anything else that is lost is a warning.

mod parts;
mod schemas;
mod types;

use serde_json::{Map, Value, json};

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::grammar::{self, PartKind, Pointer};
use crate::pointer::escape;

pub(crate) use schemas::{any_of, schema};

type Object = Map<String, Value>;

/// Converts a document.
pub(super) fn upgrade(document: &mut Value) -> Diagnostics {
    let mut found = Diagnostics::default();
    if let Some(root) = document.as_object_mut() {
        self::root(root, &mut found);
    }
    parts::declare_files(document);
    let mut place = Pointer::default();
    grammar::walk(
        PartKind::Root,
        document,
        &mut place,
        &mut |kind, part, place| {
            match kind {
                PartKind::Schema => found.extend(schema(part, &place.to_string())),
                PartKind::Operation => {
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
}

fn webhook_left_out(name: &str) -> Diagnostic {
    let name = escape(name);
    Diagnostic::warning(
        "webhook-left-out",
        format!("#/webhooks/{name}"),
        "webhooks are calls to the caller, which an SDK does not take",
        "ignored; its named schemas are generated",
    )
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
        });
        let found = upgrade(&mut document);
        let places: Vec<_> = found.iter().map(|found| found.place.as_str()).collect();
        assert_eq!(places, ["#/webhooks/a~1b"]);
        assert_eq!(
            document,
            json!({
                "openapi": "3.0.3",
                "info": { "title": "A", "version": "1", "license": { "name": "l" } },
                "paths": {},
            })
        );
    }
}
