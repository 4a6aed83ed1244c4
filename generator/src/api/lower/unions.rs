//! Unions: `oneOf` and `anyOf`, and schemas that others extend.

use std::collections::{HashMap, HashSet};

use indexmap::{IndexMap, IndexSet};
use openapiv3::{Discriminator, Schema};

use super::Lowering;
use super::labels::title;
use super::objects::Owner;
use super::schemas::component_name;
use super::sort::{Kind, Part};
use super::view::{Node, View};
use crate::ir::{
    Constraints, Literal, Model, ModelId, ModelKind, Origin, Struct, TypeRef, Union, Untyped,
    Variant,
};

/// What tells the alternatives of a union apart.
pub(super) struct Discriminated {
    /// The property that does.
    pub(super) property: Option<String>,
    /// Whether the definition says so.
    pub(super) is_stated: bool,
    /// Its values, by alternative.
    pub(super) tags: Vec<Vec<Literal>>,
}

impl<'a> Lowering<'a> {
    /// A union of alternatives that share nothing.
    pub(super) fn union_kind(
        &mut self,
        schema: &'a Schema,
        mut alternatives: Vec<Part<'a>>,
        id: ModelId,
    ) -> ModelKind {
        if let Some(own) = self.own_name(id) {
            alternatives.retain(|part| self.name_of(part.node) != Some(own));
        }
        let discriminated = self.discriminated(schema, &alternatives);
        let labels = self.labels(&alternatives, &discriminated);
        let described = labels.into_iter().zip(discriminated.tags);
        let mut variants: Vec<Variant> = Vec::with_capacity(alternatives.len());
        let mut places: HashMap<TypeRef, usize> = HashMap::with_capacity(alternatives.len());
        let mut is_open = self.is_open(&View::of(schema));
        for (alternative, (label, tags)) in alternatives.into_iter().zip(described) {
            let is_named = matches!(alternative.node, Node::Reference(_));
            let origin = Origin::Nested(id, label.clone());
            let label = (!is_named).then_some(label);
            let Some(variant) = self.variant(alternative, &origin, label, tags) else {
                is_open = true;
                continue;
            };
            let place = *places.entry(variant.ty.clone()).or_insert(variants.len());
            match variants.get_mut(place) {
                Some(known) => {
                    known.tags.extend(variant.tags);
                    // Where one of them takes any value, both do.
                    match variant.listed.is_empty() || known.listed.is_empty() {
                        true => known.listed.clear(),
                        false => known.listed.extend(variant.listed),
                    }
                }
                None => variants.push(variant),
            }
        }
        match variants.as_slice() {
            [] => ModelKind::Alias(TypeRef::Json(Untyped::Anything)),
            [only] if only.tags.is_empty() && !is_open => ModelKind::Alias(only.ty.clone()),
            _ => ModelKind::Union(Union {
                discriminator: discriminated.property,
                is_stated: discriminated.is_stated,
                variants,
            }),
        }
    }

    /// A variant, unless it allows any value, which every union keeps anyway.
    pub(super) fn variant(
        &mut self,
        part: Part<'a>,
        origin: &Origin,
        label: Option<String>,
        tags: Vec<Literal>,
    ) -> Option<Variant> {
        let ty = self.type_of(part.node, origin, &part.pointer);
        // A label is for what has no name: models and what the definition gives a title.
        let is_model = matches!(ty, TypeRef::Model(_));
        let has_title = title(part.node).is_some();
        let listed = self.all_tags(part.node);
        (!matches!(ty, TypeRef::Json(_))).then_some(Variant {
            pointer: part.pointer,
            label: label.filter(|_| is_model || has_title),
            ty,
            constraints: self.constraints(part.node),
            tags,
            listed,
        })
    }

    /// A schema with a discriminator that others extend: each of those, or the schema itself.
    pub(super) fn hierarchy(&mut self, schema: &'a Schema, id: ModelId) -> Option<ModelKind> {
        let discriminator = schema.schema_data.discriminator.as_ref()?;
        let name = self.own_name(id)?;
        if !self.alternatives(&View::of(schema), "").is_empty() {
            return None;
        }
        let children = self.descendants(name, discriminator);
        if children.is_empty() {
            return None;
        }
        let mapping = Mapping::of(discriminator);
        let mut variants = Vec::with_capacity(children.len() + 1);
        for child in children {
            let target = *self.components.get(child)?;
            variants.push(Variant {
                pointer: self.models.get(target.0)?.pointer.clone(),
                label: None,
                ty: TypeRef::Model(target),
                constraints: Constraints::default(),
                tags: mapping.values(child).unwrap_or_else(|| vec![child.into()]),
                listed: Vec::new(),
            });
        }
        let pointer = self.models.get(id.0)?.pointer.clone();
        let part = Part {
            node: Node::Schema(schema),
            pointer: pointer.clone(),
        };
        let base = self.placeholder(Origin::Nested(id, "base".to_owned()), &part);
        let object = self.flat_object(schema, Owner::Model(base), &pointer);
        self.models[base.0].kind = ModelKind::Struct(object);
        variants.push(Variant {
            pointer,
            tags: mapping.values(name).unwrap_or_else(|| vec![name.into()]),
            label: Some("base".to_owned()),
            ty: TypeRef::Model(base),
            constraints: Constraints::default(),
            listed: Vec::new(),
        });
        Some(ModelKind::Union(Union {
            discriminator: Some(discriminator.property_name.clone()),
            is_stated: true,
            variants,
        }))
    }

