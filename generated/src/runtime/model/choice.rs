//! Which variant of a union a value is, by its discriminator or by what its JSON looks like.
//!
//! Reads no value into a type. A value is matched against shapes from its leaves up, and each pair of
//! a value and a shape once: unions in unions would otherwise take twice as long with each level.
//! So a [`Matcher`] is made for one whole value and remembers what it found in it; the time that all
//! choices take together grows with the size of the value alone.
//!
//! A variant is chosen in four steps:
//!
//! 1. What its shape does not allow rules a variant out: a JSON type, a constant, a required property
//!    that is missing, at any depth (`fit`). Enums and unions in it are open: a value that is new to
//!    them rules nothing out by itself.
//! 2. It does if another variant lists that value, or knows it, at the same place (`compare`).
//! 3. Of those left the one wins that keeps most parts of the value, then the one that has most of
//!    its constants and enum values there, then the narrowest; at last the order of the definition.
//! 4. It has to keep each part that any variant has a property for. A part that none of them knows is
//!    the service's future and counts for nothing.
//!
//! A value that is no variant that way may be one without some of its optional parts (`loose`).

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

/// A variant that a value may be.
#[derive(Clone, Copy)]
struct Candidate {
    index: usize,
    shape: &'static Shape,
    fit: Fit,
}

impl Matcher {
    /// Tells which variant a value is.
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
            // What stands for several variants, or is new, leaves the rest of the value to tell.
            _ => {}
        }
        let key = (address(value), address(table));
        if let Some(known) = self.choices.get(&key) {
            return *known;
        }
        if let Some((index, variant)) = only {
            // Nobody promised that the discriminator says it all: the rest must not speak against it.
            self.choices.insert(key, Choice::Tagged(index));
            let mut shapes = table.variants.iter().map(|other| &other.shape);
            if shapes.any(|other| self.loses(value, &variant.shape, other)) {
                self.choices.insert(key, Choice::Unknown);
                return Choice::Unknown;
            }
            return Choice::Tagged(index);
        }
        // A union that is a variant of itself meets this, and comes to an end.
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

    /// The variant whose shape fits best; `is_new` says that none of them has the discriminator's value.
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
        // Stable: the first of several equal ones in the definition stays the first.
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

    /// Whether a part of the value is new to a variant and known to another one that it may be.
    fn is_refuted(&mut self, value: &Value, one: &Candidate, allowed: &[Candidate]) -> bool {
        let mut others = allowed.iter().filter(|other| other.index != one.index);
        one.fit.is_open()
            && others.any(|other| self.refutes(value, one.shape, other.shape, Rigor::Strict))
    }

    /// Where a part of the value is new to the best variant, whether nothing else says that it is this
    /// one: another one has as much of the value, or is ruled out and has all the same properties, so
    /// that the part may be new to that one as well. A new enum value has to be new to both: where they
    /// list the same ones, it says nothing about which of them it is.
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
            // What a union does not know is not its own.
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

/// Whether a value can be that of a discriminator.
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
