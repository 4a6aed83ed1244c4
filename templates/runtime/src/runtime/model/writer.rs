//! Writes records: the loop over fields, and explicit nulls.
//!
//! Knows no format and no model. The loop is compiled once for each format and not for each
//! model, so that a program with many models stays small.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{NULLS, Nulls, Record, Table};

/// Where a record writes the value of one field to.
///
/// Its methods give nothing back and keep the error instead: a `match` whose arms have no result
/// is quicker to compile.
pub struct Writer<'a, S: SerializeMap> {
    map: &'a mut S,
    error: Option<S::Error>,
    /// The field that is being written.
    field: usize,
    name: &'static str,
    nulls: Nulls,
}

impl<S: SerializeMap> Writer<'_, S> {
    /// Writes a field that always has a value.
    #[inline]
    pub fn required<T: Serialize>(&mut self, value: &T) {
        self.error = self.map.serialize_entry(self.name, value).err();
    }

    /// Writes a field that has a value, is an explicit `null`, or is left out.
    #[inline]
    pub fn optional<T: Serialize>(&mut self, value: &Option<T>) {
        match value {
            Some(value) => self.required(value),
            None if self.nulls.contains(self.field) => self.required(&()),
            None => {}
        }
    }

    /// Takes the explicit nulls, so that they are written.
    #[inline]
    pub fn nulls(&mut self, nulls: &Nulls) {
        self.nulls.clone_from(nulls);
    }

    /// Writes nothing, for a number that is no field.
    #[inline]
    pub fn skip(&mut self) {}
}

/// Writes a record in any serde format that takes a map of unknown length.
///
/// # Errors
/// What the format says of a value.
#[inline]
pub fn serialize<T: Record, S: Serializer>(record: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    write_fields(T::table(), &mut map, &|field, writer| {
        record.write(field, writer);
    })?;
    map.end()
}

/// Writes one field of a record that is known to the caller.
type WriteField<'a, S> = dyn Fn(usize, &mut Writer<'_, S>) + 'a;

fn write_fields<S: SerializeMap>(
    table: &Table,
    map: &mut S,
    write: &WriteField<'_, S>,
) -> Result<(), S::Error> {
    let mut writer = Writer {
        map,
        error: None,
        field: NULLS,
        name: "",
        nulls: Nulls::default(),
    };
    if table.tells_null {
        write(NULLS, &mut writer);
    }
    for (field, name) in table.fields.iter().copied().enumerate() {
        writer.field = field;
        writer.name = name;
        write(field, &mut writer);
        if let Some(error) = writer.error {
            return Err(error);
        }
    }
    Ok(())
}
