//! Models: structs and aliases; enums are in `enumeration`.
//!
//! A struct is a table of field names and two flat `match`es; what is done with them is in the
//! runtime. Names, ownership and presence come from the tables.

use super::Context;
use super::docs::{self, Doc, Of, alias, code, deprecated, values_note};
use super::enumeration::{enumeration, meanings_note};
use super::fragment::fragment;
use super::named::{codec, deserialize, model_doc};
use super::paging::page_impl;
use super::types::{argument, of, slot};
use super::union::union;
use super::{rest, shape};
use crate::analyze::Presence;
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::ir::{Field, FieldId, Model, ModelId, ModelKind, Struct, TypeRef};
use crate::sdk::{self, Argument};

/// Prints the items of one model.
pub(super) fn model(cx: &Context<'_>, out: &mut Printer<'_>, id: ModelId) {
    let model = cx.api.model(id);
    match &model.kind {
        ModelKind::Struct(object) => {
            let fields = fields(cx, id, object);
            struct_definition(cx, out, id, model, &fields);
            struct_methods(cx, out, id, object, &fields);
            record_impl(cx, out, id, object, &fields);
            struct_traits(cx, out, id);
            page_impl(cx, out, id);
        }
        ModelKind::Enum(values) => enumeration(cx, out, id, model, values),
        ModelKind::Union(parts) => union(cx, out, id, model, parts),
        ModelKind::Alias(target) => alias_definition(cx, out, id, model, target),
    }
}

fn alias_definition(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    id: ModelId,
    model: &Model,
    target: &TypeRef,
) {
    // An enum of texts is a type, which tells them.
    let is_plain = matches!(target, TypeRef::Scalar(_));
    let listed = meanings_note(model).filter(|_| is_plain);
    model_doc(cx, model, &listed.unwrap_or_default()).print(out, Of::Item);
    deprecated(out, Of::Item, model.deprecated);
    let name = Slot::word(cx.names.model(id).ty.as_str());
    fragment!(out, ITEM, [name = name, target = of(cx, target)], {
        pub type #name = #target;
    });
}

/// A field with all that emission needs to know about it.
struct Member<'a> {
    id: FieldId,
    field: &'a Field,
    name: &'a str,
    /// What a caller sees of it.
    seen: &'a sdk::Field<'a>,
}

impl Member<'_> {
    fn name(&self) -> Slot<'_> {
        Slot::word(self.name)
    }

    fn index(&self) -> Slot<'_> {
        Slot::number(self.id.index)
    }

    /// The method of the reader and of the writer that it goes through.
    fn codec_method(&self) -> Slot<'_> {
        Slot::word(match self.seen.presence {
            Presence::Required | Presence::Nullable => "required",
            Presence::Optional => "optional",
        })
    }
}

fn fields<'a>(cx: &Context<'a>, id: ModelId, object: &'a Struct) -> Vec<Member<'a>> {
    let fields = object.fields.iter().enumerate();
    let fields = fields.filter_map(|(index, field)| {
        let id = FieldId { model: id, index };
        Some(Member {
            id,
            field,
            name: cx.names.field(id).field.as_str(),
            seen: cx.sdk.field(id)?,
        })
    });
    fields.collect()
}

