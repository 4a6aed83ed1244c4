//! Transfers: files that are sent to, or fetched from, a presigned URL, and downloads that resume.
//!
//! It knows no operation. What a call downloads is opened by `call`, and read here.

pub(crate) mod checksum;
pub(crate) mod download;
mod file;
pub(crate) mod form;
pub(crate) mod part;
pub(crate) mod progress;
pub(crate) mod resume;
pub(crate) mod send;
