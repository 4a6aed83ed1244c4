//! Conversions: the models of requests that are made from models of responses, with what turns them on.

use super::{Feature, Gate, Sdk, StageResults};
use crate::analyze;
use crate::ir::{ModelId, OperationId};

/// How a struct is made from the model of a response, by `From` or `TryFrom` of a reference to it.
#[derive(Debug)]
pub struct Conversion<'a> {
    /// The fields that are taken over.
    pub node: &'a analyze::Conversion,
    /// What turns on the model that it is made from, where that is not on whenever the struct is.
    pub gate: Option<Gate<'a>>,
}

impl Conversion<'_> {
    /// The model that the struct is made from.
    pub fn from(&self) -> ModelId {
        self.node.from
    }

    /// Whether it is by `TryFrom`: the response may lack what the request requires.
    pub fn is_fallible(&self) -> bool {
        self.node.is_fallible
    }

    /// The operations that read the one and write the other; nothing where the models are parts of others.
    pub fn operations(&self) -> Option<(OperationId, OperationId)> {
        self.node.operations
    }
}

impl Sdk<'_> {
    /// The conversions that read a model, each with the model that it makes.
    pub fn conversions_of(
        &self,
        from: ModelId,
    ) -> impl Iterator<Item = (ModelId, &Conversion<'_>)> {
        let made = self.model(from).structure().map(|it| it.converted);
        made.unwrap_or_default().iter().filter_map(move |to| {
            let mut known = self.model(*to).structure()?.conversions.iter();
            Some((*to, known.find(|it| it.from() == from)?))
        })
    }
}

/// The conversions that make a model.
pub(super) fn conversions<'a>(
    tables: &StageResults<'a>,
    to: ModelId,
    gates: &[Option<Gate<'a>>],
) -> Vec<Conversion<'a>> {
    let made = tables.analysis.conversions.to(to);
    let made = made.map(|node| Conversion {
        node,
        gate: gates[node.from.0].filter(|from| !is_implied(gates[to.0], *from)),
    });
    made.collect()
}

/// Whether each feature that turns on the one turns on the other as well.
fn is_implied(one: Option<Gate<'_>>, other: Gate<'_>) -> bool {
    let turns_on = |feature: Feature| {
        let mut known = other.features();
        known.any(|known| match (known, feature) {
            (Feature::Tag(one), Feature::NotificationsOf(other)) => one == other,
            (Feature::Notifications, Feature::NotificationsOf(_)) => true,
            (known, feature) => known == feature,
        })
    };
    one.into_iter().flat_map(Gate::conditions).all(turns_on)
}

#[cfg(test)]
mod tests {
    use super::is_implied;
    use crate::ir::{ApiFeature, CustomId, ServiceId};
    use crate::plan;
    use crate::sdk::Gate;

    #[test]
    fn what_turns_on_the_one_may_turn_on_the_other() {
        let [one, two] = [1, 2].map(|id| ApiFeature::Tag(ServiceId(id)));
        let custom = ApiFeature::Custom(CustomId(0));
        let any = |features: &[ApiFeature]| plan::Gate::of(features.to_vec());
        let notified = |features: &[ApiFeature], areas: &[ServiceId], notifications| plan::Gate {
            areas: areas.to_vec(),
            notifications,
            ..any(features)
        };
        let is = |first: &plan::Gate, second: &plan::Gate| {
            is_implied(Some(Gate::of(first)), Gate::of(second))
        };
        let (both, all) = (any(&[one, two]), any(&[one, two, custom]));
        assert!(is(&any(&[one]), &both));
        assert!(!is(&both, &any(&[one])));
        assert!(is(&any(&[custom]), &all));
        assert!(!is(&all, &both));
        assert!(is(&any(&[]), &any(&[one])));
        let always = notified(&[one], &[], true);
        assert!(!is(&always, &any(&[one])));
        let of_area = notified(&[one], &[ServiceId(2)], false);
        assert!(is(&of_area, &both));
        assert!(is(&of_area, &always));
        assert!(is(&of_area, &of_area));
        assert!(!is(&of_area, &any(&[one])));
    }
}
