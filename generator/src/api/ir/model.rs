//! Models, and references to types.

use std::borrow::Cow;
use std::sync::Arc;

use indexmap::IndexMap;

use super::{Constraints, Literal, ModelId, OperationId, OwnType, Status};

/// The origin of a model, from which its name is derived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A schema in `components/schemas`, by name.
    Component(String),
    /// An inline schema of another model, with its property, or with the label of the alternative of a
    /// union.
    Nested(ModelId, String),
    /// The inline schema of a parameter, by name.
    Parameter(OperationId, String),
    /// The inline schema of a request body.
    RequestBody(OperationId),
    /// The inline schema of a response.
    Response(OperationId, Status),
}

/// A schema that becomes a type of its own.
#[derive(Debug, Clone)]
pub struct Model {
    /// The JSON pointer of the declaration.
    pub pointer: String,
    /// The source of its name.
    pub origin: Origin,
    /// Struct, enum, union or alias.
    pub kind: ModelKind,
    /// Constraints, default and example of its schema.
    pub constraints: Constraints,
    /// The enum values of an alias for a scalar type, such as numbers.
    pub enum_values: Vec<Literal>,
    /// The enum values of the scalars inside its arrays and maps.
    pub inner_enum_values: Vec<Literal>,
    /// Whether the definition explicitly allows any string in addition to the enum
    /// values.
    pub takes_any_string: bool,
    /// Names and descriptions of the enum values, by value.
    pub meanings: IndexMap<String, Meaning>,
    /// Whether the definition marks it as `deprecated`.
    pub deprecated: bool,
    /// The `description` of the definition.
    pub description: Option<String>,
}

/// Name and description of an enum value, from an extension.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Meaning {
    /// The name of the variant.
    pub name: Option<String>,
    /// The `description` of the definition.
    pub description: Option<String>,
}

impl Meaning {
    /// Name and description in one string.
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
    /// A string with enum values.
    Enum(Vec<String>),
    /// An integer out of a list, each with a name.
    IntegerEnum(Vec<i64>),
    /// One of several types.
    Union(Union),
    /// Another name for a type, such as an array of models.
    Alias(TypeRef),
}

impl ModelKind {
    /// The fields of a struct; none for the other kinds.
    pub fn fields(&self) -> &[Field] {
        match self {
            Self::Struct(object) => &object.fields,
            Self::Enum(_) | Self::IntegerEnum(_) | Self::Union(_) | Self::Alias(_) => &[],
        }
    }

    /// The enum values as strings; none for the other kinds.
    pub fn values(&self) -> Vec<Cow<'_, str>> {
        match self {
            Self::Enum(values) => values.iter().map(|value| value.as_str().into()).collect(),
            Self::IntegerEnum(values) => values.iter().map(|it| it.to_string().into()).collect(),
            Self::Struct(_) | Self::Union(_) | Self::Alias(_) => Vec::new(),
        }
    }

    /// Whether it is an enum, of strings or of integers.
    pub fn is_enum(&self) -> bool {
        matches!(self, Self::Enum(_) | Self::IntegerEnum(_))
    }

    /// The types of its fields, variants or target, in document order.
    pub fn types(&self) -> Vec<&TypeRef> {
        match self {
            Self::Struct(object) => {
                let fields = object.fields.iter().map(|field| &field.ty);
                fields.chain(&object.rest).collect()
            }
            Self::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
            Self::Alias(target) => vec![target],
            Self::Enum(_) | Self::IntegerEnum(_) => Vec::new(),
        }
    }
}

/// An object with named properties.
#[derive(Debug, Clone, Default)]
pub struct Struct {
    /// The properties in document order.
    pub fields: Vec<Field>,
    /// The type of `additionalProperties`, if the definition explicitly allows them or asks for unknown
    /// properties to be kept.
    pub rest: Option<TypeRef>,
    /// The enum values of those properties, or of the scalars inside of them.
    pub additional_enum_values: Vec<Literal>,
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
    /// The property whose value selects the variant.
    pub discriminator: Option<String>,
    /// Whether the definition declares that property as the discriminator. Otherwise it was
    /// inferred, and values whose type does not require it may lack it.
    pub is_explicit: bool,
    /// The alternatives, in document order.
    pub variants: Vec<Variant>,
}

/// An alternative of a union.
#[derive(Debug, Clone)]
pub struct Variant {
    /// The JSON pointer of the declaration.
    pub pointer: String,
    /// Its title, or what distinguishes it from the other alternatives; `None` for a named schema.
    pub label: Option<String>,
    /// The type of its value.
    pub ty: TypeRef,
    /// Constraints, default and example of its schema.
    pub constraints: Constraints,
    /// The values of the discriminator that select it.
    pub tags: Vec<Literal>,
    /// The enum values of the type, or of the scalars inside its arrays and maps.
    pub enum_values: Vec<Literal>,
}

