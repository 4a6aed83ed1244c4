//! Paths to operations with their bodies and responses.

use indexmap::IndexMap;
use openapiv3::{MediaType, PathItem, ReferenceOr, StatusCode};

use super::schemas::escape;
use super::view::Node;
use super::{Lowering, vendor};
use crate::ir::{
    Content, Docs, Method, Operation, OperationId, Origin, Parameter, RequestBody, Response,
    ServiceId, Status, TypeRef, Untyped,
};

/// The service of operations that no tag lists.
const UNTAGGED: &str = "default";

impl<'a> Lowering<'a> {
    /// Lowers all operations, or those that one of the tags lists.
    pub(super) fn paths(&mut self, tags: &[String]) {
        for (path, item) in &self.document.paths.paths {
            let pointer = format!("#/paths/{}", escape(path));
            let ReferenceOr::Item(item) = item else {
                let message = "the path refers to another document".to_owned();
                self.error(
                    "path-reference",
                    &pointer,
                    message,
                    "put the path itself here",
                );
                continue;
            };
            for (method, operation) in methods(item) {
                let wanted = |tag: &String| tags.is_empty() || tags.contains(tag);
                let mut names: Vec<&str> = operation
                    .tags
                    .iter()
                    .filter(|tag| wanted(tag))
                    .map(String::as_str)
                    .collect();
                if operation.tags.is_empty() && wanted(&UNTAGGED.to_owned()) {
                    names.push(UNTAGGED);
                }
                if !names.is_empty() {
                    let pointer = format!("{pointer}/{}", method.as_str().to_lowercase());
                    self.operation(path, item, method, operation, &names, pointer);
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
        let services = self.listed_in(tags, id);
        let summary = operation
            .summary
            .clone()
            .filter(|text| !text.trim().is_empty());
        let description = operation
            .description
            .clone()
            .filter(|text| !text.trim().is_empty());
        let mut parameters = self.parameters(path, item, operation, id, &pointer);
        let body = operation.request_body.as_ref();
        let body =
            body.and_then(|body| self.request_body(body, &operation.extensions, id, &pointer));
        let (body, form) = match body {
            Some(Body::Whole(body)) => (Some(body), None),
            Some(Body::Form(media_type, fields)) => {
                parameters.extend(fields);
                (None, Some(media_type))
            }
            None => (None, None),
        };
        let responses = self.responses(operation, id, &pointer);
        self.operations.push(Operation {
            pointer,
            method,
            path: path.to_owned(),
            id: operation.operation_id.clone(),
            method_name: vendor::method_name(&operation.extensions),
            services,
            docs: Docs {
                summary,
                description,
            },
            deprecated: operation.deprecated,
            preview: vendor::is_preview(&operation.extensions),
            permissions: vendor::permissions(&operation.extensions),
            parameters,
            body,
            form,
            responses,
        });
    }

    fn listed_in(&mut self, tags: &[&str], id: OperationId) -> Vec<ServiceId> {
        let mut services = Vec::with_capacity(tags.len());
        for tag in tags {
            let service = self.service(tag, None);
            if !services.contains(&service) {
                services.push(service);
                self.services[service.0].operations.push(id);
            }
        }
        services
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
        let (media_type, media) = preferred(&body.content)?;
        if is_form(media_type) {
            let place = format!("{pointer}/content/{}", escape(media_type));
            if let Some(fields) = self.form(media_type, media, id, &place) {
                return Some(Body::Form(media_type.to_owned(), fields));
            }
        }
        let (media_type, content) =
            self.content(&body.content, &Origin::RequestBody(id), &pointer)?;
        Some(Body::Whole(RequestBody {
            pointer,
            name,
            required: body.required,
            media_type,
            content,
            description: body.description.clone(),
        }))
    }

    fn responses(
        &mut self,
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
        let mut responses = Vec::new();
        for (status, key, node) in coded.chain(default) {
            let pointer = format!("{pointer}/responses/{key}");
            responses.extend(self.response(status, node, id, &pointer));
        }
        responses
    }

    fn response(
        &mut self,
        status: Status,
        node: &'a ReferenceOr<openapiv3::Response>,
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
        // Bodies of errors are read by the runtime; only those of successes become models here.
        let content = match status {
            Status::Code(400..) | Status::Range(4..) => None,
            _ => self.content(&response.content, &Origin::Response(id, status), pointer),
        };
        Some(Response {
            status,
            description: response.description.clone(),
            content,
            error_codes: vendor::error_codes(&response.extensions),
        })
    }

    /// The media type to use, and what it holds: JSON when there is a choice.
    fn content(
        &mut self,
        offered: &'a IndexMap<String, MediaType>,
        origin: &Origin,
        pointer: &str,
    ) -> Option<(String, Content)> {
        let (kind, media) = preferred(offered)?;
        let media_type = if essence(kind) == "*/*" {
            "application/json"
        } else {
            kind
        };
        let content = match rank(kind) {
            0 | 1 => {
                let place = format!("{pointer}/content/{}/schema", escape(kind));
                let schema = media.schema.as_ref().map(Node::from);
                Content::Json(schema.map_or(TypeRef::Json(Untyped::Anything), |node| {
                    self.type_of(node, origin, &place)
                }))
            }
            3 => Content::Text,
            _ => Content::Bytes,
        };
        Some((media_type.to_owned(), content))
    }

    pub(super) fn dangling(&mut self, reference: &str, what: &str, pointer: &str) {
        self.error(
            "dangling-reference",
            pointer,
            format!("`{reference}` leads to no {what}"),
            &format!("add the {what}, or mend the reference"),
        );
    }
}

fn methods(item: &PathItem) -> impl Iterator<Item = (Method, &openapiv3::Operation)> {
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

/// A body as it was lowered.
enum Body {
    /// One value.
    Whole(RequestBody),
    /// A form: its media type and its fields.
    Form(String, Vec<Parameter>),
}

/// How readily a media type is chosen; the least is chosen.
fn rank(media_type: &str) -> u8 {
    match essence(media_type) {
        "application/json" | "*/*" => 0,
        kind if kind.ends_with("+json") => 1,
        kind if is_form(kind) => 2,
        kind if kind.starts_with("text/") => 3,
        _ => 4,
    }
}

fn preferred(offered: &IndexMap<String, MediaType>) -> Option<(&str, &MediaType)> {
    let chosen = offered.iter().min_by_key(|(kind, _)| rank(kind))?;
    Some((chosen.0.as_str(), chosen.1))
}

fn is_form(media_type: &str) -> bool {
    matches!(
        essence(media_type),
        "application/x-www-form-urlencoded" | "multipart/form-data"
    )
}

fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or("").trim()
}
