//! Shapes: what a caller of the emitted crate sees of one model or operation.
//!
//! Follows the tables that emission prints. A test holds what is said here against the items of
//! printed crates.

use indexmap::IndexMap;

use super::types::Printer;
use crate::analyze::Output;
use crate::ir::{
    FieldId, Location, ModelId, ModelKind, Operation, OperationId, Parameter, Status, Struct,
};
use crate::sdk;

/// What callers see of a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ModelShape {
    Struct(StructShape),
    Enum(EnumShape),
    Union(UnionShape),
    /// The type that an alias stands for.
    Alias(String),
}

/// What callers see of a struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StructShape {
    /// Whether it travels in requests, and so has `new` and setters.
    pub(super) sent: bool,
    /// The fields, by name on the wire.
    pub(super) fields: IndexMap<String, FieldShape>,
    /// The field of properties without a name, its setter, and its type.
    pub(super) rest: Option<(String, String, String)>,
    /// The type of the items of a page.
    pub(super) items: Option<String>,
}

/// What callers see of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FieldShape {
    pub(super) name: String,
    pub(super) ty: String,
    /// The type of the argument of `new`, when it asks for one.
    pub(super) asked: Option<String>,
    /// The name of the setter and what it takes.
    pub(super) setter: Option<(String, String)>,
    /// The name of the method that makes it an explicit `null`.
    pub(super) clear: Option<String>,
}

/// What callers see of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EnumShape {
    /// The names of the variants, by value on the wire.
    pub(super) variants: IndexMap<String, String>,
    pub(super) has_default: bool,
    pub(super) is_json: bool,
}

/// What callers see of a union.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnionShape {
    /// The types of the variants, by their names.
    pub(super) variants: IndexMap<String, String>,
    /// The types that become the union by `From`.
    pub(super) conversions: Vec<String>,
    pub(super) has_default: bool,
}

/// What callers see of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OperationShape {
    pub(super) method: String,
    /// The services that have the method, by key.
    pub(super) services: Vec<String>,
    /// The module of the types that stand beside the method.
    pub(super) home: String,
    /// The inputs, by what they are on the wire.
    pub(super) inputs: IndexMap<Wire, InputShape>,
    /// The type of its call.
    pub(super) request: String,
    /// What the call gives back.
    pub(super) output: String,
    /// The name of the enum that the call gives back, and its variants.
    pub(super) variants: Option<(String, Variants)>,
    /// The type of the items of all pages, where a stream gives them.
    pub(super) page_items: Option<String>,
    /// What a value of the stream is that its success may be.
    pub(super) stream: Option<String>,
}

/// The variants of what a call gives back, by status: the name and what it holds.
pub(super) type Variants = IndexMap<Status, (String, Option<String>)>;

/// What an input is on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Wire {
    /// The place in the path template, from 0 on: its name is not sent.
    Path(usize),
    Query(String),
    Header(String),
    Cookie(String),
    Form(String),
    Body,
}

/// What callers see of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InputShape {
    pub(super) name: String,
    pub(super) ty: String,
    pub(super) required: bool,
}

/// What callers see of a topic of notifications.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TopicShape {
    /// The function that makes it.
    pub(super) function: String,
    /// How many values of placeholders that takes.
    pub(super) arguments: usize,
    /// The type of its events.
    pub(super) model: String,
}

