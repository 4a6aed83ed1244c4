//! Converts descriptions of a definition to safe Markdown: without HTML or code that rustdoc would
//! compile, without effect on the table around it, with links only to the web, and on exactly one line
//! where required.
//!
//! The description is parsed as CommonMark (`pieces`), the allowed pieces are printed (`print`), and
//! the result is parsed again: it must have the same pieces. Otherwise more of it is escaped, in the
//! end all of it. So a forgotten case cannot let anything through: only output that the parser has
//! confirmed is used. The parser is that of rustdoc and mdBook.
//!
//! Knows Markdown, rustdoc's lints and what GitHub adds, and no model.

mod building;
mod check;
mod code;
mod escape;
mod html;
mod piece;
mod pieces;
mod print;
mod target;

pub(crate) use code::{code, code_cell};

use crate::characters;
use check::is_harmless;
use escape::{EscapeStyle, plain};
use html::as_markdown;
use piece::Piece;
use pieces::{flattened, literal, read};
use print::{print, print_cell};

/// The consumer of the Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// rustdoc, with its lints.
    Rustdoc,
    /// A viewer of pages, such as GitHub: headings become anchors, and `$` starts mathematics. A link shows
    /// its target, so that no label pretends to be a link of the page.
    Page,
}

/// A string in an HTML comment, which it cannot end.
pub(crate) fn comment(text: &str) -> String {
    let text = characters::line(text).replace(['<', '>'], " ");
    text.replace("--", "- -").replace("--", "- -")
}

/// A description on one line, for rustdoc.
pub(crate) fn one_line(text: &str) -> String {
    markdown_line(text, Reader::Rustdoc, print)
}

/// A description for rustdoc.
pub(crate) fn rustdoc(text: &str) -> String {
    markdown(text, Reader::Rustdoc)
}

/// A description for a page.
pub(crate) fn page(text: &str) -> String {
    markdown(text, Reader::Page)
}

/// A description on one line of a page.
pub(crate) fn page_line(text: &str) -> String {
    markdown_line(text, Reader::Page, print)
}

/// A description in a table cell.
pub(crate) fn cell(text: &str) -> String {
    markdown_line(text, Reader::Page, print_cell)
}

/// A title or tag name on one line, for rustdoc. OpenAPI allows Markdown only in descriptions, so that titles
/// are plain strings.
pub(crate) fn title(text: &str) -> String {
    title_line(text, Reader::Rustdoc, print)
}

/// A title or tag name on a page: in a heading, or as the text of a link.
pub(crate) fn page_title(text: &str) -> String {
    title_line(text, Reader::Page, print)
}

/// A title or tag name in a table cell.
pub(crate) fn title_cell(text: &str) -> String {
    title_line(text, Reader::Page, print_cell)
}

/// A sentence on one line, escaped only where Markdown would interpret it.
pub(crate) fn as_it_is(text: &str) -> String {
    let line = characters::line(text);
    let pieces = literal(&line, Reader::Page);
    // Bare URLs stay plain strings, as in CommonMark.
    match read(&line, Reader::Page) {
        Some(found)
            if is_harmless(&line) && (found == pieces || pieces::has_web_links_alone(&found)) =>
        {
            line
        }
        _ => confirmed(&pieces, Reader::Page, print).unwrap_or_else(|| plain(&line)),
    }
}

type Print = fn(&[Piece], Reader, EscapeStyle) -> String;

fn markdown(text: &str, reader: Reader) -> String {
    let text = characters::prose(text);
    if is_plain(&text) {
        return text.into_owned();
    }
    let pieces = read(&as_markdown(&text), reader);
    let printed = pieces.and_then(|pieces| {
        [EscapeStyle::Light, EscapeStyle::Full]
            .into_iter()
            .find_map(|style| printed(&pieces, reader, style, print))
    });
    printed.unwrap_or_else(|| plain(&text))
}

fn markdown_line(text: &str, reader: Reader, print: Print) -> String {
    let text = characters::prose(text);
    if is_plain(&text) {
        return text.into_owned();
    }
    let pieces = read(&as_markdown(&text), reader).map(|pieces| flattened(&pieces));
    let printed = pieces.and_then(|pieces| confirmed(&pieces, reader, print));
    printed.unwrap_or_else(|| plain(&text))
}

fn title_line(text: &str, reader: Reader, print: Print) -> String {
    let text = characters::line(text);
    let printed = confirmed(&literal(&text, reader), reader, print);
    printed.unwrap_or_else(|| plain(&text))
}

/// Whether a string is one line of plain words, in which Markdown has no markup. That saves parsing most
/// descriptions; a test compares with the parsed result.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut following = bytes
        .iter()
        .enumerate()
        .map(|(at, byte)| (byte, bytes.get(at + 1)));
    bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && following.all(|(byte, next)| match byte {
            b' ' => next.is_some_and(|next| *next != b' '),
            // Every bare URL contains one of these.
            b'.' | b':' => !next.is_some_and(|next| next.is_ascii_alphabetic() || *next == b'/'),
            b'(' | b')' | b'\'' | b'"' | b',' | b'-' | b'/' | b';' | b'?' | b'=' | b'%' => true,
            byte => byte.is_ascii_alphanumeric(),
        })
}

/// Pieces on one line, with as few escapes as a parser allows. Other text is on the line, so that nothing may
/// remain that could be emphasis together with it.
fn confirmed(pieces: &[Piece], reader: Reader, print: Print) -> Option<String> {
    [EscapeStyle::Careful, EscapeStyle::Full]
        .into_iter()
        .find_map(|style| printed(pieces, reader, style, print))
}

/// The printed pieces, if a parser finds in them what was to be printed. In a cell, `|` is written
/// differently, which a parser of a single line does not know.
fn printed(pieces: &[Piece], reader: Reader, style: EscapeStyle, how: Print) -> Option<String> {
    let text = print(pieces, reader, style);
    let is_same = read(&text, reader).is_some_and(|found| found == pieces);
    (is_same && is_harmless(&text)).then(|| how(pieces, reader, style))
}

#[cfg(test)]
mod tests;
