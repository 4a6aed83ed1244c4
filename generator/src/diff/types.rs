//! Types as text, in one of two ways: as callers write them, or so that both sides can be compared.

use super::Side;
use super::matching::Keys;
use crate::analyze::{InputShape, Output};
use crate::ir::{Content, ModelId, OperationId, Parameter, Scalar, ServiceId, TypeRef};
use crate::plan::{ApiModule, Home};

/// A side, and how its models are called.
#[derive(Clone, Copy)]
pub(super) struct Printer<'a> {
    pub(super) side: &'a Side,
    /// With keys, a model that is the same thing on both sides has the same text on both.
    keys: Option<&'a Keys>,
}

impl<'a> Printer<'a> {
    /// As callers write them.
    pub(super) fn rust(side: &'a Side) -> Self {
        Self { side, keys: None }
    }

    /// By the keys that both sides share.
    pub(super) fn keyed(side: &'a Side, keys: &'a Keys) -> Self {
        Self {
            side,
            keys: Some(keys),
        }
    }

    /// A type where it is used in a model or in what a call gives back.
    pub(super) fn of(&self, ty: &TypeRef) -> String {
        match ty {
            TypeRef::Scalar(scalar) => of_scalar(*scalar).to_owned(),
            TypeRef::List(item) => format!("Vec<{}>", self.of(item)),
            TypeRef::Map(value) => format!("BTreeMap<String, {}>", self.of(value)),
            TypeRef::Model(id) => self.model(*id),
            TypeRef::Nullable(inner) => format!("Option<{}>", self.of(inner)),
            TypeRef::Json(_) => "Value".to_owned(),
        }
    }

    pub(super) fn content(&self, content: &Content) -> String {
        match content {
            Content::Json(ty) | Content::JsonOrText(ty) => self.of(ty),
            Content::Text => "String".to_owned(),
            Content::Bytes => "Vec<u8>".to_owned(),
        }
    }

    /// What an argument or setter of an operation takes.
    pub(super) fn input(&self, parameter: &Parameter) -> String {
        let is_string =
            |ty: &TypeRef| matches!(ty, TypeRef::Scalar(Scalar::String | Scalar::Binary));
        match InputShape::of(self.side.api(), parameter) {
            InputShape::File => "Upload".to_owned(),
            InputShape::Files => several("Upload"),
            InputShape::List(item) if is_string(item) => several("impl Display"),
            InputShape::List(item) => several(&self.of(item)),
            InputShape::Text(ty) if is_string(ty) => "&str".to_owned(),
            InputShape::Text(ty) | InputShape::Object(ty) => self.of(ty),
        }
    }

    /// What a successful call gives back.
    pub(super) fn output(&self, id: OperationId) -> String {
        let api = self.side.api();
        match &api.operation(id).stream {
            Some(stream) if self.side.analysis.gives_stream_alone(api, id) => {
                format!("EventStream<{}>", self.content(&stream.item))
            }
            _ => self.whole(id),
        }
    }

    fn whole(&self, id: OperationId) -> String {
        match self.side.analysis.output(id) {
            Output::Empty => "()".to_owned(),
            Output::Value(content) => self.content(content),
            Output::Optional(content) => format!("Option<{}>", self.content(content)),
            Output::Redirect => self.content(&Content::Text),
            Output::Variants(_) => match self.keys {
                Some(keys) => format!("output of {}", keys.operations[id.0]),
                None => self
                    .side
                    .names
                    .operation(id)
                    .output
                    .as_ref()
                    .map_or_else(String::new, |name| {
                        format!("{}::{}", self.module(id), name.as_str())
                    }),
            },
        }
    }

    /// The path of a model.
    pub(super) fn model(&self, id: ModelId) -> String {
        if let Some(keys) = self.keys {
            return format!("`{}`", keys.models[id.0]);
        }
        let name = self.side.names.model(id).ty.as_str();
        format!("{}::{name}", self.home(id))
    }

    /// The type of a service.
    pub(super) fn service(&self, id: ServiceId) -> String {
        if let Some(keys) = self.keys {
            return keys.services[id.0].clone();
        }
        let names = self.side.names.service(id);
        format!("apis::{}::{}", names.module.as_str(), names.ty.as_str())
    }

    /// The module that a model stands in, as callers write it.
    pub(super) fn home(&self, id: ModelId) -> String {
        match self.side.plan.home(id) {
            Home::Models(_) => "models".to_owned(),
            Home::Api(module) => self.api_module(module),
        }
    }

    /// The module that the types of an operation stand in.
    pub(super) fn module(&self, id: OperationId) -> String {
        self.api_module(self.side.plan.module(id))
    }

    fn api_module(&self, module: ApiModule) -> String {
        match module {
            // Where a type stands is no difference: each API offers those of its operations.
            _ if self.keys.is_some() => "apis".to_owned(),
            ApiModule::Shared => "apis::shared".to_owned(),
            ApiModule::Service(id) => {
                format!("apis::{}", self.side.names.service(id).module.as_str())
            }
        }
    }
}

/// Whatever yields items.
fn several(item: &str) -> String {
    format!("impl IntoIterator<Item = {item}>")
}

fn of_scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::String | Scalar::Binary => "String",
        Scalar::Bool => "bool",
        Scalar::Int32 => "i32",
        Scalar::Int64 => "i64",
        Scalar::UInt64 => "u64",
        Scalar::Float => "f32",
        Scalar::Double => "f64",
        Scalar::DateTime => "Timestamp",
        Scalar::Date => "Date",
        Scalar::LocalDateTime => "DateTime",
        Scalar::YearMonth => "YearMonth",
        Scalar::Interval => "Interval",
    }
}
