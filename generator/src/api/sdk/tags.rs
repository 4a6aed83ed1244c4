//! Modules of tags, and the cargo features that enable items.

use super::StageResults;
use crate::analyze::SimpleCalls;
use crate::ir::{ApiFeature, CustomId, Service, ServiceId};
use crate::name::{FeatureName, ModuleName, TypeName, ValueName};
use crate::plan;

/// The feature of notifications, topics, and the models of events.
pub const NOTIFICATIONS: &str = "websocket";

/// The feature of webhooks, and of the models that they bring.
pub const WEBHOOKS: &str = "webhooks";

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
    /// What turns it on: its feature, and the custom features of its operations.
    pub gate: Gate<'a>,
    /// The calls that examples start with.
    pub simple: SimpleCalls,
}

/// A cargo feature that enables an item, or two that do so together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Feature {
    /// The feature of a tag.
    Tag(ServiceId),
    /// One of the configuration.
    Custom(CustomId),
    /// That of all tags.
    Full,
    /// The feature of notifications.
    Notifications,
    /// The feature of webhooks.
    Webhooks,
    /// The feature of notifications together with that of a tag.
    NotificationsOf(ServiceId),
}

/// The features that enable an item: any of these, or, where there is none, only the feature of all tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate<'a>(&'a plan::Gate);

impl<'a> Gate<'a> {
    /// A gate for the planned one.
    pub fn of(planned: &'a plan::Gate) -> Self {
        Self(planned)
    }

    /// The tags that turn it on, each alone.
    pub fn tags(self) -> Vec<ServiceId> {
        let features = self.0.features.iter();
        let tags = features.filter_map(|feature| match feature {
            ApiFeature::Tag(id) => Some(*id),
            ApiFeature::Custom(_) => None,
        });
        tags.collect()
    }

    /// The tags that turn it on together with the notifications.
    pub fn areas(self) -> &'a [ServiceId] {
        &self.0.areas
    }

    /// The features that enable the item alone. That of all tags enables every tag, so that it is named only
    /// without them.
    pub fn alone(self) -> impl Iterator<Item = Feature> {
        let features = self.0.features.iter().copied().map(Feature::from);
        let others = [
            (self.0.notifications, Feature::Notifications),
            (self.0.webhooks, Feature::Webhooks),
            (self.0.is_full(), Feature::Full),
        ];
        let others = others.into_iter().filter(|(is_on, _)| *is_on);
        features.chain(others.map(|(_, feature)| feature))
    }

    /// The features in the `cfg` condition.
    pub fn conditions(self) -> impl Iterator<Item = Feature> {
        let areas = self.0.areas.iter().copied().map(Feature::NotificationsOf);
        self.alone().chain(areas)
    }

    /// All features that enable the item: those of the condition, and that of all tags if a tag is among
    /// them.
    pub fn features(self) -> impl Iterator<Item = Feature> {
        let full = (!self.0.features.is_empty()).then_some(Feature::Full);
        self.conditions().chain(full)
    }
}

impl From<ApiFeature> for Feature {
    fn from(feature: ApiFeature) -> Self {
        match feature {
            ApiFeature::Tag(id) => Self::Tag(id),
            ApiFeature::Custom(id) => Self::Custom(id),
        }
    }
}

impl<'a> super::Sdk<'a> {
    /// The names of the cargo features that turn an item on together; mostly one.
    pub fn feature(&self, feature: Feature) -> Vec<&'a str> {
        match feature {
            Feature::Tag(id) => vec![self.tag(id).feature.as_str()],
            Feature::Custom(id) => vec![&self.custom[id.0].name],
            Feature::Full => vec![FULL],
            Feature::Notifications => vec![NOTIFICATIONS],
            Feature::Webhooks => vec![WEBHOOKS],
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
            gate: Gate::of(tables.plan.tag_gate(id)),
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
        gates[id.0] = owner.map(|owner| Gate::of(tables.plan.operation_gate(owner)));
    }
    gates
}
