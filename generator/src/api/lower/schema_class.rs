//! The class of a schema, which determines its type: a struct, an enum, a union, one of its own parts, or its
//! `type`.

use std::collections::HashSet;

use indexmap::IndexSet;
use openapiv3::{AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaKind};
use serde_json::Value;

use super::schema_keywords::{Node, SchemaKeywords, SchemaPart, enum_values, scalar};
use super::schemas::Schemas;
use crate::ir::Scalar;

pub(super) enum SchemaClass<'a> {
    /// An object with named properties, its own or those of its parts.
    Struct,
    /// A string with enum values.
    Values(Vec<String>),
    /// An integer out of a list, each with a name.
    Integers(Vec<i64>),
    /// One of several types.
    Union(Vec<SchemaPart<'a>>),
    /// The same as its only part that declares a type.
    Same(SchemaPart<'a>),
    /// The type of its own `type`.
    Own,
}

/// The JSON type of a schema's values.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum JsonType {
    /// The schema allows any type.
    Undeclared,
    Null,
    Object,
    Array,
    String,
    Number,
    Boolean,
    /// The schema allows several types.
    Several,
}

impl<'a> Schemas<'a> {
    pub(super) fn class(&self, schema: &'a Schema, pointer: &str) -> SchemaClass<'a> {
        let view = SchemaKeywords::of(schema);
        let alternatives = self.alternatives(&view, pointer);
        if !alternatives.is_empty() && self.is_open(&view) {
            return SchemaClass::Union(alternatives);
        }
        let parts: Vec<SchemaPart<'a>> = listed(view.all_of, pointer, "allOf")
            .filter(|part| !matches!(self.kind(part.node), JsonType::Undeclared | JsonType::Null))
            .collect();
        let own = own_kind(&view);
        let is_of_objects = parts
            .iter()
            .any(|part| self.kind(part.node) == JsonType::Object)
            || alternatives
                .iter()
                .any(|alternative| self.kind(alternative.node) == JsonType::Object);
        if !view.properties.is_empty() {
            return SchemaClass::Struct;
        }
        if is_of_objects {
            // `type: object` beside the parts adds nothing to them.
            let adds = view.additional_type().is_some() || !view.required.is_empty();
            return match (adds, parts.as_slice(), alternatives.as_slice()) {
                (false, [only], []) | (false, [], [only]) => SchemaClass::Same(only.clone()),
                (false, [], _) => self.union(alternatives),
                (_, [], _) if view.additional_type().is_none() => self.union(alternatives),
                _ => SchemaClass::Struct,
            };
        }
        match (enum_values(&view), own, parts.into_iter().next()) {
            (Some(values), ..) => SchemaClass::Values(values),
            (None, JsonType::Undeclared, Some(part)) => SchemaClass::Same(part),
            (None, JsonType::Undeclared | JsonType::Several, None) if !alternatives.is_empty() => {
                self.union(alternatives)
            }
            // An enum among the parts says more than a `type` beside them.
            (None, JsonType::String, Some(part)) if self.values(part.node).is_some() => {
                SchemaClass::Same(part)
            }
            (None, JsonType::String, None) if alternatives.len() > 1 => self.union(alternatives),
            (None, JsonType::Number, None) => match self.integers(schema) {
                Some(values) => SchemaClass::Integers(values),
                None => SchemaClass::Own,
            },
            _ => SchemaClass::Own,
        }
    }

    /// A union, or less if alternatives have the same type.
    fn union(&self, mut alternatives: Vec<SchemaPart<'a>>) -> SchemaClass<'a> {
        let mut seen = HashSet::new();
        alternatives.retain(|alternative| match alternative.node {
            Node::Reference(reference) => seen.insert(reference),
            Node::Schema(_) => true,
        });
        if let [only] = alternatives.as_slice() {
            return SchemaClass::Same(only.clone());
        }
        let is_text =
            |alternative: &SchemaPart<'a>| self.kind(alternative.node) == JsonType::String;
        if alternatives.iter().all(is_text) {
            return self.texts(alternatives);
        }
        SchemaClass::Union(alternatives)
    }

    /// Removes the plain string beside an enum: enums keep unknown values, so that it adds nothing.
    fn texts(&self, alternatives: Vec<SchemaPart<'a>>) -> SchemaClass<'a> {
        if alternatives.iter().any(|part| self.has_format(part.node)) {
            return SchemaClass::Union(alternatives);
        }
        let is_enum = |part: &&SchemaPart<'a>| self.values(part.node).is_some();
        let enums: Vec<SchemaPart<'a>> = alternatives.iter().filter(is_enum).cloned().collect();
        match enums.as_slice() {
            [] => alternatives
                .into_iter()
                .next()
                .map_or(SchemaClass::Own, SchemaClass::Same),
            [only] => {
                let values = self.values(only.node).unwrap_or_default();
                match (values.as_slice(), only.node) {
                    // By its name it is a constant, and here any string is taken as well.
                    ([_], Node::Reference(_)) => SchemaClass::Values(values),
                    _ => SchemaClass::Same(only.clone()),
                }
            }
            several => {
                let is_named = |part: &SchemaPart<'a>| matches!(part.node, Node::Reference(_));
                if several.iter().any(is_named) {
                    return SchemaClass::Union(enums);
                }
                let values = several.iter().filter_map(|part| self.values(part.node));
                let values: IndexSet<String> = values.flatten().collect();
                SchemaClass::Values(values.into_iter().collect())
            }
        }
    }

    /// The alternatives of a schema, without empty ones and without `null`.
    pub(super) fn alternatives(
        &self,
        view: &SchemaKeywords<'a>,
        pointer: &str,
    ) -> Vec<SchemaPart<'a>> {
        let says = |part: &SchemaPart<'a>| {
            !matches!(self.kind(part.node), JsonType::Undeclared | JsonType::Null)
        };
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
        let view = SchemaKeywords::of(schema);
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

    pub(super) fn kind(&self, node: Node<'a>) -> JsonType {
        self.kind_within(node, &mut HashSet::new())
    }

    fn kind_within(&self, node: Node<'a>, seen: &mut HashSet<&'a str>) -> JsonType {
        let Some(schema) = self.followed(node, seen) else {
            return JsonType::Undeclared;
        };
        let view = SchemaKeywords::of(schema);
        let own = own_kind(&view);
        if own != JsonType::Undeclared {
            return own;
        }
        if self.is_open(&view) {
            return JsonType::Several;
        }
        let parts = view
            .all_of
            .iter()
            .map(|part| self.kind_within(Node::from(part), seen));
        let parts: Vec<JsonType> = parts.filter(|kind| *kind != JsonType::Undeclared).collect();
        if let Some(first) = parts.first() {
            return if parts.contains(&JsonType::Object) {
                JsonType::Object
            } else {
                *first
            };
        }
        let alternatives = view.one_of.iter().chain(view.any_of);
        let kinds = alternatives.map(|part| self.kind_within(Node::from(part), seen));
        let mut kinds = kinds.filter(|kind| !matches!(kind, JsonType::Undeclared | JsonType::Null));
        match kinds.next() {
            Some(first) if kinds.all(|kind| kind == first) => first,
            Some(_) => JsonType::Several,
            None => JsonType::Undeclared,
        }
    }

    /// Whether one of the alternatives allows any value; the others are examples then.
    pub(super) fn is_open(&self, view: &SchemaKeywords<'a>) -> bool {
        let mut parts = view.one_of.iter().chain(view.any_of);
        own_kind(view) == JsonType::Undeclared
            && view.all_of.is_empty()
            && parts.any(|part| {
                let schema = self.followed(Node::from(part), &mut HashSet::new());
                schema.is_some_and(allows_anything)
            })
    }

    fn has_format(&self, node: Node<'a>) -> bool {
        let schema = self.followed(node, &mut HashSet::new());
        schema.is_some_and(|schema| {
            let view = SchemaKeywords::of(schema);
            let scalar = scalar("string", view.format);
            let is_own = |format: &str| self.types.formats.contains_key(format);
            let is_string = scalar == Some(Scalar::String) && !view.format.is_some_and(is_own);
            !is_string && view.values.is_empty()
        })
    }
}

/// The schemas of an array, with their pointers.
pub(super) fn listed<'a>(
    schemas: &'a [ReferenceOr<Schema>],
    pointer: &str,
    keyword: &'static str,
) -> impl Iterator<Item = SchemaPart<'a>> {
    let schemas = schemas.iter().enumerate();
    schemas.map(move |(index, node)| SchemaPart {
        node: Node::from(node),
        pointer: format!("{pointer}/{keyword}/{index}"),
    })
}

