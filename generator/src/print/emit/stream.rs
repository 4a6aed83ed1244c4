//! Responses that are streams of values: how a request for one ends.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::types::of_content;
use crate::ir::{Content, Operation, StreamFormat, Streamed};

/// The future of a stream of an operation.
pub(super) fn opening(cx: &Context<'_>, operation: &Operation) -> TokenStream {
    let item = operation.stream.as_ref();
    let item = item.map(|stream| of_content(cx, &stream.item));
    quote!(crate::runtime::Opening<#item>)
}

/// The methods that send a request: `send`, and `stream` where a stream is one of two ways.
pub(super) fn ending(
    cx: &Context<'_>,
    operation: &Operation,
    is_stream: bool,
    sending: &TokenStream,
) -> TokenStream {
    let begin = operation.stream.as_ref().map(begin);
    if is_stream {
        return quote! {
            /// Sends the request, and gives back what it answers as it arrives.
            #[inline]
            pub fn send(self) -> #sending { #begin }
        };
    }
    let stream = begin.map(|begin| {
        let opening = opening(cx, operation);
        quote! {
            /// Sends the request, and gives back what it answers as it arrives. Where an input says
            /// whether the service answers in this way, it has to be set as well.
            #[inline]
            pub fn stream(self) -> #opening { #begin }
        }
    });
    quote! {
        /// Sends the request.
        #[inline]
        pub fn send(self) -> #sending {
            self.call.send()
        }
        #stream
    }
}

fn begin(stream: &Streamed) -> TokenStream {
    let media_type = &stream.media_type;
    let format = match stream.format {
        StreamFormat::Events => quote!(Events),
        StreamFormat::Lines => quote!(Lines),
        StreamFormat::Sequence => quote!(Sequence),
    };
    let decode = match stream.item {
        Content::Json(_) | Content::JsonOrText(_) => quote!(event_json),
        Content::Text | Content::Bytes => quote!(event_text),
    };
    quote! {
        self.call.stream(
            #media_type,
            crate::runtime::StreamFormat::#format,
            crate::runtime::decode::#decode,
        )
    }
}
