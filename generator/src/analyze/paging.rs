//! Paging: which operations give a long list in pieces, and how the next piece is asked for.

use std::fmt;

use super::output::Output;
use super::resolve;
use crate::ir::{Api, Content, Field, Location, ModelKind, Operation, TypeRef};

/// How the next page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Paging {
    /// By its number: `pageNumber` and `pageSize` in the query.
    PageNumber,
    /// By a token of the page before: `cursor`, `after` or `before` in the query.
    Cursor,
    /// By the place of its first item: `startIndex` and `count` in the query (SCIM).
    StartIndex,
    /// By its number, in the body of the request.
    Body,
}

impl fmt::Display for Paging {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PageNumber => "page number",
            Self::Cursor => "cursor",
            Self::StartIndex => "start index",
            Self::Body => "body",
        })
    }
}

pub(super) fn paging(api: &Api, outputs: &[Output]) -> Vec<Option<Paging>> {
    let operations = api.operations.iter().zip(outputs);
    operations
        .map(|(operation, output)| of_operation(api, operation, output))
        .collect()
}

/// An operation pages when it takes the inputs of a style and gives back an object with a list.
fn of_operation(api: &Api, operation: &Operation, output: &Output) -> Option<Paging> {
    let gives_list = output.types().any(|ty| {
        fields(api, ty)
            .iter()
            .any(|field| matches!(resolve(api, &field.ty), TypeRef::List(_)))
    });
    if !gives_list {
        return None;
    }
    let takes = |name: &str| {
        let mut inputs = operation.parameters.iter();
        inputs.any(|input| input.location == Location::Query && input.name == name)
    };
    if takes("pageNumber") {
        Some(Paging::PageNumber)
    } else if takes("cursor") || takes("after") {
        Some(Paging::Cursor)
    } else if takes("startIndex") && takes("count") {
        Some(Paging::StartIndex)
    } else {
        pages_in_body(api, operation).then_some(Paging::Body)
    }
}

fn pages_in_body(api: &Api, operation: &Operation) -> bool {
    let Some(Content::Json(body)) = operation.body.as_ref().map(|body| &body.content) else {
        return false;
    };
    let has_number = |fields: &[Field]| fields.iter().any(|field| field.name == "pageNumber");
    let body = fields(api, body);
    has_number(body)
        || body
            .iter()
            .any(|field| field.name == "paging" && has_number(fields(api, &field.ty)))
}

fn fields<'a>(api: &'a Api, ty: &'a TypeRef) -> &'a [Field] {
    match resolve(api, ty) {
        TypeRef::Model(id) => match &api.model(*id).kind {
            ModelKind::Struct(object) => &object.fields,
            _ => &[],
        },
        _ => &[],
    }
}
