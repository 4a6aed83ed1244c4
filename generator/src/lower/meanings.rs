//! What a definition says of the values that it lists: by extensions beside the list, or by the texts
//! of alternatives that are one value each.

use indexmap::IndexMap;
use openapiv3::Schema;

use super::sort::plain;
use super::view::{Node, View};
use super::{Lowering, vendor};
use crate::ir::Meaning;

impl<'a> Lowering<'a> {
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
