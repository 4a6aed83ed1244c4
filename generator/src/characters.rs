//! Hidden characters: control characters, characters that change the direction of a line, and
//! line separators.
//!
//! They are removed from prose, and replaced by escapes of JSON or Rust in names, which must not
//! change their meaning.

use std::borrow::Cow;

/// Whether a character is hidden.
pub fn is_hidden(c: char) -> bool {
    c.is_control() || is_bidi(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Whether a character changes the direction of the text after it. rustc rejects most of them in
/// comments and literals (`text_direction_codepoint_in_comment`), because they can make code look
/// different from what is compiled.
fn is_bidi(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a character ends a line for any reader: a compiler, a Markdown parser, an editor or a
/// browser.
fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Prose without hidden characters, except tabs and line ends, which become `\n`.
pub(crate) fn prose(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        || !text.contains(|c| is_hidden(c) && !matches!(c, '\n' | '\t'))
    {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    let shown = text.chars().filter_map(|c| match c {
        c if is_line_end(c) => Some('\n'),
        '\t' => Some(c),
        c => (!is_hidden(c)).then_some(c),
    });
    Cow::Owned(shown.collect())
}

/// Prose on exactly one line, with single spaces between its words.
pub(crate) fn line(text: &str) -> String {
    let text = prose(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A name on one line: hidden characters are the escapes of Rust (`\n`, `\u{202e}`).
pub(crate) fn name(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    escaped(text, is_hidden, |c| c.escape_default().to_string())
}

/// A string of a definition as one line that is safe to print to a terminal: characters that would
/// move the cursor or change the direction of the text become JSON escapes.
pub fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, is_hidden, json_escape)
}

/// The maximum number of characters of a name in a message.
const SHOWN: usize = 300;

/// The number of characters at the start and at the end of a longer name that are shown: a pointer or a path differs
/// from others at its end.
const ENDS: (usize, usize) = (200, 80);

/// A message as one line that is safe to print to a terminal, in which long names are shortened: messages quote names
/// between backticks, and those of a definition can have any length.
pub fn message(text: &str) -> String {
    let parts: Vec<_> = text.split('`').map(shortened).collect();
    printable(&parts.join("`")).into_owned()
}

fn shortened(name: &str) -> Cow<'_, str> {
    if name.len() <= SHOWN || name.chars().nth(SHOWN).is_none() {
        return Cow::Borrowed(name);
    }
    let (start, end) = ENDS;
    let start = name.char_indices().nth(start);
    let end = name.char_indices().nth_back(end - 1);
    let (start, _) = start.unwrap_or_default();
    let (end, _) = end.unwrap_or_default();
    Cow::Owned(format!("{}…{}", &name[..start], &name[end..]))
}

/// Indented JSON with escapes in place of hidden characters. Line ends between values are kept.
pub(crate) fn json(text: &str) -> Cow<'_, str> {
    escaped(text, |c| is_hidden(c) && c != '\n', json_escape)
}

fn json_escape(c: char) -> String {
    format!("\\u{:04x}", u32::from(c))
}

fn escaped(text: &str, is_escaped: fn(char) -> bool, escape: fn(char) -> String) -> Cow<'_, str> {
    if !text.contains(is_escaped) {
        return Cow::Borrowed(text);
    }
    let shown = text.chars().map(|c| match c {
        c if is_escaped(c) => escape(c),
        c => c.to_string(),
    });
    Cow::Owned(shown.collect())
}

#[cfg(test)]
mod tests {
    use super::{is_hidden, json, line, message, name, printable, prose};

    const BIDI: &str = "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";

    #[test]
    fn prose_has_no_hidden_characters() {
        assert_eq!(prose("Größe \u{1f600}\t\n"), "Größe \u{1f600}\t\n");
        assert_eq!(prose(&format!("a{BIDI}b\0\u{1b}\u{feff}c")), "abc");
        assert_eq!(
            prose("a\r\nb\rc\u{b}d\u{c}e\u{85}f\u{2028}g\u{2029}h"),
            "a\nb\nc\nd\ne\nf\ng\nh"
        );
        assert_eq!(line(" a\u{202e}\n\u{2028} b\u{a0}c\0 "), "a b c");
    }

    #[test]
    fn names_show_hidden_characters_as_escapes() {
        assert_eq!(name("a\n\u{202e}b"), "a\\n\\u{202e}b");
        assert_eq!(name("größe"), "größe");
        assert!(
            !BIDI
                .chars()
                .map(|c| name(&c.to_string()).into_owned())
                .any(|shown| shown.contains(is_hidden))
        );
    }

    #[test]
    fn json_keeps_its_lines() {
        assert_eq!(
            json("{\n  \"\u{202e}\u{7f}\"\n}"),
            "{\n  \"\\u202e\\u007f\"\n}"
        );
    }

    #[test]
    fn a_terminal_is_told_nothing() {
        assert_eq!(printable("Größe \u{1f600}"), "Größe \u{1f600}");
        assert_eq!(
            printable("a\u{1b}[31m\nb\u{202e}"),
            "a\\u001b[31m\\u000ab\\u202e"
        );
    }

    #[test]
    fn long_names_are_short_in_messages() {
        let shown = |name: &str| message(&format!("there is no `{name}` in `x`"));
        for name in ["", "a", &"ä".repeat(300), "\u{202e}"] {
            let whole = printable(name);
            assert_eq!(shown(name), format!("there is no `{whole}` in `x`"));
        }
        let long = format!("#/{}/end", "ä\n".repeat(100_000));
        let found = shown(&long);
        assert!(found.starts_with("there is no `#/ä\\u000aä"), "{found}");
        assert!(found.ends_with("ä\\u000a/end` in `x`"), "{found}");
        assert_eq!(found.matches('…').count(), 1);
        assert!(found.chars().count() < 1200, "{found}");
        assert_eq!(message(&"a".repeat(301)).chars().count(), 281);
    }
}
