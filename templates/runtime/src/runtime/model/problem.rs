//! The values that lenient reading left out of a response, with path and reason.
//!
//! A message never contains the value, which may be personal data.

use std::fmt;

use super::json_path;
use crate::runtime::one_line::one_line;

/// The number of problems that are kept. A body may have one for every few bytes.
const MAX_PROBLEMS: usize = 1_000;

/// A value of a response that did not fit its field and was left out.
#[derive(Clone, PartialEq, Eq)]
pub struct DecodeProblem {
    pub(super) path: String,
    pub(super) message: String,
    pub(super) json: String,
}

impl DecodeProblem {
    /// Returns the path of the value, such as
    /// `UserEntityListing.entities[1].dateLastLogin`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the reason why it does not fit, without the value.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns the value as JSON, as it was received.
    pub fn json(&self) -> &str {
        &self.json
    }
}

/// One line of at most 1 KiB: the path contains names from the body.
impl fmt::Display for DecodeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&one_line(&format!("{}: {}", self.path, self.message)))
    }
}

/// Without the value, which may be personal data.
impl fmt::Debug for DecodeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeProblem")
            .field("path", &self.path)
            .field("message", &self.message)
            .field("json_length", &self.json.len())
            .finish()
    }
}

/// The values that were left out of a response. The first thousand are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecodeProblems {
    kept: Vec<DecodeProblem>,
    count: usize,
}

impl DecodeProblems {
    /// Returns the problems that are kept: at most the first thousand.
    pub fn as_slice(&self) -> &[DecodeProblem] {
        &self.kept
    }

    /// Returns the number of problems, including those that are not kept.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Returns whether no value was left out.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Appends the problems of another part of the same response.
    #[cfg(feature = "client")]
    pub(crate) fn append(&mut self, other: Self) {
        self.count += other.count;
        let room = MAX_PROBLEMS - self.kept.len();
        self.kept.extend(other.kept.into_iter().take(room));
    }

    /// Adds a problem, which is created only if it is kept.
    pub(super) fn push(&mut self, problem: impl FnOnce() -> DecodeProblem) {
        self.count += 1;
        if self.kept.len() < MAX_PROBLEMS {
            self.kept.push(problem());
        }
    }

    /// Marks the current length, for [`Self::return_to`].
    pub(super) fn mark(&self) -> Mark {
        Mark {
            kept: self.kept.len(),
            count: self.count,
        }
    }

    /// Removes the problems that were added since the mark.
    pub(super) fn return_to(&mut self, mark: Mark) {
        self.kept.truncate(mark.kept);
        self.count = mark.count;
    }
}

/// The length of a list of problems at some time.
#[derive(Clone, Copy)]
pub(super) struct Mark {
    kept: usize,
    count: usize,
}

/// Removes the value from the message of an error: it may be personal data, and a problem stores it
/// separately. Sources of the forms: `Error::invalid_type` and `Unexpected` of serde.
pub(super) fn without_value(reason: &str) -> String {
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

/// The message of an error without line and column, which the path replaces.
pub(crate) fn reason_of(error: &serde_json::Error) -> String {
    let mut text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    if let Some(reason) = text.strip_suffix(&position) {
        text.truncate(reason.len());
    }
    text
}

/// The problem of a body that is not UTF-8, at its first string with a replacement character.
pub(super) fn not_utf8(root: &str, text: &str, offset: usize) -> DecodeProblem {
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    let start = before.rfind('"').unwrap_or(offset);
    let length = after.find('"').map_or(after.len(), |end| end + 1);
    DecodeProblem {
        path: format!("{root}{}", json_path::path_at(text.as_bytes(), offset)),
        message: "the string is not UTF-8: U+FFFD stands for its invalid bytes, here and below"
            .to_owned(),
        json: format!("{}{}", &before[start..], &after[..length]),
    }
}
