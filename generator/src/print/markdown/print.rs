//! Prints pieces as Markdown: all delimiters are of the printer, and text is escaped by a style. Only lists
//! and quotes indent.

use pulldown_cmark::Alignment;

use super::Reader;
use super::check::LANGUAGE;
use super::code::{code, code_cell, fence};
use super::escape::{EscapePosition, EscapeStyle, escaped, without_entities};
use super::piece::{Container, Piece};

pub(super) fn print(pieces: &[Piece], reader: Reader, style: EscapeStyle) -> String {
    PiecePrinter::new(reader, style, false).all(pieces)
}

/// Prints pieces in a table cell of a page.
pub(super) fn print_cell(pieces: &[Piece], reader: Reader, style: EscapeStyle) -> String {
    PiecePrinter::new(reader, style, true).all(pieces)
}

/// The separation from the next block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    Nothing,
    Line,
    Blank,
}

/// The prefix of lines inside a list or quote.
struct Indent {
    /// The marker of a list item, until it is printed.
    first: Option<String>,
    others: String,
}

struct PiecePrinter<'a> {
    reader: Reader,
    style: EscapeStyle,
    is_cell: bool,
    out: String,
    indents: Vec<Indent>,
    open: Vec<&'a Container>,
    /// Whether items are separated by blank lines, for each open list.
    loose: Vec<bool>,
    gap: Gap,
    /// Whether the line has only indentation so far.
    is_line_start: bool,
    /// The columns of the open table, until its head is printed.
    columns: Option<&'a [Alignment]>,
    /// Whether a URL is being printed that is a link by itself.
    is_address: bool,
}

impl<'a> PiecePrinter<'a> {
    fn new(reader: Reader, style: EscapeStyle, is_cell: bool) -> Self {
        Self {
            reader,
            style,
            is_cell,
            out: String::new(),
            indents: Vec::new(),
            open: Vec::new(),
            loose: Vec::new(),
            gap: Gap::Nothing,
            is_line_start: true,
            columns: None,
            is_address: false,
        }
    }

    fn all(mut self, pieces: &'a [Piece]) -> String {
        for (at, piece) in pieces.iter().enumerate() {
            match piece {
                Piece::Start(kind) => self.start(kind, &pieces[at + 1..]),
                Piece::End => self.end(),
                Piece::Text(text) => self.text(text, pieces.get(at + 1)),
                Piece::Code(text) => self.code(text),
                Piece::Block(text) => self.block_of_code(text),
                Piece::Break { is_hard } => {
                    self.out.push_str(if *is_hard { "\\" } else { "" });
                    self.line_end();
                }
                Piece::Rule => {
                    self.begin();
                    self.push("___");
                    self.gap = Gap::Blank;
                }
            }
        }
        self.out
    }

    /// Ends the current line.
    fn line_end(&mut self) {
        self.out.push('\n');
        self.is_line_start = true;
    }

    /// Starts a block, on a new line except after list markers.
    fn begin(&mut self) {
        if !self.is_line_start {
            self.gap = self.gap.max(Gap::Line);
        }
        if self.gap >= Gap::Line && !self.is_line_start {
            self.line_end();
        }
        if self.gap == Gap::Blank && !self.out.is_empty() {
            let indent = self.indent();
            self.out.push_str(indent.trim_end());
            self.line_end();
        }
        self.gap = Gap::Nothing;
    }

    /// The prefix of the next line. A list marker is printed once.
    fn indent(&mut self) -> String {
        let parts = self.indents.iter_mut();
        parts
            .map(|indent| indent.first.take().unwrap_or_else(|| indent.others.clone()))
            .collect()
    }

    fn push(&mut self, text: &str) {
        if self.is_line_start {
            let indent = self.indent();
            self.out.push_str(&indent);
            self.is_line_start = false;
        }
        self.out.push_str(text);
    }

    fn start(&mut self, kind: &'a Container, inside: &[Piece]) {
        self.open.push(kind);
        match kind {
            Container::Paragraph => self.begin(),
            Container::Heading(level) => {
                self.begin();
                self.push(&"#".repeat(*level));
                self.push(" ");
            }
            Container::Quote => self.indent_by("> ", "> "),
            Container::List => self.loose.push(is_loose(inside)),
            Container::Item(marker) => {
                let others = " ".repeat(marker.len() + 1);
                self.indent_by(&format!("{marker} "), &others);
            }
            Container::Table(columns) => {
                self.begin();
                self.columns = Some(columns);
            }
            Container::Row => {
                self.begin();
                self.push("|");
            }
            Container::Cell => self.push(" "),
            Container::Link(target) => {
                self.is_address = is_address(target, inside);
                self.push(if self.is_address { "<" } else { "[" });
            }
            kind => self.push(&emphasis(kind)),
        }
    }

