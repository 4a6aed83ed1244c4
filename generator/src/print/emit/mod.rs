//! Emission: prints the emitted API as fragments of files.
//!
//! Knows the layout of the emitted crate and the API of its runtime. Makes no decision that is in a table,
//! and knows nothing of OpenAPI, line breaks or the disk.

#![allow(
    clippy::cloned_ref_to_slice_refs,
    reason = "a fragment takes its slots by value, one or several"
)]

mod additional;
mod api;
mod convert;
mod crate_root;
mod derives;
mod docs;
mod enumeration;
mod exports;
mod fragment;
mod gate;
mod input;
mod integer_enum;
mod literals;
mod methods;
mod model;
mod named;
mod output;
mod own_types;
mod paging;
mod record;
mod request;
mod settings;
mod shape;
mod stream;
mod testing;
mod topics;
mod types;
mod union;
mod webhooks;

pub use crate_root::{apis_root, definition, lib, models_root};
pub use derives::derives;
pub use own_types::own_types;
pub use settings::{security, servers};
pub use testing::testing;
pub use topics::topics;
pub use webhooks::webhooks;

use crate::format::Printer;
use crate::ir::Api;
use crate::sdk::{ApiFile, ModelFile, Sdk};

/// The input of emission.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The lowered definition.
    pub api: &'a Api,
    /// The emitted API.
    pub sdk: &'a Sdk<'a>,
}

/// Prints the items of a file of models.
pub fn model_file(cx: &Context<'_>, out: &mut Printer<'_>, file: &ModelFile) {
    for id in &file.members {
        if out.is_full() {
            break;
        }
        model::model(cx, out, *id);
    }
}

/// Prints a file of operations. `library` is the name of the crate in doc tests.
pub fn api_file(cx: &Context<'_>, out: &mut Printer<'_>, file: &ApiFile, library: &str) {
    api::file(cx, out, file, library);
}
