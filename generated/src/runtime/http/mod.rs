//! Requests, responses, and the interface to an HTTP library.
//!
//! This module knows neither operations nor the client, and sends nothing itself.

pub(crate) mod blocking_work;
pub(crate) mod body;
pub(crate) mod chunks;
pub(crate) mod content_encoding;
pub(crate) mod deadline;
pub(crate) mod encode;
pub(crate) mod headers;
pub(crate) mod limits;
pub(crate) mod media_type;
pub(crate) mod method;
pub(crate) mod redact;
pub(crate) mod response;
pub(crate) mod retry_after;
#[cfg(feature = "websocket")]
pub(crate) mod socket;
pub(crate) mod sources;
pub(crate) mod transport;
pub(crate) mod transport_error;
