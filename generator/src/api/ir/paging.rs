//! Pagination, where a definition declares it. OpenAPI has no keyword for it.

/// What a definition declares of the pagination of an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeclaredPaging {
    /// It does not page, whatever its parameters look like.
    None,
    /// It pages in this way.
    Pages(DeclaredPages),
}

/// How an operation pages. A name is a path of property names; that of a parameter has one element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclaredPages {
    /// Where it is declared.
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
    /// By its number, from one on.
    PageNumber,
    /// By a cursor that the page before contains.
    Cursor,
    /// By a link that the page before contains.
    Link,
    /// By the position of its first item, from one on.
    StartIndex,
}

impl DeclaredStyle {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::PageNumber, Self::Cursor, Self::Link, Self::StartIndex];

    /// The word for it in a definition.
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
    /// How many pages there are.
    Pages(String),
    /// How many items there are on all pages.
    Total(String),
}
