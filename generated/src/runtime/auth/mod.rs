//! The secrets that calls are sent with: access tokens and other credentials.
//!
//! It knows how each of them travels, and not where it comes from.

pub(crate) mod credentials;
pub(crate) mod token;
