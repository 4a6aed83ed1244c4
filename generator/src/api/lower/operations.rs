//! Path items to operations, with their bodies and responses.

use indexmap::{IndexMap, IndexSet};
use openapiv3::{PathItem, ReferenceOr, StatusCode};

use super::Lowering;
use super::constraints::media_example;
use super::contents::left_out;
use super::parameters::reference_of;
use super::parts::part_types;
use super::security::requirements;
use super::vendor;
use crate::ir::{
    Docs, Form, Method, Operation, OperationId, Origin, Parameter, RequestBody, Response,
    ServiceId, Status, Streamed,
};
use crate::media_types::is_form;
use crate::pointer::escape;
use crate::select::{Candidate, Choice};

/// The tag of operations without tags.
const UNTAGGED: &str = "default";

impl<'a> Lowering<'a> {
    /// Lowers the operations that are selected.
    pub(super) fn paths(&mut self, choice: &mut Choice<'_>) {
        for (path, item) in &self.document.paths.paths {
            let pointer = format!("#/paths/{}", escape(path));
            let ReferenceOr::Item(item) = item else {
                let message = "the reference of the path does not resolve".to_owned();
                self.error(
                    "path-reference",
                    &pointer,
                    message,
                    "write the path item here",
                );
                continue;
            };
            let query = self.queries.get(path);
            let query = query.map(|operation| (Method::Query, operation));
            for (method, operation) in methods(item).chain(query) {
                if self.is_over_budget() {
                    return;
                }
                let tags = choice.tags(&candidate(method, path, operation), &tags(operation));
                if !tags.is_empty() {
                    let pointer = format!("{pointer}/{}", method.as_str().to_lowercase());
                    self.operation(path, item, method, operation, &tags, pointer);
                }
            }
        }
    }

    fn operation(
        &mut self,
        path: &str,
        item: &'a PathItem,
        method: Method,
        operation: &'a openapiv3::Operation,
        tags: &[&str],
        pointer: String,
    ) {
        let id = OperationId(self.operations.len());
        let item_pointer = format!("#/paths/{}", escape(path));
        let services = self.tags_of_operation(tags, id);
        let mut parameters = self.parameters(path, item, operation, id, &pointer);
        let body = operation.request_body.as_ref();
        let body = body.and_then(|body| {
            self.shared(reference_of(body), |lowering| {
                lowering.request_body(body, &operation.extensions, id, &pointer)
            })
        });
        let (body, form) = match body {
            Some(Body::Whole(body)) => (Some(body), None),
            Some(Body::Form(form, fields)) => {
                parameters.extend(fields);
                (None, Some(form))
            }
            None => (None, None),
        };
        self.report_left_out(operation, &pointer);
        let responses = self.responses(method, operation, id, &pointer);
        let stream = stream_of(&responses);
        let server = self.own_server(item, operation, &item_pointer, &pointer);
        let paging = self.declared_paging(operation, &pointer);
        let operation = Operation {
            pointer,
            method,
            path: path.to_owned(),
            id: operation.operation_id.clone(),
            method_name: vendor::method_name(&operation.extensions).map(str::to_owned),
            services,
            docs: docs_of(operation),
            deprecated: operation.deprecated,
            preview: vendor::is_preview(&operation.extensions),
            permissions: vendor::permissions(&operation.extensions),
            security: Self::security(operation),
            requirements: requirements(operation.security.as_ref()),
            server,
            paging,
            parameters,
            body,
            form,
            stream,
            responses,
        };
        self.pay_operation(&operation);
        self.operations.push(operation);
    }

    /// Reports unsupported parts of an operation, such as callbacks.
    fn report_left_out(&mut self, operation: &openapiv3::Operation, pointer: &str) {
        let responses = &operation.responses.responses;
        let items = responses.values().chain(&operation.responses.default);
        let mut items = items.filter_map(|node| match node {
            ReferenceOr::Item(response) => Some(response),
            ReferenceOr::Reference { .. } => None,
        });
        if items.any(|response| !response.links.is_empty()) {
            self.warn(
                "link-left-out",
                &format!("{pointer}/responses"),
                "a response has links to other operations".to_owned(),
                "links are not generated: call these operations with values of the response",
            );
        }
    }

