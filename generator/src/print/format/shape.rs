//! Shapes: what of a piece of code decides where its lines break.
//!
//! That is its punctuation, its keywords, and how wide everything else is. What a name says, and
//! what a doc comment says, which has its own line, is left open.

use std::borrow::Cow;

use crate::keywords::is_keyword;

/// Words beside the keywords that the parser or the formatter looks for.
const WORDS: [&str; 5] = ["_", "builtin", "comment", "doc", "reuse"];

/// Whether a word belongs to a shape as it is.
fn is_word(word: &str) -> bool {
    is_keyword(word) || WORDS.contains(&word)
}

/// A shape, and what is filled into it.
#[derive(Debug, Default)]
pub(super) struct Shape {
    key: Vec<u8>,
    /// The texts of all slots, one after the other, and where each ends.
    texts: String,
    ends: Vec<usize>,
}

impl Shape {
    /// What two pieces of one shape have in common.
    pub(super) fn key(&self) -> &[u8] {
        &self.key
    }

    /// Starts from the beginning; `frame` tells apart pieces that stand in different places.
    pub(super) fn restart(&mut self, frame: u8) {
        self.key.clear();
        self.key.push(frame);
        self.texts.clear();
        self.ends.clear();
    }

    /// Adds what belongs to the shape as it is.
    pub(super) fn sign(&mut self, text: &str) {
        self.key.extend_from_slice(text.as_bytes());
        self.key.push(b' ');
    }

    /// Adds a name or a keyword.
    pub(super) fn word(&mut self, word: &str) {
        if is_word(word) {
            self.sign(word);
        } else {
            self.slot(b'\x01', word);
        }
    }

    /// Adds a literal.
    pub(super) fn literal(&mut self, text: &str) {
        if text.starts_with('"') && !text.contains('\n') {
            self.slot(b'\x02', text);
        } else if text.bytes().all(|byte| byte.is_ascii_digit()) {
            self.slot(b'\x03', text);
        } else {
            self.sign(text);
        }
    }

    /// Adds the literal of a doc comment, which has a line of its own, however long.
    pub(super) fn doc(&mut self, literal: &str) {
        let text = match literal
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
        {
            Some(text) if !text.contains('\\') => Cow::Borrowed(text),
            _ => syn::parse_str::<syn::LitStr>(literal).map_or_else(
                |_| Cow::Borrowed("\n"),
                |literal| Cow::Owned(literal.value()),
            ),
        };
        if text.contains('\n') || text.starts_with('/') {
            self.sign(literal);
        } else {
            self.key.push(b'\x04');
            self.push(text.trim_end_matches(' '));
        }
    }

    fn slot(&mut self, kind: u8, text: &str) {
        self.key.push(kind);
        self.key.extend_from_slice(&text.len().to_le_bytes());
        self.push(text);
    }

    fn push(&mut self, text: &str) {
        self.texts.push_str(text);
        self.ends.push(self.texts.len());
    }

    fn slots(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let text = self.texts.get(start..*end).unwrap_or_default();
            start = *end;
            text
        })
    }
}

/// A formatted piece with its slots open.
#[derive(Debug)]
pub(super) struct Template {
    /// The text before each slot.
    before: Vec<String>,
    last: String,
}

impl Template {
    /// The template of a text, when its words and literals are the slots of its shape, in order.
    pub(super) fn new(text: &str, shape: &Shape) -> Option<Self> {
        let mut before = Vec::with_capacity(shape.ends.len());
        let (mut start, mut at) = (0, 0);
        let mut slots = shape.slots();
        while at < text.len() {
            let (skip, slot) = lexeme(&text[at..]);
            let from = at + skip;
            let to = from + slot.unwrap_or_default();
            at = to;
            if slot.is_some() {
                if slots.next() != Some(&text[from..to]) {
                    return None;
                }
                before.push(text[start..from].to_owned());
                start = to;
            }
        }
        slots.next().is_none().then(|| Self {
            before,
            last: text[start..].to_owned(),
        })
    }

    /// Appends the text with the slots of another piece of the same shape.
    pub(super) fn fill(&self, shape: &Shape, out: &mut String) {
        for (before, slot) in self.before.iter().zip(shape.slots()) {
            out.push_str(before);
            out.push_str(slot);
        }
        out.push_str(&self.last);
    }
}

/// What a text starts with: how much to skip, and the length of the name, literal or doc comment
/// behind it, if any.
fn lexeme(text: &str) -> (usize, Option<usize>) {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    if let Some(doc) = text.strip_prefix("///") {
        return (3, Some(doc.find('\n').unwrap_or(doc.len())));
    }
    if let Some(rest) = text.strip_prefix('"') {
        let mut escaped = false;
        let end = rest.find(|c| {
            let is_end = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            is_end
        });
        return (0, Some(end.map_or(text.len(), |end| end + 2)));
    }
    match text.find(|c| !is_part(c)) {
        Some(0) => (text.chars().next().map_or(1, char::len_utf8), None),
        end => {
            let len = end.unwrap_or(text.len());
            if is_word(&text[..len]) {
                (len, None)
            } else {
                (0, Some(len))
            }
        }
    }
}
