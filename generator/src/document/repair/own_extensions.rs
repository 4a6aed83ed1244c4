//! Warns about extensions of this project (`x-sdk-…`) that have no effect: with an unknown name, in an object where
//! they are not read, or with an invalid value.

use serde_json::Value;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::extensions::{
    CERTIFICATE, KEEP_UNKNOWN, LOGIN, NAMES, NOTIFICATION_TOPICS, OBJECTS_WITHOUT_PROPERTIES,
    OWN_PREFIX, PAGING, PART, REGIONS, RESPONSES_KEEP_REQUIRED, TIMESTAMPS, WEBHOOK_SIGNATURE,
    WEBHOOKS,
};
use crate::grammar::{Child, PartKind, Pointer, child, is_extension};
use crate::nearest::did_you_mean;
use crate::pointer::escape;

/// An extension of this project: the objects in which it is read, and its values.
struct OwnExtension {
    name: &'static str,
    homes: &'static [Home],
    expected: Expected,
}

/// A kind of object with extensions of this project, and its name in a sentence.
type Home = (PartKind, &'static str);

const ROOT: Home = (PartKind::Root, "the root of the definition");
const OPERATION: Home = (PartKind::Operation, "an operation");
const SCHEMA: Home = (PartKind::Schema, "a schema");
const SECURITY_SCHEME: Home = (PartKind::SecurityScheme, "a security scheme");
const ENCODING: Home = (PartKind::Encoding, "the `encoding` of a field");

/// The values of an extension.
#[derive(Clone, Copy)]
enum Expected {
    /// `true` or `false`.
    Boolean,
    /// One of some words.
    Words(&'static [&'static str]),
    /// Checked by the code that reads it.
    Checked,
}

/// All extensions of this project.
const OWN: [OwnExtension; 13] = [
    at_root(RESPONSES_KEEP_REQUIRED, Expected::Boolean),
    at_root(OBJECTS_WITHOUT_PROPERTIES, Expected::Words(&["any"])),
    at_root(TIMESTAMPS, Expected::Words(&["milliseconds"])),
    at_root(REGIONS, Expected::Boolean),
    at_root(NOTIFICATION_TOPICS, Expected::Checked),
    at_root(WEBHOOKS, Expected::Checked),
    at_root(WEBHOOK_SIGNATURE, Expected::Checked),
    at_root(LOGIN, Expected::Checked),
    at_root(NAMES, Expected::Checked),
    of(KEEP_UNKNOWN, &[ROOT, SCHEMA], Expected::Boolean),
    of(PAGING, &[OPERATION], Expected::Checked),
    of(CERTIFICATE, &[SECURITY_SCHEME], Expected::Boolean),
    of(
        PART,
        &[ENCODING],
        Expected::Words(&["file", "base64", "text"]),
    ),
];

const fn at_root(name: &'static str, expected: Expected) -> OwnExtension {
    of(name, &[ROOT], expected)
}

const fn of(name: &'static str, homes: &'static [Home], expected: Expected) -> OwnExtension {
    OwnExtension {
        name,
        homes,
        expected,
    }
}

/// Checks the extensions of an object, and of nested objects that have no [`PartKind`] and are not visited.
pub(super) fn check(kind: PartKind, part: &Value, pointer: &Pointer, found: &mut Diagnostics) {
    for (key, value) in part.as_object().into_iter().flatten() {
        if key.starts_with(OWN_PREFIX) {
            found.extend(warning(key, value, Some(kind), &pointer.to_string()));
            continue;
        }
        match child(kind, key) {
            Some(Child::Map(inner)) => {
                let entries = value.as_object().into_iter().flatten();
                let entries = entries.filter(|(name, _)| is_extension(inner, name));
                for (name, value) in entries.filter(|(name, _)| name.starts_with(OWN_PREFIX)) {
                    found.extend(warning(name, value, None, &format!("{pointer}/{key}")));
                }
            }
            None if is_description(kind, key) => {
                misplaced(value, &format!("{pointer}/{}", escape(key)), found);
            }
            _ => {}
        }
    }
}

/// Whether the objects of a key contain no schemas, examples or other data, so that any key with the prefix of this
/// project is an extension.
fn is_description(kind: PartKind, key: &str) -> bool {
    use PartKind::{Operation, PathItem, Root, Schema, SecurityScheme};
    matches!(
        (kind, key),
        (Root, "info" | "tags")
            | (Root | PathItem | Operation, "servers")
            | (Root | Operation | Schema, "externalDocs")
            | (Schema, "xml")
            | (SecurityScheme, "flows")
    )
}

