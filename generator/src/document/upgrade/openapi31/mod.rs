//! Converts OpenAPI 3.1, and the supported parts of 3.2, to 3.0, in place.
//!
//! Keywords with an equivalent in 3.0 are converted, keywords that do not affect types are removed, and
//! anything else that is lost is a warning.

mod newer;
mod parts;
mod schemas;
mod types;

use serde_json::{Map, Value, json};

use crate::diagnostics::Diagnostics;
use crate::grammar::{self, PartKind, Pointer};

pub(crate) use schemas::{any_of, schema};

type Object = Map<String, Value>;

/// Converts a document.
pub(super) fn upgrade(document: &mut Value) -> Diagnostics {
    let mut found = Diagnostics::default();
    if let Some(root) = document.as_object_mut() {
        self::root(root);
    }
    found.extend(newer::upgrade(document));
    parts::declare_files(document);
    let mut pointer = Pointer::default();
    grammar::walk(
        PartKind::Root,
        document,
        &mut pointer,
        &mut |kind, part, pointer| {
            match kind {
                PartKind::Schema => found.extend(schema(part, &pointer.to_string())),
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

fn root(root: &mut Object) {
    root.insert("openapi".into(), "3.0.3".into());
    root.shift_remove("jsonSchemaDialect");
    root.shift_remove("$self");
    root.entry("paths").or_insert_with(|| json!({}));
    if let Some(Value::Object(info)) = root.get_mut("info") {
        info.shift_remove("summary");
        if let Some(Value::Object(license)) = info.get_mut("license") {
            license.shift_remove("identifier");
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
        });
        let found = upgrade(&mut document);
        assert_eq!(found.iter().count(), 0);
        assert_eq!(
            document,
            json!({
                "openapi": "3.0.3",
                "info": { "title": "A", "version": "1", "license": { "name": "l" } },
                "webhooks": { "a/b": { "post": { "responses": {} } } },
                "paths": {},
            })
        );
    }
}
