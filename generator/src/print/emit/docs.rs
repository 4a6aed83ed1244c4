//! Doc comments and their attributes.

use super::fragment::fragment;
use crate::format::{Printer, Slot};
use crate::ir::Status;
use crate::markdown::rustdoc;
pub(super) use crate::markdown::{code, one_line, title};

/// The target of an attribute or a doc comment.
#[derive(Debug, Clone, Copy)]
pub(super) enum Of {
    /// The enclosing module.
    Module,
    /// An item.
    Item,
    /// A field, a variant or a method.
    Part,
}

/// The enum values as a sentence; `None` without values.
pub(super) fn values_note(values: &[impl ToString]) -> Option<String> {
    let values: Vec<_> = values.iter().map(|it| code(&it.to_string())).collect();
    (!values.is_empty()).then(|| format!("Values: {}.", values.join(", ")))
}

/// The declared error responses as a list; `None` without any.
pub(super) fn errors<'a>(
    errors: impl Iterator<Item = (Status, &'a str, &'a str)>,
) -> Option<String> {
    let lines = errors.map(|(status, error, text)| {
        let (status, error) = (code(&status.to_string()), code(error));
        format!("- {status} {error}: {}", one_line(text))
    });
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Prints `#[doc(alias)]` with the wire name, if the Rust name differs.
pub(super) fn alias(out: &mut Printer<'_>, wire: &str, name: &str) {
    // rustdoc rejects quotes and white space in an alias.
    let fits = !wire.is_empty()
        && !wire.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`'));
    if fits && wire != name {
        fragment!(out, ATTRIBUTE, [wire = Slot::text(wire)], { #[doc(alias = #wire)] });
    }
}

pub(super) fn deprecated(out: &mut Printer<'_>, of: Of, is_deprecated: bool) {
    match of {
        _ if !is_deprecated => {}
        Of::Part => fragment!(out, ATTRIBUTE, [], { #[deprecated] }),
        Of::Item | Of::Module => fragment!(out, ITEM_ATTRIBUTE, [], { #[deprecated] }),
    }
}

/// Prints the lines of a doc comment, each with a leading space (the form that rustfmt expects).
pub(super) fn print(out: &mut Printer<'_>, of: Of, text: &str) {
    for line in text.lines() {
        let slot = Slot::doc(line);
        match (of, slot.is_empty()) {
            (Of::Module, true) => fragment!(
                out,
                TOP,
                [],
                {
                    #![doc = ""]
                }
            ),
            (Of::Module, false) => fragment!(out, TOP, [line = slot], { #![doc = #line] }),
            (Of::Item, true) => fragment!(out, ITEM_ATTRIBUTE, [], { #[doc = ""] }),
            (Of::Item, false) => fragment!(out, ITEM_ATTRIBUTE, [line = slot], { #[doc = #line] }),
            (Of::Part, true) => fragment!(out, ATTRIBUTE, [], { #[doc = ""] }),
            (Of::Part, false) => fragment!(out, ATTRIBUTE, [line = slot], { #[doc = #line] }),
        }
    }
}

/// A doc comment in Markdown.
#[derive(Debug, Default, Clone)]
pub(super) struct Doc(String);

impl Doc {
    /// Starts with the definition's description, or with `otherwise` if there is none.
    pub(super) fn new(text: Option<&str>, otherwise: &str) -> Self {
        let text = text.map(rustdoc).filter(|text| !text.is_empty());
        Self(text.unwrap_or_else(|| otherwise.to_owned()))
    }

    /// Adds a paragraph in Markdown, unescaped.
    pub(super) fn paragraph(&mut self, text: &str) {
        if !self.0.is_empty() {
            self.0.push_str("\n\n");
        }
        self.0.push_str(text);
    }

    /// Adds a description of the definition, reduced to one line.
    pub(super) fn line(&mut self, text: Option<&str>) {
        let text = text.map(one_line).unwrap_or_default();
        if !text.is_empty() {
            self.paragraph(&text);
        }
    }

    /// Adds a description of the definition, unless the comment already has it.
    pub(super) fn text(&mut self, text: Option<&str>) {
        let text = text.map(rustdoc).unwrap_or_default();
        if !text.is_empty() && text != self.0 {
            self.paragraph(&text);
        }
    }

    pub(super) fn print(&self, out: &mut Printer<'_>, of: Of) {
        print(out, of, &self.0);
    }
}
