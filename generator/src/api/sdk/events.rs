//! What a service sends by itself: the topics of notifications, and webhooks.

use super::{Feature, StageResults, Type};
use crate::ir;
use crate::name::{ValueName, VariantName};

/// A notification topic.
#[derive(Debug)]
pub struct Topic<'a> {
    /// The topic in the IR.
    pub node: &'a ir::Topic,
    /// The name of the function that creates it.
    pub function: &'a ValueName,
    /// The arguments of the function, which are strings.
    pub arguments: &'a [ValueName],
    /// The type of its events.
    pub event: Type,
    /// What turns the function on.
    pub feature: Feature,
}

/// A webhook or a callback: a variant of the enum of all events.
#[derive(Debug)]
pub struct Webhook<'a> {
    /// What the definition says of it.
    pub node: &'a ir::Webhook,
    /// The variant.
    pub variant: &'a VariantName,
    /// The type of its body; nothing where it has none.
    pub payload: Option<Type>,
}

/// A model is in a box, so that the enum is as small as a pointer and a name.
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
