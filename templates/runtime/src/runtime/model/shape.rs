//! Shapes: what the JSON of a type looks like, as data.
//!
//! A shape says of a type what its schema does, so that a union can find out which of its variants a
//! value is before it reads the value. Models that no union reaches have none.

use super::Table;

/// What the JSON of a type looks like.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// An object with named properties.
    Record {
        /// The names of its properties.
        table: fn() -> &'static Table,
        /// What their values look like.
        shape: fn() -> &'static RecordShape,
    },
    /// One of several types.
    Union(fn() -> &'static UnionTable),
    /// An object whose keys are data, with what its values look like.
    Map(&'static Shape),
    /// An array, with what its items look like.
    List(&'static Shape),
    /// Something that may be `null`. The properties of a record are without it: its table says
    /// which of them have to have a value.
    Nullable(&'static Shape),
    /// Something with enum values that are not all strings, written as strings: objects and arrays as
    /// their JSON. A single one is a constant.
    Listed(&'static Shape, &'static [&'static str]),
    /// A string with enum values. A single one is a constant.
    Values(&'static [&'static str]),
    /// Any string, some of which are known.
    Known(&'static [&'static str]),
    /// A date and a time, with a zone.
    DateTime,
    /// A date and a time, without a zone.
    LocalDateTime,
    /// A date.
    Date,
    /// A month of a year.
    YearMonth,
    /// A time of day.
    Time,
    /// A duration.
    Duration,
    /// Bytes in base64.
    Bytes,
    /// Any string.
    Text,
    /// An integer of 32 bits.
    Int32,
    /// An integer of 64 bits.
    Int64,
    /// An unsigned 64-bit integer.
    UInt64,
    /// A number.
    Number,
    /// A boolean.
    Bool,
    /// Any value.
    Any,
}

/// What the values of the properties of a record look like.
#[derive(Debug, Clone, Copy)]
pub struct RecordShape {
    /// The shapes of the fields, in the order of the table.
    pub fields: &'static [Shape],
    /// The shape of additional properties, if the record keeps them.
    pub rest: Option<Shape>,
    /// The numbers of the fields that the schema requires and the table does not: reading goes on
    /// without them, but they tell what a value is.
    pub required: &'static [usize],
}

/// What a union is made of.
#[derive(Debug, Clone, Copy)]
pub struct UnionTable {
    /// The name of the model, for messages.
    pub name: &'static str,
    /// The property whose value says which variant it is: the discriminator.
    pub tag: Option<&'static str>,
    /// Whether the definition declares the discriminator. One that was found, because no two variants
    /// share one of its enum values, is a property like any other where its value is new.
    pub is_declared: bool,
    /// The variants, in the definition's order.
    pub variants: &'static [Variant],
}

/// A variant of a union.
#[derive(Debug, Clone, Copy)]
pub struct Variant {
    /// The values of the discriminator that stand for it, as strings: they may be numbers or booleans.
    pub tags: &'static [&'static str],
    /// What its JSON looks like.
    pub shape: Shape,
}

impl Shape {
    /// Any value, where nothing more is known.
    pub(super) const ANY: &'static Self = &Self::Any;

    /// The shape of what is not `null`.
    pub(super) fn non_null(&'static self) -> &'static Self {
        match self {
            Self::Nullable(inner) => inner.non_null(),
            other => other,
        }
    }

    /// The shape of a value beside its enum values.
    pub(super) fn unlisted(&'static self) -> &'static Self {
        match self.non_null() {
            Self::Listed(inner, _) => inner.unlisted(),
            other => other,
        }
    }

    /// The enum values, if there are any, of which the service may have more.
    pub(super) fn values(&'static self) -> Option<&'static [&'static str]> {
        match self.non_null() {
            Self::Listed(_, values) | Self::Values(values) => Some(values),
            _ => None,
        }
    }

    /// Whether it is some kind of integer.
    pub(super) fn is_integer(&'static self) -> bool {
        matches!(self.unlisted(), Self::Int32 | Self::Int64 | Self::UInt64)
    }

    /// Whether it is any number.
    pub(super) fn is_number(&'static self) -> bool {
        matches!(self.unlisted(), Self::Number)
    }

    /// The table of a union.
    pub(super) fn union(&'static self) -> Option<&'static UnionTable> {
        match self.non_null() {
            Self::Union(table) => Some(table()),
            _ => None,
        }
    }

    /// The shape of a property of an object, if it is one that has such a property.
    pub(super) fn property(&'static self, name: &str) -> Option<&'static Self> {
        match self.unlisted() {
            Self::Record { table, shape } => {
                let index = table().fields.iter().position(|known| *known == name);
                match index {
                    Some(index) => Some(shape().field(index)),
                    None => shape().rest.as_ref(),
                }
            }
            Self::Map(value) => Some(value),
            _ => None,
        }
    }

    /// The shape of an item of an array, if it is one.
    pub(super) fn item(&'static self) -> Option<&'static Self> {
        match self.unlisted() {
            Self::List(item) => Some(item),
            _ => None,
        }
    }

    /// A number that stands for the shape: those that are the same by definition have the same one.
    pub(super) fn id(&'static self) -> usize {
        match self.non_null() {
            Self::Record { table, .. } => address(table()),
            Self::Union(table) => address(table()),
            other => address(other),
        }
    }
}

impl RecordShape {
    /// The shape of a field.
    pub(super) fn field(&'static self, index: usize) -> &'static Shape {
        self.fields.get(index).unwrap_or(Shape::ANY)
    }
}

/// Where something lives in memory, as a number that stands for it.
pub(super) fn address<T>(thing: &T) -> usize {
    std::ptr::from_ref(thing).addr()
}
