//! A model as a caller sees it: name and module, fields or variants with their types, constructor and
//! setters.

use std::collections::BTreeSet;

use super::conversion::{Conversion, conversions};
use super::page::{Items, items};
use super::{Argument, Gate, IdConversion, StageResults, Type};
use crate::analyze::{self, Presence, Shape, is_boxed_variant};
use crate::ir::{self, FieldId, Literal, ModelId, ModelKind, TypeRef};
use crate::name::{FieldNames, ModelNames, ModuleName, TypeName, ValueName, VariantName};
use crate::plan::Home;
use crate::types::{AttributeName, DerivePath};

/// A model of the emitted crate.
#[derive(Debug)]
pub struct Model<'a> {
    /// The model in the IR.
    pub node: &'a ir::Model,
    /// The name of the type.
    pub name: &'a TypeName,
    /// The name of its module, for a model with a file of its own.
    pub module: &'a ModuleName,
    /// The module in which it is defined.
    pub home: Home,
    /// The features that enable it; `None` if it is not emitted.
    pub gate: Option<&'a Gate>,
    /// What it derives beside what all models have, as the configuration asks for it.
    pub derives: &'a BTreeSet<DerivePath>,
    /// The attributes of these derives by which it has the names of the definition.
    pub attributes: &'a BTreeSet<AttributeName>,
    /// Struct, enum, union or alias.
    pub kind: Kind<'a>,
}

/// The kind of a model.
#[derive(Debug)]
pub enum Kind<'a> {
    /// For an object with properties.
    Struct(Struct<'a>),
    /// A string or integer enum.
    Enum(Enum<'a>),
    /// A union: an enum with a variant for each type.
    Union(Union<'a>),
    /// A type alias: the type in the IR and in the crate.
    Alias(&'a TypeRef, Type),
}

/// A struct, for an object with properties.
#[derive(Debug)]
pub struct Struct<'a> {
    /// The fields, in the order of the definition.
    pub fields: Vec<Field<'a>>,
    /// Whether it is used in requests, so that it has `new` and setters.
    pub in_requests: bool,
    /// The private field that records explicit nulls, if an explicit `null` can be sent.
    pub nulls: Option<&'a ValueName>,
    /// The field of additional properties, if they are kept.
    pub additional: Option<AdditionalProperties<'a>>,
    /// The items, if it is a page of a list.
    pub items: Option<Items>,
    /// What its JSON looks like, if a union contains it, directly or not.
    pub shape: Option<StructShape<'a>>,
    /// How it is made from models of responses.
    pub conversions: Vec<Conversion<'a>>,
    /// The models of requests that are made from it.
    pub converted: &'a [ModelId],
    /// How a string is made from it, where one of those needs that.
    pub id: Option<IdConversion>,
}

/// What the JSON of a struct looks like, for unions to choose by.
#[derive(Debug)]
pub struct StructShape<'a> {
    /// The shapes of the fields, in their order.
    pub fields: Vec<Shape<'a>>,
    /// The shape of the additional properties, if the definition declares them.
    pub additional: Option<Shape<'a>>,
    /// The indices of the fields that a value has by its schema, although it is read without them.
    pub required: Vec<usize>,
}

/// A field, for a property.
#[derive(Debug)]
pub struct Field<'a> {
    /// The field in the IR.
    pub node: &'a ir::Field,
    /// The name in Rust.
    pub name: &'a ValueName,
    /// The type of its value, boxed where the type would contain itself.
    pub value: Type,
    /// Whether it always has a value.
    pub presence: Presence,
    /// The argument of `new`, if it is one.
    pub constructor_arg: Option<Argument>,
    /// The method that sets it.
    pub setter: Option<Setter<'a>>,
    /// The method that sets an explicit `null`, if there is one.
    pub clear: Option<&'a ValueName>,
}

/// A method that sets a field.
#[derive(Debug)]
pub struct Setter<'a> {
    /// The name of the method.
    pub name: &'a ValueName,
    /// The argument of the method.
    pub argument: Argument,
}

