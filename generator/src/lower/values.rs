//! The values that a schema lists, and what the definition says of them: by extensions beside the list,
//! or by the texts of alternatives that are one value each.

use std::collections::HashSet;

use indexmap::{IndexMap, IndexSet};
use openapiv3::{AdditionalProperties, Schema};
use serde_json::Value;

use super::sort::{Kind, Part};
use super::view::{Node, View};
use super::{Lowering, vendor};
use crate::ir::Meaning;

impl<'a> Lowering<'a> {
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

    /// The plain values that a schema or each of its alternatives lists, behind references, as text.
    pub(super) fn tags(&self, node: Node<'a>) -> Option<Vec<String>> {
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

    /// The enum values of the items of a list or of the values of a map, or of what those come to, as
    /// strings.
    pub(super) fn inner_tags(&self, node: Node<'a>) -> Vec<String> {
        let mut seen = HashSet::new();
        let mut next = self.inner(node, &mut seen);
        while let Some(node) = next {
            if let Some(tags) = self.tags(node) {
                return tags;
            }
            next = self.inner(node, &mut seen);
        }
        Vec::new()
    }

    /// The enum values of a schema, else those of what its lists and maps come to, as strings.
    pub(super) fn all_tags(&self, node: Node<'a>) -> Vec<String> {
        let tags = self.tags(node);
        tags.unwrap_or_else(|| self.inner_tags(node))
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
        (meaning != Meaning::default()).then_some((plain(value)?, meaning))
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
        let meaning = said.entry(value).or_default();
        meaning.description.get_or_insert(texts.join(": "));
    }
    said
}

/// The values of an enum of strings, each once; `null` among them means nullable and is no value.
pub(super) fn enum_values(view: &View<'_>) -> Option<Vec<String>> {
    if !matches!(view.kind, None | Some("string")) {
        return None;
    }
    let mut texts: IndexSet<&str> = IndexSet::with_capacity(view.values.len());
    for value in &view.values {
        match value.as_ref() {
            Value::String(text) => drop(texts.insert(text)),
            Value::Null => {}
            _ => return None,
        }
    }
    let texts: Vec<String> = texts.into_iter().map(str::to_owned).collect();
    (!texts.is_empty()).then_some(texts)
}

/// The plain values of an enum as text, each once. Both truth values alone say no more than their
/// type.
fn enum_tags(view: &View<'_>) -> Option<Vec<String>> {
    let mut tags: IndexSet<String> = IndexSet::with_capacity(view.values.len());
    for value in &view.values {
        match plain(value) {
            Some(tag) => drop(tags.insert(tag)),
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
    (!tags.is_empty() && !is_any_flag).then(|| tags.into_iter().collect())
}

/// A text, a number or a truth value as text.
pub(super) fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
