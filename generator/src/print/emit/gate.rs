//! The features that an item stands behind.

use super::Context;
use super::fragment::fragment;
use crate::format::{Printer, Slot};
use crate::plan::Gate;
use crate::sdk;

/// Prints the condition under which an item is compiled.
pub(super) fn gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: &Gate) {
    let features = sdk::Gate::of(gate).conditions();
    let features: Vec<_> = features.map(|it| cx.sdk.feature(it)).collect();
    match features.as_slice() {
        [only] => condition(out, only),
        several => {
            let features: Vec<_> = several.iter().map(|feature| Slot::text(feature)).collect();
            fragment!(out, DECLARATION_ATTRIBUTE, [], each [features] = &features, {
                #[cfg(any(#(feature = #features),*))]
            });
        }
    }
}

/// Prints the condition under which an implementation is compiled, where it has one of its own.
pub(super) fn item_gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: Option<sdk::Gate<'_>>) {
    let features = gate.into_iter().flat_map(sdk::Gate::conditions);
    let features: Vec<_> = features.map(|it| Slot::text(cx.sdk.feature(it))).collect();
    match features.as_slice() {
        [] => {}
        [only] => fragment!(out, ITEM_ATTRIBUTE, [feature = only.clone()], {
            #[cfg(feature = #feature)]
        }),
        several => fragment!(out, ITEM_ATTRIBUTE, [], each [features] = several, {
            #[cfg(any(#(feature = #features),*))]
        }),
    }
}

/// Prints the condition that a feature is on.
pub(super) fn condition(out: &mut Printer<'_>, feature: &str) {
    fragment!(out, DECLARATION_ATTRIBUTE, [feature = Slot::text(feature)], {
        #[cfg(feature = #feature)]
    });
}
