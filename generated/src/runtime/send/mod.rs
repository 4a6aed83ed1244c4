//! Sends a request, with as many attempts as its policy allows.
//!
//! Calls, logins and transfers are sent in the same way.

pub(crate) mod job;
pub(crate) mod repeat;
pub(crate) mod wire;
