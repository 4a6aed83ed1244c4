//! The page of all webhooks and callbacks.

use serde::Serialize;

use super::ReferencePages;
use super::inputs::described;
use super::links::PageId;
use crate::markdown::{code, code_cell};

/// The page of all webhooks.
#[derive(Debug, Serialize)]
pub(crate) struct WebhooksPage {
    header: String,
    index: String,
    library: String,
    is_signed: bool,
    events: Vec<EventText>,
}

/// An event.
#[derive(Debug, Serialize)]
struct EventText {
    name: String,
    variant: String,
    /// The type of the body, linked; nothing where it has none.
    ty: Option<String>,
    description: Option<String>,
}

impl ReferencePages<'_> {
    /// The page of all webhooks.
    pub(super) fn webhooks(&self) -> WebhooksPage {
        let events = self.sdk.webhooks.iter().map(|webhook| EventText {
            name: code_cell(&webhook.node.name),
            variant: code(webhook.variant.as_str()),
            ty: webhook
                .payload
                .as_ref()
                .map(|ty| self.typed(PageId::Webhooks, ty.inside_box())),
            description: described(webhook.node.description.as_deref()),
        });
        WebhooksPage {
            header: self.package.header.clone(),
            index: self.links.page(PageId::Webhooks, PageId::Index),
            library: self.package.library.clone(),
            is_signed: self.sdk.signature.is_some(),
            events: events.collect(),
        }
    }
}
