//! The names that are known of parameters and properties of pages, and the words in a name.
//!
//! Conventions of many APIs. Names are compared by their words, so that `pageToken`, `page_token` and
//! `page[token]` are one. What an operation returns is never known by a name alone.

/// The number of a page, whatever its type.
pub(super) const NUMBER: [&str; 1] = ["page number"];
/// The number of a page, if it is an integer.
pub(super) const PAGE: [&str; 4] = ["page", "page no", "page num", "page index"];
/// The number of items that a page may have.
pub(super) const SIZE: [&str; 9] = [
    "page size",
    "limit",
    "per page",
    "page limit",
    "max page size",
    "items per page",
    "results per page",
    "max results",
    "max items",
];
/// Integers that are the number of items of a page beside a number or a position, and anything elsewhere.
pub(super) const SIZE_BESIDE: [&str; 4] = ["size", "count", "top", "take"];
/// The parameter that takes the cursor of a page.
pub(super) const CURSOR: [&str; 18] = [
    "after",
    "cursor",
    "page token",
    "next token",
    "continuation token",
    "marker",
    "next cursor",
    "next marker",
    "next page token",
    "starting after",
    "start after",
    "start cursor",
    "after id",
    "page cursor",
    "page after",
    "pagination token",
    "scroll id",
    "continue",
];
/// Parameters that take a cursor if a response has one of the same name for the next page. Elsewhere they
/// are numbers, positions and filters.
pub(super) const CURSOR_BY_NAME: [&str; 6] =
    ["offset", "page", "start", "next", "start key", "from"];
/// Parameters that take the identity of the last item of the page before.
pub(super) const LAST_ITEM: [&str; 3] = ["starting after", "start after", "after id"];
/// Query parameters that come with links, beside cursors and sizes.
pub(super) const LINKED: [&str; 1] = ["next page"];
/// The position of the first item of a page: beside any size, and what counting begins with unless the
/// definition says so. SCIM counts from one (RFC 7644, 3.4.2.4).
pub(super) const START: [(&str, u64); 6] = [
    ("start index", 1),
    ("offset", 0),
    ("page offset", 0),
    ("skip", 0),
    ("start at", 0),
    ("start", 0),
];
/// Positions that are nothing else, so that a size beside them is evidence enough.
pub(super) const SURE_START: [&str; 4] = ["start index", "offset", "page offset", "skip"];

/// The objects of a response in which facts about its pages are.
const CONTAINER: [&str; 13] = [
    "meta",
    "metadata",
    "response metadata",
    "paging",
    "paging info",
    "pagination",
    "page",
    "pages",
    "page info",
    "next",
    "next page",
    "cursors",
    "cursor",
];
/// The objects of a response that have links.
pub(super) const LINKS: [&str; 1] = ["links"];
/// What leads on inside of an object of [`CONTAINER`], whatever the parameter for it is called.
pub(super) const AFTER: [&str; 2] = ["after", "end cursor"];
/// A cursor of the next page in a response, if the parameter is any cursor.
pub(super) const OWN_CURSOR: [&str; 2] = ["after", "cursor"];
/// A cursor of the next page in a response, if the parameter has the same name. Others of the same name
/// repeat the parameter.
pub(super) const SAME_CURSOR: [&str; 4] = [
    "continuation token",
    "pagination token",
    "scroll id",
    "continue",
];
/// What the name of the next cursor ends in, behind `next` or inside of an object with that name.
pub(super) const KEY: [&str; 6] = ["cursor", "token", "marker", "after", "key", "continue"];
/// What may be between `next` and that: not `sync`, whose token begins another listing.
pub(super) const BEFORE_KEY: [&str; 6] = [
    "page",
    "results",
    "start",
    "pagination",
    "continuation",
    "batch",
];
/// The identity of the last item, in a page.
pub(super) const LAST_ID: [&str; 1] = ["last id"];
/// The link from a page to the next one.
pub(super) const NEXT_LINK: [&str; 8] = [
    "next uri",
    "next page",
    "next url",
    "next link",
    "next page uri",
    "next page url",
    "next page link",
    "odata next link",
];
/// What stands beside a link that is called `next` alone.
pub(super) const BESIDE_NEXT: [&str; 2] = ["previous", "prev"];
/// The number of pages, in a page.
pub(super) const PAGES: [&str; 4] = ["page count", "total pages", "pages", "num pages"];
/// Whether pages follow, as a boolean of a page.
pub(super) const MORE: [&str; 7] = [
    "has more",
    "more",
    "has next",
    "has next page",
    "has more items",
    "has more results",
    "is truncated",
];
/// What is counted by a property that is called `total` and then this.
pub(super) const TOTAL_OF: [&str; 11] = [
    "count", "hits", "results", "items", "elements", "records", "entries", "entities", "matches",
    "matching", "objects",
];
/// The number of items that a page has, in a page.
pub(super) const PAGE_SIZE: [&str; 2] = ["page size", "items per page"];

/// What a list of items is often called. Decides between lists that nothing else sets apart.
pub(super) const ITEMS: [&str; 9] = [
    "entities",
    "entries",
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

/// The words of a name, as the names here are written: `userDetails`, `user_details` and `user-details` are all
/// `user details`.
pub(super) fn known(name: &str) -> String {
    letters(name).collect()
}

/// The characters of [`known`], one after the other, since most comparisons end with the first.
fn letters(name: &str) -> impl Iterator<Item = char> {
    let mut before = None::<char>;
    let mut has_word = false;
    name.chars().flat_map(move |c| {
        let is_boundary = before.is_none_or(|before| {
            !before.is_alphanumeric() || (before.is_lowercase() && c.is_uppercase())
        });
        before = Some(c);
        let is_letter = c.is_alphanumeric();
        let space = (is_letter && is_boundary && has_word).then_some(' ');
        has_word |= is_letter;
        let lower = is_letter.then(|| c.to_lowercase());
        space.into_iter().chain(lower.into_iter().flatten())
    })
}

/// Whether an object with this normalized name is about the pages of a response, or has links.
pub(super) fn is_about_pages(name: &str) -> bool {
    CONTAINER.contains(&name) || LINKS.contains(&name)
}

/// Whether the words of a name are those of a known one.
pub(super) fn is(name: &str, known: &str) -> bool {
    // Most names begin with another letter.
    let first = name.bytes().next().filter(u8::is_ascii_alphanumeric);
    let may_be =
        first.is_none_or(|first| known.as_bytes().first() == Some(&first.to_ascii_lowercase()));
    may_be && letters(name).eq(known.chars())
}

/// Whether the words of a name are one of some names.
pub(super) fn is_any(name: &str, names: &[&str]) -> bool {
    names.iter().any(|known| is(name, known))
}

/// The words of a name in lower case.
pub(super) fn words(name: &str) -> Vec<String> {
    let known = known(name);
    let words = known.split(' ').filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// A word without the ending of its plural, as far as that is an `s`: enough to compare `users` with
/// `user`.
pub(super) fn singular(word: &str) -> &str {
    word.strip_suffix('s').unwrap_or(word)
}
