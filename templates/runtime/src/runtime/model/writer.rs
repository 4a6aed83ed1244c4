//! Writes records: names of fields, explicit nulls, and the error that ended it.
//!
//! Knows no format and no model.

use std::collections::BTreeMap;
use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::codec::Encoded;
use super::{Codec, Nulls, Record};

/// Where a record writes its fields to, one after the other.
///
/// Its methods give nothing back and keep the first error instead, behind which nothing is written:
/// a list of calls without results is quicker to compile.
pub struct Writer<'a, S: SerializeMap> {
    map: &'a mut S,
    error: Option<S::Error>,
    names: &'static [&'static str],
    /// The number of the next field.
    field: usize,
    nulls: Nulls,
}

impl<S: SerializeMap> Writer<'_, S> {
    /// Writes the next field, which always has a value.
    #[inline]
    pub fn required<T: Codec>(&mut self, value: &T) {
        let field = self.field;
        self.field += 1;
        self.entry(field, value);
    }

    /// Writes the next field, which has a value, is an explicit `null`, or is left out.
    #[inline]
    pub fn optional<T: Codec>(&mut self, value: &Option<T>) {
        let field = self.field;
        self.field += 1;
        match value {
            Some(value) => self.entry(field, value),
            None if self.nulls.contains(field) => self.entry(field, &()),
            None => {}
        }
    }

    /// Writes the properties that have no field, behind all fields.
    #[inline]
    pub fn rest<T: Codec>(&mut self, rest: &BTreeMap<String, T>) {
        for (name, value) in rest {
            if self.error.is_none() {
                self.error = self.map.serialize_entry(name, &Encoded(value)).err();
            }
        }
    }

    /// Takes the explicit nulls, so that they are written.
    #[inline]
    pub fn nulls(&mut self, nulls: &Nulls) {
        self.nulls.clone_from(nulls);
    }

    #[inline]
    fn entry<T: Codec>(&mut self, field: usize, value: &T) {
        if let (Some(name), None) = (self.names.get(field), &self.error) {
            self.error = self.map.serialize_entry(name, &Encoded(value)).err();
        }
    }
}

/// Writes a record in any serde format that takes a map of unknown length.
///
/// # Errors
/// What the format says of a value.
#[inline]
pub fn serialize<T: Record, S: Serializer>(record: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    match write(record, &mut map) {
        Some(error) => Err(error),
        None => map.end(),
    }
}

/// Whether a record writes no property at all.
pub(super) fn is_empty<T: Record>(record: &T) -> bool {
    write(record, &mut Nothing).is_none()
}

/// Writes a record into a map, and gives the error that ended it.
#[inline]
fn write<T: Record, S: SerializeMap>(record: &T, map: &mut S) -> Option<S::Error> {
    let mut writer = Writer {
        map,
        error: None,
        names: T::table().fields,
        field: 0,
        nulls: Nulls::default(),
    };
    record.write(&mut writer);
    writer.error
}

/// A map that takes no property: the first one is an error, which ends the record.
struct Nothing;

impl SerializeMap for Nothing {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), fmt::Error> {
        Err(fmt::Error)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), fmt::Error> {
        Err(fmt::Error)
    }

    fn end(self) -> Result<(), fmt::Error> {
        Ok(())
    }
}
