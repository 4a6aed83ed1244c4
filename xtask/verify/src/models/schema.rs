//! The schemas of a definition as JSON Schemas that stand alone, each as a tool that knows nothing of
//! OpenAPI reads it: without references, without `nullable` and without discriminators.
//!
//! They allow what a service may send by the conventions of OpenAPI. An object that lists properties
//! and does not speak of others has no others, since those are the service's future and no part of
//! the model. Integers are those of their format. What a reference leads to is there with fewer
//! properties the further down it is, so that a schema has an end; it has a schema of its own.

mod build;
mod flat;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::contract::document::{Document, list};

use self::flat::Flat;

/// From this many references on, what is optional is left out.
const SHALLOW: usize = 3;

/// How many optional properties an object has that a reference leads to.
const FEW: usize = 3;

/// How many alternatives a schema has at most: several groups of them multiply.
const ALTERNATIVES: usize = 60;

/// The named schemas of a definition.
pub(crate) struct Schemas<'a> {
    document: &'a Document,
    /// The schemas that are derived from another one, by the reference to it.
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

    /// The schema of that name, or nothing when no value fits it.
    pub(crate) fn stand_alone(&self, name: &str) -> Option<Value> {
        let reference = json!({ "$ref": self.document.reference_to(name) });
        Builder {
            schemas: self,
            open: Vec::new(),
            depth: 0,
        }
        .root(&reference)
    }

    /// All that is derived from a schema, however far.
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

/// Makes one schema.
struct Builder<'a> {
    schemas: &'a Schemas<'a>,
    /// The references that are being followed.
    open: Vec<String>,
    /// How many there are between the root and here.
    depth: usize,
}

impl Builder<'_> {
    fn root(&mut self, reference: &Value) -> Option<Value> {
        let flat = Flat::of(self.schemas, &[reference])?;
        self.build_open(flat, 0)
    }

    /// A schema for what fits all of these.
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

    /// Builds with its references open, but for the first ones, which are open already.
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

/// A schema for any of these; nothing when there is none.
fn any_of(mut schemas: Vec<Value>) -> Option<Value> {
    schemas.dedup();
    match schemas.len() {
        0 => None,
        1 => schemas.pop(),
        _ => Some(json!({ "anyOf": schemas })),
    }
}
