//! What two shapes make of the same value: which parts one of them would lose, and which are new to one
//! of them and known to the other.

use serde_json::Value;

use super::Matcher;
use super::fit::Fit;
use crate::runtime::model::Shape;
use crate::runtime::model::shape::address;

impl Matcher {
    /// Whether reading a value as one shape would drop a part for which the other one has a property.
    /// Whether the other one allows the value does not matter: the part is there.
    pub(super) fn loses(
        &mut self,
        value: &Value,
        taken: &'static Shape,
        other: &'static Shape,
    ) -> bool {
        let is_plain = !value.is_array() && !value.is_object();
        if is_plain || taken.id() == other.id() {
            return false;
        }
        let key = (address(value), taken.id(), other.id());
        if let Some(known) = self.losses.get(&key) {
            return *known;
        }
        self.step();
        // Unions that contain each other meet this, and come to an end.
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
            // What is none of the variants is kept whole.
            let chosen = choice.variant().and_then(|it| table.variants.get(it));
            return chosen.is_some_and(|variant| self.loses(value, &variant.shape, other));
        }
        if let Some(table) = other.union() {
            let mut shapes = table.variants.iter().map(|variant| &variant.shape);
            return shapes.any(|shape| self.loses(value, taken, shape));
        }
        match value {
            _ if matches!(taken.non_null(), Shape::Any) => false,
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

    /// Whether a part of a value is new to one shape, and known to another that allows the value.
    pub(super) fn refutes(
        &mut self,
        value: &Value,
        one: &'static Shape,
        other: &'static Shape,
    ) -> bool {
        if one.id() == other.id() || !self.fit(one, value).is_some_and(|fit| fit.is_open()) {
            return false;
        }
        let Some(fit) = self.fit(other, value) else {
            return false;
        };
        if !value.is_array() && !value.is_object() {
            return self.refutes_inside(value, one, other, fit);
        }
        let key = (address(value), one.id(), other.id());
        if let Some(known) = self.refutations.get(&key) {
            return *known;
        }
        self.step();
        self.refutations.insert(key, false);
        let refutes = self.refutes_inside(value, one, other, fit);
        self.refutations.insert(key, refutes);
        refutes
    }

    fn refutes_inside(
        &mut self,
        value: &Value,
        one: &'static Shape,
        other: &'static Shape,
        fit: Fit,
    ) -> bool {
        if let Some(table) = one.union() {
            let choice = self.choose(table, value);
            return match choice.variant().and_then(|it| table.variants.get(it)) {
                Some(variant) => self.refutes(value, &variant.shape, other),
                None => self.recognizes(value, other, fit),
            };
        }
        if let Some(table) = other.union() {
            let mut shapes = table.variants.iter().map(|variant| &variant.shape);
            return shapes.any(|shape| self.refutes(value, one, shape));
        }
        match value {
            Value::Array(items) => match (one.item(), other.item()) {
                (Some(one), Some(other)) => items.iter().any(|it| self.refutes(it, one, other)),
                _ => false,
            },
            Value::Object(properties) => {
                let mut properties = properties.iter();
                properties.any(
                    |(name, value)| match (one.property(name), other.property(name)) {
                        (Some(one), Some(other)) => self.refutes(value, one, other),
                        _ => false,
                    },
                )
            }
            _ => fit.is_listed(),
        }
    }

    /// Whether a shape that allows a value says something about it.
    fn recognizes(&mut self, value: &Value, shape: &'static Shape, fit: Fit) -> bool {
        let is_any = matches!(shape.non_null(), Shape::Any);
        !is_any && !fit.is_open() && (fit.kept > 1 || self.size(value) <= 1)
    }
}