/// Reports the extensions in a value that may not have any.
fn misplaced(value: &Value, pointer: &str, found: &mut Diagnostics) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                if key.starts_with(OWN_PREFIX) {
                    found.extend(warning(key, value, None, pointer));
                } else if !key.starts_with("x-") {
                    misplaced(value, &format!("{pointer}/{}", escape(key)), found);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                misplaced(item, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// The warning about an extension of an object, if it has no effect.
fn warning(name: &str, value: &Value, kind: Option<PartKind>, pointer: &str) -> Option<Diagnostic> {
    let pointer = format!("{pointer}/{}", escape(name));
    let Some(known) = OWN.iter().find(|it| it.name == name) else {
        let help = did_you_mean(name, OWN.iter().map(|it| it.name))
            .unwrap_or_else(|| "the generator has no such extension; remove it".to_owned());
        return Some(Diagnostic::warning(
            "unknown-extension",
            pointer,
            format!("unknown extension `{name}`"),
            help,
        ));
    };
    if !known.homes.iter().any(|(home, _)| Some(*home) == kind) {
        let homes: Vec<_> = known.homes.iter().map(|(_, shown)| *shown).collect();
        return Some(Diagnostic::warning(
            "misplaced-extension",
            pointer,
            format!("`{name}` has no effect here"),
            format!("move it to {}", homes.join(", or to ")),
        ));
    }
    let help = known.expected.refusal(value)?;
    Some(Diagnostic::warning(
        "extension-value",
        pointer,
        format!("`{value}` is no value of `{name}`"),
        help,
    ))
}

impl Expected {
    /// The help for a value that is not among the expected ones.
    fn refusal(self, value: &Value) -> Option<String> {
        match (self, value) {
            (Self::Checked, _) | (Self::Boolean, Value::Bool(_)) => None,
            (Self::Boolean, _) => Some("ignored; write `true` or `false`".to_owned()),
            (Self::Words(words), value) => {
                let text = value.as_str().unwrap_or_default();
                if words.contains(&text) {
                    return None;
                }
                let near = did_you_mean(text, words.iter().copied());
                Some(near.unwrap_or_else(|| {
                    let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
                    format!("ignored; write {}", words.join(" or "))
                }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::repair::tolerate;

    /// The warnings about a document, as code and location.
    fn warnings(mut document: serde_json::Value) -> Vec<String> {
        let found = tolerate(&mut document).into_iter();
        found
            .map(|found| format!("{} {}", found.code, found.location))
            .collect()
    }

    #[test]
    fn every_object_is_checked() {
        let typo = || json!({ "x-sdk-typo": 1 });
        let document = json!({
            "info": { "title": "t", "version": "1", "contact": typo() },
            "tags": [{ "name": "a", "x-sdk-typo": 1 }],
            "servers": [{ "url": "/", "variables": { "v": { "default": "d", "x-sdk-typo": 1 } } }],
            "paths": {
                "x-sdk-typo": 1,
                "/a": { "get": {
                    "responses": {
                        "200": {
                            "description": "d",
                            "x-sdk-typo": 1,
                            "headers": { "x-sdk-h": { "schema": {}, "x-sdk-typo": 1 } },
                            "content": { "application/json": typo() },
                        },
                        "x-sdk-paging": "none",
                    },
                    "callbacks": { "c": { "x-sdk-typo": 1, "{$url}": typo() } },
                } },
            },
            "components": {
                "x-sdk-typo": 1,
                "requestBodies": { "B": { "content": { "multipart/form-data": {
                    "encoding": { "f": { "x-sdk-part": "fil" } },
                } } } },
                "securitySchemes": { "S": { "type": "oauth2", "flows": typo() } },
            },
        });
        let operation = "#/paths/~1a/get";
        let response = format!("{operation}/responses/200");
        assert_eq!(
            warnings(document),
            [
                "unknown-extension #/info/contact/x-sdk-typo".to_owned(),
                "unknown-extension #/tags/0/x-sdk-typo".to_owned(),
                "unknown-extension #/servers/0/variables/v/x-sdk-typo".to_owned(),
                "unknown-extension #/paths/x-sdk-typo".to_owned(),
                format!("misplaced-extension {operation}/responses/x-sdk-paging"),
                format!("unknown-extension {response}/x-sdk-typo"),
                format!("unknown-extension {response}/headers/x-sdk-h/x-sdk-typo"),
                format!("unknown-extension {response}/content/application~1json/x-sdk-typo"),
                format!("unknown-extension {operation}/callbacks/c/x-sdk-typo"),
                format!("unknown-extension {operation}/callbacks/c/{{$url}}/x-sdk-typo"),
                "unknown-extension #/components/x-sdk-typo".to_owned(),
                "extension-value #/components/requestBodies/B/content/multipart~1form-data/encoding/f/x-sdk-part"
                    .to_owned(),
                "unknown-extension #/components/securitySchemes/S/flows/x-sdk-typo".to_owned(),
            ]
        );
    }

    #[test]
    fn data_and_names_are_no_extensions() {
        let document = json!({
            "info": { "title": "t", "version": "1" },
            "paths": {},
            "x-other": { "x-sdk-a": 1 },
            "components": { "schemas": {
                "x-sdk-a": {
                    "properties": { "x-sdk-a": {} },
                    "example": { "x-sdk-a": 1 },
                    "enum": [{ "x-sdk-a": 1 }],
                    "x-sdk-keep-unknown": true,
                },
                "B": { "x-sdk-keep-unknown": "yes" },
            } },
        });
        let pointer = "#/components/schemas/B/x-sdk-keep-unknown";
        assert_eq!(warnings(document), [format!("extension-value {pointer}")]);
    }
}
