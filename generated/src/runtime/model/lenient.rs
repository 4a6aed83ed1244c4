//! Lenient reading: a value that does not fit its field is left out, and everything else is kept.
//!
//! It is for the second look at a response that could not be read. While it is on, records, lists and
//! maps take each of their values as JSON first and read it by itself, so that a failure ends with
//! that value. What was left out is noted with its path. Nothing of it runs, beyond asking whether it
//! is on, when a response is read for the first time.
//!
//! A union has its JSON as a value already, whose parts can be read one after the other whatever becomes
//! of them. So within a union they are read from there (`node`), and not taken as JSON once more on each
//! level.
//!
//! It knows no model and no HTTP. That it is on is a property of the thread, since serde hands nothing
//! down; reading never waits, so a call that is read cannot meet another.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Error as _, MapAccess, SeqAccess};
use serde_json::value::RawValue;

use super::Codec;
use super::codec::{Decoded, json_reader};
use super::json_path;
use super::problem::{DecodeProblem, DecodeProblems, Mark, not_utf8, reason_of, without_value};

/// A value as JSON, before it is read.
pub(super) type Json = Box<RawValue>;

/// How deep values may be nested, as in the reader of `serde_json`.
const MAX_DEPTH: usize = 128;

/// A step from a value to one inside it.
#[derive(Clone, Copy)]
pub(super) enum PathStep<'a> {
    Name(&'a str),
    Index(usize),
}

/// What is known while a body is read.
#[derive(Default)]
struct Reading {
    path: String,
    depth: usize,
    problems: DecodeProblems,
    /// Where the value is that could not be read, until it is decided what is left out for it.
    failed: Option<String>,
}

/// How values are read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// What does not fit ends the reading.
    Strict,
    /// From a string, where each value is kept as JSON first.
    Text,
    /// From the parts of a value, each of which can be read by itself.
    Parts,
}

thread_local! {
    static MODE: Cell<Mode> = const { Cell::new(Mode::Strict) };
    static HAS_KEPT_WHOLE: Cell<bool> = const { Cell::new(false) };
    static READING: RefCell<Reading> = RefCell::default();
}

/// How values are read at the moment.
#[inline]
pub(super) fn mode() -> Mode {
    MODE.get()
}

/// Notes that a union kept a value unchanged which lenient decoding reads as one of its variants.
pub(super) fn keep_whole() {
    HAS_KEPT_WHOLE.set(true);
}

/// Whether a union kept such a value since this was asked for the last time.
#[cfg(feature = "client")]
pub(crate) fn take_kept_whole() -> bool {
    HAS_KEPT_WHOLE.take()
}

/// Reads a body leniently; `root` is what paths begin with.
///
/// # Errors
/// If the body is not JSON, if it is of another JSON type than `T`, or if a required field of `T`
/// itself does not fit.
pub fn read_leniently<T: Codec>(
    root: &str,
    body: &[u8],
) -> Result<(T, DecodeProblems), serde_json::Error> {
    match read_leniently_as(root, body) {
        Ok((Decoded(value), problems)) => Ok((value, problems)),
        Err((_, error)) => Err(error),
    }
}

/// The same for a type that is read as serde has it, within which the rules hold again. An error comes
/// with the path of the value that must not be left out, unless its position tells it.
pub(crate) fn read_leniently_as<T: DeserializeOwned>(
    root: &str,
    body: &[u8],
) -> Result<(T, DecodeProblems), (Option<String>, serde_json::Error)> {
    let text = String::from_utf8_lossy(body);
    let json: &RawValue = serde_json::from_str(&text).map_err(|error| (None, error))?;
    let _scope = Scope::enter(root);
    let read = T::deserialize(&mut json_reader(json));
    let (mut problems, failed) = READING.with_borrow_mut(|reading| {
        let problems = std::mem::take(&mut reading.problems);
        (problems, reading.failed.take())
    });
    let value = read.map_err(|error| (failed, error))?;
    if let Err(error) = std::str::from_utf8(body) {
        problems.push(|| not_utf8(root, &text, error.valid_up_to()));
    }
    Ok((value, problems))
}

/// Reads the parts of a value, leniently where values are.
pub(super) fn in_parts<T>(read: impl FnOnce() -> T) -> T {
    let outer = MODE.get();
    if outer == Mode::Text {
        MODE.set(Mode::Parts);
    }
    let result = read();
    MODE.set(outer);
    result
}

/// Goes on after an item or an entry that was left out.
///
/// # Errors
/// If none is left out.
#[cold]
#[inline(never)]
pub(super) fn pass_over<E>(error: E) -> Result<(), E> {
    match MODE.get() {
        Mode::Parts => Ok(()),
        Mode::Strict | Mode::Text => Err(error),
    }
}

/// How many problems there are, to return to.
pub(super) fn mark() -> Mark {
    READING.with_borrow(|reading| reading.problems.mark())
}

/// Forgets the problems since then, and what could not be read.
pub(super) fn return_to(mark: Mark) {
    READING.with_borrow_mut(|reading| {
        reading.problems.return_to(mark);
        reading.failed = None;
    });
}

