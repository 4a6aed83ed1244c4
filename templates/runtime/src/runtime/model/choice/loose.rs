//! Chooses a variant for a value whose optional parts do not all fit.
//!
//! Otherwise one invalid date would turn a page of 500 users into an unknown variant. If exactly one
//! variant fits once such parts are left out, it is chosen, and lenient reading leaves the parts out. A
//! constant that differs is not left out: the value is of another variant.

use serde_json::Value;

use super::matcher::{Choice, Matcher, Rigor};
use crate::runtime::model::Shape;

impl Matcher {
    /// The only variant that a value fits if optional parts are left out. None if there are several: it
    /// is then unclear which parts are invalid, and `Unknown` keeps them all.
    pub(super) fn by_parts(
        &mut self,
        variants: &[(usize, &'static Shape)],
        value: &Value,
    ) -> Choice {
        if !value.is_array() && !value.is_object() {
            return Choice::Unknown;
        }
        let mut found = Choice::Unknown;
        for &(index, shape) in variants {
            if !self.is_loosely(value, shape, variants) {
                continue;
            }
            if found != Choice::Unknown {
                return Choice::Unknown;
            }
            found = Choice::Loose(index);
        }
        found
    }

    /// Whether a value fits a variant if optional parts are left out: some part is kept, some part
    /// is left out, and no other variant knows more of the value.
    fn is_loosely(
        &mut self,
        value: &Value,
        shape: &'static Shape,
        variants: &[(usize, &'static Shape)],
    ) -> bool {
        let nested = shape.union().map(|union| self.choose(union, value));
        if nested == Some(Choice::Unknown) {
            return false;
        }
        let is_loose = match nested {
            Some(choice) => matches!(choice, Choice::Loose(_)),
            None => self.fit(shape, value, Rigor::Strict).is_err(),
        };
        let Some(fit) = self
            .fit(shape, value, Rigor::Loose)
            .ok()
            .filter(|_| is_loose)
        else {
            return false;
        };
        let keeps_something = fit.kept > 1 || self.size(value) <= 1;
        keeps_something
            && !variants.iter().any(|(_, other)| {
                self.loses(value, shape, other)
                    || fit.is_open() && self.refutes(value, shape, other, Rigor::Loose)
            })
    }
}

#[cfg(test)]
mod tests;
