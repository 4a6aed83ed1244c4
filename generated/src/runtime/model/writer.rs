//! Writes records: names of fields, explicit nulls, and the error that ended it.
//!
//! Knows no format and no model.

use std::collections::BTreeMap;

use serde::ser::{SerializeMap, Serializer};

use super::codec::Encoded;
use super::{Codec, Nulls};

/// Where a record writes its fields to, one after the other: each by one method, in the order of its table, and the
/// additional properties last. A record that tells `null` from absent gives its set of nulls first.
///
/// The methods give nothing back and keep the first error instead, behind which nothing is written:
/// a list of calls without results is quicker to compile.
pub struct Writer<'a, S: Serializer> {
    map: Result<S::SerializeMap, S::Error>,
    /// The number of the next field.
    field: usize,
    nulls: Option<&'a Nulls>,
}

impl<'a, S: Serializer> Writer<'a, S> {
    /// Begins a record in any serde format that takes a map of unknown length.
    #[inline]
    pub fn new(serializer: S) -> Self {
        Self {
            map: serializer.serialize_map(None),
            field: 0,
            nulls: None,
        }
    }

    /// Takes the explicit nulls, so that they are written.
    #[inline]
    pub fn nulls(&mut self, nulls: &'a Nulls) {
        self.nulls = Some(nulls);
    }

    /// Writes the next field, which always has a value.
    #[inline]
    pub fn required<T: Codec>(&mut self, name: &'static str, value: &T) {
        self.field += 1;
        self.entry(name, value);
    }

    /// Writes the next field, which has a value, is an explicit `null`, or is left out.
    #[inline]
    pub fn optional<T: Codec>(&mut self, name: &'static str, value: &Option<T>) {
        let field = self.field;
        self.field += 1;
        match value {
            Some(value) => self.entry(name, value),
            None if self.is_null(field) => self.entry(name, &()),
            None => {}
        }
    }

    /// Writes the properties that have no field, behind all fields.
    #[inline]
    pub fn rest<T: Codec>(&mut self, rest: &BTreeMap<String, T>) {
        for (name, value) in rest {
            self.entry(name, value);
        }
    }

    /// Ends the record.
    ///
    /// # Errors
    /// What the format says of a value.
    #[inline]
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.map.and_then(SerializeMap::end)
    }

    #[inline]
    fn is_null(&self, field: usize) -> bool {
        self.nulls.is_some_and(|nulls| nulls.contains(field))
    }

    #[inline]
    fn entry<T: Codec>(&mut self, name: &str, value: &T) {
        if let Ok(map) = &mut self.map
            && let Err(error) = map.serialize_entry(name, &Encoded(value))
        {
            self.map = Err(error);
        }
    }
}