/// The items of a list as JSON.
///
/// # Errors
/// If the list is no JSON.
#[cold]
#[inline(never)]
pub(super) fn items<'de, A: SeqAccess<'de>>(mut items: A) -> Result<Vec<Json>, A::Error> {
    let mut found = Vec::new();
    while let Some(item) = items.next_element()? {
        found.push(item);
    }
    Ok(found)
}

/// The entries of a map as JSON.
///
/// # Errors
/// If the map is no JSON.
#[cold]
#[inline(never)]
pub(super) fn entries<'de, A: MapAccess<'de>>(
    mut entries: A,
) -> Result<Vec<(String, Json)>, A::Error> {
    let mut found = Vec::new();
    while let Some(entry) = entries.next_entry()? {
        found.push(entry);
    }
    Ok(found)
}

/// Reads the items of a list, without those that do not fit.
#[cold]
#[inline(never)]
pub(super) fn read_items<T: Codec>(items: Vec<Json>) -> Vec<T> {
    let items = items.iter().enumerate();
    items
        .filter_map(|(index, json)| read_optional(PathStep::Index(index), json))
        .collect()
}

/// Reads the entries of a map, without those that do not fit.
#[cold]
#[inline(never)]
pub(super) fn read_entries<T: Codec>(
    entries: impl IntoIterator<Item = (String, Json)>,
) -> BTreeMap<String, T> {
    let entries = entries.into_iter();
    entries
        .filter_map(|(name, json)| {
            let value = read_optional(PathStep::Name(&name), &json)?;
            Some((name, value))
        })
        .collect()
}

/// Reads a field that may be missing, which stays empty where its value does not fit.
#[cold]
#[inline(never)]
pub(super) fn fill_optional<T: Codec>(
    name: &'static str,
    json: Option<Json>,
    slot: &mut Option<T>,
) {
    *slot = json.and_then(|json| read_optional(PathStep::Name(name), &json).flatten());
}

/// Reads a field that must be there.
///
/// # Errors
/// If its value does not fit.
#[cold]
#[inline(never)]
pub(super) fn fill_required<T: Codec>(
    name: &'static str,
    json: Option<Json>,
    slot: &mut T,
) -> Result<(), serde_json::Error> {
    if let Some(json) = json {
        *slot = read_required(PathStep::Name(name), &json)?;
    }
    Ok(())
}

/// Reads a value that may be missing. One that does not fit is noted.
fn read_optional<T: Codec>(step: PathStep<'_>, json: &RawValue) -> Option<T> {
    let place = Place::enter(step);
    match place.read(json) {
        Ok(value) => Some(value),
        Err(error) => {
            place.note(json.get().to_owned(), &reason_of(&error));
            None
        }
    }
}

/// Reads a value that must be there.
fn read_required<T: Codec>(step: PathStep<'_>, json: &RawValue) -> Result<T, serde_json::Error> {
    let place = Place::enter(step);
    let value = place.read(json);
    if value.is_err() {
        place.fail();
    }
    value
}

/// While it lives, values are read leniently.
struct Scope;

impl Scope {
    fn enter(root: &str) -> Self {
        READING.with_borrow_mut(|reading| root.clone_into(&mut reading.path));
        MODE.set(Mode::Text);
        Self
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        MODE.set(Mode::Strict);
        READING.take();
    }
}

/// A value that is being read; while it lives, paths lead to it.
pub(super) struct Place {
    /// The length of the path without the step to it.
    outer: usize,
    /// The problems that were there before: how many are kept, and how many there are.
    before: Mark,
}

impl Place {
    pub(super) fn enter(step: PathStep<'_>) -> Self {
        READING.with_borrow_mut(|reading| {
            reading.depth += 1;
            let outer = reading.path.len();
            match step {
                PathStep::Name(name) => json_path::push_name(&mut reading.path, name),
                PathStep::Index(index) => json_path::push_index(&mut reading.path, index),
            }
            let before = reading.problems.mark();
            Self { outer, before }
        })
    }

    /// Reads the value, unless it is nested too deep.
    fn read<T: Codec>(&self, json: &RawValue) -> Result<T, serde_json::Error> {
        match READING.with_borrow(|reading| reading.depth > MAX_DEPTH) {
            true => Err(serde_json::Error::custom("recursion limit exceeded")),
            false => T::decode_json(json),
        }
    }

    /// Remembers where the innermost value is that does not fit.
    pub(super) fn fail(&self) {
        READING.with_borrow_mut(|reading| {
            let path = &reading.path;
            reading.failed.get_or_insert_with(|| path.clone());
        });
    }

    /// Notes that the value is left out, in place of what was noted about parts of it.
    pub(super) fn note(&self, json: String, reason: &str) {
        READING.with_borrow_mut(|reading| {
            let failed = reading.failed.take().unwrap_or_default();
            let inner = failed.strip_prefix(reading.path.as_str());
            let inner = inner.map(|inner| inner.trim_start_matches('.'));
            let reason = without_value(reason);
            let problems = &mut reading.problems;
            problems.return_to(self.before);
            problems.push(|| DecodeProblem {
                path: reading.path.clone(),
                message: match inner {
                    Some(inner) if !inner.is_empty() => format!("{inner}: {reason}"),
                    _ => reason,
                },
                json,
            });
        });
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        READING.with_borrow_mut(|reading| {
            reading.path.truncate(self.outer);
            reading.depth = reading.depth.saturating_sub(1);
        });
    }
}
