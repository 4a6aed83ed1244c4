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
    /// The property of the response with the items.
    pub items: String,
    /// The property of the response that shows whether a page is the last one.
    pub end: Option<DeclaredEnd>,
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
    /// By the index of its first item, starting at 1.
    StartIndex,
}

impl DeclaredStyle {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::PageNumber, Self::Cursor, Self::Link, Self::StartIndex];

    /// Its value in the extension.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PageNumber => "page-number",
            Self::Cursor => "cursor",
            Self::Link => "link",
            Self::StartIndex => "start-index",
        }
    }
}

/// The property of a page that shows whether it is the last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeclaredEnd {
    /// A property of which only the name is declared. What it holds follows from the style, and of
    /// pages that are counted from the name.
    Property(Vec<String>),
    /// The property with the number of pages.
    Pages(String),
    /// The property with the number of items on all pages.
    Total(String),
}