/// The field of additional properties: `additionalProperties` of a schema.
#[derive(Debug)]
pub struct AdditionalProperties<'a> {
    /// The name in Rust.
    pub name: &'a ValueName,
    /// The type of the map.
    pub ty: Type,
    /// The method that sets the whole map.
    pub setter: Option<&'a ValueName>,
    /// Whether the definition allows them. Otherwise they are kept for the way back, whatever they are.
    pub are_declared: bool,
}

/// A string or integer enum.
#[derive(Debug)]
pub struct Enum<'a> {
    /// The type of its values: a string or an integer of 64 bits.
    pub value: Type,
    /// The variants, in the order of the enum values.
    pub variants: &'a [VariantName],
    /// The variant for unknown values.
    pub unknown: &'a VariantName,
    /// Whether it implements `Default`.
    pub has_default: bool,
    /// Whether it is serialized and deserialized as JSON, and not only used as a parameter.
    pub is_json: bool,
}

/// A union: an enum with a variant for each type.
#[derive(Debug)]
pub struct Union<'a> {
    /// The variants, in the order of the definition.
    pub variants: Vec<Variant<'a>>,
    /// The variant for unknown values.
    pub unknown: &'a VariantName,
    /// Whether it implements `Default`.
    pub has_default: bool,
}

/// A variant of a union.
#[derive(Debug)]
pub struct Variant<'a> {
    /// The variant in the IR.
    pub node: &'a ir::Variant,
    /// The name in Rust.
    pub name: &'a VariantName,
    /// The type of its value, boxed where the type would contain itself.
    pub ty: Type,
    /// The properties that discriminate it, each with its values.
    pub discriminators: Vec<(&'a str, Vec<&'a Literal>)>,
    /// The discriminator property with its first value.
    pub tag: Option<(&'a str, &'a Literal)>,
    /// The same, if it is added to objects that lack it.
    pub written_tag: Option<(&'a str, &'a Literal)>,
    /// What the JSON of its value looks like.
    pub shape: Shape<'a>,
    /// Whether the union implements `From` of its type.
    pub has_from: bool,
}

impl<'a> Model<'a> {
    /// The variants of a union; empty for other models.
    pub fn variants(&self) -> &[Variant<'a>] {
        match &self.kind {
            Kind::Union(union) => &union.variants,
            Kind::Struct(_) | Kind::Enum(_) | Kind::Alias(..) => &[],
        }
    }

    /// The struct; `None` for other models.
    pub fn structure(&self) -> Option<&Struct<'a>> {
        match &self.kind {
            Kind::Struct(object) => Some(object),
            Kind::Enum(_) | Kind::Union(_) | Kind::Alias(..) => None,
        }
    }
}

impl<'a> Struct<'a> {
    /// The arguments of `new`, in order, with their fields.
    pub fn constructor(&self) -> impl Iterator<Item = (&Field<'a>, &Argument)> {
        let fields = self.fields.iter();
        fields.filter_map(|field| Some((field, field.constructor_arg.as_ref()?)))
    }
}

impl AdditionalProperties<'_> {
    /// What they are, in one sentence.
    pub fn description(&self) -> &'static str {
        match self.are_declared {
            true => "Additional properties.",
            false => {
                "Properties that this version does not know, which are sent back as they were read."
            }
        }
    }
}

impl Field<'_> {
    /// Whether the value is boxed, because the type would contain itself without a box.
    pub fn is_boxed(&self) -> bool {
        matches!(self.value, Type::Boxed(_))
    }

    /// The type of the field: optional if the value may be absent.
    pub fn ty(&self) -> Type {
        match self.presence {
            Presence::Required => self.value.clone(),
            Presence::Nullable | Presence::Optional => self.value.clone().optional(),
        }
    }
}

