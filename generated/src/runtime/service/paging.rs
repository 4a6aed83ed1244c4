//! How operations are paginated, as data.
//!
//! Generated code passes it to `call::paging`, which requests the pages.

/// How an operation is paginated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    /// How the next page is requested.
    pub style: PageStyle,
    /// The property of a page with the items, or the JSON pointer of a nested one, such as
    /// `/response/items`; empty if the page is the list itself.
    pub items: &'static str,
    /// The properties that show the last page.
    pub end: PageEnd,
}

/// The properties of a page that show whether it is the last one, in order of precedence, each as a path
/// of property names. Without `pages` and `more`, an empty page ends a pagination by number or offset.
/// Pages by cursor or link need none of these properties, because the last page has no cursor or link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageEnd {
    /// The number of pages.
    pub pages: Option<&'static [&'static str]>,
    /// A boolean: whether pages follow.
    pub more: Option<&'static [&'static str]>,
    /// The number of items on all pages.
    pub total: Option<&'static [&'static str]>,
    /// The page size according to the service. A page with fewer items than this, and than the largest
    /// page so far, is the last one.
    pub size: Option<&'static [&'static str]>,
}

impl PageEnd {
    /// No such properties.
    pub const NONE: Self = Self {
        pages: None,
        more: None,
        total: None,
        size: None,
    };
}

/// The parameter of the page size, and its maximum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageSize {
    /// A query parameter.
    Query {
        /// The query parameter.
        parameter: &'static str,
        /// Its maximum.
        max: u64,
    },
    /// A property of the request body.
    Body {
        /// The path of the property.
        size: &'static [&'static str],
        /// Its maximum.
        max: u64,
    },
}

/// How the next page is requested. Properties of bodies are paths of property names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageStyle {
    /// By page number, in the query.
    Number {
        /// The query parameter.
        parameter: &'static str,
        /// The number of the first page, which is the default of the parameter.
        first: u64,
    },
    /// By a cursor in the page before, in the query.
    Token {
        /// The query parameter.
        parameter: &'static str,
        /// The property with the cursor of the next page.
        token: &'static [&'static str],
    },
    /// By the query of a link in the page before.
    Link {
        /// The property with the link to the next page.
        link: &'static [&'static str],
    },
    /// By the query of the link with `rel="next"` in the `Link` header of the page before (RFC 8288).
    LinkHeader,
    /// By a property of the last item in the page before, in the query.
    LastItem {
        /// The query parameter.
        parameter: &'static str,
        /// The property of the item.
        key: &'static str,
    },
    /// By the offset of its first item, in the query.
    Start {
        /// The query parameter.
        parameter: &'static str,
        /// The offset of the first item, which is the default of the parameter.
        first: u64,
    },
    /// By page number, in the request body.
    BodyNumber {
        /// The property of the request body with the number.
        number: &'static [&'static str],
        /// The number of the first page, which is the default of the parameter.
        first: u64,
    },
    /// By a cursor in the page before, in the request body.
    BodyToken {
        /// The property of the request body with the cursor.
        parameter: &'static [&'static str],
        /// The property with the cursor of the next page.
        token: &'static [&'static str],
    },
}
