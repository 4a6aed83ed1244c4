//! The named schemas of a document, and questions about a schema that follow references and parts.
//!
//! Read-only: makes no model and reports nothing. Callers that follow references keep the set of visited
//! ones, so that a recursive schema ends the walk.

use std::collections::{HashMap, HashSet};

use indexmap::IndexSet;
use openapiv3::{Discriminator, OpenAPI, Schema, SchemaData};

use super::schema_keywords::{Node, SchemaKeywords};
use crate::ir::ModelId;
use crate::pointer::unescape;
use crate::types::Types;

/// The maximum number of named schemas that one schema is merged from. Longer chains are mistakes, and
/// merging takes quadratic time.
pub(super) const MAX_PARTS: usize = 256;

/// The maximum number of references in a row.
pub(super) const MAX_REFERENCES: usize = 16;

pub(super) struct Schemas<'a> {
    document: &'a OpenAPI,
    /// The named schemas that extend another one in `allOf`, by the name of the other.
    children: HashMap<String, IndexSet<&'a str>>,
    /// The types that the caller chooses.
    pub(super) types: &'a Types,
}

impl<'a> Schemas<'a> {
    pub(super) fn new(document: &'a OpenAPI, types: &'a Types) -> Self {
        Self {
            document,
            children: children(document),
            types,
        }
    }

    /// The name and the target of a reference to a named schema.
    pub(super) fn component(&self, reference: &str) -> Option<(&'a str, Node<'a>)> {
        let components = self.document.components.as_ref()?;
        let wanted = component_name(reference)?;
        let (name, node) = components.schemas.get_key_value(&wanted)?;
        Some((name, Node::from(node)))
    }

    /// The model of a named schema. Named schemas are the first models, in document order.
    pub(super) fn id_of(&self, name: &str) -> Option<ModelId> {
        let components = self.document.components.as_ref()?;
        components.schemas.get_index_of(name).map(ModelId)
    }

    /// The name in a reference to a schema.
    pub(super) fn name_of(&self, node: Node<'a>) -> Option<&'a str> {
        match node {
            Node::Reference(reference) => Some(self.component(reference)?.0),
            Node::Schema(_) => None,
        }
    }

    /// The name of a model in the definition; `None` for inline schemas.
    pub(super) fn own_name(&self, id: ModelId) -> Option<&'a str> {
        let components = self.document.components.as_ref()?;
        let (name, _) = components.schemas.get_index(id.0)?;
        Some(name)
    }

    /// A schema, or the target of a chain of references; `None` if a reference was visited before or the
    /// chain is too long.
    pub(super) fn followed(
        &self,
        mut node: Node<'a>,
        seen: &mut HashSet<&'a str>,
    ) -> Option<&'a Schema> {
        for _ in 0..=MAX_REFERENCES {
            match node {
                Node::Schema(schema) => return Some(schema),
                Node::Reference(reference) => {
                    let (name, target) = self.component(reference)?;
                    if seen.len() >= MAX_PARTS || !seen.insert(name) {
                        return None;
                    }
                    node = target;
                }
            }
        }
        None
    }

    /// Whether a model extends the target of a reference.
    pub(super) fn is_child(&self, id: ModelId, parent: Node<'a>) -> bool {
        let (Some(name), Some(child)) = (self.name_of(parent), self.own_name(id)) else {
            return false;
        };
        let children = self.children.get(name);
        let is_listed = children.is_some_and(|children| children.contains(child));
        is_listed && self.is_discriminated(parent, &mut HashSet::new())
    }

    /// Whether a schema, or one that it extends, has a discriminator.
    fn is_discriminated(&self, node: Node<'a>, seen: &mut HashSet<&'a str>) -> bool {
        let Some(schema) = self.followed(node, seen) else {
            return false;
        };
        let mut parts = SchemaKeywords::of(schema).all_of.iter().map(Node::from);
        schema.schema_data.discriminator.is_some()
            || parts.any(|part| self.is_discriminated(part, seen))
    }

    /// The named schemas that extend another one, directly or not, or that its mapping names, in document
    /// order.
    pub(super) fn descendants(&self, name: &'a str, discriminator: &Discriminator) -> Vec<&'a str> {
        let targets = discriminator.mapping.values();
        let targets = targets.filter_map(|target| {
            let name = component_name(target).unwrap_or_else(|| target.clone());
            self.own_name(self.id_of(&name)?)
        });
        let mut found: HashSet<&'a str> = targets.filter(|target| *target != name).collect();
        let mut pending: Vec<String> = found.iter().map(|name| (*name).to_owned()).collect();
        pending.push(name.to_owned());
        while let Some(parent) = pending.pop() {
            for child in self.children.get(parent.as_str()).into_iter().flatten() {
                if *child != name && found.insert(child) {
                    pending.push((*child).to_owned());
                }
            }
        }
        let mut found: Vec<&str> = found.into_iter().collect();
        found.sort_unstable_by_key(|child| self.id_of(child));
        found
    }

    /// Whether a predicate holds for a schema, its target, or a part of its `allOf`.
    pub(super) fn is_marked(
        &self,
        node: Node<'a>,
        mark: fn(&SchemaData) -> bool,
        seen: &mut HashSet<&'a str>,
    ) -> bool {
        let Some(schema) = self.followed(node, seen) else {
            return false;
        };
        let mut parts = SchemaKeywords::of(schema).all_of.iter().map(Node::from);
        mark(&schema.schema_data) || parts.any(|part| self.is_marked(part, mark, seen))
    }

    /// The names of the properties of an object, without those of alternatives.
    pub(super) fn property_names(
        &self,
        node: Node<'a>,
        seen: &mut HashSet<&'a str>,
    ) -> HashSet<&'a str> {
        let Some(schema) = self.followed(node, seen) else {
            return HashSet::new();
        };
        let view = SchemaKeywords::of(schema);
        let mut names: HashSet<&str> = view.properties.keys().map(String::as_str).collect();
        for part in view.all_of {
            names.extend(self.property_names(Node::from(part), seen));
        }
        names
    }
}

/// The named schemas by the schema that they extend.
fn children(document: &openapiv3::OpenAPI) -> HashMap<String, IndexSet<&str>> {
    let mut children: HashMap<String, IndexSet<&str>> = HashMap::new();
    let components = document.components.iter();
    for (name, node) in components.flat_map(|components| &components.schemas) {
        let Node::Schema(schema) = Node::from(node) else {
            continue;
        };
        for part in SchemaKeywords::of(schema).all_of {
            if let Node::Reference(reference) = Node::from(part)
                && let Some(parent) = component_name(reference)
            {
                children.entry(parent).or_default().insert(name);
            }
        }
    }
    children
}

/// The schema name in a reference.
pub(super) fn component_name(reference: &str) -> Option<String> {
    reference
        .strip_prefix("#/components/schemas/")
        .map(unescape)
}
