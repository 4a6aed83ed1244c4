//! The reasons of the decisions, for people.

use std::fmt;

/// Why the items of a page are those of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemsReason {
    /// The definition declares it.
    Declared,
    /// No other list can grow with the page.
    OnlyList,
    /// No other list has objects.
    OnlyObjects,
    /// Of several lists, all that is known of them speaks for this one.
    Evidence,
    /// The response is the list.
    Response,
    /// The response has a usual name for its items, and any JSON value under it.
    AnyJson,
}

impl fmt::Display for ItemsReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Declared => "declared by the definition",
            Self::OnlyList => "the only array of the response that can hold the items of a page",
            Self::OnlyObjects => "the only array of objects in the response",
            Self::Evidence => "the array that path, item type and names indicate",
            Self::Response => "the response is the array of items",
            Self::AnyJson => "the one property of the response that can hold the items",
        })
    }
}

/// Why an operation does not page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotPaged {
    /// The definition declares it.
    Declared,
    /// It declares no page input.
    NoInput,
    /// Its verb changes something.
    Verb,
    /// Its path does not say that a `POST` is a query.
    Path,
    /// Its path is one of queries that are stored, and its body is no query.
    BodyIsNoQuery,
    /// Parameters for pages are all that speaks for it, and its response may be a thing of its own.
    MayBeOneThing,
    /// It creates what it returns.
    Creates,
    /// It returns plain values, and its verb does not say that it reads.
    PlainItems,
    /// It does not return an object.
    NoObject,
    /// Nothing in its response leads to the next page.
    NoWayOn,
    /// The property of its response that is called as the link to the next page is none.
    NoLink(String),
    /// Its response has no list of items.
    NoList,
    /// The property of its response that is called as items usually are is no list.
    NoListOf(String),
    /// Its response has several lists that may be the items.
    SeveralLists(Vec<String>),
    /// Another operation with the same response has other items.
    OtherItems,
}

impl fmt::Display for NotPaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Declared => "declared by the definition",
            Self::NoInput => "no parameter or property of the body selects a page",
            Self::Verb => "the method is not safe",
            Self::Path => "the path does not end in `query`, `search` or the like",
            Self::BodyIsNoQuery => {
                "the path ends in queries, searches or the like, and the request body has no parameters of a page"
            }
            Self::MayBeOneThing => {
                "parameters alone select a page, and the response may be one resource with an array in it"
            }
            Self::Creates => "the response is the created resource",
            Self::PlainItems => {
                "the array in the response has scalar items, and the method is not safe"
            }
            Self::NoObject => "the response is not an object",
            Self::NoWayOn => "nothing in the response leads to the next page",
            Self::NoLink(name) => {
                return write!(f, "the property `{name}` of the response is not a link");
            }
            Self::NoList => "the response has no array that can hold the items of a page",
            Self::NoListOf(name) => {
                return write!(f, "the property `{name}` of the response is not an array");
            }
            Self::SeveralLists(names) => {
                let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
                return write!(
                    f,
                    "the response has several arrays that can hold the items of a page: {}",
                    names.join(", ")
                );
            }
            Self::OtherItems => "another operation with the same response declares other items",
        })
    }
}
