//! The field of a struct that keeps the properties without a name: its item, its setter, and how it is
//! read and written.

use super::Context;
use super::docs::{self, Of};
use super::fragment::fragment;
use super::types::of;
use crate::format::{Printer, Slot};
use crate::ir::{ModelId, Struct};

fn name<'a>(cx: &Context<'a>, id: ModelId) -> Slot<'a> {
    Slot::word(cx.names.model(id).rest.field.as_str())
}

/// Prints the field.
pub(super) fn field(cx: &Context<'_>, out: &mut Printer<'_>, id: ModelId, object: &Struct) {
    let Some(rest) = &object.rest else { return };
    docs::print(out, Of::Part, "Additional properties.");
    fragment!(out, FIELD, [name = name(cx, id), value = of(cx, rest)], {
        pub #name: ::std::collections::BTreeMap<String, #value>,
    });
}

/// Prints the method that sets it.
pub(super) fn setter(cx: &Context<'_>, out: &mut Printer<'_>, id: ModelId, object: &Struct) {
    let Some(rest) = &object.rest else { return };
    let setter = cx.names.model(id).rest.setter.as_str();
    docs::print(out, Of::Part, "Sets the additional properties.");
    let (setter, value) = (Slot::word(setter), of(cx, rest));
    fragment!(out, MEMBER, [name = name(cx, id), setter = setter, value = value], {
        #[inline]
        pub fn #setter(mut self, value: ::std::collections::BTreeMap<String, #value>) -> Self {
            self.#name = value;
            self
        }
    });
}

/// Prints how a property without a field is read; without such a field it is passed over.
pub(super) fn read(cx: &Context<'_>, out: &mut Printer<'_>, id: ModelId, object: &Struct) {
    match object.rest {
        Some(_) => {
            fragment!(out, ARM, [name = name(cx, id)], { _ => reader.rest(&mut self.#name), })
        }
        None => fragment!(out, ARM, [], { _ => reader.skip(), }),
    }
}

/// Prints how it is written.
pub(super) fn write(cx: &Context<'_>, out: &mut Printer<'_>, id: ModelId, object: &Struct) {
    if object.rest.is_some() {
        fragment!(out, STATEMENT, [name = name(cx, id)], { writer.rest(&self.#name); });
    }
}