pub(super) fn model<'a>(tables: &StageResults<'a>, id: ModelId) -> Model<'a> {
    let node = tables.api.model(id);
    let names = tables.names.model(id);
    let has_default = tables.analysis.needs_default.contains(&id);
    Model {
        node,
        name: &names.ty,
        module: &names.module,
        home: tables.plan.home(id),
        gate: tables.plan.model_gate(id),
        derives: tables.derives.of(id),
        attributes: tables.derives.attributes(id),
        kind: match &node.kind {
            ModelKind::Struct(object) => Kind::Struct(structure(tables, id, object)),
            ModelKind::Enum(_) | ModelKind::IntegerEnum(_) => Kind::Enum(Enum {
                value: match &node.kind {
                    ModelKind::IntegerEnum(_) => Type::I64,
                    _ => Type::String,
                },
                variants: &names.variants,
                unknown: &names.unknown,
                has_default,
                is_json: !tables.analysis.text_enums.contains(&id),
            }),
            ModelKind::Union(union) => Kind::Union(of_union(tables, union, names, has_default)),
            ModelKind::Alias(target) => Kind::Alias(target, Type::of(target)),
        },
    }
}

fn structure<'a>(tables: &StageResults<'a>, id: ModelId, object: &'a ir::Struct) -> Struct<'a> {
    let (analysis, names) = (tables.analysis, tables.names.model(id));
    let in_requests = analysis.usage(id).request;
    let fields = object.fields.iter().zip(&names.fields).enumerate();
    let fields = fields.map(|(index, (node, names))| {
        let id = FieldId { model: id, index };
        field(tables, id, node, names)
    });
    Struct {
        fields: fields.collect(),
        in_requests,
        nulls: analysis.tells_null(id).then_some(&names.nulls),
        additional: object.rest.as_ref().map(|value| AdditionalProperties {
            name: &names.rest.field,
            ty: Type::Map(Type::of(value).into()),
            setter: in_requests.then_some(&names.rest.setter),
            are_declared: object.declared_rest().is_some(),
        }),
        items: analysis.items(id).map(|field| items(tables, field)),
        shape: analysis.shaped.contains(&id).then(|| StructShape {
            fields: object
                .fields
                .iter()
                .map(|field| Shape::of_field(tables.api, field))
                .collect(),
            additional: Shape::of_rest(tables.api, object),
            required: (0..object.fields.len())
                .filter(|index| {
                    let (model, index) = (id, *index);
                    analysis.expected.has(FieldId { model, index })
                })
                .collect(),
        }),
        conversions: conversions(tables, id),
        converted: analysis.conversions.from(id),
        id: analysis.conversions.id_of(id),
    }
}

fn field<'a>(
    tables: &StageResults<'a>,
    id: FieldId,
    node: &'a ir::Field,
    names: &'a FieldNames,
) -> Field<'a> {
    let analysis = tables.analysis;
    let is_boxed = analysis.boxed.contains(&id);
    let value = Type::of(&node.ty);
    let value = if is_boxed { value.boxed() } else { value };
    let presence = analysis.presence(id);
    let in_requests = analysis.usage(id.model).request;
    let is_argument = in_requests && analysis.constructor_args.has(id);
    let is_set = in_requests && !is_argument && !node.read_only;
    let can_be_null = is_set && analysis.tells_null(id.model);
    Field {
        node,
        name: &names.field,
        presence,
        constructor_arg: is_argument.then(|| match presence {
            Presence::Nullable => Argument::Value(value.clone().optional()),
            Presence::Required | Presence::Optional => Argument::of_value(value.clone()),
        }),
        setter: is_set.then(|| Setter {
            name: &names.setter,
            argument: Argument::of_value(value.clone()),
        }),
        clear: can_be_null.then_some(&names.clear),
        value,
    }
}

fn of_union<'a>(
    tables: &StageResults<'a>,
    union: &'a ir::Union,
    names: &'a ModelNames,
    has_default: bool,
) -> Union<'a> {
    let api = tables.api;
    let has_from = analyze::have_from(api, union);
    let variants = union.variants.iter().zip(&names.variants).zip(has_from);
    let variants = variants.map(|((node, name), has_from)| {
        let ty = Type::of(&node.ty);
        Variant {
            node,
            name,
            ty: match is_boxed_variant(api, &node.ty) {
                true => ty.boxed(),
                false => ty,
            },
            discriminators: analyze::discriminators(api, union, node),
            tag: analyze::tag(union, node),
            written_tag: analyze::written_tag(api, union, node),
            shape: Shape::of_variant(api, node),
            has_from,
        }
    });
    Union {
        variants: variants.collect(),
        unknown: &names.unknown,
        has_default,
    }
}
