//! References that JSON Schema resolves during validation: `$dynamicRef` and `$recursiveRef`.
//!
//! A type is known before any value is read, so that both become the plain reference that they are
//! where no other schema overrides their anchor. An anchor that several schemas have is a type
//! parameter; references to it are kept, and the upgrade reports that they are ignored.

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::pointer::escape;

/// Replaces the dynamic references of a file by plain ones.
pub(super) fn settle(document: &mut Value) {
    let mut found = DynamicAnchors::default();
    found.look(document);
    if found.has_references {
        let mut pointer = "#".to_owned();
        rewrite(document, &found.anchors, &mut pointer, None);
    }
}

#[derive(Default)]
struct DynamicAnchors {
    /// The number of schemas with each anchor.
    anchors: HashMap<String, usize>,
    has_references: bool,
}

impl DynamicAnchors {
    fn look(&mut self, value: &Value) {
        match value {
            Value::Object(entries) => {
                for (key, value) in entries {
                    match (key.as_str(), value) {
                        ("$anchor" | "$dynamicAnchor", Value::String(name)) => {
                            *self.anchors.entry(format!("#{name}")).or_default() += 1;
                        }
                        ("$dynamicRef" | "$recursiveRef", Value::String(_)) => {
                            self.has_references = true;
                        }
                        _ => self.look(value),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.look(item)),
            _ => {}
        }
    }
}

/// `recursive` is the innermost schema around the value that calls itself recursive.
fn rewrite(
    value: &mut Value,
    anchors: &HashMap<String, usize>,
    pointer: &mut String,
    recursive: Option<&str>,
) {
    let length = pointer.len();
    match value {
        Value::Object(schema) => {
            let own = (schema.get("$recursiveAnchor") == Some(&Value::Bool(true)))
                .then(|| pointer.clone());
            let recursive = own.as_deref().or(recursive);
            make_plain(schema, anchors, recursive);
            for (key, value) in schema {
                pointer.push('/');
                pointer.push_str(&escape(key));
                rewrite(value, anchors, pointer, recursive);
                pointer.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                pointer.push_str(&format!("/{index}"));
                rewrite(item, anchors, pointer, recursive);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

fn make_plain(
    schema: &mut Map<String, Value>,
    anchors: &HashMap<String, usize>,
    recursive: Option<&str>,
) {
    if schema.contains_key("$ref") {
        return;
    }
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    let is_plain = |raw: &&str| raw.starts_with("#/") || anchors.get(*raw) == Some(&1);
    let (key, target) = match (text("$dynamicRef").filter(is_plain), text("$recursiveRef")) {
        (Some(raw), _) => ("$dynamicRef", raw.to_owned()),
        (None, Some("#")) => match recursive {
            Some(anchor) => ("$recursiveRef", anchor.to_owned()),
            None => return,
        },
        _ => return,
    };
    schema.shift_remove(key);
    schema.insert("$ref".to_owned(), target.into());
}
