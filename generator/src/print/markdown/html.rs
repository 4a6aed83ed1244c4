//! HTML in descriptions, converted to Markdown: paragraphs, lists, links and code.
//!
//! Descriptions may contain HTML, and those of some vendors consist of it. Unknown tags stay text, and so do
//! tags that are not closed but have to be.

use std::borrow::Cow;

use super::code::{fence, ranges};

/// Tags of blocks.
const BLOCKS: [&str; 16] = [
    "blockquote",
    "br",
    "center",
    "div",
    "dl",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "ol",
    "p",
    "section",
    "ul",
];

/// Tags of formatting, which are dropped.
const LOOKS: [&str; 11] = [
    "b", "big", "em", "font", "i", "s", "small", "span", "strong", "u", "wbr",
];

/// An HTML tag at the start of a string.
struct HtmlTag<'a> {
    /// The name in lower case.
    name: String,
    is_end: bool,
    attributes: &'a str,
    len: usize,
}

impl<'a> HtmlTag<'a> {
    fn at(text: &'a str) -> Option<Self> {
        let inside = text.strip_prefix('<')?;
        let inside = &inside[..inside.find(['<', '>'])?];
        if !text[inside.len() + 1..].starts_with('>') {
            return None;
        }
        let (is_end, content) = match inside.strip_prefix('/') {
            Some(content) => (true, content),
            None => (false, inside),
        };
        let content = content.strip_suffix('/').unwrap_or(content);
        let (name, attributes) = content
            .split_once(char::is_whitespace)
            .unwrap_or((content, ""));
        Some(Self {
            name: name.to_ascii_lowercase(),
            is_end,
            attributes,
            len: inside.len() + 2,
        })
    }

    /// The target of a link, if it is on the web.
    fn target(&self) -> Option<&'a str> {
        let (_, value) = self.attributes.split_once("href=")?;
        let mark = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (target, _) = value[1..].split_once(mark)?;
        let is_web = target.starts_with("https://") || target.starts_with("http://");
        (is_web && !target.contains(|c: char| c.is_whitespace() || "()<>\\".contains(c)))
            .then_some(target)
    }
}

/// A string with Markdown in place of HTML. Code is unchanged.
pub(super) fn as_markdown(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let ends = Ends::of(text);
    let is_html = has_blocks(text);
    let mut code = ranges(text).into_iter().peekable();
    let mut out = String::with_capacity(text.len());
    // How much there was when a tag last started a line.
    let mut line_start = None;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        while code.next_if(|range| range.start < at).is_some() {}
        if let Some(range) = code.next_if(|range| range.start == at) {
            out.push_str(&text[range.clone()]);
            at = range.end;
            continue;
        }
        if let Some(len) = tag_len(&text[at..], at, &ends, &mut out) {
            line_start = out.ends_with('\n').then_some(out.len());
            at += len;
            continue;
        }
        // The indentation of HTML is no mark of code.
        let is_skipped = match c {
            '\n' => line_start == Some(out.len()),
            ' ' | '\t' => line_start == Some(out.len()) || (is_html && out.ends_with('\n')),
            _ => false,
        };
        if !is_skipped {
            out.push(c);
        }
        at += c.len_utf8();
    }
    Cow::Owned(out)
}

/// Whether a description has HTML paragraphs or lists; `<br>` occurs in Markdown as well.
fn has_blocks(text: &str) -> bool {
    let tags = text
        .match_indices('<')
        .filter_map(|(at, _)| HtmlTag::at(&text[at..]));
    tags.into_iter().any(|tag| {
        let name = tag.name.as_str();
        name == "li" || (name != "br" && BLOCKS.contains(&name))
    })
}

