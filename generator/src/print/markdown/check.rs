//! The final check: whether a parser finds anything in Markdown that must not come from a definition.

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag};

use super::target::is_web;

/// The language of code blocks from a definition: rustdoc compiles blocks without one.
pub(super) const LANGUAGE: &str = "text";

/// The extensions that rustdoc enables.
const EXTENSIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS);

/// Whether a string has no HTML, no images, no code but text, and only links to the web. References without
/// target count as links, because rustdoc resolves them to items of the crate.
pub(super) fn is_harmless(text: &str) -> bool {
    let mut has_reference = false;
    let mut refer = |_: BrokenLink<'_>| -> Option<(CowStr<'_>, CowStr<'_>)> {
        has_reference = true;
        None
    };
    let mut events = Parser::new_with_broken_link_callback(text, EXTENSIONS, Some(&mut refer));
    let is_harmless = events.all(|event| match event {
        Event::Start(tag) => is_harmless_tag(&tag),
        Event::Html(_) | Event::InlineHtml(_) => false,
        Event::FootnoteReference(_) | Event::TaskListMarker(_) => false,
        _ => true,
    });
    is_harmless && !has_reference
}

fn is_harmless_tag(tag: &Tag<'_>) -> bool {
    match tag {
        Tag::CodeBlock(CodeBlockKind::Fenced(language)) => **language == *LANGUAGE,
        Tag::CodeBlock(CodeBlockKind::Indented) | Tag::Image { .. } => false,
        Tag::HtmlBlock | Tag::FootnoteDefinition(_) => false,
        Tag::Link {
            link_type,
            dest_url,
            ..
        } => matches!(link_type, LinkType::Inline | LinkType::Autolink) && is_web(dest_url),
        _ => true,
    }
}
