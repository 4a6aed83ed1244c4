//! One of the two definitions, with everything that the comparison looks at.

use std::collections::HashMap;

use crate::analyze::Analysis;
use crate::ir::{Api, ModelId, OperationId, ServiceId};
use crate::name::Names;
use crate::plan::{Gate, Plan};
use crate::sdk::Sdk;
use crate::upgrade::Dialect;

/// What turns an item on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Feature {
    /// The feature of a service.
    Service(ServiceId),
    /// The feature of all services.
    Full,
    /// The feature of notifications.
    Notifications,
    /// The feature of notifications together with that of a service.
    NotificationsOf(ServiceId),
}

/// The tables that a crate is printed from.
#[derive(Debug)]
pub struct Tables {
    /// The definition.
    pub api: Api,
    /// What follows from it.
    pub analysis: Analysis,
    /// The names of everything.
    pub names: Names,
    /// Where everything stands.
    pub plan: Plan,
    /// The types that callers see.
    pub sdk: Sdk,
}

/// One of the two definitions: the tables that its crate is printed from.
#[derive(Debug)]
pub struct Side {
    api: Api,
    pub(super) analysis: Analysis,
    pub(super) names: Names,
    pub(super) plan: Plan,
    pub(super) sdk: Sdk,
    dialect: Dialect,
    /// What turns a model on, for those that are emitted.
    gates: HashMap<ModelId, Gate>,
}

impl Side {
    /// A side from all that is known of it. The dialect is the one that it was published in.
    pub fn new(tables: Tables, dialect: Dialect) -> Self {
        let Tables {
            api,
            analysis,
            names,
            plan,
            sdk,
        } = tables;
        let gates = gates(&api, &plan);
        Self {
            api,
            analysis,
            names,
            plan,
            sdk,
            dialect,
            gates,
        }
    }

    pub(super) fn api(&self) -> &Api {
        &self.api
    }

    /// What turns a model on; nothing does when it is not emitted.
    pub(super) fn gate(&self, model: ModelId) -> Option<&Gate> {
        self.gates.get(&model)
    }

    /// The services that turn a model on.
    pub(super) fn model_services(&self, model: ModelId) -> &[ServiceId] {
        self.gate(model).map(services).unwrap_or_default()
    }

    /// The name of a feature.
    pub(super) fn feature_name(&self, feature: Feature) -> String {
        match feature {
            Feature::Service(id) => self.names.service(id).feature.as_str().to_owned(),
            Feature::Full => "full".to_owned(),
            Feature::Notifications => "websocket".to_owned(),
            Feature::NotificationsOf(id) => {
                format!("websocket with {}", self.names.service(id).feature.as_str())
            }
        }
    }

    /// What turns the function of a topic on.
    pub(super) fn topic_feature(&self, index: usize) -> Feature {
        match self.analysis.topic_service(index) {
            Some(id) => Feature::NotificationsOf(id),
            None => Feature::Notifications,
        }
    }

    /// A place of the representation, as it is called in the published document.
    pub(super) fn published(&self, pointer: &str) -> String {
        self.dialect.original_pointer(pointer)
    }

    /// The tags of an operation, sorted.
    pub(super) fn tags(&self, operation: OperationId) -> Vec<String> {
        self.tag_names(&self.api().operation(operation).services)
    }

    /// The names of some tags, sorted.
    pub(super) fn tag_names<'a>(
        &self,
        services: impl IntoIterator<Item = &'a ServiceId>,
    ) -> Vec<String> {
        let names = services.into_iter();
        let mut names: Vec<_> = names
            .map(|id| self.api().service(*id).name.clone())
            .collect();
        names.sort();
        names
    }
}

/// The features that a gate names, and that of all services when it names one.
pub(super) fn features(gate: &Gate) -> Vec<Feature> {
    let services = services(gate);
    let has_full = !services.is_empty() || *gate == Gate::Full;
    let mut features: Vec<_> = services.iter().copied().map(Feature::Service).collect();
    features.extend(has_full.then_some(Feature::Full));
    if let Gate::Notified { areas, .. } = gate {
        features.extend(areas.is_empty().then_some(Feature::Notifications));
        features.extend(areas.iter().copied().map(Feature::NotificationsOf));
    }
    features
}

fn services(gate: &Gate) -> &[ServiceId] {
    match gate {
        Gate::AnyOf(services) | Gate::Notified { services, .. } => services,
        Gate::Full => &[],
    }
}

fn gates(api: &Api, plan: &Plan) -> HashMap<ModelId, Gate> {
    let files = plan.models.iter();
    let models = files.flat_map(|file| file.members.iter().map(|id| (*id, file.gate.clone())));
    let parameters = plan.apis.iter().flat_map(|file| &file.models);
    let parameters = parameters.filter_map(|id| {
        let services = api.operation(api.owner(*id)?).services.clone();
        Some((*id, Gate::AnyOf(services)))
    });
    models.chain(parameters).collect()
}
