//! Unions: `oneOf`, `anyOf`, and schemas that others extend.

use std::collections::HashMap;

use indexmap::IndexMap;
use openapiv3::Schema;

use super::Lowering;
use super::discriminators::Mapping;
use super::labels::title;
use super::objects::Owner;
use super::schema_keywords::{Node, SchemaKeywords, SchemaPart};
use crate::ir::{
    Constraints, Literal, Model, ModelId, ModelKind, Origin, Struct, TypeRef, Union, Untyped,
    Variant,
};

impl<'a> Lowering<'a> {
    /// A union of alternatives without common properties.
    pub(super) fn union_kind(
        &mut self,
        schema: &'a Schema,
        mut alternatives: Vec<SchemaPart<'a>>,
        id: ModelId,
    ) -> ModelKind {
        if let Some(own) = self.schemas.own_name(id) {
            alternatives.retain(|part| self.schemas.name_of(part.node) != Some(own));
        }
        let discriminated = self.schemas.discriminated(schema, &alternatives);
        let labels = self.schemas.labels(&alternatives, &discriminated);
        let described = labels.into_iter().zip(discriminated.tags);
        let mut variants: Vec<Variant> = Vec::with_capacity(alternatives.len());
        let mut places: HashMap<TypeRef, usize> = HashMap::with_capacity(alternatives.len());
        let mut is_open = self.schemas.is_open(&SchemaKeywords::of(schema));
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
                    match variant.enum_values.is_empty() || known.enum_values.is_empty() {
                        true => known.enum_values.clear(),
                        false => known.enum_values.extend(variant.enum_values),
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
                is_explicit: discriminated.is_explicit,
                variants,
            }),
        }
    }

    /// A variant; `None` if it allows any value, which every union keeps in `Unknown`.
    pub(super) fn variant(
        &mut self,
        part: SchemaPart<'a>,
        origin: &Origin,
        label: Option<String>,
        tags: Vec<Literal>,
    ) -> Option<Variant> {
        let ty = self.type_of(part.node, origin, &part.pointer);
        // A label is for what has no name: models and what the definition gives a title.
        let is_model = matches!(ty, TypeRef::Model(_));
        let has_title = title(part.node).is_some();
        let enum_values = self.schemas.all_tags(part.node);
        (!matches!(ty, TypeRef::Json(_))).then_some(Variant {
            pointer: part.pointer,
            label: label.filter(|_| is_model || has_title),
            ty,
            constraints: self.schemas.constraints(part.node),
            tags,
            enum_values,
        })
    }

    /// A schema with a discriminator that others extend: a union of those, or the schema itself.
    pub(super) fn hierarchy(&mut self, schema: &'a Schema, id: ModelId) -> Option<ModelKind> {
        let discriminator = schema.schema_data.discriminator.as_ref()?;
        let name = self.schemas.own_name(id)?;
        if !self
            .schemas
            .alternatives(&SchemaKeywords::of(schema), "")
            .is_empty()
        {
            return None;
        }
        let children = self.schemas.descendants(name, discriminator);
        if children.is_empty() {
            return None;
        }
        let mapping = Mapping::of(discriminator);
        let mut variants = Vec::with_capacity(children.len() + 1);
        for child in children {
            let target = self.schemas.id_of(child)?;
            variants.push(Variant {
                pointer: self.models.get(target.0)?.pointer.clone(),
                label: None,
                ty: TypeRef::Model(target),
                constraints: Constraints::default(),
                tags: mapping.values(child).unwrap_or_else(|| vec![child.into()]),
                enum_values: Vec::new(),
            });
        }
        let pointer = self.models.get(id.0)?.pointer.clone();
        let part = SchemaPart {
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
            enum_values: Vec::new(),
        });
        Some(ModelKind::Union(Union {
            discriminator: Some(discriminator.property_name.clone()),
            is_explicit: true,
            variants,
        }))
    }

    /// A model without kind, which is filled in later, so that nested models can refer to it.
    pub(super) fn placeholder(&mut self, origin: Origin, part: &SchemaPart<'a>) -> ModelId {
        let id = ModelId(self.models.len());
        let constraints = self.schemas.constraints(part.node);
        let data = match part.node {
            Node::Schema(schema) => Some(&schema.schema_data),
            Node::Reference(_) => None,
        };
        self.models.push(Model {
            pointer: part.pointer.clone(),
            origin,
            kind: ModelKind::Struct(Struct::default()),
            constraints,
            enum_values: Vec::new(),
            inner_enum_values: Vec::new(),
            takes_any_string: false,
            meanings: IndexMap::new(),
            deprecated: data.is_some_and(|data| data.deprecated),
            description: data.and_then(|data| data.description.clone()),
        });
        id
    }
}
