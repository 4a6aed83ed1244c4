//! The field for additional properties: its declaration, its setter, and how it is read and written.

use super::docs::{self, Of};
use super::fragment::fragment;
use super::types::slot;
use super::{Context, derives};
use crate::format::{Printer, Slot};
use crate::sdk::{AdditionalProperties, Model, Struct};

fn name<'a>(additional: &AdditionalProperties<'a>) -> Slot<'a> {
    Slot::word(additional.name.as_str())
}

pub(super) fn field(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    model: &Model<'_>,
    object: &Struct<'_>,
) {
    if let Some(additional) = &object.additional {
        docs::print(out, Of::Part, additional.description());
        derives::mark(out, model, "flatten");
        let ty = slot(cx, &additional.ty);
        fragment!(out, FIELD, [name = name(additional), ty = ty], { pub #name: #ty, });
    }
}

pub(super) fn setter(cx: &Context<'_>, out: &mut Printer<'_>, object: &Struct<'_>) {
    let Some(additional) = &object.additional else {
        return;
    };
    let Some(method) = additional.setter else {
        return;
    };
    docs::print(out, Of::Part, "Sets the additional properties.");
    let (setter, ty) = (Slot::word(method.as_str()), slot(cx, &additional.ty));
    fragment!(out, MEMBER, [name = name(additional), setter = setter, ty = ty], {
        #[inline]
        pub fn #setter(mut self, value: #ty) -> Self {
            self.#name = value;
            self
        }
    });
}

/// Prints the arm for a property without a field: it is kept as an additional property, or else skipped.
pub(super) fn read(out: &mut Printer<'_>, object: &Struct<'_>) {
    match &object.additional {
        Some(additional) => {
            fragment!(out, ARM, [name = name(additional)], { _ => reader.rest(&mut self.#name), })
        }
        None => fragment!(out, ARM, [], { _ => reader.skip(), }),
    }
}

pub(super) fn write(out: &mut Printer<'_>, object: &Struct<'_>) {
    if let Some(additional) = &object.additional {
        fragment!(out, STATEMENT, [name = name(additional)], { writer.rest(&self.#name); });
    }
}
