//! The features that an item stands behind.

use super::Context;
use super::fragment::fragment;
use crate::format::{Printer, Slot};
use crate::plan::Gate;

/// The feature of notifications, of their topics, and of the models that they bring.
pub(super) const NOTIFICATIONS: &str = "websocket";

/// Prints the condition under which an item is compiled.
pub(super) fn gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: &Gate) {
    match gate_features(cx, gate).as_slice() {
        [only] => condition(out, only),
        several => {
            let features: Vec<_> = several.iter().map(|feature| Slot::text(feature)).collect();
            fragment!(out, DECLARATION_ATTRIBUTE, [], each [features] = &features, {
                #[cfg(any(#(feature = #features),*))]
            });
        }
    }
}

/// Prints the condition that a feature is on.
pub(super) fn condition(out: &mut Printer<'_>, feature: &str) {
    fragment!(out, DECLARATION_ATTRIBUTE, [feature = Slot::text(feature)], {
        #[cfg(feature = #feature)]
    });
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
