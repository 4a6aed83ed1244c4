//! HTTP as the runtime sees it: requests, responses, their parts, and the border to an HTTP library.
//!
//! It knows no operation, no client and no error of a call, and it sends nothing by itself.

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
