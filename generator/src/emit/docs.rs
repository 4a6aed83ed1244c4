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
    let mut in_fence = false;
    for line in text.lines() {
        let line: String = line
            .chars()
            .filter(|c| !c.is_control() || *c == '\t')
            .collect();
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            lines.push(if in_fence {
                "```".to_owned()
            } else {
                "```text".to_owned()
            });
            in_fence = !in_fence;
        } else if in_fence {
            lines.push(line);
        } else if trimmed.is_empty() {
            if lines.last().is_some_and(|last| !last.is_empty()) {
                lines.push(String::new());
            }
        } else {
            lines.push(escape_line(trimmed));
        }
    }
    if in_fence {
        lines.push("```".to_owned());
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.join("\n")
}

fn escape_line(line: &str) -> String {
    // A line of `===` or `---` would make a heading of the line before it.
    if line.chars().all(|c| c == '=') || line.chars().all(|c| c == '-') {
        return format!("\\{line}");
    }
    let has_code = line.matches('`').count() % 2 == 0;
    let mut out = String::with_capacity(line.len() + 8);
    let mut in_code = false;
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        if !in_code {
            if let Some(len) = link_len(rest) {
                out.push_str(&rest[..len]);
                rest = &rest[len..];
                continue;
            }
            if let Some(len) = url_len(rest) {
                out.push('<');
                out.push_str(&rest[..len]);
                out.push('>');
                rest = &rest[len..];
                continue;
            }
        }
        match c {
            '`' if has_code => {
                in_code = !in_code;
                out.push('`');
            }
            '`' | '[' | ']' | '<' | '>' if !in_code => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
    out
}

/// The length of an inline link to the web at the start of a text.
fn link_len(text: &str) -> Option<usize> {
    let label_end = text.strip_prefix('[')?.find([']', '['])? + 1;
    let target = text[label_end..].strip_prefix("](")?;
    if !target.starts_with("https://") && !target.starts_with("http://") {
        return None;
    }
    let target_len = target.find([')', ' ', '<', '>'])?;
    target[target_len..]
        .starts_with(')')
        .then_some(label_end + 2 + target_len + 1)
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
    }

    #[test]
    fn addresses_become_links() {
        assert_eq!(markdown("see http://x.y/z."), "see <http://x.y/z>.");
        assert_eq!(
            markdown("see [here](https://x.y/z)"),
            "see [here](https://x.y/z)"
        );
        assert_eq!(markdown("see [here](../z)"), "see \\[here\\](../z)");
    }

    #[test]
    fn nothing_becomes_a_test() {
        assert_eq!(markdown("a\n\n    fn main() {}\n"), "a\n\nfn main() {}");
        assert_eq!(markdown("```rust\nx\n"), "```text\nx\n```");
    }

    #[test]
    fn a_code_span_cannot_be_ended() {
        assert_eq!(code("a`b\nc"), "`` a`b c ``");
        assert_eq!(code(""), "`\"\"`");
    }
}
