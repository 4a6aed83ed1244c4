//! The runtime of a generated SDK: everything that a call does and no
//! generated file decides.
//!
//! The folder `runtime` is copied as it is into each SDK. This file and
//! `definition.rs` are not: they stand in for the SDK's own, so that the
//! runtime compiles and is tested alone. `regions.rs` is copied into the SDK of the
//! service that has them. The runtime knows no operation and no
//! model of any definition.

#![cfg_attr(docsrs, feature(doc_cfg))]

mod definition;
#[cfg(feature = "client")]
pub mod regions;
pub mod runtime;
