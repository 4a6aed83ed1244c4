//! What surrounds one attempt to send a request: whether it has to wait, who is told of it, and whether
//! another follows.
//!
//! It neither sends nor waits by itself, and knows no client.

pub(crate) mod hooks;
pub(crate) mod limiter;
pub(crate) mod retry;
