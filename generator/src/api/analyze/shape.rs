//! Shapes: the structure of a type's JSON, by which unions without a discriminator choose a
//! variant.

use std::collections::{HashMap, HashSet};

use super::reach::closure;
use crate::ir::{
    Api, Field, Literal, ModelId, ModelKind, Scalar, Struct, TypeRef, Union, Variant, resolve,
};

/// The structure of a type's JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape<'a> {
    /// That of a struct.
    Record(ModelId),
    /// That of a union.
    Union(ModelId),
    /// An object whose keys are data, with the shape of its values.
    Map(Box<Shape<'a>>),
    /// An array, with the shape of its items.
    List(Box<Shape<'a>>),
    /// Something that may be `null`.
    Nullable(Box<Shape<'a>>),
    /// A shape that is limited to enum values.
    Listed(Box<Shape<'a>>, &'a [Literal]),
    /// A string that is one of the values of an enum.
    Values(ModelId),
    /// Any string, of which the values of an enum are known.
    Known(ModelId),
    /// A scalar.
    Scalar(Scalar),
    /// Any value.
    Any,
}

impl<'a> Shape<'a> {
    /// The shape of a type where it is used, with the enum values that are declared there.
    pub fn of(api: &'a Api, ty: &'a TypeRef, listed: &'a [Literal]) -> Self {
        let within = |inner: &'a TypeRef| Box::new(Self::of(api, inner, listed));
        match ty {
            TypeRef::Model(id) => {
                let model = api.model(*id);
                match &model.kind {
                    ModelKind::Struct(_) => Self::Record(*id),
                    ModelKind::Union(_) => Self::Union(*id),
                    ModelKind::Enum(_) if model.takes_any_string && listed.is_empty() => {
                        Self::Known(*id)
                    }
                    ModelKind::Enum(values) => limited(Self::Values(*id), values, listed),
                    ModelKind::IntegerEnum(_) => {
                        let own = [listed, &model.enum_values].into_iter();
                        let mut own = own.filter(|values| !values.is_empty());
                        let listed = own.next().unwrap_or_default();
                        limited(Self::Scalar(Scalar::Int64), &[], listed)
                    }
                    // A circular alias is any value.
                    ModelKind::Alias(_) if matches!(resolve(api, ty), TypeRef::Json(_)) => {
                        Self::Any
                    }
                    ModelKind::Alias(target) => {
                        let own = [listed, &model.enum_values, &model.inner_enum_values];
                        let own = own.into_iter().find(|values| !values.is_empty());
                        Self::of(api, target, own.unwrap_or_default())
                    }
                }
            }
            TypeRef::Map(value) => Self::Map(within(value)),
            TypeRef::List(item) => Self::List(within(item)),
            TypeRef::Nullable(inner) => Self::Nullable(within(inner)),
            TypeRef::Scalar(scalar) => limited(Self::Scalar(*scalar), &[], listed),
            TypeRef::Own(own) => match own.wire {
                Some(scalar) => limited(Self::Scalar(scalar), &[], listed),
                None => Self::Any,
            },
            TypeRef::Json(_) => limited(Self::Any, &[], listed),
        }
    }

    /// The shape of a field, apart from `null`.
    pub fn of_field(api: &'a Api, field: &'a Field) -> Self {
        let listed = match field.enum_values.is_empty() {
            true => &field.inner_enum_values,
            false => &field.enum_values,
        };
        Self::of(api, &field.ty, listed)
    }

    /// The shape of the additional properties of a struct, if it keeps them.
    pub fn of_rest(api: &'a Api, object: &'a Struct) -> Option<Self> {
        let rest = object.declared_rest()?;
        Some(Self::of(api, rest, &object.additional_enum_values))
    }

    /// The shape of a variant.
    pub fn of_variant(api: &'a Api, variant: &'a Variant) -> Self {
        Self::of(api, &variant.ty, &variant.enum_values)
    }
}

/// A shape with the enum values that are declared where it is used, unless its type has the same.
fn limited<'a>(shape: Shape<'a>, of_type: &[String], listed: &'a [Literal]) -> Shape<'a> {
    let are_same = || {
        listed
            .iter()
            .map(Literal::as_str)
            .eq(of_type.iter().map(|it| Some(it.as_str())))
    };
    match listed.is_empty() || are_same() {
        true => shape,
        false => Shape::Listed(Box::new(shape), listed),
    }
}

/// The structs that unions hold, directly or not: those have a shape.
pub(super) fn shaped(api: &Api) -> HashSet<ModelId> {
    let unions = api.models().filter_map(|(_, model)| match &model.kind {
        ModelKind::Union(union) => Some(union),
        _ => None,
    });
    let types = unions.flat_map(|union| union.variants.iter().map(|variant| &variant.ty));
    let reached = closure(api, types).into_iter();
    let is_struct = |id: &ModelId| matches!(api.model(*id).kind, ModelKind::Struct(_));
    reached.filter(is_struct).collect()
}

/// Whether a variant of a union holds its value behind a pointer: objects and other unions do, so
/// that a union is small and may contain itself.
pub fn is_boxed_variant(api: &Api, ty: &TypeRef) -> bool {
    match resolve(api, ty) {
        TypeRef::Model(id) => {
            matches!(
                api.model(*id).kind,
                ModelKind::Struct(_) | ModelKind::Union(_)
            )
        }
        _ => false,
    }
}

/// The properties that discriminate a variant, each with its values: the discriminator,
/// or else properties with a single value.
pub fn discriminators<'a>(
    api: &'a Api,
    union: &'a Union,
    variant: &'a Variant,
) -> Vec<(&'a str, Vec<&'a Literal>)> {
    let tags: Vec<_> = variant.tags.iter().collect();
    match (&union.discriminator, resolve(api, &variant.ty)) {
        (Some(property), _) if !tags.is_empty() => vec![(property.as_str(), tags)],
        (_, TypeRef::Model(id)) => {
            let constants = constants(api, *id).into_iter();
            constants.map(|(name, value)| (name, vec![value])).collect()
        }
        _ => Vec::new(),
    }
}

/// The property and the value that are written if an object lacks them. An inferred one is written
/// only if it is required.
pub fn written_tag<'a>(
    api: &Api,
    union: &'a Union,
    variant: &'a Variant,
) -> Option<(&'a str, &'a Literal)> {
    let (property, tag) = tag(union, variant)?;
    let is_required = || tag_field(api, property, variant).is_some_and(|it| it.required);
    let is_written = is_boxed_variant(api, &variant.ty) && (union.is_explicit || is_required());
    is_written.then_some((property, tag))
}

