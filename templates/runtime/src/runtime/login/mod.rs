//! How a client gets its access token and keeps it valid.
//!
//! The grants of the service are in `grants`, and each is a `TokenSource`
//! like one of the application's own; `keeper` decides when a source is asked.
//! Nothing here knows the calls that need the token.

pub(crate) mod client;
mod flight;
pub(crate) mod grants;
pub(crate) mod keeper;
pub(crate) mod pkce;
pub(crate) mod source;
pub(crate) mod token;
