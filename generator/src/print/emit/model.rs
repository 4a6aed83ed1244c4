//! Models: structs and aliases; enums are in `enumeration`.
//!
//! A struct is a table of field names and a flat `match` (`record`) that the runtime drives. What callers
//! see of it is in `sdk`.

use super::convert::conversions;
use super::docs::{Doc, Of, alias, code, deprecated, values_note};
use super::enumeration::{enumeration, meanings_note};
use super::fragment::fragment;
use super::integer_enum::integer_enum;
use super::methods::methods;
use super::named::model_doc;
use super::paging::page_impl;
use super::record::record;
use super::types::slot;
use super::union::union;
use super::{Context, derives, rest};
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::ir::{Model, ModelId, ModelKind, TypeRef};
use crate::notes::conversion_note;
use crate::sdk::{self, Field, Kind, Presence, Struct, Type};

/// Prints the items of one model.
pub(super) fn model(cx: &Context<'_>, out: &mut Printer<'_>, id: ModelId) {
    let model = cx.sdk.model(id);
    let (node, name) = (model.node, model.name.as_str());
    match (&model.kind, &node.kind) {
        (Kind::Struct(object), _) => {
            struct_definition(cx, out, id, (model, object));
            methods(cx, out, name, object);
            record(cx, out, (name, object));
            page_impl(cx, out, (name, object));
            conversions(cx, out, id, (name, object));
        }
        (Kind::Enum(seen), ModelKind::Enum(values)) => {
            enumeration(cx, out, model, seen, values);
        }
        (Kind::Union(seen), ModelKind::Union(parts)) => {
            union(cx, out, model, seen, parts);
        }
        (Kind::Enum(seen), ModelKind::IntegerEnum(values)) => {
            integer_enum(cx, out, model, seen, values);
        }
        (Kind::Alias(target, ty), _) => alias_definition(cx, out, node, (name, target, ty)),
        // A model is of one kind on both sides.
        _ => {}
    }
}

fn alias_definition(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    model: &Model,
    (name, target, ty): (&str, &TypeRef, &Type),
) {
    // An enum of strings is a type, which documents them.
    let is_plain = matches!(target, TypeRef::Scalar(_));
    let listed = meanings_note(model).filter(|_| is_plain);
    model_doc(cx, model, &listed.unwrap_or_default()).print(out, Of::Item);
    deprecated(out, Of::Item, model.deprecated);
    fragment!(out, ITEM, [name = Slot::word(name), target = slot(cx, ty)], {
        pub type #name = #target;
    });
}

fn struct_definition(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    id: ModelId,
    (model, object): (&sdk::Model<'_>, &Struct<'_>),
) {
    let (name, node) = (Slot::word(model.name.as_str()), model.node);
    let note = conversion_note(cx.sdk, id, &|model| code(cx.sdk.model(model).name.as_str()));
    model_doc(cx, node, &note.unwrap_or_default()).print(out, Of::Item);
    deprecated(out, Of::Item, node.deprecated);
    derives::of_model(out, model);
    fragment!(out, ITEM_ATTRIBUTE, [], {
        #[derive(Clone, Default, PartialEq)]
        #[non_exhaustive]
    });
    if object.fields.is_empty() && object.additional.is_none() && object.nulls.is_none() {
        return fragment!(out, ITEM, [name = name], { pub struct #name {} });
    }
    fragment!(out, STRUCT, [name = name], { pub struct #name });
    for field in &object.fields {
        if out.is_full() {
            break;
        }
        field_doc(field).print(out, Of::Part);
        alias(out, &field.node.name, field.name.as_str());
        deprecated(out, Of::Part, field.node.deprecated);
        derives::rename(out, model, &field.node.name, field.name.as_str());
        let (name, ty) = (Slot::word(field.name.as_str()), field.ty());
        fragment!(out, FIELD, [name = name, ty = slot(cx, &ty)], { pub #name: #ty, });
    }
    rest::field(cx, out, model, object);
    if let Some(nulls) = object.nulls {
        derives::mark(out, model, "skip");
        let nulls = Slot::word(nulls.as_str());
        match object.converted.is_empty() {
            true => {
                fragment!(out, FIELD, [nulls = nulls], { #nulls: crate::runtime::model::Nulls, })
            }
            // The files of what is made from it read them.
            false => fragment!(out, FIELD, [nulls = nulls], {
                pub(crate) #nulls: crate::runtime::model::Nulls,
            }),
        }
    }
    out.end(End::Item);
}

fn field_doc(field: &Field<'_>) -> Doc {
    let node = field.node;
    let own = format!("The {} property.", code(&node.name));
    let mut doc = Doc::new(node.description.as_deref(), &own);
    let mut notes = Vec::new();
    if node.read_only {
        notes.push("Read-only: set by the service.".to_owned());
    }
    if node.write_only {
        notes.push("Write-only: absent in responses.".to_owned());
    } else if node.required && field.presence == Presence::Optional && !field.is_boxed() {
        notes.push("Required in requests; may be absent in responses.".to_owned());
    }
    if let Some(default) = node.constraints.default_value() {
        notes.push(format!("Default: {}.", code(&default.to_string())));
    }
    // An enum of strings is a type, which documents them.
    if matches!(node.ty, TypeRef::Scalar(_)) {
        notes.extend(values_note(&node.enum_values));
    }
    if !notes.is_empty() {
        doc.paragraph(&notes.join(" "));
    }
    doc
}
