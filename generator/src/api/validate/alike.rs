//! Variants of a union that nothing discriminates: a value of one is always read as the first.

use std::collections::{HashMap, HashSet};

use crate::diagnostics::Diagnostic;
use crate::ir::{
    Api, Field, Literal, Model, ModelId, ModelKind, Origin, Scalar, TypeRef, Union, Variant,
};

/// The maximum number of comparisons of types and fields, in all unions; no more groups are searched for
/// after that. Every variant of a union may be compared with every other. No published definition that we
/// know of needs more than 7,000.
const MAX_STEPS: usize = 5_000_000;

/// The maximum depth of comparison. Types that differ only below it are not reported.
const MAX_DEPTH: usize = 128;

/// A warning for each group of such variants.
pub(super) fn unions(api: &Api) -> Vec<Diagnostic> {
    let mut steps = MAX_STEPS;
    let unions = api.models.iter().filter_map(|model| match &model.kind {
        ModelKind::Union(union) => Some((model, union)),
        _ => None,
    });
    unions
        .flat_map(|(model, union)| warnings(api, model, union, &mut steps))
        .collect()
}

fn warnings(api: &Api, model: &Model, union: &Union, steps: &mut usize) -> Vec<Diagnostic> {
    let mut groups: Vec<Vec<&Variant>> = Vec::new();
    for variant in &union.variants {
        let group = groups.iter_mut().find(|group| {
            let first = group.first();
            first.is_some_and(|first| are_alike(api, union, (first, variant), steps))
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
            "values of each are read as the first; add a `discriminator`, or a property with a constant",
        )
    });
    warnings.collect()
}

/// The name of a variant in the definition, else its location.
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

fn are_alike(
    api: &Api,
    union: &Union,
    (one, other): (&Variant, &Variant),
    steps: &mut usize,
) -> bool {
    *steps = steps.saturating_sub(1 + one.tags.len() + one.enum_values.len());
    if *steps == 0 {
        return false;
    }
    let is_shared = |tag: &Literal| other.tags.contains(tag);
    let is_tagged = union.discriminator.is_some()
        && !(one.tags.is_empty() && other.tags.is_empty())
        && !one.tags.iter().any(is_shared);
    !is_tagged
        && same_values(&one.enum_values, &other.enum_values)
        && TypeComparison::new(api, steps).types(&one.ty, &other.ty)
}

/// Whether two lists have the same values, in any order.
fn same_values(one: &[impl ToString], other: &[impl ToString]) -> bool {
    let one: HashSet<String> = one.iter().map(ToString::to_string).collect();
    one == other.iter().map(ToString::to_string).collect()
}

/// Compares types by what the runtime can discriminate them by.
struct TypeComparison<'a> {
    api: &'a Api,
    /// The pairs of models that were compared or are being compared: recursive models are alike unless
    /// something else differs.
    seen: HashSet<(ModelId, ModelId)>,
    steps: &'a mut usize,
    depth: usize,
}

impl<'a> TypeComparison<'a> {
    fn new(api: &'a Api, steps: &'a mut usize) -> Self {
        Self {
            api,
            seen: HashSet::new(),
            steps,
            depth: 0,
        }
    }

    fn types(&mut self, one: &TypeRef, other: &TypeRef) -> bool {
        *self.steps = self.steps.saturating_sub(1);
        if *self.steps == 0 || self.depth >= MAX_DEPTH {
            return false;
        }
        self.depth += 1;
        let are_alike = self.same_types(one, other);
        self.depth -= 1;
        are_alike
    }

    fn same_values(&mut self, one: &[impl ToString], other: &[impl ToString]) -> bool {
        *self.steps = self.steps.saturating_sub(one.len() + other.len());
        same_values(one, other)
    }

    fn same_types(&mut self, one: &TypeRef, other: &TypeRef) -> bool {
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
            (TypeRef::Own(one), TypeRef::Own(other)) => one == other,
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
                self.same_values(one, other) && first.takes_any_string == second.takes_any_string
            }
            (ModelKind::IntegerEnum(one), ModelKind::IntegerEnum(other)) => {
                self.same_values(one, other)
            }
            (ModelKind::Struct(one), ModelKind::Struct(other)) => {
                let rests = match (one.declared_rest(), other.declared_rest()) {
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
                            self.same_values(&one.tags, &other.tags)
                                && self.same_values(&one.enum_values, &other.enum_values)
                                && self.types(&one.ty, &other.ty)
                        })
            }
            _ => false,
        }
    }

    fn fields(&mut self, fields: &[Field], others: &[Field]) -> bool {
        let keeps_required = self.api.responses_keep_required;
        let named: HashMap<&str, &Field> = match fields.len() == others.len() {
            true => others.iter().map(|it| (it.name.as_str(), it)).collect(),
            false => return false,
        };
        *self.steps = self.steps.saturating_sub(fields.len());
        fields.iter().all(|field| {
            let other = named.get(field.name.as_str()).copied();
            other.is_some_and(|other| {
                let is_required = |field: &Field| field.required && keeps_required;
                // `null` is no evidence where a property may be left out.
                let takes_null = |field: &Field| field.nullable || !field.required;
                is_required(field) == is_required(other)
                    && takes_null(field) == takes_null(other)
                    && self.same_values(&field.enum_values, &other.enum_values)
                    && self.same_values(&field.inner_enum_values, &other.inner_enum_values)
                    && self.types(&field.ty, &other.ty)
            })
        })
    }
}

/// Whether a type accepts every string unchanged.
fn is_any_string(scalar: Scalar) -> bool {
    matches!(scalar, Scalar::String | Scalar::Binary | Scalar::Interval)
}
