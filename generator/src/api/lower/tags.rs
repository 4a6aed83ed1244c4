//! The JSON types of discriminator values.

use super::literals::spelled;
use crate::ir::{Literal, Model, ModelKind, Scalar, TypeRef};

/// Gives discriminator values the type of their property in the variant: the keys of a mapping are always
/// strings, and enum values may have another type than the property.
pub(super) fn set_types(models: &mut [Model]) {
    for index in 0..models.len() {
        let ModelKind::Union(union) = &models[index].kind else {
            continue;
        };
        let Some(property) = &union.discriminator else {
            continue;
        };
        let variants = union.variants.iter();
        let is_plain = variants.map(|variant| has_number_or_boolean(models, &variant.ty, property));
        let is_plain: Vec<bool> = is_plain.collect();
        if let ModelKind::Union(union) = &mut models[index].kind {
            for (variant, is_plain) in union.variants.iter_mut().zip(is_plain) {
                for tag in &mut variant.tags {
                    *tag = typed(tag.to_string(), is_plain);
                }
            }
        }
    }
}

fn typed(tag: String, is_plain: bool) -> Literal {
    let plain = if is_plain { spelled(&tag) } else { None };
    plain.unwrap_or(Literal::String(tag))
}

/// Whether a property of an object is a number or a boolean.
fn has_number_or_boolean(models: &[Model], object: &TypeRef, property: &str) -> bool {
    let Some(TypeRef::Model(id)) = resolved(models, object) else {
        return false;
    };
    let fields = models[id.0].kind.fields();
    let field = fields.iter().find(|field| field.name == property);
    let ty = field.and_then(|field| resolved(models, &field.ty));
    if let Some(TypeRef::Model(id)) = ty {
        return matches!(models[id.0].kind, ModelKind::IntegerEnum(_));
    }
    matches!(
        ty,
        Some(TypeRef::Scalar(
            Scalar::Bool
                | Scalar::Int32
                | Scalar::Int64
                | Scalar::UInt64
                | Scalar::Float
                | Scalar::Double
        ))
    )
}

/// A type with aliases resolved; `None` for cyclic aliases.
fn resolved<'a>(models: &'a [Model], ty: &'a TypeRef) -> Option<&'a TypeRef> {
    let mut current = ty;
    for _ in 0..=models.len() {
        match current {
            TypeRef::Model(id) => match &models[id.0].kind {
                ModelKind::Alias(target) => current = target,
                _ => return Some(current),
            },
            _ => return Some(current),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::typed;
    use crate::ir::Literal;

    #[test]
    fn a_value_has_the_type_of_its_property() {
        let typed = |tag: &str, is_plain| typed(tag.to_owned(), is_plain);
        assert_eq!(typed("1", true), Literal::Integer(1));
        assert_eq!(typed("true", true), Literal::Boolean(true));
        assert_eq!(typed("one", true), Literal::from("one"));
        assert_eq!(typed("1", false), Literal::from("1"));
    }
}
