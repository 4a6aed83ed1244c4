//! Responses that are streams of values: how one is opened.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::types::of_content;
use crate::ir::{Content, StreamFormat, Streamed};

/// The media type and the format of a stream, as arguments.
pub(super) fn description(stream: &Streamed) -> TokenStream {
    let media_type = &stream.media_type;
    let format = match stream.format {
        StreamFormat::Events => quote!(Events),
        StreamFormat::Lines => quote!(Lines),
        StreamFormat::Sequence => quote!(Sequence),
    };
    quote!(#media_type, crate::runtime::StreamFormat::#format)
}

/// The function that opens a stream.
pub(super) fn open(stream: &Streamed) -> TokenStream {
    match stream.item {
        Content::Json(_) | Content::JsonOrText(_) => quote!(crate::runtime::open_json),
        Content::Text | Content::Bytes => quote!(crate::runtime::open_text),
    }
}

/// The method that opens a stream, where that is one of two ways to read a response.
pub(super) fn method(cx: &Context<'_>, stream: &Streamed) -> TokenStream {
    let item = of_content(cx, &stream.item);
    let open = open(stream);
    quote! {
        /// Sends the call, and gives back the values of the response as they arrive. Where a parameter
        /// says whether the service answers in this way, it has to be set as well.
        #[inline]
        pub fn stream(self) -> crate::runtime::Sending<crate::runtime::EventStream<#item>> {
            self.reading_stream(#open).send()
        }
    }
}