/// The property that discriminates a variant, and its value.
pub fn tag<'a>(union: &'a Union, variant: &'a Variant) -> Option<(&'a str, &'a Literal)> {
    union.discriminator.as_deref().zip(variant.tags.first())
}

fn tag_field<'a>(api: &'a Api, property: &str, variant: &'a Variant) -> Option<&'a Field> {
    let TypeRef::Model(id) = resolve(api, &variant.ty) else {
        return None;
    };
    let fields = api.model(*id).kind.fields();
    fields.iter().find(|field| field.name == property)
}

/// For each variant, whether the union implements `From` for its type: objects that are only one variant each.
pub fn have_from(api: &Api, union: &Union) -> Vec<bool> {
    let boxed = union
        .variants
        .iter()
        .map(|variant| is_boxed_variant(api, &variant.ty).then(|| resolve(api, &variant.ty)));
    let boxed: Vec<_> = boxed.collect();
    let mut counts: HashMap<&TypeRef, usize> = HashMap::with_capacity(boxed.len());
    for ty in boxed.iter().flatten() {
        *counts.entry(ty).or_default() += 1;
    }
    let is_alone = |ty: &Option<&TypeRef>| ty.is_some_and(|ty| counts.get(ty) == Some(&1));
    boxed.iter().map(is_alone).collect()
}

fn constants(api: &Api, id: ModelId) -> Vec<(&str, &Literal)> {
    let fields = api.model(id).kind.fields().iter();
    let constants = fields.filter_map(|field| match field.enum_values.as_slice() {
        [only] => Some((field.name.as_str(), only)),
        _ => None,
    });
    constants.collect()
}
