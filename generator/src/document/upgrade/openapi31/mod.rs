//! Converts OpenAPI 3.1, and the supported parts of 3.2, to 3.0, in place.
//!
//! Keywords with an equivalent in 3.0 are converted, keywords that do not affect types are removed, and
//! anything else that is lost is a warning.

mod moves;
mod newer;
mod parts;
mod schemas;
mod types;

use serde_json::{Map, Value, json};

use crate::diagnostics::Diagnostics;
use crate::grammar::{self, PartKind, Pointer};
use crate::origins::Origins;

pub(crate) use moves::{Moves, any_of, joined};
pub(crate) use schemas::schema;

type Object = Map<String, Value>;

/// Converts a document, and records where its values were.
pub(super) fn upgrade(document: &mut Value, origins: &mut Origins) -> Diagnostics {
    let mut found = Diagnostics::default();
    if let Some(root) = document.as_object_mut() {
        self::root(root);
    }
    found.extend(newer::upgrade(document, origins));
    parts::declare_files(document);
    found.extend(upgrade_schemas(document, origins));
    found
}

/// Converts the keywords of the newer versions in a document that is converted already but for some parts. Whether
/// the parts of a form are files is not declared again, because schemas do not say it after their conversion.
pub(super) fn upgrade_parts(document: &mut Value, origins: &mut Origins) -> Diagnostics {
    let mut found = newer::upgrade(document, origins);
    found.extend(upgrade_schemas(document, origins));
    found
}

fn upgrade_schemas(document: &mut Value, origins: &mut Origins) -> Diagnostics {
    let mut found = Diagnostics::default();
    let mut pointer = Pointer::default();
    grammar::walk(
        PartKind::Root,
        document,
        &mut pointer,
        &mut |kind, part, pointer| {
            match kind {
                PartKind::Schema => found.extend(schema(part, pointer, origins)),
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
    use crate::origins::Origins;

    #[test]
    fn a_document_is_one_of_the_older_version() {
        let mut document = json!({
            "openapi": "3.1.0",
            "jsonSchemaDialect": "https://example.org",
            "info": { "title": "A", "version": "1", "summary": "a", "license": { "name": "l", "identifier": "x" } },
            "webhooks": { "a/b": { "post": {} } },
        });
        let found = upgrade(&mut document, &mut Origins::default());
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