/// Whether a schema has no keyword that limits its values.
fn allows_anything(schema: &Schema) -> bool {
    let is_bare = |any: &AnySchema| *any == AnySchema::default();
    matches!(&schema.schema_kind, SchemaKind::Any(any) if is_bare(any))
        && !schema.schema_data.nullable
}

/// The JSON type by the keywords of a schema itself, without its parts.
fn own_kind(view: &SchemaKeywords<'_>) -> JsonType {
    match view.kind {
        Some("null") => JsonType::Null,
        Some("object") => JsonType::Object,
        Some("array") => JsonType::Array,
        Some("string") => JsonType::String,
        Some("number" | "integer") => JsonType::Number,
        Some("boolean") => JsonType::Boolean,
        _ if !view.properties.is_empty() => JsonType::Object,
        _ if !matches!(
            view.additional,
            None | Some(AdditionalProperties::Any(false))
        ) =>
        {
            JsonType::Object
        }
        _ if view.items.is_some() => JsonType::Array,
        _ => kind_of_values(view),
    }
}

fn kind_of_values(view: &SchemaKeywords<'_>) -> JsonType {
    let kind = |value: &Value| match value {
        Value::Null => JsonType::Null,
        Value::Bool(_) => JsonType::Boolean,
        Value::Number(_) => JsonType::Number,
        Value::String(_) => JsonType::String,
        Value::Array(_) => JsonType::Array,
        Value::Object(_) => JsonType::Object,
    };
    let mut kinds = view
        .values
        .iter()
        .map(|value| kind(value))
        .filter(|kind| *kind != JsonType::Null);
    match kinds.next() {
        Some(first) if kinds.all(|kind| kind == first) => first,
        Some(_) => JsonType::Several,
        None if view.values.is_empty() => JsonType::Undeclared,
        None => JsonType::Null,
    }
}
