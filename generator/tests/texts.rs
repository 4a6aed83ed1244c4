//! Texts that would like to be something else, in every place of a definition that has a text: each doc
//! comment and each page is read as rustdoc and a browser read it, and nothing of the definition may be
//! anything but text there. `TEXTS_ROUNDS` makes it longer, and `TEXTS_SEED` starts elsewhere.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    missing_docs,
    unreachable_pub,
    dead_code,
    reason = "a test fails by panicking"
)]

#[path = "../../fuzz/src/lib.rs"]
mod entries;

use entries::mutate::Random;
use entries::places::{Texts, generate};
use entries::{readers, texts};

/// How many texts are tried.
const ROUNDS: u64 = 150;

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

#[test]
fn no_text_is_anything_but_text() {
    for text in hostile() {
        let texts = Texts { block: &text, line: &text, name: &text };
        let generated = generate(texts).unwrap();
        let problems = readers::problems(&generated);
        assert!(problems.is_empty(), "{text:?} became:\n{}", problems.join("\n"));
    }
}
