//! Known names of parameters and properties of pages, and the words in a name.
//!
//! Conventions of many APIs. Names are compared by their words, so that `pageToken`, `page_token` and
//! `page[token]` are the same. A name alone never decides what an operation returns.

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
/// Integers that are a page size beside a page number or an offset, and may be anything elsewhere.
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
/// Parameters that take a cursor if a response has a cursor of the same name for the next page. Elsewhere
/// they are numbers, offsets and filters.
pub(super) const CURSOR_BY_NAME: [&str; 6] =
    ["offset", "page", "start", "next", "start key", "from"];
/// Parameters that take the id of the last item of the page before.
pub(super) const LAST_ITEM: [&str; 3] = ["starting after", "start after", "after id"];
/// Query parameters that come with links, beside cursors and sizes.
pub(super) const LINKED: [&str; 1] = ["next page"];
/// The offset of the first item of a page, beside any page size, and the offset of the first page unless the
/// definition declares it. SCIM counts from one (RFC 7644, 3.4.2.4).
pub(super) const START: [(&str, u64); 6] = [
    ("start index", 1),
    ("offset", 0),
    ("page offset", 0),
    ("skip", 0),
    ("start at", 0),
    ("start", 0),
];
/// Names that mean nothing but an offset, so that a page size beside them is sufficient evidence.
pub(super) const SURE_START: [&str; 4] = ["start index", "offset", "page offset", "skip"];

/// The objects of a response that have properties about its pages.
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
/// A cursor of the next page in an object of [`CONTAINER`], whatever its parameter is called.
pub(super) const AFTER: [&str; 2] = ["after", "end cursor"];
/// A cursor of the next page as a property of a response, if a parameter takes a cursor.
pub(super) const OWN_CURSOR: [&str; 2] = ["after", "cursor"];
/// A cursor of the next page as a property of a response, if the parameter has the same name. Other
/// properties with the name of the parameter are echoes of it.
pub(super) const SAME_CURSOR: [&str; 4] = [
    "continuation token",
    "pagination token",
    "scroll id",
    "continue",
];
/// The last word in the name of a cursor of the next page, after `next` or in an object with that name.
pub(super) const KEY: [&str; 6] = ["cursor", "token", "marker", "after", "key", "continue"];
/// The words that may be between `next` and a word of [`KEY`]: not `sync`, whose token starts another listing.
pub(super) const BEFORE_KEY: [&str; 6] = [
    "page",
    "results",
    "start",
    "pagination",
    "continuation",
    "batch",
];
/// The id of the last item, as a property of a page.
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
/// The properties beside a link that is just called `next`.
pub(super) const BESIDE_NEXT: [&str; 2] = ["previous", "prev"];
/// The number of pages, as a property of a page.
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
/// The words after `total` in the name of the number of items.
pub(super) const TOTAL_OF: [&str; 11] = [
    "count", "hits", "results", "items", "elements", "records", "entries", "entities", "matches",
    "matching", "objects",
];
/// The page size, as a property of a page.
pub(super) const PAGE_SIZE: [&str; 2] = ["page size", "items per page"];

/// Usual names of the list of items. They decide between lists that do not differ otherwise.
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
/// Words in the name of a list that is about the items or the call, such as errors.
pub(super) const AUXILIARY: [&str; 7] = [
    "aggregate",
    "aggregation",
    "error",
    "facet",
    "failure",
    "link",
    "warning",
];

/// Words for a query at the end of a path.
pub(super) const QUERY: [&str; 5] = ["query", "search", "find", "filter", "lookup"];
/// Words for stored resources as well as for queries.
pub(super) const QUERIES: [&str; 2] = ["queries", "searches"];
/// Words for changes: a path with one of them is not a query, whatever its end. `_delete_by_query`,
/// `/export/query`.
pub(super) const CHANGE: [&str; 13] = [
    "add", "cancel", "create", "delete", "export", "import", "purge", "remove", "save", "saved",
    "start", "stop", "update",
];

/// The last word in the name of a property that identifies a resource.
pub(super) const IDENTITY: [&str; 7] = ["id", "key", "uri", "url", "urn", "uuid", "guid"];
/// Words in the name of a property that leads to another page, or to its own.
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
/// The words before `id` in a property that identifies the call and not a resource, such as `searchId`.
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
