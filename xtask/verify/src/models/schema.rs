//! Makes self-contained JSON Schemas from the schemas of a definition, for a tool that does not know
//! OpenAPI: without references, `nullable` and discriminators.
//!
//! An object with properties and without `additionalProperties` allows no others, because they are
//! not part of the model. Integers are limited to their format. Referenced schemas have fewer
//! properties the deeper they are nested, so that recursive schemas end; each is checked as a schema
//! of its own as well.

mod build;
mod flat;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::contract::document::{Document, list};

use self::flat::Flat;

/// The depth of references from which optional properties are omitted.
const SHALLOW: usize = 3;

/// The maximum number of optional properties of a referenced object.
const FEW: usize = 3;

/// The maximum number of alternatives of a schema, because several groups multiply.
const ALTERNATIVES: usize = 60;

/// The named schemas of a definition.
pub(crate) struct Schemas<'a> {
    document: &'a Document,
    /// The schemas whose `allOf` refers to another one, by that reference.
    derived: BTreeMap<&'a str, Vec<String>>,
}

impl<'a> Schemas<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        let mut derived: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (name, schema) in document.schemas() {
            for part in list(&schema["allOf"]) {
                if let Some(base) = part["$ref"].as_str() {
                    let reference = document.reference_to(name);
                    derived.entry(base).or_default().push(reference);
                }
            }
        }
        Self { document, derived }
    }

    /// The self-contained schema of this name; `None` if no value is valid.
    pub(crate) fn stand_alone(&self, name: &str) -> Option<Value> {
        let reference = json!({ "$ref": self.document.reference_to(name) });
        Builder {
            schemas: self,
            open: Vec::new(),
            depth: 0,
        }
        .root(&reference)
    }

    /// All schemas that are derived from a schema, directly or indirectly.
    fn derived(&self, reference: &str) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        let mut open = vec![reference];
        while let Some(next) = open.pop() {
            for derived in self.derived.get(next).into_iter().flatten() {
                if !found.contains(&derived.as_str()) {
                    found.push(derived);
                    open.push(derived);
                }
            }
        }
        found
    }
}

/// Builds one schema.
struct Builder<'a> {
    schemas: &'a Schemas<'a>,
    /// The references on the current path.
    open: Vec<String>,
    /// The number of references between the root and here.
    depth: usize,
}

impl Builder<'_> {
    fn root(&mut self, reference: &Value) -> Option<Value> {
        let flat = Flat::of(self.schemas, &[reference])?;
        self.build_open(flat, 0)
    }

    /// A schema for the values that are valid for all of these.
    fn schema(&mut self, nodes: &[&Value]) -> Option<Value> {
        let flat = Flat::of(self.schemas, nodes)?;
        if flat.references.is_empty() {
            return self.build(flat);
        }
        self.depth += 1;
        let built = self.build_open(flat, 0);
        self.depth -= 1;
        built
    }

    /// Builds a schema with its references added to the current path, without the first
    /// `known` ones.
    fn build_open(&mut self, flat: Flat, known: usize) -> Option<Value> {
        let new = &flat.references[known..];
        if self.depth >= SHALLOW && new.iter().any(|it| self.open.contains(it)) {
            return None;
        }
        let before = self.open.len();
        self.open.extend(new.iter().cloned());
        let built = self.build(flat);
        self.open.truncate(before);
        built
    }
}

/// A schema for any of these; `None` if the list is empty.
fn any_of(mut schemas: Vec<Value>) -> Option<Value> {
    schemas.dedup();
    match schemas.len() {
        0 => None,
        1 => schemas.pop(),
        _ => Some(json!({ "anyOf": schemas })),
    }
}
