//! Lines and columns of JSON pointers in the source of a definition.
//!
//! A second pass over the file, only if there are diagnostics to print. It takes linear time, however
//! many pointers are resolved. A pointer to something missing resolves to its nearest ancestor.

mod json;
mod wanted;
mod yaml;

use std::ops::Range;

use crate::diagnostics::Position;
use crate::load;
use wanted::Wanted;

/// The length of an excerpt, in characters: before the marked part, of it, and after it.
const SHOWN: (usize, usize, usize) = (40, 60, 60);

/// The distance between byte offsets whose character index is cached.
const STEP: usize = 4096;

/// The source of a definition.
#[derive(Debug)]
pub struct Source {
    text: String,
    /// The byte offset of each line.
    lines: Vec<usize>,
    /// The number of characters before each [`STEP`] of bytes, because a file may be one line.
    characters: Vec<usize>,
}

/// An excerpt: the key or the array item at a pointer, with the rest of its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The start of the key or item.
    pub position: Position,
    /// The line before it; `…` where it is cut.
    pub before: String,
    /// The key or value, as far as it is on one line.
    pub marked: String,
    /// The line after it; `…` where it is cut.
    pub after: String,
}

impl Source {
    /// Reads UTF-8; invalid bytes become replacement characters.
    pub fn new(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let text = load::without_mark(&text).to_owned();
        let ends = text.match_indices('\n').map(|(end, _)| end + 1);
        let lines = std::iter::once(0).chain(ends).collect();
        let mut characters = vec![0];
        for step in text.as_bytes().chunks(STEP) {
            characters.push(characters.last().unwrap_or(&0) + starts(step));
        }
        Self {
            text,
            lines,
            characters,
        }
    }

    /// The excerpts at some pointers (`#/…`), in the same order; `None` if the start of the file cannot
    /// be parsed.
    pub fn find(&self, pointers: &[&str]) -> Vec<Option<Span>> {
        let mut wanted = Wanted::default();
        for (index, pointer) in pointers.iter().enumerate() {
            wanted.add(pointer, index);
        }
        let mut found = vec![None; pointers.len()];
        if load::is_json(&self.text) {
            json::find(&self.text, &wanted, &mut found);
        } else {
            let byte = |character| self.byte_of(character);
            yaml::find(&self.text, &byte, &wanted, &mut found);
        }
        found
            .into_iter()
            .map(|bytes| Some(self.span(&bytes?)))
            .collect()
    }

    /// The excerpt at a line and a column.
    pub fn at(&self, position: Position) -> Option<Span> {
        let line = position.line.checked_sub(1)?;
        let start = *self.lines.get(line)?;
        let end = self.lines.get(line + 1).copied().unwrap_or(self.text.len());
        let rest = self.text.get(start..end)?.char_indices();
        let byte = rest
            .map(|(byte, _)| start + byte)
            .nth(position.column.checked_sub(1)?);
        let byte = byte.unwrap_or(end);
        Some(self.span(&(byte..byte + 1)))
    }

    fn span(&self, bytes: &Range<usize>) -> Span {
        let line = self.lines.partition_point(|start| *start <= bytes.start);
        let line_start = self.lines[line.saturating_sub(1)];
        let line_end = self.lines.get(line).copied().unwrap_or(self.text.len());
        let (before, rest) = (
            self.text.get(line_start..bytes.start).unwrap_or_default(),
            self.text.get(bytes.start..line_end).unwrap_or_default(),
        );
        let rest = rest.trim_end_matches(['\n', '\r']);
        let marked = rest.get(..bytes.len()).unwrap_or(rest);
        let after = &rest[marked.len()..];
        let column = self.characters_before(bytes.start) - self.characters_before(line_start);
        Span {
            position: Position::new(line, column + 1),
            before: end_of(before, SHOWN.0),
            marked: start_of(marked, SHOWN.1),
            after: start_of(after, SHOWN.2),
        }
    }

    /// The byte offset of a character; the end of the file if it has fewer.
    fn byte_of(&self, character: usize) -> usize {
        let steps = self
            .characters
            .partition_point(|before| *before <= character);
        let step = steps.saturating_sub(1);
        let mut left = character - self.characters.get(step).copied().unwrap_or_default();
        let start = step * STEP;
        for (index, byte) in self.text.as_bytes().iter().enumerate().skip(start) {
            match (is_start(*byte), left) {
                (true, 0) => return index,
                (true, _) => left -= 1,
                (false, _) => {}
            }
        }
        self.text.len()
    }

    fn characters_before(&self, byte: usize) -> usize {
        let step = byte / STEP;
        let rest = self.text.as_bytes().get(step * STEP..byte);
        self.characters.get(step).copied().unwrap_or_default() + starts(rest.unwrap_or_default())
    }
}

/// The number of characters that start in some bytes.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| is_start(**byte)).count()
}

