//! Lowering: from the typed document to the intermediate representation.
//!
//! The last stage that knows OpenAPI. Resolves references, merges `allOf`, records an origin for each inline
//! schema to be named after, and reduces parameters, bodies and responses to plain facts. Decides nothing
//! about Rust.

mod aliases;
mod budget;
mod client;
mod constraints;
mod contents;
mod discriminators;
mod first;
mod forms;
mod keep_unknown;
mod labels;
mod literals;
mod models;
mod objects;
mod operations;
mod own_types;
mod paging;
mod parameters;
mod parts;
mod redeclared;
mod schema_class;
mod schema_keywords;
mod schemas;
mod security;
mod servers;
mod tags;
mod template;
mod topics;
mod unions;
mod unused;
mod values;
mod vendor;
mod webhooks;

use std::collections::HashMap;

use indexmap::IndexMap;
use openapiv3::OpenAPI;

use schemas::Schemas;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::ir::{Api, Model, ModelId, Operation, Server, Service, ServiceId};
use crate::select::Choice;
use crate::types::{RuntimeVersion, Types};

/// Lowers a document with its operations of the method `QUERY` by path: the operations that are selected, each
/// with the tags that it is selected by.
///
/// A schema that cannot be represented is reported and replaced by the closest type that can, so that one run
/// reports everything; the caller stops if there are errors. `runtime_version` has the versions of crates that need no
/// dependency of the caller.
pub(crate) fn lower(
    document: &OpenAPI,
    queries: &IndexMap<String, openapiv3::Operation>,
    mut choice: Choice<'_>,
    types: &Types,
    runtime_version: RuntimeVersion,
) -> (Api, Diagnostics) {
    let mut lowering = Lowering {
        document,
        queries,
        schemas: Schemas::new(document, types),
        inlining: HashMap::new(),
        budget: budget::Budget::default(),
        empty_objects_are_any: vendor::empty_objects_are_any(&document.extensions),
        all_keep_unknown: vendor::keeps_unknown(&document.extensions) == Some(true),
        models: Vec::new(),
        operations: Vec::new(),
        services: IndexMap::new(),
        types,
        own_types: own_types::OwnTypes::new(types, runtime_version),
        diagnostics: Diagnostics::default(),
    };
    lowering.components();
    lowering.services();
    lowering.paths(&mut choice);
    lowering.finish(choice)
}

/// The IR under construction.
struct Lowering<'a> {
    document: &'a OpenAPI,
    queries: &'a IndexMap<String, openapiv3::Operation>,
    schemas: Schemas<'a>,
    /// The inline schemas that are being lowered, by JSON pointer; a schema that contains itself is found
    /// here.
    inlining: HashMap<String, ModelId>,
    budget: budget::Budget,
    /// Whether objects keep unknown properties, unless their schema says otherwise.
    all_keep_unknown: bool,
    /// Whether an object without properties is any JSON value; see [`vendor::empty_objects_are_any`].
    empty_objects_are_any: bool,
    models: Vec<Model>,
    operations: Vec<Operation>,
    services: IndexMap<String, Service>,
    /// The types that the caller chooses.
    types: &'a Types,
    own_types: own_types::OwnTypes,
    diagnostics: Diagnostics,
}

impl Lowering<'_> {
    fn warn(&mut self, code: &'static str, pointer: &str, message: String, help: &str) {
        self.diagnostics
            .push(Diagnostic::warning(code, pointer, message, help));
    }

    fn error(&mut self, code: &'static str, pointer: &str, message: String, help: &str) {
        self.diagnostics
            .push(Diagnostic::error(code, pointer, message, help));
    }

    fn services(&mut self) {
        for tag in &self.document.tags {
            self.service(&tag.name, tag.description.clone());
        }
    }

    fn service(&mut self, name: &str, description: Option<String>) -> ServiceId {
        let entry = self.services.entry(name.to_owned());
        let index = entry.index();
        entry.or_insert_with(|| Service {
            name: name.to_owned(),
            description,
            operations: Vec::new(),
        });
        ServiceId(index)
    }

    fn finish(mut self, mut choice: Choice<'_>) -> (Api, Diagnostics) {
        self.unused_own_types();
        let mut schemes = self.schemes();
        let (login, vendor_names) = (self.login(), self.vendor_names());
        self.check_flows(&mut schemes, &login);
        let security = self.default_security(&schemes);
        let servers = self.servers_of(&self.document.servers, "#");
        let (used, services) = self.used_services();
        let topics = self.topics(&services);
        let webhooks = self.webhooks(&mut choice);
        self.diagnostics.extend(choice.problems());
        let signature = self.signature();
        for operation in &mut self.operations {
            operation
                .services
                .retain_mut(|service| match used[service.0] {
                    Some(id) => {
                        *service = id;
                        true
                    }
                    None => false,
                });
        }
        let info = &self.document.info;
        let mut api = Api {
            title: info.title.clone(),
            version: info.version.clone(),
            description: info.description.clone(),
            base_url: servers.first().map(Server::default_url),
            servers,
            schemes,
            security,
            requirements: security::requirements(self.document.security.as_ref())
                .unwrap_or_default(),
            responses_keep_required: vendor::responses_keep_required(&self.document.extensions),
            has_millisecond_timestamps: vendor::has_millisecond_timestamps(
                &self.document.extensions,
            ),
            has_regions: vendor::has_regions(&self.document.extensions),
            login,
            vendor_names,
            services,
            operations: self.operations,
            models: self.models,
            topics,
            webhooks,
            signature,
            own_types: self.own_types.all(),
            features: Vec::new(),
        };
        unused::drop_unused(&mut api);
        tags::set_types(&mut api.models);
        (api, self.diagnostics)
    }

    /// The tags that have operations, and the new id of each tag: a tag without operations would become a
    /// feature without effect.
    fn used_services(&mut self) -> (Vec<Option<ServiceId>>, Vec<Service>) {
        let mut new_ids = Vec::with_capacity(self.services.len());
        let mut used = Vec::new();
        for (_, service) in self.services.drain(..) {
            let is_used = !service.operations.is_empty();
            new_ids.push(is_used.then_some(ServiceId(used.len())));
            if is_used {
                used.push(service);
            }
        }
        (new_ids, used)
    }
}
