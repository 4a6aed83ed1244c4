//! The `cfg` conditions of items.

use super::Context;
use super::fragment::fragment;
use super::literals::literal;
use crate::format::{Printer, Slot};
use crate::ir::ServiceId;
use crate::plan::Gate;
use crate::sdk::{self, NOTIFICATIONS};

/// Prints the condition under which an item is compiled.
pub(super) fn gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: &Gate) {
    let gate = sdk::Gate::of(gate);
    let alone: Vec<_> = gate.alone().flat_map(|it| cx.sdk.feature(it)).collect();
    match (alone.as_slice(), gate.areas()) {
        ([only], []) => condition(out, only),
        (several, []) => {
            fragment!(out, DECLARATION_ATTRIBUTE, [], each [features] = &texts(several), {
                #[cfg(any(#(feature = #features),*))]
            });
        }
        ([], areas) => together(cx, out, areas),
        (alone, areas) => either(cx, out, alone, areas),
    }
}

/// Prints the condition under which an implementation is compiled, where it has one of its own.
pub(super) fn item_gate(cx: &Context<'_>, out: &mut Printer<'_>, gate: Option<sdk::Gate<'_>>) {
    let features = gate.into_iter().flat_map(sdk::Gate::conditions);
    let conditions: Vec<_> = features
        .map(|it| item_condition(&cx.sdk.feature(it)))
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
fn item_condition(features: &[&str]) -> Slot<'static> {
    let features = features.iter();
    let features: Vec<_> = features
        .map(|it| format!("feature = {}", literal(it)))
        .collect();
    match features.as_slice() {
        [only] => Slot::code(only.clone()),
        several => Slot::code(format!("all({})", several.join(", "))),
    }
}

/// Prints the condition that a feature is enabled.
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
fn either(cx: &Context<'_>, out: &mut Printer<'_>, alone: &[&str], areas: &[ServiceId]) {
    let areas = areas_of(cx, areas);
    let (notifications, alone) = (Slot::text(NOTIFICATIONS), texts(alone));
    match areas.as_slice() {
        [area] => {
            let area = area.clone();
            fragment!(
                out, DECLARATION_ATTRIBUTE, [notifications = notifications, area = area],
                each [alone] = &alone,
                { #[cfg(any(#(feature = #alone,)* all(feature = #notifications, feature = #area)))] }
            );
        }
        areas => {
            fragment!(
                out, DECLARATION_ATTRIBUTE, [notifications = notifications],
                each [alone] = &alone,
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

fn texts<'a>(features: &[&'a str]) -> Vec<Slot<'a>> {
    features.iter().map(|feature| Slot::text(feature)).collect()
}
