//! The features that an item stands behind.

use super::Context;
use super::fragment::fragment;
use crate::format::{Printer, Slot};
use crate::plan::Gate;
use crate::sdk;

/// Prints the attribute that one of some features has to be on.
macro_rules! attribute {
    ($cx:expr, $out:expr, $gate:expr, $frame:ident) => {
        match slots($cx, $gate).as_slice() {
            [only] => fragment!($out, $frame, [feature = only.clone()], {
                #[cfg(feature = #feature)]
            }),
            several => fragment!($out, $frame, [], each [features] = several, {
                #[cfg(any(#(feature = #features),*))]
            }),
        }
    };
}

/// Prints the condition under which a declaration is compiled.
pub(super) fn gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: &Gate) {
    attribute!(cx, out, gate, DECLARATION_ATTRIBUTE);
}

/// Prints the condition under which an item is compiled.
pub(super) fn item_gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: &Gate) {
    attribute!(cx, out, gate, ITEM_ATTRIBUTE);
}

/// Prints the condition under which a method is compiled.
pub(super) fn method_gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: &Gate) {
    attribute!(cx, out, gate, ATTRIBUTE);
}

/// Prints the condition under which a method is compiled that stands in the place of what is turned off.
pub(super) fn off_gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: &Gate) {
    match slots(cx, gate).as_slice() {
        [only] => fragment!(out, ATTRIBUTE, [feature = only.clone()], {
            #[cfg(not(feature = #feature))]
        }),
        several => fragment!(out, ATTRIBUTE, [], each [features] = several, {
            #[cfg(not(any(#(feature = #features),*)))]
        }),
    }
}

fn slots<'a>(cx: &Context<'a>, gate: &Gate) -> Vec<Slot<'a>> {
    let features = sdk::Gate::of(gate).conditions();
    features.map(|it| Slot::text(cx.sdk.feature(it))).collect()
}

/// Prints the condition that a feature is on.
pub(super) fn condition(out: &mut Printer<'_>, feature: &str) {
    fragment!(out, DECLARATION_ATTRIBUTE, [feature = Slot::text(feature)], {
        #[cfg(feature = #feature)]
    });
}
