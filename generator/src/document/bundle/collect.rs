//! Finding and rewriting references.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::Targets;
use super::address::Address;
use crate::grammar::{PartKind, Pointer, walk};

/// A reference, with its first occurrence.
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) kind: PartKind,
    /// The value of `$ref`.
    pub(super) raw: String,
    /// The pointer of the object that contains it, without the `#`.
    pub(super) pointer: String,
}

/// The references in a part at a pointer, each value once for each kind.
pub(super) fn references(kind: PartKind, part: &mut Value, pointer: &str) -> Vec<Reference> {
    let mut found: Vec<Reference> = Vec::new();
    let mut seen: HashMap<PartKind, HashSet<String>> = HashMap::new();
    walk(
        kind,
        part,
        &mut Pointer::new(pointer),
        &mut |kind, part, pointer| {
            each_reference(kind, part, |raw| {
                let seen = seen.entry(kind).or_default();
                if !seen.contains(raw) {
                    seen.insert(raw.clone());
                    found.push(Reference {
                        kind,
                        raw: raw.clone(),
                        pointer: pointer.as_str().to_owned(),
                    });
                }
            });
            true
        },
    );
    found
}

/// Rewrites the references in a part of a file. Parts that were moved out of it are rewritten
/// already.
pub(super) fn rewrite(
    kind: PartKind,
    part: &mut Value,
    pointer: &mut Pointer,
    file: usize,
    targets: &Targets,
    moved: &HashSet<Address>,
) {
    let start = pointer.as_str().len();
    walk(kind, part, pointer, &mut |kind, part, pointer| {
        if part.get("$ref").is_none() && part.get("discriminator").is_none() {
            return true;
        }
        let is_inside = pointer.as_str().len() > start;
        if is_inside && moved.contains(&Address::new(file, pointer.as_str())) {
            return false;
        }
        if let Some(targets) = targets.get(&(file, kind)) {
            each_reference(kind, part, |raw| {
                if let Some(target) = targets.get(raw) {
                    raw.clone_from(target);
                }
            });
        }
        true
    });
}

/// The references of one part: its `$ref`, and those in the mapping of a discriminator, where a
/// plain name stands for a schema of that name.
fn each_reference(kind: PartKind, part: &mut Value, mut visit: impl FnMut(&mut String)) {
    if let Some(Value::String(raw)) = part.get_mut("$ref") {
        visit(raw);
    }
    if kind != PartKind::Schema {
        return;
    }
    let mapping = part
        .get_mut("discriminator")
        .and_then(|discriminator| discriminator.get_mut("mapping")?.as_object_mut());
    for value in mapping.into_iter().flat_map(|mapping| mapping.values_mut()) {
        if let Value::String(raw) = value
            && is_reference(raw)
        {
            visit(raw);
        }
    }
}

fn is_reference(text: &str) -> bool {
    let ends = [".json", ".yaml", ".yml"];
    text.contains('#') || ends.iter().any(|end| text.ends_with(end))
}
