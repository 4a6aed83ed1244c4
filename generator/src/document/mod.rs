//! From a file to one document of OpenAPI 3.0: the stages that read what was written, and what they share.
//!
//! Nothing here knows what is made of a document.

pub(crate) mod bundle;
pub(crate) mod extensions;
pub(crate) mod grammar;
pub mod load;
pub(crate) mod media_types;
pub mod parse;
pub(crate) mod pointer;
pub mod repair;
pub mod source;
pub mod upgrade;
