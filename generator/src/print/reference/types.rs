//! Types with links to their models.

use super::Reference;
use super::links::PageId;
use std::borrow::Cow;

use crate::analyze::OutputValue;
use crate::emit::Context;
use crate::ir::{Content, ModelId, OperationId, Parameter, TypeRef};
use crate::markdown::code;
use crate::plan::{ApiModule, Home};
use crate::sdk::{Argument, External, Type, TypeNames};

impl Reference<'_> {
    /// A type, linked to its model.
    pub(super) fn ty(&self, from: PageId, ty: &TypeRef) -> String {
        self.typed(from, &Type::of(ty))
    }

    /// What a body holds, linked to its model.
    pub(super) fn content(&self, from: PageId, content: &Content) -> String {
        self.typed(from, &Type::of_content(content))
    }

    /// How an input is taken, linked to its model.
    pub(super) fn input(&self, from: PageId, parameter: &Parameter) -> String {
        let taken = Argument::of_parameter(self.cx.api, parameter);
        self.linked(from, &taken.text(&self.cx), parameter.ty.model())
    }

    /// What a call gives back, linked to its model if it is of one.
    pub(super) fn output(&self, from: PageId, id: OperationId) -> String {
        self.typed(from, &self.cx.sdk.operation(id).output.ty)
    }

    /// What is in one of several responses.
    pub(super) fn output_value(&self, from: PageId, value: &OutputValue) -> String {
        match value {
            OutputValue::Nothing => "nothing".to_owned(),
            OutputValue::Body(content) => self.content(from, content),
            OutputValue::Redirect => "`String`, the address that it redirects to".to_owned(),
        }
    }

    /// A model by its name, linked.
    pub(super) fn model_link(&self, from: PageId, id: ModelId) -> String {
        self.linked(from, self.cx.names.model(id).ty.as_str(), Some(id))
    }

    /// The path of a model in the crate.
    pub(super) fn path(&self, id: ModelId) -> String {
        format!(
            "{}::{}",
            self.module(id),
            self.cx.names.model(id).ty.as_str()
        )
    }

    /// The module of the crate that offers a model.
    pub(super) fn module(&self, id: ModelId) -> String {
        match self.cx.plan.home(id) {
            Home::Models(_) => "models".to_owned(),
            Home::Api(ApiModule::Shared) => "apis::shared".to_owned(),
            Home::Api(ApiModule::Service(id)) => {
                format!("apis::{}", self.cx.names.service(id).module.as_str())
            }
        }
    }

    fn typed(&self, from: PageId, ty: &Type) -> String {
        self.linked(from, &ty.text(&self.cx), ty.named())
    }

    fn linked(&self, from: PageId, text: &str, model: Option<ModelId>) -> String {
        match model.and_then(|id| self.links.model(from, id)) {
            Some(link) => format!("[{}]({link})", code(text)),
            None => code(text),
        }
    }
}

/// Types as pages show them: by their names, and those of crates that say what they are by their paths.
impl TypeNames for Context<'_> {
    fn external(&self, external: External) -> &str {
        match external {
            External::Timestamp => "jiff::Timestamp",
            External::Date => "jiff::civil::Date",
            External::DateTime => "jiff::civil::DateTime",
            External::YearMonth => "YearMonth",
            External::Interval => "Interval",
            External::Json => "serde_json::Value",
            External::Upload => "Upload",
        }
    }

    fn model(&self, id: ModelId) -> Cow<'_, str> {
        self.names.model(id).ty.as_str().into()
    }

    fn output(&self, id: OperationId) -> Cow<'_, str> {
        let name = self.names.operation(id).output.as_ref();
        name.map_or("", |name| name.as_str()).into()
    }
}