    fn tags_of_operation(&mut self, tags: &[&str], id: OperationId) -> Vec<ServiceId> {
        let mut services = IndexSet::with_capacity(tags.len());
        for tag in tags {
            let service = self.service(tag, None);
            if services.insert(service) {
                self.services[service.0].operations.push(id);
            }
        }
        services.into_iter().collect()
    }

    fn request_body(
        &mut self,
        node: &'a ReferenceOr<openapiv3::RequestBody>,
        extensions: &IndexMap<String, serde_json::Value>,
        id: OperationId,
        pointer: &str,
    ) -> Option<Body> {
        let pointer = format!("{pointer}/requestBody");
        let body = match node {
            ReferenceOr::Item(body) => body,
            ReferenceOr::Reference { reference } => {
                let components = self.document.components.as_ref();
                let target = reference.strip_prefix("#/components/requestBodies/");
                let found = components
                    .zip(target)
                    .and_then(|(all, name)| all.request_bodies.get(name));
                let Some(ReferenceOr::Item(body)) = found else {
                    self.dangling(reference, "request body", &pointer);
                    return None;
                };
                body
            }
        };
        let name = vendor::body_name(&body.extensions).or_else(|| vendor::body_name(extensions));
        let offered = body.content.iter();
        let offered = offered.map(|(kind, media)| (kind.as_str(), media));
        let chosen = self.preferred(offered, &pointer)?;
        let (media_type, media) = chosen;
        let left_out = left_out(&body.content, &[media_type]);
        self.report_media_types(&pointer, "request body", &[media_type], &left_out);
        if is_form(media_type) {
            let media_pointer = format!("{pointer}/content/{}", escape(media_type));
            match self.form(media_type, media, id, &media_pointer) {
                Some(fields) if fields.is_empty() => return None,
                Some(fields) => {
                    let form = Form {
                        media_type: media_type.to_owned(),
                        part_types: part_types(media),
                        left_out,
                    };
                    return Some(Body::Form(form, fields));
                }
                None => {}
            }
        }
        let (media_type, content) = self.request_content(chosen, id, &pointer);
        let body = RequestBody {
            pointer,
            name,
            required: body.required,
            media_type,
            left_out,
            content,
            constraints: self.schemas.media_constraints(media),
            example: media_example(media),
            description: body.description.clone(),
        };
        self.pay_body(&body);
        Some(Body::Whole(body))
    }

    fn responses(
        &mut self,
        method: Method,
        operation: &'a openapiv3::Operation,
        id: OperationId,
        pointer: &str,
    ) -> Vec<Response> {
        let coded = operation.responses.responses.iter().map(|(code, node)| {
            let status = match code {
                StatusCode::Code(code) => Status::Code(*code),
                StatusCode::Range(first) => Status::Range(*first),
            };
            (status, code.to_string(), node)
        });
        let default = operation.responses.default.iter();
        let default = default.map(|node| (Status::Default, "default".to_owned(), node));
        let is_named = |status: Status| status.is_success() || status.is_redirect();
        let has_success = coded.clone().any(|(status, ..)| is_named(status));
        let mut responses = Vec::new();
        for (status, key, node) in coded.chain(default) {
            // Bodies of errors are read by the runtime; only those of successes become models here.
            let is_read = match status {
                // It tells what `GET` would answer, and never has a body.
                _ if method == Method::Head => false,
                Status::Code(400..) | Status::Range(4..) => false,
                Status::Default => !has_success,
                Status::Code(_) | Status::Range(_) => true,
            };
            let pointer = format!("{pointer}/responses/{key}");
            responses.extend(self.shared(reference_of(node), |lowering| {
                let response = lowering.response(status, node, is_read, id, &pointer)?;
                lowering.pay_response(&response, &pointer);
                Some(response)
            }));
        }
        self.report_unread(&responses, &format!("{pointer}/responses"));
        responses
    }

