//! Types of other crates that the configuration names: assertions of their traits, and their codecs.

use super::Context;
use super::docs::{self, Of};
use super::fragment::fragment;
use crate::format::{Printer, Slot};
use crate::ir::{ExtraTrait, OwnType, Scalar};

/// Prints `own_types.rs`.
pub fn own_types(cx: &Context<'_>, out: &mut Printer<'_>) {
    let doc = "The types of other crates that the configuration names. If a type lacks a trait that a model \
         needs, the compiler reports it here, with the key that names the type.";
    docs::print(out, Of::Module, doc);
    // The short path keeps the type and its key on one line of a compiler error.
    fragment!(out, DECLARATION, [], {
        use crate::runtime::model;
    });
    for own in &cx.api.own_types {
        let is_base64 = own.wire == Some(Scalar::Base64);
        assertions(cx, out, own, is_base64);
        codec(out, own, is_base64);
    }
}

/// Prints assertions that the type implements the traits that models need. The configuration key is an
/// argument, so that a compiler error shows it.
fn assertions(cx: &Context<'_>, out: &mut Printer<'_>, own: &OwnType, is_base64: bool) {
    let by_form = if is_base64 { "own_bytes" } else { "own_type" };
    let extra = own.implements.iter().copied();
    let extra = extra.filter(|extra| cx.sdk.has_derive(*extra));
    let extra = extra.map(|extra| match extra {
        ExtraTrait::Eq => "own_eq",
        ExtraTrait::Hash => "own_hash",
    });
    let default = own.has_default.then_some("own_default");
    for function in [by_form].into_iter().chain(default).chain(extra) {
        let (path, key) = (Slot::code(own.path.as_str()), Slot::text(&own.origin));
        fragment!(out, ITEM, [function = Slot::word(function), path = path, key = key], {
            const _: () = model::#function::<#path>(#key);
        });
    }
}

fn codec(out: &mut Printer<'_>, own: &OwnType, is_base64: bool) {
    let path = Slot::code(own.path.as_str());
    match is_base64 {
        true => fragment!(out, ITEM, [path = path], {
            impl crate::runtime::model::Codec for #path {
                fn decode<'de, D: ::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> Result<Self, D::Error> {
                    crate::runtime::model::decode_base64(deserializer)
                }
                fn encode<S: ::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> Result<S::Ok, S::Error> {
                    crate::runtime::model::encode_base64(self, serializer)
                }
            }
        }),
        false => fragment!(out, ITEM, [path = path], {
            impl crate::runtime::model::Codec for #path {}
        }),
    }
}
