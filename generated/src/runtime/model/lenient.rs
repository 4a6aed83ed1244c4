//! Lenient reading: a value that does not fit its field is left out, and everything else is kept.
//!
//! It is for the second look at a response that could not be read. While it is on, records, lists and
//! maps take each of their values as JSON first and read it by itself, so that a failure ends with
//! that value. What was left out is noted with its path. Nothing of it runs, beyond asking whether it
//! is on, when a response is read for the first time.
//!
//! It knows no model and no HTTP. That it is on is a property of the thread, since serde hands nothing
//! down; reading never waits, so a call that is read cannot meet another.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{DeserializeOwned, Error as _};
use serde_json::value::RawValue;

use super::Codec;
use super::codec::Decoded;
use super::json_path;
use crate::runtime::one_line::one_line;

/// A value as JSON, before it is read.
pub(super) type Json = Box<RawValue>;

/// How deep values may be nested, as in the reader of `serde_json`.
const MAX_DEPTH: usize = 128;

/// How many problems are kept. A body may have one for every few bytes.
const MAX_PROBLEMS: usize = 1_000;

/// A value of a response that did not fit its field and was left out.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeProblem {
    path: String,
    message: String,
    json: String,
}

impl DecodeProblem {
    /// Where the value is, such as `UserEntityListing.entities[1].dateLastLogin`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Why it does not fit, without the value.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The value as it came, as JSON.
    pub fn json(&self) -> &str {
        &self.json
    }
}

/// One line of at most 1 KiB: names of the body are part of the path.
impl fmt::Display for DecodeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&format!("{}: {}", self.path, self.message)))
    }
}

/// The value stays out: it may be the data of people.
impl fmt::Debug for DecodeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeProblem")
            .field("path", &self.path)
            .field("message", &self.message)
            .field("json_length", &self.json.len())
            .finish()
    }
}

/// The values that were left out of what was read, the first thousand of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecodeProblems {
    kept: Vec<DecodeProblem>,
    count: usize,
}

impl DecodeProblems {
    /// Those that are kept: the first thousand.
    pub fn as_slice(&self) -> &[DecodeProblem] {
        &self.kept
    }

    /// How many there were.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether everything fitted.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Adds those of another part of the same response.
    #[cfg(feature = "client")]
    pub(crate) fn append(&mut self, other: Self) {
        self.count += other.count;
        let room = MAX_PROBLEMS - self.kept.len();
        self.kept.extend(other.kept.into_iter().take(room));
    }

    fn push(&mut self, problem: impl FnOnce() -> DecodeProblem) {
        self.count += 1;
        if self.kept.len() < MAX_PROBLEMS {
            self.kept.push(problem());
        }
    }
}

/// A step from a value to one inside it.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
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

thread_local! {
    static IS_ON: Cell<bool> = const { Cell::new(false) };
    static READING: RefCell<Reading> = RefCell::default();
}

/// Whether values are read leniently at the moment.
#[inline]
pub(super) fn is_on() -> bool {
    IS_ON.get()
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
    let (Decoded(value), problems) = read_leniently_as(root, body)?;
    Ok((value, problems))
}

/// The same for a type that is read as serde has it, within which the rules hold again.
pub(crate) fn read_leniently_as<T: DeserializeOwned>(
    root: &str,
    body: &[u8],
) -> Result<(T, DecodeProblems), serde_json::Error> {
    let text = String::from_utf8_lossy(body);
    let json: &RawValue = serde_json::from_str(&text)?;
    let _scope = Scope::enter(root);
    let value = T::deserialize(&mut reader(json))?;
    let mut problems = READING.with_borrow_mut(|reading| std::mem::take(&mut reading.problems));
    if let Err(error) = std::str::from_utf8(body) {
        problems.push(|| not_utf8(root, &text, error.valid_up_to()));
    }
    Ok((value, problems))
}

/// Reads something strictly, whatever is on: as long as it is not certain what a value is.
pub(super) fn strictly<T>(read: impl FnOnce() -> T) -> T {
    let was_on = IS_ON.replace(false);
    let result = read();
    IS_ON.set(was_on);
    result
}

/// Reads a value that may be missing. One that does not fit is noted.
pub(super) fn read_optional<T: Codec>(step: Step<'_>, json: &RawValue) -> Option<T> {
    let place = Place::enter(step).ok()?;
    match T::decode(&mut reader(json)) {
        Ok(value) => Some(value),
        Err(error) => {
            place.note(json, &error);
            None
        }
    }
}

