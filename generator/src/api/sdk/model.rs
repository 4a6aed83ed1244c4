//! What a caller sees of a model: the types of its fields and variants, and what its constructor and setters
//! take.

use super::{Argument, Type};
use crate::analyze::{Analysis, Presence, conversions, is_boxed_variant, resolve};
use crate::ir::{self, Api, FieldId, ModelId, ModelKind, TypeRef};

/// A model.
#[derive(Debug, Clone)]
pub enum Model {
    /// A struct.
    Struct(Struct),
    /// An enum of the values that the definition lists.
    Enum,
    /// An enum with a variant for each type.
    Union(Union),
    /// Another name for a type.
    Alias(Type),
}

/// A struct.
#[derive(Debug, Clone)]
pub struct Struct {
    /// The fields, in the order of the definition.
    pub fields: Vec<Field>,
    /// The type of the properties that the definition does not name, where they are kept.
    pub rest: Option<Type>,
    /// The type of the items, when it is a page.
    pub items: Option<Type>,
}

/// A field.
#[derive(Debug, Clone)]
pub struct Field {
    /// The type of its value, boxed where it has to be.
    pub value: Type,
    /// Whether it always has one.
    pub presence: Presence,
    /// What the constructor takes for it, when it asks.
    pub asked: Option<Argument>,
    /// What its setter takes, when it has one.
    pub setter: Option<Argument>,
    /// Whether a method makes it an explicit `null`.
    pub clears: bool,
}

/// An enum with a variant for each type.
#[derive(Debug, Clone, Default)]
pub struct Union {
    /// What the variants hold, in the order of the definition.
    pub variants: Vec<Type>,
    /// The variants that a value of their type becomes by `From`, by number.
    pub conversions: Vec<usize>,
}

impl Field {
    /// Whether it is in a box, because its type would hold itself without one.
    pub fn is_boxed(&self) -> bool {
        matches!(self.value, Type::Boxed(_))
    }

    /// Its type, an option where it may be missing.
    pub fn ty(&self) -> Type {
        match self.presence {
            Presence::Required => self.value.clone(),
            Presence::Nullable | Presence::Optional => self.value.clone().optional(),
        }
    }
}

pub(super) fn model(api: &Api, analysis: &Analysis, id: ModelId) -> Model {
    match &api.model(id).kind {
        ModelKind::Struct(object) => Model::Struct(Struct {
            fields: (0..object.fields.len())
                .map(|index| {
                    field(
                        analysis,
                        FieldId { model: id, index },
                        &object.fields[index],
                    )
                })
                .collect(),
            rest: object.rest.as_ref().map(Type::of),
            items: analysis.items(id).map(|field| items(api, field)),
        }),
        ModelKind::Enum(_) => Model::Enum,
        ModelKind::Union(union) => Model::Union(of_union(api, union)),
        ModelKind::Alias(target) => Model::Alias(Type::of(target)),
    }
}

fn field(analysis: &Analysis, id: FieldId, field: &ir::Field) -> Field {
    let is_boxed = analysis.boxed.contains(&id);
    let value = Type::of(&field.ty);
    let value = if is_boxed { value.boxed() } else { value };
    let presence = analysis.presence(id);
    let is_sent = analysis.usage(id.model).request;
    let is_asked = is_sent && analysis.asked.contains(&id);
    let is_set = is_sent && !is_asked && !field.read_only;
    Field {
        presence,
        asked: is_asked.then(|| match presence {
            Presence::Nullable => Argument::Value(value.clone().optional()),
            Presence::Required | Presence::Optional => Argument::of_value(value.clone()),
        }),
        setter: is_set.then(|| Argument::of_value(value.clone())),
        clears: is_set && analysis.tells_null(id.model),
        value,
    }
}

fn of_union(api: &Api, union: &ir::Union) -> Union {
    let variants = union.variants.iter().map(|variant| {
        let ty = Type::of(&variant.ty);
        if is_boxed_variant(api, &variant.ty) {
            ty.boxed()
        } else {
            ty
        }
    });
    let converted = conversions(api, union);
    let is_converted =
        |variant: &ir::Variant| converted.iter().any(|it| std::ptr::eq(*it, variant));
    let numbered = union.variants.iter().enumerate();
    let conversions = numbered.filter(|(_, variant)| is_converted(variant));
    Union {
        variants: variants.collect(),
        conversions: conversions.map(|(number, _)| number).collect(),
    }
}

/// The type of the items of a page, which are in a list or in any JSON value.
pub(super) fn items(api: &Api, field: FieldId) -> Type {
    let field = &api.model(field.model).kind.fields()[field.index];
    match resolve(api, &field.ty) {
        TypeRef::List(item) => Type::of(item),
        other => Type::of(other),
    }
}
