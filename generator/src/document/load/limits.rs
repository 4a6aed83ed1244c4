//! Limits of the size and the depth of a document.

use std::fmt;

/// The maximum nesting of objects and arrays. `serde_json` has the same limit; the later stages
/// recurse and rely on it.
pub const MAX_DEPTH: usize = 128;

/// The size of a document in memory, in bytes, with all YAML aliases expanded. The largest published
/// definition that we know of takes a quarter of it.
pub const MAX_SIZE: usize = 640 * 1024 * 1024;

/// The approximate memory of a value apart from its string, in bytes: the value, its entry in the parent, and the
/// spare capacity of arrays and maps. Measured with a document of YAML aliases.
const NODE: usize = 144;

/// The unused part of [`MAX_SIZE`].
#[derive(Debug)]
pub(super) struct DocumentBudget {
    left: usize,
}

/// The document exceeds [`MAX_SIZE`].
#[derive(Debug)]
pub(super) struct TooLarge;

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the document exceeds {MAX_SIZE} bytes in memory")
    }
}

impl Default for DocumentBudget {
    fn default() -> Self {
        Self { left: MAX_SIZE }
    }
}

impl DocumentBudget {
    /// Counts a value whose string has this length, in bytes.
    pub(super) fn pay(&mut self, text: usize) -> Result<(), TooLarge> {
        let left = self.left.checked_sub(NODE.saturating_add(text));
        self.left = left.unwrap_or_default();
        left.map(drop).ok_or(TooLarge)
    }

    /// Whether the document exceeded the limit.
    pub(super) fn is_exceeded(&self) -> bool {
        self.left == 0
    }
}
