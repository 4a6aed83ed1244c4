//! Types that the caller brings in place of generated ones.

use std::hash::{Hash, Hasher};

use super::Scalar;

/// A type of another crate. It is the same wherever its path is.
#[derive(Debug, Clone)]
pub struct OwnType {
    /// Its path, which was parsed as one and begins with two colons.
    pub path: String,
    /// Its name alone.
    pub name: String,
    /// The plain value that it is in JSON; nothing for an object, an array, or any value.
    pub wire: Option<Scalar>,
    /// Whether it has a default.
    pub has_default: bool,
    /// What chose it: a key of the configuration, or the JSON pointer of an extension.
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
