//! The intermediate representation: what a definition says on the wire, in resolved form.
//!
//! Knows nothing of Rust: no identifier, no ownership, no file. Everything that is decided about
//! the emitted code lives in tables keyed by the ids of this module. Every node carries the JSON
//! pointer of the place that it came from, in the document after its upgrade to OpenAPI 3.0.

mod constraints;
mod literal;
mod model;
mod operation;
mod paging;
mod resolve;
mod security;
mod server;
mod style;
mod topic;
mod webhook;

pub use constraints::{Constraints, Keyword};
pub use literal::Literal;
pub use model::{
    Field, Meaning, Model, ModelKind, Origin, Scalar, Struct, TypeRef, Union, Untyped, Variant,
};
pub use operation::{
    Content, FieldEncoding, Form, Location, Method, Operation, Parameter, Permissions, RequestBody,
    Response, ResponseBody, Status, StreamFormat, Streamed, path_and_query,
};
pub use paging::{DeclaredEnd, DeclaredPages, DeclaredPaging, DeclaredStyle};
pub use resolve::{is_compound, listed_values, resolve};
pub use security::{Flow, Requirement, Scheme, SchemeKind, Security};
pub use server::{Server, UrlPart, Variable};
pub use style::Style;
pub use topic::Topic;
pub use webhook::{Encoding, SignedTime, Webhook, WebhookSignature};

/// The number of a model in [`Api::models`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModelId(pub usize);

/// The number of an operation in [`Api::operations`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OperationId(pub usize);

/// The number of a service in [`Api::services`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServiceId(pub usize);

/// A field of a struct: its model and its place in [`Struct::fields`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FieldId {
    /// The struct.
    pub model: ModelId,
    /// The place among its fields.
    pub index: usize,
}

/// A whole definition.
#[derive(Debug, Clone, Default)]
pub struct Api {
    /// The title of the definition.
    pub title: String,
    /// The version of the definition.
    pub version: String,
    /// What the definition says of itself.
    pub description: Option<String>,
    /// Where the API lives, when the definition says so: its first server.
    pub base_url: Option<String>,
    /// The servers of the definition; those of single operations are not among them.
    pub servers: Vec<Server>,
    /// The security schemes, in document order.
    pub schemes: Vec<Scheme>,
    /// What an operation takes that says nothing else.
    pub security: Security,
    /// What the definition requires of callers of all operations that declare nothing else.
    pub requirements: Vec<Vec<Requirement>>,
    /// Whether a service that answers keeps to the lists of required properties.
    pub responses_keep_required: bool,
    /// Whether the service takes timestamps in milliseconds: with three fraction digits.
    pub has_millisecond_timestamps: bool,
    /// Whether the service is in several regions, those that the runtime knows.
    pub has_regions: bool,
    /// The tags, in the order in which they are declared or first used.
    pub services: Vec<Service>,
    /// The operations: paths in document order, the verbs of a path in a fixed one.
    pub operations: Vec<Operation>,
    /// The models: components in document order, then what is nested; a model comes before what is
    /// nested in it.
    pub models: Vec<Model>,
    /// The topics of notifications, in document order.
    pub topics: Vec<Topic>,
    /// The webhooks and callbacks, in document order.
    pub webhooks: Vec<Webhook>,
    /// How webhooks are signed, where the definition says it.
    pub signature: Option<WebhookSignature>,
}

impl Api {
    /// The model with an id.
    pub fn model(&self, id: ModelId) -> &Model {
        &self.models[id.0]
    }

    /// The operation with an id.
    pub fn operation(&self, id: OperationId) -> &Operation {
        &self.operations[id.0]
    }

    /// The service with an id.
    pub fn service(&self, id: ServiceId) -> &Service {
        &self.services[id.0]
    }

    /// The operation that a model belongs to, when it came from a parameter.
    pub fn owner(&self, model: ModelId) -> Option<OperationId> {
        match &self.model(model).origin {
            Origin::Nested(parent, _) => self.owner(*parent),
            Origin::Parameter(operation, _) => Some(*operation),
            _ => None,
        }
    }

    /// The constraints of a schema, or of the one that a chain of references leads to.
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

    /// What an operation requires of callers, by itself or as all operations do.
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

    /// All services with their ids.
    pub fn services(&self) -> impl Iterator<Item = (ServiceId, &Service)> {
        self.services
            .iter()
            .enumerate()
            .map(|(index, service)| (ServiceId(index), service))
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
    /// The tag as it stands in the definition.
    pub name: String,
    /// What the definition says of it.
    pub description: Option<String>,
    /// Its operations, in document order.
    pub operations: Vec<OperationId>,
}

/// The text of the definition about a node.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Docs {
    /// One line.
    pub summary: Option<String>,
    /// Any number of lines.
    pub description: Option<String>,
}
