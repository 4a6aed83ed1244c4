//! What a caller sees of a model: its name and module, its fields and variants with their types, and
//! what its constructor and setters take.

use super::conversion::{Conversion, conversions};
use super::{Argument, Gate, IdConversion, Tables, Type};
use crate::analyze::{self, Presence, is_boxed_variant};
use crate::ir::{self, FieldId, Literal, ModelId, ModelKind, TypeRef, resolve};
use crate::name::{FieldNames, ModelNames, ModuleName, TypeName, ValueName, VariantName};
use crate::plan::Home;

/// A model.
#[derive(Debug)]
pub struct Model<'a> {
    /// What the definition says of it.
    pub node: &'a ir::Model,
    /// The type.
    pub name: &'a TypeName,
    /// The module of its file, if it has a file of its own.
    pub module: &'a ModuleName,
    /// Where it stands.
    pub home: Home,
    /// What turns it on; nothing does where it is not emitted.
    pub gate: Option<Gate<'a>>,
    /// What it is.
    pub kind: Kind<'a>,
}

/// What a model is.
#[derive(Debug)]
pub enum Kind<'a> {
    /// A struct.
    Struct(Struct<'a>),
    /// An enum of strings.
    Enum(Enum<'a>),
    /// An enum with a variant for each type.
    Union(Union<'a>),
    /// Another name for a type: what the definition says of that, and the type.
    Alias(&'a TypeRef, Type),
}

/// A struct.
#[derive(Debug)]
pub struct Struct<'a> {
    /// The fields, in the order of the definition.
    pub fields: Vec<Field<'a>>,
    /// Whether requests hold it, so that it has `new` and setters.
    pub in_requests: bool,
    /// The private field that records explicit nulls, where an explicit `null` can be sent.
    pub nulls: Option<&'a ValueName>,
    /// The field of additional properties, where they are kept.
    pub additional: Option<AdditionalProperties<'a>>,
    /// The type of the items, when it is a page.
    pub items: Option<Type>,
    /// How it is made from models of responses.
    pub conversions: Vec<Conversion<'a>>,
    /// The models of requests that are made from it.
    pub converted: &'a [ModelId],
    /// How a string is made from it, where one of those needs that.
    pub id: Option<IdConversion>,
}

/// A field.
#[derive(Debug)]
pub struct Field<'a> {
    /// What the definition says of it.
    pub node: &'a ir::Field,
    /// Its name.
    pub name: &'a ValueName,
    /// The type of its value, boxed where it has to be.
    pub value: Type,
    /// Whether it always has one.
    pub presence: Presence,
    /// What `new` takes for it, when it is one of its arguments.
    pub constructor_arg: Option<Argument>,
    /// The method that sets it, when it has one.
    pub setter: Option<Setter<'a>>,
    /// The method that makes it an explicit `null`, when it has one.
    pub clear: Option<&'a ValueName>,
}

/// A method that sets a field.
#[derive(Debug)]
pub struct Setter<'a> {
    /// Its name.
    pub name: &'a ValueName,
    /// What it takes.
    pub argument: Argument,
}

/// The field of additional properties.
#[derive(Debug)]
pub struct AdditionalProperties<'a> {
    /// Its name.
    pub name: &'a ValueName,
    /// Its type: a map.
    pub ty: Type,
    /// The method that sets it, when it has one.
    pub setter: Option<&'a ValueName>,
    /// Whether the definition allows them. Otherwise they are kept for the way back, whatever they are.
    pub are_declared: bool,
}

/// An enum of strings.
#[derive(Debug)]
pub struct Enum<'a> {
    /// The variants, in the order of the enum values.
    pub variants: &'a [VariantName],
    /// The variant of every other value.
    pub unknown: &'a VariantName,
    /// Whether it has a default.
    pub has_default: bool,
    /// Whether it is serialized and deserialized, and not only written as a string.
    pub is_json: bool,
}

/// An enum with a variant for each type.
#[derive(Debug)]
pub struct Union<'a> {
    /// The variants, in the order of the definition.
    pub variants: Vec<Variant<'a>>,
    /// The variant of every other value.
    pub unknown: &'a VariantName,
    /// The variants that a value of their type becomes by `From`, by number.
    pub conversions: Vec<usize>,
    /// Whether it has a default.
    pub has_default: bool,
}

