//! The page of a tag.

use serde::Serialize;

use super::ReferencePages;
use super::links::{COMMON_ERRORS, PageId, input_models};
use super::model::ModelText;
use super::operation::OperationText;
use crate::ir::{OperationId, ServiceId};
use crate::markdown::{cell, code, code_cell, page, page_title};

#[derive(Debug, Serialize)]
pub(crate) struct ApiPage {
    header: String,
    /// The name of the tag, on one line.
    title: String,
    /// The description of the tag.
    description: Option<String>,
    /// The relative link to the index.
    index: String,
    /// The method of `Client` for the tag.
    accessor: String,
    feature: String,
    /// The name and version of the crate.
    package: String,
    version: String,
    /// The base URL, if the definition declares one.
    base_url: Option<String>,
    /// The methods, sorted.
    methods: Vec<MethodRow>,
    operations: Vec<OperationText>,
    /// The types of parameters.
    types: Vec<ModelText>,
    /// The relative link to the common errors, if there are any.
    common_errors: Option<String>,
}

/// A row of the table of methods.
#[derive(Debug, Serialize)]
struct MethodRow {
    link: String,
    request: String,
    summary: String,
}

impl ReferencePages<'_> {
    /// # Errors
    /// If an example is not valid Rust.
    pub(super) fn api(&self, id: ServiceId) -> Result<ApiPage, String> {
        let from = PageId::Api(id);
        let tag = self.sdk.tag(id);
        let service = tag.node;
        let method = |id: &OperationId| self.sdk.operation(*id).name.as_str();
        let mut operations = service.operations.clone();
        operations.sort_by_key(|id| method(id).to_owned());
        let texts: Result<Vec<_>, _> = operations
            .iter()
            .map(|operation| self.operation(id, *operation))
            .collect();
        let index = self.links.page(from, PageId::Index);
        let has_common = !self.sdk.common_errors.is_empty();
        let types = input_models(self.sdk, id);
        Ok(ApiPage {
            header: self.package.header.clone(),
            title: page_title(&service.name),
            description: service.description.as_deref().map(page),
            accessor: code(&format!("client.{}()", tag.accessor)),
            feature: tag.feature.as_str().to_owned(),
            package: self.package.name.clone(),
            version: self.package.version.clone(),
            base_url: self.api.base_url.as_deref().map(code),
            methods: operations.iter().map(|id| self.method(from, *id)).collect(),
            operations: texts?,
            types: types
                .into_iter()
                .map(|id| self.model_text(from, id))
                .collect(),
            common_errors: has_common.then(|| format!("{index}#{COMMON_ERRORS}")),
            index,
        })
    }

    fn method(&self, from: PageId, id: OperationId) -> MethodRow {
        let operation = self.sdk.operation(id);
        let name = code(operation.name.as_str());
        let operation = operation.node;
        let link = self.links.operation(from, id);
        let badge = match (operation.deprecated, operation.preview) {
            (true, _) => "**DEPRECATED** ",
            (false, true) => "**PREVIEW** ",
            (false, false) => "",
        };
        let docs = &operation.docs;
        let first_line = || docs.description.as_deref()?.lines().next();
        let text = docs
            .summary
            .as_deref()
            .or_else(first_line)
            .unwrap_or_default();
        MethodRow {
            link: format!("[{name}]({link})"),
            request: code_cell(&operation.label()),
            summary: format!("{badge}{}", cell(text)),
        }
    }
}
