//! Conversions: `From` and `TryFrom` between models of responses and requests, and the string `id` of a
//! model.

use super::Context;
use super::fragment::fragment;
use super::gate::item_gate;
use super::literals::{literal, literals};
use super::types::model_path;
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::ir::{FieldId, ModelId};
use crate::sdk::{Check, Conversion, Field, FieldConversion, Fit, Presence, Struct};

/// Prints the conversions that result in a struct, and the conversion of the struct to its `id`.
pub(super) fn conversions(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    id: ModelId,
    (name, object): (&str, &Struct<'_>),
) {
    for conversion in &object.conversions {
        if out.is_full() {
            break;
        }
        public(cx, out, name, conversion);
        body(cx, out, (id, name, object), conversion);
    }
    id_conversion(out, name, object);
}

/// Prints `From` or `TryFrom`, which callers use.
fn public(cx: &Context<'_>, out: &mut Printer<'_>, name: &str, conversion: &Conversion<'_>) {
    let from = Slot::path(model_path(cx, conversion.from()));
    let (name, read) = (Slot::word(name), from.clone());
    if let Some(gate) = conversion.gate {
        item_gate(cx, out, gate);
    }
    if conversion.is_fallible() {
        fragment!(out, IMPLEMENTATION, [name = name, read = read], {
            impl ::std::convert::TryFrom<&#read> for #name
        });
        fragment!(out, MEMBER, [], {
            type Error = crate::runtime::model::MissingProperty;
        });
        fragment!(out, MEMBER, [from = from], {
            fn try_from(value: &#from) -> Result<Self, Self::Error> {
                crate::runtime::model::convert(value)
            }
        });
    } else {
        fragment!(out, IMPLEMENTATION, [name = name, read = read], { impl From<&#read> for #name });
        fragment!(out, MEMBER, [from = from], {
            fn from(value: &#from) -> Self {
                crate::runtime::model::converted(value)
            }
        });
    }
    out.end(End::Item);
}

/// Prints the runtime's `ConvertFrom`, which converts field by field.
fn body(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    (id, name, object): (ModelId, &str, &Struct<'_>),
    conversion: &Conversion<'_>,
) {
    let values = values(cx, (id, name, object), conversion);
    let parts = object.fields.len()
        + usize::from(object.nulls.is_some())
        + usize::from(object.additional.is_some());
    let is_whole = values.len() == parts;
    let values: Vec<_> = values.into_iter().map(Slot::code).collect();
    let from = Slot::path(model_path(cx, conversion.from()));
    if let Some(gate) = conversion.gate {
        item_gate(cx, out, gate);
    }
    head(
        out,
        Slot::word(name),
        from.clone(),
        conversion.is_fallible(),
    );
    match is_whole {
        true => fragment!(out, MEMBER, [from = from], each [values] = &values, {
            fn convert_from(value: &#from) -> Result<Self, Self::Error> {
                Ok(Self { #(#values),* })
            }
        }),
        false => fragment!(out, MEMBER, [from = from], each [values] = &values, {
            fn convert_from(value: &#from) -> Result<Self, Self::Error> {
                Ok(Self { #(#values,)* ..Self::default() })
            }
        }),
    }
    out.end(End::Item);
}

/// Prints the head of an implementation of `ConvertFrom`, and its error type.
fn head(out: &mut Printer<'_>, to: Slot<'_>, from: Slot<'_>, is_fallible: bool) {
    fragment!(out, IMPLEMENTATION, [to = to, from = from], {
        impl crate::runtime::model::ConvertFrom<#from> for #to
    });
    let error = Slot::path(match is_fallible {
        true => "crate::runtime::model::MissingProperty",
        false => "::std::convert::Infallible",
    });
    fragment!(out, MEMBER, [error = error], { type Error = #error; });
}

/// The fields of the struct expression, each as `name: value`.
fn values(
    cx: &Context<'_>,
    (id, name, object): (ModelId, &str, &Struct<'_>),
    conversion: &Conversion<'_>,
) -> Vec<String> {
    let Some(source) = cx.sdk.model(conversion.from()).structure() else {
        return Vec::new();
    };
    let mut values = Vec::new();
    let (mut numbers, mut others) = (Vec::new(), String::new());
    for pair in &conversion.node.fields {
        let model = conversion.from();
        let read = cx.sdk.field(FieldId {
            model,
            index: pair.from,
        });
        let set = cx.sdk.field(FieldId {
            model: id,
            index: pair.to,
        });
        let (Some(read), Some(set)) = (read, set) else {
            continue;
        };
        let value = checked(pair, (read, set), source, name);
        values.push(format!("{}: {value}", set.name));
        match (read.presence, set.presence) {
            (Presence::Optional, Presence::Optional) => {
                numbers.push(format!("({}, {})", pair.from, pair.to));
            }
            // A nullable field is `None` for `null`, so its explicit null follows from its value.
            (Presence::Nullable, Presence::Optional) => {
                others.push_str(&format!(
                    ".with({}, value.{}.is_none())",
                    pair.to, read.name
                ));
            }
            _ => {}
        }
    }
    if let (Some(read), Some(set), Some(fit)) = (
        &source.additional,
        &object.additional,
        conversion.node.additional,
    ) {
        let value = taken(fit, read.name.as_str());
        let fields = literals(object.fields.iter().map(|field| &field.node.name));
        values.push(format!(
            "{}: crate::runtime::model::rest_of({fields}, {value})",
            set.name
        ));
    }
    if let Some(set) = object.nulls {
        values.extend(nulls(set.as_str(), source, &numbers, &others));
    }
    values
}

/// The field initializer for explicit nulls; `None` if the source never has any.
fn nulls(name: &str, source: &Struct<'_>, numbers: &[String], others: &str) -> Option<String> {
    let known = match source.nulls {
        Some(nulls) if !numbers.is_empty() => {
            format!("value.{nulls}.renumbered(&[{}])", numbers.join(", "))
        }
        _ if others.is_empty() => return None,
        _ => "crate::runtime::model::Nulls::default()".to_owned(),
    };
    Some(format!("{name}: {known}{others}"))
}

/// The value of a field that is not an option in the source.
fn taken(fit: Fit, name: &str) -> String {
    match fit {
        Fit::Same => format!("::std::clone::Clone::clone(&value.{name})"),
        Fit::Converts => format!("crate::runtime::model::convert(&value.{name})?"),
    }
}

/// The value of a field with the presence and the box of the target field, checked if the target requires it.
fn checked(
    pair: &FieldConversion,
    (read, set): (&Field<'_>, &Field<'_>),
    source: &Struct<'_>,
    model: &str,
) -> String {
    let is_optional = set.presence != Presence::Required;
    let value = if read.presence == Presence::Required {
        let value = taken(pair.fit, read.name.as_str());
        let value = match set.is_boxed() {
            true => format!("Box::new({value})"),
            false => value,
        };
        return match is_optional {
            true => format!("Some({value})"),
            false => value,
        };
    } else {
        optional(pair.fit, read, set)
    };
    let property = format!("({}, {})", literal(model), literal(&set.node.name));
    match (pair.check, source.nulls) {
        (Check::Value, _) => {
            let value = format!("crate::runtime::model::required({property}, {value})?");
            match is_optional {
                true => format!("Some({value})"),
                false => value,
            }
        }
        (Check::ValueOrNull, Some(nulls)) => format!(
            "crate::runtime::model::required_or_null({property}, {value}, (&value.{nulls}, {}))?",
            pair.from
        ),
        (Check::ValueOrNull | Check::None, _) => value,
    }
}

/// The value of an optional field of the source, as an `Option`.
fn optional(fit: Fit, read: &Field<'_>, set: &Field<'_>) -> String {
    let name = read.name;
    match fit {
        Fit::Same if read.is_boxed() == set.is_boxed() => {
            format!("::std::clone::Clone::clone(&value.{name})")
        }
        Fit::Same => {
            let value = format!("{}.cloned()", as_reference(read));
            boxed_option(value, set)
        }
        Fit::Converts => {
            let reference = as_reference(read);
            let value = format!("crate::runtime::model::convert_optional({reference})?");
            boxed_option(value, set)
        }
    }
}

fn as_reference(read: &Field<'_>) -> String {
    let method = if read.is_boxed() {
        "as_deref"
    } else {
        "as_ref"
    };
    format!("value.{}.{method}()", read.name)
}

fn boxed_option(value: String, set: &Field<'_>) -> String {
    match set.is_boxed() {
        true => format!("{value}.map(Box::new)"),
        false => value,
    }
}

/// Prints the conversion of a model to a string, which is its `id`.
fn id_conversion(out: &mut Printer<'_>, name: &str, object: &Struct<'_>) {
    let Some(id) = object.id else { return };
    let Some(field) = object.fields.get(id.field) else {
        return;
    };
    let value = Slot::word(field.name.as_str());
    let (name, text) = (Slot::word(name), Slot::text(name));
    head(out, Slot::word("String"), name.clone(), id.is_fallible);
    match id.is_fallible {
        true => fragment!(out, MEMBER, [name = name, text = text, field = value], {
            fn convert_from(value: &#name) -> Result<Self, Self::Error> {
                crate::runtime::model::required((#text, "id"), value.#field.clone())
            }
        }),
        false => fragment!(out, MEMBER, [name = name, field = value], {
            fn convert_from(value: &#name) -> Result<Self, Self::Error> {
                Ok(value.#field.clone())
            }
        }),
    }
    out.end(End::Item);
}
