//! What a schema is, before it becomes a type: a struct, an enum, a union, one of its own parts, or
//! what its `type` says.

use std::collections::HashSet;

use indexmap::IndexSet;
use openapiv3::{AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaKind};
use serde_json::Value;

use super::schemas::Schemas;
use super::view::{Node, Part, View, enum_values, scalar};
use crate::ir::Scalar;

/// What a schema is.
pub(super) enum Sort<'a> {
    /// An object with named properties, its own or those of its parts.
    Struct,
    /// A string out of a list.
    Values(Vec<String>),
    /// An integer out of a list, each with a name.
    Integers(Vec<i64>),
    /// One of several types.
    Union(Vec<Part<'a>>),
    /// The same as its only part that says something.
    Same(Part<'a>),
    /// What its own `type` says.
    Own,
}

/// The kind of JSON value that a schema takes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Kind {
    /// It does not say.
    Unsaid,
    Null,
    Object,
    List,
    Text,
    Number,
    Bool,
    /// One of several.
    Several,
}

impl<'a> Schemas<'a> {
    /// What a schema is.
    pub(super) fn sort(&self, schema: &'a Schema, pointer: &str) -> Sort<'a> {
        let view = View::of(schema);
        let alternatives = self.alternatives(&view, pointer);
        if !alternatives.is_empty() && self.is_open(&view) {
            return Sort::Union(alternatives);
        }
        let parts: Vec<Part<'a>> = listed(view.all_of, pointer, "allOf")
            .filter(|part| !matches!(self.kind(part.node), Kind::Unsaid | Kind::Null))
            .collect();
        let own = own_kind(&view);
        let is_of_objects = parts
            .iter()
            .any(|part| self.kind(part.node) == Kind::Object)
            || alternatives
                .iter()
                .any(|alternative| self.kind(alternative.node) == Kind::Object);
        if !view.properties.is_empty() {
            return Sort::Struct;
        }
        if is_of_objects {
            // `type: object` beside the parts adds nothing to them.
            let adds = view.additional_type().is_some() || !view.required.is_empty();
            return match (adds, parts.as_slice(), alternatives.as_slice()) {
                (false, [only], []) | (false, [], [only]) => Sort::Same(only.clone()),
                (false, [], _) => self.union(alternatives),
                (_, [], _) if view.additional_type().is_none() => self.union(alternatives),
                _ => Sort::Struct,
            };
        }
        match (enum_values(&view), own, parts.into_iter().next()) {
            (Some(values), ..) => Sort::Values(values),
            (None, Kind::Unsaid, Some(part)) => Sort::Same(part),
            (None, Kind::Unsaid | Kind::Several, None) if !alternatives.is_empty() => {
                self.union(alternatives)
            }
            // An enum among the parts says more than a `type` beside them.
            (None, Kind::Text, Some(part)) if self.values(part.node).is_some() => Sort::Same(part),
            (None, Kind::Text, None) if alternatives.len() > 1 => self.union(alternatives),
            (None, Kind::Number, None) => match self.integers(schema) {
                Some(values) => Sort::Integers(values),
                None => Sort::Own,
            },
            _ => Sort::Own,
        }
    }

    /// One of several types, or fewer when they come to the same.
    fn union(&self, mut alternatives: Vec<Part<'a>>) -> Sort<'a> {
        let mut seen = HashSet::new();
        alternatives.retain(|alternative| match alternative.node {
            Node::Reference(reference) => seen.insert(reference),
            Node::Schema(_) => true,
        });
        if let [only] = alternatives.as_slice() {
            return Sort::Same(only.clone());
        }
        let is_text = |alternative: &Part<'a>| self.kind(alternative.node) == Kind::Text;
        if alternatives.iter().all(is_text) {
            return self.texts(alternatives);
        }
        Sort::Union(alternatives)
    }

    /// Enums take values that they do not list, so any text beside an enum adds nothing to it.
    fn texts(&self, alternatives: Vec<Part<'a>>) -> Sort<'a> {
        if alternatives.iter().any(|part| self.has_format(part.node)) {
            return Sort::Union(alternatives);
        }
        let is_enum = |part: &&Part<'a>| self.values(part.node).is_some();
        let enums: Vec<Part<'a>> = alternatives.iter().filter(is_enum).cloned().collect();
        match enums.as_slice() {
            [] => alternatives
                .into_iter()
                .next()
                .map_or(Sort::Own, Sort::Same),
            [only] => {
                let values = self.values(only.node).unwrap_or_default();
                match (values.as_slice(), only.node) {
                    // By its name it is a constant, and here any string is taken as well.
                    ([_], Node::Reference(_)) => Sort::Values(values),
                    _ => Sort::Same(only.clone()),
                }
            }
            several => {
                let is_named = |part: &Part<'a>| matches!(part.node, Node::Reference(_));
                if several.iter().any(is_named) {
                    return Sort::Union(enums);
                }
                let values = several.iter().filter_map(|part| self.values(part.node));
                let values: IndexSet<String> = values.flatten().collect();
                Sort::Values(values.into_iter().collect())
            }
        }
    }

    /// The alternatives of a schema that say something; `null` is none of them.
    pub(super) fn alternatives(&self, view: &View<'a>, pointer: &str) -> Vec<Part<'a>> {
        let says = |part: &Part<'a>| !matches!(self.kind(part.node), Kind::Unsaid | Kind::Null);
        let one_of: Vec<_> = listed(view.one_of, pointer, "oneOf").filter(says).collect();
        if one_of.is_empty() {
            listed(view.any_of, pointer, "anyOf").filter(says).collect()
        } else {
            one_of
        }
    }

    /// Whether a schema, or one of its alternatives, allows `null`.
    pub(super) fn allows_null(&self, node: Node<'a>) -> bool {
        self.allows_null_within(node, &mut HashSet::new())
    }

    fn allows_null_within(&self, node: Node<'a>, seen: &mut HashSet<&'a str>) -> bool {
        let Some(schema) = self.followed(node, seen) else {
            return false;
        };
        let view = View::of(schema);
        let only = match view.all_of {
            [only] => Some(only),
            _ => None,
        };
        let mut inner = view.one_of.iter().chain(view.any_of).chain(only);
        schema.schema_data.nullable
            || view.kind == Some("null")
            || view.values.iter().any(|value| value.is_null())
            || inner.any(|part| self.allows_null_within(Node::from(part), seen))
    }

    /// The kind of value that a schema takes.
    pub(super) fn kind(&self, node: Node<'a>) -> Kind {
        self.kind_within(node, &mut HashSet::new())
    }

    fn kind_within(&self, node: Node<'a>, seen: &mut HashSet<&'a str>) -> Kind {
        let Some(schema) = self.followed(node, seen) else {
            return Kind::Unsaid;
        };
        let view = View::of(schema);
        let own = own_kind(&view);
        if own != Kind::Unsaid {
            return own;
        }
        if self.is_open(&view) {
            return Kind::Several;
        }
        let parts = view
            .all_of
            .iter()
            .map(|part| self.kind_within(Node::from(part), seen));
        let parts: Vec<Kind> = parts.filter(|kind| *kind != Kind::Unsaid).collect();
        if let Some(first) = parts.first() {
            return if parts.contains(&Kind::Object) {
                Kind::Object
            } else {
                *first
            };
        }
        let alternatives = view.one_of.iter().chain(view.any_of);
        let kinds = alternatives.map(|part| self.kind_within(Node::from(part), seen));
        let mut kinds = kinds.filter(|kind| !matches!(kind, Kind::Unsaid | Kind::Null));
        match kinds.next() {
            Some(first) if kinds.all(|kind| kind == first) => first,
            Some(_) => Kind::Several,
            None => Kind::Unsaid,
        }
    }

    /// Whether one of the alternatives allows anything, beside which the others are examples.
    pub(super) fn is_open(&self, view: &View<'a>) -> bool {
        let mut parts = view.one_of.iter().chain(view.any_of);
        own_kind(view) == Kind::Unsaid
            && view.all_of.is_empty()
            && parts.any(|part| {
                let schema = self.followed(Node::from(part), &mut HashSet::new());
                schema.is_some_and(allows_anything)
            })
    }

    fn has_format(&self, node: Node<'a>) -> bool {
        let schema = self.followed(node, &mut HashSet::new());
        schema.is_some_and(|schema| {
            let view = View::of(schema);
            let scalar = scalar("string", view.format);
            let is_own = |format: &str| self.types.formats.contains_key(format);
            let is_string = scalar == Some(Scalar::String) && !view.format.is_some_and(is_own);
            !is_string && view.values.is_empty()
        })
    }
}

/// The schemas of a list with their places.
pub(super) fn listed<'a>(
    schemas: &'a [ReferenceOr<Schema>],
    pointer: &str,
    keyword: &'static str,
) -> impl Iterator<Item = Part<'a>> {
    let schemas = schemas.iter().enumerate();
    schemas.map(move |(index, node)| Part {
        node: Node::from(node),
        pointer: format!("{pointer}/{keyword}/{index}"),
    })
}

/// Whether a schema allows any value, in so many words: by having no keyword that limits it.
fn allows_anything(schema: &Schema) -> bool {
    let is_bare = |any: &AnySchema| *any == AnySchema::default();
    matches!(&schema.schema_kind, SchemaKind::Any(any) if is_bare(any))
        && !schema.schema_data.nullable
}

/// What the keywords of a schema say of its kind, without those of its parts.
fn own_kind(view: &View<'_>) -> Kind {
    match view.kind {
        Some("null") => Kind::Null,
        Some("object") => Kind::Object,
        Some("array") => Kind::List,
        Some("string") => Kind::Text,
        Some("number" | "integer") => Kind::Number,
        Some("boolean") => Kind::Bool,
        _ if !view.properties.is_empty() => Kind::Object,
        _ if !matches!(
            view.additional,
            None | Some(AdditionalProperties::Any(false))
        ) =>
        {
            Kind::Object
        }
        _ if view.items.is_some() => Kind::List,
        _ => kind_of_values(view),
    }
}

fn kind_of_values(view: &View<'_>) -> Kind {
    let kind = |value: &Value| match value {
        Value::Null => Kind::Null,
        Value::Bool(_) => Kind::Bool,
        Value::Number(_) => Kind::Number,
        Value::String(_) => Kind::Text,
        Value::Array(_) => Kind::List,
        Value::Object(_) => Kind::Object,
    };
    let mut kinds = view
        .values
        .iter()
        .map(|value| kind(value))
        .filter(|kind| *kind != Kind::Null);
    match kinds.next() {
        Some(first) if kinds.all(|kind| kind == first) => first,
        Some(_) => Kind::Several,
        None if view.values.is_empty() => Kind::Unsaid,
        None => Kind::Null,
    }
}
