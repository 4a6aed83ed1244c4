//! Code spans and blocks that their contents cannot end, and the ranges of code in Markdown.

use std::collections::HashMap;
use std::ops::Range;

use crate::characters;

/// A name in a code span. Invisible characters are escaped.
pub(crate) fn code(text: &str) -> String {
    let text = characters::name(text);
    if text.trim().is_empty() {
        return format!("`\"{text}\"`");
    }
    match longest_run(&text, '`') {
        0 => ["`", &text, "`"].concat(),
        longest => {
            let mark = "`".repeat(longest + 1);
            format!("{mark} {text} {mark}")
        }
    }
}

/// A name in a code span in a table cell, where a `|` would end the cell even in a code span.
pub(crate) fn code_cell(text: &str) -> String {
    if !text.contains('|') {
        return code(text);
    }
    let text = characters::name(text);
    let text = text.chars().map(|c| match c {
        c if c.is_ascii_punctuation() => format!("&#{};", u32::from(c)),
        c => c.to_string(),
    });
    format!("<code>{}</code>", text.collect::<String>())
}

/// The fence of a code block, which nothing in the code closes.
pub(super) fn fence(code: &str) -> String {
    let (backticks, tildes) = (longest_run(code, '`'), longest_run(code, '~'));
    match (backticks, tildes) {
        (0..3, _) => "```".to_owned(),
        (_, 0..3) => "~~~".to_owned(),
        (longest, _) => "`".repeat(longest + 1),
    }
}

fn longest_run(text: &str, mark: char) -> usize {
    if !text.contains(mark) {
        return 0;
    }
    let runs = text.split(|c| c != mark).map(str::len);
    runs.max().unwrap_or_default()
}

/// The ranges of code in Markdown: fenced blocks, and spans in a paragraph, in order and not nested.
pub(super) fn ranges(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut fence: Option<(Range<usize>, &str)> = None;
    let (mut at, mut paragraph) = (0, 0);
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let content = line.trim();
        match &mut fence {
            Some((block, mark)) => {
                block.end = end;
                if content.starts_with(*mark) && content.trim_start_matches(&mark[..1]).is_empty() {
                    found.extend(fence.take().map(|(block, _)| block));
                }
                paragraph = end;
            }
            None => {
                if let Some(mark) = opened(content) {
                    spans(text, paragraph..at, &mut found);
                    fence = Some((at..end, mark));
                } else if content.is_empty() {
                    spans(text, paragraph..at, &mut found);
                    paragraph = end;
                }
            }
        }
        at = end;
    }
    match fence {
        Some((block, _)) => found.push(block),
        None => spans(text, paragraph..at, &mut found),
    }
    found
}

/// The characters with which a line opens a fence.
fn opened(line: &str) -> Option<&str> {
    let mark = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let behind = line.trim_start_matches(mark);
    let run = &line[..line.len() - behind.len()];
    let is_fence = run.len() >= 3 && (mark == '~' || !behind.contains('`'));
    is_fence.then_some(run)
}

/// The code spans of a paragraph: a run of backticks up to the next run of the same length. Runs are indexed
/// by length, so that the search is linear.
fn spans(text: &str, paragraph: Range<usize>, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut runs: HashMap<usize, Vec<usize>> = HashMap::new();
    let mut at = paragraph.start;
    while at < paragraph.end {
        let len = run_len(&bytes[at..paragraph.end]);
        if len > 0 {
            runs.entry(len).or_default().push(at);
        }
        at += len.max(1);
    }
    let mut at = paragraph.start;
    while at < paragraph.end {
        let len = run_len(&bytes[at..paragraph.end]);
        let escapes = bytes[at] == b'\\' && bytes.get(at + 1) == Some(&b'`');
        let close = || {
            let same = runs.get(&len)?;
            same.get(same.partition_point(|place| *place < at + len))
                .copied()
        };
        at += match close().filter(|_| len > 0) {
            Some(close) => {
                found.push(at..close + len);
                close + len - at
            }
            None if escapes => 2,
            None => len.max(1),
        };
    }
}

fn run_len(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| **byte == b'`').count()
}
