//! Paths of items, relative to the root of the crate.

use std::borrow::Cow;

use super::{ApiModule, External, Home, Sdk, Type, TypeNames};
use crate::ir::{ModelId, OperationId, ServiceId};

impl Sdk<'_> {
    /// The module of a tag, or the module of operations with several tags.
    pub fn api_module(&self, module: ApiModule) -> Cow<'static, str> {
        match module {
            ApiModule::Shared => "apis::shared".into(),
            ApiModule::Service(id) => format!("apis::{}", self.tag(id).module).into(),
        }
    }

    /// The public module of a model.
    pub fn model_module(&self, id: ModelId) -> Cow<'static, str> {
        match self.model(id).home {
            Home::Models(_) => "models".into(),
            Home::Api(module) => self.api_module(module),
        }
    }

    /// The path of a model.
    pub fn model_path(&self, id: ModelId) -> String {
        let mut path = String::new();
        self.write_model_path(id, &mut path);
        path
    }

    /// Writes the path of a model.
    pub fn write_model_path(&self, id: ModelId, out: &mut String) {
        let model = self.model(id);
        match model.home {
            Home::Models(_) => out.push_str("models"),
            Home::Api(module) => out.push_str(&self.api_module(module)),
        }
        out.push_str("::");
        out.push_str(model.name.as_str());
    }

    /// Writes the path of the enum of an operation's successful responses.
    pub fn write_output_path(&self, id: OperationId, out: &mut String) {
        let operation = self.operation(id);
        if let Some(name) = operation.output.name {
            out.push_str(&self.api_module(operation.module));
            out.push_str("::");
            out.push_str(name.as_str());
        }
    }

    /// The path of a tag's struct.
    pub fn tag_path(&self, id: ServiceId) -> String {
        let module = self.api_module(ApiModule::Service(id));
        format!("{module}::{}", self.tag(id).name)
    }

    /// The path of an operation's call type.
    pub fn request_path(&self, id: OperationId) -> String {
        let operation = self.operation(id);
        let module = self.api_module(operation.module);
        format!("{module}::{}", operation.request)
    }
}

/// Names types as users of the crate see them: models by path, types of other crates by name.
#[derive(Debug, Clone, Copy)]
pub struct Paths<'a>(pub &'a Sdk<'a>);

impl Paths<'_> {
    /// A type as Rust code.
    pub fn of(&self, ty: &Type) -> String {
        ty.text(self)
    }
}

impl TypeNames for Paths<'_> {
    fn external(&self, external: External) -> &str {
        match external {
            External::Timestamp => "Timestamp",
            External::Date => "Date",
            External::DateTime => "DateTime",
            External::YearMonth => "YearMonth",
            External::Time => "Time",
            External::Duration => "IsoDuration",
            External::Interval => "Interval",
            External::Json => "Value",
            External::Upload => "Upload",
            External::Body => "Body",
        }
    }

    fn model(&self, id: ModelId, out: &mut String) {
        self.0.write_model_path(id, out);
    }

    fn output(&self, id: OperationId, out: &mut String) {
        self.0.write_output_path(id, out);
    }
}