/// The last closing tag of each tag that needs one, so that no string is searched repeatedly.
struct Ends(Vec<(&'static str, Option<usize>)>);

impl Ends {
    fn of(text: &str) -> Self {
        let lower = text.to_ascii_lowercase();
        let names = LOOKS.into_iter().chain(["a", "code", "pre"]);
        Self(
            names
                .map(|name| (name, lower.rfind(&format!("</{name}>"))))
                .collect(),
        )
    }

    fn is_behind(&self, at: usize, name: &str) -> bool {
        let known = self.0.iter().find(|(known, _)| *known == name);
        known.is_some_and(|(_, end)| end.is_some_and(|end| end > at))
    }
}

/// Writes the Markdown for the HTML tag at the start of a string, and returns its length in bytes.
fn tag_len(rest: &str, at: usize, ends: &Ends, out: &mut String) -> Option<usize> {
    let tag = HtmlTag::at(rest)?;
    let name = tag.name.as_str();
    match name {
        _ if BLOCKS.contains(&name) => paragraph(out),
        "li" | "dt" if tag.is_end => out.push('\n'),
        "li" | "dt" => out.push_str("\n- "),
        "dd" => out.push(' '),
        "a" | "code" | "pre" if !tag.is_end && ends.is_behind(at, name) => {
            let behind = &rest[tag.len..];
            let end = end_of(behind, name)?;
            let inside = &behind[..end];
            match name {
                "a" => link(inside, tag.target(), out),
                "pre" => block_of_code(inside, out),
                _ => code(inside, out),
            }
            return Some(tag.len + end + name.len() + 3);
        }
        _ if LOOKS.contains(&name) && (tag.is_end || ends.is_behind(at, name)) => {}
        _ => return None,
    }
    Some(tag.len)
}

/// The position of the next closing tag.
fn end_of(text: &str, name: &str) -> Option<usize> {
    let mut ends = text.match_indices("</");
    let is_end = |at: usize| {
        let tag = text.get(at + 2..at + 3 + name.len());
        tag.and_then(|tag| tag.strip_suffix('>'))
            .is_some_and(|found| found.eq_ignore_ascii_case(name))
    };
    ends.find(|(at, _)| is_end(*at)).map(|(at, _)| at)
}

/// Ends a paragraph, unless at the start of a list item.
fn paragraph(out: &mut String) {
    let before = out.trim_end_matches(' ');
    if !before.ends_with("\n-") {
        out.push_str("\n\n");
    }
}

fn link(inside: &str, target: Option<&str>, out: &mut String) {
    let label = as_markdown(inside);
    let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
    match target {
        Some(target) if !label.is_empty() && !label.contains(['[', ']']) => {
            out.push_str(&format!("[{label}]({target})"));
        }
        _ => out.push_str(&label),
    }
}

/// Inline code.
fn code(inside: &str, out: &mut String) {
    let inside = without_looks(inside);
    let text = unescaped(&inside.split_whitespace().collect::<Vec<_>>().join(" "));
    if text.is_empty() || text.contains('`') {
        out.push_str(&text);
    } else {
        out.push_str(&super::code::code(&text));
    }
}

/// Code without link and formatting tags.
fn without_looks(code: &str) -> String {
    let mut parts = code.split('<');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let marked = format!("<{part}");
        let is_look = |tag: &HtmlTag<'_>| tag.name == "a" || LOOKS.contains(&tag.name.as_str());
        let len = HtmlTag::at(&marked)
            .filter(is_look)
            .map_or(0, |tag| tag.len);
        out.push_str(&marked[len..]);
    }
    out
}

/// A code block, whose contents are often in a `code` tag as well.
fn block_of_code(inside: &str, out: &mut String) {
    let text = inside.trim();
    let content = HtmlTag::at(text).filter(|tag| tag.name == "code");
    let content = content.and_then(|tag| text[tag.len..].strip_suffix("</code>"));
    let text = unescaped(content.unwrap_or(text));
    let fence = fence(&text);
    out.push_str(&format!("\n\n{fence}\n{text}\n{fence}\n\n"));
}

/// A string with its HTML entities decoded.
fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::super::rustdoc as markdown;

    #[test]
    fn paragraphs_and_lists_are_those_of_markdown() {
        assert_eq!(
            markdown("<p>A <b>bold</b> <SPAN class=\"x\">word</SPAN>.</p><p>B.<br/>C.</p>"),
            "A bold word.\n\nB.\n\nC."
        );
        assert_eq!(
            markdown("One of:<ul> <li> <p>a</p> </li> <li>b</li></ul> End."),
            "One of:\n\n- a\n\n- b\n\nEnd."
        );
    }

    #[test]
    fn links_lead_to_the_web_or_nowhere() {
        assert_eq!(
            markdown("See <a target=\"_blank\" href='https://x.y/z'>the\n<b>page</b></a>."),
            "See [the page](https://x.y/z)."
        );
        assert_eq!(markdown("<a href=\"/docs\">Docs</a>"), "Docs");
        assert_eq!(markdown("<a href=\"javascript:x()\">[x]</a>"), "\\[x\\]");
    }

    #[test]
    fn code_is_code() {
        assert_eq!(markdown("<code>a &lt;b&gt;</code> c"), "`a <b>` c");
        assert_eq!(markdown("<code><a>A</a><b>&lt;t></b></code>"), "`A<t>`");
        assert_eq!(markdown("`<p>` <code>`</code>"), "`<p>` \\`");
        assert_eq!(markdown("~~~\n<p>\n~~~\n<p>x"), "```text\n<p>\n```\n\nx");
    }

    #[test]
    fn what_is_no_such_tag_is_text() {
        assert_eq!(markdown("the <b> tag"), "the \\<b\\> tag");
        assert_eq!(markdown("<id> < b <code>"), "\\<id\\> \\< b \\<code\\>");
        assert_eq!(markdown("a <p b"), "a \\<p b");
        assert_eq!(markdown("</code> </é>"), "\\</code\\> \\</é\\>");
    }

    #[test]
    fn lines_of_code_stay_lines() {
        assert_eq!(
            markdown("Try<pre><code class=\"x\">a &lt; b\n  c()</code></pre>now"),
            "Try\n\n```text\na < b\n  c()\n```\n\nnow"
        );
    }

    #[test]
    fn the_indentation_of_html_is_no_code() {
        assert_eq!(
            markdown("<ul>\n      <li>a</li>\n    </ul>\n<p>\n        b</p>"),
            "- a\n\nb"
        );
        assert_eq!(markdown("a<br>\n    b"), "a\n\nb");
        assert_eq!(markdown("- a <id>\n  - b"), "- a \\<id\\>\n  - b");
    }

    #[test]
    fn tags_without_an_end_are_not_searched_for_again_and_again() {
        let text = markdown(&"<b><a href=\"x\"><code>".repeat(20_000));
        assert_eq!(text.matches("\\<b\\>").count(), 20_000);
    }
}
