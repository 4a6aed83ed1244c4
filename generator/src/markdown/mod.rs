//! Text of a definition as Markdown of ours, so that it stays the text that it is: it opens no tag
//! and no block of code, breaks no table, and links to nothing but the web.
//!
//! Knows Markdown, rustdoc's lints and what GitHub adds, and no model.

mod html;

use html::as_markdown;

/// What Markdown may take for a mark within a line.
const MARKS: &str = "\\`*_~[]<>&#$!";

/// Who reads the Markdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reader {
    /// rustdoc, with its lints.
    Rustdoc,
    /// Whoever shows a page, such as GitHub: headings are anchors there, and dollars mathematics. A
    /// link shows where it leads, so that no label pretends to be a link of ours.
    Page,
}

/// Text in a code span. Backticks and line ends would end it.
pub(crate) fn code(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.trim().is_empty() {
        return format!("`\"{text}\"`");
    }
    let runs = text.split(|c| c != '`').map(str::len);
    match runs.max().unwrap_or_default() {
        0 => format!("`{text}`"),
        longest => {
            let mark = "`".repeat(longest + 1);
            format!("{mark} {text} {mark}")
        }
    }
}

/// Text in a code span in a cell of a table, where not even a code span keeps a bar from ending the
/// cell.
pub(crate) fn code_cell(text: &str) -> String {
    if !text.contains('|') {
        return code(text);
    }
    let text = text.chars().map(|c| match c {
        c if c.is_control() => " ".to_owned(),
        c if c.is_ascii_punctuation() => format!("&#{};", u32::from(c)),
        c => c.to_string(),
    });
    format!("<code>{}</code>", text.collect::<String>())
}

/// Text in a comment, which nothing in it may end.
pub(crate) fn comment(text: &str) -> String {
    text.replace("--", "- -").replace(['<', '>'], " ")
}

/// Text of a definition on one line, for rustdoc.
pub(crate) fn one_line(text: &str) -> String {
    markdown(&joined(&as_markdown(text)), Reader::Rustdoc)
}

/// Text of a definition for rustdoc.
pub(crate) fn rustdoc(text: &str) -> String {
    markdown(&as_markdown(text), Reader::Rustdoc)
}

/// Text of a definition for a page.
pub(crate) fn page(text: &str) -> String {
    markdown(&as_markdown(text), Reader::Page)
}

/// Text of a definition on one line of a page.
pub(crate) fn page_line(text: &str) -> String {
    markdown(&joined(&as_markdown(text)), Reader::Page)
}

/// Text of a definition in a cell of a table. Where it has bars, nothing in it is Markdown.
pub(crate) fn cell(text: &str) -> String {
    if !text.contains('|') {
        return page_line(text);
    }
    let text = joined(&as_markdown(text));
    let text = text.chars().filter(|c| !c.is_control()).map(|c| match c {
        '|' => "&#124;".to_owned(),
        c if MARKS.contains(c) => format!("\\{c}"),
        c => c.to_string(),
    });
    text.collect()
}

fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text of a definition as Markdown: no indented code (rustdoc would run it), fences marked as
/// text, brackets and angles escaped outside code, and bare addresses as links.
fn markdown(text: &str, reader: Reader) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut fence: Option<&str> = None;
    for line in text.lines() {
        let line: String = line
            .chars()
            .filter(|c| !c.is_control() || *c == '\t')
            .collect();
        let trimmed = line.trim();
        let mark = ["```", "~~~"]
            .into_iter()
            .find(|mark| trimmed.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => {
                lines.push(format!("{mark}text"));
                fence = Some(mark);
            }
            (Some(open), Some(mark)) if open == mark => {
                lines.push(mark.to_owned());
                fence = None;
            }
            (Some(_), _) => lines.push(line),
            (None, None) if trimmed.is_empty() => {
                if lines.last().is_some_and(|last| !last.is_empty()) {
                    lines.push(String::new());
                }
            }
            (None, None) => lines.push(escape_line(trimmed, reader)),
        }
    }
    lines.extend(fence.map(str::to_owned));
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.join("\n")
}

/// A line outside fences. Runs of white space become one space, since several of them behind the
/// mark of a list would start a block of code.
fn escape_line(line: &str, reader: Reader) -> String {
    // A line of `===` or `---` would make a heading of the line before it.
    if line.chars().all(|c| c == '=') || line.chars().all(|c| c == '-') {
        return format!("\\{line}");
    }
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(line.len() + 8);
    escape_into(&mut out, &line, reader);
    out
}

fn escape_into(out: &mut String, line: &str, reader: Reader) {
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let len = if let Some(len) = code_span_len(rest).or_else(|| escape_len(rest)) {
            out.push_str(&rest[..len]);
            len
        } else if let Some((label, len)) = link(rest) {
            let target = &rest[label.len() + 1..len];
            match reader {
                Reader::Rustdoc => {
                    out.push('[');
                    escape_into(out, label, reader);
                    out.push_str(target);
                }
                Reader::Page => {
                    escape_into(out, label, reader);
                    out.push_str(" (<");
                    out.push_str(&target[2..target.len() - 1]);
                    out.push_str(">)");
                }
            }
            len
        } else if let Some(len) = url_len(rest) {
            out.push('<');
            out.push_str(&rest[..len]);
            out.push('>');
            len
        } else {
            let is_special = matches!(c, '`' | '[' | ']' | '<' | '>');
            if is_special || (reader == Reader::Page && matches!(c, '#' | '$')) {
                out.push('\\');
            }
            out.push(c);
            c.len_utf8()
        };
        rest = &rest[len..];
    }
}