impl Printer<'_> {
    pub(super) fn shape(&self, id: ModelId) -> ModelShape {
        match (self.side.sdk.model(id), &self.side.api().model(id).kind) {
            (sdk::Model::Struct(seen), ModelKind::Struct(object)) => {
                ModelShape::Struct(self.structure(id, object, seen))
            }
            (sdk::Model::Union(seen), _) => ModelShape::Union(self.union(id, seen)),
            (sdk::Model::Alias(target), _) => ModelShape::Alias(self.of(target)),
            (_, kind) => ModelShape::Enum(self.enumeration(id, kind.values())),
        }
    }

    fn union(&self, id: ModelId, seen: &sdk::Union) -> UnionShape {
        let names = self.side.names.model(id).variants.iter();
        let names = names.map(|name| name.as_str().to_owned());
        let variants = names.zip(seen.variants.iter().map(|ty| self.of(ty)));
        let converted = seen
            .conversions
            .iter()
            .map(|number| &seen.variants[*number]);
        UnionShape {
            variants: variants.collect(),
            conversions: converted.map(|ty| self.of(ty.inside_box())).collect(),
            has_default: self.side.analysis.needs_default.contains(&id),
        }
    }

    fn structure(&self, id: ModelId, object: &Struct, seen: &sdk::Struct) -> StructShape {
        let fields = object.fields.iter().zip(&seen.fields).enumerate();
        let fields = fields.map(|(index, (field, seen))| {
            let shape = self.field(FieldId { model: id, index }, seen);
            (field.name.clone(), shape)
        });
        let rest = seen.rest.as_ref().map(|value| {
            let names = &self.side.names.model(id).rest;
            let ty = format!("BTreeMap<String, {}>", self.of(value));
            (names.field.to_string(), names.setter.to_string(), ty)
        });
        StructShape {
            rest,
            sent: self.side.analysis.usage(id).request,
            fields: fields.collect(),
            items: seen.items.as_ref().map(|item| self.of(item)),
        }
    }

    fn field(&self, id: FieldId, seen: &sdk::Field) -> FieldShape {
        let names = self.side.names.field(id);
        let setter = seen.setter.as_ref();
        FieldShape {
            name: names.field.as_str().to_owned(),
            ty: self.of(&seen.ty()),
            asked: seen.asked.as_ref().map(|taken| taken.text(self)),
            setter: setter.map(|taken| (names.setter.as_str().to_owned(), taken.text(self))),
            clear: seen.clears.then(|| names.clear.as_str().to_owned()),
        }
    }

    fn enumeration(&self, id: ModelId, values: &[String]) -> EnumShape {
        let names = self.side.names.model(id).variants.iter();
        let names = names.map(|name| name.as_str().to_owned());
        EnumShape {
            variants: values.iter().cloned().zip(names).collect(),
            has_default: self.side.analysis.needs_default.contains(&id),
            is_json: !self.side.analysis.text_enums.contains(&id),
        }
    }

    /// A topic, by its place in the list of topics.
    pub(super) fn topic(&self, index: usize) -> TopicShape {
        let names = &self.side.names.topics()[index];
        TopicShape {
            function: names.function.as_str().to_owned(),
            arguments: names.arguments.len(),
            model: self.of(&self.side.sdk.topics[index]),
        }
    }

    pub(super) fn operation(&self, id: OperationId) -> OperationShape {
        let api = self.side.api();
        let operation = api.operation(id);
        let names = self.side.names.operation(id);
        let services = operation.services.iter();
        let seen = self.side.sdk.operation(id);
        let variants = names.output.as_ref().map(|name| {
            let variants = self.variants(id);
            (name.as_str().to_owned(), variants)
        });
        OperationShape {
            method: names.method.as_str().to_owned(),
            services: services.map(|id| self.service(*id)).collect(),
            home: self.module(id),
            inputs: self.inputs(id, operation),
            request: names.request.as_str().to_owned(),
            output: self.of(&seen.output.ty),
            variants,
            page_items: seen.page_items.as_ref().map(|item| self.of(item)),
            stream: seen.stream.as_ref().map(|item| self.of(item)),
        }
    }

    fn inputs(&self, id: OperationId, operation: &Operation) -> IndexMap<Wire, InputShape> {
        let names = self.side.names.operation(id);
        let seen = self.side.sdk.operation(id);
        let parameters = operation.parameters.iter().zip(&names.parameters);
        let parameters = parameters.zip(&seen.parameters);
        let parameters = parameters.map(|((parameter, name), taken)| {
            let shape = InputShape {
                name: name.as_str().to_owned(),
                ty: taken.text(self),
                required: parameter.required,
            };
            (wire(operation, parameter), shape)
        });
        let body = operation.body.iter().zip(&seen.body);
        let body = body.map(|(body, taken)| {
            let shape = InputShape {
                name: names.body.as_str().to_owned(),
                ty: taken.text(self),
                required: body.required,
            };
            (Wire::Body, shape)
        });
        parameters.chain(body).collect()
    }

    fn variants(&self, id: OperationId) -> Variants {
        let Output::Variants(variants) = self.side.analysis.output(id) else {
            return Variants::new();
        };
        let names = self.side.names.operation(id).variants.iter();
        let held = &self.side.sdk.operation(id).output.variants;
        let variants = variants.iter().zip(names).zip(held);
        let variants = variants.map(|((variant, name), held)| {
            let held = held.as_ref().map(|ty| self.of(ty));
            (variant.status, (name.as_str().to_owned(), held))
        });
        variants.collect()
    }
}

/// What a parameter is on the wire.
pub(super) fn wire(operation: &Operation, parameter: &Parameter) -> Wire {
    match parameter.location {
        Location::Path => {
            let braced = format!("{{{}}}", parameter.name);
            let before = operation.path.split(&braced).next().unwrap_or("");
            Wire::Path(before.matches('{').count())
        }
        Location::Query => Wire::Query(parameter.name.clone()),
        Location::Header => Wire::Header(parameter.name.clone()),
        Location::Cookie => Wire::Cookie(parameter.name.clone()),
        Location::Form => Wire::Form(parameter.name.clone()),
    }
}
