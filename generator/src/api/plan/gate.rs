//! Gates: the cargo features that enable an item.

use std::collections::BTreeSet;

use crate::ir::{ApiFeature, CustomId, ServiceId};

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

impl From<ApiFeature> for Feature {
    fn from(feature: ApiFeature) -> Self {
        match feature {
            ApiFeature::Tag(id) => Self::Tag(id),
            ApiFeature::Custom(id) => Self::Custom(id),
        }
    }
}

/// The cargo features that enable an item: any of these. Without one of them `full` enables it: neither an
/// operation nor a notification topic nor a webhook uses the item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gate {
    /// The features whose operations reach the item.
    pub(super) features: Vec<ApiFeature>,
    /// The tags that its topics belong to, without those above: each together with the notifications.
    pub(super) areas: Vec<ServiceId>,
    /// Whether the notifications do so alone: one of its topics belongs to no tag.
    pub(super) notifications: bool,
    /// Whether webhooks do.
    pub(super) webhooks: bool,
}

impl Gate {
    /// The gate of what some features enable.
    pub fn of(features: Vec<ApiFeature>) -> Self {
        Self {
            features,
            ..Self::default()
        }
    }

    /// The gate of what any of some features enables, which may be repeated.
    pub(super) fn any_of(features: impl Iterator<Item = ApiFeature>) -> Self {
        let features: BTreeSet<_> = features.collect();
        Self::of(features.into_iter().collect())
    }

    /// Whether the feature of all tags alone enables the item.
    pub fn is_full(&self) -> bool {
        *self == Self::default()
    }

    /// The tags that turn it on, each alone.
    pub fn tags(&self) -> Vec<ServiceId> {
        let tags = self.features.iter().filter_map(|feature| match feature {
            ApiFeature::Tag(id) => Some(*id),
            ApiFeature::Custom(_) => None,
        });
        tags.collect()
    }

    /// The tags that turn it on together with the notifications.
    pub fn areas(&self) -> &[ServiceId] {
        &self.areas
    }

    /// The features that enable the item alone. That of all tags enables every tag, so that it is named only
    /// without them.
    pub fn alone(&self) -> impl Iterator<Item = Feature> {
        let features = self.features.iter().copied().map(Feature::from);
        let others = [
            (self.notifications, Feature::Notifications),
            (self.webhooks, Feature::Webhooks),
            (self.is_full(), Feature::Full),
        ];
        let others = others.into_iter().filter(|(is_on, _)| *is_on);
        features.chain(others.map(|(_, feature)| feature))
    }

    /// The features in the `cfg` condition.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = Feature> {
        let areas = self.areas.iter().copied().map(Feature::NotificationsOf);
        self.alone().chain(areas)
    }

    /// All features that enable the item: those of the condition, and that of all tags if a tag is among
    /// them.
    pub fn features(&self) -> impl Iterator<Item = Feature> {
        let full = (!self.features.is_empty()).then_some(Feature::Full);
        self.conditions().chain(full)
    }

    /// Whether each feature that turns this on turns the other on as well.
    pub(crate) fn implies(&self, other: &Self) -> bool {
        let turns_on = |feature: Feature| {
            let mut known = other.features();
            known.any(|known| match (known, feature) {
                (Feature::Tag(one), Feature::NotificationsOf(other)) => one == other,
                (Feature::Notifications, Feature::NotificationsOf(_)) => true,
                (known, feature) => known == feature,
            })
        };
        self.conditions().all(turns_on)
    }
}

#[cfg(test)]
mod tests {
    use super::Gate;
    use crate::ir::{ApiFeature, CustomId, ServiceId};

    #[test]
    fn what_turns_on_the_one_may_turn_on_the_other() {
        let [one, two] = [1, 2].map(|id| ApiFeature::Tag(ServiceId(id)));
        let custom = ApiFeature::Custom(CustomId(0));
        let any = |features: &[ApiFeature]| Gate::of(features.to_vec());
        let notified = |features: &[ApiFeature], areas: &[ServiceId], notifications| Gate {
            areas: areas.to_vec(),
            notifications,
            ..any(features)
        };
        let (both, all) = (any(&[one, two]), any(&[one, two, custom]));
        assert!(any(&[one]).implies(&both));
        assert!(!both.implies(&any(&[one])));
        assert!(any(&[custom]).implies(&all));
        assert!(!all.implies(&both));
        assert!(any(&[]).implies(&any(&[one])));
        let always = notified(&[one], &[], true);
        assert!(!always.implies(&any(&[one])));
        let of_area = notified(&[one], &[ServiceId(2)], false);
        assert!(of_area.implies(&both));
        assert!(of_area.implies(&always));
        assert!(of_area.implies(&of_area));
        assert!(!of_area.implies(&any(&[one])));
    }
}
