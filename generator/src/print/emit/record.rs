//! The record of a struct: its table of fields, and how they are read and written.

use super::fragment::fragment;
use super::{Context, rest, shape};
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::sdk::{Field, Presence, Struct};

fn field_name<'a>(field: &Field<'a>) -> Slot<'a> {
    Slot::word(field.name.as_str())
}

/// The method of reader and writer for a field.
fn codec_method(field: &Field<'_>) -> Slot<'static> {
    Slot::word(match field.presence {
        Presence::Required | Presence::Nullable => "required",
        Presence::Optional => "optional",
    })
}

/// Prints the record.
pub(super) fn record(cx: &Context<'_>, out: &mut Printer<'_>, (name, object): (&str, &Struct<'_>)) {
    fragment!(out, IMPLEMENTATION, [name = Slot::word(name)], {
        impl crate::runtime::model::Record for #name
    });
    table(out, name, object);
    if let Some(shape) = &object.shape {
        shape::of_struct(cx, out, shape);
    }
    read(out, object);
    write(out, object);
    out.end(End::Item);
}

fn read(out: &mut Printer<'_>, object: &Struct<'_>) {
    fragment!(out, METHOD, [], {
        fn read<'de, A: ::serde::de::MapAccess<'de>>(
            &mut self,
            field: usize,
            reader: &mut crate::runtime::model::Reader<'de, A>,
        )
    });
    fragment!(out, MATCH, [], { match field });
    for (index, field) in object.fields.iter().enumerate() {
        let (name, method) = (field_name(field), codec_method(field));
        fragment!(out, ARM, [index = Slot::number(index), name = name, method = method], {
            #index => reader.#method(&mut self.#name),
        });
    }
    if let Some(nulls) = object.nulls {
        fragment!(out, ARM, [nulls = Slot::word(nulls.as_str())], {
            crate::runtime::model::NULLS => reader.nulls(&mut self.#nulls),
        });
    }
    rest::read(out, object);
    out.end(End::Match);
}

fn table(out: &mut Printer<'_>, name: &str, object: &Struct<'_>) {
    let tells_null = match object.nulls {
        Some(_) => "true",
        None => "false",
    };
    let wire = object
        .fields
        .iter()
        .map(|field| Slot::text(&field.node.name));
    let wire: Vec<_> = wire.collect();
    let numbered = object.fields.iter().enumerate();
    let required = numbered.filter(|(_, field)| field.presence == Presence::Required);
    let required: Vec<_> = required.map(|(index, _)| Slot::number(index)).collect();
    fragment!(out, MEMBER, [name = Slot::text(name), tells_null = Slot::word(tells_null)],
        each [wire] = &wire, each [required] = &required,
    {
        #[inline]
        fn table() -> &'static crate::runtime::model::Table {
            &crate::runtime::model::Table {
                name: #name,
                fields: &[#(#wire),*],
                required: &[#(#required),*],
                tells_null: #tells_null,
            }
        }
    });
}

fn write(out: &mut Printer<'_>, object: &Struct<'_>) {
    // A record without fields writes nothing.
    if object.fields.is_empty() && object.additional.is_none() {
        return fragment!(out, MEMBER, [], {
            fn write<S: ::serde::ser::SerializeMap>(
                &self,
                _: &mut crate::runtime::model::Writer<'_, S>,
            ) {
            }
        });
    }
    fragment!(out, METHOD, [], {
        fn write<S: ::serde::ser::SerializeMap>(
            &self,
            writer: &mut crate::runtime::model::Writer<'_, S>,
        )
    });
    if let Some(nulls) = object.nulls {
        fragment!(out, STATEMENT, [nulls = Slot::word(nulls.as_str())], { writer.nulls(&self.#nulls); });
    }
    for field in &object.fields {
        let (name, method) = (field_name(field), codec_method(field));
        fragment!(out, STATEMENT, [name = name, method = method], {
            writer.#method(&self.#name);
        });
    }
    rest::write(out, object);
    out.end(End::Method);
}
