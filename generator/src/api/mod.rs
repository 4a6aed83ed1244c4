//! From a document to a description of the emitted API: the IR of what is sent and received, what follows from it, and the
//! names and modules of everything.
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