    /// The named schemas that extend another one, directly or not, or that its mapping leads to, in
    /// document order.
    fn descendants(&self, name: &'a str, discriminator: &Discriminator) -> Vec<&'a str> {
        let targets = discriminator.mapping.values();
        let targets = targets.filter_map(|target| {
            let name = component_name(target).unwrap_or_else(|| target.clone());
            self.components
                .get_key_value(name.as_str())
                .map(|(name, _)| *name)
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
        found.sort_unstable_by_key(|child| self.components.get(child).copied());
        found
    }

    /// What tells some alternatives apart: the discriminator of the definition, else a property with
    /// values that no two of them share.
    pub(super) fn discriminated(
        &self,
        schema: &'a Schema,
        alternatives: &[Part<'a>],
    ) -> Discriminated {
        if let Some(stated) = &schema.schema_data.discriminator {
            let mapping = Mapping::of(stated);
            let tags = alternatives
                .iter()
                .map(|part| self.stated_tags(stated, &mapping, part.node));
            return Discriminated {
                tags: tags.collect(),
                property: Some(stated.property_name.clone()),
                is_stated: true,
            };
        }
        let objects = alternatives
            .iter()
            .filter(|part| self.kind(part.node) == Kind::Object);
        let values: Vec<_> = objects.map(|part| self.property_tags(part.node)).collect();
        let told = values
            .first()
            .filter(|_| values.len() > 1)
            .and_then(|first| first.keys().copied().find(|name| are_apart(name, &values)));
        Discriminated {
            property: told.map(str::to_owned),
            is_stated: false,
            tags: alternatives
                .iter()
                .map(|part| {
                    told.and_then(|name| self.tags_of(part.node, name))
                        .unwrap_or_default()
                })
                .collect(),
        }
    }

    /// The values of a stated discriminator that stand for an alternative: those of the mapping, else
    /// those that the alternative itself lists, else its name.
    fn stated_tags(
        &self,
        stated: &'a Discriminator,
        mapping: &Mapping,
        node: Node<'a>,
    ) -> Vec<Literal> {
        let name = self.name_of(node);
        let of_mapping = name.and_then(|name| mapping.values(name));
        let listed = || self.tags_of(node, &stated.property_name);
        of_mapping
            .or_else(listed)
            .or_else(|| name.map(|name| vec![name.into()]))
            .unwrap_or_default()
    }

    fn tags_of(&self, node: Node<'a>, property: &str) -> Option<Vec<Literal>> {
        self.property_tags(node).swap_remove(property)
    }

    /// The properties of an object that list plain values, with those.
    fn property_tags(&self, node: Node<'a>) -> IndexMap<&'a str, Vec<Literal>> {
        let mut found = Vec::new();
        self.collect_tags(node, &mut HashSet::new(), &mut found);
        // What is declared again counts where it is declared last.
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
        let view = View::of(schema);
        for part in view.all_of {
            self.collect_tags(Node::from(part), seen, found);
        }
        for (name, property) in view.properties {
            if let Some(tags) = self.tags(Node::from(property)) {
                found.push((name, tags));
            }
        }
    }

    /// A model whose kind is filled in later, so that what is nested in it can refer to it.
    pub(super) fn placeholder(&mut self, origin: Origin, part: &Part<'a>) -> ModelId {
        let id = ModelId(self.models.len());
        let constraints = self.constraints(part.node);
        let data = match part.node {
            Node::Schema(schema) => Some(&schema.schema_data),
            Node::Reference(_) => None,
        };
        self.models.push(Model {
            pointer: part.pointer.clone(),
            origin,
            kind: ModelKind::Struct(Struct::default()),
            constraints,
            listed: Vec::new(),
            inner_listed: Vec::new(),
            takes_any_string: false,
            meanings: IndexMap::new(),
            deprecated: data.is_some_and(|data| data.deprecated),
            description: data.and_then(|data| data.description.clone()),
        });
        id
    }
}

/// The named schemas by what they extend.
pub(super) fn children(document: &openapiv3::OpenAPI) -> HashMap<String, IndexSet<&str>> {
    let mut children: HashMap<String, IndexSet<&str>> = HashMap::new();
    let components = document.components.iter();
    for (name, node) in components.flat_map(|components| &components.schemas) {
        let Node::Schema(schema) = Node::from(node) else {
            continue;
        };
        for part in View::of(schema).all_of {
            if let Node::Reference(reference) = Node::from(part)
                && let Some(parent) = component_name(reference)
            {
                children.entry(parent).or_default().insert(name);
            }
        }
    }
    children
}

/// The values of a discriminator by the schema that its mapping leads to.
struct Mapping(HashMap<String, Vec<Literal>>);

impl Mapping {
    fn of(discriminator: &Discriminator) -> Self {
        let mut values: HashMap<String, Vec<Literal>> = HashMap::new();
        for (value, target) in &discriminator.mapping {
            let name = component_name(target).unwrap_or_else(|| target.clone());
            values.entry(name).or_default().push(value.as_str().into());
        }
        Self(values)
    }

    /// The values that lead to a named schema, if there are any.
    fn values(&self, name: &str) -> Option<Vec<Literal>> {
        self.0.get(name).cloned()
    }
}

/// Whether each object has a property, and no two have a value of it in common.
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
