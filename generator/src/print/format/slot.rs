//! Slots: the strings in which two fragments of one layout differ.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use proc_macro2::{Literal, TokenStream};

/// The syntax of a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SlotKind {
    /// An identifier.
    Word,
    /// A path, which the formatter does not break.
    Path,
    /// A type or an expression, whose lines the formatter may break.
    Code,
    /// An expression with a struct literal, which the formatter may break even if it fits.
    Free,
    /// A string between its quotes, which are part of the layout.
    Text,
    /// An unsigned number.
    Number,
    /// A line of a doc comment.
    Doc,
    /// Lines that are formatted already.
    Lines,
}

/// The code or string that fills a slot of a layout.
#[derive(Debug, Clone)]
pub struct Slot<'a> {
    pub(super) kind: SlotKind,
    pub(super) text: Cow<'a, str>,
    /// The range of the path in a type with arguments, if only the path differs between fragments.
    pub(super) path: Option<(usize, usize)>,
}

impl<'a> Slot<'a> {
    /// An identifier.
    pub fn word(text: &'a str) -> Self {
        Self::new(SlotKind::Word, Cow::Borrowed(text))
    }

    /// A path without arguments.
    pub fn path(text: impl Into<Cow<'a, str>>) -> Self {
        Self::new(SlotKind::Path, text.into())
    }

    /// A type or an expression, on one line and spaced like the formatter's output.
    pub fn code(text: impl Into<Cow<'a, str>>) -> Self {
        Self::new(SlotKind::Code, text.into())
    }

    /// A type with arguments: the code before and after its path.
    pub fn wrapped(before: &str, path: &str, behind: &str) -> Self {
        Self {
            path: Some((before.len(), before.len() + path.len())),
            ..Self::new(SlotKind::Code, Cow::Owned([before, path, behind].concat()))
        }
    }

    /// An expression with a struct literal, which the formatter may break even if it fits.
    pub fn free(text: impl Into<Cow<'a, str>>) -> Self {
        Self::new(SlotKind::Free, text.into())
    }

    /// A string literal.
    pub fn text(text: &'a str) -> Self {
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
        if text.bytes().all(is_plain) {
            return Self::new(SlotKind::Text, Cow::Borrowed(text));
        }
        let literal = Literal::string(text).to_string();
        let inside = literal.get(1..literal.len() - 1).unwrap_or_default();
        Self::new(SlotKind::Text, Cow::Owned(inside.to_owned()))
    }

    /// A number literal without suffix.
    pub fn number(number: impl Display) -> Self {
        Self::new(SlotKind::Number, Cow::Owned(number.to_string()))
    }

    /// A line of a doc comment, without its leading space.
    pub fn doc(line: &'a str) -> Self {
        Self::new(SlotKind::Doc, Cow::Borrowed(line.trim_end_matches(' ')))
    }

    /// Lines of [`Printer::lines`](super::Printer::lines), unchanged.
    pub fn lines(lines: &'a str) -> Self {
        Self::new(SlotKind::Lines, Cow::Borrowed(lines))
    }

    fn new(kind: SlotKind, text: Cow<'a, str>) -> Self {
        Self {
            kind,
            text,
            path: None,
        }
    }

    /// The code around the path in a type with arguments.
    pub(super) fn around(&self) -> Option<(&str, &str)> {
        let (start, end) = self.path?;
        Some((self.text.get(..start)?, self.text.get(end..)?))
    }

    /// The path of a type with arguments, without these; other slots unchanged.
    pub(super) fn opened(&self) -> Slot<'_> {
        match self.path.and_then(|(start, end)| self.text.get(start..end)) {
            Some(path) => Slot::path(path),
            None => self.clone(),
        }
    }

    /// The code or string.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the code or string is empty.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn width(&self) -> usize {
        self.text.len()
    }

    /// The tokens of the string.
    pub(super) fn tokens(&self) -> Result<TokenStream, String> {
        let parsed = match self.kind {
            SlotKind::Word
            | SlotKind::Path
            | SlotKind::Code
            | SlotKind::Free
            | SlotKind::Number
            | SlotKind::Lines => TokenStream::from_str(&self.text),
            SlotKind::Text => TokenStream::from_str(&format!("\"{}\"", self.text)),
            SlotKind::Doc => {
                let line = format!(" {}", self.text);
                TokenStream::from_str(&Literal::string(&line).to_string())
            }
        };
        parsed.map_err(|error| format!("{error}: {}", self.text))
    }
}

/// A list with any number of rows, each with some slots.
#[derive(Debug, Clone, Copy)]
pub struct SlotList<'a> {
    pub(super) slots: &'a [Slot<'a>],
    pub(super) columns: usize,
}

impl<'a> SlotList<'a> {
    /// A list from the slots of all rows, row by row.
    pub fn new(slots: &'a [Slot<'a>], columns: usize) -> Self {
        Self { slots, columns }
    }

    pub(super) fn rows(&self) -> usize {
        self.slots.len() / self.columns.max(1)
    }
}

/// The tokens of slots for a layout, in the order of its columns.
#[derive(Debug)]
pub struct Columns(std::vec::IntoIter<Vec<TokenStream>>);

impl Columns {
    /// The next slot.
    pub fn one(&mut self) -> TokenStream {
        let column = self.0.next();
        column.into_iter().flatten().next().unwrap_or_default()
    }

    /// The next column of a list.
    pub fn many(&mut self) -> Vec<TokenStream> {
        self.0.next().unwrap_or_default()
    }

    /// Adds code around the tokens of slots.
    pub(super) fn wrap(&mut self, around: &[Option<(&str, &str)>]) {
        let mut columns: Vec<_> = std::mem::take(&mut self.0).collect();
        for (column, around) in columns.iter_mut().zip(around) {
            let (Some((before, behind)), [tokens]) = (around, column.as_mut_slice()) else {
                continue;
            };
            if let Ok(wrapped) = TokenStream::from_str(&format!("{before}{tokens}{behind}")) {
                *tokens = wrapped;
            }
        }
        self.0 = columns.into_iter();
    }

    /// The tokens of slots and lists.
    pub(super) fn of(slots: &[Slot<'_>], lists: &[SlotList<'_>]) -> Result<Self, String> {
        let mut columns = Vec::new();
        for slot in slots {
            columns.push(vec![slot.tokens()?]);
        }
        for list in lists {
            for column in 0..list.columns {
                let slots = list.slots.iter().skip(column).step_by(list.columns);
                columns.push(slots.map(Slot::tokens).collect::<Result<_, _>>()?);
            }
        }
        Ok(Self(columns.into_iter()))
    }
}
