//! Escapes: which characters of a string get a backslash, so that Markdown reads them as text.

use super::Reader;

/// Which characters are escaped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum EscapeStyle {
    /// The start of a link, HTML, code, or a block.
    Light,
    /// Also characters that could be emphasis together with other text on the line.
    Careful,
    /// Every character that Markdown may interpret.
    Full,
}

/// The characters that Markdown interprets within a line.
const SPECIAL: &str = "\\`*_~[]<>&!|$#^{}";

/// A string on one line with every special character escaped.
pub(super) fn plain(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    let mut out = String::with_capacity(text.len());
    for c in words.join(" ").chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// The position of a string in the output, as far as its escapes depend on it.
#[derive(Debug, Clone, Copy)]
pub(super) struct EscapePosition {
    pub(super) reader: Reader,
    pub(super) style: EscapeStyle,
    /// Whether it is in a cell of a table of the page.
    pub(super) is_cell: bool,
    /// Whether it is in a cell of a table of the definition.
    pub(super) is_in_table: bool,
    pub(super) is_line_start: bool,
    pub(super) is_before_link: bool,
}

/// A string with its escapes.
pub(super) fn escaped(text: &str, context: EscapePosition) -> String {
    let start = block_marker(text).filter(|_| context.is_line_start);
    let mut shown = String::with_capacity(text.len() + 8);
    let mut before = None;
    for (at, c) in text.char_indices() {
        match c {
            '|' if context.is_cell => shown.push_str("&#124;"),
            c => {
                if start == Some(at) || is_escaped(before, &text[at..], context) {
                    shown.push('\\');
                }
                shown.push(c);
            }
        }
        before = Some(c);
    }
    shown
}

/// Whether the first character of a string is escaped.
fn is_escaped(before: Option<char>, text: &str, context: EscapePosition) -> bool {
    let mut chars = text.chars();
    let (Some(c), after) = (chars.next(), chars.next()) else {
        return false;
    };
    let is_page = context.reader == Reader::Page;
    let is_careful = context.style == EscapeStyle::Careful;
    let is_space = |c: Option<char>| c.is_none_or(|c| c == ' ');
    let is_within_word =
        || before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
    match c {
        '`' | '[' | ']' | '<' | '>' => true,
        '#' | '$' if is_page => true,
        // At the end of a heading it would end attributes, for mdBook.
        '}' if is_page && is_careful => true,
        '|' if context.is_in_table => true,
        c if context.style == EscapeStyle::Full => SPECIAL.contains(c),
        '\\' => after.is_none_or(|c| c.is_ascii_punctuation()),
        '&' => is_entity(text),
        // In front of a link it would make an image of it.
        '!' => after.is_none() && context.is_before_link,
        '_' if is_within_word() => false,
        '*' | '_' | '~' => is_careful && !(is_space(before) && is_space(after)),
        _ => false,
    }
}

/// The index of the character that would start a Markdown block, at the start of a line.
fn block_marker(text: &str) -> Option<usize> {
    let ends = |at: usize| text[at..].chars().next().is_none_or(|c| c == ' ');
    let run = |mark: char| text.len() - text.trim_start_matches(mark).len();
    let digits = run_of_digits(text);
    match text.chars().next()? {
        '#' => ends(run('#')).then_some(0),
        ':' | '+' => ends(1).then_some(0),
        '|' => Some(0),
        '~' => (run('~') >= 3).then_some(0),
        c @ ('-' | '*' | '_' | '=') => {
            let is_rule = text.chars().all(|other| other == c || other == ' ');
            let is_row = text.chars().all(|c| "-:| ".contains(c));
            (is_rule || is_row || (ends(1) && matches!(c, '-' | '*'))).then_some(0)
        }
        _ if (1..10).contains(&digits) && text[digits..].starts_with(['.', ')']) => {
            ends(digits + 1).then_some(digits)
        }
        _ => None,
    }
}

fn run_of_digits(text: &str) -> usize {
    text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len()
}

/// Whether a string starts with a character reference such as `&amp;`, which Markdown would decode.
fn is_entity(text: &str) -> bool {
    let name = text.strip_prefix('&').unwrap_or_default();
    let name = name.strip_prefix('#').unwrap_or(name);
    let len = name.len()
        - name
            .trim_start_matches(|c: char| c.is_ascii_alphanumeric())
            .len();
    len > 0 && name[len..].starts_with(';')
}

/// A link target in which nothing is decoded as an entity.
pub(super) fn without_entities(target: &str) -> String {
    let shown = target.char_indices().map(|(at, c)| match c {
        '&' if is_entity(&target[at..]) => "&amp;".to_owned(),
        c => c.to_string(),
    });
    shown.collect()
}
