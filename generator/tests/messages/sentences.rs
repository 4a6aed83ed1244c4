//! The sentences of a source: its string literals of several words, and the help texts of its arguments.
//!
//! They are read off the syntax, so that a message that no test provokes is there as well.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};

/// The items of a source that are not compiled for tests only.
pub(crate) fn items(text: &str) -> Vec<syn::Item> {
    let file = syn::parse_file(text).unwrap();
    let is_kept = |item: &syn::Item| match item {
        syn::Item::Mod(it) => !it.attrs.iter().any(is_for_tests),
        _ => true,
    };
    file.items.into_iter().filter(is_kept).collect()
}

/// Whether an attribute is `#[cfg(test)]`, alone or with other conditions.
fn is_for_tests(attribute: &syn::Attribute) -> bool {
    let condition = attribute
        .meta
        .require_list()
        .map(|it| it.tokens.to_string());
    attribute.path().is_ident("cfg")
        && condition.is_ok_and(|it| it.split([' ', '(', ')', ',']).any(|word| word == "test"))
}

/// The string literals of several words, in their order. Attributes do not count.
pub(crate) fn literals(items: &[syn::Item]) -> Vec<String> {
    let mut found = Vec::new();
    for item in items {
        of_tokens(item.to_token_stream(), &mut found);
    }
    found
}

/// The string literals of implementations of `Display`, each with the name of the type before it.
pub(crate) fn displays(items: &[syn::Item]) -> Vec<String> {
    let of_item = |item: &syn::Item| {
        let syn::Item::Impl(item) = item else {
            return Vec::new();
        };
        let path = item.trait_.as_ref().map(|(path, _)| path);
        let name = path.and_then(|path| path.segments.last());
        if name.is_none_or(|name| name.ident != "Display") {
            return Vec::new();
        }
        let mut found = Vec::new();
        of_tokens(item.to_token_stream(), &mut found);
        found
    };
    items.iter().flat_map(of_item).collect()
}

/// The help texts of the command line: the doc comments of what derives one of clap's traits, and of its
/// fields and variants.
pub(crate) fn help(items: &[syn::Item]) -> Vec<String> {
    let mut docs = Docs(Vec::new());
    for item in items {
        let attributes = match item {
            syn::Item::Struct(it) => &it.attrs,
            syn::Item::Enum(it) => &it.attrs,
            _ => continue,
        };
        let derives = |attribute: &syn::Attribute| {
            let tokens = attribute.to_token_stream().to_string();
            ["Parser", "Subcommand", "Args", "ValueEnum"]
                .iter()
                .any(|name| tokens.contains(name))
        };
        if attributes.iter().any(derives) {
            docs.visit_item(item);
        }
    }
    docs.0
}

struct Docs(Vec<String>);

impl<'ast> Visit<'ast> for Docs {
    fn visit_item_struct(&mut self, node: &'ast syn::ItemStruct) {
        self.0.extend(doc(&node.attrs));
        visit::visit_item_struct(self, node);
    }

    fn visit_item_enum(&mut self, node: &'ast syn::ItemEnum) {
        self.0.extend(doc(&node.attrs));
        visit::visit_item_enum(self, node);
    }

    fn visit_variant(&mut self, node: &'ast syn::Variant) {
        self.0.extend(doc(&node.attrs));
        visit::visit_variant(self, node);
    }

    fn visit_field(&mut self, node: &'ast syn::Field) {
        self.0.extend(doc(&node.attrs));
        visit::visit_field(self, node);
    }
}

/// A doc comment on one line.
fn doc(attributes: &[syn::Attribute]) -> Option<String> {
    let lines = attributes.iter().filter_map(|it| match &it.meta {
        syn::Meta::NameValue(pair) if pair.path.is_ident("doc") => {
            let line = pair.value.to_token_stream().to_string();
            Some(syn::parse_str::<syn::LitStr>(&line).unwrap().value())
        }
        _ => None,
    });
    let lines: Vec<String> = lines.map(|line| line.trim().to_owned()).collect();
    (!lines.is_empty()).then(|| lines.join(" "))
}

fn of_tokens(tokens: TokenStream, found: &mut Vec<String>) {
    let mut is_attribute = false;
    for token in tokens {
        match token {
            TokenTree::Punct(sign) if sign.as_char() == '#' => is_attribute = true,
            TokenTree::Punct(sign) if sign.as_char() == '!' && is_attribute => {}
            TokenTree::Group(group) => {
                if !is_attribute {
                    of_tokens(group.stream(), found);
                }
                is_attribute = false;
            }
            TokenTree::Literal(literal) => {
                let text = syn::parse_str::<syn::LitStr>(&literal.to_string());
                found.extend(text.ok().map(|it| it.value()).filter(|it| is_sentence(it)));
                is_attribute = false;
            }
            _ => is_attribute = false,
        }
    }
}

/// Whether a string has two words beside each other, and is not a piece of a program.
fn is_sentence(text: &str) -> bool {
    let is_word = |word: &str| {
        let word = word.trim_matches(|c: char| c.is_ascii_punctuation());
        !word.is_empty() && word.chars().all(char::is_alphabetic)
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    words
        .windows(2)
        .any(|pair| pair.iter().all(|it| is_word(it)))
        && !text.contains(";\n")
}