    fn indent_by(&mut self, first: &str, others: &str) {
        self.begin();
        self.indents.push(Indent {
            first: Some(first.to_owned()),
            others: others.to_owned(),
        });
    }

    fn end(&mut self) {
        let Some(kind) = self.open.pop() else {
            return;
        };
        match kind {
            Container::Paragraph | Container::Heading(_) | Container::Table(_) => {
                self.gap = Gap::Blank
            }
            Container::Quote => {
                self.end_indent();
                self.gap = Gap::Blank;
            }
            Container::List => {
                self.loose.pop();
                self.gap = Gap::Blank;
            }
            Container::Item(_) => {
                self.end_indent();
                let is_loose = self.loose.last().copied().unwrap_or_default();
                self.gap = if is_loose { Gap::Blank } else { Gap::Line };
            }
            Container::Row => {
                self.gap = Gap::Line;
                if let Some(columns) = self.columns.take() {
                    self.begin();
                    self.push("|");
                    for column in columns {
                        self.push(match column {
                            Alignment::None => " --- |",
                            Alignment::Left => " :-- |",
                            Alignment::Center => " :-: |",
                            Alignment::Right => " --: |",
                        });
                    }
                    self.gap = Gap::Line;
                }
            }
            Container::Cell => self.push(" |"),
            Container::Link(_) if self.is_address => {
                self.push(">");
                self.is_address = false;
            }
            Container::Link(target) => self.push(&format!("]({})", without_entities(target))),
            kind => self.push(&emphasis(kind)),
        }
    }

    fn end_indent(&mut self) {
        let indent = self.indents.last_mut();
        if indent.is_some_and(|indent| indent.first.is_some()) {
            // An item without content.
            self.push("");
            self.out.truncate(self.out.trim_end_matches(' ').len());
        }
        self.indents.pop();
    }
}

impl PiecePrinter<'_> {
    fn text(&mut self, text: &str, next: Option<&Piece>) {
        if self.is_address {
            return self.push(text);
        }
        let context = EscapePosition {
            reader: self.reader,
            style: self.style,
            is_cell: self.is_cell,
            is_in_table: self.is_in_table(),
            is_line_start: self.is_line_start,
            is_before_link: matches!(next, Some(Piece::Start(Container::Link(_)))),
        };
        self.push(&escaped(text, context));
    }

    fn is_in_table(&self) -> bool {
        self.open.iter().any(|kind| matches!(kind, Container::Cell))
    }

    fn code(&mut self, text: &str) {
        let shown = if self.is_cell {
            code_cell(text)
        } else if self.is_in_table() {
            code(text).replace('|', "\\|")
        } else {
            code(text)
        };
        self.push(&shown);
    }

    fn block_of_code(&mut self, code: &str) {
        self.begin();
        let fence = fence(code);
        self.push(&format!("{fence}{LANGUAGE}"));
        for line in code.split('\n').filter(|_| !code.is_empty()) {
            self.line_end();
            if line.trim().is_empty() {
                let indent = self.indent();
                self.out.push_str(indent.trim_end());
                self.is_line_start = false;
            } else {
                self.push(line);
            }
        }
        self.line_end();
        self.push(&fence);
        self.gap = Gap::Blank;
    }
}

fn emphasis(kind: &Container) -> String {
    match kind {
        Container::Emphasis(mark) => mark.to_string(),
        Container::Strong(mark) => format!("{mark}{mark}"),
        _ => "~~".to_owned(),
    }
}

/// Whether the text of a link is its target.
fn is_address(target: &str, inside: &[Piece]) -> bool {
    matches!(inside, [Piece::Text(text), Piece::End, ..] if text == target)
}

/// Whether list items contain paragraphs, which their contents show.
fn is_loose(inside: &[Piece]) -> bool {
    let mut depth = 1_usize;
    for piece in inside {
        match piece {
            Piece::Start(Container::Paragraph) if depth == 2 => return true,
            Piece::Start(_) => depth += 1,
            Piece::End => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    false
}
