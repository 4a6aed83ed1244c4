//! From a document to an API on which everything is decided: what is said on the wire, what follows from it,
//! what everything is called and where it stands.
//!
//! `lower` is the last that knows OpenAPI; nothing here knows how code or pages are printed.

pub mod analyze;
pub mod derive;
pub mod ir;
pub(crate) mod keywords;
pub mod lower;
pub mod name;
pub mod plan;
pub mod sdk;
pub mod select;
pub mod validate;
