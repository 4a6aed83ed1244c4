//! Webhooks: requests that the service sends to your program.
//!
//! This module verifies signatures and decodes bodies, with any web framework. Generated code has the
//! events of the definition and the signature scheme of the service.

mod payload;
mod signature;

pub use payload::{PayloadError, read, read_text};
pub use signature::{Encoding, Rejected, Signature};
