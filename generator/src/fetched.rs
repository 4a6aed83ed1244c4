//! A definition from a URL: whether it is downloaded, and what was.
//!
//! Downloads nothing: that is `remote`, which is compiled with the feature `url` only.

use std::path::PathBuf;

/// A definition that was downloaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Its URL.
    pub url: String,
    /// The path of the local copy.
    pub path: PathBuf,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
    /// Whether an earlier copy was used, without a download.
    pub is_cached: bool,
}

/// Whether a definition from a URL is downloaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// Download it, unless the local copy has the checksum of the configuration.
    Ask,
    /// Use the local copy if there is one.
    PreferCopy,
}
