//! What a successful call gives back: its type, the function that reads it, and the enum of an
//! operation that gives back one of several types.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::docs::code;
use super::types::{ident, output_ident, tokens};
use crate::analyze::{Output, OutputValue, OutputVariant};
use crate::ir::{Content, OperationId, Status};

/// What a successful call gives back.
pub(super) fn output_type(cx: &Context<'_>, id: OperationId) -> TokenStream {
    tokens(cx, &cx.sdk.operation(id).output.ty)
}

/// The function that turns a response into what the call gives back.
pub(super) fn decoder(cx: &Context<'_>, id: OperationId) -> TokenStream {
    match cx.analysis.output(id) {
        Output::Empty => quote!(crate::runtime::decode::empty),
        Output::Value(content) => content_decoder(content),
        Output::Redirect => quote!(crate::runtime::decode::redirect),
        Output::Optional(Content::JsonOrText(_)) => {
            quote!(crate::runtime::decode::json_or_text_or_none)
        }
        Output::Optional(_) => quote!(crate::runtime::decode::json_or_none),
        Output::Variants(_) => {
            let output = output_type(cx, id);
            quote!(#output::decode)
        }
    }
}

fn content_decoder(content: &Content) -> TokenStream {
    match content {
        Content::Json(_) => quote!(crate::runtime::decode::json),
        Content::JsonOrText(_) => quote!(crate::runtime::decode::json_or_text),
        Content::Text => quote!(crate::runtime::decode::text),
        Content::Bytes => quote!(crate::runtime::decode::bytes),
    }
}

pub(super) fn output_enum(
    cx: &Context<'_>,
    id: OperationId,
    variants: &[OutputVariant],
) -> TokenStream {
    let operation = cx.api.operation(id);
    let names = cx.names.operation(id);
    let output = output_ident(cx, id);
    let doc = format!(" What {} gives back, by status.", code(&operation.label()));
    let named = || {
        variants
            .iter()
            .zip(names.variants.iter().map(|name| ident(name.as_str())))
    };
    let seen = &cx.sdk.operation(id).output.variants;
    let members = named().zip(seen).map(|((variant, name), seen)| {
        let doc = format!(" Status {}.", code(&variant.status.to_string()));
        let value = seen.value.ty().map(|ty| {
            let ty = tokens(cx, &ty);
            quote!((#ty))
        });
        quote!(#[doc = #doc] #name #value,)
    });
    let arms = named().map(|(variant, name)| arm(variant, &name));
    let is_total = variants
        .iter()
        .any(|variant| variant.status == Status::Default);
    let other =
        (!is_total).then(|| quote!(_ => Err(crate::runtime::decode::undeclared_status(response)),));
    quote! {
        #[doc = #doc]
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #output { #(#members)* }
        impl #output {
            fn decode(
                response: &crate::runtime::RawResponse,
                decoding: &mut crate::runtime::Decoding,
            ) -> Result<Self, crate::runtime::DecodeError> {
                match response.status() { #(#arms)* #other }
            }
        }
    }
}

/// How the response of one status is read.
fn arm(variant: &OutputVariant, name: &proc_macro2::Ident) -> TokenStream {
    let pattern = match variant.status {
        Status::Code(code) => quote!(#code),
        Status::Range(first) => {
            let (low, high) = (first * 100, first * 100 + 99);
            quote!(#low..=#high)
        }
        Status::Default => quote!(_),
    };
    let decoder = match &variant.value {
        OutputValue::Nothing => return quote!(#pattern => Ok(Self::#name),),
        OutputValue::Body(content) => content_decoder(content),
        OutputValue::Redirect => quote!(crate::runtime::decode::redirect),
    };
    quote!(#pattern => #decoder(response, decoding).map(Self::#name),)
}
