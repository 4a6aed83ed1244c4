//! What is known of the service before any call: its operations, how they page, stream and are secured,
//! its login and its addresses.
//!
//! All of it is data. It knows no request, no client and no secret.

pub(crate) mod address;
pub(crate) mod login;
pub(crate) mod login_urls;
pub(crate) mod operation;
pub(crate) mod paging;
pub(crate) mod region_hosts;
pub(crate) mod security;
pub(crate) mod stream;
