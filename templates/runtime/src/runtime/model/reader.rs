//! Reads records: the loop over keys, nulls and missing fields.
//!
//! Knows no format and no model. The loop is compiled once for each format and not for each
//! model, so that a program with many models stays small.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::{Error, IgnoredAny, MapAccess};

use super::codec::Decoded;
use super::field_name::FieldName;
use super::lenient::{self, Mode, PathStep, Place};
use super::problem::reason_of;
use super::{Codec, NULLS, Nulls, Table};

/// Where a record reads the value of one field from.
///
/// Its methods give nothing back and keep the error instead: a `match` whose arms have no result
/// is quicker to compile.
pub struct Reader<'de, A: MapAccess<'de>> {
    map: A,
    error: Option<A::Error>,
    /// Whether the field that was read last was `null`.
    null: bool,
    nulls: Nulls,
    /// The name of the property that was read last, if the record has no field for it. Most records
    /// drop such properties, so the name is not copied unless the input gives no other way.
    unnamed: Cow<'de, str>,
    /// Whether a value that does not fit is left out, and how that is done.
    mode: Mode,
    /// Where the value of the field is, if it is read as a part.
    place: Option<Place>,
    /// The name of the field that is read, where that is needed.
    name: &'static str,
}

impl<'de, A: MapAccess<'de>> Reader<'de, A> {
    fn new(map: A) -> Self {
        Self {
            map,
            error: None,
            null: false,
            nulls: Nulls::default(),
            unnamed: Cow::Borrowed(""),
            mode: lenient::mode(),
            place: None,
            name: "",
        }
    }

    /// Reads a field that always has a value; `null` is none.
    #[inline]
    pub fn required<T: Codec>(&mut self, slot: &mut T) {
        if self.mode == Mode::Text {
            let json = self.json();
            let read = lenient::fill_required(self.name, json, slot);
            return self.fail(read);
        }
        match self.map.next_value() {
            Ok(Decoded(value)) => *slot = value,
            Err(error) => self.refuse(error),
        }
    }

    /// Reads a field that may be `null`.
    #[inline]
    pub fn optional<T: Codec>(&mut self, slot: &mut Option<T>) {
        if self.mode == Mode::Text {
            return self.optional_from_text(slot);
        }
        match self.map.next_value() {
            Ok(Decoded(value)) => {
                self.null = Option::is_none(&value);
                *slot = value;
            }
            Err(error) => self.leave_out(error),
        }
    }

    #[cold]
    #[inline(never)]
    fn optional_from_text<T: Codec>(&mut self, slot: &mut Option<T>) {
        let json = self.json();
        self.null = json.as_ref().is_some_and(|json| json.get() == "null");
        lenient::fill_optional(self.name, json, slot);
    }

    /// Hands over the explicit nulls that were read.
    #[inline]
    pub fn nulls(&mut self, slot: &mut Nulls) {
        *slot = std::mem::take(&mut self.nulls);
    }

    /// Reads a property that the record has no field for.
    #[inline]
    pub fn rest<T: Codec>(&mut self, rest: &mut BTreeMap<String, T>) {
        if self.mode == Mode::Text {
            let json = self.json();
            let name = std::mem::take(&mut self.unnamed).into_owned();
            return rest.extend(lenient::read_entries(json.map(|json| (name, json))));
        }
        match self.map.next_value() {
            Ok(Decoded(value)) => {
                let name = std::mem::take(&mut self.unnamed).into_owned();
                drop(rest.insert(name, value));
            }
            Err(error) => self.leave_out(error),
        }
    }

    /// Passes over the value of a field that the record does not have.
    #[inline]
    pub fn skip(&mut self) {
        if let Err(error) = self.map.next_value::<IgnoredAny>() {
            self.error = Some(error);
        }
    }

    /// The value as JSON. What reads it further is compiled for its type alone, and not for each format.
    #[cold]
    #[inline(never)]
    fn json(&mut self) -> Option<lenient::Json> {
        match self.map.next_value::<lenient::Json>() {
            Ok(json) => Some(json),
            Err(error) => {
                self.error = Some(error);
                None
            }
        }
    }

    /// Notes where the value of the next field is, if it is read as a part.
    #[cold]
    #[inline(never)]
    fn enter(&mut self, field: Option<&'static str>) {
        self.name = field.unwrap_or("");
        if self.mode == Mode::Parts {
            let name = field.unwrap_or(&self.unnamed);
            self.place = Some(Place::enter(PathStep::Name(name)));
        }
    }

    /// Keeps the error of a value that has to be there.
    #[cold]
    #[inline(never)]
    fn refuse(&mut self, error: A::Error) {
        if let Some(place) = &self.place {
            place.fail();
        }
        self.error = Some(error);
    }

    /// Leaves out a value that may be missing, if it is read as a part: what holds the parts gives one
    /// once more after an error.
    #[cold]
    #[inline(never)]
    fn leave_out(&mut self, error: A::Error) {
        let Some(place) = self.place.take() else {
            self.error = Some(error);
            return;
        };
        match self.map.next_value::<lenient::Json>() {
            Ok(json) => place.note(json.get().to_owned(), &error.to_string()),
            Err(error) => self.error = Some(error),
        }
    }

    #[cold]
    #[inline(never)]
    fn fail(&mut self, read: Result<(), serde_json::Error>) {
        if let Err(error) = read {
            self.error = Some(A::Error::custom(reason_of(&error)));
        }
    }
}

/// Reads one field of a record that is known to the caller.
pub(super) type ReadField<'a, 'de, A> = dyn FnMut(usize, &mut Reader<'de, A>) + 'a;

/// Reads all fields of a record; `read` reads one of them.
///
/// # Errors
/// What the format says, or a required field that is missing.
pub(super) fn read_fields<'de, A: MapAccess<'de>>(
    table: &'static Table,
    map: A,
    read: &mut ReadField<'_, 'de, A>,
) -> Result<(), A::Error> {
    let names = table.fields;
    let mut reader = Reader::new(map);
    let must_see = !table.required.is_empty();
    let mut seen = Seen::new(if must_see { names.len() } else { 0 });
    let mut guess = 0;
    loop {
        let unnamed = &mut reader.unnamed;
        let name = FieldName {
            names,
            guess,
            unnamed,
        };
        let Some(field) = reader.map.next_key_seed(name)? else {
            break;
        };
        reader.null = false;
        if reader.mode != Mode::Strict {
            reader.enter(names.get(field).copied());
        }
        read(field, &mut reader);
        if let Some(error) = reader.error {
            return Err(error);
        }
        if reader.mode == Mode::Parts {
            reader.place = None;
        }
        if reader.null && table.tells_null {
            reader.nulls.insert(field);
        }
        if must_see {
            seen.insert(field);
        }
        // What follows an unknown property is likely what was expected in its place.
        if field < names.len() {
            guess = field + 1;
        }
    }
    if table.tells_null {
        read(NULLS, &mut reader);
    }
    match table.required.iter().find(|field| !seen.contains(**field)) {
        Some(&field) => Err(A::Error::missing_field(
            names.get(field).copied().unwrap_or(""),
        )),
        None => Ok(()),
    }
}

/// Which fields have been read. Records without required fields track nothing.
struct Seen {
    first: u64,
    rest: Vec<u64>,
}

impl Seen {
    #[inline]
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
