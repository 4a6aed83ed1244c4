//! APIs of tags, and the cargo features that turn items on.

use super::Tables;
use crate::analyze::SimpleCalls;
use crate::ir::{Service, ServiceId};
use crate::name::{FeatureName, ModuleName, TypeName, ValueName};
use crate::plan;

/// The feature of notifications, of their topics, and of the models that they bring.
pub const NOTIFICATIONS: &str = "websocket";

/// The feature of webhooks, and of the models that they bring.
pub const WEBHOOKS: &str = "webhooks";

/// The feature of all tags.
const FULL: &str = "full";

/// The API of a tag: a module with a struct, which has the methods.
#[derive(Debug)]
pub struct Tag<'a> {
    /// What the definition says of it.
    pub node: &'a Service,
    /// The struct.
    pub name: &'a TypeName,
    /// The module.
    pub module: &'a ModuleName,
    /// The cargo feature.
    pub feature: &'a FeatureName,
    /// The method of the client that leads to it.
    pub accessor: &'a ValueName,
    /// The calls that examples start with.
    pub simple: SimpleCalls,
}

/// A cargo feature that turns an item on, or two that do so together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// That of a tag.
    Tag(ServiceId),
    /// That of all tags.
    Full,
    /// That of notifications.
    Notifications,
    /// That of webhooks.
    Webhooks,
    /// That of notifications together with that of a tag.
    NotificationsOf(ServiceId),
}

/// What turns an item on: any of these, or, where there is none, the feature of all tags alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate<'a> {
    /// The tags whose operations reach the item.
    tags: &'a [ServiceId],
    /// The tags that its topics belong to, without those above.
    areas: &'a [ServiceId],
    notifications: bool,
    webhooks: bool,
}

impl<'a> Gate<'a> {
    /// A gate as it was planned.
    pub fn of(planned: &'a plan::Gate) -> Self {
        Self {
            tags: &planned.services,
            areas: &planned.areas,
            notifications: planned.notifications,
            webhooks: planned.webhooks,
        }
    }

    /// What some tags turn on.
    pub fn of_tags(tags: &'a [ServiceId]) -> Self {
        Self {
            tags,
            areas: &[],
            notifications: false,
            webhooks: false,
        }
    }

    /// The tags that turn it on, each alone.
    pub fn tags(self) -> &'a [ServiceId] {
        self.tags
    }

    /// The tags that turn it on together with the notifications.
    pub fn areas(self) -> &'a [ServiceId] {
        self.areas
    }

    /// The features that turn it on alone. That of all tags turns on each of them, and is named where
    /// nothing else turns it on.
    pub fn alone(self) -> impl Iterator<Item = Feature> {
        let tags = self.tags.iter().copied().map(Feature::Tag);
        let is_full =
            self.tags.is_empty() && self.areas.is_empty() && !self.notifications && !self.webhooks;
        let others = [
            (self.notifications, Feature::Notifications),
            (self.webhooks, Feature::Webhooks),
            (is_full, Feature::Full),
        ];
        let others = others.into_iter().filter(|(is_on, _)| *is_on);
        tags.chain(others.map(|(_, feature)| feature))
    }

    /// The features that its condition names.
    pub fn conditions(self) -> impl Iterator<Item = Feature> {
        let areas = self.areas.iter().copied().map(Feature::NotificationsOf);
        self.alone().chain(areas)
    }

    /// All features that turn it on: those of its condition, and that of all tags where one of them is
    /// a tag's.
    pub fn features(self) -> impl Iterator<Item = Feature> {
        let full = (!self.tags.is_empty()).then_some(Feature::Full);
        self.conditions().chain(full)
    }
}

impl<'a> super::Sdk<'a> {
    /// The names of the cargo features that turn an item on together; mostly one.
    pub fn feature(&self, feature: Feature) -> Vec<&'a str> {
        match feature {
            Feature::Tag(id) => vec![self.tag(id).feature.as_str()],
            Feature::Full => vec![FULL],
            Feature::Notifications => vec![NOTIFICATIONS],
            Feature::Webhooks => vec![WEBHOOKS],
            Feature::NotificationsOf(id) => vec![NOTIFICATIONS, self.tag(id).feature.as_str()],
        }
    }
}

pub(super) fn tags<'a>(tables: &Tables<'a>) -> Vec<Tag<'a>> {
    let tags = tables.api.services().map(|(id, node)| {
        let names = tables.names.service(id);
        Tag {
            node,
            name: &names.ty,
            module: &names.module,
            feature: &names.feature,
            accessor: &names.accessor,
            simple: tables.analysis.simple_calls(id),
        }
    });
    tags.collect()
}

/// What turns each model on; nothing does where it is not emitted.
pub(super) fn gates<'a>(tables: &Tables<'a>) -> Vec<Option<Gate<'a>>> {
    let mut gates = vec![None; tables.api.models.len()];
    for file in &tables.plan.models {
        for id in &file.members {
            gates[id.0] = Some(Gate::of(&file.gate));
        }
    }
    for id in tables.plan.apis.iter().flat_map(|file| &file.models) {
        let owner = tables.api.owner(*id);
        gates[id.0] = owner.map(|owner| Gate::of_tags(&tables.api.operation(owner).services));
    }
    gates
}
