//! An operation on a reference page.

use serde::Serialize;

use super::ReferencePages;
use super::inputs::ParameterRow;
use super::links::PageId;
use super::sample::Way;
use super::types::Short;
use crate::ir::{Content, Operation, OperationId, Permissions, ServiceId, Status};
use crate::markdown::{cell, code, code_cell, page, page_line};
use crate::notes::settings_notes;
use crate::sdk::{self, OutputVariant, ResponseValue, Type};

/// An operation on the page of a tag.
#[derive(Debug, Serialize)]
pub(crate) struct OperationText {
    /// The name of the method, which is the heading and its anchor.
    method: String,
    /// The signature of the call.
    signature: String,
    /// The result of the call, linked; `None` for `()`.
    returns: Option<String>,
    is_deprecated: bool,
    /// Whether it is a preview, which may change.
    is_preview: bool,
    /// The paragraphs of the summary and description.
    texts: Vec<String>,
    /// The HTTP method and the path.
    wraps: String,
    /// Its security schemes and server, if they differ from those of most operations.
    settings: Vec<String>,
    /// The features that enable it, in addition to that of the API.
    features: Vec<String>,
    /// The permissions that a caller needs, if the definition declares them.
    permissions: Option<PermissionsText>,
    /// The Rust example.
    example: String,
    /// The parameters and the body.
    inputs: Vec<ParameterRow>,
    /// The result of each status, if there are several.
    variants: Vec<StatusResult>,
    paging: Option<PagingText>,
    /// The errors that are not common to all operations.
    errors: Vec<ErrorText>,
    /// A sample request body.
    request: Option<String>,
    /// A sample response body.
    response: Option<String>,
}

#[derive(Debug, Serialize)]
struct PagingText {
    /// How the next page is requested.
    style: String,
    /// The property of the response with the items.
    items: Option<String>,
}

/// The required permissions.
#[derive(Debug, Serialize)]
struct PermissionsText {
    /// Whether all of them are required, or any.
    all: bool,
    /// Empty if no permission is needed.
    names: Vec<String>,
}

/// The result of a status.
#[derive(Debug, Serialize)]
struct StatusResult {
    status: String,
    name: String,
    ty: String,
}

/// An error response.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorText {
    status: String,
    code: String,
    text: String,
}

impl ReferencePages<'_> {
    /// # Errors
    /// If its example is not valid Rust.
    pub(super) fn operation(
        &self,
        service: ServiceId,
        id: OperationId,
    ) -> Result<OperationText, String> {
        let from = PageId::Api(service);
        let seen = self.sdk.operation(id);
        let operation = seen.node;
        let has_output = seen.output.ty != Type::Unit;
        let variants = seen.output.variants.iter();
        Ok(OperationText {
            method: heading(seen.name.as_str()),
            signature: self.signature(service, seen),
            returns: has_output.then(|| self.output(from, id)),
            is_deprecated: operation.deprecated,
            is_preview: operation.preview,
            texts: texts(operation),
            wraps: code(&operation.label()),
            settings: settings_notes(self.sdk, id).collect(),
            features: self
                .api
                .features_of(id)
                .map(|it| code(&self.api.features[it.0].name))
                .collect(),
            permissions: permissions(&operation.permissions),
            example: self.example(service, id)?,
            inputs: self.inputs(from, id),
            variants: variants.map(|it| self.variant(from, it)).collect(),
            paging: seen.paging.as_ref().map(|paging| PagingText {
                style: paging.style.to_string(),
                items: paging.property.as_deref().map(code),
            }),
            errors: self.errors(operation),
            request: self.request_sample(operation),
            response: self.response_sample(seen),
        })
    }

    fn signature(&self, service: ServiceId, operation: &sdk::Operation<'_>) -> String {
        let arguments = operation.arguments();
        let arguments: Vec<String> = arguments
            .map(|input| format!("{}: {}", input.name, input.argument.text(&Short(self.sdk))))
            .collect();
        let accessor = self.sdk.tag(service).accessor;
        let (method, arguments) = (operation.name, arguments.join(", "));
        code(&format!("client.{accessor}().{method}({arguments})"))
    }

    fn variant(&self, from: PageId, variant: &OutputVariant<'_>) -> StatusResult {
        StatusResult {
            status: code(&variant.status.to_string()),
            name: code(variant.name.as_str()),
            ty: self.response_value(from, variant.value),
        }
    }

    fn errors(&self, operation: &Operation) -> Vec<ErrorText> {
        let errors = self.sdk.common_errors.beyond(operation);
        errors
            .map(|(status, code, text)| error_text(status, code, text))
            .collect()
    }

    fn request_sample(&self, operation: &Operation) -> Option<String> {
        let body = operation.body.as_ref()?;
        let Content::Json(ty) = &body.content else {
            return None;
        };
        let example = body.example.as_ref();
        Some(self.sample(ty, &body.constraints, example, Way::Request))
    }

    /// A sample of the first successful response with a body.
    fn response_sample(&self, operation: &sdk::Operation<'_>) -> Option<String> {
        let output = &operation.output;
        let variants = output.variants.iter().map(|variant| variant.value);
        let ty = variants
            .chain([output.value])
            .find_map(ResponseValue::json)?;
        let responses = operation.node.responses.iter();
        let mut bodies = responses.filter_map(|it| it.body.as_ref());
        let body = bodies.find(|body| body.content.ty() == Some(ty))?;
        let example = body.example.as_ref();
        Some(self.sample(ty, &body.constraints, example, Way::Response))
    }
}

/// An error response as a row of a table.
pub(super) fn error_text(status: Status, error: &str, text: &str) -> ErrorText {
    ErrorText {
        status: code(&status.to_string()),
        code: code_cell(error),
        text: cell(text),
    }
}

/// An identifier as a heading: an underscore in front could start an emphasis.
pub(super) fn heading(name: &str) -> String {
    match name.strip_prefix('_') {
        Some(rest) => format!("\\_{rest}"),
        None => name.to_owned(),
    }
}

/// The summary and the description, without repetition.
fn texts(operation: &Operation) -> Vec<String> {
    let docs = &operation.docs;
    let summary = docs.summary.as_deref().map(page_line);
    let description = docs.description.as_deref().map(page);
    let mut texts: Vec<String> = summary.into_iter().chain(description).collect();
    texts.retain(|text| !text.is_empty());
    texts.dedup();
    texts
}

fn permissions(permissions: &Permissions) -> Option<PermissionsText> {
    let (all, names) = match permissions {
        Permissions::Undeclared => return None,
        Permissions::None => (false, [].as_slice()),
        Permissions::Any(names) => (false, names.as_slice()),
        Permissions::All(names) => (true, names.as_slice()),
    };
    Some(PermissionsText {
        all,
        names: names.iter().map(|name| code(name)).collect(),
    })
}
