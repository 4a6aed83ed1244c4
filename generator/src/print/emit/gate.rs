//! The features that an item stands behind.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use crate::plan::Gate;
use crate::sdk;

/// The condition under which an item is compiled.
pub(super) fn gate(cx: &Context<'_>, gate: &Gate) -> TokenStream {
    let features = sdk::Gate::of(gate).conditions();
    let features: Vec<_> = features.map(|it| cx.sdk.feature(it)).collect();
    match features.as_slice() {
        [only] => quote!(#[cfg(feature = #only)]),
        several => quote!(#[cfg(any(#(feature = #several),*))]),
    }
}
