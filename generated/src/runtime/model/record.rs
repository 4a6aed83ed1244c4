//! Records: structs that are read and written from a table of their field names.
//!
//! A model brings its table and two flat `match`es; the loop over fields, the look-up of names,
//! nulls and missing fields are here, once. Knows no format and no model.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor,
};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::Nulls;

/// The number under which a record that tells `null` from absent gives its set of nulls to the
/// reader or writer. No record has so many fields.
pub const NULLS: usize = usize::MAX;

/// What a record is made of.
#[derive(Debug)]
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

    /// Reads one field; calls exactly one method of the reader.
    ///
    /// # Errors
    /// What the format says of the value.
    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        field: usize,
        reader: &mut Reader<A>,
    ) -> Result<(), A::Error>;

    /// Writes one field; calls exactly one method of the writer.
    ///
    /// # Errors
    /// What the format says of the value.
    fn write<S: SerializeMap>(
        &self,
        field: usize,
        writer: &mut Writer<'_, S>,
    ) -> Result<(), S::Error>;
}

/// Where a record reads the value of one field from.
pub struct Reader<A> {
    map: A,
    /// Whether the field that was read last was `null`.
    null: bool,
    nulls: Nulls,
}

impl<'de, A: MapAccess<'de>> Reader<A> {
    /// Reads a field that always has a value.
    ///
    /// # Errors
    /// What the format says of the value; `null` is no value.
    #[inline]
    pub fn required<T: Deserialize<'de>>(&mut self, slot: &mut T) -> Result<(), A::Error> {
        *slot = self.map.next_value()?;
        Ok(())
    }

    /// Reads a field that may be `null`.
    ///
    /// # Errors
    /// What the format says of the value.
    #[inline]
    pub fn optional<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) -> Result<(), A::Error> {
        *slot = self.map.next_value()?;
        self.null = slot.is_none();
        Ok(())
    }

    /// Hands over the explicit nulls that were read.
    ///
    /// # Errors
    /// None.
    #[inline]
    pub fn nulls(&mut self, slot: &mut Nulls) -> Result<(), A::Error> {
        *slot = std::mem::take(&mut self.nulls);
        Ok(())
    }

    /// Passes over the value of a field that the record does not have.
    ///
    /// # Errors
    /// What the format says of the value.
    #[inline]
    pub fn skip(&mut self) -> Result<(), A::Error> {
        self.map.next_value::<IgnoredAny>().map(drop)
    }
}

/// Where a record writes the value of one field to.
pub struct Writer<'a, S> {
    map: &'a mut S,
    /// The field that is being written.
    field: usize,
    name: &'static str,
    nulls: Nulls,
}

impl<S: SerializeMap> Writer<'_, S> {
    /// Writes a field that always has a value.
    ///
    /// # Errors
    /// What the format says of the value.
    #[inline]
    pub fn required<T: Serialize>(&mut self, value: &T) -> Result<(), S::Error> {
        self.map.serialize_entry(self.name, value)
    }

    /// Writes a field that has a value, is an explicit `null`, or is left out.
    ///
    /// # Errors
    /// What the format says of the value.
    #[inline]
    pub fn optional<T: Serialize>(&mut self, value: &Option<T>) -> Result<(), S::Error> {
        match value {
            Some(value) => self.map.serialize_entry(self.name, value),
            None if self.nulls.contains(self.field) => self.map.serialize_entry(self.name, &()),
            None => Ok(()),
        }
    }

    /// Takes the explicit nulls, so that they are written.
    ///
    /// # Errors
    /// None.
    #[inline]
    pub fn nulls(&mut self, nulls: &Nulls) -> Result<(), S::Error> {
        self.nulls.clone_from(nulls);
        Ok(())
    }

    /// Writes nothing, for a number that is no field.
    ///
    /// # Errors
    /// None.
    #[inline]
    pub fn skip(&mut self) -> Result<(), S::Error> {
        Ok(())
    }
}

/// Reads a record from any serde format.
///
/// # Errors
/// What the format says, a field that comes twice in a form that does not fit, or a required
/// field that is missing.
pub fn deserialize<'de, T: Record, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_map(RecordVisitor(PhantomData))
}

/// Writes a record in any serde format.
///
/// # Errors
/// What the format says of a value.
pub fn serialize<T: Record, S: Serializer>(record: &T, serializer: S) -> Result<S::Ok, S::Error> {
    // Binary formats write the number of entries first; for the others counting is a waste.
    let len = if serializer.is_human_readable() {
        None
    } else {
        Some(count(record))
    };
    let mut map = serializer.serialize_map(len)?;
    write_fields(record, &mut map)?;
    map.end()
}

