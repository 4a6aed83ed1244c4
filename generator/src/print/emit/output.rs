//! The result of a successful call: its type, its decoder, and the enum of several responses.

use super::Context;
use super::docs::{self, Of, code};
use super::fragment::fragment;
use super::types::slot;
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::ir::{Content, OperationId, Status};
use crate::sdk::{OutputVariant, ResponseValue};

pub(super) fn output_type(cx: &Context<'_>, id: OperationId) -> Slot<'static> {
    slot(cx, &cx.sdk.operation(id).output.ty)
}

/// The path of the decoder of a call.
pub(super) fn decoder(cx: &Context<'_>, id: OperationId) -> String {
    let output = &cx.sdk.operation(id).output;
    let decoder = match output.value {
        _ if output.name.is_some() => return format!("{}::decode", output_type(cx, id).as_str()),
        ResponseValue::Body(Content::JsonOrText(_)) if output.is_optional => {
            "crate::runtime::decode::json_or_text_or_none"
        }
        ResponseValue::Body(_) if output.is_optional => "crate::runtime::decode::json_or_none",
        value => value_decoder(value).unwrap_or("crate::runtime::decode::empty"),
    };
    decoder.to_owned()
}

/// The runtime decoder of a response; `None` if the response has no content.
fn value_decoder(value: ResponseValue<'_>) -> Option<&'static str> {
    match value {
        ResponseValue::Nothing => None,
        ResponseValue::Body(content) => Some(content_decoder(content)),
        ResponseValue::Redirect => Some("crate::runtime::decode::redirect"),
    }
}

fn content_decoder(content: &Content) -> &'static str {
    match content {
        Content::Json(_) => "crate::runtime::decode::json",
        Content::JsonOrText(_) => "crate::runtime::decode::json_or_text",
        Content::Text => "crate::runtime::decode::text",
        Content::Bytes => "crate::runtime::decode::bytes",
    }
}

/// Prints the enum of an operation with several successful responses.
pub(super) fn output_enum(cx: &Context<'_>, out: &mut Printer<'_>, id: OperationId, output: &str) {
    let operation = cx.sdk.operation(id);
    let variants = &operation.output.variants;
    let label = code(&operation.node.label());
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
    for variant in variants {
        let (name, status) = (Slot::word(variant.name.as_str()), variant.status);
        let status = code(&status.to_string());
        docs::print(out, Of::Part, &format!("Status {status}."));
        match variant.value.ty() {
            Some(ty) => fragment!(out, VARIANT, [name = name, ty = slot(cx, &ty)], { #name(#ty), }),
            None => fragment!(out, VARIANT, [name = name], { #name, }),
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
    for variant in variants {
        arm(out, variant);
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

/// Prints the `match` arm that decodes the response of one status.
fn arm(out: &mut Printer<'_>, variant: &OutputVariant<'_>) {
    let name = Slot::word(variant.name.as_str());
    let decoder = value_decoder(variant.value).map(Slot::path);
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
