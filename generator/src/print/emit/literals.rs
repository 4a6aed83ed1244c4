//! Strings of a definition as literals, where they stand in an expression.

use proc_macro2::Literal;

/// The literal of a string.
pub(super) fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}

/// A slice of strings.
pub(super) fn literals(texts: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    let texts: Vec<_> = texts
        .into_iter()
        .map(|text| literal(text.as_ref()))
        .collect();
    format!("&[{}]", texts.join(", "))
}
