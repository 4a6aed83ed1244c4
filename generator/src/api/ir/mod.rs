//! The intermediate representation of a definition: resolved, and independent of OpenAPI and of Rust.
//!
//! Knows nothing of Rust: no identifier, no ownership, no file. Everything that is decided about
//! the emitted code lives in tables keyed by the ids of this module. Every node carries the JSON
//! pointer of its declaration, in the document after its upgrade to OpenAPI 3.0.

mod client;
mod constraints;
mod feature;
mod literal;
mod model;
mod operation;
mod own_type;
mod paging;
mod resolve;
mod security;
mod server;
mod style;
mod topic;
mod webhook;

use std::sync::Arc;

pub use client::{Grant, Login, VendorNames};
pub use constraints::{Constraints, Keyword};
pub use feature::{ApiFeature, CustomFeature, CustomId};
pub use literal::Literal;
pub use model::{
    Field, Meaning, Model, ModelKind, Origin, Scalar, Struct, TypeRef, Union, Untyped, Variant,
};
pub use operation::{
    Content, FieldEncoding, Form, Location, Method, Operation, Parameter, Permissions, RequestBody,
    Response, ResponseBody, Status, StreamFormat, Streamed, path_and_query,
};
pub use own_type::{ExtraTrait, OwnType};
pub use paging::{DeclaredEnd, DeclaredPages, DeclaredPaging, DeclaredStyle};
pub use resolve::{enum_value_strings, is_compound, resolve};
pub use security::{Flow, Requirement, Scheme, SchemeKind, Security};
pub use server::{Server, UrlPart, Variable};
pub use style::Style;
pub use topic::Topic;
pub use webhook::{Encoding, SignedTime, Webhook, WebhookSignature};

/// The index of a model in [`Api::models`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModelId(pub usize);

/// The index of an operation in [`Api::operations`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OperationId(pub usize);

/// The index of a tag in [`Api::services`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceId(pub usize);

/// A field of a struct: its model and its index in [`Struct::fields`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldId {
    /// The model, which is a struct.
    pub model: ModelId,
    /// The index in [`Struct::fields`].
    pub index: usize,
}

/// A definition.
#[derive(Debug, Clone, Default)]
pub struct Api {
    /// The title of the definition.
    pub title: String,
    /// The version of the definition.
    pub version: String,
    /// The `description` of `info`.
    pub description: Option<String>,
    /// The URL of the first server, if the definition declares one.
    pub base_url: Option<String>,
    /// The servers of the definition, without those that operations override.
    pub servers: Vec<Server>,
    /// The security schemes, in document order.
    pub schemes: Vec<Scheme>,
    /// The credentials of operations that declare no `security` of their own.
    pub security: Security,
    /// The security requirements of operations that declare none of their own.
    pub requirements: Vec<Vec<Requirement>>,
    /// Whether responses always have their required properties; the Platform API's do not.
    pub responses_keep_required: bool,
    /// Whether timestamps are sent with exactly three fraction digits (`x-sdk-timestamps`).
    pub has_millisecond_timestamps: bool,
    /// Whether the API has the regions that the runtime knows (`x-sdk-regions`).
    pub has_regions: bool,
    /// How clients log in, as far as the root declares it.
    pub login: Login,
    /// The names that the vendor has for what clients read and send.
    pub vendor_names: VendorNames,
    /// The tags, in the order in which they are declared or first used.
    pub services: Vec<Service>,
    /// The operations: paths in document order, the methods of a path in a fixed one.
    pub operations: Vec<Operation>,
    /// The models: components in document order, then inline schemas; a model comes before those
    /// nested in it.
    pub models: Vec<Model>,
    /// The notification topics, in document order.
    pub topics: Vec<Topic>,
    /// The webhooks and callbacks, in document order.
    pub webhooks: Vec<Webhook>,
    /// How webhooks are signed, where the definition says it.
    pub signature: Option<WebhookSignature>,
    /// The types of other crates that stand in for generated ones, each path once.
    pub own_types: Vec<Arc<OwnType>>,
    /// The cargo features that the configuration adds to those of tags, in its order.
    pub features: Vec<CustomFeature>,
}

