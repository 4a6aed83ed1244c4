//! Rust types as values, and the writer of their code.

use std::sync::Arc;

use crate::ir::{Content, ModelId, OperationId, OwnType, Scalar, TypeRef};

/// A type that is neither in the prelude nor a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum External {
    /// An instant: `jiff::Timestamp`.
    Timestamp,
    /// A date: `jiff::civil::Date`.
    Date,
    /// A date and time without time zone: `jiff::civil::DateTime`.
    DateTime,
    /// A month of a year; a type of the runtime.
    YearMonth,
    /// A time of day: `jiff::civil::Time`.
    Time,
    /// A duration (ISO 8601); a type of the runtime.
    Duration,
    /// The time between two instants (ISO 8601); a type of the runtime.
    Interval,
    /// Any JSON value: `serde_json::Value`.
    Json,
    /// A file to upload; a type of the runtime.
    Upload,
    /// A body of bytes; a type of the runtime.
    Body,
}

/// A Rust type.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    /// `()`
    Unit,
    /// `String`
    String,
    /// `bool`
    Bool,
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `u64`
    U64,
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `u8`, as the item of a list of bytes.
    Byte,
    /// A type of the runtime or of a crate that it uses.
    External(External),
    /// `Vec<…>`
    List(Box<Type>),
    /// `BTreeMap<String, …>`
    Map(Box<Type>),
    /// `Option<…>`
    Optional(Box<Type>),
    /// `Box<…>`
    Boxed(Box<Type>),
    /// The events of a streamed response: `EventStream<…>`
    Stream(Box<Type>),
    /// A model.
    Model(ModelId),
    /// A type of another crate that the configuration names.
    Own(Arc<OwnType>),
    /// The enum of an operation's successful responses.
    Output(OperationId),
}

/// The item bound of an iterator argument.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ItemBound {
    /// `impl Display`
    Display,
    /// A value of this type.
    Value(Type),
}

/// The type of an argument.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Argument {
    /// By value.
    Value(Type),
    /// Any type that converts: `impl Into<…>`.
    Into(Type),
    /// As a borrowed string: `&str`.
    Str,
    /// Any iterator: `impl IntoIterator<Item = …>`.
    Items(ItemBound),
}

/// The names of types in code or on a page, which use different ones.
pub trait TypeNames {
    /// The name of a type that is neither in the prelude nor a model.
    fn external(&self, external: External) -> &str;
    /// The name of a type that the configuration names.
    fn own<'a>(&self, own: &'a OwnType) -> &'a str {
        &own.path
    }
    /// Writes the name of a model.
    fn model(&self, id: ModelId, out: &mut String);
    /// Writes the name of the enum of an operation's successful responses.
    fn output(&self, id: OperationId, out: &mut String);
    /// The name of the map type.
    fn map(&self) -> &'static str {
        "BTreeMap"
    }
    /// The name of the stream type.
    fn stream(&self) -> &'static str {
        "EventStream"
    }
    /// The name of `Display`.
    fn display(&self) -> &'static str {
        "Display"
    }
}

impl Type {
    /// The Rust type of an IR type.
    pub fn of(ty: &TypeRef) -> Self {
        match ty {
            TypeRef::Scalar(scalar) => Self::of_scalar(*scalar),
            TypeRef::List(item) => Self::List(Self::of(item).into()),
            TypeRef::Map(value) => Self::Map(Self::of(value).into()),
            TypeRef::Model(id) => Self::Model(*id),
            TypeRef::Own(own) => Self::Own(Arc::clone(own)),
            TypeRef::Nullable(inner) => Self::of(inner).optional(),
            TypeRef::Json(_) => Self::External(External::Json),
        }
    }

    /// The Rust type of a body.
    pub fn of_content(content: &Content) -> Self {
        match content {
            Content::Json(ty) | Content::JsonOrText(ty) => Self::of(ty),
            Content::Text => Self::String,
            Content::Bytes => Self::List(Self::Byte.into()),
        }
    }

