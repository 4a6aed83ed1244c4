//! Planning: the file of each item, and the cargo features that enable it.
//!
//! Knows modules and files, but not their contents.

mod gate;
mod own_types;

use std::collections::BTreeSet;

pub use gate::{Feature, Gate};

use crate::analyze::Analysis;
use crate::ir::{Api, ApiFeature, ModelId, OperationId, Origin, ServiceId};

/// A module of `apis`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiModule {
    /// The module of one tag.
    Service(ServiceId),
    /// The module of what several features turn on.
    Shared,
}

/// The location of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home {
    /// In `models`, in the file of its outermost model.
    Models(ModelId),
    /// In the module of the operation whose parameter it belongs to.
    Api(ApiModule),
}

/// A file of models: one model with its nested models.
#[derive(Debug)]
pub struct ModelFile {
    /// The outermost model, which gives the file its name.
    pub root: ModelId,
    /// The models in it, the outermost first.
    pub members: Vec<ModelId>,
    /// The features that enable the file.
    pub gate: Gate,
}

/// A file of operations.
#[derive(Debug)]
pub struct ApiFile {
    /// Its module.
    pub module: ApiModule,
    /// What turns the module on.
    pub gate: Gate,
    /// The operations that are defined in it.
    pub operations: Vec<OperationId>,
}

/// The files of the crate, and the location of each item.
#[derive(Debug)]
pub struct Plan {
    /// The files of models, by module name.
    pub models: Vec<ModelFile>,
    /// The files of operations: one for each tag, in order, then the shared one.
    pub apis: Vec<ApiFile>,
    homes: Vec<Home>,
    /// What has the gate of each model; none for models that the crate does not have.
    model_gates: Vec<Option<GateOf>>,
    operation_modules: Vec<ApiModule>,
    /// What turns each operation on.
    operation_gates: Vec<Gate>,
    /// What turns each operation of a tag on in its module, by tag.
    method_gates: Vec<Vec<Option<Gate>>>,
    /// The paths of the types of the caller that the crate has.
    own_types: BTreeSet<String>,
}

/// What a model is turned on with.
#[derive(Debug, Clone, Copy)]
enum GateOf {
    /// Its file, by the index in [`Plan::models`].
    File(usize),
    /// The operation whose parameter it belongs to.
    Operation(OperationId),
}

impl Plan {
    /// What turns a model on: all features of its file, or those of the operation whose parameter it belongs to.
    /// None if the crate does not have it: the selection leaves out all that reaches its file.
    pub fn model_gate(&self, model: ModelId) -> Option<&Gate> {
        Some(match self.model_gates[model.0]? {
            GateOf::File(index) => &self.models[index].gate,
            GateOf::Operation(operation) => self.operation_gate(operation),
        })
    }

    /// Whether the crate has a type of the caller, by its path.
    pub fn has_own_type(&self, path: &str) -> bool {
        self.own_types.contains(path)
    }

    /// The location of a model.
    pub fn home(&self, model: ModelId) -> Home {
        self.homes[model.0]
    }

    /// The module that defines an operation.
    pub fn module(&self, operation: OperationId) -> ApiModule {
        self.operation_modules[operation.0]
    }

    /// What turns an operation on: its tags, and the custom features that have it.
    pub fn operation_gate(&self, operation: OperationId) -> &Gate {
        &self.operation_gates[operation.0]
    }

    /// What turns the module of a tag on: the feature of the tag, and those of its operations.
    pub fn tag_gate(&self, tag: ServiceId) -> &Gate {
        // The files of tags come first, in the order of the tags.
        &self.apis[tag.0].gate
    }

    /// What turns each operation of a tag on in the module of that tag, in the order of the tag; none where that
    /// is what turns the module on.
    pub fn method_gates(&self, tag: ServiceId) -> &[Option<Gate>] {
        &self.method_gates[tag.0]
    }
}

/// Plans the files. With `only_reached`, models that nothing reaches are left out.
pub fn plan(api: &Api, analysis: &Analysis, only_reached: bool) -> Plan {
    let operation_gates: Vec<Gate> = api
        .operations()
        .map(|(id, _)| operation_gate(api, id))
        .collect();
    let tag_gates: Vec<Gate> = api.services().map(|(id, _)| tag_gate(api, id)).collect();
    let operation_modules: Vec<ApiModule> = api
        .operations
        .iter()
        .map(|operation| match operation.services.as_slice() {
            // With its tag comes all of the module, and nothing else turns anything in it on.
            [only] if tag_gates[only.0].features.len() == 1 => ApiModule::Service(*only),
            _ => ApiModule::Shared,
        })
        .collect();
    let homes: Vec<Home> = api
        .models()
        .map(|(id, _)| home(api, id, &operation_modules))
        .collect();
    let models = model_files(api, analysis, &homes, only_reached);
    let model_gates = model_gates(api, &models);
    let method_gates = api
        .services()
        .zip(&tag_gates)
        .map(|((tag, service), gate)| {
            let gates = service.operations.iter();
            let gates = gates.map(|id| method_gate((tag, gate), &operation_gates[id.0]));
            gates.collect()
        });
    let method_gates = method_gates.collect();
    let apis = api_files(api, &operation_modules, &operation_gates, tag_gates);
    let own_types = own_types::own_types(api, |id| model_gates[id.0].is_some());
    Plan {
        models,
        apis,
        homes,
        model_gates,
        operation_modules,
        operation_gates,
        method_gates,
        own_types,
    }
}