fn struct_definition(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    id: ModelId,
    model: &Model,
    fields: &[Member<'_>],
) {
    let names = cx.names.model(id);
    let name = Slot::word(names.ty.as_str());
    let ModelKind::Struct(object) = &model.kind else {
        return;
    };
    model_doc(cx, model, "").print(out, Of::Item);
    deprecated(out, Of::Item, model.deprecated);
    fragment!(out, ITEM_ATTRIBUTE, [], {
        #[derive(Clone, Default, PartialEq)]
        #[non_exhaustive]
    });
    let tells_null = cx.analysis.tells_null(id);
    if fields.is_empty() && object.rest.is_none() && !tells_null {
        return fragment!(out, ITEM, [name = name], { pub struct #name {} });
    }
    fragment!(out, STRUCT, [name = name], { pub struct #name });
    for member in fields {
        if out.is_full() {
            break;
        }
        field_doc(member).print(out, Of::Part);
        alias(out, &member.field.name, member.name);
        deprecated(out, Of::Part, member.field.deprecated);
        let ty = member.seen.ty();
        fragment!(out, FIELD, [name = member.name(), ty = slot(cx, &ty)], { pub #name: #ty, });
    }
    rest::field(cx, out, id, object);
    if tells_null {
        let nulls = Slot::word(names.nulls.as_str());
        fragment!(out, FIELD, [nulls = nulls], { #nulls: crate::runtime::model::Nulls, });
    }
    out.end(End::Item);
}

fn field_doc(member: &Member<'_>) -> Doc {
    let own = format!("The {} property.", code(&member.field.name));
    let mut doc = Doc::new(member.field.description.as_deref(), &own);
    let mut notes = Vec::new();
    if member.field.read_only {
        notes.push("Read-only: set by the service.".to_owned());
    }
    if member.field.write_only {
        notes.push("Write-only: absent in responses.".to_owned());
    } else if member.field.required
        && member.seen.presence == Presence::Optional
        && !member.seen.is_boxed()
    {
        notes.push("Required in requests; may be absent in responses.".to_owned());
    }
    if let Some(default) = member.field.constraints.default_value() {
        notes.push(format!("Default: {}.", code(&default.to_string())));
    }
    // An enum of texts is a type, which tells them.
    if matches!(member.field.ty, TypeRef::Scalar(_)) {
        notes.extend(values_note(&member.field.listed));
    }
    if !notes.is_empty() {
        doc.paragraph(&notes.join(" "));
    }
    doc
}

/// Prints `new`, setters and `clear_…`, on models that travel in requests.
fn struct_methods(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    id: ModelId,
    object: &Struct,
    fields: &[Member<'_>],
) {
    if !cx.analysis.usage(id).request {
        return;
    }
    let name = cx.names.model(id).ty.as_str();
    fragment!(out, IMPLEMENTATION, [name = Slot::word(name)], { impl #name });
    constructor(cx, out, id, object, fields);
    for member in fields {
        if out.is_full() {
            break;
        }
        if let Some(taken) = &member.seen.setter {
            setter(cx, out, member, &taken.argument);
        }
        if member.seen.clear.is_some() {
            clear(cx, out, member);
        }
    }
    rest::setter(cx, out, id, object);
    out.end(End::Item);
}

fn constructor(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    id: ModelId,
    object: &Struct,
    fields: &[Member<'_>],
) {
    let name = cx.names.model(id).ty.as_str();
    let asked = fields
        .iter()
        .filter_map(|member| Some((member, member.seen.constructor_arg.as_ref()?)));
    let (mut arguments, mut values) = (Vec::new(), Vec::new());
    for (member, taken) in asked {
        arguments.extend([member.name(), argument(cx, taken)]);
        values.push(constructor_value(member, taken));
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
    let is_whole = values.len() == fields.len();
    if is_whole && !cx.analysis.tells_null(id) && object.rest.is_none() {
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

/// The value of a field in a constructor: what stands between the commas of a struct.
fn constructor_value<'a>(member: &Member<'a>, taken: &Argument) -> Slot<'a> {
    let name = member.name;
    match (member.seen.presence, taken) {
        (Presence::Optional, Argument::Into(_)) => {
            Slot::code(format!("{name}: Some({name}.into())"))
        }
        (Presence::Optional, _) => Slot::code(format!("{name}: Some({name})")),
        (_, Argument::Into(_)) => Slot::code(format!("{name}: {name}.into()")),
        _ => Slot::code(name),
    }
}

fn setter(cx: &Context<'_>, out: &mut Printer<'_>, member: &Member<'_>, taken: &Argument) {
    let wire = code(&member.field.name);
    docs::print(out, Of::Part, &format!("Sets the {wire} property."));
    deprecated(out, Of::Part, member.field.deprecated);
    let setter = Slot::word(cx.names.field(member.id).setter.as_str());
    let (name, ty) = (member.name(), argument(cx, taken));
    match taken {
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

/// Prints what makes a field an explicit `null`.
fn clear(cx: &Context<'_>, out: &mut Printer<'_>, member: &Member<'_>) {
    let wire = code(&member.field.name);
    let doc = format!("Sends {wire} as `null`, to remove the value.");
    docs::print(out, Of::Part, &doc);
    deprecated(out, Of::Part, member.field.deprecated);
    let clear = Slot::word(cx.names.field(member.id).clear.as_str());
    let nulls = Slot::word(cx.names.model(member.id.model).nulls.as_str());
    let (name, index) = (member.name(), member.index());
    fragment!(out, MEMBER, [clear = clear, name = name, nulls = nulls, index = index], {
        #[inline]
        pub fn #clear(mut self) -> Self {
            self.#name = None;
            self.#nulls.insert(#index);
            self
        }
    });
}

fn record_impl(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    id: ModelId,
    object: &Struct,
    fields: &[Member<'_>],
) {
    let name = cx.names.model(id).ty.as_str();
    fragment!(out, IMPLEMENTATION, [name = Slot::word(name)], {
        impl crate::runtime::model::Record for #name
    });
    record_table(cx, out, id, object, fields);
    shape::of_record(cx, out, id, object);
    let nulls = cx.names.model(id).nulls.as_str();
    let nulls = cx.analysis.tells_null(id).then(|| Slot::word(nulls));
    fragment!(out, METHOD, [], {
        fn read<'de, A: ::serde::de::MapAccess<'de>>(
            &mut self,
            field: usize,
            reader: &mut crate::runtime::model::Reader<'de, A>,
        )
    });
    fragment!(out, MATCH, [], { match field });
    for member in fields {
        let (index, name, method) = (member.index(), member.name(), member.codec_method());
        fragment!(out, ARM, [index = index, name = name, method = method], {
            #index => reader.#method(&mut self.#name),
        });
    }
    if let Some(nulls) = nulls.clone() {
        fragment!(out, ARM, [nulls = nulls], {
            crate::runtime::model::NULLS => reader.nulls(&mut self.#nulls),
        });
    }
    rest::read(cx, out, id, object);
    out.end(End::Match);
    record_write(cx, out, id, object, (fields, nulls));
    out.end(End::Item);
}

fn record_table(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    id: ModelId,
    object: &Struct,
    fields: &[Member<'_>],
) {
    let name = Slot::text(cx.names.model(id).ty.as_str());
    let tells_null = if cx.analysis.tells_null(id) {
        "true"
    } else {
        "false"
    };
    let wire = object.fields.iter().map(|field| Slot::text(&field.name));
    let wire: Vec<_> = wire.collect();
    let required = fields
        .iter()
        .filter(|member| member.seen.presence == Presence::Required);
    let required: Vec<_> = required.map(Member::index).collect();
    fragment!(out, MEMBER, [name = name, tells_null = Slot::word(tells_null)],
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

fn record_write(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    id: ModelId,
    object: &Struct,
    (fields, nulls): (&[Member<'_>], Option<Slot<'_>>),
) {
    // A record without fields writes nothing.
    if fields.is_empty() && object.rest.is_none() {
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
    if let Some(nulls) = nulls {
        fragment!(out, STATEMENT, [nulls = nulls], { writer.nulls(&self.#nulls); });
    }
    for member in fields {
        let (name, method) = (member.name(), member.codec_method());
        fragment!(out, STATEMENT, [name = name, method = method], {
            writer.#method(&self.#name);
        });
    }
    rest::write(cx, out, id, object);
    out.end(End::Method);
}

/// Prints the traits of a struct that are one call of the runtime. `Debug` is among them because the
/// derive is the dearest of all to compile.
fn struct_traits(cx: &Context<'_>, out: &mut Printer<'_>, id: ModelId) {
    let name = cx.names.model(id).ty.as_str();
    fragment!(out, ITEM, [name = Slot::word(name)], {
        impl ::std::fmt::Debug for #name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                crate::runtime::model::debug(self, f)
            }
        }
    });
    deserialize(out, name, "deserialize");
    fragment!(out, ITEM, [name = Slot::word(name)], {
        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                crate::runtime::model::serialize(self, serializer)
            }
        }
    });
    codec(out, name);
}
