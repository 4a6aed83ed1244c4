//! Pages in an envelope: `{"response": {"items": […], "next_cursor": …}}`. An envelope has one object, which has a
//! list, and neither a list nor an id itself. The cursor or link of the next page may be in the object or beside it.

use super::direct::page_list;
use super::input::Inputs;
use super::items::is_any_json;
use super::names::{is_about_pages, known};
use super::{Paging, PagingEnd, PagingStyle, end, object, query, style};
use crate::ir::{Api, Field, FieldId, ModelId, Operation, Struct, TypeRef, resolve};

/// The pagination of an operation whose response is an envelope; `None` if it is not, or has no pagination.
pub(super) fn decision(
    api: &Api,
    operation: &Operation,
    inputs: &Inputs<'_>,
    (model, envelope): (ModelId, &Struct),
) -> Option<Paging> {
    let (index, page) = enclosed(api, envelope)?;
    // What has an identity is a thing with a list in it.
    let is_thing = |field: &Field| query::identifies(api, operation, envelope, field);
    if envelope.fields.iter().any(is_thing) {
        return None;
    }
    query::by_response(api, operation, model, envelope).ok()?;
    query::by_response(api, operation, page.0, page.1).ok()?;
    let by_style_of = |object: &Struct| {
        let found = style::style(api, operation, inputs, object).ok()?;
        // Parameters alone are not enough: a list in an object in a response may be anything then.
        let found = Some(found).filter(|found| !found.is_weak)?;
        page_list(api, operation, found, page).ok()
    };
    let around = vec![FieldId { model, index }];
    if let Some(list) = by_style_of(page.1) {
        let end = end::end(api, page.1, list.field.index, &list.style);
        return Some(moved(
            list.paging(around, end),
            &envelope.fields[index].name,
        ));
    }
    // What leads on is beside the object with the items.
    let list = by_style_of(envelope)?;
    let end = end::end(api, envelope, index, &list.style);
    Some(list.paging(around, end))
}

/// The one object of an envelope, if it has a list, and its field.
fn enclosed<'a>(api: &'a Api, envelope: &'a Struct) -> Option<(usize, (ModelId, &'a Struct))> {
    let has_list = |fields: &[Field]| fields.iter().any(|field| is_list(api, field));
    if has_list(&envelope.fields) {
        return None;
    }
    let fields = envelope.fields.iter().enumerate();
    let mut objects = fields.filter_map(|(index, field)| {
        let object = object(api, &field.ty)?;
        (!is_about_pages(&known(&field.name))).then_some((index, object))
    });
    match (objects.next(), objects.next()) {
        (Some((index, page)), None) if has_list(&page.1.fields) => Some((index, page)),
        _ => None,
    }
}

/// Whether a field may be the items of a page.
fn is_list(api: &Api, field: &Field) -> bool {
    matches!(resolve(api, field.ty.non_null()), TypeRef::List(_)) || is_any_json(api, field)
}

/// The pagination of an object, with its paths prefixed by its name in the envelope.
fn moved(paging: Paging, name: &str) -> Paging {
    let below = |path: Vec<String>| [vec![name.to_owned()], path].concat();
    let style = match paging.style {
        PagingStyle::Cursor { input, next } => PagingStyle::Cursor {
            input,
            next: below(next),
        },
        PagingStyle::Link { next } => PagingStyle::Link { next: below(next) },
        style => style,
    };
    let PagingEnd {
        pages,
        more,
        total,
        size,
    } = paging.end;
    let end = PagingEnd {
        pages: pages.map(below),
        more: more.map(below),
        total: total.map(below),
        size: size.map(below),
    };
    Paging {
        style,
        end,
        ..paging
    }
}
