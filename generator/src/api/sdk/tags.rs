//! Modules of tags, and the cargo features that enable items.

use super::StageResults;
use crate::analyze::SimpleCalls;
use crate::ir::{Service, ServiceId};
use crate::name::{FeatureName, ModuleName, TypeName, ValueName};
use crate::plan;

/// The feature of notifications, topics, and the models of events.
pub const NOTIFICATIONS: &str = "websocket";

/// The feature that enables all tags.
const FULL: &str = "full";

/// A tag: a module with a struct whose methods are the operations.
#[derive(Debug)]
pub struct Tag<'a> {
    /// The tag in the IR.
    pub node: &'a Service,
    /// The name of the struct.
    pub name: &'a TypeName,
    /// The module below `apis`.
    pub module: &'a ModuleName,
    /// The cargo feature that enables it.
    pub feature: &'a FeatureName,
    /// The method of `Client` that returns the struct.
    pub accessor: &'a ValueName,
    /// The operations that examples call first.
    pub simple: SimpleCalls,
}

/// A cargo feature that enables an item, or two that do so together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// The feature of a tag.
    Tag(ServiceId),
    /// The feature that enables all tags.
    Full,
    /// The feature of notifications.
    Notifications,
    /// The feature of notifications together with that of a tag.
    NotificationsOf(ServiceId),
}

/// The features that enable an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate<'a> {
    /// Any of these tags.
    Tags(&'a [ServiceId]),
    /// Notifications, or any of these tags.
    Notified(&'a [ServiceId]),
    /// Any of the tags, or notifications together with any tag of a topic.
    NotifiedOf {
        /// The tags whose operations reach the item.
        tags: &'a [ServiceId],
        /// The tags of its topics, without those above.
        areas: &'a [ServiceId],
    },
    /// Only the feature of all tags: neither an operation nor a topic reaches the item.
    Full,
}

impl<'a> Gate<'a> {
    /// A gate for the planned one.
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

    /// The tags of which each enables the item alone.
    pub fn tags(self) -> &'a [ServiceId] {
        match self {
            Self::Tags(tags) | Self::Notified(tags) | Self::NotifiedOf { tags, .. } => tags,
            Self::Full => &[],
        }
    }

    /// The tags that enable the item together with notifications.
    pub fn areas(self) -> &'a [ServiceId] {
        match self {
            Self::NotifiedOf { areas, .. } => areas,
            Self::Tags(_) | Self::Notified(_) | Self::Full => &[],
        }
    }

    /// The features that enable the item alone. That of all tags enables every tag, so that it is named only
    /// without them.
    pub fn alone(self) -> impl Iterator<Item = Feature> {
        let tags = self.tags().iter().copied().map(Feature::Tag);
        let other = match self {
            Self::Tags(_) | Self::NotifiedOf { .. } => None,
            Self::Notified(_) => Some(Feature::Notifications),
            Self::Full => Some(Feature::Full),
        };
        tags.chain(other)
    }

    /// The features in the `cfg` condition.
    pub fn conditions(self) -> impl Iterator<Item = Feature> {
        let areas = self.areas().iter().copied().map(Feature::NotificationsOf);
        self.alone().chain(areas)
    }

    /// All features that enable the item: those of the condition, and that of all tags if a tag is among
    /// them.
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

pub(super) fn tags<'a>(tables: &StageResults<'a>) -> Vec<Tag<'a>> {
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

/// The gate of each model; `None` for models that are not emitted.
pub(super) fn gates<'a>(tables: &StageResults<'a>) -> Vec<Option<Gate<'a>>> {
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
