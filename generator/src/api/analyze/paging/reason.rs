//! The reasons of decisions, for messages.

use std::fmt;

/// Why a field has the items of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemsReason {
    /// It is declared.
    Declared,
    /// No other list can grow with the page.
    OnlyList,
    /// No other list has objects.
    OnlyObjects,
    /// All evidence is for this one of several lists.
    Evidence,
    /// The response is the list.
    Response,
    /// The field has a usual name for items and any JSON type.
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

/// Why an operation does not paginate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotPaged {
    /// It is declared.
    Declared,
    /// No parameter selects a page.
    NoInput,
    /// Its HTTP method changes something.
    Verb,
    /// It is a `POST` whose path does not name a query.
    Path,
    /// Its path may be about stored queries, and its body is not a query.
    BodyIsNoQuery,
    /// Only its parameters indicate pagination, and its response may be a single resource.
    MayBeOneThing,
    /// It creates what it returns.
    Creates,
    /// It returns scalars, and its HTTP method is not `GET`.
    PlainItems,
    /// It does not return an object.
    NoObject,
    /// Its response has no cursor or link.
    NoWayOn,
    /// A property with the name of a link to the next page cannot be a link.
    NoLink(String),
    /// Its response has no list of items.
    NoList,
    /// A property with a usual name for items is not a list.
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
