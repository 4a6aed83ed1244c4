//! Addresses: places in the files of a definition.

use crate::pointer::unescape;

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Address {
    pub(super) file: usize,
    /// Without its `#`; no part of it stands behind a reference.
    pub(super) pointer: String,
}

impl Address {
    pub(super) fn new(file: usize, pointer: &str) -> Self {
        Self {
            file,
            pointer: pointer.to_owned(),
        }
    }

    /// The whole definition.
    pub(super) fn root() -> Self {
        Self::new(0, "")
    }

    pub(super) fn depth(&self) -> usize {
        self.pointer.matches('/').count()
    }
}

/// The keys of a pointer.
pub(super) fn pointer_of(pointer: &str) -> impl Iterator<Item = String> {
    pointer.split('/').skip(1).map(unescape)
}