/// Reads a value that must be there.
///
/// # Errors
/// If it does not fit; what contains it does not fit either then.
pub(super) fn read_required<T: Codec>(
    step: Step<'_>,
    json: &RawValue,
) -> Result<T, serde_json::Error> {
    let place = Place::enter(step)?;
    let value = T::decode(&mut reader(json));
    if value.is_err() {
        place.fail();
    }
    value
}

/// By the reader that is used for a first look, so that no model is compiled for another one.
fn reader(json: &RawValue) -> serde_json::Deserializer<serde_json::de::SliceRead<'_>> {
    serde_json::Deserializer::from_slice(json.get().as_bytes())
}

/// While it lives, values are read leniently.
struct Scope;

impl Scope {
    fn enter(root: &str) -> Self {
        READING.with_borrow_mut(|reading| root.clone_into(&mut reading.path));
        IS_ON.set(true);
        Self
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        IS_ON.set(false);
        READING.take();
    }
}

/// A value that is being read; while it lives, paths lead to it.
struct Place {
    /// The length of the path without the step to it.
    outer: usize,
    /// The problems that were there before: how many are kept, and how many there are.
    before: (usize, usize),
}

impl Place {
    fn enter(step: Step<'_>) -> Result<Self, serde_json::Error> {
        READING.with_borrow_mut(|reading| {
            if reading.depth == MAX_DEPTH {
                return Err(serde_json::Error::custom("recursion limit exceeded"));
            }
            reading.depth += 1;
            let outer = reading.path.len();
            match step {
                Step::Name(name) => json_path::push_name(&mut reading.path, name),
                Step::Index(index) => json_path::push_index(&mut reading.path, index),
            }
            let problems = &reading.problems;
            let before = (problems.kept.len(), problems.count);
            Ok(Self { outer, before })
        })
    }

    /// Remembers where the innermost value is that does not fit.
    fn fail(&self) {
        READING.with_borrow_mut(|reading| {
            let path = &reading.path;
            reading.failed.get_or_insert_with(|| path.clone());
        });
    }

    /// Notes that the value is left out, in place of what was noted about parts of it.
    fn note(&self, json: &RawValue, error: &serde_json::Error) {
        READING.with_borrow_mut(|reading| {
            let failed = reading.failed.take().unwrap_or_default();
            let inner = failed.strip_prefix(reading.path.as_str());
            let inner = inner.map(|inner| inner.trim_start_matches('.'));
            let reason = without_value(&reason_of(error));
            let problems = &mut reading.problems;
            problems.kept.truncate(self.before.0);
            problems.count = self.before.1;
            problems.push(|| DecodeProblem {
                path: reading.path.clone(),
                message: match inner {
                    Some(inner) if !inner.is_empty() => format!("{inner}: {reason}"),
                    _ => reason,
                },
                json: json.get().to_owned(),
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

/// The message of an error without the value, which may be the data of people and which a problem has
/// beside its message. Sources of the forms: `Error::invalid_type` and `Unexpected` of serde.
fn without_value(reason: &str) -> String {
    let start = ["invalid type: ", "invalid value: "]
        .iter()
        .filter_map(|prefix| Some(reason.find(prefix)? + prefix.len()))
        .min();
    let parts = start.zip(reason.rfind(", expected "));
    match parts.filter(|(start, end)| start <= end) {
        Some((start, end)) => {
            let (kind, _) = reason[start..end]
                .split_once(['"', '`'])
                .unwrap_or((&reason[start..end], ""));
            format!("{}{}{}", &reason[..start], kind.trim_end(), &reason[end..])
        }
        None => reason.to_owned(),
    }
}

/// The message of an error without its line and column, which the path takes the place of.
pub(crate) fn reason_of(error: &serde_json::Error) -> String {
    let mut text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    if let Some(reason) = text.strip_suffix(&position) {
        text.truncate(reason.len());
    }
    text
}

/// The problem of a body that is not UTF-8: the first string that was read with signs of replacement.
fn not_utf8(root: &str, text: &str, offset: usize) -> DecodeProblem {
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    let start = before.rfind('"').unwrap_or(offset);
    let length = after.find('"').map_or(after.len(), |end| end + 1);
    DecodeProblem {
        path: format!("{root}{}", json_path::path_at(text.as_bytes(), offset)),
        message:
            "the string is not UTF-8: U+FFFD stands for its invalid bytes, here and in what follows"
                .to_owned(),
        json: format!("{}{}", &before[start..], &after[..length]),
    }
}
