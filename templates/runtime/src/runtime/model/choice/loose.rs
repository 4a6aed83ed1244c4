//! Which variant a value is without its optional parts that do not fit.
//!
//! One odd date makes a page of 500 users none of the variants. Where exactly one variant takes the value
//! apart from such parts, it is that variant, and reading leniently leaves the parts out. A constant that
//! differs is no odd part but says that the value is something else.

use serde_json::Value;

use super::matcher::{Choice, Matcher, Rigor};
use crate::runtime::model::Shape;

impl Matcher {
    /// The only variant that takes a value apart from optional parts. None if there are several: nothing
    /// says which parts are the odd ones, and `Unknown` keeps them all.
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

    /// Whether a value is a variant apart from optional parts: it keeps something, it has to leave
    /// something out, and no other variant knows more of it.
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
