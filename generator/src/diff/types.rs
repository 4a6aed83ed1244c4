//! What types are called, in one of two ways: as callers write them, or so that both sides can be compared.

use std::borrow::Cow;

use super::Side;
use super::matching::Keys;
use crate::ir::{ModelId, OperationId, ServiceId};
use crate::plan::{ApiModule, Home};
use crate::sdk::{External, Type, TypeNames};

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

    /// A type.
    pub(super) fn of(&self, ty: &Type) -> String {
        ty.text(self)
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

impl TypeNames for Printer<'_> {
    fn external(&self, external: External) -> &str {
        match external {
            External::Timestamp => "Timestamp",
            External::Date => "Date",
            External::DateTime => "DateTime",
            External::YearMonth => "YearMonth",
            External::Interval => "Interval",
            External::Json => "Value",
            External::Upload => "Upload",
        }
    }

    fn model(&self, id: ModelId) -> Cow<'_, str> {
        Printer::model(self, id).into()
    }

    fn output(&self, id: OperationId) -> Cow<'_, str> {
        if let Some(keys) = self.keys {
            return format!("output of {}", keys.operations[id.0]).into();
        }
        let name = self.side.names.operation(id).output.as_ref();
        let path = name.map(|name| format!("{}::{}", self.module(id), name.as_str()));
        path.unwrap_or_default().into()
    }
}