    /// Reports, once for all responses, the media types that are never read.
    fn report_unread(&mut self, responses: &[Response], pointer: &str) {
        let lossy = || responses.iter().filter(|it| !it.left_out.is_empty());
        let left_out: IndexSet<String> = lossy().flat_map(|it| it.left_out.clone()).collect();
        let whole = lossy().flat_map(|it| it.body.iter().flat_map(|body| &body.media_types));
        let streams = lossy().filter_map(|it| Some(&it.stream.as_ref()?.media_type));
        let used: IndexSet<&str> = whole.chain(streams).map(String::as_str).collect();
        let used: Vec<_> = used.into_iter().collect();
        let left_out: Vec<_> = left_out.into_iter().collect();
        self.report_media_types(pointer, "response", &used, &left_out);
    }

    fn response(
        &mut self,
        status: Status,
        node: &'a ReferenceOr<openapiv3::Response>,
        is_read: bool,
        id: OperationId,
        pointer: &str,
    ) -> Option<Response> {
        let response = match node {
            ReferenceOr::Item(response) => response,
            ReferenceOr::Reference { reference } => {
                let components = self.document.components.as_ref();
                let target = reference.strip_prefix("#/components/responses/");
                let found = components
                    .zip(target)
                    .and_then(|(all, name)| all.responses.get(name));
                let Some(ReferenceOr::Item(response)) = found else {
                    self.dangling(reference, "response", pointer);
                    return None;
                };
                response
            }
        };
        let offered = Some(&response.content).filter(|_| is_read);
        let origin = Origin::Response(id, status);
        let whole = offered.and_then(|offered| self.response_content(offered, &origin, pointer));
        let stream = offered
            .and_then(|offered| self.streamed(offered, whole.as_ref(), &origin, pointer))
            .filter(|_| !status.is_redirect());
        let streamed = stream.as_ref().map(|stream| stream.media_type.as_str());
        let used = whole.as_ref().map_or(&[][..], |whole| &whole.used);
        let used: Vec<&str> = used.iter().copied().chain(streamed).collect();
        let left_out = left_out(&response.content, &used);
        Some(Response {
            status,
            description: response.description.clone(),
            left_out,
            body: whole.map(|whole| whole.body),
            stream,
            headers: response.headers.keys().cloned().collect(),
            error_codes: vendor::error_codes(&response.extensions),
        })
    }

    pub(super) fn dangling(&mut self, reference: &str, kind: &str, pointer: &str) {
        self.error(
            "dangling-reference",
            pointer,
            format!("`{reference}` refers to no {kind}"),
            &format!("add the {kind}, or fix the reference"),
        );
    }
}

/// The first success response with a stream, else the stream of the `default` response.
fn stream_of(responses: &[Response]) -> Option<Streamed> {
    let of = |wanted: fn(Status) -> bool| {
        let mut wanted = responses
            .iter()
            .filter(move |response| wanted(response.status));
        wanted.find_map(|response| response.stream.clone())
    };
    of(Status::is_success).or_else(|| of(|status| status == Status::Default))
}

/// The summary and the description of an operation, without those that are blank.
fn docs_of(operation: &openapiv3::Operation) -> Docs {
    let shown = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    Docs {
        summary: shown(&operation.summary),
        description: shown(&operation.description),
    }
}

/// The tags of an operation; [`UNTAGGED`] if it has none.
fn tags(operation: &openapiv3::Operation) -> Vec<&str> {
    match operation.tags.as_slice() {
        [] => vec![UNTAGGED],
        tags => tags.iter().map(String::as_str).collect(),
    }
}

/// The facts of an operation that a selection matches.
fn candidate<'a>(
    method: Method,
    path: &'a str,
    operation: &'a openapiv3::Operation,
) -> Candidate<'a> {
    Candidate {
        method: method.as_str(),
        path,
        ids: [
            operation.operation_id.as_deref(),
            vendor::method_name(&operation.extensions),
        ],
    }
}

pub(super) fn methods(item: &PathItem) -> impl Iterator<Item = (Method, &openapiv3::Operation)> {
    let all = [
        (Method::Get, &item.get),
        (Method::Put, &item.put),
        (Method::Post, &item.post),
        (Method::Delete, &item.delete),
        (Method::Options, &item.options),
        (Method::Head, &item.head),
        (Method::Patch, &item.patch),
        (Method::Trace, &item.trace),
    ];
    all.into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_ref()?)))
}

/// A request body after lowering.
enum Body {
    /// A body with one value.
    Whole(RequestBody),
    /// A form with its fields.
    Form(Form, Vec<Parameter>),
}
