//! Rust literals of strings.

use proc_macro2::Literal;

pub(super) fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}

pub(super) fn literals(strings: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let strings: Vec<_> = strings
        .into_iter()
        .map(|text| literal(text.as_ref()))
        .collect();
    format!("&[{}]", strings.join(", "))
}
