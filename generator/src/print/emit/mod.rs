//! Emission: the tables as token streams, one for each file.
//!
//! Takes no decision that a table has already taken. Knows the shape of the emitted crate and of
//! its runtime; knows nothing of OpenAPI, of formatting, or of the disk.

mod api;
mod crate_root;
mod docs;
mod enumeration;
mod exports;
mod gate;
mod input;
mod model;
mod named;
mod output;
mod paging;
mod request;
mod rest;
mod settings;
mod shape;
mod stream;
mod topics;
mod types;
mod union;

use proc_macro2::TokenStream;
use quote::quote;

pub use crate_root::{apis_root, definition, lib, models_root};
pub use settings::{security, servers};
pub use topics::topics;

use crate::analyze::Analysis;
use crate::ir::Api;
use crate::name::Names;
use crate::plan::{ApiFile, ModelFile, Plan};
use crate::sdk::Sdk;

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
    /// The types that callers see.
    pub sdk: &'a Sdk<'a>,
}

/// A part of a file. The tokens of a part are made when it is asked for, and dropped before the next one:
/// they take fifty times the memory of their text, and a file may be as large as the definition.
pub enum Code<'a> {
    /// Items.
    Items(TokenStream),
    /// An implementation, by what stands before its braces and by its members, of which there is one at least.
    Impl(TokenStream, Parts<'a, TokenStream>),
    /// A module, by what stands before its braces and by its items, of which there is one at least.
    Module(TokenStream, Parts<'a, TokenStream>),
}

/// Parts of a file, in order.
pub type Parts<'a, T> = Box<dyn Iterator<Item = T> + 'a>;

/// A file of models.
pub fn model_file<'a>(cx: &'a Context<'a>, file: &'a ModelFile) -> Parts<'a, Code<'a>> {
    let models = file.members.iter();
    Box::new(models.flat_map(|id| model::model(cx, *id)).map(Code::Items))
}

/// A file of operations, of a crate that code calls `library`.
pub fn api_file<'a>(cx: &'a Context<'a>, file: &'a ApiFile, library: &str) -> Parts<'a, Code<'a>> {
    api::file(cx, file, library)
}

fn deprecated(is_deprecated: bool) -> Option<TokenStream> {
    is_deprecated.then(|| quote!(#[deprecated]))
}
