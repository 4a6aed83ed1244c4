//! Types with links to their models.

use super::Reference;
use super::links::PageId;
use crate::analyze::{Output, OutputValue};
use crate::emit::{content_text, input_text, output_text, type_text};
use crate::ir::{Content, ModelId, OperationId, Parameter, TypeRef};
use crate::markdown::code;
use crate::plan::{ApiModule, Home};

impl Reference<'_> {
    /// A type, linked to its model.
    pub(super) fn ty(&self, from: PageId, ty: &TypeRef) -> String {
        self.linked(from, &type_text(&self.cx, ty), ty.model())
    }

    /// What a body holds, linked to its model.
    pub(super) fn content(&self, from: PageId, content: &Content) -> String {
        self.linked(from, &content_text(&self.cx, content), model_of(content))
    }

    /// How an input is taken, linked to its model.
    pub(super) fn input(&self, from: PageId, parameter: &Parameter) -> String {
        self.linked(from, &input_text(&self.cx, parameter), parameter.ty.model())
    }

    /// What a call gives back, linked to its model if it is of one.
    pub(super) fn output(&self, from: PageId, id: OperationId) -> String {
        let model = match self.cx.analysis.output(id) {
            Output::Value(content) | Output::Optional(content) => model_of(content),
            Output::Empty | Output::Redirect | Output::Variants(_) => None,
        };
        self.linked(from, &output_text(&self.cx, id), model)
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

    fn linked(&self, from: PageId, text: &str, model: Option<ModelId>) -> String {
        match model.and_then(|id| self.links.model(from, id)) {
            Some(link) => format!("[{}]({link})", code(text)),
            None => code(text),
        }
    }
}

fn model_of(content: &Content) -> Option<ModelId> {
    content.ty()?.model()
}
