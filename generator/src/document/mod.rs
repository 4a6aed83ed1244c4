//! The stages from a file to one typed document of OpenAPI 3.0, and the modules that they share.
//!
//! Nothing here knows the later stages.

pub(crate) mod bundle;
pub(crate) mod extensions;
pub(crate) mod grammar;
pub mod load;
pub(crate) mod media_types;
pub(crate) mod origins;
pub mod parse;
pub(crate) mod pointer;
pub mod repair;
pub mod source;
pub mod upgrade;
