//! Parsed Markdown.

use pulldown_cmark::Alignment;

/// A piece of parsed Markdown.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    Start(Container),
    /// The end of the container that was opened last.
    End,
    /// Text without invisible characters and with single spaces.
    Text(String),
    /// A code span.
    Code(String),
    /// A block of code.
    Block(String),
    /// A line break.
    Break {
        is_hard: bool,
    },
    /// A horizontal line.
    Rule,
}

/// A container of other pieces.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Container {
    Paragraph,
    Heading(usize),
    Quote,
    List,
    /// An item with its marker, such as `-` or `3.`.
    Item(String),
    Table(Vec<Alignment>),
    Row,
    Cell,
    /// Emphasis with its delimiter.
    Emphasis(char),
    Strong(char),
    Strikethrough,
    Link(String),
}

impl Container {
    pub(super) fn is_inline(&self) -> bool {
        matches!(
            self,
            Self::Emphasis(_) | Self::Strong(_) | Self::Strikethrough | Self::Link(_)
        )
    }
}
