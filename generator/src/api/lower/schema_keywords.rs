//! The keywords of a schema, in one struct for all of `openapiv3`'s schema types. Knows no model.

use std::borrow::Cow;
use std::sync::LazyLock;

use indexmap::{IndexMap, IndexSet};
use openapiv3::{
    AdditionalProperties, IntegerFormat, NumberFormat, ReferenceOr, Schema, SchemaKind,
    StringFormat, Type, VariantOrUnknownOrEmpty,
};
use serde_json::Value;

use crate::ir::Scalar;

/// A schema or a reference to one.
#[derive(Clone, Copy)]
pub(super) enum Node<'a> {
    Reference(&'a str),
    Schema(&'a Schema),
}

/// A nested schema with its JSON pointer.
#[derive(Clone)]
pub(super) struct SchemaPart<'a> {
    pub(super) node: Node<'a>,
    pub(super) pointer: String,
}

impl<'a> From<&'a ReferenceOr<Schema>> for Node<'a> {
    fn from(node: &'a ReferenceOr<Schema>) -> Self {
        match node {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Schema(schema),
        }
    }
}

impl<'a> From<&'a ReferenceOr<Box<Schema>>> for Node<'a> {
    fn from(node: &'a ReferenceOr<Box<Schema>>) -> Self {
        match node {
            ReferenceOr::Reference { reference } => Self::Reference(reference),
            ReferenceOr::Item(schema) => Self::Schema(schema),
        }
    }
}

type Properties = IndexMap<String, ReferenceOr<Box<Schema>>>;

static NO_PROPERTIES: LazyLock<Properties> = LazyLock::new(IndexMap::new);

/// The keywords of a schema that lowering uses.
pub(super) struct SchemaKeywords<'a> {
    pub(super) kind: Option<&'a str>,
    pub(super) format: Option<&'a str>,
    pub(super) values: Vec<Cow<'a, Value>>,
    pub(super) properties: &'a Properties,
    pub(super) required: &'a [String],
    pub(super) additional: Option<&'a AdditionalProperties>,
    pub(super) items: Option<Node<'a>>,
    pub(super) all_of: &'a [ReferenceOr<Schema>],
    pub(super) one_of: &'a [ReferenceOr<Schema>],
    pub(super) any_of: &'a [ReferenceOr<Schema>],
    /// Whether the schema has `not`.
    pub(super) has_not: bool,
}

impl<'a> SchemaKeywords<'a> {
    pub(super) fn of(schema: &'a Schema) -> Self {
        let mut view = Self {
            kind: None,
            format: None,
            values: Vec::new(),
            properties: &NO_PROPERTIES,
            required: &[],
            additional: None,
            items: None,
            all_of: &[],
            one_of: &[],
            any_of: &[],
            has_not: false,
        };
        match &schema.schema_kind {
            SchemaKind::Type(kind) => view.set_type(kind),
            SchemaKind::OneOf { one_of } => view.one_of = one_of,
            SchemaKind::AllOf { all_of } => view.all_of = all_of,
            SchemaKind::AnyOf { any_of } => view.any_of = any_of,
            SchemaKind::Not { .. } => view.has_not = true,
            SchemaKind::Any(any) => {
                view.kind = any.typ.as_deref();
                view.format = any.format.as_deref();
                view.values = any.enumeration.iter().map(Cow::Borrowed).collect();
                view.properties = &any.properties;
                view.required = &any.required;
                view.additional = any.additional_properties.as_ref();
                view.items = any.items.as_ref().map(Node::from);
                view.all_of = &any.all_of;
                view.one_of = &any.one_of;
                view.any_of = &any.any_of;
                view.has_not = any.not.is_some();
            }
        }
        view
    }

