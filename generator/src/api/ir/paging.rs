//! Pagination, where a definition declares it. OpenAPI has no keyword for it.

/// The declared pagination of an operation (`x-sdk-paging`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeclaredPaging {
    /// It does not paginate, whatever its parameters are.
    None,
    /// It paginates in this way.
    Pages(DeclaredPages),
}

/// How an operation paginates. A name is a path of property names; that of a parameter has one element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredPages {
    /// The JSON pointer of the declaration.
    pub pointer: String,
    /// How the next page is requested.
    pub style: DeclaredStyle,
    /// The query parameter, or the property of the request body, that selects the page. A link needs
    /// none.
    pub input: Option<Vec<String>>,
    /// The property of the response with the items; none if the response is the list.
    pub items: Option<Vec<String>>,
    /// The property of an item that the parameter takes, where the last item leads on.
    pub key: Option<String>,
    /// The property of the response that shows whether a page is the last one.
    pub end: Option<DeclaredEnd>,
    /// The boolean property of the response that shows whether pages follow.
    pub more: Option<Vec<String>>,
}

/// How the next page is requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeclaredStyle {
    /// By its number, starting at 1.
    PageNumber,
    /// By a cursor of the previous page.
    Cursor,
    /// By a link of the previous page.
    Link,
    /// By a link in the `Link` header of the page before (RFC 8288).
    LinkHeader,
    /// By the position of its first item, from one on.
    StartIndex,
    /// By the position of its first item, from zero on.
    Offset,
    /// By a property of the last item of the page before.
    LastItem,
}

impl DeclaredStyle {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::PageNumber,
        Self::Cursor,
        Self::Link,
        Self::LinkHeader,
        Self::StartIndex,
        Self::Offset,
        Self::LastItem,
    ];

    /// Its value in the extension.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PageNumber => "page-number",
            Self::Cursor => "cursor",
            Self::Link => "link",
            Self::LinkHeader => "link-header",
            Self::StartIndex => "start-index",
            Self::Offset => "offset",
            Self::LastItem => "last-item",
        }
    }
}

/// The property of a page that shows whether it is the last one, as a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeclaredEnd {
    /// A property of which only the name is declared. What it holds follows from the style, and of
    /// pages that are counted from the name.
    Property(Vec<String>),
    /// How many pages there are.
    Pages(Vec<String>),
    /// How many items there are on all pages.
    Total(Vec<String>),
}