    fn of_scalar(scalar: Scalar) -> Self {
        match scalar {
            Scalar::String | Scalar::Binary => Self::String,
            Scalar::Bool => Self::Bool,
            Scalar::Int32 => Self::I32,
            Scalar::Int64 => Self::I64,
            Scalar::UInt64 => Self::U64,
            Scalar::Float => Self::F32,
            Scalar::Double => Self::F64,
            Scalar::DateTime => Self::External(External::Timestamp),
            Scalar::Date => Self::External(External::Date),
            Scalar::LocalDateTime => Self::External(External::DateTime),
            Scalar::YearMonth => Self::External(External::YearMonth),
            Scalar::Interval => Self::External(External::Interval),
            Scalar::Time => Self::External(External::Time),
            Scalar::Duration => Self::External(External::Duration),
            Scalar::Base64 => Self::List(Self::Byte.into()),
        }
    }

    /// Wraps the type in `Option`.
    #[must_use]
    pub fn optional(self) -> Self {
        Self::Optional(self.into())
    }

    /// Wraps the type in `Box`.
    #[must_use]
    pub fn boxed(self) -> Self {
        Self::Boxed(self.into())
    }

    /// The type inside a `Box`; the type itself without one.
    pub fn inside_box(&self) -> &Self {
        match self {
            Self::Boxed(inner) => inner,
            ty => ty,
        }
    }

    /// The model; for a list, map or option, the model inside.
    pub fn named(&self) -> Option<ModelId> {
        match self {
            Self::Model(id) => Some(*id),
            Self::List(inner)
            | Self::Map(inner)
            | Self::Optional(inner)
            | Self::Boxed(inner)
            | Self::Stream(inner) => inner.named(),
            _ => None,
        }
    }

    /// For a type with one argument: its name, the opening up to the argument, and the argument; only `>`
    /// follows.
    pub fn wrapped(&self, names: &dyn TypeNames) -> Option<(&'static str, &'static str, &Self)> {
        Some(match self {
            Self::List(item) => ("Vec", "<", item),
            Self::Map(value) => (names.map(), "<String, ", value),
            Self::Optional(inner) => ("Option", "<", inner),
            Self::Boxed(inner) => ("Box", "<", inner),
            Self::Stream(item) => (names.stream(), "<", item),
            _ => return None,
        })
    }

    /// The type as Rust code.
    pub fn text(&self, names: &dyn TypeNames) -> String {
        let mut out = String::new();
        self.write(names, &mut out);
        out
    }

    /// Writes the type as Rust code.
    pub fn write(&self, names: &dyn TypeNames, out: &mut String) {
        if let Some((name, start, inner)) = self.wrapped(names) {
            out.push_str(name);
            out.push_str(start);
            inner.write(names, out);
            out.push('>');
            return;
        }
        match self {
            Self::Model(id) => names.model(*id, out),
            Self::Output(id) => names.output(*id, out),
            Self::Own(own) => out.push_str(names.own(own)),
            Self::External(external) => out.push_str(names.external(*external)),
            plain => out.push_str(plain.prelude_name()),
        }
    }

    /// The name of a prelude type without arguments; empty for other types.
    fn prelude_name(&self) -> &'static str {
        match self {
            Self::Unit => "()",
            Self::String => "String",
            Self::Bool => "bool",
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::U64 => "u64",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::Byte => "u8",
            _ => "",
        }
    }
}

impl ItemBound {
    /// The bound as Rust code.
    pub fn text(&self, names: &dyn TypeNames) -> String {
        match self {
            Self::Display => format!("impl {}", names.display()),
            Self::Value(ty) => ty.text(names),
        }
    }
}

impl Argument {
    /// The argument for a field or body: `Into` for strings and bytes, and no box.
    pub fn of_value(ty: Type) -> Self {
        let is_into = match &ty {
            Type::String | Type::Boxed(_) => true,
            Type::List(item) => **item == Type::Byte,
            _ => false,
        };
        match is_into {
            true => Self::Into(ty),
            false => Self::Value(ty),
        }
    }

    /// The argument's type as Rust code.
    pub fn text(&self, names: &dyn TypeNames) -> String {
        match self {
            Self::Value(ty) => ty.text(names),
            Self::Into(ty) => format!("impl Into<{}>", ty.text(names)),
            Self::Str => "&str".to_owned(),
            Self::Items(item) => format!("impl IntoIterator<Item = {}>", item.text(names)),
        }
    }
}
