//! The values that a schema lists, and what the definition says of them: by extensions beside the list,
//! or by the texts of alternatives that are one value each.

use std::collections::HashSet;

use indexmap::{IndexMap, IndexSet};
use openapiv3::{AdditionalProperties, Schema};
use serde_json::Value;

use super::literals::{literals, plain};
use super::schemas::Schemas;
use super::sort::Kind;
use super::vendor;
use super::view::{Node, Part, View, enum_values, scalar};
use crate::ir::{Literal, Meaning, Scalar};

impl<'a> Schemas<'a> {
    /// The values of an enum of strings, behind references; also those beside any text.
    pub(super) fn values(&self, node: Node<'a>) -> Option<Vec<String>> {
        let view = View::of(self.listing(node)?);
        let parts = self.alternatives(&view, "");
        let is_text = |part: &Part<'a>| self.kind(part.node) == Kind::Text;
        if view.values.is_empty() && parts.iter().all(is_text) {
            let listed = parts.iter().filter_map(|part| self.listing(part.node));
            let values: Vec<String> = listed
                .filter_map(|schema| enum_values(&View::of(schema)))
                .flatten()
                .collect();
            return (!values.is_empty()).then_some(values);
        }
        enum_values(&view)
    }

    /// The values of an enum of integers that have names, or all get one if the caller asks for it. An integer
    /// that 64 bits with a sign do not hold is in no enum.
    pub(super) fn integers(&self, schema: &'a Schema) -> Option<Vec<i64>> {
        let view = View::of(schema);
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

    /// The plain values that a schema or each of its alternatives lists, behind references.
    pub(super) fn tags(&self, node: Node<'a>) -> Option<Vec<Literal>> {
        let view = View::of(self.listing(node)?);
        if view.values.is_empty() {
            let mut tags = Vec::new();
            for part in self.alternatives(&view, "") {
                tags.extend(enum_tags(&View::of(self.listing(part.node)?))?);
            }
            return (!tags.is_empty()).then_some(tags);
        }
        enum_tags(&view)
    }

    /// The enum values of the items of a list or of the values of a map, or of what those come to.
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

    /// The enum values of a schema, else those of what its lists and maps come to.
    pub(super) fn all_tags(&self, node: Node<'a>) -> Vec<Literal> {
        match self.enum_constants(node) {
            values if values.is_empty() => self.inner_tags(node),
            values => values,
        }
    }

    /// The enum values of a schema: plain ones, or else objects and arrays.
    pub(super) fn enum_constants(&self, node: Node<'a>) -> Vec<Literal> {
        let of_json = || json_values(&View::of(self.listing(node)?));
        self.tags(node).or_else(of_json).unwrap_or_default()
    }

    /// Whether one of the alternatives of a schema of strings is any string: the values of the others
    /// are examples.
    pub(super) fn takes_any_string(&self, node: Node<'a>) -> bool {
        let Some(schema) = self.listing(node) else {
            return false;
        };
        let parts = self.alternatives(&View::of(schema), "");
        let is_text = |part: &Part<'a>| self.kind(part.node) == Kind::Text;
        parts.iter().all(is_text)
            && parts.iter().any(|part| {
                let listing = self.listing(part.node).map(View::of);
                let is_plain = |view: View<'a>| {
                    view.kind == Some("string") && view.values.is_empty() && view.format.is_none()
                };
                listing.is_some_and(is_plain)
            })
    }

    /// The schema of the items of a list, or of the values of a map that has no other properties.
    fn inner(&self, node: Node<'a>, seen: &mut HashSet<&'a str>) -> Option<Node<'a>> {
        let mut view = View::of(self.followed(node, seen)?);
        if let [only] = view.all_of {
            view = View::of(self.followed(Node::from(only), seen)?);
        }
        match view.additional {
            _ if view.items.is_some() => view.items,
            Some(AdditionalProperties::Schema(schema)) if view.properties.is_empty() => {
                Some(Node::from(schema.as_ref()))
            }
            _ => None,
        }
    }

    /// The schema that lists the values of another one: itself, or its only part.
    fn listing(&self, node: Node<'a>) -> Option<&'a Schema> {
        let schema = self.followed(node, &mut HashSet::new())?;
        let view = View::of(schema);
        match view.all_of {
            [only] if view.values.is_empty() => {
                self.followed(Node::from(only), &mut HashSet::new())
            }
            _ => Some(schema),
        }
    }

    /// What is said of the values of a schema, by their text.
    pub(super) fn meanings(&self, node: Node<'a>) -> IndexMap<String, Meaning> {
        let Some(schema) = self.listing(node) else {
            return IndexMap::new();
        };
        let view = View::of(schema);
        if !view.values.is_empty() {
            return beside(schema);
        }
        let parts = self.alternatives(&view, "").into_iter();
        let parts = parts.filter_map(|part| self.listing(part.node));
        parts.flat_map(of_alternative).collect()
    }
}

/// What extensions say of the values of an enum.
fn beside(schema: &Schema) -> IndexMap<String, Meaning> {
    let view = View::of(schema);
    let extensions = &schema.schema_data.extensions;
    let values = view.values.iter().enumerate();
    let said = values.filter_map(|(index, value)| {
        let meaning = vendor::meaning(extensions, index, value);
        (meaning != Meaning::default()).then_some((plain(value)?.to_string(), meaning))
    });
    said.collect()
}

/// What an alternative says of its values. The texts of one that has a single value are about that.
fn of_alternative(schema: &Schema) -> IndexMap<String, Meaning> {
    let mut said = beside(schema);
    let data = &schema.schema_data;
    let texts = [data.title.as_deref(), data.description.as_deref()];
    let texts: Vec<_> = texts.into_iter().flatten().collect();
    if let [only] = View::of(schema).values.as_slice()
        && let Some(value) = plain(only)
        && !texts.is_empty()
    {
        let meaning = said.entry(value.to_string()).or_default();
        meaning.description.get_or_insert(texts.join(": "));
    }
    said
}

/// The plain values of an enum. Each stands once, also where a number and a string look the same. Both
/// booleans alone say no more than their type.
fn enum_tags(view: &View<'_>) -> Option<Vec<Literal>> {
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

/// Objects and arrays that are all that a schema without further keywords allows.
fn json_values(view: &View<'_>) -> Option<Vec<Literal>> {
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
