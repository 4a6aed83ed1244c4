//! The reference pages: everything on them leads somewhere, and no text of a definition becomes
//! anything but text.

use crate::support;
use std::collections::{BTreeMap, BTreeSet};

use crate::support::markdown::{self, Page};
use sdk_generator::{Generated, Input};

const MARKER: &str = "INJECTED";

/// A definition with one of everything that a page shows.
const BOOKS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/books.yaml");

/// The pages of a crate, by their paths below `docs`.
fn pages(generated: &Generated) -> BTreeMap<String, Page> {
    let files = generated.files.iter();
    let pages = files.filter_map(|(path, text)| {
        let path = path.strip_prefix("docs/")?;
        Some((path.to_owned(), markdown::read(text)))
    });
    pages.collect()
}

fn with_pages(input: &Input, name: &str) -> Generated {
    support::generate_with_pages(input, name).unwrap()
}

fn fixture(name: &str) -> Generated {
    with_pages(&support::input(name), &support::package_name(name))
}

fn platform() -> Generated {
    let input = Input {
        spec: support::PLATFORM.into(),
        ..Input::default()
    };
    with_pages(&input, "platform")
}

/// What holds of every folder of pages.
fn assert_sound(name: &str, generated: &Generated) {
    let pages = pages(generated);
    let broken = markdown::broken_links(&pages);
    assert!(broken.is_empty(), "{name}: {broken:#?}");
    for (path, page) in &pages {
        assert!(
            page.problems.is_empty(),
            "{name}, {path}: {:#?}",
            page.problems
        );
        for (language, block) in &page.blocks {
            match language.as_str() {
                "json" => assert!(
                    serde_json::from_str::<serde_json::Value>(block).is_ok(),
                    "{name}, {path}: {block}"
                ),
                "rust" => assert!(syn::parse_file(block).is_ok(), "{name}, {path}: {block}"),
                other => assert!(
                    matches!(other, "toml" | "text"),
                    "{name}, {path}: a block of `{other}`"
                ),
            }
        }
    }
}

/// Every operation and every type is a heading of its page, and every page is on the index.
fn assert_complete(generated: &Generated) {
    let pages = pages(generated);
    let api = &generated.definition.api;
    let count = |prefix: &str| pages.keys().filter(|path| path.starts_with(prefix)).count();
    assert_eq!(count("apis/"), api.services.len());
    let methods = |page: &Page| {
        page.headings
            .iter()
            .filter(|name| name.contains('_'))
            .count()
    };
    let on_pages = pages.iter().filter(|(path, _)| path.starts_with("apis/"));
    let on_pages: usize = on_pages.map(|(_, page)| methods(page)).sum();
    let offered: usize = api
        .services
        .iter()
        .map(|service| service.operations.len())
        .sum();
    assert_eq!(on_pages, offered);
    let linked: BTreeSet<_> = pages["README.md"].links.iter().collect();
    let is_of_model = |link: &&&String| link.starts_with("models/");
    assert_eq!(linked.iter().filter(is_of_model).count(), count("models/"));
    let types = |prefix: &str| {
        let pages = pages.iter().filter(|(path, _)| path.starts_with(prefix));
        pages.map(|(_, page)| page.headings.len()).sum::<usize>()
    };
    let models = api.models().filter(|(id, _)| api.owner(*id).is_none());
    assert_eq!(types("models/"), models.count());
}

#[test]
fn the_pages_of_the_platform_are_whole() {
    let generated = platform();
    assert_sound("platform", &generated);
    assert_complete(&generated);
    assert_eq!(generated.files, platform().files, "two runs differ");
}

#[test]
fn the_pages_of_every_fixture_are_sound() {
    for name in support::fixtures() {
        assert_sound(&name, &fixture(&name));
    }
}

#[test]
fn pages_are_made_when_they_are_asked_for() {
    let generated = support::generate("paging").unwrap();
    assert!(!generated.files.keys().any(|path| path.starts_with("docs/")));
    assert!(!generated.files["Cargo.toml"].contains("exclude"));
    let generated = fixture("paging");
    assert!(generated.files["Cargo.toml"].contains("exclude = [\"/docs\"]"));
}

#[test]
fn text_of_the_definition_is_no_heading_and_no_code_of_ours() {
    let generated = fixture("hostile");
    let pages = pages(&generated);
    let mut found = 0;
    for (path, page) in &pages {
        // An API is called as its tag is.
        let titles = usize::from(path.starts_with("apis/"));
        for heading in page.headings.iter().skip(titles) {
            assert!(
                !heading.contains(MARKER) || path == "README.md",
                "{path}: {heading}"
            );
        }
        for link in &page.links {
            assert!(!link.contains(MARKER), "{path}: {link}");
        }
        let text = &generated.files[&format!("docs/{path}")];
        found += text.matches(MARKER).count();
    }
    assert!(
        found > 50,
        "the fixture has lost its markers: {found} are left"
    );
}

#[test]
fn an_operation_and_a_model_read_well() {
    let input = Input {
        spec: BOOKS.into(),
        ..Input::default()
    };
    let generated = with_pages(&input, "library");
    assert_sound("books", &generated);
    support::snapshots().bind(|| {
        insta::assert_snapshot!("reference_api", generated.files["docs/apis/books.md"]);
        insta::assert_snapshot!("reference_model", generated.files["docs/models/book.md"]);
    });
}

/// Published definitions: one as a whole, and a part of a larger one. They are not part of this
/// repository; where they are absent, the test says so and passes.
#[test]
fn published_definitions_have_sound_pages() {
    let (Some(whole), Some(part)) = (&*support::WHOLE, &*support::USERS_AND_QUALITY) else {
        return;
    };
    assert_sound("28.0.0", whole);
    assert_complete(whole);
    assert_sound("2026-05", part);
}
