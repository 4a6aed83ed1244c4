//! Webhooks: requests that the service sends to a program of yours.
//!
//! It verifies their signatures and reads their bodies. It knows no web framework, no HTTP client and no
//! event: generated code has the events of a definition, and how its service signs them.

mod payload;
mod signature;

pub use payload::{PayloadError, read, read_text};
pub use signature::{Encoding, Rejected, Signature};
