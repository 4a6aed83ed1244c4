//! The runtime of a generated SDK: everything that is the same in all SDKs.
//!
//! The folder `runtime` is copied unchanged into each SDK. This file and `definition.rs`
//! are not: they take the place of the SDK's own files, so that the runtime can be
//! compiled and tested alone. `regions.rs` is copied into SDKs whose definition has
//! regions. The runtime knows no operation and no model of any definition.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod definition;
#[cfg(feature = "client")]
pub mod regions;
pub mod runtime;
