//! Inlining of references to path items and operations, which differ at each path, and to security
//! schemes, which are identified by name.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::naming;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::grammar::{PATH_SECTIONS, PartKind};
use crate::origins::Origins;
use crate::pointer::escape;

/// The maximum length of a chain of references between path items.
const MAX_COPIES: usize = 16;

/// The maximum number of JSON values in all copies. Only a malicious definition has more.
const MAX_VALUES: usize = 1_000_000;

/// Replaces references to path items, operations and security schemes by copies of their targets, and warns about
/// circular ones.
pub(super) fn inline(root: &mut Value, origins: &mut Origins, is_swagger: bool) -> Diagnostics {
    let mut found = Diagnostics::default();
    let mut left = MAX_VALUES;
    for section in PATH_SECTIONS {
        inline_section(root, &format!("/{section}"), origins, &mut left, &mut found);
    }
    for section in callbacks(root) {
        inline_section(root, &section, origins, &mut left, &mut found);
    }
    let paths = root.get("paths").and_then(Value::as_object);
    let refers = |item: &Value| {
        let mut operations = item.as_object().into_iter().flatten();
        operations.any(|(_, operation)| operation.get("$ref").is_some())
    };
    let items = paths.into_iter().flatten().filter(|(_, item)| refers(item));
    let items: Vec<String> = items
        .map(|(path, _)| format!("/paths/{}", escape(path)))
        .collect();
    for item in items {
        inline_section(root, &item, origins, &mut left, &mut found);
    }
    if let Some(home) = naming::home(PartKind::SecurityScheme, is_swagger) {
        inline_section(root, home, origins, &mut left, &mut found);
    }
    if let Some(root) = root.as_object_mut() {
        for waiting in [naming::PATH_ITEMS, naming::OPERATIONS] {
            root.shift_remove(waiting.trim_start_matches('/'));
        }
        if let Some(Value::Object(components)) = root.get_mut("components") {
            components.shift_remove("pathItems");
        }
    }
    found
}

/// The pointers of all callbacks, whose entries are path items.
fn callbacks(root: &Value) -> Vec<String> {
    let entries = |pointer: String, value: Option<&Value>| -> Vec<String> {
        let entries = value.and_then(Value::as_object).into_iter().flatten();
        let callbacks = entries.filter(|(_, callback)| callback.get("$ref").is_none());
        let pointers = callbacks.map(|(name, _)| format!("{pointer}/{}", escape(name)));
        pointers.collect()
    };
    let named = "/components/callbacks";
    let mut found = entries(named.to_owned(), root.pointer(named));
    let paths = root.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        for (method, operation) in item.as_object().into_iter().flatten() {
            let pointer = format!("/paths/{}/{method}/callbacks", escape(path));
            found.extend(entries(pointer, operation.get("callbacks")));
        }
    }
    found
}

fn inline_section(
    root: &mut Value,
    section: &str,
    origins: &mut Origins,
    left: &mut usize,
    found: &mut Diagnostics,
) {
    let entries = root.pointer(section).and_then(Value::as_object);
    let entries = entries.into_iter().flatten();
    let referring = entries.filter(|(_, part)| part.get("$ref").is_some());
    let names: Vec<String> = referring.map(|(name, _)| name.clone()).collect();
    if names.is_empty() {
        return;
    }
    for name in names {
        let pointer = format!("{section}/{}", escape(&name));
        let whole = resolved(root, &pointer, origins, left);
        let Some(entries) = root.pointer_mut(section).and_then(Value::as_object_mut) else {
            return;
        };
        match whole {
            Ok(whole) => drop(entries.insert(name, Value::Object(whole))),
            // Lowering reports it.
            Err(Unresolved::Nowhere) => {}
            Err(Unresolved::Endless) => {
                entries.insert(name, Value::Null);
                found.push(Diagnostic::warning(
                    "endless-reference",
                    origins.original(&format!("#{pointer}")),
                    "the references here are circular, or expand to too much",
                    "ignored; write the target here itself",
                ));
            }
        }
    }
    if let Some(Value::Object(entries)) = root.pointer_mut(section) {
        entries.retain(|_, entry| !entry.is_null());
    }
}

enum Unresolved {
    Nowhere,
    Endless,
}

/// A part merged with the target of its reference; its own keys take precedence.
fn resolved(
    root: &Value,
    pointer: &str,
    origins: &mut Origins,
    left: &mut usize,
) -> Result<Map<String, Value>, Unresolved> {
    let mut whole = copied(root, pointer, left)?;
    let mut here = origins.original(&format!("#{pointer}"));
    // The keys beside the references, which are not in the last target.
    let mut beside: HashMap<String, String> = HashMap::new();
    for _ in 0..MAX_COPIES {
        let Some(reference) = whole.shift_remove("$ref") else {
            for (key, from) in beside {
                origins.add(&format!("{pointer}/{}", escape(&key)), from);
            }
            return Ok(whole);
        };
        for key in whole.keys() {
            let from = || format!("{here}/{}", escape(key));
            beside.entry(key.clone()).or_insert_with(from);
        }
        let reference = reference.as_str().and_then(|raw| raw.strip_prefix('#'));
        let target = reference.ok_or(Unresolved::Nowhere)?;
        for (key, value) in copied(root, target, left)? {
            whole.entry(key).or_insert(value);
        }
        here = origins.original(&format!("#{target}"));
        origins.add(pointer, here.clone());
    }
    Err(Unresolved::Endless)
}

fn copied(root: &Value, pointer: &str, left: &mut usize) -> Result<Map<String, Value>, Unresolved> {
    let part = root.pointer(pointer).ok_or(Unresolved::Nowhere)?;
    *left = left.checked_sub(size(part)).ok_or(Unresolved::Endless)?;
    part.as_object().cloned().ok_or(Unresolved::Nowhere)
}

/// The number of JSON values in a value, itself included.
fn size(value: &Value) -> usize {
    match value {
        Value::Object(entries) => 1 + entries.values().map(size).sum::<usize>(),
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        _ => 1,
    }
}
