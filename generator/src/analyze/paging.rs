//! Paging: which operations give a long list in pieces, and how the next piece is asked for.
//!
//! OpenAPI has no word for it, so it is told by the names of inputs and properties. The lists of
//! names here are all that is known of how services call them.

use std::collections::BTreeMap;
use std::fmt;

use super::output::Output;
use super::resolve;
use crate::ir::{
    Api, Content, Field, FieldId, Location, ModelId, ModelKind, Operation, Struct, TypeRef,
};

/// The property that lists the items, when a page has several lists.
const ITEMS: [&str; 5] = ["entities", "results", "Resources", "items", "data"];
/// The number of a page, from one on.
const NUMBER: [&str; 1] = ["pageNumber"];
/// The number of pages, in a page.
const PAGES: [&str; 1] = ["pageCount"];
/// The input that takes the token of a page.
const TOKEN: [&str; 5] = [
    "after",
    "cursor",
    "pageToken",
    "nextToken",
    "continuationToken",
];
/// Where a page has the token of the next one.
const NEXT_TOKEN: [&[&str]; 6] = [
    &["cursors", "after"],
    &["after"],
    &["cursor"],
    &["nextCursor"],
    &["nextPageToken"],
    &["nextToken"],
];
/// The link from a page to the next one.
const LINK: [&str; 2] = ["nextUri", "nextPage"];
/// Inputs that come with pages, whatever their style.
const SIZE: [&str; 3] = ["pageSize", "limit", "nextPage"];
/// The place of the first item of a page, from one on, and its companion (SCIM, RFC 7644).
const START: [&str; 2] = ["startIndex", "count"];
/// The number of items on all pages, in a page by place (SCIM, RFC 7644).
const TOTAL: [&str; 1] = ["totalResults"];

/// How an operation pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// How the next page is asked for.
    pub style: PagingStyle,
    /// The field of the response that lists the items.
    pub items: FieldId,
}

/// How the next page is asked for. Places in a body are given as a path of properties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PagingStyle {
    /// By its number, in the query.
    Number {
        /// The query parameter.
        parameter: String,
        /// The property of a page with the number of pages.
        pages: Option<String>,
    },
    /// By a token of the page before, in the query.
    Token {
        /// The query parameter.
        parameter: String,
        /// Where a page has the token of the next one.
        token: Vec<String>,
    },
    /// By a link in the page before.
    Link {
        /// The property of a page with the link.
        link: String,
    },
    /// By the place of its first item, in the query.
    Start {
        /// The query parameter.
        parameter: String,
        /// The property of a page with the number of all items.
        total: Option<String>,
    },
    /// By its number, in the body of the request.
    BodyNumber {
        /// Where the body has the number.
        number: Vec<String>,
        /// The property of a page with the number of pages.
        pages: Option<String>,
    },
    /// By a token of the page before, in the body of the request.
    BodyToken {
        /// The property of the body.
        parameter: String,
        /// Where a page has the token of the next one.
        token: Vec<String>,
    },
}

impl fmt::Display for PagingStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Number { .. } => "page number",
            Self::Token { .. } => "cursor",
            Self::Link { .. } => "link to the next page",
            Self::Start { .. } => "start index",
            Self::BodyNumber { .. } => "page number in the body",
            Self::BodyToken { .. } => "cursor in the body",
        })
    }
}

/// How each operation pages.
pub(super) fn paging(api: &Api, outputs: &[Output]) -> Vec<Option<Paging>> {
    let operations = api.operations.iter().zip(outputs);
    operations
        .map(|(operation, output)| of_operation(api, operation, output))
        .collect()
}

/// The models that are pages, each with the field that lists its items.
pub(super) fn pages(paging: &[Option<Paging>]) -> BTreeMap<ModelId, FieldId> {
    let found = paging.iter().flatten();
    found
        .map(|paging| (paging.items.model, paging.items))
        .collect()
}

fn of_operation(api: &Api, operation: &Operation, output: &Output) -> Option<Paging> {
    let (Output::Value(Content::Json(ty)) | Output::Optional(Content::Json(ty))) = output else {
        return None;
    };
    let (page, object) = structure(api, ty)?;
    let items = FieldId {
        model: page,
        index: items(api, object)?,
    };
    let style = style(api, operation, object)?;
    Some(Paging { style, items })
}

