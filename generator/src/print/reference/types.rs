//! Types with links to their models.

use super::ReferencePages;
use super::links::PageId;
use crate::ir::{ModelId, OperationId, OwnType};
use crate::markdown::code;
use crate::sdk::{CallParameter, External, ParameterSource, ResponseValue, Sdk, Type, TypeNames};

impl ReferencePages<'_> {
    /// The type of a parameter, linked to its model.
    pub(super) fn input(&self, from: PageId, input: &CallParameter<'_>) -> String {
        let model = match input.source {
            ParameterSource::Parameter(parameter, _) => parameter.ty.model(),
            ParameterSource::Body(body) => body.content.ty().and_then(|ty| ty.model()),
        };
        self.linked(from, &input.argument.text(&Short(self.sdk)), model)
    }

    /// The result of a call, linked to its model.
    pub(super) fn output(&self, from: PageId, id: OperationId) -> String {
        self.typed(from, &self.sdk.operation(id).output.ty)
    }

    /// The content of one of several responses.
    pub(super) fn response_value(&self, from: PageId, value: ResponseValue<'_>) -> String {
        match value {
            ResponseValue::Nothing => "nothing".to_owned(),
            ResponseValue::Body(content) => self.typed(from, &Type::of_content(content)),
            ResponseValue::Redirect => "`String`, the URL of the redirect".to_owned(),
        }
    }

    /// A link to a model by its name.
    pub(super) fn model_link(&self, from: PageId, id: ModelId) -> String {
        self.linked(from, self.sdk.model(id).name.as_str(), Some(id))
    }

    /// A type, linked to its model.
    pub(super) fn typed(&self, from: PageId, ty: &Type) -> String {
        self.linked(from, &ty.text(&Short(self.sdk)), ty.named())
    }

    fn linked(&self, from: PageId, text: &str, model: Option<ModelId>) -> String {
        match model.and_then(|id| self.links.model(from, id)) {
            Some(link) => format!("[{}]({link})", code(text)),
            None => code(text),
        }
    }
}

/// Prints types by their names, and those of other crates by their paths.
pub(super) struct Short<'a>(pub(super) &'a Sdk<'a>);

impl TypeNames for Short<'_> {
    fn external(&self, external: External) -> &str {
        match external {
            External::Timestamp => "jiff::Timestamp",
            External::Date => "jiff::civil::Date",
            External::DateTime => "jiff::civil::DateTime",
            External::YearMonth => "YearMonth",
            External::Time => "jiff::civil::Time",
            External::Duration => "IsoDuration",
            External::Interval => "Interval",
            External::Json => "serde_json::Value",
            External::Upload => "Upload",
            External::Body => "Body",
        }
    }

    fn own<'a>(&self, own: &'a OwnType) -> &'a str {
        &own.name
    }

    fn model(&self, id: ModelId, out: &mut String) {
        out.push_str(self.0.model(id).name.as_str());
    }

    fn output(&self, id: OperationId, out: &mut String) {
        let name = self.0.operation(id).output.name;
        out.push_str(name.map_or("", |name| name.as_str()));
    }
}