/// What turns an operation on in the module of one of its tags, beside what turns on the module.
fn method_gate((tag, of_tag): (ServiceId, &Gate), of_operation: &Gate) -> Option<Gate> {
    let is_here = |feature: &&ApiFeature| match feature {
        ApiFeature::Tag(other) => *other == tag,
        ApiFeature::Custom(_) => true,
    };
    let features = of_operation.features.iter().filter(is_here);
    let gate = Gate::of(features.copied().collect());
    (gate != *of_tag).then_some(gate)
}

fn operation_gate(api: &Api, id: OperationId) -> Gate {
    let tags = api.operation(id).services.iter();
    let tags = tags.map(|tag| ApiFeature::Tag(*tag));
    Gate::any_of(tags.chain(api.features_of(id).map(ApiFeature::Custom)))
}

fn tag_gate(api: &Api, id: ServiceId) -> Gate {
    let operations = api.service(id).operations.iter();
    let custom = operations.flat_map(|operation| api.features_of(*operation));
    Gate::any_of(
        [ApiFeature::Tag(id)]
            .into_iter()
            .chain(custom.map(ApiFeature::Custom)),
    )
}

fn home(api: &Api, id: ModelId, operation_modules: &[ApiModule]) -> Home {
    match api.owner(id) {
        Some(operation) => Home::Api(operation_modules[operation.0]),
        None => Home::Models(root(api, id)),
    }
}

/// The outermost model that a model is nested in.
fn root(api: &Api, id: ModelId) -> ModelId {
    match &api.model(id).origin {
        Origin::Nested(parent, _) => root(api, *parent),
        _ => id,
    }
}

fn model_files(
    api: &Api,
    analysis: &Analysis,
    homes: &[Home],
    only_reached: bool,
) -> Vec<ModelFile> {
    let mut members: Vec<Vec<ModelId>> = vec![Vec::new(); api.models.len()];
    for (id, _) in api.models() {
        if let Home::Models(root) = homes[id.0] {
            members[root.0].push(id);
        }
    }
    let mut files = Vec::new();
    for (index, members) in members.into_iter().enumerate() {
        let Some(&root) = members.first() else {
            continue;
        };
        debug_assert_eq!(root.0, index, "a model comes before what is nested in it");
        let features = members.iter().flat_map(|id| analysis.features(*id));
        let features: BTreeSet<ApiFeature> = features.copied().collect();
        let areas = members.iter().flat_map(|id| analysis.areas(*id));
        let areas: BTreeSet<Option<ServiceId>> = areas.collect();
        let gate = Gate {
            webhooks: members.iter().any(|id| analysis.is_received(*id)),
            ..gate(features.into_iter().collect(), &areas)
        };
        if gate.is_full() && only_reached {
            continue;
        }
        files.push(ModelFile {
            root,
            members,
            gate,
        });
    }
    files
}

fn model_gates(api: &Api, files: &[ModelFile]) -> Vec<Option<GateOf>> {
    let owners = api.models();
    let owners = owners.map(|(id, _)| api.owner(id).map(GateOf::Operation));
    let mut gates: Vec<_> = owners.collect();
    for (index, file) in files.iter().enumerate() {
        for id in &file.members {
            gates[id.0] = Some(GateOf::File(index));
        }
    }
    gates
}

/// What turns on an item that these features reach, and topics of these services.
fn gate(features: Vec<ApiFeature>, areas: &BTreeSet<Option<ServiceId>>) -> Gate {
    let notifications = areas.contains(&None);
    let areas = areas.iter().flatten().copied();
    let areas = areas.filter(|area| !notifications && !features.contains(&ApiFeature::Tag(*area)));
    Gate {
        areas: areas.collect(),
        features,
        notifications,
        webhooks: false,
    }
}

fn api_files(
    api: &Api,
    operation_modules: &[ApiModule],
    operation_gates: &[Gate],
    tag_gates: Vec<Gate>,
) -> Vec<ApiFile> {
    let is_shared = |module: &ApiModule| *module == ApiModule::Shared;
    let shared = operation_modules.iter().zip(operation_gates);
    let shared = shared.filter(|(module, _)| is_shared(module));
    let shared = Gate::any_of(shared.flat_map(|(_, gate)| gate.features.iter().copied()));
    let tags = api.services().map(|(id, _)| ApiModule::Service(id));
    let modules = tags.zip(tag_gates).chain([(ApiModule::Shared, shared)]);
    let mut files: Vec<ApiFile> = modules
        .map(|(module, gate)| ApiFile {
            module,
            gate,
            operations: Vec::new(),
        })
        .collect();
    let place = |module: ApiModule| match module {
        ApiModule::Service(id) => id.0,
        ApiModule::Shared => api.services.len(),
    };
    for (id, _) in api.operations() {
        files[place(operation_modules[id.0])].operations.push(id);
    }
    files.retain(|file| file.module != ApiModule::Shared || !file.operations.is_empty());
    files
}