/// A variant of a union.
#[derive(Debug)]
pub struct Variant<'a> {
    /// What the definition says of it.
    pub node: &'a ir::Variant,
    /// Its name.
    pub name: &'a VariantName,
    /// The type of its value, boxed where it has to be.
    pub ty: Type,
    /// The properties that discriminate it, each with its values there.
    pub discriminators: Vec<(&'a str, Vec<&'a Literal>)>,
    /// The property of the discriminator and its first value.
    pub tag: Option<(&'a str, &'a Literal)>,
    /// The same, where it is written if an object does not bring it.
    pub written_tag: Option<(&'a str, &'a Literal)>,
}

impl<'a> Model<'a> {
    /// The variants of a union; none of other models.
    pub fn variants(&self) -> &[Variant<'a>] {
        match &self.kind {
            Kind::Union(union) => &union.variants,
            Kind::Struct(_) | Kind::Enum(_) | Kind::Alias(..) => &[],
        }
    }

    /// The struct that it is, if it is one.
    pub fn structure(&self) -> Option<&Struct<'a>> {
        match &self.kind {
            Kind::Struct(object) => Some(object),
            Kind::Enum(_) | Kind::Union(_) | Kind::Alias(..) => None,
        }
    }
}

impl<'a> Struct<'a> {
    /// The arguments of `new` with their fields, in order.
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

impl<'a> Union<'a> {
    /// The types that become the union by `From`, with their variants.
    pub fn conversions(&self) -> impl Iterator<Item = &Variant<'a>> {
        let numbers = self.conversions.iter();
        numbers.filter_map(|number| self.variants.get(*number))
    }
}

impl Field<'_> {
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

pub(super) fn model<'a>(tables: &Tables<'a>, id: ModelId, gates: &[Option<Gate<'a>>]) -> Model<'a> {
    let node = tables.api.model(id);
    let names = tables.names.model(id);
    let has_default = tables.analysis.needs_default.contains(&id);
    Model {
        node,
        name: &names.ty,
        module: &names.module,
        home: tables.plan.home(id),
        gate: gates[id.0],
        kind: match &node.kind {
            ModelKind::Struct(object) => Kind::Struct(structure(tables, id, object, gates)),
            ModelKind::Enum(_) => Kind::Enum(Enum {
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

fn structure<'a>(
    tables: &Tables<'a>,
    id: ModelId,
    object: &'a ir::Struct,
    gates: &[Option<Gate<'a>>],
) -> Struct<'a> {
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
        conversions: conversions(tables, id, gates),
        converted: analysis.conversions.from(id),
        id: analysis.conversions.id_of(id),
    }
}

fn field<'a>(
    tables: &Tables<'a>,
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
    let is_argument = in_requests && analysis.asked.contains(&id);
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
    tables: &Tables<'a>,
    union: &'a ir::Union,
    names: &'a ModelNames,
    has_default: bool,
) -> Union<'a> {
    let api = tables.api;
    let variants = union.variants.iter().zip(&names.variants);
    let variants = variants.map(|(node, name)| {
        let ty = Type::of(&node.ty);
        Variant {
            node,
            name,
            ty: match is_boxed_variant(api, &node.ty) {
                true => ty.boxed(),
                false => ty,
            },
            discriminators: analyze::told_by(api, union, node),
            tag: analyze::tag(union, node),
            written_tag: analyze::written_tag(api, union, node),
        }
    });
    let converted = analyze::conversions(api, union);
    let is_converted =
        |variant: &ir::Variant| converted.iter().any(|it| std::ptr::eq(*it, variant));
    let numbered = union.variants.iter().enumerate();
    let conversions = numbered.filter(|(_, variant)| is_converted(variant));
    Union {
        variants: variants.collect(),
        unknown: &names.unknown,
        conversions: conversions.map(|(number, _)| number).collect(),
        has_default,
    }
}

/// The type of the items of a page, which are in a list or in any JSON value.
pub(super) fn items(tables: &Tables<'_>, field: FieldId) -> Type {
    let field = &tables.api.model(field.model).kind.fields()[field.index];
    match resolve(tables.api, &field.ty) {
        TypeRef::List(item) => Type::of(item),
        other => Type::of(other),
    }
}
