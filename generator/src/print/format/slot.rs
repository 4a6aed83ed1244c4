//! Slots: the strings in which fragments of one layout differ.

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
    /// A type or an expression, which the formatter may break.
    Code,
    /// An expression with a struct literal, which the formatter may break even if it fits.
    Free,
    /// The contents of a string literal. The quotes are part of the layout.
    Text,
    /// An unsigned number.
    Number,
    /// A line of a doc comment.
    Doc,
    /// Lines that are already formatted.
    Lines,
}

/// The code or string in a slot of a layout.
#[derive(Debug, Clone)]
pub struct Slot<'a> {
    pub(super) kind: SlotKind,
    pub(super) text: Cow<'a, str>,
    /// The byte range of the path in a type with arguments, if only the path differs between fragments.
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

    /// A type or an expression, on one line, with the spacing of the formatter's output.
    pub fn code(text: impl Into<Cow<'a, str>>) -> Self {
        Self::new(SlotKind::Code, text.into())
    }

    /// A type with arguments: the code before its path, the path, and the code behind it.
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

    /// The contents of a string literal, which this function escapes.
    pub fn text(text: &'a str) -> Self {
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
        if text.bytes().all(is_plain) {
            return Self::new(SlotKind::Text, Cow::Borrowed(text));
        }
        let literal = Literal::string(text).to_string();
        let inside = literal.get(1..literal.len() - 1).unwrap_or_default();
        Self::new(SlotKind::Text, Cow::Owned(inside.to_owned()))
    }

    /// An unsuffixed number literal.
    pub fn number(number: impl Display) -> Self {
        Self::new(SlotKind::Number, Cow::Owned(number.to_string()))
    }

    /// A line of a doc comment, without its leading space.
    pub fn doc(line: &'a str) -> Self {
        Self::new(SlotKind::Doc, Cow::Borrowed(line.trim_end_matches(' ')))
    }

    /// Lines from [`Printer::lines`](super::Printer::lines), printed unchanged.
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

    /// The path alone of a type with arguments; other slots unchanged.
    pub(super) fn opened(&self) -> Slot<'_> {
        match self.path.and_then(|(start, end)| self.text.get(start..end)) {
            Some(path) => Slot::path(path),
            None => self.clone(),
        }
    }

    /// The string as it is printed, escaped.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether nothing is printed.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn width(&self) -> usize {
        self.text.len()
    }

    /// Parses the string as tokens.
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

/// A list of any number of rows with the same number of slots.
#[derive(Debug, Clone, Copy)]
pub struct SlotList<'a> {
    pub(super) slots: &'a [Slot<'a>],
    pub(super) columns: usize,
}

impl<'a> SlotList<'a> {
    /// Groups slots into rows of `columns` slots each.
    pub fn new(slots: &'a [Slot<'a>], columns: usize) -> Self {
        Self { slots, columns }
    }

    pub(super) fn rows(&self) -> usize {
        self.slots.len() / self.columns.max(1)
    }
}

/// The tokens of slots and list columns, in the order in which the layout takes them.
#[derive(Debug)]
pub struct Columns(std::vec::IntoIter<Vec<TokenStream>>);

impl Columns {
    /// Takes the next slot.
    pub fn next_slot(&mut self) -> TokenStream {
        let column = self.0.next();
        column.into_iter().flatten().next().unwrap_or_default()
    }

    /// Takes the next column of a list.
    pub fn next_column(&mut self) -> Vec<TokenStream> {
        self.0.next().unwrap_or_default()
    }

    /// Adds the code around open types to the tokens of their slots.
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

    /// Parses slots and lists as tokens.
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
