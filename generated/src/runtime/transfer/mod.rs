//! Transfers to and from presigned URLs, and downloads that can be resumed.
//!
//! Downloads of calls are opened by `call`, and read here.

pub(crate) mod checksum;
pub(crate) mod download;
mod file;
pub(crate) mod form;
pub(crate) mod part;
pub(crate) mod progress;
pub(crate) mod resume;
pub(crate) mod send;
