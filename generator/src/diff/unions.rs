//! Unions, and objects that keep properties without a name.

use super::Impact;
use super::comparison::Comparison;
use super::shape::{StructShape, UnionShape};
use super::text::code;
use crate::ir::ModelId;

impl Comparison<'_, ModelId> {
    pub(super) fn rest(&mut self, was: &StructShape, is: &StructShape) {
        if was.rest != is.rest {
            let (impact, text) = match (&was.rest, &is.rest) {
                (None, Some(_)) => (Impact::Minor, "it keeps properties without a name"),
                (Some(_), None) => (
                    Impact::Major,
                    "it no longer keeps properties without a name",
                ),
                _ => (
                    Impact::Major,
                    "its properties without a name are of another type",
                ),
            };
            let change = self.place.change(impact, "rest-changed", text);
            self.push(change.remedy("read what the fields of the type hold now"));
        }
    }

    pub(super) fn union(&mut self, was: &UnionShape, is: &UnionShape) {
        let path = self.path();
        for (name, ty) in &was.variants {
            let variant = code(&format!("{path}::{name}"));
            let (code, message) = match is.variants.get(name) {
                Some(now) if now == ty => continue,
                Some(_) => (
                    "union-variant-changed",
                    format!("{variant} holds another type"),
                ),
                None => ("union-variant-removed", format!("{variant} is gone")),
            };
            let change = self.place.change(Impact::Major, code, message);
            self.push(change.remedy("match the variants that there are now"));
        }
        for name in is
            .variants
            .keys()
            .filter(|name| !was.variants.contains_key(*name))
        {
            let message = format!(
                "there is a new variant {}",
                code(&format!("{path}::{name}"))
            );
            let change = self
                .place
                .change(Impact::Minor, "union-variant-added", message);
            self.push(change);
        }
        if was.has_default != is.has_default {
            let (impact, text) = if was.has_default {
                (Impact::Major, "no longer has")
            } else {
                (Impact::Minor, "has")
            };
            let message = format!("{} {text} Default", code(&path));
            let change = self.place.change(impact, "traits-changed", message);
            self.push(change.remedy("name a value"));
        }
    }
}
