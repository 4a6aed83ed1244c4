//! The derives of models that the configuration adds, and their helper attributes.

use super::Context;
use super::docs::{self, Of};
use super::fragment::fragment;
use crate::format::{Printer, Slot};
use crate::sdk::{DerivePath, Kind, Model};

/// Prints `derives.rs`, which re-exports the crates of foreign derives. Models name derives through it, so
/// that a compiler error shows the configuration table together with the key.
pub fn derives(cx: &Context<'_>, out: &mut Printer<'_>) {
    let doc = "The crates that provide the derives in the table `derives` of the configuration. A compiler error \
         at `derive(crate::derives::…)` comes from such a derive; the path after `derives` is its key in the \
         table.";
    docs::print(out, Of::Module, doc);
    // The features of the crate may leave no model.
    fragment!(
        out,
        TOP,
        [],
        {
            #![allow(unused_imports)]
        }
    );
    for name in cx.sdk.crates_of_derives() {
        fragment!(out, DECLARATION, [name = Slot::word(name)], {
            pub(crate) use ::#name;
        });
    }
}

/// Prints the configured derives of a model, before its other attributes.
pub(super) fn of_model(out: &mut Printer<'_>, model: &Model<'_>) {
    let extra = model.derives.iter().filter_map(|derive| match derive {
        DerivePath::Extra(extra) => Some(Slot::word(extra.as_str())),
        DerivePath::Foreign(_) => None,
    });
    let extra: Vec<_> = extra.collect();
    if !extra.is_empty() {
        fragment!(out, ITEM_ATTRIBUTE, [], each [extra] = &extra, {
            #[derive(#(#extra),*)]
        });
    }
    for path in model.derives.iter().filter_map(DerivePath::foreign) {
        let path = Slot::path(format!("crate::derives{}", path.as_str()));
        fragment!(out, ITEM_ATTRIBUTE, [path = path], {
            #[derive(#path)]
        });
    }
    if let Kind::Union(_) = model.kind {
        for attribute in model.attributes {
            fragment!(out, ITEM_ATTRIBUTE, [attribute = Slot::word(attribute.as_str())], {
                #[#attribute(untagged)]
            });
        }
    }
}

/// Prints the helper attributes that rename a property or an enum value to its name in the definition.
pub(super) fn rename(out: &mut Printer<'_>, model: &Model<'_>, wire: &str, name: &str) {
    for attribute in model.attributes.iter().filter(|_| wire != name) {
        let attribute = Slot::word(attribute.as_str());
        fragment!(out, ATTRIBUTE, [attribute = attribute, wire = Slot::text(wire)], {
            #[#attribute(rename = #wire)]
        });
    }
}

/// Prints a helper attribute without a value: `skip`, `flatten` or `untagged`.
pub(super) fn mark(out: &mut Printer<'_>, model: &Model<'_>, mark: &str) {
    for attribute in model.attributes {
        let (attribute, mark) = (Slot::word(attribute.as_str()), Slot::word(mark));
        fragment!(out, ATTRIBUTE, [attribute = attribute, mark = mark], {
            #[#attribute(#mark)]
        });
    }
}
