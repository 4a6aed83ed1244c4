//! Questions about types that other types answer: aliases and enums.

use std::borrow::Cow;

use super::{Api, Literal, ModelKind, TypeRef, Untyped};

/// The enum values of a type, else those of where it is used: numbers, which no type has. Strings stand
/// as they are, everything else as its JSON.
pub fn enum_value_strings(api: &Api, ty: &TypeRef, here: &[Literal]) -> Vec<String> {
    match ty.model().map(|id| &api.model(id).kind) {
        Some(kind) if kind.is_enum() => kind.values().into_iter().map(Cow::into_owned).collect(),
        _ => here.iter().map(ToString::to_string).collect(),
    }
}

/// A type with its aliases resolved.
pub fn resolve<'a>(api: &'a Api, ty: &'a TypeRef) -> &'a TypeRef {
    let mut current = ty;
    // A chain of aliases longer than there are models leads back to itself.
    for _ in 0..=api.models.len() {
        match current {
            TypeRef::Model(id) => match &api.model(*id).kind {
                ModelKind::Alias(target) => current = target,
                _ => return current,
            },
            _ => return current,
        }
    }
    &TypeRef::Json(Untyped::Cycle)
}

/// Whether a value is more than one string: an array, an object, or any JSON value.
pub fn is_compound(api: &Api, ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Map(_) | TypeRef::List(_) | TypeRef::Json(_) => true,
        TypeRef::Model(id) => {
            let kind = &api.model(*id).kind;
            matches!(kind, ModelKind::Struct(_) | ModelKind::Union(_))
        }
        TypeRef::Nullable(inner) => is_compound(api, inner),
        TypeRef::Own(own) => own.wire.is_none(),
        TypeRef::Scalar(_) => false,
    }
}
