//! The `cfg` conditions of items.

use super::Context;
use super::fragment::fragment;
use crate::format::{Printer, Slot};
use crate::sdk::{Gate, NOTIFICATIONS};

/// Prints the attribute that one of some conditions has to hold, if there are any.
macro_rules! attribute {
    ($out:expr, $conditions:expr, $frame:ident) => {
        match $conditions.as_slice() {
            [] => {}
            [only] => fragment!($out, $frame, [condition = only.clone()], {
                #[cfg(#condition)]
            }),
            several => fragment!($out, $frame, [], each [conditions] = several, {
                #[cfg(any(#(#conditions),*))]
            }),
        }
    };
}

/// Prints the condition under which a declaration is compiled.
pub(super) fn gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: &Gate) {
    attribute!(out, conditions(cx, gate), DECLARATION_ATTRIBUTE);
}

/// Prints the condition under which an item is compiled.
pub(super) fn item_gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: &Gate) {
    attribute!(out, conditions(cx, gate), ITEM_ATTRIBUTE);
}

/// Prints the condition under which a method is compiled.
pub(super) fn method_gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: &Gate) {
    attribute!(out, conditions(cx, gate), ATTRIBUTE);
}

/// Prints the condition under which a method is compiled that stands in the place of what is turned off.
pub(super) fn off_gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: &Gate) {
    match conditions(cx, gate).as_slice() {
        [only] => fragment!(out, ATTRIBUTE, [condition = only.clone()], {
            #[cfg(not(#condition))]
        }),
        several => fragment!(out, ATTRIBUTE, [], each [conditions] = several, {
            #[cfg(not(any(#(#conditions),*)))]
        }),
    }
}

/// Prints the condition that a feature is on.
pub(super) fn condition(out: &mut Printer<'_>, feature: &str) {
    attribute!(out, [is_on(feature)].map(Slot::code), DECLARATION_ATTRIBUTE);
}

/// The conditions of which one has to hold. Tags that turn an item on with the notifications share one.
fn conditions(cx: &Context<'_>, gate: &Gate) -> Vec<Slot<'static>> {
    let alone = gate.alone().flat_map(|it| cx.sdk.feature(it)).map(is_on);
    let areas = gate.areas().iter();
    let areas: Vec<_> = areas
        .map(|id| is_on(cx.sdk.tag(*id).feature.as_str()))
        .collect();
    let area = match areas.as_slice() {
        [] => None,
        [only] => Some(only.clone()),
        several => Some(format!("any({})", several.join(", "))),
    };
    let together = area.map(|area| format!("all({}, {area})", is_on(NOTIFICATIONS)));
    alone.chain(together).map(Slot::code).collect()
}

fn is_on(feature: &str) -> String {
    format!("feature = {feature:?}")
}
