//! APIs of tags, and the cargo features that turn items on.

use super::Tables;
use crate::analyze::SimpleCalls;
use crate::ir::{Service, ServiceId};
use crate::name::{FeatureName, ModuleName, TypeName, ValueName};
use crate::plan;

/// The feature of notifications, of their topics, and of the models that they bring.
pub const NOTIFICATIONS: &str = "websocket";

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
    /// That of notifications together with that of a tag.
    NotificationsOf(ServiceId),
}

/// What turns an item on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate<'a> {
    /// One of these tags.
    Tags(&'a [ServiceId]),
    /// One of the tags, or the notifications.
    Notified(&'a [ServiceId]),
    /// One of the tags, or the notifications together with one of the tags that topics belong to.
    NotifiedOf {
        /// The tags whose operations reach the item.
        tags: &'a [ServiceId],
        /// The tags that its topics belong to, without those above.
        areas: &'a [ServiceId],
    },
    /// The feature of all tags alone: neither operation nor notification reaches the item.
    Full,
}

impl<'a> Gate<'a> {
    /// A gate as it was planned.
    pub fn of(planned: &'a plan::Gate) -> Self {
        match planned {
            plan::Gate::AnyOf(tags) => Self::Tags(tags),
            plan::Gate::Notified { services, areas } if areas.is_empty() => {
                Self::Notified(services)
            }
            plan::Gate::Notified { services, areas } => Self::NotifiedOf {
                tags: services,
                areas,
            },
            plan::Gate::Full => Self::Full,
        }
    }

    /// The tags that turn it on, each alone.
    pub fn tags(self) -> &'a [ServiceId] {
        match self {
            Self::Tags(tags) | Self::Notified(tags) | Self::NotifiedOf { tags, .. } => tags,
            Self::Full => &[],
        }
    }

    /// The tags that turn it on together with the notifications.
    pub fn areas(self) -> &'a [ServiceId] {
        match self {
            Self::NotifiedOf { areas, .. } => areas,
            Self::Tags(_) | Self::Notified(_) | Self::Full => &[],
        }
    }

    /// The features that turn it on alone. That of all tags turns on each of them, and is named where none
    /// of them is.
    pub fn alone(self) -> impl Iterator<Item = Feature> {
        let tags = self.tags().iter().copied().map(Feature::Tag);
        let other = match self {
            Self::Tags(_) | Self::NotifiedOf { .. } => None,
            Self::Notified(_) => Some(Feature::Notifications),
            Self::Full => Some(Feature::Full),
        };
        tags.chain(other)
    }

    /// The features that its condition names.
    pub fn conditions(self) -> impl Iterator<Item = Feature> {
        let areas = self.areas().iter().copied().map(Feature::NotificationsOf);
        self.alone().chain(areas)
    }

    /// All features that turn it on: those of its condition, and that of all tags where one of them is
    /// a tag's.
    pub fn features(self) -> impl Iterator<Item = Feature> {
        let full = (!self.tags().is_empty()).then_some(Feature::Full);
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
        gates[id.0] = owner.map(|owner| Gate::Tags(&tables.api.operation(owner).services));
    }
    gates
}
