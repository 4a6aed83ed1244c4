//! What the alternatives of a union are called.

use std::collections::HashSet;

use super::Lowering;
use super::sort::{Kind, Part};
use super::unions::Discriminated;
use super::view::{Node, View};

impl<'a> Lowering<'a> {
    /// A label for each alternative: its name or title, else what sets it apart. That is the value of
    /// the discriminator, a property that no other alternative has, or the kind of its value; else its
    /// number.
    pub(super) fn labels(
        &self,
        alternatives: &[Part<'a>],
        discriminated: &Discriminated,
    ) -> Vec<String> {
        let parts = alternatives.iter().zip(&discriminated.tags).enumerate();
        let labels = parts.map(|(index, (part, tags))| {
            let has_letter = |tag: &String| tag.contains(char::is_alphabetic);
            let tag = || tags.first().map(ToString::to_string).filter(has_letter);
            self.name_of(part.node)
                .map(str::to_owned)
                .or_else(|| title(part.node))
                .or_else(tag)
                .or_else(|| self.own_property(alternatives, index))
                .or_else(|| self.own_kind(alternatives, index))
                .unwrap_or_else(|| format!("variant {}", index + 1))
        });
        labels.collect()
    }

    /// The first property, if possible a required one, that no other alternative has.
    fn own_property(&self, alternatives: &[Part<'a>], index: usize) -> Option<String> {
        let part = alternatives.get(index)?;
        let schema = self.followed(part.node, &mut HashSet::new())?;
        let view = View::of(schema);
        let others = alternatives.iter().enumerate();
        let others = others.filter(|(other, _)| *other != index);
        let others: Vec<HashSet<&str>> = others
            .map(|(_, part)| self.property_names(part.node, &mut HashSet::new()))
            .collect();
        let properties = view.properties.keys();
        let required = view
            .required
            .iter()
            .filter(|name| view.properties.contains_key(*name));
        let is_own = |name: &&String| !others.iter().any(|names| names.contains(name.as_str()));
        required.chain(properties).find(is_own).cloned()
    }

    /// The kind of value, if no other alternative is of the same.
    fn own_kind(&self, alternatives: &[Part<'a>], index: usize) -> Option<String> {
        let kind = self.kind(alternatives.get(index)?.node);
        let same = alternatives
            .iter()
            .filter(|part| self.kind(part.node) == kind);
        let name = match kind {
            Kind::Object => "object",
            Kind::List => "list",
            Kind::Text => "text",
            Kind::Number => "number",
            Kind::Bool => "bool",
            Kind::Unsaid | Kind::Null | Kind::Several => return None,
        };
        (same.count() == 1).then(|| name.to_owned())
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
