//! Documentation and traits that structs, enums and unions share.

use super::Context;
use super::docs::{Doc, code};
use super::fragment::fragment;
use crate::format::{Printer, Slot};
use crate::ir::{Model, Origin};

/// The documentation of a type: its description, or else its origin; then a note.
pub(super) fn model_doc(cx: &Context<'_>, model: &Model, note: &str) -> Doc {
    let mut doc = Doc::new(
        model.description.as_deref(),
        &origin_text(cx, &model.origin),
    );
    if !note.is_empty() {
        doc.paragraph(note);
    }
    doc
}

/// A sentence about the origin of a model, for a model without description.
fn origin_text(cx: &Context<'_>, origin: &Origin) -> String {
    let operation = |id: &crate::ir::OperationId| code(&cx.api.operation(*id).label());
    match origin {
        Origin::Component(name) => format!("The model {}.", code(name)),
        Origin::Nested(parent, property) => {
            let parent = cx.sdk.model(*parent).name;
            format!("The type of {} in `{parent}`.", code(property))
        }
        Origin::Parameter(id, name) => {
            format!(
                "The type of the parameter {} of {}.",
                code(name),
                operation(id)
            )
        }
        Origin::RequestBody(id) => format!("The type of the request body of {}.", operation(id)),
        Origin::Response(id, _) => format!("The type of the response of {}.", operation(id)),
    }
}

/// Prints `Deserialize`, which calls a function of the runtime.
pub(super) fn deserialize(out: &mut Printer<'_>, name: &str, function: &str) {
    fragment!(out, ITEM, [name = Slot::word(name), function = Slot::word(function)], {
        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                crate::runtime::model::#function(deserializer)
            }
        }
    });
}

/// Prints `Codec`, which uses the type's own `Serialize` and `Deserialize`.
pub(super) fn codec(out: &mut Printer<'_>, name: &str) {
    fragment!(out, ITEM, [name = Slot::word(name)], {
        impl crate::runtime::model::Codec for #name {}
    });
}
