//! Whether a call reads: only what reads may be repeated for the next page.
//!
//! A `GET` reads. A `POST` reads if its path says so and nothing in its response is a thing of its
//! own that the call would create. Other verbs change something by their definition (RFC 9110).

use super::end::is_counted;
use super::items::is_object;
use super::names::{CALL, CHANGE, IDENTITY, NUMBER, QUERIES, QUERY, TO_PAGE, singular, words};
use super::reason::NotPaged;
use super::{body, input, object};
use crate::analyze::successes;
use crate::ir::{
    Api, Content, Field, Method, ModelId, Operation, Status, Struct, TypeRef, resolve,
};

/// What verb, path and body say.
pub(super) fn by_method(api: &Api, operation: &Operation) -> Result<(), NotPaged> {
    match operation.method {
        Method::Get => return Ok(()),
        Method::Post => {}
        _ => return Err(NotPaged::Verb),
    }
    // What is sent as a list is made, each item of it: a query is one object.
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

/// What the response says, as far as it is about the call and not about a list.
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
    // A page has no identity; what was stored has one.
    let identifies = |field: &Field| identifies(api, operation, page, field);
    match makes || is_body || page.fields.iter().any(identifies) {
        true => Err(NotPaged::Creates),
        false => Ok(()),
    }
}

/// What the items say: those that the body is one of or has some of, or that have all that it has, are
/// made of it.
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

/// Whether a response can be nothing but a page, although it says nothing about pages: it has no identity,
/// and its items are things, not plain values such as the tags of one thing.
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

/// Whether a body has a property that selects a page: nobody stores a query with one.
fn selects_page(api: &Api, operation: &Operation) -> bool {
    let selects = |field: &Field| input::selects_page(api, field);
    body(api, operation).is_some_and(|(_, body)| body.fields.iter().any(selects))
}

/// Whether a model has all properties of a body that do not select a page, and there are any.
fn is_made_of(api: &Api, made: &Struct, body: &Struct) -> bool {
    let sent = || body.fields.iter();
    let sent = || sent().filter(|field| !input::selects_page(api, field));
    let mut all = sent().map(|field| input::field(made, &field.name).is_some());
    sent().next().is_some() && all.all(|is_there| is_there)
}

/// Whether a property of a response identifies what the response is: `id`, `jobId`, `uri`. Not what
/// leads to a page, what repeats an input, nor what identifies the call, if the response is a page
/// that counts itself.
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

/// Whether a response says how many pages or items there are, or which page it is.
fn counts_itself(api: &Api, page: &Struct) -> bool {
    let is_counted = |index| is_counted(api, page, index);
    input::number(api, page, &NUMBER).is_some() || (0..page.fields.len()).any(is_counted)
}

/// What a path says of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PathSays {
    /// That it is a query: `/users/search`, `/users:search`, `/_search`, `/auditquery`.
    Query,
    /// That it is one, or about queries that are stored: `/users/searches`, `/search-filters`.
    Queries,
    /// Neither.
    Nothing,
}

/// What the last segment of a path says, by a word for a query at its end, or by one and what is
/// looked for. Not if that or the segment before it has a word for a change.
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
    // Two words are often written as one: `auditquery`, but not `research`.
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
        // No thing is called a find.
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
