//! Models, and types where they are used.

use serde_json::Value;

use super::{ModelId, OperationId, Status};

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
    /// A month of a year.
    YearMonth,
    /// The time between two instants.
    Interval,
    /// Bytes, which JSON has as text and forms as a file.
    Binary,
}
