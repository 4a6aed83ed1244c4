//! The secrets that requests carry: access tokens and other credentials.
//!
//! This module knows how each is sent, and not how it is obtained.

pub(crate) mod credentials;
pub(crate) mod token;
