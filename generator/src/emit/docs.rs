//! Doc comments: text of a definition as Markdown that rustdoc takes without a warning.
//!
//! Knows Markdown and rustdoc's lints, and no model.

use proc_macro2::TokenStream;
use quote::quote;

/// A doc comment under construction, paragraph by paragraph.
#[derive(Debug, Default)]
pub(super) struct Doc(String);

impl Doc {
    /// Starts with the text of a definition, or, when it has none, with our own.
    pub(super) fn new(text: Option<&str>, otherwise: &str) -> Self {
        let text = text.map(markdown).filter(|text| !text.is_empty());
        Self(text.unwrap_or_else(|| otherwise.to_owned()))
    }

    /// Adds a paragraph of our own, in Markdown.
    pub(super) fn paragraph(&mut self, text: &str) {
        if !self.0.is_empty() {
            self.0.push_str("\n\n");
        }
        self.0.push_str(text);
    }

    /// Adds the text of a definition as a paragraph, unless it stands there already.
    pub(super) fn text(&mut self, text: Option<&str>) {
        let text = text.map(markdown).unwrap_or_default();
        if !text.is_empty() && text != self.0 {
            self.paragraph(&text);
        }
    }

    /// The attribute of an item. Each line starts with one space, as `///` comments do.
    pub(super) fn outer(&self) -> TokenStream {
        let lines = self.0.lines().map(|line| match line {
            "" => String::new(),
            line => format!(" {line}"),
        });
        quote! { #(#[doc = #lines])* }
    }

    /// The attribute of the module that it stands in.
    pub(super) fn inner(&self) -> TokenStream {
        let lines = self.0.lines().map(|line| match line {
            "" => String::new(),
            line => format!(" {line}"),
        });
        quote! { #(#![doc = #lines])* }
    }
}

/// Text in a code span. Backticks and line ends would end it.
pub(super) fn code(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.trim().is_empty() {
        return format!("`\"{text}\"`");
    }
    if text.contains('`') {
        return format!("`` {text} ``");
    }
    format!("`{text}`")
}

/// Text of a definition on one line.
pub(super) fn one_line(text: &str) -> String {
    markdown(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Text of a definition as Markdown: no indented code (rustdoc would run it), fences marked as
/// text, brackets and angles escaped outside code, and bare addresses as links.
fn markdown(text: &str) -> String {
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
            (None, None) => lines.push(escape_line(trimmed)),
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
fn escape_line(line: &str) -> String {
    // A line of `===` or `---` would make a heading of the line before it.
    if line.chars().all(|c| c == '=') || line.chars().all(|c| c == '-') {
        return format!("\\{line}");
    }
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(line.len() + 8);
    escape_into(&mut out, &line);
    out
}

fn escape_into(out: &mut String, line: &str) {
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let len = if let Some(len) = code_span_len(rest).or_else(|| escape_len(rest)) {
            out.push_str(&rest[..len]);
            len
        } else if let Some((label, len)) = link(rest) {
            out.push('[');
            escape_into(out, label);
            out.push_str(&rest[label.len() + 1..len]);
            len
        } else if let Some(len) = url_len(rest) {
            out.push('<');
            out.push_str(&rest[..len]);
            out.push('>');
            len
        } else {
            if matches!(c, '`' | '[' | ']' | '<' | '>') {
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
    let target_len = target.find([')', ' ', '<', '>'])?;
    let is_whole = target[target_len..].starts_with(')');
    is_whole.then_some((&text[1..label_end], label_end + 2 + target_len + 1))
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
    use super::{code, markdown};

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
        assert_eq!(code(""), "`\"\"`");
    }
}