    fn set_type(&mut self, kind: &'a Type) {
        match kind {
            Type::String(string) => {
                self.kind = Some("string");
                self.format = format_name(&string.format);
                self.values = owned(&string.enumeration);
            }
            Type::Number(number) => {
                self.kind = Some("number");
                self.format = format_name(&number.format);
                self.values = owned(&number.enumeration);
            }
            Type::Integer(integer) => {
                self.kind = Some("integer");
                self.format = format_name(&integer.format);
                self.values = owned(&integer.enumeration);
            }
            Type::Boolean(boolean) => {
                self.kind = Some("boolean");
                self.values = owned(&boolean.enumeration);
            }
            Type::Object(object) => {
                self.kind = Some("object");
                self.properties = &object.properties;
                self.required = &object.required;
                self.additional = object.additional_properties.as_ref();
            }
            Type::Array(array) => {
                self.kind = Some("array");
                self.items = array.items.as_ref().map(Node::from);
            }
        }
    }

    /// The schema of additional properties, if the schema declares one.
    pub(super) fn additional_type(&self) -> Option<&'a AdditionalProperties> {
        self.additional
            .filter(|additional| matches!(additional, AdditionalProperties::Schema(_)))
    }
}

/// The name of a format, as the schema has it.
pub(super) fn format_name<T: FormatName>(format: &VariantOrUnknownOrEmpty<T>) -> Option<&str> {
    match format {
        VariantOrUnknownOrEmpty::Empty => None,
        VariantOrUnknownOrEmpty::Unknown(name) => Some(name),
        VariantOrUnknownOrEmpty::Item(format) => Some(format.name()),
    }
}

/// Names the formats that OpenAPI defines. `serde` would allocate a string for each schema.
pub(super) trait FormatName {
    fn name(&self) -> &'static str;
}

impl FormatName for StringFormat {
    fn name(&self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::DateTime => "date-time",
            Self::Password => "password",
            Self::Byte => "byte",
            Self::Binary => "binary",
        }
    }
}

impl FormatName for NumberFormat {
    fn name(&self) -> &'static str {
        match self {
            Self::Float => "float",
            Self::Double => "double",
        }
    }
}

impl FormatName for IntegerFormat {
    fn name(&self) -> &'static str {
        match self {
            Self::Int32 => "int32",
            Self::Int64 => "int64",
        }
    }
}

fn owned<'a, T: Clone + Into<Value>>(values: &[Option<T>]) -> Vec<Cow<'a, Value>> {
    let values = values
        .iter()
        .map(|value| value.clone().map_or(Value::Null, Into::into));
    values.map(Cow::Owned).collect()
}

/// The values of a string enum, each once. `null` means nullable and is not a value.
pub(super) fn enum_values(view: &SchemaKeywords<'_>) -> Option<Vec<String>> {
    if !matches!(view.kind, None | Some("string")) {
        return None;
    }
    let mut texts: IndexSet<&str> = IndexSet::with_capacity(view.values.len());
    for value in &view.values {
        match value.as_ref() {
            Value::String(text) => drop(texts.insert(text)),
            Value::Null => {}
            _ => return None,
        }
    }
    let texts: Vec<String> = texts.into_iter().map(str::to_owned).collect();
    (!texts.is_empty()).then_some(texts)
}

/// The scalar type for a `type` with a `format`; `None` for arrays and objects.
pub(super) fn scalar(kind: &str, format: Option<&str>) -> Option<Scalar> {
    Some(match (kind, format) {
        ("string", Some("date-time")) => Scalar::DateTime,
        ("string", Some("date")) => Scalar::Date,
        ("string", Some("local-date-time")) => Scalar::LocalDateTime,
        ("string", Some("time")) => Scalar::Time,
        ("string", Some("duration")) => Scalar::Duration,
        ("string", Some("byte")) => Scalar::Base64,
        ("string", Some("year-month")) => Scalar::YearMonth,
        ("string", Some("interval")) => Scalar::Interval,
        ("string", Some("binary")) => Scalar::Binary,
        ("string", _) => Scalar::String,
        ("boolean", _) => Scalar::Bool,
        ("integer", Some("int32")) => Scalar::Int32,
        ("integer", Some("uint64" | "uint")) => Scalar::UInt64,
        ("integer", _) => Scalar::Int64,
        ("number", Some("float")) => Scalar::Float,
        ("number", _) => Scalar::Double,
        _ => return None,
    })
}