/// The length of a code span at the start of a text: a run of backticks, and up to the next run of
/// the same length.
fn code_span_len(text: &str) -> Option<usize> {
    let run = |text: &str| text.len() - text.trim_start_matches('`').len();
    let open = run(text);
    if open == 0 {
        return None;
    }
    let mut at = open;
    loop {
        at += text[at..].find('`')?;
        let len = run(&text[at..]);
        at += len;
        if len == open {
            return Some(at);
        }
    }
}

/// The length of an escape at the start of a text: a backslash with what it escapes.
fn escape_len(text: &str) -> Option<usize> {
    let escaped = text.strip_prefix('\\')?.chars().next()?;
    escaped.is_ascii_punctuation().then_some(2)
}

/// The label and the length of an inline link to the web at the start of a text.
fn link(text: &str) -> Option<(&str, usize)> {
    let label_end = text.strip_prefix('[')?.find([']', '['])? + 1;
    let target = text[label_end..].strip_prefix("](")?;
    if !target.starts_with("https://") && !target.starts_with("http://") {
        return None;
    }
    let target_len = target_len(target)?;
    Some((&text[1..label_end], label_end + 2 + target_len + 1))
}

/// Up to the bracket that closes a target. One that Markdown would read in another way is none.
fn target_len(target: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, c) in target.char_indices() {
        match c {
            '(' => open += 1,
            ')' if open == 0 => return Some(at),
            ')' => open -= 1,
            '<' | '>' | '\\' => return None,
            c if c.is_whitespace() => return None,
            _ => {}
        }
    }
    None
}

/// The length of an address of the web at the start of a text.
fn url_len(text: &str) -> Option<usize> {
    let scheme = ["https://", "http://"]
        .into_iter()
        .find(|scheme| text.starts_with(scheme))?;
    let end = text
        .find(|c: char| c.is_whitespace() || "<>\"'`[](){}|\\^".contains(c))
        .unwrap_or(text.len());
    let url = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
    (url.len() > scheme.len()).then_some(url.len())
}

#[cfg(test)]
mod tests {
    use super::{cell, code, code_cell, page, rustdoc as markdown};

    #[test]
    fn a_page_has_no_headings_and_no_links_but_its_own() {
        assert_eq!(
            page("# A $x$\n## B"),
            "\\# A \\$x\\$\n\\## B".replace("##", "#\\#")
        );
        assert_eq!(
            page("[get_user](https://x.y/z)"),
            "get_user (<https://x.y/z>)"
        );
        assert_eq!(page("<a id=\"x\"> <!--"), "\\<a id=\"x\"\\> \\<!--");
    }

    #[test]
    fn a_cell_cannot_be_ended() {
        assert_eq!(cell("a\nb"), "a b");
        assert_eq!(cell("a `|` \\| b"), "a \\`&#124;\\` \\\\&#124; b");
        assert_eq!(code_cell("a"), "`a`");
        assert_eq!(code_cell("a|`<b\n"), "<code>a&#124;&#96;&#60;b </code>");
    }

    #[test]
    fn brackets_and_angles_are_escaped_outside_code() {
        assert_eq!(
            markdown("a [b] <c> `[d] <e>`"),
            "a \\[b\\] \\<c\\> `[d] <e>`"
        );
        assert_eq!(markdown("an `odd [tick]"), "an \\`odd \\[tick\\]");
        assert_eq!(markdown("a \\`[x]\\` b"), "a \\`\\[x\\]\\` b");
        assert_eq!(
            markdown("a `b `` [x] ```"),
            "a \\`b \\`\\` \\[x\\] \\`\\`\\`"
        );
        assert_eq!(markdown("``a ` [b]`` [c]"), "``a ` [b]`` \\[c\\]");
    }

    #[test]
    fn addresses_become_links() {
        assert_eq!(markdown("see http://x.y/z."), "see <http://x.y/z>.");
        assert_eq!(
            markdown("see [here](https://x.y/z)"),
            "see [here](https://x.y/z)"
        );
        assert_eq!(
            markdown("[the <b> tag](https://x.y)"),
            "[the \\<b\\> tag](https://x.y)"
        );
        assert_eq!(
            markdown("[a](https://x.y/z_(b)) [c](https://x.y/d(e)"),
            "[a](https://x.y/z_(b)) \\[c\\](<https://x.y/d>(e)"
        );
        assert_eq!(page("[a](https://x.y/z_(b))"), "a (<https://x.y/z_(b)>)");
        assert_eq!(markdown("[a](https://x.y/\\)"), "\\[a\\](<https://x.y/>\\)");
        assert_eq!(markdown("see [here](../z)"), "see \\[here\\](../z)");
    }

    #[test]
    fn nothing_becomes_a_test() {
        assert_eq!(markdown("a\n\n    fn main() {}\n"), "a\n\nfn main() {}");
        assert_eq!(markdown("```rust\nx\n"), "```text\nx\n```");
        assert_eq!(markdown("~~~rust\n```\n~~~\ny"), "~~~text\n```\n~~~\ny");
        assert_eq!(markdown("-      fn main() {}"), "- fn main() {}");
    }

    #[test]
    fn a_code_span_cannot_be_ended() {
        assert_eq!(code("a`b\nc"), "`` a`b c ``");
        assert_eq!(code("a``b"), "``` a``b ```");
        assert_eq!(code(""), "`\"\"`");
    }
}
