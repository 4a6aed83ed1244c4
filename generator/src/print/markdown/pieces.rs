//! Parses Markdown to the pieces that may remain: HTML is text, images are links, links lead to the web or
//! are text, and headings of a page are bold, since a page has anchors of its own.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TextMergeWithOffset};

use super::building::Pieces;
use super::piece::{Container, Piece};
use super::target::{encoded, is_web};
use super::{Reader, code};

/// The maximum nesting of lists and quotes. Deeper ones become one plain line: their indentation would grow
/// with the square of the depth.
const MAX_DEPTH: usize = 8;

/// What to do at the end of a tag of the parser.
enum Closing {
    Nothing,
    End,
    /// The end of a list or a quote.
    Nested,
    /// The end of a heading, which is a bold paragraph.
    Bold,
    Code,
    Html,
    /// The end of a link.
    Link(String),
    /// The target of a link as text, after the link's text.
    Words(String),
    /// The target of a link as a link, after the link's text.
    Shown(String),
}

/// The pieces of a Markdown string; `None` if they are nested too deeply.
pub(super) fn read(text: &str, reader: Reader) -> Option<Vec<Piece>> {
    let mut reading = PieceReader::new(text, reader);
    reading.all()?;
    Some(reading.pieces.finished())
}

/// The pieces of a string that is not Markdown.
pub(super) fn literal(line: &str, reader: Reader) -> Vec<Piece> {
    let mut pieces = Pieces::default();
    pieces.push(Piece::Start(Container::Paragraph));
    match reader {
        // rustdoc warns about an address that is no link.
        Reader::Rustdoc => pieces.linked_text(line),
        Reader::Page => pieces.text(line),
    }
    pieces.push(Piece::End);
    pieces.finished()
}

/// Whether a paragraph consists of text and of links that show their targets.
pub(super) fn has_web_links_alone(pieces: &[Piece]) -> bool {
    let is_plain = |piece: &Piece| match piece {
        Piece::Start(kind) => matches!(kind, Container::Paragraph | Container::Link(_)),
        Piece::End | Piece::Text(_) => true,
        _ => false,
    };
    let paragraphs = pieces
        .iter()
        .filter(|piece| **piece == Piece::Start(Container::Paragraph));
    pieces.iter().all(is_plain) && paragraphs.count() == 1
}

/// The pieces of a Markdown string as one paragraph on one line.
pub(super) fn flattened(pieces: &[Piece]) -> Vec<Piece> {
    let mut flat = Pieces::default();
    let mut open: Vec<&Container> = Vec::new();
    flat.push(Piece::Start(Container::Paragraph));
    for piece in pieces {
        match piece {
            Piece::Start(kind) => {
                open.push(kind);
                match kind {
                    kind if kind.is_inline() => flat.push(piece.clone()),
                    Container::Item(marker) => flat.text(&format!(" {marker} ")),
                    _ => flat.text(" "),
                }
            }
            Piece::End => match open.pop() {
                Some(kind) if kind.is_inline() => flat.push(Piece::End),
                Some(Container::Cell) => flat.text(", "),
                _ => flat.text(" "),
            },
            Piece::Text(text) => flat.text(text),
            Piece::Code(_) => flat.push(piece.clone()),
            Piece::Block(code) => {
                flat.text(" ");
                flat.code(code);
                flat.text(" ");
            }
            Piece::Break { .. } | Piece::Rule => flat.text(" "),
        }
    }
    flat.push(Piece::End);
    flat.finished()
}

/// A Markdown string while it is parsed.
struct PieceReader<'a> {
    source: &'a str,
    reader: Reader,
    pieces: Pieces,
    open: Vec<Closing>,
    depth: usize,
    /// The number of open links; there are no links in links, and a URL in one is text.
    links: usize,
    /// The contents of the open code or HTML block.
    block: Option<String>,
    /// Whether the string is the HTML of another one, in which HTML is text.
    is_html: bool,
}

impl<'a> PieceReader<'a> {
    fn new(source: &'a str, reader: Reader) -> Self {
        Self {
            source,
            reader,
            pieces: Pieces::default(),
            open: Vec::new(),
            depth: 0,
            links: 0,
            block: None,
            is_html: false,
        }
    }

    /// Parses everything; `None` if it is nested too deeply.
    fn all(&mut self) -> Option<()> {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        let events = Parser::new_ext(self.source, options).into_offset_iter();
        for (event, range) in TextMergeWithOffset::new(events) {
            self.event(event, range)?;
        }
        Some(())
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) -> Option<()> {
        match event {
            Event::Start(tag) => {
                let closing = self.start(tag, range)?;
                self.open.push(closing);
            }
            Event::End(_) => {
                let closing = self.open.pop()?;
                self.end(closing)?;
            }
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(code) => self.pieces.code(&code),
            Event::SoftBreak => self.line_end(false),
            Event::HardBreak => self.line_end(true),
            Event::Rule => self.pieces.push(Piece::Rule),
            // Math, footnotes and lists of tasks are extensions that are off.
            _ => {}
        }
        Some(())
    }

    fn text(&mut self, text: &str) {
        match &mut self.block {
            Some(block) => block.push_str(text),
            None if self.links > 0 => self.pieces.text(text),
            None => self.pieces.linked_text(text),
        }
    }