/// A property of an object.
#[derive(Debug, Clone)]
pub struct Field {
    /// The JSON pointer of the declaration.
    pub pointer: String,
    /// The name in requests and responses, unlike that in Rust.
    pub name: String,
    /// The type of its value, apart from `null`.
    pub ty: TypeRef,
    /// Whether `required` of the schema names it.
    pub required: bool,
    /// Whether the definition allows `null`.
    pub nullable: bool,
    /// `readOnly`: whether requests do not contain it.
    pub read_only: bool,
    /// `writeOnly`: whether responses do not contain it.
    pub write_only: bool,
    /// Whether the definition marks it as `deprecated`.
    pub deprecated: bool,
    /// Constraints, default and example of its schema.
    pub constraints: Constraints,
    /// The number to start counting pages or items from: the `default` of the schema, else its `minimum`.
    pub first: Option<u64>,
    /// The enum values, if they are not the variants of an enum.
    pub enum_values: Vec<Literal>,
    /// The enum values of the scalars inside its arrays and maps.
    pub inner_enum_values: Vec<Literal>,
    /// The `description` of the definition.
    pub description: Option<String>,
}

/// A reference to a type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TypeRef {
    /// A string, a number, a boolean or a date.
    Scalar(Scalar),
    /// An array, by the type of its items.
    List(Box<TypeRef>),
    /// An object with additional properties only, by the type of its values.
    Map(Box<TypeRef>),
    /// A model.
    Model(ModelId),
    /// A type of another crate that the configuration names.
    Own(Arc<OwnType>),
    /// An item or a value that may be `null`. For properties, [`Field::nullable`] says so.
    Nullable(Box<TypeRef>),
    /// Any JSON value.
    Json(Untyped),
}

/// Why a type is any JSON value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Untyped {
    /// The schema allows any value.
    Anything,
    /// An object that declares neither the names nor the types of its properties.
    FreeObject,
    /// An object without properties, in a definition that uses it for any value
    /// (`x-sdk-objects-without-properties`).
    EmptyObject,
    /// An array without `items`.
    FreeList,
    /// The definition declares a type that OpenAPI does not have.
    UnknownType,
    /// Parts that contradict each other, or nothing but `null`.
    Nothing,
    /// A schema that refers only to itself.
    Cycle,
    /// A reference that does not resolve.
    Dangling,
    /// A property that the definition does not name, which is kept because the definition asks for that.
    Unknown,
}

impl Untyped {
    /// The reason, for `sdkgen stats`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Anything => "the schema allows any value",
            Self::FreeObject => "an object without declared properties",
            Self::EmptyObject => "an object without properties, which allows any value",
            Self::FreeList => "an array without declared items",
            Self::UnknownType => "a type that OpenAPI does not have",
            Self::Nothing => "a schema that no value of one type matches",
            Self::Cycle => "a schema that refers only to itself",
            Self::Dangling => "a reference that does not resolve",
            Self::Unknown => "a property that is kept although it is unknown",
        }
    }
}

impl TypeRef {
    /// The model of the type, directly or inside of arrays and maps.
    pub fn model(&self) -> Option<ModelId> {
        match self {
            Self::Model(id) => Some(*id),
            Self::List(item) | Self::Map(item) | Self::Nullable(item) => item.model(),
            Self::Scalar(_) | Self::Own(_) | Self::Json(_) => None,
        }
    }

    /// The type of the caller, directly or inside of arrays and maps.
    pub fn own(&self) -> Option<&Arc<OwnType>> {
        match self {
            Self::Own(own) => Some(own),
            Self::List(item) | Self::Map(item) | Self::Nullable(item) => item.own(),
            Self::Scalar(_) | Self::Model(_) | Self::Json(_) => None,
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

/// A scalar type of JSON Schema, with the formats that have a Rust type of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scalar {
    /// `string`, with every format that has no other type here.
    String,
    /// `boolean`.
    Bool,
    /// An integer of 32 bits.
    Int32,
    /// An integer of 64 bits.
    Int64,
    /// An unsigned integer of 64 bits.
    UInt64,
    /// A number of 32 bits.
    Float,
    /// A number of 64 bits.
    Double,
    /// `string` of format `date-time`: an instant.
    DateTime,
    /// `string` of format `date`.
    Date,
    /// `string` of format `local-date-time`: without a time zone.
    LocalDateTime,
    /// `string` of format `year-month`.
    YearMonth,
    /// `string` of format `interval`: two instants, separated by `/`.
    Interval,
    /// `string` of format `time`: a time of day.
    Time,
    /// `string` of format `duration` (ISO 8601).
    Duration,
    /// `string` of format `byte`: bytes in base64.
    Base64,
    /// `string` of format `binary`: a string in JSON, a file in forms.
    Binary,
}
