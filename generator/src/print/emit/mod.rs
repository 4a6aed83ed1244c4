//! Emission: the tables as token streams, one for each file.
//!
//! Takes no decision that a table has already taken. Knows the shape of the emitted crate and of
//! its runtime; knows nothing of OpenAPI, of formatting, or of the disk.

mod api;
mod crate_root;
mod docs;
mod enumeration;
mod exports;
mod input;
mod model;
mod output;
mod paging;
mod request;
mod rest;
mod settings;
mod shape;
mod stream;
mod text;
mod topics;
mod types;
mod union;

use proc_macro2::TokenStream;
use quote::quote;
use serde_json::Value;

pub use api::status_text;
pub use crate_root::{apis_root, definition, gate_features, lib, models_root};
pub use paging::items_name;
pub use settings::{kind_text, security, security_note, server_note, servers};
pub use text::{content_text, input_text, output_text, type_text, value_text};
pub use topics::topics;

use crate::analyze::Analysis;
use crate::ir::Api;
use crate::name::Names;
use crate::plan::{ApiFile, ModelFile, Plan};

/// Everything that emission prints.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The definition.
    pub api: &'a Api,
    /// What follows from it.
    pub analysis: &'a Analysis,
    /// The names of everything.
    pub names: &'a Names,
    /// Where everything stands.
    pub plan: &'a Plan,
}

/// A file of models.
pub fn model_file(cx: &Context<'_>, file: &ModelFile) -> TokenStream {
    file.members
        .iter()
        .map(|id| model::model(cx, *id))
        .collect()
}

/// A file of operations, of a crate that code calls `library`.
pub fn api_file(cx: &Context<'_>, file: &ApiFile, library: &str) -> TokenStream {
    api::file(cx, file, library)
}

fn deprecated(is_deprecated: bool) -> Option<TokenStream> {
    is_deprecated.then(|| quote!(#[deprecated]))
}

/// A default as documentation shows it: text without quotes, everything else as JSON.
fn default_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
