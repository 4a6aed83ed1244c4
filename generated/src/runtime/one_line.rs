//! Makes strings from outside safe to print in one line.

/// The maximum length of a line, in bytes.
const MAX_LINE: usize = 1024;

/// Returns a line of at most 1 KiB, without control characters. A longer one is truncated and ends
/// with `…`.
pub(crate) fn one_line(text: &str) -> String {
    clipped(text, MAX_LINE)
}

/// As [`one_line`], with a limit in bytes.
pub(crate) fn clipped(text: &str, max: usize) -> String {
    // No replacement is longer than its character, so the rest after the limit and one more
    // character is not processed.
    let end = boundary(text, max.saturating_add(1));
    let mut line: String = text[..end].chars().map(printable).collect();
    if end < text.len() || line.len() > max {
        let kept = boundary(&line, max.saturating_sub('…'.len_utf8()));
        line.truncate(kept);
        line.push('…');
    }
    line.truncate(line.trim_end().len());
    line
}

/// The character, or a space for a control character, a line or paragraph separator, or a
/// character with the Unicode property `Bidi_Control`.
fn printable(c: char) -> char {
    let is_separator = matches!(c, '\u{2028}' | '\u{2029}');
    let is_bidi = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    match c.is_control() || is_separator || is_bidi {
        true => ' ',
        false => c,
    }
}

/// The last character boundary at or before a byte. `str::floor_char_boundary` needs a newer
/// Rust than this crate does.
fn boundary(text: &str, index: usize) -> usize {
    let mut end = index.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::{clipped, one_line};

    #[test]
    fn what_breaks_a_line_is_a_space() {
        assert_eq!(
            one_line("a\r\nb\u{85}c\u{2028}d\u{2029}e\u{b}f\u{c}g\u{1b}[31mh\u{7f}i\0j"),
            "a  b c d e f g [31mh i j"
        );
        assert_eq!(
            one_line("a\u{202e}b\u{2066}c\u{200f}d\u{61c}e"),
            "a b c d e"
        );
        assert_eq!(one_line("é€🎉 \n"), "é€🎉");
    }

    #[test]
    fn a_line_has_a_length_at_which_it_ends() {
        for text in ["x", "é", "€", "🎉"] {
            for max in [10, 11, 12, 13] {
                let line = clipped(&text.repeat(1000), max);
                assert!(line.len() <= max && line.ends_with('…'), "{line}");
            }
        }
        assert_eq!(clipped("0123456789", 10), "0123456789");
        assert_eq!(clipped("0123456789a", 10), "0123456…");
        assert_eq!(one_line(&"x".repeat(1_000_000)).len(), 1024);
    }
}
