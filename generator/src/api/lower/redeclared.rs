//! Merges the declarations of a property in several parts of an object.

use std::collections::HashSet;

use super::Lowering;
use super::objects::{Merged, Owner};
use super::schema_keywords::SchemaPart;
use crate::ir::{Field, ModelId, ModelKind, TypeRef, Untyped};

/// The maximum depth of merged objects. Deeper ones are mistakes, and use the last declaration.
const MAX_DEPTH: usize = 32;

impl<'a> Lowering<'a> {
    /// Merges a property that a later part declares again. The later declaration wins, unless it allows
    /// anything, or both are objects and the earlier has more properties: then both are merged. `declared` are
    /// the schemas of the property.
    pub(super) fn redeclared(
        &mut self,
        known: &Field,
        declared: &mut Vec<SchemaPart<'a>>,
        later: Field,
        part: SchemaPart<'a>,
        owner: Owner,
    ) -> Field {
        let names =
            |part: &SchemaPart<'a>| self.schemas.property_names(part.node, &mut HashSet::new());
        let earlier: HashSet<_> = declared.iter().flat_map(names).collect();
        let now = names(&part);
        if !now.is_empty() && !earlier.is_subset(&now) {
            let mut parts = declared.clone();
            parts.push(part.clone());
            if let Some(id) = self.object_of(&parts, &later.name, owner) {
                *declared = parts;
                return Field {
                    ty: TypeRef::Model(id),
                    nullable: known.nullable && later.nullable,
                    ..later
                };
            }
        }
        if is_anything(&later.ty) {
            return Field {
                ty: known.ty.clone(),
                enum_values: match later.enum_values.is_empty() {
                    true => known.enum_values.clone(),
                    false => later.enum_values,
                },
                first: later.first.or(known.first),
                nullable: known.nullable && later.nullable,
                ..later
            };
        }
        *declared = vec![part];
        // If the later part has no enum values, those of the earlier part still apply.
        let is_any_of_its_type =
            later.enum_values.is_empty() && matches!(later.ty, TypeRef::Scalar(_));
        Field {
            enum_values: match is_any_of_its_type {
                true => known.enum_values.clone(),
                false => later.enum_values,
            },
            ..later
        }
    }

    /// The merged object of several schemas; `None` if one of them has alternatives.
    fn object_of(&mut self, parts: &[SchemaPart<'a>], name: &str, owner: Owner) -> Option<ModelId> {
        let pointers: Vec<_> = parts.iter().map(|part| part.pointer.as_str()).collect();
        let key = pointers.join(" ");
        // A recursive merge returns the model in progress.
        if let Some(id) = self.inlining.get(&key) {
            return Some(*id);
        }
        if self.inlining.len() >= MAX_DEPTH || !self.has_room() {
            return None;
        }
        let id = self.placeholder(owner.origin(name), parts.last()?);
        self.inlining.insert(key.clone(), id);
        let mut merged = Merged::default();
        for part in parts {
            self.merge(part.node, Owner::Model(id), &part.pointer, &mut merged);
        }
        self.inlining.remove(&key);
        if !merged.choices.is_empty() {
            return None;
        }
        let object = self.finished(merged, &parts.last()?.pointer);
        self.models[id.0].kind = ModelKind::Struct(object);
        Some(id)
    }
}

/// Whether a type is any value, or any object.
fn is_anything(ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Json(_) => true,
        TypeRef::Map(value) => **value == TypeRef::Json(Untyped::FreeObject),
        _ => false,
    }
}
