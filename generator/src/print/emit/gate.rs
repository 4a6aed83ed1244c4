//! The `cfg` conditions of items.

use super::Context;
use super::fragment::fragment;
use crate::format::{Printer, Slot};
use crate::sdk::{Gate, NOTIFICATIONS};

/// Prints `#[cfg]` with a condition, or with `any(…)` of several; nothing without conditions.
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

/// Prints the `#[cfg]` of a declaration.
pub(super) fn gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: &Gate) {
    attribute!(out, conditions(cx, gate), DECLARATION_ATTRIBUTE);
}

/// Prints the `#[cfg]` of an item.
pub(super) fn item_gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: &Gate) {
    attribute!(out, conditions(cx, gate), ITEM_ATTRIBUTE);
}

/// Prints the `#[cfg]` of a method.
pub(super) fn method_gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: &Gate) {
    attribute!(out, conditions(cx, gate), ATTRIBUTE);
}

/// Prints the `#[cfg(not(…))]` of a stub, which is compiled while the gate is closed.
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

/// Prints the `#[cfg]` of a declaration behind one feature.
pub(super) fn condition(out: &mut Printer<'_>, feature: &str) {
    attribute!(out, [is_on(feature)].map(Slot::code), DECLARATION_ATTRIBUTE);
}

/// The conditions of a gate, any of which opens it. Features that count only together with notifications
/// share one condition.
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
