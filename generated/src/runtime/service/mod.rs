//! Facts about the service: its operations, their pagination, streams and security, its login and its URLs.
//!
//! All of it is data; nothing is sent here.

pub(crate) mod address;
pub(crate) mod login;
pub(crate) mod login_urls;
pub(crate) mod operation;
pub(crate) mod paging;
pub(crate) mod region_hosts;
pub(crate) mod security;
pub(crate) mod stream;