/// The first style that the inputs and the response of an operation fit.
fn style(api: &Api, operation: &Operation, page: &Struct) -> Option<PagingStyle> {
    let query = |names: &[&str]| {
        let taken = names.iter().find(|name| {
            let mut inputs = operation.parameters.iter();
            inputs.any(|input| input.location == Location::Query && input.name == **name)
        });
        taken.map(|name| (*name).to_owned())
    };
    if let Some(parameter) = query(&NUMBER) {
        let pages = property(&page.fields, &PAGES);
        return Some(PagingStyle::Number { parameter, pages });
    }
    let token = NEXT_TOKEN.iter().find(|path| has(api, page, path));
    let token = token.map(|path| path.iter().map(|name| (*name).to_owned()).collect());
    if let (Some(parameter), Some(token)) = (query(&TOKEN), &token) {
        let token = Vec::clone(token);
        return Some(PagingStyle::Token { parameter, token });
    }
    if let [Some(parameter), Some(_)] = START.map(|name| query(&[name])) {
        let total = property(&page.fields, &TOTAL);
        return Some(PagingStyle::Start { parameter, total });
    }
    let takes_pages = query(&TOKEN).or_else(|| query(&SIZE)).is_some();
    if let Some(link) = property(&page.fields, &LINK).filter(|_| takes_pages) {
        return Some(PagingStyle::Link { link });
    }
    body_style(api, operation, page, token)
}

fn body_style(
    api: &Api,
    operation: &Operation,
    page: &Struct,
    token: Option<Vec<String>>,
) -> Option<PagingStyle> {
    let Content::Json(body) = &operation.body.as_ref()?.content else {
        return None;
    };
    let (_, body) = structure(api, body)?;
    let pages = property(&page.fields, &PAGES);
    if let Some(number) = property(&body.fields, &NUMBER) {
        let number = vec![number];
        return Some(PagingStyle::BodyNumber { number, pages });
    }
    let nested = body.fields.iter().find_map(|field| {
        let (_, inner) = structure(api, &field.ty)?;
        let number = property(&inner.fields, &NUMBER)?;
        Some(vec![field.name.clone(), number])
    });
    if let Some(number) = nested {
        return Some(PagingStyle::BodyNumber { number, pages });
    }
    Some(PagingStyle::BodyToken {
        parameter: property(&body.fields, &TOKEN)?,
        token: token?,
    })
}

/// The list of a page: the one with a usual name, or the only one.
fn items(api: &Api, page: &Struct) -> Option<usize> {
    let is_list = |field: &Field| matches!(resolve(api, &field.ty), TypeRef::List(_));
    let place = |name: &&str| {
        let mut fields = page.fields.iter();
        fields.position(|field| field.name == **name && is_list(field))
    };
    ITEMS.iter().find_map(place).or_else(|| {
        let fields = page.fields.iter().enumerate();
        let mut lists = fields.filter(|(_, field)| is_list(field));
        let (only, _) = lists.next()?;
        lists.next().is_none().then_some(only)
    })
}

/// The first of some names that a property has.
fn property(fields: &[Field], names: &[&str]) -> Option<String> {
    let found = names
        .iter()
        .find(|name| fields.iter().any(|field| field.name == **name));
    found.map(|name| (*name).to_owned())
}

fn has(api: &Api, object: &Struct, path: &[&str]) -> bool {
    let Some((first, rest)) = path.split_first() else {
        return true;
    };
    let mut fields = object.fields.iter();
    fields
        .find(|field| field.name == *first)
        .is_some_and(|field| {
            rest.is_empty()
                || structure(api, &field.ty).is_some_and(|(_, inner)| has(api, inner, rest))
        })
}

fn structure<'a>(api: &'a Api, ty: &'a TypeRef) -> Option<(ModelId, &'a Struct)> {
    let TypeRef::Model(id) = resolve(api, ty) else {
        return None;
    };
    match &api.model(*id).kind {
        ModelKind::Struct(object) => Some((*id, object)),
        _ => None,
    }
}
