//! Types as documentation writes them: the emitted type without the paths that every import hides.

use proc_macro2::TokenStream;

use super::Context;
use super::input::input_type;
use super::output::output_type;
use super::types::{of, of_content};
use crate::ir::{Content, OperationId, Parameter, TypeRef};

/// Crates whose name stays in front of their types, since it says what those are.
const NAMED_CRATES: [&str; 2] = ["jiff", "serde_json"];

/// A type.
pub fn type_text(cx: &Context<'_>, ty: &TypeRef) -> String {
    text(&of(cx, ty))
}

/// What a body holds.
pub fn content_text(cx: &Context<'_>, content: &Content) -> String {
    text(&of_content(cx, content))
}

/// How an input is taken.
pub fn input_text(cx: &Context<'_>, parameter: &Parameter) -> String {
    text(&input_type(cx, parameter))
}

/// What a successful call gives back.
pub fn output_text(cx: &Context<'_>, id: OperationId) -> String {
    text(&output_type(cx, id))
}

fn text(tokens: &TokenStream) -> String {
    let tokens = tokens.to_string();
    let words = tokens.split_whitespace().map(|word| match word {
        "impl" => "impl ",
        "," => ", ",
        "=" => " = ",
        word => word,
    });
    without_paths(&words.collect::<String>())
}

fn without_paths(text: &str) -> String {
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let len = rest.find(|c| !is_path(c)).unwrap_or(rest.len());
        let path = rest[..len].trim_start_matches("::");
        let is_named = NAMED_CRATES.iter().any(|name| path.starts_with(name));
        let shown = match path.rsplit_once("::") {
            Some((_, last)) if !is_named => last,
            _ => path,
        };
        out.push_str(shown);
        let other = rest[len..].find(is_path).unwrap_or(rest.len() - len);
        out.push_str(&rest[len..len + other]);
        rest = &rest[len + other..];
    }
    out
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::text;

    #[test]
    fn paths_and_spaces_are_those_of_a_reader() {
        let map = quote!(::std::collections::BTreeMap<String, crate::models::User>);
        assert_eq!(text(&map), "BTreeMap<String, User>");
        let list = quote!(impl IntoIterator<Item = impl ::std::fmt::Display>);
        assert_eq!(text(&list), "impl IntoIterator<Item = impl Display>");
        assert_eq!(text(&quote!(&str)), "&str");
        assert_eq!(
            text(&quote!(Option<::jiff::Timestamp>)),
            "Option<jiff::Timestamp>"
        );
        assert_eq!(text(&quote!(())), "()");
    }
}
