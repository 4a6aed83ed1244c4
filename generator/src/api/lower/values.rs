//! Enum values and their documentation: from extensions beside `enum`, or from the titles and descriptions of
//! alternatives that have one value each.

use std::collections::HashSet;

use indexmap::{IndexMap, IndexSet};
use openapiv3::{AdditionalProperties, Schema};
use serde_json::Value;

use super::literals::{literals, plain};
use super::schema_class::JsonType;
use super::schema_keywords::scalar;
use super::schema_keywords::{Node, SchemaKeywords, SchemaPart, enum_values};
use super::schemas::Schemas;
use super::vendor;
use crate::ir::{Literal, Meaning, Scalar};

impl<'a> Schemas<'a> {
    /// The values of a string enum, behind references, also of one that allows other strings.
    pub(super) fn values(&self, node: Node<'a>) -> Option<Vec<String>> {
        let view = SchemaKeywords::of(self.listing(node)?);
        let parts = self.alternatives(&view, "");
        let is_text = |part: &SchemaPart<'a>| self.kind(part.node) == JsonType::String;
        if view.values.is_empty() && parts.iter().all(is_text) {
            let listed = parts.iter().filter_map(|part| self.listing(part.node));
            let values: Vec<String> = listed
                .filter_map(|schema| enum_values(&SchemaKeywords::of(schema)))
                .flatten()
                .collect();
            return (!values.is_empty()).then_some(values);
        }
        enum_values(&view)
    }

    /// The values of an enum of integers that have names, or all get one if the caller asks for it. An enum with
    /// an integer beyond `i64` stays a number.
    pub(super) fn integers(&self, schema: &'a Schema) -> Option<Vec<i64>> {
        let view = SchemaKeywords::of(schema);
        let is_integer = matches!(view.kind, None | Some("integer"))
            && scalar("integer", view.format) != Some(Scalar::UInt64);
        let mut values = IndexSet::with_capacity(view.values.len());
        for value in view.values.iter().filter(|value| !value.is_null()) {
            values.insert(value.as_i64()?);
        }
        let extensions = &schema.schema_data.extensions;
        let are_named = || {
            let mut values = view.values.iter().enumerate();
            values.any(|(index, value)| vendor::meaning(extensions, index, value).name.is_some())
        };
        let is_enum = is_integer && !values.is_empty() && (self.types.integer_enums || are_named());
        is_enum.then(|| values.into_iter().collect())
    }

    /// The scalar enum values of a schema, or of all its alternatives, behind references.
    pub(super) fn tags(&self, node: Node<'a>) -> Option<Vec<Literal>> {
        let view = SchemaKeywords::of(self.listing(node)?);
        if view.values.is_empty() {
            let mut tags = Vec::new();
            for part in self.alternatives(&view, "") {
                tags.extend(enum_tags(&SchemaKeywords::of(self.listing(part.node)?))?);
            }
            return (!tags.is_empty()).then_some(tags);
        }
        enum_tags(&view)
    }

    /// The enum values of the items of an array or of the values of a map, recursively.
    pub(super) fn inner_tags(&self, node: Node<'a>) -> Vec<Literal> {
        let mut seen = HashSet::new();
        let mut next = self.inner(node, &mut seen);
        while let Some(node) = next {
            let values = self.enum_constants(node);
            if !values.is_empty() {
                return values;
            }
            next = self.inner(node, &mut seen);
        }
        Vec::new()
    }

    /// The enum values of a schema, else those of its items or map values.
    pub(super) fn all_tags(&self, node: Node<'a>) -> Vec<Literal> {
        match self.enum_constants(node) {
            values if values.is_empty() => self.inner_tags(node),
            values => values,
        }
    }

    /// The enum values of a schema: scalars, else objects and arrays.
    pub(super) fn enum_constants(&self, node: Node<'a>) -> Vec<Literal> {
        let of_json = || json_values(&SchemaKeywords::of(self.listing(node)?));
        self.tags(node).or_else(of_json).unwrap_or_default()
    }

