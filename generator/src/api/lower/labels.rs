//! Labels of the alternatives of a union, from which variants are named.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

use super::discriminators::Discriminated;
use super::schema_class::JsonType;
use super::schema_keywords::{Node, SchemaKeywords, SchemaPart};
use super::schemas::Schemas;

impl<'a> Schemas<'a> {
    /// A label for each alternative: its name or title, else what distinguishes it: its discriminator value,
    /// a property that no other alternative has, or its JSON type; else its number.
    pub(super) fn labels(
        &self,
        alternatives: &[SchemaPart<'a>],
        discriminated: &Discriminated,
    ) -> Vec<String> {
        let counts = LazyCell::new(|| self.property_counts(alternatives));
        let kinds = LazyCell::new(|| self.kind_counts(alternatives));
        let parts = alternatives.iter().zip(&discriminated.tags).enumerate();
        let labels = parts.map(|(index, (part, tags))| {
            let has_letter = |tag: &String| tag.contains(char::is_alphabetic);
            let tag = || tags.first().map(ToString::to_string).filter(has_letter);
            self.name_of(part.node)
                .map(str::to_owned)
                .or_else(|| title(part.node))
                .or_else(tag)
                .or_else(|| self.own_property(part.node, &counts))
                .or_else(|| self.own_kind(part.node, &kinds))
                .unwrap_or_else(|| format!("variant {}", index + 1))
        });
        labels.collect()
    }

    /// The number of alternatives that have each property.
    fn property_counts(&self, alternatives: &[SchemaPart<'a>]) -> HashMap<&'a str, usize> {
        let mut counts = HashMap::new();
        for part in alternatives {
            for name in self.property_names(part.node, &mut HashSet::new()) {
                *counts.entry(name).or_default() += 1;
            }
        }
        counts
    }

    /// The number of alternatives of each JSON type.
    fn kind_counts(&self, alternatives: &[SchemaPart<'a>]) -> HashMap<JsonType, usize> {
        let mut counts = HashMap::new();
        for part in alternatives {
            *counts.entry(self.kind(part.node)).or_default() += 1;
        }
        counts
    }

    /// The first property, required ones preferred, that no other alternative has.
    fn own_property(&self, node: Node<'a>, counts: &HashMap<&str, usize>) -> Option<String> {
        let schema = self.followed(node, &mut HashSet::new())?;
        let view = SchemaKeywords::of(schema);
        let properties = view.properties.keys();
        let required = view
            .required
            .iter()
            .filter(|name| view.properties.contains_key(*name));
        let is_own = |name: &&String| counts.get(name.as_str()) == Some(&1);
        required.chain(properties).find(is_own).cloned()
    }

    /// The JSON type, if no other alternative has the same.
    fn own_kind(&self, node: Node<'a>, counts: &HashMap<JsonType, usize>) -> Option<String> {
        let kind = self.kind(node);
        let name = match kind {
            JsonType::Object => "object",
            JsonType::Array => "list",
            JsonType::String => "text",
            JsonType::Number => "number",
            JsonType::Boolean => "bool",
            JsonType::Undeclared | JsonType::Null | JsonType::Several => return None,
        };
        (counts.get(&kind) == Some(&1)).then(|| name.to_owned())
    }
}

pub(super) fn title(node: Node<'_>) -> Option<String> {
    match node {
        Node::Schema(schema) => {
            let title = schema.schema_data.title.as_deref()?.trim();
            (!title.is_empty()).then(|| title.to_owned())
        }
        Node::Reference(_) => None,
    }
}
