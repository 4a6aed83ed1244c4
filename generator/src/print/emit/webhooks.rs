//! Webhooks: an enum with a variant for each event, its deserialization, and the signature scheme.

use super::Context;
use super::docs::{self, Doc, Of, code, deprecated};
use super::fragment::fragment;
use super::literals::literal;
use super::types::slot;
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::ir::{Content, Encoding, WebhookSignature};
use crate::sdk::Webhook;

/// Items of the runtime that are re-exported.
const ITEMS: [&str; 4] = ["Encoding", "PayloadError", "Rejected", "Signature"];

/// Prints `webhooks.rs`.
pub fn webhooks(cx: &Context<'_>, out: &mut Printer<'_>) {
    let doc = "Webhooks: requests that the service sends to a receiver of yours. It needs no client.\n\n\
         [`Signature::verify`] verifies that a request is from the service. Respond to any other request \
         with the status 401.";
    docs::print(out, Of::Module, doc);
    let items: Vec<_> = ITEMS.iter().map(|name| Slot::word(name)).collect();
    fragment!(out, DECLARATION, [], each [items] = &items, {
        #[doc(inline)]
        pub use crate::runtime::webhooks::{#(#items),*};
    });
    if let Some(signature) = cx.sdk.signature {
        constant(out, signature);
    }
    if !cx.sdk.webhooks.is_empty() {
        definition(cx, out);
        methods(cx, out);
        reading(cx, out);
    }
}

/// Prints the constant that describes the signature scheme to the runtime.
fn constant(out: &mut Printer<'_>, signature: &WebhookSignature) {
    docs::print(out, Of::Item, "How the service signs its webhooks.");
    let mut steps = Vec::new();
    if signature.encoding != Encoding::Hex {
        steps.push(format!(".encoding({})", encoding(signature.encoding)));
    }
    if !signature.prefix.is_empty() {
        steps.push(format!(".prefix({})", literal(&signature.prefix)));
    }
    if signature.secret != Encoding::Text || !signature.secret_prefix.is_empty() {
        let (written, prefix) = (
            encoding(signature.secret),
            literal(&signature.secret_prefix),
        );
        steps.push(format!(".secret({written}, {prefix})"));
    }
    steps.push(format!(".signed({})", literal(&signature.signed)));
    if let Some(time) = &signature.timestamp {
        let (header, prefix) = (literal(&time.header), literal(&time.prefix));
        let tolerance = time.tolerance;
        steps.push(format!(".timestamp({header}, {prefix}, {tolerance})"));
    }
    let value = Slot::free(format!(
        "Signature::new({}){}",
        literal(&signature.header),
        steps.concat()
    ));
    fragment!(out, ITEM, [value = value], { pub const SIGNATURE: Signature = #value; });
}

fn encoding(encoding: Encoding) -> &'static str {
    match encoding {
        Encoding::Text => "Encoding::Text",
        Encoding::Hex => "Encoding::Hex",
        Encoding::Base64 => "Encoding::Base64",
    }
}

fn definition(cx: &Context<'_>, out: &mut Printer<'_>) {
    let doc = "An event that the service tells a receiver of, with its body.\n\n\
         `Webhook::try_from((name, body))` reads one: `name` is the name of the event, which services send in \
         a header, in the body, or as the address that they call.";
    docs::print(out, Of::Item, doc);
    fragment!(out, ITEM_ATTRIBUTE, [], {
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
    });
    fragment!(out, ENUM, [], { pub enum Webhook });
    for webhook in &cx.sdk.webhooks {
        if out.is_full() {
            break;
        }
        let mut doc = Doc::default();
        doc.line(webhook.node.description.as_deref());
        doc.paragraph(&format!("The event {}.", code(&webhook.node.name)));
        doc.print(out, Of::Part);
        deprecated(out, Of::Part, webhook.node.deprecated);
        let name = variant(webhook);
        match &webhook.payload {
            Some(ty) => fragment!(out, VARIANT, [name = name, ty = slot(cx, ty)], { #name(#ty), }),
            None => fragment!(out, VARIANT, [name = name], { #name, }),
        }
    }
    docs::print(out, Of::Part, "Any other event, as received.");
    fragment!(out, VARIANT, [], {
        Unknown {
            #[doc = " The name of the event."]
            name: String,
            #[doc = " The body of the request."]
            body: Vec<u8>,
        },
    });
    out.end(End::Item);
}

fn variant<'a>(webhook: &Webhook<'a>) -> Slot<'a> {
    Slot::word(webhook.variant.as_str())
}

fn methods(cx: &Context<'_>, out: &mut Printer<'_>) {
    fragment!(out, IMPLEMENTATION, [], { impl Webhook });
    if cx.sdk.signature.is_some() {
        let doc = "Whether a request is signed by the service with this secret: see [`Signature::verify`].\n\n\
             # Errors\n\nIf the request is not to be trusted.";
        docs::print(out, Of::Part, doc);
        fragment!(out, MEMBER, [], {
            pub fn verify<'h>(
                header: impl Fn(&str) -> Option<&'h str>,
                body: &[u8],
                secret: &str,
                now: ::jiff::Timestamp,
            ) -> Result<(), Rejected> {
                SIGNATURE.verify(header, body, secret, now)
            }
        });
    }
    docs::print(out, Of::Part, "The name of the event.");
    fragment!(out, METHOD, [], { pub fn name(&self) -> &str });
    fragment!(out, MATCH, [], { match self });
    for webhook in &cx.sdk.webhooks {
        let (variant, name) = (variant(webhook), Slot::text(&webhook.node.name));
        match webhook.payload {
            Some(_) => {
                fragment!(out, ARM, [variant = variant, name = name], { Self::#variant(_) => #name, })
            }
            None => {
                fragment!(out, ARM, [variant = variant, name = name], { Self::#variant => #name, })
            }
        }
    }
    fragment!(out, ARM, [], { Self::Unknown { name, .. } => name, });
    out.end(End::Match);
    out.end(End::Item);
}

fn reading(cx: &Context<'_>, out: &mut Printer<'_>) {
    fragment!(out, IMPLEMENTATION, [], { impl TryFrom<(&str, &[u8])> for Webhook });
    fragment!(out, MEMBER, [], {
        type Error = PayloadError;
    });
    fragment!(out, METHOD, [], {
        fn try_from((name, body): (&str, &[u8])) -> Result<Self, PayloadError>
    });
    fragment!(out, MATCH, [], { match name });
    for webhook in &cx.sdk.webhooks {
        let (variant, name) = (variant(webhook), Slot::text(&webhook.node.name));
        match &webhook.node.payload {
            Some(Content::Json(_) | Content::JsonOrText(_)) => {
                json_arm(out, webhook, variant, name);
            }
            Some(Content::Text) => fragment!(out, ARM, [name = name, variant = variant], {
                #name => crate::runtime::webhooks::read_text(name, body).map(Self::#variant),
            }),
            Some(Content::Bytes) => fragment!(out, ARM, [name = name, variant = variant], {
                #name => Ok(Self::#variant(body.to_vec())),
            }),
            None => fragment!(out, ARM, [name = name, variant = variant], {
                #name => Ok(Self::#variant),
            }),
        }
    }
    fragment!(out, ARM, [], {
        _ => Ok(Self::Unknown { name: name.to_owned(), body: body.to_vec() }),
    });
    out.end(End::Match);
    out.end(End::Item);
}

fn json_arm(out: &mut Printer<'_>, webhook: &Webhook<'_>, variant: Slot<'_>, name: Slot<'_>) {
    let is_boxed = webhook
        .payload
        .as_ref()
        .is_some_and(|ty| ty.inside_box() != ty);
    match is_boxed {
        true => fragment!(out, ARM, [name = name, variant = variant], {
            #name => crate::runtime::webhooks::read(name, body).map(Box::new).map(Self::#variant),
        }),
        false => fragment!(out, ARM, [name = name, variant = variant], {
            #name => crate::runtime::webhooks::read(name, body).map(Self::#variant),
        }),
    }
}
