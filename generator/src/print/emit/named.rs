//! What structs, enums and unions have in common: a first line of documentation, and the traits of
//! `serde`.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::docs::{Doc, code};
use super::types::ident;
use crate::ir::{Model, ModelId, Origin};

/// The documentation of a type: the text of the definition, or where the type stands, and a note.
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

/// What a model without a description is.
fn origin_text(cx: &Context<'_>, origin: &Origin) -> String {
    let operation = |id: &crate::ir::OperationId| code(&cx.api.operation(*id).label());
    match origin {
        Origin::Component(name) => format!("The model {}.", code(name)),
        Origin::Nested(parent, property) => {
            let parent = cx.names.model(*parent).ty.as_str();
            format!("The type of {} in `{parent}`.", code(property))
        }
        Origin::Parameter(id, name) => {
            format!("The type of the input {} of {}.", code(name), operation(id))
        }
        Origin::RequestBody(id) => format!("The type of the body of {}.", operation(id)),
        Origin::Response(id, _) => format!("The type of the response of {}.", operation(id)),
    }
}

/// The implementations of both traits, with their bodies.
pub(super) fn serde_impls(
    cx: &Context<'_>,
    id: ModelId,
    read: &TokenStream,
    write: &TokenStream,
) -> TokenStream {
    let name = ident(cx.names.model(id).ty.as_str());
    quote! {
        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                #read
            }
        }
        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                #write
            }
        }
        impl crate::runtime::model::Codec for #name {}
    }
}
