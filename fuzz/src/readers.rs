//! Reads what was generated as its readers do, rustdoc and those who show pages, and says what of it is
//! none of the generator's own.

use pulldown_cmark::{CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};
use sdk_generator::Generated;
use sdk_generator::characters::is_hidden;

/// What rustdoc turns on.
const RUSTDOC: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION);

/// What GitHub or mdBook turn on.
const PAGE: Options = RUSTDOC
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_MATH)
    .union(Options::ENABLE_GFM)
    .union(Options::ENABLE_DEFINITION_LIST);

/// The only HTML of pages.
const TAGS: [&str; 9] = [
    "<br>",
    "<code>",
    "</code>",
    "<details>",
    "</details>",
    "<summary>Request body</summary>",
    "<summary>Response body</summary>",
    "<summary>",
    "</summary>",
];

/// How the examples of the generator begin in documentation.
const EXAMPLE: &str = "# async fn example(client: ";

/// All that is wrong with the files of a crate, each with its path.
pub fn problems(generated: &Generated) -> Vec<String> {
    let mut problems = Vec::new();
    for (path, text) in &generated.files {
        if path.starts_with("src/runtime/") {
            continue;
        }
        let mut add = |problem: String| problems.push(format!("{path}: {problem}"));
        for c in text.chars() {
            if is_hidden(c) && !matches!(c, '\n' | '\t') {
                add(format!("has U+{:04X}", u32::from(c)));
            }
        }
        if path.ends_with(".rs") {
            for doc in doc_comments(text) {
                rustdoc(&doc, &mut add);
            }
        } else if path.ends_with(".md") {
            page(path, text, &mut add);
        }
    }
    problems
}

/// The doc comments of a file, without the indentation that all lines of one have.
pub fn doc_comments(text: &str) -> Vec<String> {
    let mut docs: Vec<Vec<&str>> = vec![Vec::new()];
    let mut before = None;
    for line in text.lines() {
        let line = line.trim_start();
        let mark = ["///", "//!"]
            .into_iter()
            .find(|mark| line.starts_with(mark));
        if mark != before {
            docs.push(Vec::new());
            before = mark;
        }
        if mark.is_some() {
            docs.last_mut()
                .into_iter()
                .for_each(|last| last.push(&line[3..]));
        }
    }
    docs.retain(|lines| !lines.is_empty());
    let unindented = docs.iter().map(|lines| {
        let full = lines.iter().filter(|line| !line.trim().is_empty());
        let indent = full
            .map(|line| line.len() - line.trim_start_matches(' ').len())
            .min();
        let lines = lines
            .iter()
            .map(|line| line.get(indent.unwrap_or_default()..).unwrap_or_default());
        lines.collect::<Vec<_>>().join("\n")
    });
    unindented.collect()
}

fn rustdoc(doc: &str, add: &mut impl FnMut(String)) {
    for (language, code) in code_blocks(doc, RUSTDOC) {
        let is_ours = language == "no_run" && code.starts_with(EXAMPLE);
        if language != "text" && !is_ours {
            add(format!("code of {language:?} in {doc:?}"));
        }
    }
    let mut references = |link: pulldown_cmark::BrokenLink<'_>| {
        let target = format!("reference:{}", link.reference);
        Some((CowStr::from(target), CowStr::from("")))
    };
    let parser = Parser::new_with_broken_link_callback(doc, RUSTDOC, Some(&mut references));
    for event in parser {
        let is_fine = match &event {
            Event::Html(_) | Event::InlineHtml(_) => false,
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                ..
            }) => is_link_of_docs(*link_type, dest_url),
            event => is_markdown_of_ours(event),
        };
        if !is_fine {
            add(format!("{event:?} in {doc:?}"));
        }
    }
}

