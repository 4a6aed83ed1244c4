//! The features that an item stands behind.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use crate::plan::Gate;

/// The feature of notifications, of their topics, and of the models that they bring.
pub(super) const NOTIFICATIONS: &str = "websocket";

/// The condition under which an item is compiled.
pub(super) fn gate(cx: &Context<'_>, gate: &Gate) -> TokenStream {
    match gate_features(cx, gate).as_slice() {
        [only] => quote!(#[cfg(feature = #only)]),
        several => quote!(#[cfg(any(#(feature = #several),*))]),
    }
}

/// The features of which any turns an item on.
pub fn gate_features<'a>(cx: &Context<'a>, gate: &Gate) -> Vec<&'a str> {
    let (services, notifications) = match gate {
        Gate::Full => return vec!["full"],
        Gate::AnyOf(services) => (services, None),
        Gate::Notified(services) => (services, Some(NOTIFICATIONS)),
    };
    let names = cx.names;
    let features = services
        .iter()
        .map(|id| names.service(*id).feature.as_str());
    features.chain(notifications).collect()
}
