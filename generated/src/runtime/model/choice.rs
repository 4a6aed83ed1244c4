//! Chooses the variant of a union for a value, by its discriminator or by the shape of its JSON.
//!
//! Deserializes nothing. A value is matched against shapes from its leaves up, and each pair of a
//! value and a shape only once: otherwise nested unions would take twice as long with each level. For
//! this, one [`Matcher`] serves a whole value and remembers its results; the time of all choices
//! together is linear in the size of the value.
//!
//! A variant is chosen in four steps:
//!
//! 1. A variant is ruled out if its shape does not allow the value at any depth: a wrong JSON type or
//!    constant, or a missing required property (`fit`). Enums and unions in it are open: an unknown
//!    value of theirs rules nothing out by itself.
//! 2. An unknown value rules a variant out if another variant lists or knows it at the same path
//!    (`compare`).
//! 3. Of the rest, the variant wins that keeps most parts of the value, then the one that recognizes
//!    most constants and enum values, then the narrowest, then the first in the definition.
//! 4. The winner must keep each part that any variant has a property for. A part that none of them
//!    knows was added to the service later, and is ignored.
//!
//! If no variant wins, one may still fit when optional parts of the value are left out (`loose`).

mod compare;
mod fit;
mod loose;
mod matcher;

use std::cmp::Reverse;

use serde_json::Value;

use super::shape::address;
use super::{Shape, UnionTable, Variant};
pub(super) use matcher::{Choice, Matcher};
use matcher::{Fit, Misfit, Rigor, is};

/// A variant that a value may be, with the result of matching its shape.
#[derive(Clone, Copy)]
struct Candidate {
    index: usize,
    shape: &'static Shape,
    fit: Fit,
}

impl Matcher {
    /// Chooses the variant that a value is.
    pub(super) fn choose(&mut self, table: &'static UnionTable, value: &Value) -> Choice {
        let tag = table.tag.and_then(|tag| value.get(tag));
        let tag = tag.filter(|tag| is_plain(tag));
        let is_named = |variant: &Variant| tag.is_some_and(|tag| variant.is_named(tag));
        let mut named = (0..).zip(table.variants).filter(|(_, it)| is_named(it));
        let first = named.next();
        let only = first.filter(|_| named.next().is_none());
        match (first, only) {
            (_, Some((index, _))) if table.is_declared => return Choice::Tagged(index),
            (None, _) if tag.is_some() && table.is_declared => return Choice::Unknown,
            // No declared discriminator decides: the shape does.
            _ => {}
        }
        let key = (address(value), address(table));
        if let Some(known) = self.choices.get(&key) {
            return *known;
        }
        if let Some((index, variant)) = only {
            // The definition does not guarantee that this property identifies the variant: the rest
            // of the value must fit as well.
            self.choices.insert(key, Choice::Tagged(index));
            let mut shapes = table.variants.iter().map(|other| &other.shape);
            if shapes.any(|other| self.loses(value, &variant.shape, other)) {
                self.choices.insert(key, Choice::Unknown);
                return Choice::Unknown;
            }
            return Choice::Tagged(index);
        }
        // Ends the recursion of a union that is a variant of itself.
        self.choices.insert(key, Choice::Unknown);
        let variants: Vec<(usize, &'static Shape)> = (0..)
            .zip(table.variants)
            .filter(|(_, it)| first.is_none() || is_named(it))
            .map(|(index, variant)| (index, &variant.shape))
            .collect();
        let is_new = tag.is_some() && first.is_none();
        let mut choice = self.by_shape(&variants, value, is_new);
        if choice == Choice::Unknown && !is_new {
            choice = self.by_parts(&variants, value);
        }
        self.choices.insert(key, choice);
        choice
    }

    /// The variant whose shape fits best. `is_new` is set if no variant has the value of the
    /// discriminator.
    fn by_shape(
        &mut self,
        variants: &[(usize, &'static Shape)],
        value: &Value,
        is_new: bool,
    ) -> Choice {
        let mut allowed = Vec::new();
        for &(index, shape) in variants {
            let is_none = |union| {
                matches!(
                    self.choose(union, value),
                    Choice::Unknown | Choice::Loose(_)
                )
            };
            if shape.union().is_some_and(is_none) {
                continue;
            }
            if let Ok(fit) = self.fit(shape, value, Rigor::Strict) {
                allowed.push(Candidate { index, shape, fit });
            }
        }
        // A stable sort: of equal variants, the first in the definition stays first.
        allowed.sort_by_key(|one| Reverse(one.fit.order()));
        let mut open = allowed.iter().enumerate();
        let Some((place, best)) = open.find(|(_, one)| !self.is_refuted(value, one, &allowed))
        else {
            return Choice::Unknown;
        };
        let keeps_nothing = best.fit.kept == 1 && self.size(value) > 1;
        let mut shapes = variants.iter().map(|(_, shape)| *shape);
        if keeps_nothing
            || (is_new || best.fit.is_open())
                && self.is_guess(value, place, &allowed, variants, is_new)
            || shapes.any(|other| self.loses(value, best.shape, other))
        {
            return Choice::Unknown;
        }
        Choice::Untagged(best.index)
    }

    /// Whether a part of the value is unknown to a variant and known to another candidate.
    fn is_refuted(&mut self, value: &Value, one: &Candidate, allowed: &[Candidate]) -> bool {
        let mut others = allowed.iter().filter(|other| other.index != one.index);
        one.fit.is_open()
            && others.any(|other| self.refutes(value, one.shape, other.shape, Rigor::Strict))
    }

    /// Whether choosing the best variant, to which a part of the value is unknown, would be a guess. It
    /// is if another candidate keeps as much of the value, or if a variant that was ruled out has the
    /// same properties, so that the part may be new to that one instead. An unknown enum value makes it
    /// a guess only if the two variants list different values for it.
    fn is_guess(
        &mut self,
        value: &Value,
        place: usize,
        allowed: &[Candidate],
        variants: &[(usize, &'static Shape)],
        is_new: bool,
    ) -> bool {
        let Some((best, others)) = allowed.get(place..).and_then(<[_]>::split_first) else {
            return false;
        };
        let is_enum_value = !is_new && best.fit.unread == 0;
        let mut equal = others.iter().take_while(|one| match is_enum_value {
            true => one.fit.order() == best.fit.order(),
            false => one.fit.evidence() == best.fit.evidence(),
        });
        if equal.any(|one| {
            !self.is_refuted(value, one, allowed)
                && (!is_enum_value || self.part_ways(value, best.shape, one.shape))
        }) {
            return true;
        }
        let is_allowed = |index: usize| allowed.iter().any(|one| one.index == index);
        let mut out = variants.iter().filter(|(index, shape)| {
            // A union keeps an unknown value whole, which is no property of its own.
            !is_allowed(*index) && shape.union().is_none()
        });
        let is_constant = |it: &Result<Fit, Misfit>| *it == Err(Misfit::Constant);
        best.fit.listed == 0
            && out.any(|(_, other)| {
                !self.loses(value, other, best.shape)
                    && (!is_enum_value
                        || is_constant(&self.fit(other, value, Rigor::Strict))
                            && self.part_ways(value, best.shape, other))
            })
    }
}

/// Whether a value can be the value of a discriminator: neither an object nor an array.
fn is_plain(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_))
}

impl Variant {
    fn is_named(&self, tag: &Value) -> bool {
        self.tags.iter().any(|text| is(tag, text))
    }
}

#[cfg(test)]
mod tests;
