//! From an API to the files of a crate: code, pages and text templates, and writing them to the disk.
//!
//! Nothing here decides what the API is.

pub(crate) mod assemble;
pub mod emit;
pub mod format;
pub(crate) mod guide;
pub(crate) mod markdown;
pub(crate) mod notes;
pub(crate) mod reference;
pub(crate) mod templates;
pub mod write;