fn is_start(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

fn start_of(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn end_of(text: &str, limit: usize) -> String {
    match text.char_indices().nth_back(limit) {
        Some((cut, c)) => format!("…{}", &text[cut + c.len_utf8()..]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Position, Source, Span};

    const JSON: &str = "\u{feff}{\n  \"a/b\": [1, {\"ö\": {\"x\": true}}],\n  \"c\": null\n}";
    const YAML: &str = "# a comment\na/b:\n- 1\n- ö: {x: true}\n'c': ~\nd: &d\n  e: 1\nf: *d\n";

    fn found(text: &str, pointers: &[&str]) -> Vec<(usize, usize, String)> {
        let found = Source::new(text.as_bytes()).find(pointers);
        let found = found.into_iter().map(|span| {
            let span = span.unwrap();
            (span.position.line, span.position.column, span.marked)
        });
        found.collect()
    }

    /// The same with the expected positions and excerpts.
    fn assert_found(text: &str, expected: &[(&str, (usize, usize, &str))]) {
        let pointers: Vec<_> = expected.iter().map(|(pointer, _)| *pointer).collect();
        let expected = expected
            .iter()
            .map(|(_, (line, column, text))| (*line, *column, (*text).to_owned()));
        assert_eq!(found(text, &pointers), expected.collect::<Vec<_>>());
    }

    #[test]
    fn keys_and_items_are_found() {
        assert_found(
            JSON,
            &[
                ("#", (1, 1, "{")),
                ("#/a~1b", (2, 3, "\"a/b\"")),
                ("#/a~1b/0", (2, 11, "1")),
                ("#/a~1b/1/ö", (2, 15, "\"ö\"")),
                ("#/a~1b/1/ö/x", (2, 21, "\"x\"")),
                ("#/c", (3, 3, "\"c\"")),
            ],
        );
        assert_found(
            YAML,
            &[
                ("#", (2, 1, "a")),
                ("#/a~1b", (2, 1, "a/b")),
                ("#/a~1b/0", (3, 3, "1")),
                ("#/a~1b/1/ö", (4, 3, "ö")),
                ("#/a~1b/1/ö/x", (4, 7, "x")),
                ("#/c", (5, 1, "'c'")),
            ],
        );
    }

    #[test]
    fn of_what_is_not_there_the_nearest_is_found() {
        let (list, inner) = ((2, 3, "\"a/b\""), (2, 15, "\"ö\""));
        assert_found(
            JSON,
            &[
                ("#/a~1b/7/x", list),
                ("#/a~1b/1/ö/gone/y", inner),
                ("#/gone", (1, 1, "{")),
            ],
        );
        assert_found(
            YAML,
            &[
                ("#/a~1b/7/x", (2, 1, "a/b")),
                ("#/a~1b/1/ö/gone/y", (4, 3, "ö")),
                ("#/gone", (2, 1, "a")),
                ("#/f/e", (8, 1, "f")),
            ],
        );
    }

    #[test]
    fn texts_may_go_on_with_less_indentation() {
        let text = "ä:\n    b: \"one\n  two\"\n    c: 'three\n  four'\n    d: 5\n";
        assert!(crate::load::load_bytes(text.as_bytes(), "x").is_ok());
        assert_found(
            text,
            &[
                ("#/ä/b", (2, 5, "b")),
                ("#/ä/c", (4, 5, "c")),
                ("#/ä/d", (6, 5, "d")),
            ],
        );
    }

    #[test]
    fn of_a_repeated_key_the_last_one_is_found() {
        let last = (1, 17, "\"a\"");
        assert_found(
            "{\"a\": {\"b\": 1}, \"a\": {}}",
            &[("#/a", last), ("#/a/b", last)],
        );
        let last = (2, 1, "a");
        assert_found("a: {b: 1}\na: {}\n", &[("#/a", last), ("#/a/b", last)]);
    }

    #[test]
    fn long_lines_are_cut() {
        let filler = "ä".repeat(5000);
        let text = format!("{{\"a\": \"{filler}\", \"b\": \"{filler}\"}}");
        let span = Source::new(text.as_bytes()).find(&["#/b"])[0]
            .clone()
            .unwrap();
        assert_eq!(
            (span.position, &*span.marked),
            (Position::new(1, 5011), "\"b\"")
        );
        assert_eq!(span.before, format!("…{}\", ", "ä".repeat(37)));
        assert_eq!(span.after, format!(": \"{}…", "ä".repeat(57)));
    }

    #[test]
    fn a_line_and_a_column_are_found() {
        let source = Source::new("a: 1\r\nöb: 2".as_bytes());
        let at = |line, column| source.at(Position::new(line, column));
        let span = |before: &str, marked: &str, after: &str, position| Span {
            position,
            before: before.into(),
            marked: marked.into(),
            after: after.into(),
        };
        assert_eq!(at(2, 2), Some(span("ö", "b", ": 2", Position::new(2, 2))));
        assert_eq!(at(2, 99), Some(span("öb: 2", "", "", Position::new(2, 6))));
        assert_eq!(at(9, 1), None);
    }

    #[test]
    fn what_cannot_be_read_has_the_places_before_it() {
        assert_found(
            "{\"a\": 1, ",
            &[("#/a", (1, 2, "\"a\"")), ("#/b", (1, 1, "{"))],
        );
        assert_found(
            "a: 1\nb: [",
            &[("#/a", (1, 1, "a")), ("#/b/0", (2, 1, "b"))],
        );
        assert_eq!(Source::new(b"\xff\xfe{").find(&["#/a"]).len(), 1);
        assert_eq!(Source::new(b"").find(&["#/a"]), [None]);
    }
}
