//! The property that discriminates the alternatives of a union: the declared discriminator, or one that is
//! inferred.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use openapiv3::{Discriminator, Schema};

use super::schema_class::JsonType;
use super::schema_keywords::{Node, SchemaKeywords, SchemaPart};
use super::schemas::{Schemas, component_name};
use crate::ir::Literal;

/// How the alternatives of a union are discriminated.
pub(super) struct Discriminated {
    /// The discriminating property.
    pub(super) property: Option<String>,
    /// Whether the definition declares the property as `discriminator`.
    pub(super) is_explicit: bool,
    /// The values of the property, by alternative.
    pub(super) tags: Vec<Vec<Literal>>,
}

impl<'a> Schemas<'a> {
    /// How alternatives are discriminated: by the declared discriminator, else by a property with enum values
    /// of which no two alternatives share one.
    pub(super) fn discriminated(
        &self,
        schema: &'a Schema,
        alternatives: &[SchemaPart<'a>],
    ) -> Discriminated {
        if let Some(declared) = &schema.schema_data.discriminator {
            let mapping = Mapping::of(declared);
            let tags = alternatives
                .iter()
                .map(|part| self.declared_tags(declared, &mapping, part.node));
            return Discriminated {
                tags: tags.collect(),
                property: Some(declared.property_name.clone()),
                is_explicit: true,
            };
        }
        let objects = alternatives
            .iter()
            .filter(|part| self.kind(part.node) == JsonType::Object);
        let values: Vec<_> = objects.map(|part| self.property_tags(part.node)).collect();
        let property = values
            .first()
            .filter(|_| values.len() > 1)
            .and_then(|first| first.keys().copied().find(|name| are_apart(name, &values)));
        Discriminated {
            property: property.map(str::to_owned),
            is_explicit: false,
            tags: alternatives
                .iter()
                .map(|part| {
                    property
                        .and_then(|name| self.tags_of(part.node, name))
                        .unwrap_or_default()
                })
                .collect(),
        }
    }

    /// The values of a declared discriminator for an alternative: those of the mapping, else the enum values
    /// of the property in the alternative, else the name of its schema.
    fn declared_tags(
        &self,
        declared: &'a Discriminator,
        mapping: &Mapping,
        node: Node<'a>,
    ) -> Vec<Literal> {
        let name = self.name_of(node);
        let of_mapping = name.and_then(|name| mapping.values(name));
        let listed = || self.tags_of(node, &declared.property_name);
        of_mapping
            .or_else(listed)
            .or_else(|| name.map(|name| vec![name.into()]))
            .unwrap_or_default()
    }

    fn tags_of(&self, node: Node<'a>, property: &str) -> Option<Vec<Literal>> {
        self.property_tags(node).swap_remove(property)
    }

    /// The properties of an object with scalar enum values, with those values.
    fn property_tags(&self, node: Node<'a>) -> IndexMap<&'a str, Vec<Literal>> {
        let mut found = Vec::new();
        self.collect_tags(node, &mut HashSet::new(), &mut found);
        // The last declaration of a property takes effect.
        let mut last: IndexMap<_, _> = IndexMap::with_capacity(found.len());
        for (name, tags) in found.into_iter().rev() {
            last.entry(name).or_insert(tags);
        }
        last.reverse();
        last
    }

    fn collect_tags(
        &self,
        node: Node<'a>,
        seen: &mut HashSet<&'a str>,
        found: &mut Vec<(&'a str, Vec<Literal>)>,
    ) {
        let Some(schema) = self.followed(node, seen) else {
            return;
        };
        let view = SchemaKeywords::of(schema);
        for part in view.all_of {
            self.collect_tags(Node::from(part), seen, found);
        }
        for (name, property) in view.properties {
            if let Some(tags) = self.tags(Node::from(property)) {
                found.push((name, tags));
            }
        }
    }
}

/// The values of a discriminator by the schema that the mapping names.
pub(super) struct Mapping(HashMap<String, Vec<Literal>>);

impl Mapping {
    pub(super) fn of(discriminator: &Discriminator) -> Self {
        let mut values: HashMap<String, Vec<Literal>> = HashMap::new();
        for (value, target) in &discriminator.mapping {
            let name = component_name(target).unwrap_or_else(|| target.clone());
            values.entry(name).or_default().push(value.as_str().into());
        }
        Self(values)
    }

    /// The values that map to a named schema.
    pub(super) fn values(&self, name: &str) -> Option<Vec<Literal>> {
        self.0.get(name).cloned()
    }
}

/// Whether every object has the property, and no two share a value of it.
fn are_apart(name: &str, objects: &[IndexMap<&str, Vec<Literal>>]) -> bool {
    let mut seen = HashSet::new();
    objects.iter().all(|properties| {
        let values = properties.get(name);
        values.is_some_and(|values| values.iter().all(|value| seen.insert(value.to_string())))
    })
}

#[cfg(test)]
mod tests {
    use indexmap::IndexMap;

    use super::are_apart;
    use crate::ir::Literal;

    #[test]
    fn values_are_apart_when_no_two_objects_share_one() {
        let object = |values: &[&str]| {
            let values = values.iter().map(|value| Literal::from(*value));
            IndexMap::from([("kind", values.collect())])
        };
        assert!(are_apart("kind", &[object(&["a", "b"]), object(&["c"])]));
        assert!(!are_apart("kind", &[object(&["a", "b"]), object(&["b"])]));
        assert!(!are_apart("kind", &[object(&["a"]), IndexMap::new()]));
    }
}
