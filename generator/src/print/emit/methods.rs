//! The methods of structs that are used in requests: `new`, setters, and setters of an explicit `null`.

use super::docs::{self, Of, code, deprecated};
use super::fragment::fragment;
use super::types::argument;
use super::{Context, additional};
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::sdk::{Argument, Field, Presence, Setter, Struct, ValueName};

pub(super) fn methods(cx: &Context<'_>, out: &mut Printer<'_>, name: &str, object: &Struct<'_>) {
    if !object.in_requests {
        return;
    }
    fragment!(out, IMPLEMENTATION, [name = Slot::word(name)], { impl #name });
    constructor(cx, out, name, object);
    for (index, field) in object.fields.iter().enumerate() {
        if out.is_full() {
            break;
        }
        if let Some(method) = &field.setter {
            setter(cx, out, field, method);
        }
        if let (Some(method), Some(nulls)) = (field.clear, object.nulls) {
            clear(out, (index, field), method, nulls);
        }
    }
    additional::setter(cx, out, object);
    out.end(End::Item);
}

fn constructor(cx: &Context<'_>, out: &mut Printer<'_>, name: &str, object: &Struct<'_>) {
    let (mut arguments, mut values) = (Vec::new(), Vec::new());
    for (field, taken) in object.constructor() {
        arguments.extend([Slot::word(field.name.as_str()), argument(cx, taken)]);
        values.push(constructor_value(field, taken));
    }
    if values.is_empty() {
        docs::print(
            out,
            Of::Part,
            &format!("Creates a `{name}` without any property."),
        );
        return fragment!(out, MEMBER, [], {
            #[inline]
            pub fn new() -> Self {
                Self::default()
            }
        });
    }
    docs::print(
        out,
        Of::Part,
        &format!("Creates a `{name}` with its required properties."),
    );
    let is_whole = values.len() == object.fields.len();
    if is_whole && object.nulls.is_none() && object.additional.is_none() {
        fragment!(out, MEMBER, [], each [names, types] = &arguments, each [values] = &values, {
            #[inline]
            pub fn new(#(#names: #types),*) -> Self {
                Self { #(#values),* }
            }
        });
    } else {
        fragment!(out, MEMBER, [], each [names, types] = &arguments, each [values] = &values, {
            #[inline]
            pub fn new(#(#names: #types),*) -> Self {
                Self { #(#values,)* ..Self::default() }
            }
        });
    }
}

/// The initializer of a field in `new`.
fn constructor_value<'a>(field: &Field<'a>, taken: &Argument) -> Slot<'a> {
    let name = field.name.as_str();
    match (field.presence, taken) {
        (Presence::Optional, Argument::Into(_)) => {
            Slot::code(format!("{name}: Some({name}.into())"))
        }
        (Presence::Optional, _) => Slot::code(format!("{name}: Some({name})")),
        (_, Argument::Into(_)) => Slot::code(format!("{name}: {name}.into()")),
        _ => Slot::code(name),
    }
}

fn setter(cx: &Context<'_>, out: &mut Printer<'_>, field: &Field<'_>, method: &Setter<'_>) {
    let wire = code(&field.node.name);
    docs::print(out, Of::Part, &format!("Sets the {wire} property."));
    deprecated(out, Of::Part, field.node.deprecated);
    let setter = Slot::word(method.name.as_str());
    let (name, ty) = (
        Slot::word(field.name.as_str()),
        argument(cx, &method.argument),
    );
    match method.argument {
        Argument::Into(_) => fragment!(out, MEMBER, [setter = setter, name = name, ty = ty], {
            #[inline]
            pub fn #setter(mut self, value: #ty) -> Self {
                self.#name = Some(value.into());
                self
            }
        }),
        _ => fragment!(out, MEMBER, [setter = setter, name = name, ty = ty], {
            #[inline]
            pub fn #setter(mut self, value: #ty) -> Self {
                self.#name = Some(value);
                self
            }
        }),
    }
}

/// Prints the method that sends an explicit `null` for a field.
fn clear(
    out: &mut Printer<'_>,
    (index, field): (usize, &Field<'_>),
    method: &ValueName,
    nulls: &ValueName,
) {
    let wire = code(&field.node.name);
    let doc = format!("Sends {wire} as `null`, to remove the value.");
    docs::print(out, Of::Part, &doc);
    deprecated(out, Of::Part, field.node.deprecated);
    let (clear, nulls) = (Slot::word(method.as_str()), Slot::word(nulls.as_str()));
    let (name, index) = (Slot::word(field.name.as_str()), Slot::number(index));
    fragment!(out, MEMBER, [clear = clear, name = name, nulls = nulls, index = index], {
        #[inline]
        pub fn #clear(mut self) -> Self {
            self.#name = None;
            self.#nulls.insert(#index);
            self
        }
    });
}
