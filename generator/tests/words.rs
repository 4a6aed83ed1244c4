//! Documents, messages and doc comments speak of OpenAPI, Rust and HTTP in the words of those.
//!
//! The list has the words that this project once had of its own and that mean nothing else, so that a
//! reader never has to learn them again.

use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// Words that are not written, each with what to write instead.
const WORDS: [(&str, &str); 33] = [
    ("mend", "fix, repair"),
    ("mends", "fixes, repairs"),
    ("mended", "fixed, repaired"),
    ("mending", "fixing, repairing"),
    ("lead nowhere", "do not resolve"),
    ("leads nowhere", "does not resolve"),
    ("tell apart", "distinguish, discriminate"),
    ("tells apart", "distinguishes, discriminates"),
    ("told apart", "distinguished, discriminated"),
    ("turn pages", "paginate"),
    ("turns pages", "paginates"),
    ("try again", "retry"),
    ("tries again", "retries"),
    ("logs in when", "authenticates on demand"),
    ("a sign", "a character"),
    ("with a sign", "signed"),
    ("without a sign", "unsigned"),
    ("truth value", "boolean"),
    ("truth values", "booleans"),
    ("take for", "treat as, read as"),
    ("takes for", "treats as, reads as"),
    ("taken for", "treated as, read as"),
    ("comes to too much", "exceeds the limit"),
    ("come to too much", "exceed the limit"),
    ("kind of value", "JSON type"),
    ("is stated", "is declared, is explicit"),
    ("are stated", "are declared"),
    ("a text", "a string"),
    ("texts", "strings, descriptions"),
    ("as it stands", "unchanged, as written"),
    ("told by", "discriminated by, shown by"),
    ("what may be left out", "optional"),
    ("what comes back", "the response"),
];

/// Documents and templates that people read.
const DOCUMENTS: [&str; 12] = [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "ARCHITECTURE.md",
    "docs",
    "templates/crate",
    "templates/docs",
    "generator/tests/snapshots/messages_diagnostics.snap",
    "generator/tests/snapshots/messages_displays.snap",
    "generator/tests/snapshots/messages_help.snap",
    "generator/tests/snapshots/messages_runtime.snap",
    "generator/tests/snapshots/messages_xtask.snap",
];

/// Sources whose doc comments and inner comments are read.
const SOURCES: [&str; 5] = [
    "generator/src",
    "templates/runtime/src",
    "xtask/src",
    "xtask/release/src",
    "xtask/verify/src",
];

#[test]
fn documents_and_messages_have_no_old_words() {
    let files = DOCUMENTS
        .iter()
        .flat_map(|path| files(&Path::new(ROOT).join(path)));
    let found: Vec<String> = files
        .flat_map(|path| problems(&path, &fs::read_to_string(&path).unwrap()))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn doc_comments_have_no_old_words() {
    let files = SOURCES
        .iter()
        .flat_map(|path| files(&Path::new(ROOT).join(path)));
    let found: Vec<String> = files
        .flat_map(|path| problems(&path, &comments(&fs::read_to_string(&path).unwrap())))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn old_words_are_found_across_lines_and_not_within_others() {
    let found = |text: &str| problems(Path::new("x"), text).len();
    assert_eq!(found("It is taken\n  for a string."), 1);
    assert_eq!(
        found("Amended; recommend a text-based format, a sign-in and contexts."),
        0
    );
    assert_eq!(found("A text, and texts."), 2);
    assert_eq!(
        comments("/// a\nlet text = 1; // b\n    //! c\n"),
        "a\n\nc\n"
    );
}

/// Text files of a folder and below, or the file itself; none where nothing is there.
fn files(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(path) else {
        return path
            .is_file()
            .then(|| path.to_owned())
            .into_iter()
            .collect();
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let is_text = |path: &PathBuf| {
        let kind = path.extension().and_then(|it| it.to_str());
        path.is_dir() || kind.is_some_and(|it| ["md", "jinja", "rs", "snap"].contains(&it))
    };
    paths
        .iter()
        .filter(|it| is_text(it))
        .flat_map(|it| files(it))
        .collect()
}

/// The doc comments of a source; every other line is empty, so that lines keep their numbers.
fn comments(source: &str) -> String {
    let lines = source.lines().map(|line| {
        let line = line.trim_start();
        let comment = line
            .strip_prefix("///")
            .or_else(|| line.strip_prefix("//!"));
        format!("{}\n", comment.unwrap_or_default().trim())
    });
    lines.collect()
}

/// A line without its code: what is in backticks, and the tags of a template.
fn prose(line: &str) -> String {
    // A "text message" is a term of WebSocket (RFC 6455, 5.6).
    let line = line.replace("text message", "text-message");
    let line = line.replace("{%", "`").replace("%}", "`");
    line.split('`').step_by(2).collect::<Vec<_>>().join(" ")
}

/// Each old word of a document with its file and line. Words are what stands between spaces, and are compared
/// without case and without the punctuation around them, so that `texts.rs` is a word of its own.
fn problems(path: &Path, text: &str) -> Vec<String> {
    let words: Vec<(usize, String)> = text
        .lines()
        .enumerate()
        .flat_map(|(index, line)| {
            let line = prose(line).to_lowercase();
            let words = line.split_whitespace();
            let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
            let words = words.filter(|word| !word.is_empty());
            let words = words.map(|word| (index + 1, word.to_owned()));
            words.collect::<Vec<_>>()
        })
        .collect();
    let mut found = Vec::new();
    for (old, new) in WORDS {
        let old_words: Vec<&str> = old.split(' ').collect();
        for window in words.windows(old_words.len()) {
            if window
                .iter()
                .map(|(_, word)| word)
                .eq(old_words.iter().copied())
            {
                let path = path.strip_prefix(ROOT).unwrap_or(path).display();
                found.push(format!("{path}:{}: `{old}`; write: {new}", window[0].0));
            }
        }
    }
    found
}
