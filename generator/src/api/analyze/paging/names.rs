//! The names that are known of parameters and properties of pages, and the words in a name.
//!
//! Conventions of many APIs, compared as they are written. What an operation returns is never known
//! by a name alone.

/// The number of a page.
pub(super) const NUMBER: [&str; 1] = ["pageNumber"];
/// The number of items that a page may have.
pub(super) const SIZE: [&str; 2] = ["pageSize", "limit"];
/// The input that takes the cursor of a page.
pub(super) const CURSOR: [&str; 5] = [
    "after",
    "cursor",
    "pageToken",
    "nextToken",
    "continuationToken",
];
/// Query parameters that come with links, beside cursors and sizes.
pub(super) const LINKED: [&str; 1] = ["nextPage"];
/// The position of the first item of a page, and its companion (SCIM, RFC 7644).
pub(super) const START: [&str; 2] = ["startIndex", "count"];

/// Where a page has the cursor of the next one.
pub(super) const NEXT_CURSOR: [&[&str]; 6] = [
    &["cursors", "after"],
    &["after"],
    &["cursor"],
    &["nextCursor"],
    &["nextPageToken"],
    &["nextToken"],
];
/// The link from a page to the next one.
pub(super) const NEXT_LINK: [&str; 2] = ["nextUri", "nextPage"];
/// The number of pages, in a page.
pub(super) const PAGES: [&str; 2] = ["pageCount", "totalPages"];
/// What is counted by a property that is called `total` and then this.
pub(super) const TOTAL_OF: [&str; 10] = [
    "count", "hits", "results", "items", "elements", "records", "entries", "entities", "matches",
    "objects",
];
/// The number of items that a page has, in a page.
pub(super) const PAGE_SIZE: [&str; 2] = ["pageSize", "itemsPerPage"];

/// What a list of items is often called. Decides between lists that nothing else sets apart.
pub(super) const ITEMS: [&str; 8] = [
    "entities",
    "results",
    "Resources",
    "items",
    "data",
    "values",
    "records",
    "elements",
];
/// Words in the name of a list that says something about the items or the call.
pub(super) const AUXILIARY: [&str; 7] = [
    "aggregate",
    "aggregation",
    "error",
    "facet",
    "failure",
    "link",
    "warning",
];

/// Words for reading that a path may end in.
pub(super) const QUERY: [&str; 5] = ["query", "search", "find", "filter", "lookup"];
/// Words for things that are stored as well as for reading.
pub(super) const QUERIES: [&str; 2] = ["queries", "searches"];
/// Words for changes, with which a path does not say that it is a query whatever it ends in:
/// `_delete_by_query`, `/export/query`.
pub(super) const CHANGE: [&str; 13] = [
    "add", "cancel", "create", "delete", "export", "import", "purge", "remove", "save", "saved",
    "start", "stop", "update",
];

/// What the name of a property that identifies something ends in.
pub(super) const IDENTITY: [&str; 7] = ["id", "key", "uri", "url", "urn", "uuid", "guid"];
/// Words in the name of a property that leads to a page, or to the one that it is in.
pub(super) const TO_PAGE: [&str; 14] = [
    "after",
    "before",
    "continuation",
    "current",
    "cursor",
    "first",
    "last",
    "next",
    "page",
    "prev",
    "previous",
    "scroll",
    "self",
    "token",
];
/// What is identified by the property of a response that is about the call, such as `searchId`.
pub(super) const CALL: [&str; 6] = [
    "correlation",
    "query",
    "request",
    "search",
    "trace",
    "transaction",
];

/// The words of a name in lower case: `userDetails`, `user_details` and `user-details` have the same.
pub(super) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = None::<char>;
    for c in name.chars() {
        let is_boundary = match before {
            None => true,
            Some(before) => {
                !before.is_alphanumeric() || (before.is_lowercase() && c.is_uppercase())
            }
        };
        if c.is_alphanumeric() {
            if is_boundary {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(c.to_lowercase());
            }
        }
        before = Some(c);
    }
    words
}

/// A word without the ending of its plural, as far as that is an `s`: enough to compare `users` with
/// `user`.
pub(super) fn singular(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}
