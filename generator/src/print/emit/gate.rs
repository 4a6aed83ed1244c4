//! The `cfg` conditions of items.

use super::Context;
use super::fragment::fragment;
use super::literals::literal;
use crate::format::{Printer, Slot};
use crate::ir::ServiceId;
use crate::plan::Gate;
use crate::sdk::{self, NOTIFICATIONS};

/// Prints the attribute that one of some features has to be on.
macro_rules! attribute {
    ($cx:expr, $out:expr, $gate:expr, $frame:ident) => {
        match alone($cx, $gate).as_slice() {
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
    let areas = sdk::Gate::of(gate).areas();
    match (alone(cx, gate).as_slice(), areas) {
        (_, []) => attribute!(cx, out, gate, DECLARATION_ATTRIBUTE),
        ([], areas) => together(cx, out, areas),
        (alone, areas) => either(cx, out, alone, areas),
    }
}

/// Prints the condition under which an item is compiled that operations alone turn on.
pub(super) fn item_gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: &Gate) {
    attribute!(cx, out, gate, ITEM_ATTRIBUTE);
}

/// Prints the condition under which a method is compiled.
pub(super) fn method_gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: &Gate) {
    attribute!(cx, out, gate, ATTRIBUTE);
}

/// Prints the condition under which a method is compiled that stands in the place of what is turned off.
pub(super) fn off_gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: &Gate) {
    match alone(cx, gate).as_slice() {
        [only] => fragment!(out, ATTRIBUTE, [feature = only.clone()], {
            #[cfg(not(feature = #feature))]
        }),
        several => fragment!(out, ATTRIBUTE, [], each [features] = several, {
            #[cfg(not(any(#(feature = #features),*)))]
        }),
    }
}

/// The features that turn an item on alone.
fn alone<'a>(cx: &Context<'a>, gate: &Gate) -> Vec<Slot<'a>> {
    let features = sdk::Gate::of(gate).alone();
    let features = features.flat_map(|it| cx.sdk.feature(it));
    features.map(Slot::text).collect()
}

/// Prints the condition under which a conversion is compiled, where it has one of its own.
pub(super) fn conversion_gate(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    gate: Option<sdk::Gate<'_>>,
) {
    let features = gate.into_iter().flat_map(sdk::Gate::conditions);
    let conditions: Vec<_> = features
        .map(|it| together_condition(&cx.sdk.feature(it)))
        .collect();
    match conditions.as_slice() {
        [] => {}
        [only] => fragment!(out, ITEM_ATTRIBUTE, [condition = only.clone()], {
            #[cfg(#condition)]
        }),
        several => fragment!(out, ITEM_ATTRIBUTE, [], each [conditions] = several, {
            #[cfg(any(#(#conditions),*))]
        }),
    }
}

/// The condition that some features are on together.
fn together_condition(features: &[&str]) -> Slot<'static> {
    let features = features.iter();
    let features: Vec<_> = features
        .map(|it| format!("feature = {}", literal(it)))
        .collect();
    match features.as_slice() {
        [only] => Slot::code(only.clone()),
        several => Slot::code(format!("all({})", several.join(", "))),
    }
}

/// Prints the condition that a feature is on.
pub(super) fn condition(out: &mut Printer<'_>, feature: &str) {
    fragment!(out, DECLARATION_ATTRIBUTE, [feature = Slot::text(feature)], {
        #[cfg(feature = #feature)]
    });
}

/// Prints the condition that the feature of notifications is on, and that of one of these tags.
fn together(cx: &Context<'_>, out: &mut Printer<'_>, areas: &[ServiceId]) {
    let areas = areas_of(cx, areas);
    let notifications = Slot::text(NOTIFICATIONS);
    match areas.as_slice() {
        [area] => {
            let area = area.clone();
            fragment!(out, DECLARATION_ATTRIBUTE, [notifications = notifications, area = area], {
                #[cfg(all(feature = #notifications, feature = #area))]
            });
        }
        areas => {
            fragment!(out, DECLARATION_ATTRIBUTE, [notifications = notifications], each [areas] = areas, {
                #[cfg(all(feature = #notifications, any(#(feature = #areas),*)))]
            });
        }
    }
}

/// Prints the condition that one of some features is on, or that of notifications with that of one of these
/// tags.
fn either(cx: &Context<'_>, out: &mut Printer<'_>, alone: &[Slot<'_>], areas: &[ServiceId]) {
    let areas = areas_of(cx, areas);
    let notifications = Slot::text(NOTIFICATIONS);
    match areas.as_slice() {
        [area] => {
            let area = area.clone();
            fragment!(
                out, DECLARATION_ATTRIBUTE, [notifications = notifications, area = area],
                each [alone] = alone,
                { #[cfg(any(#(feature = #alone,)* all(feature = #notifications, feature = #area)))] }
            );
        }
        areas => {
            fragment!(
                out, DECLARATION_ATTRIBUTE, [notifications = notifications],
                each [alone] = alone,
                each [areas] = areas,
                {
                    #[cfg(any(
                        #(feature = #alone,)*
                        all(feature = #notifications, any(#(feature = #areas),*))
                    ))]
                }
            );
        }
    }
}

fn areas_of<'a>(cx: &Context<'a>, areas: &[ServiceId]) -> Vec<Slot<'a>> {
    let features = areas.iter().map(|id| cx.sdk.tag(*id).feature.as_str());
    features.map(Slot::text).collect()
}
