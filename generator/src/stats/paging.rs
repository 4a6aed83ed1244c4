//! The pagination of each operation, and the reason for it.

use std::borrow::Cow;

use serde::Serialize;

use crate::Definition;
use crate::analyze::{ItemsReason, PageInput, PageItems, Paging, PagingStyle};
use crate::ir::{Api, Method, Operation, Origin, Scalar, TypeRef, resolve};
use crate::pointer;

/// The pagination of an operation, or why it has none.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PagingOfOperation {
    /// Method and path.
    pub operation: String,
    /// The vendor's method name, else the `operationId`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The JSON pointer, in the document after its upgrade to OpenAPI 3.0.
    pub pointer: String,
    /// Whether it paginates.
    pub pages: bool,
    /// How the next page is requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<String>,
    /// The query parameter that selects a page, or the property of the body as a JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    /// The number of the first page or item, if those are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<u64>,
    /// The property of the response with the items, or the JSON pointer of a nested one; none if the response is
    /// the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<String>,
    /// The type of an item, by the name of its schema.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item_type: Option<String>,
    /// The properties of the response that show which page is the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<EndOfPages>,
    /// Why the items are in that property, or why the operation does not paginate.
    pub reason: String,
}

/// The properties of a response that show which page is the last. Without any of them it is a page
/// without items, or one that is shorter than those before it.
#[derive(Debug, Default, Serialize)]
pub struct EndOfPages {
    /// The cursor of the next page, or the link to it, as a JSON pointer: the last page has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Whether pages follow, as a boolean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<String>,
    /// The number of pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<String>,
    /// The number of items on all pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
    /// The number of items on a page that is not the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
}

/// The pagination of each operation, in document order.
pub(super) fn decisions(definition: &Definition) -> Vec<PagingOfOperation> {
    let api = &definition.api;
    let operations = api.operations().map(|(id, operation)| {
        let decision = definition.analysis.paging_decision(id);
        let reason = match decision {
            Ok(paging) if is_query(operation, paging) => {
                format!("a query by its path; {}", paging.reason)
            }
            Ok(paging) => paging.reason.to_string(),
            Err(reason) => reason.to_string(),
        };
        let paging = decision.as_ref().ok();
        let list = paging.map(|it| match &it.items {
            PageItems::Response(list) => list,
            PageItems::Field { list, .. } => &api.field(*list).ty,
        });
        PagingOfOperation {
            operation: operation.label(),
            name: operation
                .method_name
                .clone()
                .or_else(|| operation.id.clone()),
            pointer: operation.pointer.clone(),
            pages: paging.is_some(),
            style: paging.map(|paging| paging.style.to_string()),
            input: paging.and_then(|paging| input(&paging.style)),
            first: paging.and_then(|paging| first(&paging.style)),
            items: paging.and_then(|it| it.items.property(api).map(Cow::into_owned)),
            item_type: list.map(|list| match resolve(api, list) {
                TypeRef::List(item) => type_name(api, item),
                other => type_name(api, other),
            }),
            end: paging.map(end),
            reason,
        }
    });
    operations.collect()
}

/// Whether the operation is a query with a method other than `GET`.
fn is_query(operation: &Operation, paging: &Paging) -> bool {
    operation.method != Method::Get && paging.reason != ItemsReason::Declared
}

fn input(style: &PagingStyle) -> Option<String> {
    match style {
        PagingStyle::Number { input, .. } | PagingStyle::Cursor { input, .. } => {
            Some(match input {
                PageInput::Query(parameter) => parameter.clone(),
                PageInput::Body(path) => pointer::of_path(path),
            })
        }
        PagingStyle::Start { parameter, .. } | PagingStyle::LastItem { parameter, .. } => {
            Some(parameter.clone())
        }
        PagingStyle::Link { .. } | PagingStyle::LinkHeader => None,
    }
}

fn first(style: &PagingStyle) -> Option<u64> {
    match style {
        PagingStyle::Number { first, .. } | PagingStyle::Start { first, .. } => Some(*first),
        PagingStyle::Cursor { .. }
        | PagingStyle::Link { .. }
        | PagingStyle::LinkHeader
        | PagingStyle::LastItem { .. } => None,
    }
}

fn end(paging: &Paging) -> EndOfPages {
    let next = match &paging.style {
        PagingStyle::Cursor { next, .. } => Some(pointer::of_path(next)),
        PagingStyle::Link { next } => Some(pointer::of_path(next)),
        PagingStyle::Number { .. }
        | PagingStyle::Start { .. }
        | PagingStyle::LinkHeader
        | PagingStyle::LastItem { .. } => None,
    };
    EndOfPages {
        next,
        pages: paging.end.pages.as_deref().map(name),
        more: paging.end.more.as_deref().map(name),
        total: paging.end.total.as_deref().map(name),
        size: paging.end.size.as_deref().map(name),
    }
}

/// A property of the response by its name, and one inside of another by a JSON pointer.
fn name(path: &[String]) -> String {
    let path: Vec<_> = path.iter().map(String::as_str).collect();
    pointer::property(&path).into_owned()
}

/// The name of a type in terms of the definition.
fn type_name(api: &Api, ty: &TypeRef) -> String {
    match ty {
        TypeRef::Model(id) => match &api.model(*id).origin {
            Origin::Component(name) => name.clone(),
            Origin::Nested(parent, property) => {
                format!("{}.{property}", type_name(api, &TypeRef::Model(*parent)))
            }
            Origin::Parameter(..) | Origin::RequestBody(_) | Origin::Response(..) => {
                "inline schema".to_owned()
            }
        },
        TypeRef::Scalar(scalar) => scalar_name(*scalar).to_owned(),
        TypeRef::Own(own) => own.name.clone(),
        TypeRef::List(item) => format!("array of {}", type_name(api, item)),
        TypeRef::Map(value) => format!("map of {}", type_name(api, value)),
        TypeRef::Nullable(inner) => type_name(api, inner),
        TypeRef::Json(_) => "any JSON value".to_owned(),
    }
}

fn scalar_name(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::String => "string",
        Scalar::Bool => "boolean",
        Scalar::Int32 | Scalar::Int64 | Scalar::UInt64 => "integer",
        Scalar::Float | Scalar::Double => "number",
        Scalar::DateTime => "date-time",
        Scalar::Date => "date",
        Scalar::LocalDateTime => "local-date-time",
        Scalar::YearMonth => "year-month",
        Scalar::Interval => "interval",
        Scalar::Time => "time",
        Scalar::Duration => "duration",
        Scalar::Base64 => "byte",
        Scalar::Binary => "binary",
    }
}
