//! Variants of a union that nothing discriminates: a value of one of them is always read as the first.

use std::collections::HashSet;

use crate::diagnostics::Diagnostic;
use crate::ir::{
    Api, Field, Literal, Model, ModelId, ModelKind, Origin, Scalar, TypeRef, Union, Variant,
};

/// A warning for each group of such variants.
pub(super) fn unions(api: &Api) -> Vec<Diagnostic> {
    let unions = api.models.iter().filter_map(|model| match &model.kind {
        ModelKind::Union(union) => Some((model, union)),
        _ => None,
    });
    unions
        .flat_map(|(model, union)| warnings(api, model, union))
        .collect()
}

fn warnings(api: &Api, model: &Model, union: &Union) -> Vec<Diagnostic> {
    let mut groups: Vec<Vec<&Variant>> = Vec::new();
    for variant in &union.variants {
        let group = groups.iter_mut().find(|group| {
            let first = group.first();
            first.is_some_and(|first| are_alike(api, union, first, variant))
        });
        match group {
            Some(group) => group.push(variant),
            None => groups.push(vec![variant]),
        }
    }
    let several = groups.iter().filter(|group| group.len() > 1);
    let warnings = several.map(|group| {
        let names: Vec<String> = group.iter().map(|it| name(api, it)).collect();
        Diagnostic::warning(
            "variants-alike",
            &model.pointer,
            format!("nothing discriminates the variants {}", names.join(" and ")),
            "values of each are read as the first; a `discriminator` would tell, or a property with a constant",
        )
    });
    warnings.collect()
}

/// What the definition calls a variant, else where it is.
fn name(api: &Api, variant: &Variant) -> String {
    let of_model = |id: ModelId| match &api.model(id).origin {
        Origin::Component(name) => Some(name),
        _ => None,
    };
    let own = match &variant.ty {
        TypeRef::Model(id) => of_model(*id),
        _ => None,
    };
    format!(
        "`{}`",
        own.or(variant.label.as_ref()).unwrap_or(&variant.pointer)
    )
}

fn are_alike(api: &Api, union: &Union, one: &Variant, other: &Variant) -> bool {
    let is_shared = |tag: &Literal| other.tags.contains(tag);
    let is_tagged = union.discriminator.is_some()
        && !(one.tags.is_empty() && other.tags.is_empty())
        && !one.tags.iter().any(is_shared);
    !is_tagged
        && same_values(&one.listed, &other.listed)
        && Comparison::new(api).types(&one.ty, &other.ty)
}

/// Whether two lists have the same values, in any order.
fn same_values(one: &[impl ToString], other: &[impl ToString]) -> bool {
    let one: HashSet<String> = one.iter().map(ToString::to_string).collect();
    one == other.iter().map(ToString::to_string).collect()
}

/// Compares types by what the runtime can tell them by.
struct Comparison<'a> {
    api: &'a Api,
    /// The pairs of models that are being compared, or that have been: those that contain each other
    /// are alike unless something else in them differs.
    seen: HashSet<(ModelId, ModelId)>,
}

impl<'a> Comparison<'a> {
    fn new(api: &'a Api) -> Self {
        Self {
            api,
            seen: HashSet::new(),
        }
    }

    fn types(&mut self, one: &TypeRef, other: &TypeRef) -> bool {
        let api = self.api;
        match (one, other) {
            (TypeRef::Model(one), TypeRef::Model(other)) => self.models(*one, *other),
            // Another name for a type is that type.
            (TypeRef::Model(id), ty) | (ty, TypeRef::Model(id)) => match &api.model(*id).kind {
                ModelKind::Alias(target) => self.types(target, ty),
                _ => false,
            },
            (TypeRef::List(one), TypeRef::List(other))
            | (TypeRef::Map(one), TypeRef::Map(other))
            | (TypeRef::Nullable(one), TypeRef::Nullable(other)) => self.types(one, other),
            (TypeRef::Scalar(one), TypeRef::Scalar(other)) => {
                one == other || (is_any_string(*one) && is_any_string(*other))
            }
            (TypeRef::Json(_), TypeRef::Json(_)) => true,
            _ => false,
        }
    }

    fn models(&mut self, one: ModelId, other: ModelId) -> bool {
        if one == other || !self.seen.insert((one, other)) {
            return true;
        }
        let api = self.api;
        let (first, second) = (api.model(one), api.model(other));
        match (&first.kind, &second.kind) {
            (ModelKind::Alias(target), _) => self.types(target, &TypeRef::Model(other)),
            (_, ModelKind::Alias(target)) => self.types(&TypeRef::Model(one), target),
            (ModelKind::Enum(one), ModelKind::Enum(other)) => {
                same_values(one, other) && first.takes_any_string == second.takes_any_string
            }
            (ModelKind::Struct(one), ModelKind::Struct(other)) => {
                let rests = match (&one.rest, &other.rest) {
                    (Some(one), Some(other)) => self.types(one, other),
                    (None, None) => true,
                    _ => false,
                };
                rests && self.fields(&one.fields, &other.fields)
            }
            (ModelKind::Union(one), ModelKind::Union(other)) => {
                one.discriminator == other.discriminator
                    && one.variants.len() == other.variants.len()
                    && one
                        .variants
                        .iter()
                        .zip(&other.variants)
                        .all(|(one, other)| {
                            same_values(&one.tags, &other.tags)
                                && same_values(&one.listed, &other.listed)
                                && self.types(&one.ty, &other.ty)
                        })
            }
            _ => false,
        }
    }

    fn fields(&mut self, fields: &[Field], others: &[Field]) -> bool {
        let keeps_required = self.api.responses_keep_required;
        fields.len() == others.len()
            && fields.iter().all(|field| {
                let other = others.iter().find(|other| other.name == field.name);
                other.is_some_and(|other| {
                    let is_required = |field: &Field| field.required && keeps_required;
                    // `null` is no evidence where a property may be left out.
                    let takes_null = |field: &Field| field.nullable || !field.required;
                    is_required(field) == is_required(other)
                        && takes_null(field) == takes_null(other)
                        && same_values(&field.listed, &other.listed)
                        && same_values(&field.inner_listed, &other.inner_listed)
                        && self.types(&field.ty, &other.ty)
                })
            })
    }
}

/// Whether a type takes each string as it is.
fn is_any_string(scalar: Scalar) -> bool {
    matches!(scalar, Scalar::String | Scalar::Binary | Scalar::Interval)
}
