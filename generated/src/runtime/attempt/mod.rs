//! Around one attempt to send a request: rate limit, hooks, and whether a retry follows.
//!
//! It neither sends nor waits by itself, and knows no client.

pub(crate) mod hooks;
pub(crate) mod limiter;
pub(crate) mod retry;