/// Shows a record for debugging: its name, and the JSON of what it holds. Fields without a value
/// are left out, since most fields of most records have none.
///
/// # Errors
/// What the formatter says.
pub fn debug<T: Record>(record: &T, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    struct Json<'a, T>(&'a T);
    impl<T: Record> Serialize for Json<'_, T> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serialize(self.0, serializer)
        }
    }
    let json = Json(record);
    let text = if f.alternate() {
        serde_json::to_string_pretty(&json)
    } else {
        serde_json::to_string(&json)
    };
    write!(f, "{} {}", T::table().name, text.map_err(|_| fmt::Error)?)
}

fn write_fields<T: Record, S: SerializeMap>(record: &T, map: &mut S) -> Result<(), S::Error> {
    let mut writer = Writer {
        map,
        field: NULLS,
        name: "",
        nulls: Nulls::default(),
    };
    if T::table().tells_null {
        record.write(NULLS, &mut writer)?;
    }
    for (field, name) in T::table().fields.iter().copied().enumerate() {
        writer.field = field;
        writer.name = name;
        record.write(field, &mut writer)?;
    }
    Ok(())
}

struct RecordVisitor<T>(PhantomData<T>);

impl<'de, T: Record> Visitor<'de> for RecordVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "an object ({})", T::table().name)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        let Table {
            fields,
            required,
            tells_null,
            ..
        } = *T::table();
        let mut record = T::default();
        let mut reader = Reader {
            map,
            null: false,
            nulls: Nulls::default(),
        };
        let mut seen = Seen::new(if required.is_empty() { 0 } else { fields.len() });
        let mut guess = 0;
        while let Some(field) = reader.map.next_key_seed(FieldName {
            names: fields,
            guess,
        })? {
            reader.null = false;
            record.read(field, &mut reader)?;
            if tells_null && reader.null {
                reader.nulls.insert(field);
            }
            seen.insert(field);
            guess = field + 1;
        }
        if tells_null {
            record.read(NULLS, &mut reader)?;
        }
        match required.iter().find(|field| !seen.contains(**field)) {
            Some(&field) => Err(A::Error::missing_field(
                fields.get(field).copied().unwrap_or(""),
            )),
            None => Ok(record),
        }
    }
}

/// Turns a name on the wire into the number of the field; an unknown name into one past the last.
struct FieldName {
    names: &'static [&'static str],
    guess: usize,
}

impl<'de> DeserializeSeed<'de> for FieldName {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for FieldName {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a property")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        Ok(index_of(self.names, self.guess, name))
    }
}

/// Services write fields in the order of their definition, leaving some out, so the search starts
/// behind the field that was read last and usually ends at once.
fn index_of(names: &[&str], guess: usize, name: &str) -> usize {
    let (before, after) = names.split_at(guess.min(names.len()));
    let matches = |known: &&str| *known == name;
    match after.iter().position(matches) {
        Some(index) => before.len() + index,
        None => before.iter().position(matches).unwrap_or(names.len()),
    }
}

/// Which fields have been read. Records without required fields track nothing.
struct Seen {
    first: u64,
    rest: Vec<u64>,
}

impl Seen {
    fn new(fields: usize) -> Self {
        Self {
            first: 0,
            rest: vec![0; fields.saturating_sub(1) / 64],
        }
    }

    fn insert(&mut self, field: usize) {
        if let Some(word) = self.word(field) {
            *word |= 1 << (field % 64);
        }
    }

    fn contains(&mut self, field: usize) -> bool {
        self.word(field)
            .is_some_and(|word| *word & (1 << (field % 64)) != 0)
    }

    fn word(&mut self, field: usize) -> Option<&mut u64> {
        match (field / 64).checked_sub(1) {
            None => Some(&mut self.first),
            Some(index) => self.rest.get_mut(index),
        }
    }
}

/// A map that only counts the entries that it is given.
struct Counter(usize);

fn count<T: Record>(record: &T) -> usize {
    let mut counter = Counter(0);
    // The counter refuses nothing, so the result says nothing.
    let _: Result<(), fmt::Error> = write_fields(record, &mut counter);
    counter.0
}

impl SerializeMap for Counter {
    type Ok = ();
    type Error = fmt::Error;

    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        _: &K,
        _: &V,
    ) -> Result<(), fmt::Error> {
        self.0 += 1;
        Ok(())
    }

    fn serialize_key<K: Serialize + ?Sized>(&mut self, _: &K) -> Result<(), fmt::Error> {
        self.0 += 1;
        Ok(())
    }

    fn serialize_value<V: Serialize + ?Sized>(&mut self, _: &V) -> Result<(), fmt::Error> {
        Ok(())
    }

    fn end(self) -> Result<(), fmt::Error> {
        Ok(())
    }
}
