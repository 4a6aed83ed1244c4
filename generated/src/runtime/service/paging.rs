//! How an operation gives its results in pages, as data.
//!
//! Generated code states it. How the pages are asked for is in `call::paging`.

/// How an operation gives its results in pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    /// How the next page is asked for.
    pub style: PageStyle,
    /// The property of a page that has its items; empty if a page is the list itself.
    pub items: &'static str,
    /// How a page shows that it is the last one.
    pub end: PageEnd,
}

/// The properties of a page by which a stream knows the last one, in the order in which they are
/// read, each as a path of property names. Without `pages` and `more`, a counted page without items is
/// the last one. Pages by token or link need none of them, because the last one has no token, or no link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageEnd {
    /// The number of pages.
    pub pages: Option<&'static [&'static str]>,
    /// Whether pages follow, as a boolean.
    pub more: Option<&'static [&'static str]>,
    /// The number of items on all pages.
    pub total: Option<&'static [&'static str]>,
    /// The number of items that a page has unless it is the last one, as the service counts them. It
    /// counts once a page had as many; until then pages are compared with the largest one before them.
    pub size: Option<&'static [&'static str]>,
}

impl PageEnd {
    /// A page that says nothing about how many there are.
    pub const NONE: Self = Self {
        pages: None,
        more: None,
        total: None,
        size: None,
    };
}

/// The parameter that sets how many items a page has, and the largest value that the definition allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageSize {
    /// In the query.
    Query {
        /// The query parameter.
        parameter: &'static str,
        /// Its maximum.
        max: u64,
    },
    /// In the body.
    Body {
        /// Where the body has the size, as a path of property names.
        size: &'static [&'static str],
        /// Its maximum.
        max: u64,
    },
}

/// How the next page is asked for. Places in a body are given as a path of property names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageStyle {
    /// By its number, in the query.
    Number {
        /// The query parameter.
        parameter: &'static str,
        /// The number of the first page, which a request without a number gets.
        first: u64,
    },
    /// By a token of the page before, in the query.
    Token {
        /// The query parameter.
        parameter: &'static str,
        /// Where a page has the token of the next one.
        token: &'static [&'static str],
    },
    /// By the query of a link in the page before.
    Link {
        /// Where a page has the link to the next one.
        link: &'static [&'static str],
    },
    /// By the query of the link with `rel="next"` in the `Link` header of the page before (RFC 8288).
    LinkHeader,
    /// By a property of the last item of the page before, in the query.
    LastItem {
        /// The query parameter.
        parameter: &'static str,
        /// The property of an item that the parameter takes.
        key: &'static str,
    },
    /// By the position of its first item, in the query.
    Start {
        /// The query parameter.
        parameter: &'static str,
        /// The position of the first item, which a request without a position gets.
        first: u64,
    },
    /// By its number, in the body.
    BodyNumber {
        /// Where the body has the number.
        number: &'static [&'static str],
        /// The number of the first page, which a request without a number gets.
        first: u64,
    },
    /// By a token of the page before, in the body.
    BodyToken {
        /// Where the body has the token.
        parameter: &'static [&'static str],
        /// Where a page has the token of the next one.
        token: &'static [&'static str],
    },
}