/// The blocks of code of a text, each with its language.
fn code_blocks(text: &str, options: Options) -> Vec<(String, String)> {
    let mut blocks: Vec<(String, String)> = Vec::new();
    let mut is_open = false;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                is_open = true;
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.into_string(),
                    CodeBlockKind::Indented => "none: it is indented".to_owned(),
                };
                blocks.push((language, String::new()));
            }
            Event::End(TagEnd::CodeBlock) => is_open = false,
            Event::Text(code) if is_open => {
                blocks
                    .iter_mut()
                    .last()
                    .into_iter()
                    .for_each(|(_, block)| block.push_str(&code));
            }
            _ => {}
        }
    }
    blocks
}

/// Whether something is what the generator writes, or what it leaves of a definition.
fn is_markdown_of_ours(event: &Event<'_>) -> bool {
    match event {
        Event::InlineMath(_) | Event::DisplayMath(_) => false,
        Event::FootnoteReference(_) | Event::TaskListMarker(_) => false,
        Event::Start(Tag::Image { .. } | Tag::FootnoteDefinition(_)) => false,
        Event::Start(Tag::DefinitionList | Tag::BlockQuote(Some(_))) => false,
        Event::Start(Tag::Heading {
            id, classes, attrs, ..
        }) => id.is_none() && classes.is_empty() && attrs.is_empty(),
        _ => true,
    }
}

fn is_link_of_docs(link_type: LinkType, target: &str) -> bool {
    if let Some(reference) = target.strip_prefix("reference:") {
        let name = reference
            .strip_prefix('`')
            .and_then(|name| name.strip_suffix('`'));
        return name.is_some_and(is_path);
    }
    let is_inline = matches!(link_type, LinkType::Inline | LinkType::Autolink);
    is_inline && (is_web(target) || is_path(target))
}

fn is_path(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_ascii_alphanumeric() || "_:".contains(c))
}

fn is_web(target: &str) -> bool {
    target.starts_with("https://") || target.starts_with("http://")
}

/// What is wrong with a page.
pub fn page(path: &str, text: &str, add: &mut impl FnMut(String)) {
    let is_reference = path.starts_with("docs/");
    for (language, code) in code_blocks(text, PAGE) {
        if is_reference && !is_block_of_page(&language, &code) {
            add(format!("code of {language:?}: {code}"));
        }
    }
    for event in Parser::new_ext(text, PAGE) {
        let is_fine = match &event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let html = html.trim();
                TAGS.contains(&html) || (is_header(html) && text.starts_with(html))
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                is_web(dest_url) || is_link_of_page(dest_url, is_reference)
            }
            event => is_markdown_of_ours(event),
        };
        if !is_fine {
            add(format!("{event:?}"));
        }
    }
}

fn is_header(html: &str) -> bool {
    html.starts_with("<!-- @generated by ") && html.ends_with("-->")
}

/// Whether something leads to another page, or, outside of the reference, to an item of the crate.
fn is_link_of_page(target: &str, is_reference: bool) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-./#".contains(c);
    target
        .chars()
        .all(|c| is_part(c) || (c == ':' && !is_reference))
}

fn is_block_of_page(language: &str, code: &str) -> bool {
    match language {
        "text" => true,
        "json" => serde_json::from_str::<serde_json::Value>(code).is_ok(),
        "rust" => syn::parse_file(code).is_ok(),
        "toml" => code.starts_with("[dependencies]\n"),
        _ => false,
    }
}

/// The blocks of a page, one after the other: what there is but for the words in it.
pub fn skeleton(text: &str) -> Vec<String> {
    let blocks = Parser::new_ext(text, PAGE).filter_map(|event| match event {
        Event::Start(
            Tag::Paragraph
            | Tag::Item
            | Tag::List(_)
            | Tag::BlockQuote(_)
            | Tag::Table(_)
            | Tag::TableRow
            | Tag::TableCell,
        ) => Some(format!("{event:?}")),
        Event::Start(Tag::Heading { level, .. }) => Some(format!("{level}")),
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
            Some(format!("code of {language}"))
        }
        Event::Rule => Some("a line".to_owned()),
        _ => None,
    });
    blocks.collect()
}