impl Api {
    /// A model by its id.
    pub fn model(&self, id: ModelId) -> &Model {
        &self.models[id.0]
    }

    /// An operation by its id.
    pub fn operation(&self, id: OperationId) -> &Operation {
        &self.operations[id.0]
    }

    /// A tag by its id.
    pub fn service(&self, id: ServiceId) -> &Service {
        &self.services[id.0]
    }

    /// A field by its id.
    pub fn field(&self, id: FieldId) -> &Field {
        &self.model(id.model).kind.fields()[id.index]
    }

    /// The operation that a model belongs to, if it is the inline schema of a parameter.
    pub fn owner(&self, model: ModelId) -> Option<OperationId> {
        match &self.model(model).origin {
            Origin::Nested(parent, _) => self.owner(*parent),
            Origin::Parameter(operation, _) => Some(*operation),
            _ => None,
        }
    }

    /// The constraints of a schema, with references followed.
    pub fn resolved<'a>(&'a self, constraints: &'a Constraints) -> &'a Constraints {
        let mut current = constraints;
        // A chain of references longer than there are models leads back to itself.
        for _ in 0..=self.models.len() {
            match current.reference {
                Some(id) => current = &self.model(id).constraints,
                None => break,
            }
        }
        current
    }

    /// The security requirements of an operation: its own, else those of the definition.
    pub fn requirements<'a>(&'a self, operation: &'a Operation) -> &'a [Vec<Requirement>] {
        let own = operation.requirements.as_ref();
        own.unwrap_or(&self.requirements)
    }

    /// All models with their ids.
    pub fn models(&self) -> impl Iterator<Item = (ModelId, &Model)> {
        self.models
            .iter()
            .enumerate()
            .map(|(index, model)| (ModelId(index), model))
    }

    /// All operations with their ids.
    pub fn operations(&self) -> impl Iterator<Item = (OperationId, &Operation)> {
        self.operations
            .iter()
            .enumerate()
            .map(|(index, op)| (OperationId(index), op))
    }

    /// All tags with their ids.
    pub fn services(&self) -> impl Iterator<Item = (ServiceId, &Service)> {
        self.services
            .iter()
            .enumerate()
            .map(|(index, service)| (ServiceId(index), service))
    }

    /// The custom features that turn an operation on.
    pub fn features_of(&self, operation: OperationId) -> impl Iterator<Item = CustomId> {
        let features = self.features.iter().enumerate();
        features.filter_map(move |(index, feature)| {
            let has_it = feature.operations.binary_search(&operation).is_ok();
            has_it.then_some(CustomId(index))
        })
    }

    /// All features that turn operations on, with these: those of tags, then those of the configuration.
    pub fn api_features(&self) -> impl Iterator<Item = (ApiFeature, &[OperationId])> {
        let tags = self.services();
        let tags = tags.map(|(id, tag)| (ApiFeature::Tag(id), &*tag.operations));
        let custom = self.features.iter().enumerate();
        let custom =
            custom.map(|(index, it)| (ApiFeature::Custom(CustomId(index)), &*it.operations));
        tags.chain(custom)
    }

    /// All fields with their ids.
    pub fn fields(&self) -> impl Iterator<Item = (FieldId, &Field)> {
        self.models().flat_map(|(model, node)| {
            let fields = node.kind.fields().iter().enumerate();
            fields.map(move |(index, field)| (FieldId { model, index }, field))
        })
    }
}

/// A tag: a group of operations.
#[derive(Debug, Clone)]
pub struct Service {
    /// The name of the tag in the definition.
    pub name: String,
    /// The `description` of the tag.
    pub description: Option<String>,
    /// Its operations, in document order.
    pub operations: Vec<OperationId>,
}

/// `summary` and `description` of an operation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Docs {
    /// One line, usually.
    pub summary: Option<String>,
    /// Markdown of any length.
    pub description: Option<String>,
}
