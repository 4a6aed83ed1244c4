//! Compares two shapes by the same value: which parts one of them would lose, and which are unknown to
//! one and known to the other.

use serde_json::Value;

use super::matcher::{Fit, Matcher, Rigor, is};
use crate::runtime::model::Shape;
use crate::runtime::model::shape::address;

impl Matcher {
    /// Whether reading a value as one shape would drop a part for which the other one has a property,
    /// even if the other one does not allow the value.
    pub(super) fn loses(
        &mut self,
        value: &Value,
        taken: &'static Shape,
        other: &'static Shape,
    ) -> bool {
        if taken.id() == other.id() {
            return false;
        }
        if !value.is_array() && !value.is_object() {
            return taken.is_number() && other.is_integer() && is_rounded(value);
        }
        let key = (address(value), taken.id(), other.id());
        if let Some(known) = self.losses.get(&key) {
            return *known;
        }
        self.step();
        // Ends the recursion of unions that contain each other.
        self.losses.insert(key, false);
        let loses = self.loses_inside(value, taken, other);
        self.losses.insert(key, loses);
        loses
    }

    fn loses_inside(
        &mut self,
        value: &Value,
        taken: &'static Shape,
        other: &'static Shape,
    ) -> bool {
        if let Some(table) = taken.union() {
            let choice = self.choose(table, value);
            // A value of no variant is kept whole.
            let chosen = choice.variant().and_then(|it| table.variants.get(it));
            return chosen.is_some_and(|variant| self.loses(value, &variant.shape, other));
        }
        if let Some(table) = other.union() {
            let mut shapes = table.variants.iter().map(|variant| &variant.shape);
            return shapes.any(|shape| self.loses(value, taken, shape));
        }
        match value {
            _ if matches!(taken.unlisted(), Shape::Any) => false,
            Value::Array(items) => match (taken.item(), other.item()) {
                (Some(taken), Some(other)) => {
                    items.iter().any(|item| self.loses(item, taken, other))
                }
                (None, Some(_)) => !items.is_empty(),
                (_, None) => false,
            },
            Value::Object(properties) => {
                let mut there = properties.iter().filter(|(_, value)| !value.is_null());
                there.any(
                    |(name, value)| match (taken.property(name), other.property(name)) {
                        (Some(taken), Some(other)) => self.loses(value, taken, other),
                        (None, Some(_)) => true,
                        (_, None) => false,
                    },
                )
            }
            _ => false,
        }
    }

    /// Whether a part of a value is unknown to one shape and known to another that allows the
    /// value.
    pub(super) fn refutes(
        &mut self,
        value: &Value,
        one: &'static Shape,
        other: &'static Shape,
        rigor: Rigor,
    ) -> bool {
        if one.id() == other.id() || !self.fit(one, value, rigor).is_ok_and(|fit| fit.is_open()) {
            return false;
        }
        let Ok(fit) = self.fit(other, value, rigor) else {
            return false;
        };
        if !value.is_array() && !value.is_object() {
            return self.refutes_inside(value, one, other, (fit, rigor));
        }
        let key = ((address(value), one.id(), other.id()), rigor);
        if let Some(known) = self.refutations.get(&key) {
            return *known;
        }
        self.step();
        self.refutations.insert(key, false);
        let refutes = self.refutes_inside(value, one, other, (fit, rigor));
        self.refutations.insert(key, refutes);
        refutes
    }

    fn refutes_inside(
        &mut self,
        value: &Value,
        one: &'static Shape,
        other: &'static Shape,
        (fit, rigor): (Fit, Rigor),
    ) -> bool {
        if let Some(table) = one.union() {
            let choice = self.choose(table, value);
            return match choice.variant().and_then(|it| table.variants.get(it)) {
                Some(variant) => self.refutes(value, &variant.shape, other, rigor),
                None => self.recognizes(value, other, fit),
            };
        }
        if let Some(table) = other.union() {
            let mut shapes = table.variants.iter().map(|variant| &variant.shape);
            return shapes.any(|shape| self.refutes(value, one, shape, rigor));
        }
        match value {
            Value::Array(items) => match (one.item(), other.item()) {
                (Some(one), Some(other)) => {
                    items.iter().any(|it| self.refutes(it, one, other, rigor))
                }
                _ => false,
            },
            Value::Object(properties) => {
                let mut properties = properties.iter();
                properties.any(
                    |(name, value)| match (one.property(name), other.property(name)) {
                        (Some(one), Some(other)) => self.refutes(value, one, other, rigor),
                        _ => false,
                    },
                )
            }
            _ => fit.is_listed(),
        }
    }

    /// Whether a shape that allows a value also knows it: no part of the value is unknown
    /// to it, and it is not the shape of any JSON value.
    fn recognizes(&mut self, value: &Value, shape: &'static Shape, fit: Fit) -> bool {
        let is_any = matches!(shape.non_null(), Shape::Any);
        !is_any && !fit.is_open() && (fit.kept > 1 || self.size(value) <= 1)
    }

    /// Whether a value that is unknown to the enums of two shapes belongs to enums that list
    /// different values.
    pub(super) fn part_ways(
        &mut self,
        value: &Value,
        one: &'static Shape,
        other: &'static Shape,
    ) -> bool {
        if one.id() == other.id() {
            return false;
        }
        if let (Some(values), Some(others)) = (one.values(), other.values()) {
            let is_new = |values: &[&str]| !values.iter().any(|text| is(value, text));
            let is_same =
                values.len() == others.len() && values.iter().all(|it| others.contains(it));
            return !is_same && is_new(values) && is_new(others);
        }
        if !value.is_array() && !value.is_object() {
            return false;
        }
        let key = (address(value), one.id(), other.id());
        if let Some(known) = self.partings.get(&key) {
            return *known;
        }
        self.step();
        self.partings.insert(key, false);
        let parts = match value {
            Value::Array(items) => match (one.item(), other.item()) {
                (Some(one), Some(other)) => items.iter().any(|it| self.part_ways(it, one, other)),
                _ => false,
            },
            Value::Object(properties) => properties.iter().any(|(name, value)| {
                match (one.property(name), other.property(name)) {
                    (Some(one), Some(other)) => self.part_ways(value, one, other),
                    _ => false,
                }
            }),
            _ => false,
        };
        self.partings.insert(key, parts);
        parts
    }
}

/// Whether an integer becomes another one as a number of type `f64`.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is lost is the question"
)]
fn is_rounded(value: &Value) -> bool {
    match (value.as_i64(), value.as_u64()) {
        (Some(integer), _) => integer as f64 as i128 != i128::from(integer),
        (None, Some(integer)) => integer as f64 as i128 != i128::from(integer),
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests;
