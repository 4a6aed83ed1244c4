//! Decides whether an operation only reads, so that it may be repeated for the next page.
//!
//! A `GET` reads. A `POST` reads if its path names a query and its response has no id of a created
//! resource. Other methods change something by definition (RFC 9110).

use super::items::is_object;
use super::names::{CALL, CHANGE, IDENTITY, NUMBER, QUERIES, QUERY, TO_PAGE, singular, words};
use super::properties::PageProperties;
use super::reason::NotPaged;
use super::{body, input, object};
use crate::analyze::successes;
use crate::ir::{
    Api, Content, Field, Method, ModelId, Operation, Status, Struct, TypeRef, resolve,
};

/// Decides by method, path and body.
pub(super) fn by_method(api: &Api, operation: &Operation) -> Result<(), NotPaged> {
    match operation.method {
        Method::Get => return Ok(()),
        Method::Post => {}
        _ => return Err(NotPaged::Verb),
    }
    // A list is created item by item; a query is one object.
    if is_list(api, operation) {
        return Err(NotPaged::Creates);
    }
    match path_says(&operation.path) {
        PathSays::Query => Ok(()),
        PathSays::Queries if selects_page(api, operation) => Ok(()),
        PathSays::Queries => Err(NotPaged::BodyIsNoQuery),
        PathSays::Nothing => Err(NotPaged::Path),
    }
}

/// Decides by the response, apart from its items.
pub(super) fn by_response(
    api: &Api,
    operation: &Operation,
    model: ModelId,
    page: &Struct,
) -> Result<(), NotPaged> {
    if operation.method == Method::Get {
        return Ok(());
    }
    let with_body = successes(operation).into_iter();
    let mut with_body = with_body.filter(|response| response.body.is_some());
    // 201 means that something was created, 202 that something was started (RFC 9110).
    let makes = with_body.all(|response| matches!(response.status, Status::Code(201 | 202)));
    let is_body = body(api, operation).is_some_and(|(id, _)| id == model);
    // A stored resource has an id, a page does not.
    let identifies = |field: &Field| identifies(api, operation, page, field);
    match makes || is_body || page.fields.iter().any(identifies) {
        true => Err(NotPaged::Creates),
        false => Ok(()),
    }
}

/// Decides by the items: if the body is an item, contains items, or all of its properties are
/// properties of the items, they are created from it.
pub(super) fn by_items(api: &Api, operation: &Operation, items: &Field) -> Result<(), NotPaged> {
    let TypeRef::List(item) = resolve(api, &items.ty) else {
        return Ok(());
    };
    if operation.method == Method::Get {
        return Ok(());
    }
    if !is_object(api, item) {
        return Err(NotPaged::PlainItems);
    }
    let (Some((item, made)), Some((sent, body))) = (object(api, item), body(api, operation)) else {
        return Ok(());
    };
    let is_doubtful = path_says(&operation.path) == PathSays::Queries;
    let is_sent = |field: &Field| {
        let ty = match resolve(api, field.ty.non_null()) {
            TypeRef::List(item) => item,
            other => other,
        };
        object(api, ty).is_some_and(|(id, _)| id == item)
    };
    let is_sent = item == sent || body.fields.iter().any(is_sent);
    match is_sent || (is_doubtful && is_made_of(api, made, body)) {
        true => Err(NotPaged::Creates),
        false => Ok(()),
    }
}

/// Whether a response without pagination properties can only be a page: it has no id, and its items are objects.
/// A list of scalars may be the tags of a resource.
pub(super) fn is_page_beyond_doubt(
    api: &Api,
    operation: &Operation,
    page: &Struct,
    items: &Field,
) -> Result<(), NotPaged> {
    let mut fields = page.fields.iter();
    let is_thing = fields.any(|field| identifies(api, operation, page, field));
    let has_things = matches!(resolve(api, &items.ty), TypeRef::List(item) if is_object(api, item));
    match is_thing || !has_things {
        true => Err(NotPaged::MayBeOneThing),
        false => Ok(()),
    }
}

/// Whether a body is a list.
fn is_list(api: &Api, operation: &Operation) -> bool {
    let content = operation.body.as_ref().map(|body| &body.content);
    match content {
        Some(Content::Json(ty)) => matches!(resolve(api, ty.non_null()), TypeRef::List(_)),
        _ => false,
    }
}

/// Whether a body has a property that selects a page, which stored queries do not have.
fn selects_page(api: &Api, operation: &Operation) -> bool {
    let selects = |field: &Field| input::selects_page(api, field);
    body(api, operation).is_some_and(|(_, body)| body.fields.iter().any(selects))
}

