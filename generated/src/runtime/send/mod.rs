//! The sending of a request, with as many attempts as its policy allows.
//!
//! Calls and logins are sent alike. It knows neither the client nor how a token is got.

pub(crate) mod job;
pub(crate) mod repeat;
pub(crate) mod wire;
