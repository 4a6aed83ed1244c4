//! What a Markdown text is made of.

use pulldown_cmark::Alignment;

/// A piece of parsed Markdown.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Piece {
    Start(Kind),
    /// The end of what was started last.
    End,
    /// Text without hidden characters and with single spaces.
    Text(String),
    /// A code span.
    Code(String),
    /// A block of code.
    Block(String),
    /// The end of a line, which starts a new one where it is hard.
    Break {
        is_hard: bool,
    },
    /// A horizontal line.
    Rule,
}

/// What holds other pieces.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
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

impl Kind {
    pub(super) fn is_inline(&self) -> bool {
        matches!(
            self,
            Self::Emphasis(_) | Self::Strong(_) | Self::Strikethrough | Self::Link(_)
        )
    }
}
