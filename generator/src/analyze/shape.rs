//! Shapes: what tells the variants of a union apart when nothing names them.

use serde_json::Value;

use super::resolve;
use crate::ir::{Api, Field, ModelId, ModelKind, Scalar, TypeRef, Union, Variant};

/// What the JSON of a variant looks like.
#[derive(Debug, Clone, PartialEq)]
pub enum Shape<'a> {
    /// An object with named properties, some of which always have the same value.
    Record {
        /// The properties with only one value, and that value.
        constants: Vec<(&'a str, &'a str)>,
        /// Whether it takes properties without a name as well.
        keeps_rest: bool,
    },
    /// Another union.
    Union,
    /// An object whose keys are data.
    Map,
    /// An array, with the type of its items, unless those are a union or anything.
    List(Option<&'a TypeRef>),
    /// A text out of a list.
    Values(ModelId),
    /// A text that follows a rule.
    Formatted,
    /// A day, which readers of days find in the text of an instant as well.
    Date,
    /// A day and a time of day, which readers find in that, too.
    LocalDateTime,
    /// Any text.
    Text,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// A truth value.
    Bool,
}

impl<'a> Shape<'a> {
    /// The shape of a type; none when it can be anything.
    pub fn of(api: &'a Api, ty: &'a TypeRef) -> Option<Self> {
        Some(match resolve(api, ty) {
            TypeRef::Model(id) => match &api.model(*id).kind {
                ModelKind::Struct(object) => Self::Record {
                    constants: constants(api, *id),
                    keeps_rest: object.rest.is_some(),
                },
                ModelKind::Enum(_) => Self::Values(*id),
                ModelKind::Union(_) => Self::Union,
                ModelKind::Alias(_) => return None,
            },
            TypeRef::Map(_) => Self::Map,
            TypeRef::List(item) => Self::List(item_type(api, item)),
            TypeRef::Scalar(scalar) => match scalar {
                Scalar::String | Scalar::Binary | Scalar::Interval => Self::Text,
                Scalar::DateTime | Scalar::YearMonth => Self::Formatted,
                Scalar::Date => Self::Date,
                Scalar::LocalDateTime => Self::LocalDateTime,
                Scalar::Bool => Self::Bool,
                Scalar::Int32 | Scalar::Int64 | Scalar::UInt64 => Self::Integer,
                Scalar::Float | Scalar::Double => Self::Number,
            },
            TypeRef::Nullable(_) | TypeRef::Json(_) => return None,
        })
    }
}

/// What the items of a list are when they are not `null`, if that tells the list from another one.
fn item_type<'a>(api: &'a Api, item: &'a TypeRef) -> Option<&'a TypeRef> {
    match resolve(api, item) {
        TypeRef::Nullable(inner) => item_type(api, inner),
        item => match Shape::of(api, item)? {
            Shape::Union => None,
            _ => Some(item),
        },
    }
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

/// The properties that tell what a value of a variant is, each with its values there: the
/// discriminator, else those with only one value.
pub fn told_by<'a>(
    api: &'a Api,
    union: &'a Union,
    variant: &'a Variant,
) -> Vec<(&'a str, Vec<&'a str>)> {
    let tags: Vec<_> = variant.tags.iter().map(String::as_str).collect();
    match (&union.discriminator, Shape::of(api, &variant.ty)) {
        (Some(property), _) if !tags.is_empty() => vec![(property.as_str(), tags)],
        (_, Some(Shape::Record { constants, .. })) => {
            let constants = constants.into_iter();
            constants.map(|(name, value)| (name, vec![value])).collect()
        }
        _ => Vec::new(),
    }
}

/// The property and the value that are written where an object does not bring them. One that was only
/// found is written where each value has it: a service may leave it out elsewhere.
pub fn written_tag<'a>(
    api: &Api,
    union: &'a Union,
    variant: &'a Variant,
) -> Option<(&'a str, Value)> {
    let (property, tag) = tag(api, union, variant)?;
    let is_required = || tag_field(api, property, variant).is_some_and(|it| it.required);
    let is_written = is_boxed_variant(api, &variant.ty) && (union.is_stated || is_required());
    is_written.then_some((property, tag))
}

/// The property that tells what a value of a variant is, and its value there.
pub fn tag<'a>(api: &Api, union: &'a Union, variant: &'a Variant) -> Option<(&'a str, Value)> {
    let (property, text) = (union.discriminator.as_deref()?, variant.tags.first()?);
    let ty = tag_field(api, property, variant).map(|field| resolve(api, &field.ty));
    let is_plain = matches!(
        ty,
        Some(TypeRef::Scalar(
            Scalar::Bool
                | Scalar::Int32
                | Scalar::Int64
                | Scalar::UInt64
                | Scalar::Float
                | Scalar::Double
        ))
    );
    let plain = || serde_json::from_str(text).ok().filter(|_| is_plain);
    Some((property, plain().unwrap_or_else(|| text.as_str().into())))
}

fn tag_field<'a>(api: &'a Api, property: &str, variant: &'a Variant) -> Option<&'a Field> {
    let TypeRef::Model(id) = resolve(api, &variant.ty) else {
        return None;
    };
    let fields = api.model(*id).kind.fields();
    fields.iter().find(|field| field.name == property)
}

/// The variants of a union that a value of their type becomes by itself: objects, each of which is one
/// variant alone.
pub fn conversions<'a>(api: &'a Api, union: &'a Union) -> Vec<&'a Variant> {
    let variants = union.variants.iter();
    let boxed = variants.filter(|variant| is_boxed_variant(api, &variant.ty));
    let boxed: Vec<_> = boxed
        .map(|variant| (variant, resolve(api, &variant.ty)))
        .collect();
    let is_alone = |ty: &TypeRef| boxed.iter().filter(|(_, other)| *other == ty).count() == 1;
    let alone = boxed.iter().filter(|(_, ty)| is_alone(ty));
    alone.map(|(variant, _)| *variant).collect()
}

fn constants(api: &Api, id: ModelId) -> Vec<(&str, &str)> {
    let fields = api.model(id).kind.fields().iter();
    let constants = fields.filter_map(|field| match field.listed.as_slice() {
        [only] => Some((field.name.as_str(), only.as_str())),
        _ => None,
    });
    constants.collect()
}
