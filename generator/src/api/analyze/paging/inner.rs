//! Pages inside of a response: `{"response": {"items": […], "next_cursor": …}}`. The response has one object,
//! with a list in it, and neither a list nor an identity of its own, so that it is nothing but the envelope of that object. What leads to the next
//! page may be in the object or beside it.

use super::input::Inputs;
use super::items::is_any_json;
use super::names::{CONTAINER, LINKS, known};
use super::{
    PageItems, Paging, PagingEnd, PagingStyle, end, items, object, of_object, query, size, style,
};
use crate::ir::{Api, Field, FieldId, ModelId, Operation, Struct, TypeRef, resolve};

/// How an operation pages whose response is an envelope; nothing if it is none, or does not page.
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
    let outer = FieldId { model, index };
    if let Ok(paging) = of_object(api, operation, inputs, page)
        && !is_weak(api, operation, inputs, page.1)
    {
        return Some(moved(paging, outer, &envelope.fields[index].name));
    }
    beside(api, operation, inputs, (outer, envelope), page)
}

/// The one object of an envelope, if it has a list, and its field.
fn enclosed<'a>(api: &'a Api, envelope: &'a Struct) -> Option<(usize, (ModelId, &'a Struct))> {
    let has_list = |fields: &[Field]| fields.iter().any(|field| is_list(api, field));
    if has_list(&envelope.fields) {
        return None;
    }
    let fields = envelope.fields.iter().enumerate();
    let mut objects = fields.filter_map(|(index, field)| {
        let name = known(&field.name);
        let is_about_pages = CONTAINER.contains(&name.as_str()) || LINKS.contains(&name.as_str());
        let object = object(api, &field.ty)?;
        (!is_about_pages).then_some((index, object))
    });
    match (objects.next(), objects.next()) {
        (Some((index, page)), None) if has_list(&page.1.fields) => Some((index, page)),
        _ => None,
    }
}

/// Whether a field may be the items of an envelope, which has none then.
fn is_list(api: &Api, field: &Field) -> bool {
    matches!(resolve(api, field.ty.non_null()), TypeRef::List(_)) || is_any_json(api, field)
}

/// Whether parameters alone speak for a style. A list in an object in a response may be anything then.
fn is_weak(api: &Api, operation: &Operation, inputs: &Inputs<'_>, page: &Struct) -> bool {
    style::style(api, operation, inputs, page).is_ok_and(|found| found.is_weak)
}

/// What leads on is beside the object with the items.
fn beside(
    api: &Api,
    operation: &Operation,
    inputs: &Inputs<'_>,
    (outer, envelope): (FieldId, &Struct),
    (model, page): (ModelId, &Struct),
) -> Option<Paging> {
    let style::Found { style, is_weak } = style::style(api, operation, inputs, envelope).ok()?;
    if is_weak {
        return None;
    }
    query::by_response(api, operation, model, page).ok()?;
    let (index, reason) = items::items(api, operation, page, &style).ok()?;
    let list = &page.fields[index];
    query::by_items(api, operation, list).ok()?;
    let is_keyed = match &style {
        PagingStyle::LastItem { key, .. } => items::has_key(api, &list.ty, key),
        _ => true,
    };
    is_keyed.then(|| Paging {
        largest: size::largest(api, operation, &style),
        end: end::end(api, envelope, outer.index, &style),
        style,
        items: PageItems::Field {
            around: vec![outer],
            list: FieldId { model, index },
        },
        reason,
    })
}

/// The pagination of an object in an envelope, with the paths of the envelope.
fn moved(paging: Paging, outer: FieldId, name: &str) -> Paging {
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
    let items = match paging.items {
        PageItems::Field { around, list } => PageItems::Field {
            around: [vec![outer], around].concat(),
            list,
        },
        response @ PageItems::Response(_) => response,
    };
    Paging {
        style,
        end,
        items,
        ..paging
    }
}
