//! Addresses: locations in the files of a definition.

use crate::pointer::unescape;

/// A location: a file and a JSON pointer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Address {
    pub(super) file: usize,
    /// The pointer without its `#`; it does not pass through references.
    pub(super) pointer: String,
}

impl Address {
    pub(super) fn new(file: usize, pointer: &str) -> Self {
        Self {
            file,
            pointer: pointer.to_owned(),
        }
    }

    /// The root of the definition.
    pub(super) fn root() -> Self {
        Self::new(0, "")
    }

    pub(super) fn depth(&self) -> usize {
        self.pointer.matches('/').count()
    }
}

/// The keys of a pointer, unescaped.
pub(super) fn pointer_of(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(unescape)
}
