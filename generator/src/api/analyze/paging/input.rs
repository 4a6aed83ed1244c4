//! Finds the parameters and body properties that select a page.
//!
//! They are query parameters or properties of the body's own schema. A nested property counts only in an
//! object with nothing but such properties, such as `paging: {pageSize, pageNumber}`, because other
//! nested objects may be stored data.

use super::names::{
    CURSOR, CURSOR_BY_NAME, LAST_ITEM, LINKED, NUMBER, PAGE, SIZE, SIZE_BESIDE, START, SURE_START,
    is, is_any, known,
};
use super::{PageInput, body, object};
use crate::ir::{
    Api, Field, FieldId, Location, ModelId, Operation, Parameter, Scalar, Struct, TypeRef, resolve,
};

/// The page inputs of an operation.
#[derive(Debug, Default)]
pub(super) struct Inputs<'a> {
    /// The query parameter that can only be a page number.
    pub(super) number: Option<&'a Parameter>,
    /// The query parameter with an integer that is usually a page number.
    pub(super) page: Option<&'a Parameter>,
    /// The query parameters that may take a cursor.
    pub(super) cursors: Vec<&'a Parameter>,
    /// The query parameter with the id of the last item of the page before.
    pub(super) last_item: Option<&'a Parameter>,
    /// The query parameter with an offset, if there is a page size as well.
    pub(super) start: Option<&'a Parameter>,
    /// Whether that can only be an offset.
    is_start_sure: bool,
    /// Whether a boolean parameter enables cursors, so that calls without it have none.
    pub(super) is_cursor_off: bool,
    /// Whether the query has a page size.
    pub(super) has_size: bool,
    /// Whether the page size has a default, so that every response is a page.
    has_default_size: bool,
    /// Whether the query has a parameter that is used with links.
    is_linked: bool,
    /// The property of the body with a page number.
    pub(super) number_in_body: Option<Vec<String>>,
    /// The property of the body with a cursor, and its type.
    pub(super) cursor_in_body: Option<(Vec<String>, &'a TypeRef)>,
}

impl Inputs<'_> {
    pub(super) fn is_empty(&self) -> bool {
        let is_in_body = self.number_in_body.is_some() || self.cursor_in_body.is_some();
        !is_in_body && !self.are_in_query() && self.number.is_none()
    }

    /// Whether the query selects a page by more than a number, which alone may mean the page of a
    /// book.
    pub(super) fn are_in_query(&self) -> bool {
        let has_cursor = self.cursors.iter().any(|it| is_any(&it.name, &CURSOR));
        let is_counted = self.page.is_some() || self.start.is_some();
        has_cursor || is_counted || self.has_size || self.is_linked
    }
}

impl<'a> Inputs<'a> {
    /// The page number, if the parameters alone show pagination: by a page size and the first number. Some
    /// services return everything to a request without a number, and count from zero.
    pub(super) fn page_alone(&self) -> Option<&'a Parameter> {
        self.page
            .filter(|page| self.has_size && page.first.is_some())
    }

    /// The offset, if there is a page size and one of both has a default.
    pub(super) fn start_alone(&self) -> Option<&'a Parameter> {
        let start = self.start.filter(|_| self.is_start_sure);
        start.filter(|start| start.first.is_some() || self.has_default_size)
    }
}

/// Whether a parameter has a default.
fn has_default(api: &Api, parameter: &Parameter) -> bool {
    let constraints = api.resolved(&parameter.constraints);
    constraints.default_value().is_some()
}

/// Collects the page inputs of an operation.
pub(super) fn inputs<'a>(api: &'a Api, operation: &'a Operation) -> Inputs<'a> {
    let query = |names: &[&str], fits: fn(&Api, &TypeRef) -> bool| {
        let mut names = names.iter();
        names.find_map(|name| in_query(operation, name).filter(|it| fits(api, &it.ty)))
    };
    let size = query(&SIZE, is_number);
    let has_size = size.is_some();
    let size = size.or_else(|| query(&SIZE_BESIDE, is_integer));
    let has_any_size = size.is_some();
    let starts = START.map(|(name, _)| name);
    let start = query(&starts, is_integer)
        .or_else(|| query(&starts[..1], is_number))
        .filter(|_| has_any_size);
    let cursors = || CURSOR.iter().chain(&CURSOR_BY_NAME);
    let cursors = cursors().filter_map(|name| query(&[name], is_key));
    let mut inputs = Inputs {
        number: query(&NUMBER, is_number),
        page: query(&PAGE, is_integer),
        last_item: query(&LAST_ITEM, is_key),
        is_start_sure: start.is_some_and(|it| is_any(&it.name, &SURE_START)),
        start,
        is_cursor_off: has_switch(api, operation),
        cursors: cursors.collect(),
        has_size,
        has_default_size: size.is_some_and(|it| has_default(api, it)),
        is_linked: query(&LINKED, is_key).is_some(),
        ..Inputs::default()
    };
    if inputs.page.is_some() || inputs.start.is_some() {
        inputs.has_size = has_any_size;
    }
    if let Some((_, body)) = body(api, operation) {
        inputs.number_in_body = number_in(api, body);
        inputs.cursor_in_body = cursor_in(api, body);
    }
    inputs
}

/// Whether a parameter is the `startIndex` of SCIM, which always paginates.
pub(super) fn is_index(parameter: &Parameter) -> bool {
    is(&parameter.name, START[0].0)
}

