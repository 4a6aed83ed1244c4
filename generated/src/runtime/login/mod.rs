//! Obtains access tokens and renews them.
//!
//! `grants` has the OAuth grants, each of which is a `TokenSource`, as one of the
//! application's own may be. `keeper` decides when a token is requested.

pub(crate) mod client;
mod flight;
pub(crate) mod grants;
pub(crate) mod keeper;
pub(crate) mod pkce;
pub(crate) mod source;
pub(crate) mod token;
