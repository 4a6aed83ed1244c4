//! Rust literals of strings.

use proc_macro2::Literal;

pub(super) fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}

pub(super) fn literals(texts: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let texts: Vec<_> = texts
        .into_iter()
        .map(|text| literal(text.as_ref()))
        .collect();
    format!("&[{}]", texts.join(", "))
}
