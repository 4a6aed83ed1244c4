//! Shapes: what a caller of the emitted crate sees of one model or operation.
//!
//! Follows the tables that emission prints. A test holds what is said here against the items of
//! printed crates.

use indexmap::IndexMap;

use super::types::Printer;
use crate::analyze::{Output, OutputValue, Presence, conversions, is_boxed_variant, resolve};
use crate::ir::{
    Content, FieldId, Location, ModelId, ModelKind, Operation, OperationId, Parameter, Scalar,
    Status, Struct, TypeRef, Union, Variant,
};

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
        match &self.side.api().model(id).kind {
            ModelKind::Struct(object) => ModelShape::Struct(self.structure(id, object)),
            ModelKind::Enum(values) => ModelShape::Enum(self.enumeration(id, values)),
            ModelKind::Union(union) => ModelShape::Union(self.union(id, union)),
            ModelKind::Alias(target) => ModelShape::Alias(self.of(target)),
        }
    }

    fn union(&self, id: ModelId, union: &Union) -> UnionShape {
        let names = &self.side.names.model(id).variants;
        let is_boxed = |variant: &Variant| is_boxed_variant(self.side.api(), &variant.ty);
        let variants = union.variants.iter().zip(names).map(|(variant, name)| {
            let ty = self.of(&variant.ty);
            let ty = if is_boxed(variant) {
                format!("Box<{ty}>")
            } else {
                ty
            };
            (name.as_str().to_owned(), ty)
        });
        let converted = conversions(self.side.api(), union).into_iter();
        UnionShape {
            variants: variants.collect(),
            conversions: converted.map(|variant| self.of(&variant.ty)).collect(),
            has_default: self.side.analysis.needs_default.contains(&id),
        }
    }

    fn structure(&self, id: ModelId, object: &Struct) -> StructShape {
        let analysis = &self.side.analysis;
        let fields = object.fields.iter().enumerate();
        let fields = fields.map(|(index, field)| {
            let shape = self.field(FieldId { model: id, index });
            (field.name.clone(), shape)
        });
        let items = analysis.items(id).map(|field| self.items(field));
        let rest = object.rest.as_ref().map(|value| {
            let names = &self.side.names.model(id).rest;
            let ty = format!("BTreeMap<String, {}>", self.of(value));
            (names.field.to_string(), names.setter.to_string(), ty)
        });
        StructShape {
            rest,
            sent: analysis.usage(id).request,
            fields: fields.collect(),
            items,
        }
    }

    fn field(&self, id: FieldId) -> FieldShape {
        let analysis = &self.side.analysis;
        let names = self.side.names.field(id);
        let field = &self.side.api().model(id.model).kind.fields()[id.index];
        let is_boxed = analysis.boxed.contains(&id);
        let mut value = self.of(&field.ty);
        if is_boxed {
            value = format!("Box<{value}>");
        }
        let presence = analysis.presence(id);
        let is_text = matches!(field.ty, TypeRef::Scalar(Scalar::String | Scalar::Binary));
        let argument = if is_text {
            "impl Into<String>".to_owned()
        } else if is_boxed {
            format!("impl Into<{value}>")
        } else {
            value.clone()
        };
        let is_sent = analysis.usage(id.model).request;
        let is_asked = is_sent && analysis.asked.contains(&id);
        let is_set = is_sent && !is_asked && !field.read_only;
        let clears = is_set && analysis.tells_null(id.model);
        FieldShape {
            name: names.field.as_str().to_owned(),
            asked: is_asked.then(|| match presence {
                Presence::Nullable => format!("Option<{value}>"),
                Presence::Required | Presence::Optional => argument.clone(),
            }),
            ty: match presence {
                Presence::Required => value,
                Presence::Nullable | Presence::Optional => format!("Option<{value}>"),
            },
            setter: is_set.then(|| (names.setter.as_str().to_owned(), argument)),
            clear: clears.then(|| names.clear.as_str().to_owned()),
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
            model: self.of(&self.side.api().topics[index].ty),
        }
    }

    pub(super) fn operation(&self, id: OperationId) -> OperationShape {
        let api = self.side.api();
        let operation = api.operation(id);
        let names = self.side.names.operation(id);
        let services = operation.services.iter();
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
            output: self.output(id),
            variants,
            page_items: self.side.analysis.paging(id).map(|it| self.items(it.items)),
            stream: operation
                .stream
                .as_ref()
                .map(|stream| self.content(&stream.item)),
        }
    }

    /// The type of the items of a page, which are in a list or in any JSON value.
    fn items(&self, field: FieldId) -> String {
        let api = self.side.api();
        let field = &api.model(field.model).kind.fields()[field.index];
        match resolve(api, &field.ty) {
            TypeRef::List(item) => self.of(item),
            other => self.of(other),
        }
    }

    fn inputs(&self, id: OperationId, operation: &Operation) -> IndexMap<Wire, InputShape> {
        let names = self.side.names.operation(id);
        let parameters = operation.parameters.iter().zip(&names.parameters);
        let parameters = parameters.map(|(parameter, name)| {
            let shape = InputShape {
                name: name.as_str().to_owned(),
                ty: self.input(parameter),
                required: parameter.required,
            };
            (wire(operation, parameter), shape)
        });
        let body = operation.body.iter().map(|body| {
            let shape = InputShape {
                name: names.body.as_str().to_owned(),
                ty: self.content(&body.content),
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
        let variants = variants.iter().zip(names).map(|(variant, name)| {
            let value = match &variant.value {
                OutputValue::Nothing => None,
                OutputValue::Body(content) => Some(self.content(content)),
                OutputValue::Redirect => Some(self.content(&Content::Text)),
            };
            (variant.status, (name.as_str().to_owned(), value))
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
