//! The page inputs that an operation declares itself, and the style that they and a page make.
//!
//! A page input is a query parameter or a property of the body's own schema. What is deeper counts
//! only in an object of page inputs alone, such as `paging: {pageSize, pageNumber}`: a model that is
//! sent to be stored may well have a list with a page number inside.

use super::names::{CURSOR, LINKED, NEXT_CURSOR, NEXT_LINK, NUMBER, PAGE_SIZE, PAGES, SIZE, START};
use super::reason::NotPaged;
use super::{PageInput, PagingStyle, body, object};
use crate::ir::{Api, Field, Location, Operation, Scalar, Struct, TypeRef, resolve};

/// The page inputs of an operation.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    /// The query parameter with a number.
    number: Option<String>,
    /// The query parameter with a cursor.
    cursor: Option<String>,
    /// The query parameter with a position.
    start: Option<String>,
    /// Whether the query has a size.
    has_size: bool,
    /// Whether the query has a parameter of links.
    is_linked: bool,
    /// The property of the body with a number.
    number_in_body: Option<Vec<String>>,
    /// The property of the body with a cursor.
    cursor_in_body: Option<Vec<String>>,
}

impl Inputs {
    pub(super) fn is_empty(&self) -> bool {
        let in_query = [&self.number, &self.cursor, &self.start];
        let in_body = [&self.number_in_body, &self.cursor_in_body];
        in_query.iter().all(|input| input.is_none())
            && in_body.iter().all(|input| input.is_none())
            && !self.has_size
            && !self.is_linked
    }
}

/// Collects the page inputs of an operation.
pub(super) fn inputs(api: &Api, operation: &Operation) -> Inputs {
    let query = |names: &[&str], fits: fn(&Api, &TypeRef) -> bool| {
        let taken = names.iter().find(|name| {
            let mut parameters = operation.parameters.iter();
            parameters.any(|parameter| {
                parameter.location == Location::Query
                    && parameter.name == **name
                    && fits(api, &parameter.ty)
            })
        });
        taken.map(|name| (*name).to_owned())
    };
    let [start, count] = START.map(|name| query(&[name], is_number));
    let mut inputs = Inputs {
        number: query(&NUMBER, is_number),
        cursor: query(&CURSOR, is_key),
        start: start.filter(|_| count.is_some()),
        has_size: query(&SIZE, is_number).is_some(),
        is_linked: query(&LINKED, is_key).is_some(),
        ..Inputs::default()
    };
    if let Some((_, body)) = body(api, operation) {
        inputs.number_in_body = number_in(api, body);
        inputs.cursor_in_body = cursor_in(api, body);
    }
    inputs
}

/// The number that counting begins with, as the input says. Most services count from one.
pub(super) fn first(api: &Api, operation: &Operation, input: &PageInput) -> u64 {
    let declared = match input {
        PageInput::Query(name) => {
            let mut parameters = operation.parameters.iter();
            let found = parameters.find(|it| it.location == Location::Query && it.name == *name);
            found.and_then(|parameter| parameter.first)
        }
        PageInput::Body(path) => {
            let found = body(api, operation).and_then(|(_, body)| leads_to(api, body, path));
            found.and_then(|field| field.first)
        }
    };
    declared.unwrap_or(1)
}

/// The first style that the inputs of an operation and its page make.
pub(super) fn style(
    api: &Api,
    operation: &Operation,
    inputs: &Inputs,
    page: &Struct,
) -> Result<PagingStyle, NotPaged> {
    let style = style_of(api, inputs, page, |input| first(api, operation, input));
    style.ok_or_else(|| {
        let mut names = NEXT_LINK.iter().filter_map(|name| field(page, name));
        match names.find(|field| !is_link(api, &field.ty)) {
            Some(field) => NotPaged::NoLink(field.name.clone()),
            None => NotPaged::NoWayOn,
        }
    })
}

fn style_of(
    api: &Api,
    inputs: &Inputs,
    page: &Struct,
    first: impl Fn(&PageInput) -> u64,
) -> Option<PagingStyle> {
    let number_of = |input: PageInput| PagingStyle::Number {
        first: first(&input),
        input,
    };
    let next = NEXT_CURSOR.iter().find(|path| has(api, page, path));
    let next = next.map(|path| path.iter().map(|name| (*name).to_owned()).collect());
    let cursor = |input: PageInput| {
        let next = Vec::clone(next.as_ref()?);
        Some(PagingStyle::Cursor { input, next })
    };
    // A number alone may be that of a page of a book: beside it, something has to be about pages.
    let is_counted = inputs.has_size
        || [NUMBER.as_slice(), &PAGES, &PAGE_SIZE]
            .iter()
            .any(|names| number(api, page, names).is_some());
    if let Some(parameter) = inputs.number.clone().filter(|_| is_counted) {
        return Some(number_of(PageInput::Query(parameter)));
    }
    if let Some(style) = inputs.cursor.clone().map(PageInput::Query).and_then(cursor) {
        return Some(style);
    }
    if let Some(parameter) = inputs.start.clone() {
        let first = first(&PageInput::Query(parameter.clone()));
        return Some(PagingStyle::Start { parameter, first });
    }
    let takes_pages = inputs.cursor.is_some() || inputs.has_size || inputs.is_linked;
    if let Some(next) = link(api, page).filter(|_| takes_pages) {
        return Some(PagingStyle::Link { next });
    }
    if let Some(path) = inputs.number_in_body.clone() {
        return Some(number_of(PageInput::Body(path)));
    }
    inputs
        .cursor_in_body
        .clone()
        .map(PageInput::Body)
        .and_then(cursor)
}