/// Whether a model has all properties of a body, apart from those that select a page, and
/// there are any.
fn is_made_of(api: &Api, made: &Struct, body: &Struct) -> bool {
    let sent = || body.fields.iter();
    let sent = || sent().filter(|field| !input::selects_page(api, field));
    let mut all = sent().map(|field| input::field(made, &field.name).is_some());
    sent().next().is_some() && all.all(|is_there| is_there)
}

/// Whether a property of a response identifies a resource: `id`, `jobId`, `uri`. Links to pages and
/// echoes of parameters do not, nor do ids of the call if the response has counts.
pub(super) fn identifies(api: &Api, operation: &Operation, page: &Struct, field: &Field) -> bool {
    let words = words(&field.name);
    let Some((last, of)) = words.split_last() else {
        return false;
    };
    let is_input = || {
        let mut parameters = operation.parameters.iter();
        parameters.any(|parameter| parameter.name == field.name)
            || body(api, operation)
                .is_some_and(|(_, body)| input::field(body, &field.name).is_some())
    };
    let is_of_call = || of.last().is_some_and(|word| CALL.contains(&word.as_str()));
    IDENTITY.contains(&last.as_str())
        && input::is_key(api, &field.ty)
        && !of.iter().any(|word| TO_PAGE.contains(&word.as_str()))
        && (of.is_empty() || !is_input())
        && !(is_of_call() && counts_itself(api, page))
}

/// Whether a response has the number of pages or items, or its own page number.
fn counts_itself(api: &Api, page: &Struct) -> bool {
    let properties = PageProperties::new(api, page);
    input::number(api, page, &NUMBER).is_some()
        || properties.pages().is_some()
        || properties.has_total(page)
}

/// The meaning of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PathSays {
    /// A query: `/users/search`, `/users:search`, `/_search`, `/auditquery`.
    Query,
    /// A query, or stored queries: `/users/searches`, `/search-filters`.
    Queries,
    /// Neither.
    Nothing,
}

/// The meaning of a path, by a word for a query at its end, or by `find` and a plural. Words for
/// changes in the last two segments rule out a query.
fn path_says(path: &str) -> PathSays {
    let (path, _) = crate::ir::path_and_query(path);
    let mut segments = path.trim_end_matches('/').rsplit('/');
    let last = segments.next().unwrap_or_default();
    if last.contains('}') && !last.contains(':') {
        return PathSays::Nothing;
    }
    let before = segments.next().filter(|segment| !segment.contains('{'));
    let is_change = |word: &String| CHANGE.contains(&word.as_str());
    let last = words(last);
    let before = before.map(words).unwrap_or_default();
    if last.iter().chain(&before).any(is_change) {
        return PathSays::Nothing;
    }
    // Two words may be joined: `auditquery`, but not `research`.
    let is_joined = |word: &str| {
        let before = ["query", "search"]
            .iter()
            .find_map(|end| word.strip_suffix(end));
        before.is_some_and(|before| before.len() > 2)
    };
    let is_query = |word: &str| QUERY.contains(&word);
    match last.as_slice() {
        [.., last] if is_query(last) || is_joined(last) => PathSays::Query,
        [.., last] if QUERIES.contains(&last.as_str()) => PathSays::Queries,
        // `find` is never a noun in a path.
        [first, .., last] if first == "find" && singular(last) != last => PathSays::Query,
        [first, .., last] if is_query(first) && singular(last) != last => PathSays::Queries,
        _ => PathSays::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::{PathSays, path_says};

    #[test]
    fn a_path_says_that_it_is_a_query() {
        for path in [
            "/users/search",
            "/users/search/",
            "/users:search",
            "/users/{id}:search",
            "/index/_search",
            "/conversations/details/query",
            "/contentmanagement/auditquery",
            "/pets/find",
            "/pets/filter",
            "/pets/find-pets",
            "/pets/advanced-search?version=2",
            "/flows/aggregates/query",
            "/exports/{id}/search",
            "/exports/search",
        ] {
            assert_eq!(path_says(path), PathSays::Query, "{path}");
        }
        for path in [
            "/users/searches",
            "/views/queries",
            "/pets/searchPets",
            "/catalog/search-catalog-items",
            "/search-filters",
        ] {
            assert_eq!(path_says(path), PathSays::Queries, "{path}");
        }
        for path in [
            "/",
            "/users",
            "/forms/evaluations",
            "/search/{id}",
            "/query/jobs",
            "/searches/run",
            "/research",
            "/index/_delete_by_query",
            "/saved-search",
            "/saved/queries",
            "/export/query",
            "/contactlists",
            "/search-configuration",
            "/{search}",
        ] {
            assert_eq!(path_says(path), PathSays::Nothing, "{path}");
        }
    }
}
