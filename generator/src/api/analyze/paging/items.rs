//! Finds the property of a page with the items.
//!
//! Lists that cannot be the items are excluded first: a list that the request has as well is an echo,
//! and errors, facets and aggregations are about the items. Lists of objects are preferred to lists
//! of scalars. Among the remaining ones, all evidence has to agree.

use super::end::is_counted;
use super::names::{AUXILIARY, ITEMS, singular, words};
use super::reason::{ItemsReason, NotPaged};
use super::{PagingStyle, body, input, object};
use crate::ir::{Api, Field, Location, Operation, Struct, TypeRef, resolve};

/// A list of a page: the index of its field, the field, and the type of its items.
type List<'a> = (usize, &'a Field, &'a TypeRef);

/// The index of the field with the items.
pub(super) fn items(
    api: &Api,
    operation: &Operation,
    page: &Struct,
    style: &PagingStyle,
) -> Result<(usize, ItemsReason), NotPaged> {
    let path = path_words(&operation.path);
    let fields = page.fields.iter().enumerate();
    let fields = fields
        .filter(|(_, field)| !is_auxiliary(&field.name, &path) && !is_echo(api, operation, field));
    let lists: Vec<List<'_>> = fields
        .clone()
        .filter_map(|(index, field)| Some((index, field, item(api, field)?)))
        .collect();
    let has_objects = lists.iter().any(|(_, _, item)| is_object(api, item));
    if let Some(index) = any_json(api, page, fields.clone(), style).filter(|_| !has_objects) {
        return Ok((index, ItemsReason::AnyJson));
    }
    let (index, reason) = match lists.as_slice() {
        [] => return Err(NotPaged::NoList),
        [(only, ..)] => (*only, ItemsReason::OnlyList),
        _ => among(api, operation, &lists, &path)?,
    };
    // If another field has a usual name for items, the list is about them.
    let mut others = fields.filter(|(_, field)| is_usual(field) && item(api, field).is_none());
    match others.next().filter(|_| !is_usual(&page.fields[index])) {
        Some((_, other)) => Err(NotPaged::NoListOf(other.name.clone())),
        None => Ok((index, reason)),
    }
}

/// Whether a field has a usual name for items.
fn is_usual(field: &Field) -> bool {
    ITEMS.contains(&field.name.as_str())
}

/// The type of the items of a field that is a list.
fn item<'a>(api: &'a Api, field: &'a Field) -> Option<&'a TypeRef> {
    match resolve(api, &field.ty) {
        TypeRef::List(item) => Some(item),
        _ => None,
    }
}

/// Chooses one of several lists.
fn among(
    api: &Api,
    operation: &Operation,
    lists: &[List<'_>],
    path: &[String],
) -> Result<(usize, ItemsReason), NotPaged> {
    let is_object = |(_, _, item): &List<'_>| is_object(api, item);
    let objects: Vec<_> = lists.iter().copied().filter(is_object).collect();
    let lists = match objects.as_slice() {
        [(only, ..)] => return Ok((*only, ItemsReason::OnlyObjects)),
        [] => lists,
        several => several,
    };
    let names_input = |(_, field, _): &List<'_>| !names_an_input(api, operation, &field.name);
    let named_by_path = |(_, field, _): &List<'_>| is_named_by(&field.name, path);
    let has_identity = |(_, _, item): &List<'_>| has_identity(api, item);
    let is_usual = |(_, field, _): &List<'_>| is_usual(field);
    let evidence: [&dyn Fn(&List<'_>) -> bool; 4] =
        [&names_input, &named_by_path, &has_identity, &is_usual];
    let mut left = lists.to_vec();
    for speaks_for in evidence {
        // A criterion that no list satisfies is skipped.
        if lists.iter().any(speaks_for) {
            left.retain(speaks_for);
        }
    }
    match left.as_slice() {
        [(only, ..)] => Ok((*only, ItemsReason::Evidence)),
        _ => {
            let names = lists.iter().map(|(_, field, _)| field.name.clone());
            Err(NotPaged::SeveralLists(names.collect()))
        }
    }
}

/// The only property of any JSON type, if it has a usual name for items: some definitions do not
/// declare the type of search results.
fn any_json<'a>(
    api: &Api,
    page: &Struct,
    fields: impl Iterator<Item = (usize, &'a Field)>,
    style: &PagingStyle,
) -> Option<usize> {
    let mut fields = fields.filter(|(_, field)| is_any_json(api, field));
    let (Some((index, field)), None) = (fields.next(), fields.next()) else {
        return None;
    };
    let leads_on = is_counted(api, page, index) || matches!(style, PagingStyle::Cursor { .. });
    (leads_on && is_usual(field)).then_some(index)
}

/// Whether a field is of any JSON type.
pub(super) fn is_any_json(api: &Api, field: &Field) -> bool {
    matches!(resolve(api, &field.ty), TypeRef::Json(_))
}

/// Whether the body has a property of the same name that is also a list, or has the type of its
/// items.
fn is_echo(api: &Api, operation: &Operation, found: &Field) -> bool {
    let Some((_, body)) = body(api, operation) else {
        return false;
    };
    let Some(sent) = input::field(body, &found.name) else {
        return false;
    };
    match (item(api, sent), item(api, found)) {
        (Some(sent), Some(found)) => is_object(api, sent) == is_object(api, found),
        (None, Some(_)) => false,
        (_, None) => true,
    }
}

/// Whether a list has the name of a parameter or a property of the body.
fn names_an_input(api: &Api, operation: &Operation, name: &str) -> bool {
    let mut parameters = operation.parameters.iter();
    parameters.any(|it| it.location == Location::Query && it.name == name)
        || body(api, operation).is_some_and(|(_, body)| input::field(body, name).is_some())
}

/// Whether a list is about the items or the call, unless the path names it.
fn is_auxiliary(name: &str, path: &[String]) -> bool {
    words(name).iter().any(|word| {
        let word = singular(word);
        AUXILIARY.contains(&word) && !path.iter().any(|segment| singular(segment) == word)
    })
}

/// Whether the path contains all words of a name: `/users/details/query` those of
/// `userDetails`.
fn is_named_by(name: &str, path: &[String]) -> bool {
    let mut words = words(name).into_iter();
    words.all(|word| {
        path.iter()
            .any(|segment| singular(segment) == singular(&word))
    })
}

/// The words of a path without its parameters.
fn path_words(path: &str) -> Vec<String> {
    let fixed = path.split('/').filter(|segment| !segment.contains('{'));
    fixed.flat_map(words).collect()
}

/// Whether a type is not a scalar.
pub(super) fn is_object(api: &Api, ty: &TypeRef) -> bool {
    match resolve(api, ty.non_null()) {
        TypeRef::Scalar(_) => false,
        TypeRef::Model(id) => !api.model(*id).kind.is_enum(),
        _ => true,
    }
}

/// Whether items have a property of this name that can identify them.
pub(super) fn has_key(api: &Api, list: &TypeRef, name: &str) -> bool {
    let TypeRef::List(item) = resolve(api, list) else {
        return false;
    };
    object(api, item).is_some_and(|(_, object)| {
        input::field(object, name).is_some_and(|field| input::is_key(api, &field.ty))
    })
}

/// Whether items have a property `id`, or one whose name ends with it.
fn has_identity(api: &Api, item: &TypeRef) -> bool {
    object(api, item).is_some_and(|(_, object)| {
        object.fields.iter().any(|field| {
            words(&field.name).last().is_some_and(|word| word == "id")
                && input::is_key(api, &field.ty)
        })
    })
}
