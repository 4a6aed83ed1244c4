//! Planning: the file of each item, and the cargo features that enable it.
//!
//! Knows modules and files, but not their contents.

use std::collections::BTreeSet;

use crate::analyze::Analysis;
use crate::ir::{Api, ModelId, OperationId, Origin, ServiceId};

/// A module of `apis`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApiModule {
    /// The module of one tag.
    Service(ServiceId),
    /// The module of operations with several tags.
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

/// The cargo features that enable an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gate {
    /// Any of these tags.
    AnyOf(Vec<ServiceId>),
    /// Any of the tags, or notifications together with the tag of a topic; notifications alone for a topic
    /// without tag.
    Notified {
        /// The tags whose operations reach the item.
        services: Vec<ServiceId>,
        /// The tags of its topics, without those above; empty if a topic has no tag.
        areas: Vec<ServiceId>,
    },
    /// Only `full`: neither an operation nor a notification topic uses the item.
    Full,
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
    /// The operations that are defined in it.
    pub operations: Vec<OperationId>,
    /// The models of their parameters.
    pub models: Vec<ModelId>,
}

/// The files of the crate, and the location of each item.
#[derive(Debug)]
pub struct Plan {
    /// The files of models, by module name.
    pub models: Vec<ModelFile>,
    /// The files of operations: one for each tag, in order, then the shared one.
    pub apis: Vec<ApiFile>,
    homes: Vec<Home>,
    operation_modules: Vec<ApiModule>,
}

impl Plan {
    /// The location of a model.
    pub fn home(&self, model: ModelId) -> Home {
        self.homes[model.0]
    }

    /// The module that defines an operation.
    pub fn module(&self, operation: OperationId) -> ApiModule {
        self.operation_modules[operation.0]
    }

    /// The file of operations with several tags.
    pub fn shared(&self) -> Option<&ApiFile> {
        self.apis
            .iter()
            .find(|file| file.module == ApiModule::Shared)
    }
}

/// Plans the files. With `only_reached`, unused models have no file.
pub fn plan(api: &Api, analysis: &Analysis, only_reached: bool) -> Plan {
    let operation_modules: Vec<ApiModule> = api
        .operations
        .iter()
        .map(|operation| match operation.services.as_slice() {
            [only] => ApiModule::Service(*only),
            _ => ApiModule::Shared,
        })
        .collect();
    let homes: Vec<Home> = api
        .models()
        .map(|(id, _)| home(api, id, &operation_modules))
        .collect();
    let models = model_files(api, analysis, &homes, only_reached);
    let apis = api_files(api, &homes, &operation_modules);
    Plan {
        models,
        apis,
        homes,
        operation_modules,
    }
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
        let services = members
            .iter()
            .flat_map(|id| analysis.services(*id))
            .copied();
        let mut services: Vec<ServiceId> = services.collect();
        services.sort_unstable();
        services.dedup();
        let areas = members.iter().flat_map(|id| analysis.areas(*id));
        let areas: BTreeSet<Option<ServiceId>> = areas.collect();
        let gate = match gate(services, &areas) {
            Gate::Full if only_reached => continue,
            gate => gate,
        };
        files.push(ModelFile {
            root,
            members,
            gate,
        });
    }
    files
}

/// What turns on an item that these services reach, and topics of these.
fn gate(services: Vec<ServiceId>, areas: &BTreeSet<Option<ServiceId>>) -> Gate {
    if areas.contains(&None) {
        let areas = Vec::new();
        return Gate::Notified { services, areas };
    }
    let areas = areas.iter().flatten().copied();
    let areas: Vec<_> = areas.filter(|area| !services.contains(area)).collect();
    match (services.is_empty(), areas.is_empty()) {
        (_, false) => Gate::Notified { services, areas },
        (false, true) => Gate::AnyOf(services),
        (true, true) => Gate::Full,
    }
}

fn api_files(api: &Api, homes: &[Home], operation_modules: &[ApiModule]) -> Vec<ApiFile> {
    let services = api.services().map(|(id, _)| ApiModule::Service(id));
    let modules = services.chain([ApiModule::Shared]);
    let mut files: Vec<ApiFile> = modules
        .map(|module| ApiFile {
            module,
            operations: Vec::new(),
            models: Vec::new(),
        })
        .collect();
    let place = |module: ApiModule| match module {
        ApiModule::Service(id) => id.0,
        ApiModule::Shared => api.services.len(),
    };
    for (id, _) in api.operations() {
        files[place(operation_modules[id.0])].operations.push(id);
    }
    for (id, _) in api.models() {
        if let Home::Api(module) = homes[id.0] {
            files[place(module)].models.push(id);
        }
    }
    files.retain(|file| file.module != ApiModule::Shared || !file.operations.is_empty());
    files
}
