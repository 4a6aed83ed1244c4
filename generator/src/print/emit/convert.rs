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
        std_conversion(cx, out, name, conversion);
        runtime_conversion(cx, out, (id, name, object), conversion);
    }
    id_conversion(out, name, object);
}

/// Prints `From` or `TryFrom`, which callers use.
fn std_conversion(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    name: &str,
    conversion: &Conversion<'_>,
) {
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
fn runtime_conversion(
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
    let (mut indices, mut null_calls) = (Vec::new(), String::new());
    for pair in &conversion.node.fields {
        let model = conversion.from();
        let source_field = cx.sdk.field(FieldId {
            model,
            index: pair.from,
        });
        let target_field = cx.sdk.field(FieldId {
            model: id,
            index: pair.to,
        });
        let (Some(source_field), Some(target_field)) = (source_field, target_field) else {
            continue;
        };
        let value = field_value(pair, (source_field, target_field), source, name);
        values.push(format!("{}: {value}", target_field.name));
        match (source_field.presence, target_field.presence) {
            (Presence::Optional, Presence::Optional) => {
                indices.push(format!("({}, {})", pair.from, pair.to));
            }
            // A nullable field is `None` for `null`, so its explicit null follows from its value.
            (Presence::Nullable, Presence::Optional) => {
                null_calls.push_str(&format!(
                    ".with({}, value.{}.is_none())",
                    pair.to, source_field.name
                ));
            }
            _ => {}
        }
    }
    if let (Some(source_field), Some(target_field), Some(fit)) = (
        &source.additional,
        &object.additional,
        conversion.node.additional,
    ) {
        let value = plain_value(fit, source_field.name.as_str());
        let fields = literals(object.fields.iter().map(|field| &field.node.name));
        values.push(format!(
            "{}: crate::runtime::model::rest_of({fields}, {value})",
            target_field.name
        ));
    }
    if let Some(name) = object.nulls {
        values.extend(nulls(name.as_str(), source, &indices, &null_calls));
    }
    values
}

/// The field initializer for explicit nulls; `None` if the source never has any.
fn nulls(name: &str, source: &Struct<'_>, indices: &[String], null_calls: &str) -> Option<String> {
    let known = match source.nulls {
        Some(nulls) if !indices.is_empty() => {
            format!("value.{nulls}.renumbered(&[{}])", indices.join(", "))
        }
        _ if null_calls.is_empty() => return None,
        _ => "crate::runtime::model::Nulls::default()".to_owned(),
    };
    Some(format!("{name}: {known}{null_calls}"))
}

/// The value of a field that is not an option in the source.
fn plain_value(fit: Fit, name: &str) -> String {
    match fit {
        Fit::Same => format!("::std::clone::Clone::clone(&value.{name})"),
        Fit::Converts => format!("crate::runtime::model::convert(&value.{name})?"),
    }
}

/// The value of a field with the presence and the box of the target field, checked if the target requires it.
fn field_value(
    pair: &FieldConversion,
    (source_field, target_field): (&Field<'_>, &Field<'_>),
    source: &Struct<'_>,
    model: &str,
) -> String {
    let is_optional = target_field.presence != Presence::Required;
    let value = if source_field.presence == Presence::Required {
        let value = plain_value(pair.fit, source_field.name.as_str());
        let value = match target_field.is_boxed() {
            true => format!("Box::new({value})"),
            false => value,
        };
        return match is_optional {
            true => format!("Some({value})"),
            false => value,
        };
    } else {
        optional_value(pair.fit, source_field, target_field)
    };
    let property = format!("({}, {})", literal(model), literal(&target_field.node.name));
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
fn optional_value(fit: Fit, source_field: &Field<'_>, target_field: &Field<'_>) -> String {
    let name = source_field.name;
    match fit {
        Fit::Same if source_field.is_boxed() == target_field.is_boxed() => {
            format!("::std::clone::Clone::clone(&value.{name})")
        }
        Fit::Same => {
            let value = format!("{}.cloned()", as_reference(source_field));
            boxed_option(value, target_field)
        }
        Fit::Converts => {
            let reference = as_reference(source_field);
            let value = format!("crate::runtime::model::convert_optional({reference})?");
            boxed_option(value, target_field)
        }
    }
}

fn as_reference(source_field: &Field<'_>) -> String {
    let method = if source_field.is_boxed() {
        "as_deref"
    } else {
        "as_ref"
    };
    format!("value.{}.{method}()", source_field.name)
}

fn boxed_option(value: String, target_field: &Field<'_>) -> String {
    match target_field.is_boxed() {
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
