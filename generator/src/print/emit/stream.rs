//! Streamed responses.

use super::Context;
use super::docs::{self, Of};
use super::fragment::fragment;
use super::types::slot;
use crate::format::{Printer, Slot};
use crate::ir::{Content, StreamFormat, Streamed};
use crate::sdk::Type;

/// The request step for a streamed response.
pub(super) fn step(out: &mut Printer<'_>, stream: &Streamed) -> String {
    let format = Slot::word(match stream.format {
        StreamFormat::Events => "Events",
        StreamFormat::Lines => "Lines",
        StreamFormat::Sequence => "Sequence",
    });
    fragment!(@lines out, STEP, [kind = Slot::text(&stream.media_type), format = format], {
        .streams(#kind, crate::runtime::StreamFormat::#format)
    })
}

/// The runtime function that opens a stream.
pub(super) fn open(stream: &Streamed) -> &'static str {
    match stream.item {
        Content::Json(_) | Content::JsonOrText(_) => "crate::runtime::open_json",
        Content::Text | Content::Bytes => "crate::runtime::open_text",
    }
}

/// Prints the method that opens a stream, for an operation that can also return a whole response.
pub(super) fn method(cx: &Context<'_>, out: &mut Printer<'_>, (stream, item): (&Streamed, &Type)) {
    docs::print(
        out,
        Of::Part,
        "Sends the call and returns the values of the response as they arrive. If a parameter of the\n\
         operation turns streaming on, set it as well.",
    );
    let (item, open) = (slot(cx, item), Slot::path(open(stream)));
    fragment!(out, MEMBER, [item = item, open = open], {
        #[inline]
        pub fn stream(self) -> crate::runtime::Sending<crate::runtime::EventStream<#item>> {
            self.reading_stream(#open).send()
        }
    });
}
