//! Records: structs that are read from a table of their field names.
//!
//! A model brings its table, which its `Deserialize` hands over, and a flat `match` that reads a field. It
//! writes its fields one by one in its `Serialize`. Knows no format and no model.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::Serialize;

use super::reader::{ReadField, read_fields};
use super::{Reader, RecordShape, Table};

/// A struct whose fields are described by a table.
pub trait Record: Default + Serialize {
    /// Reads one field; calls exactly one method of the reader, which keeps an error.
    fn read<'de, A: MapAccess<'de>>(&mut self, field: usize, reader: &mut Reader<'de, A>);
}

/// A struct that a union contains.
pub trait ShapedRecord {
    /// What the record is made of. A function and not a constant, since the compiler evaluates each
    /// constant when it checks a crate.
    fn table() -> &'static Table;

    /// What the values of its fields look like.
    fn shape() -> &'static RecordShape;
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
        // Writing fails at the third byte.
        let mut braces = [0; 2];
        serde_json::to_writer(&mut braces[..], self).is_ok()
    }
}

impl<T: Record> Model for T {}

/// Reads a record from any serde format.
///
/// # Errors
/// What the format says, a field that comes twice in a form that does not fit, or a required
/// field that is missing.
#[inline]
pub fn deserialize<'de, T: Record, D: Deserializer<'de>>(
    table: &'static Table,
    deserializer: D,
) -> Result<T, D::Error> {
    deserializer.deserialize_map(RecordVisitor {
        table,
        record: PhantomData,
    })
}

struct RecordVisitor<T> {
    table: &'static Table,
    record: PhantomData<T>,
}

impl<'de, T: Record> Visitor<'de> for RecordVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "an object ({})", self.table.name)
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        // The record is made where it is given back, so that it is not copied.
        let mut result = Ok(T::default());
        if let Ok(record) = &mut result {
            let read: &mut ReadField<'_, 'de, A> = &mut |field, reader| record.read(field, reader);
            if let Err(error) = read_fields(self.table, map, read) {
                result = Err(error);
            }
        }
        result
    }
}