    fn line_end(&mut self, is_hard: bool) {
        match self.pieces.is_one_line() {
            true => self.pieces.text(" "),
            false => self.pieces.push(Piece::Break { is_hard }),
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) -> Option<Closing> {
        let source = self.source.get(range).unwrap_or_default();
        let kind = match tag {
            Tag::Paragraph => Container::Paragraph,
            Tag::Heading { level, .. } if self.reader == Reader::Rustdoc => {
                Container::Heading(level as usize)
            }
            Tag::Heading { .. } => return Some(self.bold_heading()),
            Tag::BlockQuote(_) => Container::Quote,
            Tag::CodeBlock(_) => {
                self.block = Some(String::new());
                return Some(Closing::Code);
            }
            Tag::HtmlBlock => {
                self.block = Some(String::new());
                return Some(Closing::Html);
            }
            Tag::List(_) => Container::List,
            Tag::Item => Container::Item(item_marker(source)),
            Tag::Table(alignments) => Container::Table(alignments),
            Tag::TableHead | Tag::TableRow => Container::Row,
            Tag::TableCell => Container::Cell,
            Tag::Emphasis => Container::Emphasis(source.chars().next()?),
            Tag::Strong if self.pieces.is_bold() => return Some(Closing::Nothing),
            Tag::Strong => Container::Strong(source.chars().next()?),
            Tag::Strikethrough => Container::Strikethrough,
            Tag::Link {
                link_type,
                dest_url,
                ..
            }
            | Tag::Image {
                link_type,
                dest_url,
                ..
            } => {
                return Some(self.link(link_type, &dest_url));
            }
            // Extensions that are off.
            _ => return Some(Closing::Nothing),
        };
        let is_nested = matches!(kind, Container::Quote | Container::List);
        self.pieces.push(Piece::Start(kind));
        if !is_nested {
            return Some(Closing::End);
        }
        self.depth += 1;
        (self.depth <= MAX_DEPTH).then_some(Closing::Nested)
    }

    fn bold_heading(&mut self) -> Closing {
        self.pieces.push(Piece::Start(Container::Paragraph));
        self.pieces.push(Piece::Start(Container::Strong('*')));
        Closing::Bold
    }

    fn link(&mut self, link_type: LinkType, target: &str) -> Closing {
        if self.links > 0 {
            return Closing::Nothing;
        }
        if !is_web(target) {
            let is_told = target.is_empty() || link_type == LinkType::Email;
            return match is_told {
                true => Closing::Nothing,
                false => Closing::Words(target.to_owned()),
            };
        }
        let target = encoded(target);
        if self.reader == Reader::Page && link_type != LinkType::Autolink {
            return Closing::Shown(target);
        }
        self.links += 1;
        self.pieces
            .push(Piece::Start(Container::Link(target.clone())));
        Closing::Link(target)
    }

    fn end(&mut self, closing: Closing) -> Option<()> {
        match closing {
            Closing::Nothing => {}
            Closing::End => self.pieces.push(Piece::End),
            Closing::Nested => {
                self.depth -= 1;
                self.pieces.push(Piece::End);
            }
            Closing::Bold => {
                self.pieces.push(Piece::End);
                self.pieces.push(Piece::End);
            }
            Closing::Words(target) => self.text(&format!(" ({target})")),
            Closing::Link(target) => {
                self.links -= 1;
                self.pieces.label_or(&target);
                self.pieces.push(Piece::End);
            }
            Closing::Shown(target) => self.pieces.shown(&target),
            Closing::Code => {
                let code = self.block.take().unwrap_or_default();
                let code = code.strip_suffix('\n').unwrap_or(&code);
                self.pieces.push(Piece::Block(code.to_owned()));
            }
            Closing::Html => self.html()?,
        }
        Some(())
    }

    /// A block of HTML: text that the parser has not parsed as Markdown.
    fn html(&mut self) -> Option<()> {
        let html = self.block.take().unwrap_or_default();
        if self.is_html {
            self.pieces.push(Piece::Start(Container::Paragraph));
            self.pieces.text(&html);
            self.pieces.push(Piece::End);
            return Some(());
        }
        let mut text = String::with_capacity(html.len());
        let mut at = 0;
        for range in code::ranges(&html) {
            text.push_str(&html[at..range.start].replace('<', "\\<"));
            text.push_str(&html[range.clone()]);
            at = range.end;
        }
        text.push_str(&html[at..].replace('<', "\\<"));
        let mut inside = PieceReader {
            is_html: true,
            depth: self.depth,
            ..PieceReader::new(&text, self.reader)
        };
        inside.all()?;
        self.pieces.extend(inside.pieces.finished());
        Some(())
    }
}

/// The marker of an item: `-`, `*` or `+`, or a number with its delimiter.
fn item_marker(source: &str) -> String {
    let source = source.trim_start();
    let digits = source.len()
        - source
            .trim_start_matches(|c: char| c.is_ascii_digit())
            .len();
    source[digits..]
        .chars()
        .next()
        .map_or_else(String::new, |marker| {
            format!("{}{marker}", &source[..digits])
        })
}
