//! Models, and types where they are used.

use super::{Constraints, Literal, ModelId, OperationId, Status};
use indexmap::IndexMap;

/// Where the name of a model comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A named schema.
    Component(String),
    /// A schema that stands inside another model, with the property that leads to it, or with what
    /// sets it apart from the other alternatives of a union.
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
    /// What its schema says beside that.
    pub constraints: Constraints,
    /// The enum values of another name for a plain value: those of numbers are in no type.
    pub listed: Vec<Literal>,
    /// The enum values of the plain values that its lists and maps come to.
    pub inner_listed: Vec<Literal>,
    /// Whether the definition allows any string beside the enum values, in so many words.
    pub takes_any_string: bool,
    /// What the definition says of the values that it lists, by their text.
    pub meanings: IndexMap<String, Meaning>,
    /// Whether callers should stop using it.
    pub deprecated: bool,
    /// The text about it.
    pub description: Option<String>,
}

/// What a definition says of a value that it lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meaning {
    /// A name for code.
    pub name: Option<String>,
    /// The text about it.
    pub description: Option<String>,
}

impl Meaning {
    /// All that is said, in one text.
    pub fn text(&self) -> String {
        let texts = [self.name.as_deref(), self.description.as_deref()];
        texts.into_iter().flatten().collect::<Vec<_>>().join(": ")
    }
}

/// The kinds of models.
#[derive(Debug, Clone)]
pub enum ModelKind {
    /// An object with named properties.
    Struct(Struct),
    /// A string out of a list.
    Enum(Vec<String>),
    /// One of several types.
    Union(Union),
    /// Another name for a type.
    Alias(TypeRef),
}

impl ModelKind {
    /// The fields of a struct; none for the other kinds.
    pub fn fields(&self) -> &[Field] {
        match self {
            Self::Struct(object) => &object.fields,
            Self::Enum(_) | Self::Union(_) | Self::Alias(_) => &[],
        }
    }

    /// The values of an enum; none for the other kinds.
    pub fn values(&self) -> &[String] {
        match self {
            Self::Enum(values) => values,
            Self::Struct(_) | Self::Union(_) | Self::Alias(_) => &[],
        }
    }

    /// The types that it holds, in document order.
    pub fn types(&self) -> Vec<&TypeRef> {
        match self {
            Self::Struct(object) => {
                let fields = object.fields.iter().map(|field| &field.ty);
                fields.chain(&object.rest).collect()
            }
            Self::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            Self::Alias(target) => vec![target],
            Self::Enum(_) => Vec::new(),
        }
    }
}

/// An object with named properties.
#[derive(Debug, Clone, Default)]
pub struct Struct {
    /// The properties in document order.
    pub fields: Vec<Field>,
    /// The type of the properties that have no name in the definition, where it allows them in so
    /// many words or asks for them to be kept.
    pub rest: Option<TypeRef>,
    /// The enum values of those properties, or of the plain values that they come to.
    pub rest_listed: Vec<Literal>,
}

impl Struct {
    /// The type of the additional properties that the definition allows in so many words. Those that are
    /// kept without that say nothing of the JSON.
    pub fn declared_rest(&self) -> Option<&TypeRef> {
        let rest = self.rest.as_ref();
        rest.filter(|ty| **ty != TypeRef::Json(Untyped::Unknown))
    }
}

/// One of several types.
#[derive(Debug, Clone)]
pub struct Union {
    /// The property whose value says which type it is.
    pub discriminator: Option<String>,
    /// Whether the definition names that property as what tells the types apart. Otherwise it was
    /// found, and a value may be without it where its type does not require it.
    pub is_stated: bool,
    /// The types, in document order.
    pub variants: Vec<Variant>,
}

/// A type of a union.
#[derive(Debug, Clone)]
pub struct Variant {
    /// Where it stands.
    pub pointer: String,
    /// What the definition calls it, if it does.
    pub label: Option<String>,
    /// The type.
    pub ty: TypeRef,
    /// What its schema says beside that.
    pub constraints: Constraints,
    /// The values of the discriminator that stand for it: of the type that the property has there.
    pub tags: Vec<Literal>,
    /// The enum values of the type, or of the plain values that its lists and maps come to.
    pub listed: Vec<Literal>,
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
    /// Whether it stands in requests alone.
    pub write_only: bool,
    /// Whether callers should stop using it.
    pub deprecated: bool,
    /// What its schema says beside that.
    pub constraints: Constraints,
    /// The first of the integers that it may be: its default, else its minimum. Counting begins there.
    pub first: Option<u64>,
    /// The enum values: those that are no strings are in no type.
    pub listed: Vec<Literal>,
    /// The enum values that its lists and maps come to.
    pub inner_listed: Vec<Literal>,
    /// The text about it.
    pub description: Option<String>,
}

/// A type where it is used.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TypeRef {
    /// A plain value.
    Scalar(Scalar),
    /// An array.
    List(Box<TypeRef>),
    /// An object whose keys are data.
    Map(Box<TypeRef>),
    /// A named type.
    Model(ModelId),
    /// A value in a list or a map that may be `null`. Of properties the field itself says so.
    Nullable(Box<TypeRef>),
    /// Any JSON value.
    Json(Untyped),
}

/// Why a type is any JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Untyped {
    /// The schema allows any value.
    Anything,
    /// An object of which neither the names nor the types of its properties are stated.
    FreeObject,
    /// An object without properties, in a definition that means any value by that.
    EmptyObject,
    /// A list of which the type of its items is not stated.
    FreeList,
    /// The definition states a type that there is none of.
    UnknownType,
    /// Parts that contradict each other, or nothing but `null`.
    Nothing,
    /// A schema that is made of nothing but itself.
    Cycle,
    /// A reference that leads nowhere.
    Dangling,
    /// A property that the definition does not name, which is kept because the definition asks for that.
    Unknown,
}

impl Untyped {
    /// The reason in a few words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Anything => "the schema allows any value",
            Self::FreeObject => "an object without stated properties",
            Self::EmptyObject => "an object without properties, which stands for any value",
            Self::FreeList => "a list without stated items",
            Self::UnknownType => "a type that does not exist",
            Self::Nothing => "a schema that no value of one type fits",
            Self::Cycle => "a schema made of itself alone",
            Self::Dangling => "a reference that leads nowhere",
            Self::Unknown => "a property that is kept although it is unknown",
        }
    }
}

impl TypeRef {
    /// The model that the type holds, directly or in lists and maps.
    pub fn model(&self) -> Option<ModelId> {
        match self {
            Self::Model(id) => Some(*id),
            Self::List(item) | Self::Map(item) | Self::Nullable(item) => item.model(),
            Self::Scalar(_) | Self::Json(_) => None,
        }
    }

    /// The type of a value that is not `null`.
    pub fn non_null(&self) -> &Self {
        match self {
            Self::Nullable(inner) => inner.non_null(),
            other => other,
        }
    }
}

/// A plain value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// Text, and every format of it that has no type of its own.
    String,
    /// A truth value.
    Bool,
    /// An integer of 32 bits.
    Int32,
    /// An integer of 64 bits.
    Int64,
    /// An integer of 64 bits without a sign.
    UInt64,
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
