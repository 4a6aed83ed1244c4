//! The result of a successful call: its type, its decoder, and the enum for several types.

use super::Context;
use super::docs::{self, Of, code};
use super::fragment::fragment;
use super::types::slot;
use crate::analyze::{Output, OutputValue, OutputVariant};
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::ir::{Content, OperationId, Status};

/// The name of the result enum, if there are several successful responses.
pub(super) fn output_name<'a>(cx: &Context<'a>, id: OperationId) -> Option<&'a str> {
    let name = cx.sdk.operation(id).output.name;
    name.map(|name| name.as_str())
}

/// The result type of a call.
pub(super) fn output_type(cx: &Context<'_>, id: OperationId) -> Slot<'static> {
    slot(cx, &cx.sdk.operation(id).output.ty)
}

/// The decoder of a call.
pub(super) fn decoder(cx: &Context<'_>, id: OperationId) -> String {
    let decoder = match cx.analysis.output(id) {
        Output::Empty => "crate::runtime::decode::empty",
        Output::Value(content) => content_decoder(content),
        Output::Redirect => REDIRECT,
        Output::Optional(Content::JsonOrText(_)) => "crate::runtime::decode::json_or_text_or_none",
        Output::Optional(_) => "crate::runtime::decode::json_or_none",
        Output::Variants(_) => return format!("{}::decode", output_type(cx, id).as_str()),
    };
    decoder.to_owned()
}

const REDIRECT: &str = "crate::runtime::decode::redirect";

fn content_decoder(content: &Content) -> &'static str {
    match content {
        Content::Json(_) => "crate::runtime::decode::json",
        Content::JsonOrText(_) => "crate::runtime::decode::json_or_text",
        Content::Text => "crate::runtime::decode::text",
        Content::Bytes => "crate::runtime::decode::bytes",
    }
}

/// Prints the result enum of an operation with several successful responses.
pub(super) fn output_enum(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    id: OperationId,
    variants: &[OutputVariant],
) {
    let output = output_name(cx, id).unwrap_or_default();
    let label = code(&cx.api.operation(id).label());
    docs::print(
        out,
        Of::Item,
        &format!("The response of {label}, by status."),
    );
    fragment!(out, ITEM_ATTRIBUTE, [], {
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
    });
    fragment!(out, ENUM, [output = Slot::word(output)], { pub enum #output });
    let names = || {
        cx.names
            .operation(id)
            .variants
            .iter()
            .map(|name| name.as_str())
    };
    let held = &cx.sdk.operation(id).output.variants;
    for ((variant, name), held) in variants.iter().zip(names()).zip(held) {
        let status = code(&variant.status.to_string());
        docs::print(out, Of::Part, &format!("Status {status}."));
        match held.value.ty() {
            Some(ty) => fragment!(out, VARIANT, [name = Slot::word(name), ty = slot(cx, &ty)], {
                #name(#ty),
            }),
            None => fragment!(out, VARIANT, [name = Slot::word(name)], { #name, }),
        }
    }
    out.end(End::Item);
    fragment!(out, IMPLEMENTATION, [output = Slot::word(output)], { impl #output });
    fragment!(out, METHOD, [], {
        fn decode(
            response: &crate::runtime::RawResponse,
            decoding: &mut crate::runtime::Decoding,
        ) -> Result<Self, crate::runtime::DecodeError>
    });
    fragment!(out, MATCH, [], { match response.status() });
    for (variant, name) in variants.iter().zip(names()) {
        arm(out, variant, name);
    }
    let is_total = variants
        .iter()
        .any(|variant| variant.status == Status::Default);
    if !is_total {
        fragment!(out, ARM, [], {
            _ => Err(crate::runtime::decode::undeclared_status(response)),
        });
    }
    out.end(End::Match);
    out.end(End::Item);
}

/// Prints the `match` arm that decodes a response with one status.
fn arm(out: &mut Printer<'_>, variant: &OutputVariant, name: &str) {
    let name = Slot::word(name);
    let decoder = match &variant.value {
        OutputValue::Nothing => None,
        OutputValue::Body(content) => Some(Slot::path(content_decoder(content))),
        OutputValue::Redirect => Some(Slot::path(REDIRECT)),
    };
    let (low, high) = match variant.status {
        Status::Code(code) => (Slot::code(format!("{code}u16")), None),
        Status::Range(first) => {
            let (low, high) = (first * 100, first * 100 + 99);
            (
                Slot::code(format!("{low}u16")),
                Some(Slot::code(format!("{high}u16"))),
            )
        }
        Status::Default => (Slot::word("_"), None),
    };
    match (high, decoder) {
        (None, None) => fragment!(out, ARM, [low = low, name = name], { #low => Ok(Self::#name), }),
        (Some(high), None) => fragment!(out, ARM, [low = low, high = high, name = name], {
            #low..=#high => Ok(Self::#name),
        }),
        (None, Some(decoder)) => {
            fragment!(out, ARM, [low = low, decoder = decoder, name = name], {
                #low => #decoder(response, decoding).map(Self::#name),
            });
        }
        (Some(high), Some(decoder)) => {
            fragment!(out, ARM, [low = low, high = high, decoder = decoder, name = name], {
                #low..=#high => #decoder(response, decoding).map(Self::#name),
            });
        }
    }
}
