//! Types of other crates that replace generated ones.

use std::hash::{Hash, Hasher};

use super::Scalar;

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
    /// What declares it: a key of the configuration, or the JSON pointer of an extension.
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
