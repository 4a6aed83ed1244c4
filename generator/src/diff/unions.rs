//! Compares unions, and the additional properties of structs.

use indexmap::IndexMap;

use super::comparison::Comparison;
use super::text::code;
use super::{Impact, Side};
use crate::ir::ModelId;
use crate::sdk::{AdditionalProperties, Struct, Type, Union, Variant, VariantName};

impl Comparison<'_, ModelId> {
    pub(super) fn additional_properties(&mut self, was: &Struct<'_>, is: &Struct<'_>) {
        let is_same = match (&was.additional, &is.additional) {
            (Some(was), Some(is)) => self.is_same_additional(was, is),
            (was, is) => was.is_some() == is.is_some(),
        };
        if !is_same {
            let (impact, text) = match (&was.additional, &is.additional) {
                (None, Some(_)) => (Impact::Minor, "it keeps additional properties"),
                (Some(_), None) => (Impact::Major, "it no longer keeps additional properties"),
                _ => (Impact::Major, "its additional properties have another type"),
            };
            let change = self.subject.change(impact, "rest-changed", text);
            self.push(change.remedy("read its current fields"));
        }
    }

    fn is_same_additional(
        &self,
        was: &AdditionalProperties<'_>,
        is: &AdditionalProperties<'_>,
    ) -> bool {
        // A setter that exists on one side only is reported for the whole model.
        let is_set_alike = match (was.setter, is.setter) {
            (Some(was), Some(is)) => was == is,
            _ => true,
        };
        was.name == is.name && is_set_alike && self.pairs.same(&was.ty, &is.ty)
    }

    /// Reports an added or removed `From` of the type of a variant.
    fn conversion_of_variant(&mut self, was: &Variant<'_>, is: &Variant<'_>) {
        let path = code(&self.path());
        let implementation =
            |side: &Side<'_>, ty: &Type| format!("From<{}>", side.text(ty.inside_box()));
        let change = match (was.has_from, is.has_from) {
            (true, false) => {
                let text = implementation(self.old, &was.ty);
                let message = format!("{path} lost the conversion {}", code(&text));
                let variant = code(&format!("{}::{}", self.path(), is.name));
                self.subject
                    .change(Impact::Major, "conversion-removed", message)
                    .values(Some(text), None::<String>)
                    .remedy(format!("write {variant}, with the value in a `Box`"))
            }
            (false, true) => {
                let text = implementation(self.new, &is.ty);
                let message = format!("{path} has the new conversion {}", code(&text));
                self.subject
                    .change(Impact::Minor, "conversion-added", message)
                    .values(None::<String>, Some(text))
            }
            _ => return,
        };
        self.push(change);
    }

    pub(super) fn union(&mut self, was: &Union<'_>, is: &Union<'_>) {
        let path = self.path();
        let (before, after) = (by_name(was), by_name(is));
        for (name, variant) in &before {
            let (was, now) = (*variant, after.get(name));
            let variant = code(&format!("{path}::{name}"));
            let (code, message) = match now {
                Some(now) if self.pairs.same(&was.ty, &now.ty) => {
                    self.conversion_of_variant(was, now);
                    continue;
                }
                Some(_) => (
                    "union-variant-changed",
                    format!("{variant} holds another type"),
                ),
                None => ("union-variant-removed", format!("{variant} was removed")),
            };
            let change = self.subject.change(Impact::Major, code, message);
            self.push(change.remedy("match the current variants"));
        }
        for name in after.keys().filter(|name| !before.contains_key(*name)) {
            let variant = code(&format!("{path}::{name}"));
            let message = format!("new variant {variant}");
            let change = self
                .subject
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
            let change = self.subject.change(impact, "traits-changed", message);
            self.push(change.remedy("construct the value explicitly"));
        }
    }
}

fn by_name<'a, 'b>(union: &'a Union<'b>) -> IndexMap<&'b VariantName, &'a Variant<'b>> {
    let variants = union.variants.iter();
    variants.map(|variant| (variant.name, variant)).collect()
}