/// A query parameter, by its normalized name.
pub(super) fn in_query<'a>(operation: &'a Operation, name: &str) -> Option<&'a Parameter> {
    let mut parameters = operation.parameters.iter();
    parameters.find(|it| it.location == Location::Query && is(&it.name, name))
}

/// Whether a boolean parameter enables cursors: `usemarker`.
fn has_switch(api: &Api, operation: &Operation) -> bool {
    operation.parameters.iter().any(|it| {
        if *resolve(api, it.ty.non_null()) != TypeRef::Scalar(Scalar::Bool) {
            return false;
        }
        let name = known(&it.name);
        let cursor = name.strip_prefix("use").unwrap_or_default().trim_start();
        CURSOR.contains(&cursor)
    })
}

/// The first number or offset: the declared one, or else 1 for pages and 0 for items.
pub(super) fn first(api: &Api, operation: &Operation, input: &PageInput) -> u64 {
    let usual = || match input {
        PageInput::Query(name) => {
            let mut starts = START.iter();
            starts.find(|(start, _)| is(name, start))
        }
        PageInput::Body(_) => None,
    };
    declared_first(api, operation, input).unwrap_or_else(|| usual().map_or(1, |(_, first)| *first))
}

/// The first number or offset, if the schema declares it.
pub(super) fn declared_first(api: &Api, operation: &Operation, input: &PageInput) -> Option<u64> {
    match input {
        PageInput::Query(name) => in_query(operation, &known(name))?.first,
        PageInput::Body(path) => leads_to(api, body(api, operation)?, path)?.first,
    }
}

/// The path of the page number in a body that also has a page size.
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

/// The path of a cursor in a body, and its type.
fn cursor_in<'a>(api: &'a Api, body: &'a Struct) -> Option<(Vec<String>, &'a TypeRef)> {
    let own = |object: &'a Struct| {
        CURSOR.iter().find_map(|name| {
            let mut fields = object.fields.iter();
            fields.find(|it| is(&it.name, name) && is_key(api, &it.ty))
        })
    };
    let nested = || {
        body.fields.iter().find_map(|field| {
            let inner = own(page_object(api, field)?)?;
            Some((vec![field.name.clone(), inner.name.clone()], &inner.ty))
        })
    };
    own(body)
        .map(|field| (vec![field.name.clone()], &field.ty))
        .or_else(nested)
}

/// The object of a property, if it has only properties that select a page.
fn page_object<'a>(api: &'a Api, field: &'a Field) -> Option<&'a Struct> {
    let (_, inner) = object(api, &field.ty)?;
    (inner.fields.len() > 1 && inner.fields.iter().all(has_input_name)).then_some(inner)
}

fn has_input_name(field: &Field) -> bool {
    [NUMBER.as_slice(), &SIZE, &CURSOR]
        .iter()
        .any(|names| is_any(&field.name, names))
}

/// Whether a property of a body selects a page.
pub(super) fn selects_page(api: &Api, field: &Field) -> bool {
    has_input_name(field) || page_object(api, field).is_some()
}

/// The first of these names that is an integer property.
pub(super) fn number(api: &Api, object: &Struct, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let mut fields = object.fields.iter();
        let found = fields.find(|it| is(&it.name, name) && is_integer(api, &it.ty));
        Some(found?.name.clone())
    })
}

/// A property by its name.
pub(super) fn field<'a>(object: &'a Struct, name: &str) -> Option<&'a Field> {
    object.fields.iter().find(|field| field.name == name)
}

/// The properties along a path, in its order.
pub(super) fn fields_to(
    api: &Api,
    (model, from): (ModelId, &Struct),
    path: &[impl AsRef<str>],
) -> Option<Vec<FieldId>> {
    let (first, rest) = path.split_first()?;
    let mut fields = from.fields.iter();
    let index = fields.position(|field| field.name == first.as_ref())?;
    let mut found = vec![FieldId { model, index }];
    if !rest.is_empty() {
        let inner = object(api, &from.fields[index].ty)?;
        found.extend(fields_to(api, inner, rest)?);
    }
    Some(found)
}

/// The property at the end of a path.
pub(super) fn leads_to<'a>(
    api: &'a Api,
    from: (ModelId, &Struct),
    path: &[impl AsRef<str>],
) -> Option<&'a Field> {
    let fields = fields_to(api, from, path)?;
    fields.last().map(|id| api.field(*id))
}

/// Whether a type is an integer.
pub(super) fn is_integer(api: &Api, ty: &TypeRef) -> bool {
    matches!(
        resolve(api, ty.non_null()),
        TypeRef::Scalar(Scalar::Int32 | Scalar::Int64 | Scalar::UInt64)
    )
}

/// Whether a parameter can be a number. Some definitions declare all parameters as
/// strings.
fn is_number(api: &Api, ty: &TypeRef) -> bool {
    let is_decimal = matches!(
        resolve(api, ty.non_null()),
        TypeRef::Scalar(Scalar::Float | Scalar::Double | Scalar::String)
    );
    is_decimal || is_integer(api, ty)
}

/// Whether a type can be a link. An integer called `nextPage` is a page number.
pub(super) fn is_link(api: &Api, ty: &TypeRef) -> bool {
    matches!(resolve(api, ty.non_null()), TypeRef::Scalar(Scalar::String))
}

/// Whether a type can be a cursor. A timestamp, which is often called `after`, is not.
pub(super) fn is_key(api: &Api, ty: &TypeRef) -> bool {
    let is_text = matches!(
        resolve(api, ty.non_null()),
        TypeRef::Scalar(Scalar::String | Scalar::Binary | Scalar::Base64)
    );
    is_text || is_integer(api, ty)
}
