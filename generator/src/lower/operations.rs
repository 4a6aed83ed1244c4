//! Paths to operations: parameters, bodies and responses.

use std::collections::HashSet;

use openapiv3::{
    MediaType, Parameter as Input, ParameterData, ParameterSchemaOrContent, PathItem, QueryStyle,
    ReferenceOr, StatusCode,
};

use super::schemas::escape;
use super::view::Node;
use super::{Lowering, vendor};
use crate::diagnostics::Diagnostic;
use crate::ir::{
    Content, Docs, ListStyle, Location, Method, Operation, OperationId, Origin, Parameter,
    RequestBody, Response, Scalar, ServiceId, Status, TypeRef,
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
        let parameters = self.parameters(path, item, operation, id, &pointer);
        let body = operation.request_body.as_ref();
        let body =
            body.and_then(|body| self.request_body(body, &operation.extensions, id, &pointer));
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

    /// The parameters of the path and of the operation; the operation's win.
    fn parameters(
        &mut self,
        path: &str,
        item: &'a PathItem,
        operation: &'a openapiv3::Operation,
        id: OperationId,
        pointer: &str,
    ) -> Vec<Parameter> {
        let item_pointer = format!("#/paths/{}", escape(path));
        let shared = item.parameters.iter().enumerate();
        let shared =
            shared.map(|(index, node)| (node, format!("{item_pointer}/parameters/{index}")));
        let own = operation.parameters.iter().enumerate();
        let own = own.map(|(index, node)| (node, format!("{pointer}/parameters/{index}")));
        let mut parameters: Vec<Parameter> = Vec::new();
        for (node, pointer) in shared.chain(own) {
            let Some(lowered) = self.parameter(node, id, &pointer) else {
                continue;
            };
            let same = |known: &&mut Parameter| {
                known.name == lowered.name && known.location == lowered.location
            };
            match parameters.iter_mut().find(same) {
                Some(known) => *known = lowered,
                None => parameters.push(lowered),
            }
        }
        self.match_template(path, &mut parameters, pointer);
        parameters
    }

    /// Brings the path parameters into agreement with the path: one that the path lacks has nowhere
    /// to go, one that only the path has is a string.
    fn match_template(&mut self, path: &str, parameters: &mut Vec<Parameter>, pointer: &str) {
        let names = template_names(path);
        let mut unused = Vec::new();
        parameters.retain(|parameter| {
            let used =
                parameter.location != Location::Path || names.contains(&parameter.name.as_str());
            if !used {
                unused.push((parameter.pointer.clone(), parameter.name.clone()));
            }
            used
        });
        for (place, name) in unused {
            let found = Diagnostic::warning(
                "path-parameter-unused",
                place,
                format!("the path has no `{{{name}}}`"),
                "the parameter was left out",
            );
            self.diagnostics.push(found);
        }
        for name in names {
            let declared = parameters
                .iter()
                .any(|parameter| parameter.location == Location::Path && parameter.name == name);
            if !declared {
                let found = Diagnostic::warning(
                    "path-parameter-undeclared",
                    pointer,
                    format!("no parameter is declared for `{{{name}}}` of the path"),
                    "it is taken for a string",
                );
                self.diagnostics.push(found);
                parameters.push(Parameter {
                    pointer: pointer.to_owned(),
                    name: name.to_owned(),
                    location: Location::Path,
                    required: true,
                    ty: TypeRef::Scalar(Scalar::String),
                    list_style: ListStyle::Multi,
                    default: None,
                    deprecated: false,
                    description: None,
                });
            }
        }
    }

    fn parameter(
        &mut self,
        node: &'a ReferenceOr<Input>,
        id: OperationId,
        pointer: &str,
    ) -> Option<Parameter> {
        let input = match node {
            ReferenceOr::Item(input) => input,
            ReferenceOr::Reference { reference } => self.named_parameter(reference, pointer)?,
        };
        let (data, location, list_style) = match input {
            Input::Query {
                parameter_data,
                style,
                ..
            } => (
                parameter_data,
                Location::Query,
                query_list_style(parameter_data, style),
            ),
            Input::Header { parameter_data, .. } => {
                (parameter_data, Location::Header, ListStyle::Csv)
            }
            Input::Path { parameter_data, .. } => (parameter_data, Location::Path, ListStyle::Csv),
            Input::Cookie { parameter_data, .. } => {
                self.warn(
                    "cookie-parameter",
                    pointer,
                    format!("the cookie `{}` is not sent yet", parameter_data.name),
                    "set it as a header of the call",
                );
                return None;
            }
        };
        Some(self.lowered_parameter(data, location, list_style, id, pointer))
    }

    fn lowered_parameter(
        &mut self,
        data: &'a ParameterData,
        location: Location,
        list_style: ListStyle,
        id: OperationId,
        pointer: &str,
    ) -> Parameter {
        let origin = Origin::Parameter(id, data.name.clone());
        let (ty, default) = match &data.format {
            ParameterSchemaOrContent::Schema(schema) => {
                let default = match Node::from(schema) {
                    Node::Schema(schema) => schema.schema_data.default.clone(),
                    Node::Reference(_) => None,
                };
                (
                    self.type_of(Node::from(schema), &origin, &format!("{pointer}/schema")),
                    default,
                )
            }
            ParameterSchemaOrContent::Content(_) => {
                self.warn(
                    "content-parameter",
                    pointer,
                    format!("`{}` has a media type", data.name),
                    "it is taken for a JSON value",
                );
                (TypeRef::Json, None)
            }
        };
        Parameter {
            pointer: pointer.to_owned(),
            name: data.name.clone(),
            location,
            required: data.required || location == Location::Path,
            ty,
            list_style,
            default,
            deprecated: data.deprecated.unwrap_or(false),
            description: data.description.clone(),
        }
    }

    fn named_parameter(&mut self, reference: &str, pointer: &str) -> Option<&'a Input> {
        let components = self.document.components.as_ref();
        let target = reference.strip_prefix("#/components/parameters/");
        let found = components
            .zip(target)
            .and_then(|(all, name)| all.parameters.get(name));
        match found {
            Some(ReferenceOr::Item(input)) => Some(input),
            _ => {
                self.dangling(reference, "parameter", pointer);
                None
            }
        }
    }

    fn request_body(
        &mut self,
        node: &'a ReferenceOr<openapiv3::RequestBody>,
        extensions: &indexmap::IndexMap<String, serde_json::Value>,
        id: OperationId,
        pointer: &str,
    ) -> Option<RequestBody> {
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
        let (media_type, content) =
            self.content(&body.content, &Origin::RequestBody(id), &pointer)?;
        Some(RequestBody {
            pointer,
            name,
            required: body.required,
            media_type,
            content,
            description: body.description.clone(),
        })
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
        offered: &'a indexmap::IndexMap<String, MediaType>,
        origin: &Origin,
        pointer: &str,
    ) -> Option<(String, Content)> {
        let rank = |kind: &str| match essence(kind) {
            "application/json" | "*/*" => 0,
            kind if kind.ends_with("+json") => 1,
            kind if kind.starts_with("text/") => 2,
            _ => 3,
        };
        let (kind, media) = offered.iter().min_by_key(|(kind, _)| rank(kind))?;
        let media_type = if essence(kind) == "*/*" {
            "application/json"
        } else {
            kind.as_str()
        };
        let content = match rank(kind) {
            0 | 1 => {
                let place = format!("{pointer}/content/{}/schema", escape(kind));
                let schema = media.schema.as_ref().map(Node::from);
                Content::Json(
                    schema.map_or(TypeRef::Json, |node| self.type_of(node, origin, &place)),
                )
            }
            2 => Content::Text,
            _ => {
                let is_form = kind.contains("form");
                if is_form {
                    self.warn(
                        "form-body",
                        pointer,
                        format!("bodies of `{kind}` are not typed yet"),
                        "the body is taken as bytes that the caller has encoded",
                    );
                }
                Content::Bytes
            }
        };
        Some((media_type.to_owned(), content))
    }

    fn dangling(&mut self, reference: &str, what: &str, pointer: &str) {
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

/// The names between braces in a path, each once.
fn template_names(path: &str) -> Vec<&str> {
    let mut seen = HashSet::new();
    let parts = path.split('{').skip(1);
    let names = parts.filter_map(|part| part.split_once('}').map(|(name, _)| name));
    names.filter(|name| seen.insert(*name)).collect()
}

fn query_list_style(data: &ParameterData, style: &QueryStyle) -> ListStyle {
    let explode = data.explode.unwrap_or(matches!(style, QueryStyle::Form));
    match style {
        _ if vendor::is_tab_separated(&data.extensions) => ListStyle::Tsv,
        _ if explode => ListStyle::Multi,
        QueryStyle::SpaceDelimited => ListStyle::Ssv,
        QueryStyle::PipeDelimited => ListStyle::Pipes,
        QueryStyle::Form | QueryStyle::DeepObject => ListStyle::Csv,
    }
}

fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or("").trim()
}
