//! The intermediate representation: what a definition says on the wire, in resolved form.
//!
//! Knows nothing of Rust: no identifier, no ownership, no file. Everything that is decided about
//! the emitted code lives in tables keyed by the ids of this module. Every node carries the JSON
//! pointer of the place that it came from, in the document after its upgrade to OpenAPI 3.0.

use indexmap::IndexMap;
use serde_json::Value;

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
    /// Where the API lives, when the definition says so.
    pub base_url: Option<String>,
    /// Whether a service that answers keeps to the lists of required properties.
    pub responses_keep_required: bool,
    /// The tags, in the order in which they are declared or first used.
    pub services: Vec<Service>,
    /// The operations: paths in document order, the verbs of a path in a fixed one.
    pub operations: Vec<Operation>,
    /// The models: components in document order, then what is nested; a model comes before what is
    /// nested in it.
    pub models: Vec<Model>,
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

/// The verb of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are the verbs")]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl Method {
    /// The verb as it stands in a request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
        }
    }
}

/// What a caller must be allowed to do.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Permissions {
    /// The definition does not say.
    #[default]
    Unstated,
    /// None at all.
    None,
    /// At least one of these.
    Any(Vec<String>),
    /// Each of these.
    All(Vec<String>),
}

/// One verb on one path.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Where it stands.
    pub pointer: String,
    /// The verb.
    pub method: Method,
    /// The path template.
    pub path: String,
    /// The identifier of the definition.
    pub id: Option<String>,
    /// The name that the vendor gives to the method of an SDK.
    pub method_name: Option<String>,
    /// The tags that list it; never empty.
    pub services: Vec<ServiceId>,
    /// The text about it.
    pub docs: Docs,
    /// Whether callers should stop using it.
    pub deprecated: bool,
    /// Whether it may still change.
    pub preview: bool,
    /// What a caller must be allowed to do.
    pub permissions: Permissions,
    /// Its inputs beside the body, in document order.
    pub parameters: Vec<Parameter>,
    /// Its body.
    pub body: Option<RequestBody>,
    /// Its responses, in document order.
    pub responses: Vec<Response>,
}

impl Operation {
    /// How messages name the operation.
    pub fn label(&self) -> String {
        format!("{} {}", self.method.as_str(), self.path)
    }
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Location {
    /// In the path template.
    Path,
    /// Behind the question mark.
    Query,
    /// In a request header.
    Header,
}

/// How the items of a list travel in one parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ListStyle {
    /// The key is repeated, once for each item.
    #[default]
    Multi,
    /// Separated by commas.
    Csv,
    /// Separated by spaces.
    Ssv,
    /// Separated by tabs.
    Tsv,
    /// Separated by vertical bars.
    Pipes,
}

/// An input beside the body.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Where it stands.
    pub pointer: String,
    /// The name on the wire.
    pub name: String,
    /// Where it travels.
    pub location: Location,
    /// Whether it must be given.
    pub required: bool,
    /// Its type.
    pub ty: TypeRef,
    /// How its items travel, when it is a list.
    pub list_style: ListStyle,
    /// The value that the service assumes.
    pub default: Option<Value>,
    /// Whether callers should stop using it.
    pub deprecated: bool,
    /// The text about it.
    pub description: Option<String>,
}

/// What travels in a body.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// JSON of a type.
    Json(TypeRef),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// The body of a request.
#[derive(Debug, Clone)]
pub struct RequestBody {
    /// Where it stands.
    pub pointer: String,
    /// The name that the vendor gives to the argument.
    pub name: Option<String>,
    /// Whether it must be given.
    pub required: bool,
    /// The media type.
    pub media_type: String,
    /// What it holds.
    pub content: Content,
    /// The text about it.
    pub description: Option<String>,
}

/// Which statuses a response stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Status {
    /// One status.
    Code(u16),
    /// A hundred of them, by their first digit.
    Range(u16),
    /// All that are not named.
    Default,
}

impl Status {
    /// Whether all of its statuses mean success.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=299) | Self::Range(2))
    }
}

/// One response of an operation.
#[derive(Debug, Clone)]
pub struct Response {
    /// Which statuses it stands for.
    pub status: Status,
    /// The text about it.
    pub description: String,
    /// The media type and what the body holds.
    pub content: Option<(String, Content)>,
    /// Error codes of the service with what they mean.
    pub error_codes: IndexMap<String, String>,
}

/// Where the name of a model comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A named schema.
    Component(String),
    /// A schema that stands inside another model, with the property that leads to it.
    Nested(ModelId, String),
    /// A schema that stands inside a parameter.
    Parameter(OperationId, String),
    /// A schema that stands inside a request body.
    RequestBody(OperationId),
    /// A schema that stands inside a response.
    Response(OperationId, Status),
}

/// A named type.
#[derive(Debug, Clone)]
pub struct Model {
    /// Where it stands.
    pub pointer: String,
    /// Where its name comes from.
    pub origin: Origin,
    /// What it is.
    pub kind: ModelKind,
    /// Whether callers should stop using it.
    pub deprecated: bool,
    /// The text about it.
    pub description: Option<String>,
}

/// The kinds of models.
#[derive(Debug, Clone)]
pub enum ModelKind {
    /// An object with named properties.
    Struct(Struct),
    /// A string out of a list.
    Enum(Vec<String>),
    /// Another name for a type.
    Alias(TypeRef),
}

impl ModelKind {
    /// The fields of a struct; none for the other kinds.
    pub fn fields(&self) -> &[Field] {
        match self {
            Self::Struct(object) => &object.fields,
            Self::Enum(_) | Self::Alias(_) => &[],
        }
    }
}

/// An object with named properties.
#[derive(Debug, Clone, Default)]
pub struct Struct {
    /// The properties in document order.
    pub fields: Vec<Field>,
}

/// A property.
#[derive(Debug, Clone)]
pub struct Field {
    /// Where it stands.
    pub pointer: String,
    /// The name on the wire.
    pub name: String,
    /// Its type.
    pub ty: TypeRef,
    /// Whether the definition lists it as required.
    pub required: bool,
    /// Whether the definition allows `null`.
    pub nullable: bool,
    /// Whether only the service sets it.
    pub read_only: bool,
    /// Whether callers should stop using it.
    pub deprecated: bool,
    /// The value that the service assumes.
    pub default: Option<Value>,
    /// The text about it.
    pub description: Option<String>,
}

/// A type where it is used.
#[derive(Debug, Clone, PartialEq)]
pub enum TypeRef {
    /// A plain value.
    Scalar(Scalar),
    /// An array.
    List(Box<TypeRef>),
    /// An object whose keys are data.
    Map(Box<TypeRef>),
    /// A named type.
    Model(ModelId),
    /// Any JSON value.
    Json,
}

impl TypeRef {
    /// The model that the type holds, directly or in lists and maps.
    pub fn model(&self) -> Option<ModelId> {
        match self {
            Self::Model(id) => Some(*id),
            Self::List(item) | Self::Map(item) => item.model(),
            Self::Scalar(_) | Self::Json => None,
        }
    }
}

/// A plain value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    /// Text, and every format of it that has no type of its own.
    String,
    /// A truth value.
    Bool,
    /// An integer of 32 bits.
    Int32,
    /// An integer of 64 bits.
    Int64,
    /// A number of 32 bits.
    Float,
    /// A number of 64 bits.
    Double,
    /// An instant.
    DateTime,
    /// A day.
    Date,
    /// A day and a time of day, without a zone.
    LocalDateTime,
}
