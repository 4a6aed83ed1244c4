//! The features that an item stands behind.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use crate::ir::ServiceId;
use crate::plan::Gate;

/// The feature of notifications, of their topics, and of the models that they bring.
pub(super) const NOTIFICATIONS: &str = "websocket";

/// The condition under which an item is compiled.
pub(super) fn gate(cx: &Context<'_>, gate: &Gate) -> TokenStream {
    let services = match gate {
        Gate::Full => return quote!(#[cfg(feature = "full")]),
        Gate::AnyOf(services) | Gate::Notified { services, .. } => services,
    };
    let features = services.iter().map(|id| feature(cx, *id));
    let mut conditions: Vec<_> = features.map(|it| quote!(feature = #it)).collect();
    if let Gate::Notified { areas, .. } = gate {
        let areas: Vec<_> = areas.iter().map(|id| feature(cx, *id)).collect();
        conditions.push(match areas.as_slice() {
            [] => quote!(feature = #NOTIFICATIONS),
            [only] => quote!(all(feature = #NOTIFICATIONS, feature = #only)),
            several => {
                quote!(all(feature = #NOTIFICATIONS, any(#(feature = #several),*)))
            }
        });
    }
    match conditions.as_slice() {
        [only] => quote!(#[cfg(#only)]),
        several => quote!(#[cfg(any(#(#several),*))]),
    }
}

/// The features of which any turns an item on; of those in one list, all are needed.
pub fn gate_features<'a>(cx: &Context<'a>, gate: &Gate) -> Vec<Vec<&'a str>> {
    let (services, notified) = match gate {
        Gate::Full => return vec![vec!["full"]],
        Gate::AnyOf(services) => (services, Vec::new()),
        Gate::Notified { services, areas } if areas.is_empty() => {
            (services, vec![vec![NOTIFICATIONS]])
        }
        Gate::Notified { services, areas } => {
            let areas = areas.iter().map(|id| vec![NOTIFICATIONS, feature(cx, *id)]);
            (services, areas.collect())
        }
    };
    let features = services.iter().map(|id| vec![feature(cx, *id)]);
    features.chain(notified).collect()
}

fn feature<'a>(cx: &Context<'a>, id: ServiceId) -> &'a str {
    let names = cx.names;
    names.service(id).feature.as_str()
}
