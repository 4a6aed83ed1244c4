//! Whether a call reads: only what reads may be repeated for the next page.
//!
//! A `GET` reads. A `POST` reads if its path says so and nothing in its response is a thing of its
//! own that the call would create. Other verbs change something by their definition (RFC 9110).

use super::names::{CHANGE, QUERY, singular, words};
use super::reason::NotPaged;
use super::{body, input, object};
use crate::analyze::{resolve, successes};
use crate::ir::{Api, Field, Method, ModelId, Operation, Status, Struct, TypeRef};

/// What verb and path say.
pub(super) fn by_method(operation: &Operation) -> Result<(), NotPaged> {
    match operation.method {
        Method::Get => Ok(()),
        Method::Post if is_query(&operation.path) => Ok(()),
        Method::Post => Err(NotPaged::Path),
        _ => Err(NotPaged::Verb),
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
    let has_identity = input::field(page, "id").is_some_and(|id| input::is_key(api, &id.ty));
    match makes || is_body || has_identity {
        true => Err(NotPaged::Creates),
        false => Ok(()),
    }
}

/// What the items say: those that the body is one of are made of it.
pub(super) fn by_items(api: &Api, operation: &Operation, items: &Field) -> Result<(), NotPaged> {
    let item = match resolve(api, &items.ty) {
        TypeRef::List(item) => object(api, item),
        _ => None,
    };
    let sent = body(api, operation).map(|(id, _)| id);
    match (item, sent) {
        (Some((item, _)), Some(sent)) if item == sent && operation.method != Method::Get => {
            Err(NotPaged::Creates)
        }
        _ => Ok(()),
    }
}

/// Whether a path ends in a word for a query, or in one and what is looked for: `/users/search`,
/// `/users:search`, `/_search`, `/auditquery`, `/search-users`.
fn is_query(path: &str) -> bool {
    let (path, _) = crate::ir::path_and_query(path);
    let Some(last) = path.trim_end_matches('/').rsplit('/').next() else {
        return false;
    };
    if last.contains('}') && !last.contains(':') {
        return false;
    }
    let words = words(last);
    if words.iter().any(|word| CHANGE.contains(&word.as_str())) {
        return false;
    }
    // Two words are often written as one: `auditquery`, but not `research`.
    let is_joined = |word: &str| {
        let before = ["query", "search"]
            .iter()
            .find_map(|end| word.strip_suffix(end));
        before.is_some_and(|before| before.len() > 2)
    };
    let ends = |word: &String| QUERY.contains(&word.as_str()) || is_joined(word);
    let is_what = |word: &String| singular(word) != word;
    match words.as_slice() {
        [] => false,
        [.., last] if ends(last) => true,
        [first, .., last] => QUERY.contains(&first.as_str()) && is_what(last),
        [_] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_query;

    #[test]
    fn a_path_says_that_it_is_a_query() {
        for path in [
            "/users/search",
            "/users/search/",
            "/users/searches",
            "/users:search",
            "/users/{id}:search",
            "/index/_search",
            "/conversations/details/query",
            "/contentmanagement/auditquery",
            "/pets/find",
            "/pets/filter",
            "/pets/searchPets",
            "/catalog/search-catalog-items",
            "/pets/advanced-search?version=2",
        ] {
            assert!(is_query(path), "{path}");
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
            "/contactlists",
            "/search-configuration",
            "/{search}",
        ] {
            assert!(!is_query(path), "{path}");
        }
    }
}
