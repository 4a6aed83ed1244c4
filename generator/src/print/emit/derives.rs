//! What models derive beside what all have, as the configuration asks for it.

use super::Context;
use super::docs::{self, Of};
use super::fragment::fragment;
use crate::format::{Printer, Slot};
use crate::sdk::{DerivePath, Kind, Model};

/// Prints the file of the crates whose derives models have. Models name a derive by way of it, so that an error
/// in its code shows the table of the configuration together with the key.
pub fn derives(cx: &Context<'_>, out: &mut Printer<'_>) {
    let doc = "The crates whose derives the table `derives` of the configuration names. An error at \
         `derive(crate::derives::…)` is one of such a derive, and the path behind `derives` is its key.";
    docs::print(out, Of::Module, doc);
    // Without features there may be no models.
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

/// Prints the derives of a model, before its other attributes.
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

/// Prints the names by which the derives of a model know a part of it: a property, or a value of an enum.
pub(super) fn rename(out: &mut Printer<'_>, model: &Model<'_>, wire: &str, name: &str) {
    for attribute in model.attributes.iter().filter(|_| wire != name) {
        let attribute = Slot::word(attribute.as_str());
        fragment!(out, ATTRIBUTE, [attribute = attribute, wire = Slot::text(wire)], {
            #[#attribute(rename = #wire)]
        });
    }
}

/// Prints what the derives of a model see in a part of it: `skip`, `flatten`, or `untagged`.
pub(super) fn mark(out: &mut Printer<'_>, model: &Model<'_>, mark: &str) {
    for attribute in model.attributes {
        let (attribute, mark) = (Slot::word(attribute.as_str()), Slot::word(mark));
        fragment!(out, ATTRIBUTE, [attribute = attribute, mark = mark], {
            #[#attribute(#mark)]
        });
    }
}
