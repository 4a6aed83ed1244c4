//! Texts that would like to be something else, at every location of a definition that has a text: each doc
//! comment and each page is read as rustdoc and a browser read it, and nothing of the definition may be
//! anything but text there. `TEXTS_ROUNDS` makes it longer, and `TEXTS_SEED` starts elsewhere.

use crate::entries::locations::{Texts, definition, generate};
use crate::entries::mutate::Random;
use crate::entries::{readers, texts};
use sdk_generator::characters::is_hidden;
use sdk_generator::diff::{Changes, Format, Rules, diff};
use sdk_generator::{Input, tables};

/// How many texts are tried.
const ROUNDS: u64 = 40;

fn number(variable: &str, default: u64) -> u64 {
    let text = std::env::var(variable).ok();
    text.and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Texts, the same ones in each run.
fn hostile() -> impl Iterator<Item = String> {
    let seed = number("TEXTS_SEED", 1);
    let rounds = number("TEXTS_ROUNDS", ROUNDS);
    (seed..seed + rounds).map(|round| texts::hostile(&mut Random::new(round)))
}

fn everywhere(text: &str) -> Texts<'_> {
    Texts {
        block: text,
        line: text,
        name: text,
    }
}

#[test]
fn no_text_is_anything_but_text() {
    for text in hostile() {
        let generated = generate(everywhere(&text)).unwrap();
        let problems = readers::problems(&generated);
        assert!(
            problems.is_empty(),
            "{text:?} became:\n{}",
            problems.join("\n")
        );
    }
}

/// The blocks of all doc comments and pages, file by file. The file of the only tag is called as that is.
fn skeletons(line: &str) -> Vec<(String, Vec<String>)> {
    let texts = Texts {
        line,
        block: "Some words.",
        name: "name",
    };
    let generated = generate(texts).unwrap();
    let mut found = Vec::new();
    for (path, text) in &generated.files {
        let path = match path.split_once("apis/") {
            Some((folder, file)) if !["mod.rs", "shared.rs"].contains(&file) => {
                format!("{folder}apis/of_the_tag")
            }
            _ => path.clone(),
        };
        if path.ends_with(".md") || path.starts_with("docs/") {
            found.push((path, readers::skeleton(text)));
        } else if path.starts_with("src/") && !path.starts_with("src/runtime/") {
            let docs = readers::doc_comments(text);
            let blocks = docs.iter().flat_map(|doc| readers::skeleton(doc)).collect();
            found.push((path, blocks));
        }
    }
    found.sort();
    found
}

/// Titles, tags, summaries, parameters, values and errors: whatever they are, the paragraphs, lists,
/// tables and headings are those that a word has.
#[test]
fn what_is_one_line_is_exactly_one_line() {
    let expected = skeletons("word");
    for text in hostile() {
        let text = format!("{text}\nword");
        let found = skeletons(&text);
        assert_eq!(found.len(), expected.len(), "{text:?}");
        for (found, expected) in found.iter().zip(&expected) {
            assert_eq!(found, expected, "{text:?}");
        }
    }
}

/// What rustc refuses in comments and literals, and what turns or ends a line for others.
const HIDDEN: &str = "\u{61c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{2028}\u{2029}\u{85}\u{feff}\0";

#[test]
fn hidden_characters_are_dropped_or_escaped() {
    let text = format!("ab{HIDDEN}cd");
    let generated = generate(everywhere(&text)).unwrap();
    assert_eq!(readers::problems(&generated), [""; 0]);
    let file = |start: &str, end: &str| {
        let mut files = generated.files.iter();
        let found = files.find(|(path, _)| path.starts_with(start) && path.ends_with(end));
        found.unwrap().1.as_str()
    };
    let model = file("src/models/ab", "1.rs");
    assert!(
        model.contains("ab\\u{61c}\\u{200e}"),
        "names keep their meaning: {model}"
    );
    assert!(file("docs/models/ab", "1.md").contains("\\u{202e}"));
    let page = file("docs/apis/ab", ".md");
    assert!(page.contains("\"ab\\u061c\\u200e"), "a sample body: {page}");
    assert!(file("Cargo.toml", "").contains("A client for ab cd"));
    assert!(file("README.md", "").contains("A client for ab cd"));
}

/// The notes of a release, in all forms: everything is new or gone, or has another text.
#[test]
fn release_notes_are_text_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let input = |file: &str, texts: Texts<'_>| {
        let spec = folder.path().join(file);
        std::fs::write(&spec, definition(texts).unwrap()).unwrap();
        Input {
            spec,
            ..Input::default()
        }
    };
    let benign = input("benign.json", everywhere("word"));
    let benign_tables = tables(&benign).unwrap();
    for text in hostile().take(20) {
        let line = Texts {
            name: "word",
            ..everywhere(&text)
        };
        for hostile in [everywhere(&text), line] {
            let hostile = input("hostile.json", hostile);
            let hostile_tables = tables(&hostile).unwrap();
            for sides in [
                [benign_tables.side(), hostile_tables.side()],
                [hostile_tables.side(), benign_tables.side()],
            ] {
                assert_rendered(&text, &diff(&sides[0], &sides[1]));
            }
            for [old, new] in [[&benign, &hostile], [&hostile, &benign]] {
                let changes = sdk_generator::changes(old, new, Rules::Official).unwrap();
                assert_rendered(&text, &changes);
            }
        }
    }
}

fn assert_rendered(text: &str, changes: &Changes) {
    let is_seen = |c: char| c == '\n' || !is_hidden(c);
    for format in [Format::Text, Format::Markdown, Format::Json] {
        let rendered = changes.render(format, None);
        let hidden = rendered.lines().find(|line| !line.chars().all(is_seen));
        assert_eq!(hidden, None, "{text:?} in {format:?}");
    }
    let rendered = changes.render(Format::Markdown, None);
    let mut problems = Vec::new();
    readers::page("CHANGELOG.md", &rendered, &mut |problem| {
        problems.push(problem)
    });
    assert!(
        problems.is_empty(),
        "{text:?} became {problems:?} in {rendered}"
    );
    let marks = [
        "# ",
        "## ",
        "### ",
        "- ",
        "* ",
        "**",
        "Platform API version: ",
        "Nothing changed.",
    ];
    for line in rendered.lines().filter(|line| !line.is_empty()) {
        let is_ours = marks.iter().any(|mark| line.starts_with(mark));
        assert!(is_ours, "{text:?}: {line}");
    }
    let items = rendered
        .lines()
        .filter(|line| line.starts_with("- ") || line.starts_with("* "));
    assert_eq!(
        items.count(),
        changes.iter().count(),
        "{text:?}: {rendered}"
    );
}