    /// Whether one of the alternatives of a string schema is any string; the values of the others are
    /// examples then.
    pub(super) fn takes_any_string(&self, node: Node<'a>) -> bool {
        let Some(schema) = self.listing(node) else {
            return false;
        };
        let parts = self.alternatives(&SchemaKeywords::of(schema), "");
        let is_text = |part: &SchemaPart<'a>| self.kind(part.node) == JsonType::String;
        parts.iter().all(is_text)
            && parts.iter().any(|part| {
                let listing = self.listing(part.node).map(SchemaKeywords::of);
                let is_plain = |view: SchemaKeywords<'a>| {
                    view.kind == Some("string") && view.values.is_empty() && view.format.is_none()
                };
                listing.is_some_and(is_plain)
            })
    }

    /// The schema of the items of an array, or of the values of a map without properties.
    fn inner(&self, node: Node<'a>, seen: &mut HashSet<&'a str>) -> Option<Node<'a>> {
        let mut view = SchemaKeywords::of(self.followed(node, seen)?);
        if let [only] = view.all_of {
            view = SchemaKeywords::of(self.followed(Node::from(only), seen)?);
        }
        match view.additional {
            _ if view.items.is_some() => view.items,
            Some(AdditionalProperties::Schema(schema)) if view.properties.is_empty() => {
                Some(Node::from(schema.as_ref()))
            }
            _ => None,
        }
    }

    /// The schema that has the `enum`: itself, or its only part.
    fn listing(&self, node: Node<'a>) -> Option<&'a Schema> {
        let schema = self.followed(node, &mut HashSet::new())?;
        let view = SchemaKeywords::of(schema);
        match view.all_of {
            [only] if view.values.is_empty() => {
                self.followed(Node::from(only), &mut HashSet::new())
            }
            _ => Some(schema),
        }
    }

    /// The documentation of enum values, by value.
    pub(super) fn meanings(&self, node: Node<'a>) -> IndexMap<String, Meaning> {
        let Some(schema) = self.listing(node) else {
            return IndexMap::new();
        };
        let view = SchemaKeywords::of(schema);
        if !view.values.is_empty() {
            return beside(schema);
        }
        let parts = self.alternatives(&view, "").into_iter();
        let parts = parts.filter_map(|part| self.listing(part.node));
        parts.flat_map(of_alternative).collect()
    }
}

/// The documentation of enum values in extensions.
fn beside(schema: &Schema) -> IndexMap<String, Meaning> {
    let view = SchemaKeywords::of(schema);
    let extensions = &schema.schema_data.extensions;
    let values = view.values.iter().enumerate();
    let said = values.filter_map(|(index, value)| {
        let meaning = vendor::meaning(extensions, index, value);
        (meaning != Meaning::default()).then_some((plain(value)?.to_string(), meaning))
    });
    said.collect()
}

/// The documentation of enum values by an alternative: the title and description of an alternative with a
/// single value.
fn of_alternative(schema: &Schema) -> IndexMap<String, Meaning> {
    let mut said = beside(schema);
    let data = &schema.schema_data;
    let texts = [data.title.as_deref(), data.description.as_deref()];
    let texts: Vec<_> = texts.into_iter().flatten().collect();
    if let [only] = SchemaKeywords::of(schema).values.as_slice()
        && let Some(value) = plain(only)
        && !texts.is_empty()
    {
        let meaning = said.entry(value.to_string()).or_default();
        meaning.description.get_or_insert(texts.join(": "));
    }
    said
}

/// The scalar enum values, each once; a number and a string with the same text count as one. Both booleans
/// together add nothing to the type.
fn enum_tags(view: &SchemaKeywords<'_>) -> Option<Vec<Literal>> {
    let mut tags: IndexMap<String, Literal> = IndexMap::with_capacity(view.values.len());
    for value in &view.values {
        match plain(value) {
            Some(tag) => drop(tags.entry(tag.to_string()).or_insert(tag)),
            None if value.is_null() => {}
            None => return None,
        }
    }
    let has = |flag| {
        view.values
            .iter()
            .any(|value| value.as_bool() == Some(flag))
    };
    let is_any_flag = tags.len() == 2 && has(true) && has(false);
    (!tags.is_empty() && !is_any_flag).then(|| tags.into_values().collect())
}

/// The objects and arrays of an `enum` in a schema without other keywords.
fn json_values(view: &SchemaKeywords<'_>) -> Option<Vec<Literal>> {
    let is_bare = view.kind.is_none()
        && view.properties.is_empty()
        && view.additional.is_none()
        && view.items.is_none();
    let is_json = |value: &Value| value.is_array() || value.is_object();
    let values = view.values.iter().filter(|value| !value.is_null());
    let values: Vec<&Value> = values.map(AsRef::as_ref).collect();
    let are_json = is_bare && values.iter().all(|value| is_json(value));
    are_json.then(|| literals(&values))
}
