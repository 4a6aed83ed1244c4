//! Warns about extensions of this project (`x-sdk-…`, and `x-rust-type`) that have no effect: with an unknown name, in an object where
//! they are not read, or with an invalid value.

use serde_json::Value;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::extensions::{
    CERTIFICATE, KEEP_UNKNOWN, LOGIN, NAMES, NOTIFICATION_TOPICS, OBJECTS_WITHOUT_PROPERTIES,
    OWN_PREFIX, PAGING, PART, REGIONS, RESPONSES_KEEP_REQUIRED, RUST_TYPE, TIMESTAMPS,
    WEBHOOK_SIGNATURE, WEBHOOKS,
};
use crate::grammar::{Child, PartKind, Pointer, WEBHOOK_SECTIONS, child, is_extension};
use crate::nearest::did_you_mean;
use crate::pointer::escape;

/// An extension of this project: the objects in which it is read, and its values.
struct OwnExtension {
    name: &'static str,
    owners: &'static [Owner],
    expected: Expected,
}

/// A kind of object with extensions of this project, and its name in a sentence.
type Owner = (PartKind, &'static str);

const ROOT: Owner = (PartKind::Root, "the root of the definition");
const OPERATION: Owner = (PartKind::Operation, "an operation of `paths`");
const SCHEMA: Owner = (PartKind::Schema, "a schema");
const SECURITY_SCHEME: Owner = (PartKind::SecurityScheme, "a security scheme");
const ENCODING: Owner = (PartKind::Encoding, "the `encoding` of a field");

/// The values of an extension.
#[derive(Clone, Copy)]
enum Expected {
    /// `true` or `false`.
    Boolean,
    /// One of some words.
    Words(&'static [&'static str]),
    /// The path of a Rust type: a string, or an object with a `path`.
    RustType,
    /// Checked by the code that reads it.
    Checked,
}

/// All extensions of this project.
const OWN: [OwnExtension; 14] = [
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
    of(RUST_TYPE, &[SCHEMA], Expected::RustType),
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

const fn of(name: &'static str, owners: &'static [Owner], expected: Expected) -> OwnExtension {
    OwnExtension {
        name,
        owners,
        expected,
    }
}

/// The meaning of the keys of an object that has no [`PartKind`], and of the objects in an array.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    /// Keys of the format, and extensions.
    Format,
    /// Names, each of an object with keys of the format.
    Names,
    /// Data: what looks like an extension is none.
    Data,
}

impl Keys {
    /// The keys of what a key of an OpenAPI object has; `None` if nothing in it is an extension, or it is visited
    /// itself.
    fn of_part(kind: PartKind, key: &str) -> Option<Self> {
        use PartKind::{
            Components, Header, Media, Operation, Parameter, PathItem, Response, Root, Schema,
            SecurityScheme,
        };
        Some(match (kind, key) {
            (Root, "info" | "tags")
            | (Root | PathItem | Operation, "servers")
            | (Root | Operation | Schema, "externalDocs")
            | (Schema, "xml" | "discriminator")
            | (SecurityScheme, "flows") => Self::Format,
            (Components | Parameter | Header | Media, "examples")
            | (Components | Response, "links") => Self::Names,
            _ => return None,
        })
    }

    /// The keys of what a key of such an object has.
    fn inside(self, key: &str) -> Self {
        match (self, key) {
            (Self::Data, _) => Self::Data,
            (Self::Names, _) => Self::Format,
            (Self::Format, "variables" | "scopes" | "mapping") => Self::Names,
            // The value of an example, and the arguments of a link.
            (Self::Format, "value" | "parameters" | "requestBody") => Self::Data,
            (Self::Format, key) if key.starts_with("x-") => Self::Data,
            (Self::Format, _) => Self::Format,
        }
    }
}

/// Whether a key is that of an extension of this project.
fn is_own(key: &str) -> bool {
    key.starts_with(OWN_PREFIX) || key == RUST_TYPE
}

/// Whether an object describes requests to the caller: it is inside of a webhook or a callback.
fn is_incoming(pointer: &str) -> bool {
    let mut keys = pointer.split('/').skip(1);
    match keys.next() {
        Some("components") => keys.next() == Some("callbacks"),
        Some("paths") => keys.nth(2) == Some("callbacks"),
        section => section.is_some_and(|it| WEBHOOK_SECTIONS.contains(&it)),
    }
}

/// Checks the extensions of an object, and of nested objects that have no [`PartKind`] and are not visited.
pub(super) fn check(kind: PartKind, part: &Value, pointer: &Pointer, found: &mut Diagnostics) {
    // No extension of an operation has an effect on a request to the caller.
    let is_idle = kind == PartKind::Operation && is_incoming(pointer.as_str());
    for (key, value) in part.as_object().into_iter().flatten() {
        if is_own(key) {
            let owner = (!is_idle).then_some(kind);
            found.extend(warning(key, value, owner, &pointer.to_string()));
            continue;
        }
        match child(kind, key) {
            Some(Child::Map(_)) => {
                let entries = value.as_object().into_iter().flatten();
                let entries = entries.filter(|(name, _)| is_extension(kind, key, name));
                for (name, value) in entries.filter(|(name, _)| is_own(name)) {
                    found.extend(warning(name, value, None, &format!("{pointer}/{key}")));
                }
            }
            Some(_) => {}
            None => {
                if let Some(keys) = Keys::of_part(kind, key) {
                    misplaced(value, keys, &format!("{pointer}/{}", escape(key)), found);
                }
            }
        }
    }
}

/// Reports the extensions in a value that may not have any.
fn misplaced(value: &Value, keys: Keys, pointer: &str, found: &mut Diagnostics) {
    if keys == Keys::Data {
        return;
    }
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                if keys == Keys::Format && is_own(key) {
                    found.extend(warning(key, value, None, pointer));
                } else {
                    let pointer = format!("{pointer}/{}", escape(key));
                    misplaced(value, keys.inside(key), &pointer, found);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                misplaced(item, keys, &format!("{pointer}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// The warning about an extension of an object, if it has no effect.
fn warning(name: &str, value: &Value, kind: Option<PartKind>, pointer: &str) -> Option<Diagnostic> {
    let pointer = format!("{pointer}/{}", escape(name));
    let Some(known) = OWN.iter().find(|it| it.name == name) else {
        let own = OWN.iter().map(|it| it.name);
        let help = did_you_mean(name, own.filter(|it| it.starts_with(OWN_PREFIX)))
            .unwrap_or_else(|| "the generator has no such extension; remove it".to_owned());
        return Some(Diagnostic::warning(
            "unknown-extension",
            pointer,
            format!("unknown extension `{name}`"),
            help,
        ));
    };
    if !known.owners.iter().any(|(owner, _)| Some(*owner) == kind) {
        let owners: Vec<_> = known.owners.iter().map(|(_, shown)| *shown).collect();
        return Some(Diagnostic::warning(
            "misplaced-extension",
            pointer,
            format!("`{name}` has no effect here"),
            format!("move it to {}", owners.join(", or to ")),
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
            (Self::RustType, value) => {
                let path = value.get("path").unwrap_or(value);
                let help = "ignored; write the path of a type, such as `uuid::Uuid`";
                (!path.is_string()).then(|| help.to_owned())
            }
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
mod tests;
