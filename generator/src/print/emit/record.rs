//! The record of a struct: its table of fields, and the traits that the runtime implements with it.

use super::fragment::fragment;
use super::named::codec;
use super::{Context, additional, shape};
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::sdk::{Field, Presence, Struct};

fn field_name<'a>(field: &Field<'a>) -> Slot<'a> {
    Slot::word(field.name.as_str())
}

/// The method of the runtime's `Reader` and `Writer` for a field.
fn codec_method(field: &Field<'_>) -> Slot<'static> {
    Slot::word(match field.presence {
        Presence::Required | Presence::Nullable => "required",
        Presence::Optional => "optional",
    })
}

/// Prints all traits of a struct.
pub(super) fn record(cx: &Context<'_>, out: &mut Printer<'_>, (name, object): (&str, &Struct<'_>)) {
    fragment!(out, IMPLEMENTATION, [name = Slot::word(name)], {
        impl crate::runtime::model::Record for #name
    });
    read(out, object);
    out.end(End::Item);
    debug(out, name);
    if let Some(shape) = &object.shape {
        fragment!(out, IMPLEMENTATION, [name = Slot::word(name)], {
            impl crate::runtime::model::ShapedRecord for #name
        });
        table_function(out, name, object);
        shape::of_struct(cx, out, shape);
        out.end(End::Item);
    }
    deserialize(out, name, object);
    serialize(out, name, object);
    codec(out, name);
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
    additional::read(out, object);
    out.end(End::Match);
}

/// Prints `Debug` through the runtime. A derived `Debug` is the slowest derive to compile.
fn debug(out: &mut Printer<'_>, name: &str) {
    fragment!(out, ITEM, [name = Slot::word(name), shown = Slot::text(name)], {
        impl ::std::fmt::Debug for #name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                crate::runtime::model::debug(#shown, self, f)
            }
        }
    });
}

/// The slots of the table: JSON names, indices of required fields, and whether `null` and absent differ.
fn table<'a>(object: &Struct<'a>) -> (Vec<Slot<'a>>, Vec<Slot<'static>>, Slot<'static>) {
    let wire = object.fields.iter();
    let wire = wire.map(|field| Slot::text(&field.node.name));
    let numbered = object.fields.iter().enumerate();
    let required = numbered.filter(|(_, field)| field.presence == Presence::Required);
    let required = required.map(|(index, _)| Slot::number(index));
    let tells_null = match object.nulls {
        Some(_) => "true",
        None => "false",
    };
    (wire.collect(), required.collect(), Slot::word(tells_null))
}

/// Prints the table as the value of a function (`@value`) or as an argument of `deserialize` (`@argument`).
/// The tokens are in the fragment, because a slot would be formatted again for each record.
macro_rules! print_table {
    (@value $out:expr, [$($slots:tt)*], [$($lists:tt)*], { $($table:tt)* }) => {
        fragment!($out, STATEMENT, [$($slots)*], $($lists)*, { $($table)* })
    };
    (@argument $out:expr, [$($slots:tt)*], [$($lists:tt)*], { $($table:tt)* }) => {
        fragment!($out, STATEMENT, [$($slots)*], $($lists)*, {
            crate::runtime::model::deserialize($($table)*, deserializer)
        })
    };
    ($form:ident, $out:expr, $name:expr, $object:expr) => {{
        let (wire, required, tells_null) = table($object);
        print_table!(@$form $out, [name = Slot::text($name), tells_null = tells_null],
            [each [wire] = &wire, each [required] = &required],
        {
            &crate::runtime::model::Table {
                name: #name,
                fields: &[#(#wire),*],
                required: &[#(#required),*],
                tells_null: #tells_null,
            }
        })
    }};
}

/// Prints the table as a function, to which the shapes of unions refer.
fn table_function(out: &mut Printer<'_>, name: &str, object: &Struct<'_>) {
    fragment!(out, METHOD, [], {
        #[inline]
        fn table() -> &'static crate::runtime::model::Table
    });
    print_table!(value, out, name, object);
    out.end(End::Method);
}

/// Prints `Deserialize` with the table inline, unless the struct has a table function: each function adds to
/// the compile time.
fn deserialize(out: &mut Printer<'_>, name: &str, object: &Struct<'_>) {
    fragment!(out, IMPLEMENTATION, [name = Slot::word(name)], {
        impl<'de> ::serde::Deserialize<'de> for #name
    });
    fragment!(out, METHOD, [], {
        fn deserialize<D: ::serde::Deserializer<'de>>(
            deserializer: D,
        ) -> Result<Self, D::Error>
    });
    match object.shape {
        Some(_) => fragment!(out, STATEMENT, [], {
            crate::runtime::model::deserialize(
                <Self as crate::runtime::model::ShapedRecord>::table(),
                deserializer,
            )
        }),
        None => print_table!(argument, out, name, object),
    }
    out.end(End::Method);
    out.end(End::Item);
}

fn serialize(out: &mut Printer<'_>, name: &str, object: &Struct<'_>) {
    fragment!(out, IMPLEMENTATION, [name = Slot::word(name)], {
        impl ::serde::Serialize for #name
    });
    fragment!(out, METHOD, [], {
        fn serialize<S: ::serde::Serializer>(
            &self,
            serializer: S,
        ) -> Result<S::Ok, S::Error>
    });
    // An empty struct has nothing to write, and its writer needs no `mut`.
    if object.fields.is_empty() && object.additional.is_none() {
        fragment!(out, STATEMENT, [], {
            crate::runtime::model::Writer::new(serializer).end()
        });
    } else {
        fragment!(out, STATEMENT, [], {
            let mut writer = crate::runtime::model::Writer::new(serializer);
        });
        write(out, object);
        fragment!(out, STATEMENT, [], { writer.end() });
    }
    out.end(End::Method);
    out.end(End::Item);
}

fn write(out: &mut Printer<'_>, object: &Struct<'_>) {
    if let Some(nulls) = object.nulls {
        fragment!(out, STATEMENT, [nulls = Slot::word(nulls.as_str())], { writer.nulls(&self.#nulls); });
    }
    for field in &object.fields {
        let (name, method) = (field_name(field), codec_method(field));
        let wire = Slot::text(&field.node.name);
        fragment!(out, STATEMENT, [name = name, method = method, wire = wire], {
            writer.#method(#wire, &self.#name);
        });
    }
    additional::write(out, object);
}
