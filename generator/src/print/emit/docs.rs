//! Doc comments, paragraph by paragraph. Knows rustdoc's attributes, and no model.

use proc_macro2::TokenStream;
use quote::quote;

use crate::markdown::rustdoc;
pub(super) use crate::markdown::{code, one_line, title};

/// The values that the definition lists, if it lists any.
pub(super) fn values_note(values: &[impl ToString]) -> Option<String> {
    let values: Vec<_> = values.iter().map(|it| code(&it.to_string())).collect();
    (!values.is_empty()).then(|| format!("Values: {}.", values.join(", ")))
}

/// The name on the wire, for those who search for it, when it is not the name of the item.
pub(super) fn alias(wire: &str, name: &str) -> Option<TokenStream> {
    // rustdoc takes no quotes and no white space in an alias.
    let fits =
        !wire.is_empty() && !wire.contains(|c: char| c.is_whitespace() || "\"'`".contains(c));
    (fits && wire != name).then(|| quote!(#[doc(alias = #wire)]))
}

/// A doc comment under construction, paragraph by paragraph.
#[derive(Debug, Default)]
pub(super) struct Doc(String);

impl Doc {
    /// Starts with the text of a definition, or, when it has none, with our own.
    pub(super) fn new(text: Option<&str>, otherwise: &str) -> Self {
        let text = text.map(rustdoc).filter(|text| !text.is_empty());
        Self(text.unwrap_or_else(|| otherwise.to_owned()))
    }

    /// Adds a paragraph of our own, in Markdown.
    pub(super) fn paragraph(&mut self, text: &str) {
        if !self.0.is_empty() {
            self.0.push_str("\n\n");
        }
        self.0.push_str(text);
    }

    /// Adds the text of a definition as a paragraph of one line.
    pub(super) fn line(&mut self, text: Option<&str>) {
        let text = text.map(one_line).unwrap_or_default();
        if !text.is_empty() {
            self.paragraph(&text);
        }
    }

    /// Adds the text of a definition as a paragraph, unless it stands there already.
    pub(super) fn text(&mut self, text: Option<&str>) {
        let text = text.map(rustdoc).unwrap_or_default();
        if !text.is_empty() && text != self.0 {
            self.paragraph(&text);
        }
    }

    /// The attribute of an item. Each line starts with one space, as `///` comments do.
    pub(super) fn outer(&self) -> TokenStream {
        let lines = self.0.lines().map(|line| match line {
            "" => String::new(),
            line => format!(" {line}"),
        });
        quote! { #(#[doc = #lines])* }
    }

    /// The attribute of the module that it stands in.
    pub(super) fn inner(&self) -> TokenStream {
        let lines = self.0.lines().map(|line| match line {
            "" => String::new(),
            line => format!(" {line}"),
        });
        quote! { #(#![doc = #lines])* }
    }
}
