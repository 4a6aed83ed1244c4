//! Records: structs that are read and written from a table of their field names.
//!
//! A model brings its table, a flat `match` that reads and a flat list that writes. What is done
//! with them is in `reader` and `writer`. Knows no format and no model.

use super::{Reader, RecordShape, Writer, is_empty};
use serde::de::MapAccess;
use serde::ser::SerializeMap;

/// The number under which a record that tells `null` from absent takes its set of nulls from the
/// reader. No record has so many fields.
pub const NULLS: usize = usize::MAX;

/// What a record is made of.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The name of the model, for messages.
    pub name: &'static str,
    /// The names of the fields on the wire; a field's place in this list is its number.
    pub fields: &'static [&'static str],
    /// The numbers of the fields that must be there.
    pub required: &'static [usize],
    /// Whether the record tells `null` from absent.
    pub tells_null: bool,
}

/// A struct whose fields are described by a table.
pub trait Record: Default {
    /// What the record is made of. A function and not a constant, since the compiler evaluates each
    /// constant when it checks a crate.
    fn table() -> &'static Table;

    /// What the values of its fields look like, for the unions that the record is in; nothing where it
    /// is in none.
    #[inline]
    fn shape() -> &'static RecordShape {
        RecordShape::NONE
    }

    /// Reads one field; calls exactly one method of the reader, which keeps an error.
    fn read<'de, A: MapAccess<'de>>(&mut self, field: usize, reader: &mut Reader<'de, A>);

    /// Writes all fields, in the order of the table: one method of the writer for each. A record
    /// that tells `null` from absent gives its set of nulls to the writer first.
    fn write<S: SerializeMap>(&self, writer: &mut Writer<'_, S>);
}

/// What every model that is a struct can do. Its methods are called where the trait is in scope.
pub trait Model: Record {
    /// Applies a setter if there is a value for it: `.maybe(title, UpdateUser::title)`.
    #[must_use]
    fn maybe<V>(self, value: Option<V>, set: impl FnOnce(Self, V) -> Self) -> Self {
        match value {
            Some(value) => set(self, value),
            None => self,
        }
    }

    /// Whether its JSON is `{}`: no property has a value, and none is an explicit `null`. A model with
    /// required properties is never empty.
    fn is_empty(&self) -> bool {
        is_empty(self)
    }
}

impl<T: Record> Model for T {}