/// Where a body has the number of a page, beside the size of one.
fn number_in(api: &Api, body: &Struct) -> Option<Vec<String>> {
    let own = |object: &Struct| {
        number(api, object, &SIZE)?;
        number(api, object, &NUMBER)
    };
    let nested = || {
        body.fields.iter().find_map(|field| {
            let inner = page_object(api, field)?;
            Some(vec![field.name.clone(), own(inner)?])
        })
    };
    own(body).map(|name| vec![name]).or_else(nested)
}

/// Where a body has a cursor.
fn cursor_in(api: &Api, body: &Struct) -> Option<Vec<String>> {
    let own = |object: &Struct| {
        let mut names = CURSOR.iter();
        let name = names.find(|name| field(object, name).is_some_and(|it| is_key(api, &it.ty)))?;
        Some((*name).to_owned())
    };
    let nested = || {
        body.fields.iter().find_map(|field| {
            let inner = page_object(api, field)?;
            Some(vec![field.name.clone(), own(inner)?])
        })
    };
    own(body).map(|name| vec![name]).or_else(nested)
}

/// The object of a property that has nothing in it but page inputs.
fn page_object<'a>(api: &'a Api, field: &'a Field) -> Option<&'a Struct> {
    let (_, inner) = object(api, &field.ty)?;
    (inner.fields.len() > 1 && inner.fields.iter().all(has_input_name)).then_some(inner)
}

fn has_input_name(field: &Field) -> bool {
    let name = field.name.as_str();
    NUMBER.contains(&name) || SIZE.contains(&name) || CURSOR.contains(&name)
}

/// Whether a property of a body selects a page.
pub(super) fn selects_page(api: &Api, field: &Field) -> bool {
    has_input_name(field) || page_object(api, field).is_some()
}

/// The first of some names that an integer property has.
pub(super) fn number(api: &Api, object: &Struct, names: &[&str]) -> Option<String> {
    let mut names = names.iter();
    let name = names.find(|name| field(object, name).is_some_and(|it| is_integer(api, &it.ty)))?;
    Some((*name).to_owned())
}

/// The property of a page with the link to the next one.
fn link(api: &Api, page: &Struct) -> Option<String> {
    let mut names = NEXT_LINK.iter();
    let name = names.find(|name| field(page, name).is_some_and(|it| is_link(api, &it.ty)))?;
    Some((*name).to_owned())
}

/// A property by its name.
pub(super) fn field<'a>(object: &'a Struct, name: &str) -> Option<&'a Field> {
    object.fields.iter().find(|field| field.name == name)
}

/// Whether a path of properties leads to a cursor.
fn has(api: &Api, page: &Struct, path: &[&str]) -> bool {
    leads_to(api, page, path).is_some_and(|field| is_key(api, &field.ty))
}

/// The property that a path of properties leads to.
pub(super) fn leads_to<'a>(
    api: &'a Api,
    from: &'a Struct,
    path: &[impl AsRef<str>],
) -> Option<&'a Field> {
    let (first, rest) = path.split_first()?;
    let found = field(from, first.as_ref())?;
    if rest.is_empty() {
        return Some(found);
    }
    leads_to(api, object(api, &found.ty)?.1, rest)
}

/// Whether a type counts.
pub(super) fn is_integer(api: &Api, ty: &TypeRef) -> bool {
    matches!(
        resolve(api, ty.non_null()),
        TypeRef::Scalar(Scalar::Int32 | Scalar::Int64 | Scalar::UInt64)
    )
}

/// Whether a parameter can take a number. Some definitions call any of them a string.
fn is_number(api: &Api, ty: &TypeRef) -> bool {
    let is_decimal = matches!(
        resolve(api, ty.non_null()),
        TypeRef::Scalar(Scalar::Float | Scalar::Double | Scalar::String)
    );
    is_decimal || is_integer(api, ty)
}

/// Whether a type can be a link. An integer that is called `nextPage` is the number of a page.
pub(super) fn is_link(api: &Api, ty: &TypeRef) -> bool {
    matches!(resolve(api, ty.non_null()), TypeRef::Scalar(Scalar::String))
}

/// Whether a type can be a cursor. An instant, which is often called `after`, is none.
pub(super) fn is_key(api: &Api, ty: &TypeRef) -> bool {
    let is_text = matches!(
        resolve(api, ty.non_null()),
        TypeRef::Scalar(Scalar::String | Scalar::Binary | Scalar::Base64)
    );
    is_text || is_integer(api, ty)
}
