//! Events that the service sends: notification topics and webhooks.

use super::{Feature, StageResults, Type};
use crate::ir;
use crate::name::{ValueName, VariantName};

/// A notification topic.
#[derive(Debug)]
pub struct Topic<'a> {
    /// The topic in the IR.
    pub node: &'a ir::Topic,
    /// The function that creates the topic.
    pub function: &'a ValueName,
    /// The parameters of the function, which are strings.
    pub arguments: &'a [ValueName],
    /// The type of the events.
    pub event: Type,
    /// The feature that enables the function.
    pub feature: Feature,
}

/// A webhook or a callback, which is a variant of the enum of all events.
#[derive(Debug)]
pub struct Webhook<'a> {
    /// The webhook in the IR.
    pub node: &'a ir::Webhook,
    /// The name of the variant.
    pub variant: &'a VariantName,
    /// The type of the body; `None` without a body.
    pub payload: Option<Type>,
}

/// Boxes every model, so that the enum is no larger than a pointer and a name.
pub(super) fn webhooks<'a>(tables: &StageResults<'a>) -> Vec<Webhook<'a>> {
    let webhooks = tables.api.webhooks.iter().zip(tables.names.webhooks());
    let webhooks = webhooks.map(|(node, variant)| Webhook {
        node,
        variant,
        payload: node.payload.as_ref().map(|payload| {
            let ty = Type::of_content(payload);
            match ty {
                Type::Model(_) => ty.boxed(),
                ty => ty,
            }
        }),
    });
    webhooks.collect()
}

pub(super) fn topics<'a>(tables: &StageResults<'a>) -> Vec<Topic<'a>> {
    let topics = tables.api.topics.iter().zip(tables.names.topics());
    let topics = topics.map(|(node, names)| Topic {
        node,
        function: &names.function,
        arguments: &names.arguments,
        event: Type::of(&node.ty),
        feature: node
            .service
            .map_or(Feature::Notifications, Feature::NotificationsOf),
    });
    topics.collect()
}
