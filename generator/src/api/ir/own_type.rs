//! Types of other crates that replace generated ones.

use std::collections::BTreeSet;
use std::fmt;
use std::hash::{Hash, Hasher};

use super::Scalar;

/// A trait of the standard library that models have if the configuration asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ExtraTrait {
    /// `Eq`
    Eq,
    /// `Hash`
    Hash,
}

impl ExtraTrait {
    /// All of them, in the order in which they are printed.
    pub const ALL: [Self; 2] = [Self::Eq, Self::Hash];

    /// The name of the trait, which is that of its derive.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "Eq",
            Self::Hash => "Hash",
        }
    }
}

impl fmt::Display for ExtraTrait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A type of another crate, identified by its path.
#[derive(Debug, Clone)]
pub struct OwnType {
    /// Its checked path, with leading colons.
    pub path: String,
    /// Its name alone.
    pub name: String,
    /// Its scalar type in JSON; `None` for objects, arrays and any value.
    pub wire: Option<Scalar>,
    /// Whether it implements `Default`.
    pub has_default: bool,
    /// The traits that it has beside those that each has to have.
    pub implements: BTreeSet<ExtraTrait>,
    /// What says so: a key of the configuration, or the JSON pointer of an extension.
    pub origin: String,
}

impl PartialEq for OwnType {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl Eq for OwnType {}

impl Hash for OwnType {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.path.hash(state);
    }
}
