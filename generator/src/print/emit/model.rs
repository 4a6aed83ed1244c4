//! Models: structs and aliases; enums are in `enumeration`.
//!
//! A struct is a table of field names and two flat `match`es; what is done with them is in the
//! runtime. Names, ownership and presence come from the tables.

use std::iter;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::{Doc, alias, code, values_note};
use super::enumeration::{enumeration, meanings_note};
use super::named::{model_doc, serde_impls};
use super::paging::page_impl;
use super::types::{argument, ident, of, tokens};
use super::union::union;
use super::{Context, Parts, deprecated, rest, shape};
use crate::analyze::Presence;
use crate::ir::{Field, FieldId, Model, ModelId, ModelKind, Struct, TypeRef};
use crate::sdk::{self, Argument};

/// The items of one model, in parts.
pub(super) fn model<'a>(cx: &'a Context<'a>, id: ModelId) -> Parts<'a, TokenStream> {
    let model = cx.api.model(id);
    match &model.kind {
        ModelKind::Struct(object) => {
            let definition = iter::once_with(move || struct_definition(cx, id, model, object));
            let inherent = iter::once_with(move || struct_methods(cx, id, object));
            let record = iter::once_with(move || record_impl(cx, id, object));
            let traits = iter::once_with(move || struct_traits(cx, id));
            let page = iter::once_with(move || page_impl(cx, id));
            let parts = definition.chain(inherent.flatten()).chain(record);
            Box::new(parts.chain(traits).chain(page.flatten()))
        }
        ModelKind::Enum(values) => Box::new(iter::once(enumeration(cx, id, model, values))),
        ModelKind::Union(parts) => Box::new(iter::once(union(cx, id, model, parts))),
        ModelKind::Alias(target) => Box::new(iter::once(alias_definition(cx, id, model, target))),
    }
}

fn alias_definition(cx: &Context<'_>, id: ModelId, model: &Model, target: &TypeRef) -> TokenStream {
    let name = ident(cx.names.model(id).ty.as_str());
    // An enum of texts is a type, which tells them.
    let is_plain = matches!(target, TypeRef::Scalar(_));
    let listed = meanings_note(model).filter(|_| is_plain);
    let doc = model_doc(cx, model, &listed.unwrap_or_default()).outer();
    let target = of(cx, target);
    let deprecated = deprecated(model.deprecated);
    quote! { #doc #deprecated pub type #name = #target; }
}

/// A field with all that emission needs to know about it.
struct Slot<'a> {
    id: FieldId,
    index: Literal,
    field: &'a Field,
    name: proc_macro2::Ident,
    /// What a caller sees of it.
    seen: &'a sdk::Field<'a>,
}

fn slots<'a>(cx: &Context<'a>, id: ModelId, object: &'a Struct) -> Vec<Slot<'a>> {
    let fields = object.fields.iter().enumerate();
    let fields = fields.filter_map(|(index, field)| {
        let field_id = FieldId { model: id, index };
        let seen = cx.sdk.field(field_id)?;
        Some(Slot {
            id: field_id,
            index: Literal::usize_unsuffixed(index),
            field,
            name: ident(cx.names.field(field_id).field.as_str()),
            seen,
        })
    });
    fields.collect()
}

fn struct_definition(cx: &Context<'_>, id: ModelId, model: &Model, object: &Struct) -> TokenStream {
    let names = cx.names.model(id);
    let name = ident(names.ty.as_str());
    let doc = model_doc(cx, model, "").outer();
    let deprecated = deprecated(model.deprecated);
    let fields = slots(cx, id, object).into_iter().map(|slot| {
        let doc = field_doc(&slot).outer();
        let deprecated = super::deprecated(slot.field.deprecated);
        let alias = alias(&slot.field.name, &slot.name.to_string());
        let (name, ty) = (&slot.name, tokens(cx, &slot.seen.ty()));
        quote! { #doc #alias #deprecated pub #name: #ty, }
    });
    let nulls = cx.analysis.tells_null(id).then(|| {
        let nulls = ident(names.nulls.as_str());
        quote! { #nulls: crate::runtime::model::Nulls, }
    });
    let rest = rest::field(cx, id, object);
    quote! {
        #doc
        #deprecated
        #[derive(Clone, Default, PartialEq)]
        #[non_exhaustive]
        pub struct #name { #(#fields)* #rest #nulls }
    }
}

fn field_doc(slot: &Slot<'_>) -> Doc {
    let own = format!("The property {}.", code(&slot.field.name));
    let mut doc = Doc::new(slot.field.description.as_deref(), &own);
    let mut notes = Vec::new();
    if slot.field.read_only {
        notes.push("Read-only: the service sets it.".to_owned());
    }
    if slot.field.write_only {
        notes.push("Write-only: responses do not have it.".to_owned());
    } else if slot.field.required
        && slot.seen.presence == Presence::Optional
        && !slot.seen.is_boxed()
    {
        notes.push("Required in the definition; may be missing all the same.".to_owned());
    }
    if let Some(default) = slot.field.constraints.default_value() {
        notes.push(format!("Default: {}.", code(&default.to_string())));
    }
    // An enum of texts is a type, which tells them.
    if matches!(slot.field.ty, TypeRef::Scalar(_)) {
        notes.extend(values_note(&slot.field.listed));
    }
    if !notes.is_empty() {
        doc.paragraph(&notes.join(" "));
    }
    doc
}

/// `new`, setters and `clear_…`, on models that travel in requests.
fn struct_methods(cx: &Context<'_>, id: ModelId, object: &Struct) -> Option<TokenStream> {
    if !cx.analysis.usage(id).request {
        return None;
    }
    let names = cx.names.model(id);
    let text = names.ty.as_str();
    let name = ident(text);
    let slots = slots(cx, id, object);
    let asked = slots
        .iter()
        .filter_map(|slot| Some((slot, slot.seen.constructor_arg.as_ref()?)));
    let asked: Vec<_> = asked.collect();
    let setters = slots.iter().filter_map(|slot| setter(cx, id, slot));
    let rest = rest::setter(cx, id, object);
    let arguments = asked.iter().map(|(slot, taken)| {
        let (name, ty) = (&slot.name, argument(cx, taken));
        quote!(#name: #ty)
    });
    let values = asked.iter().map(|(slot, taken)| {
        let name = &slot.name;
        match (slot.seen.presence, taken) {
            (Presence::Optional, taken) => {
                let value = taken_value(taken, &quote!(#name));
                quote!(#name: Some(#value))
            }
            (_, Argument::Into(_)) => quote!(#name: #name.into()),
            _ => quote!(#name),
        }
    });
    let doc = if asked.is_empty() {
        format!(" A `{text}` of which no property is set.")
    } else {
        format!(" A `{text}` with its required properties.")
    };
    let value = if asked.is_empty() {
        quote!(Self::default())
    } else if asked.len() == slots.len() && !cx.analysis.tells_null(id) && object.rest.is_none() {
        quote!(Self { #(#values),* })
    } else {
        quote!(Self { #(#values,)* ..Self::default() })
    };
    Some(quote! {
        impl #name {
            #[doc = #doc]
            #[inline]
            pub fn new(#(#arguments),*) -> Self {
                #value
            }
            #(#setters)*
            #rest
        }
    })
}

/// The setter of a field and what clears it, where it has them.
fn setter(cx: &Context<'_>, id: ModelId, slot: &Slot<'_>) -> Option<TokenStream> {
    let taken = &slot.seen.setter.as_ref()?.argument;
    let names = cx.names.model(id);
    let field_names = cx.names.field(slot.id);
    let (setter, clear) = (
        ident(field_names.setter.as_str()),
        ident(field_names.clear.as_str()),
    );
    let nulls = ident(names.nulls.as_str());
    let (name, index, ty) = (&slot.name, &slot.index, argument(cx, taken));
    let value = taken_value(taken, &quote!(value));
    let wire = code(&slot.field.name);
    let set_doc = format!(" Sets {wire}.");
    let deprecated = deprecated(slot.field.deprecated);
    let clear_method = slot.seen.clear.map(|_| {
        let doc = format!(" Sends {wire} as `null`, which removes the value.");
        quote! {
            #[doc = #doc]
            #deprecated
            #[inline]
            pub fn #clear(mut self) -> Self {
                self.#name = None;
                self.#nulls.insert(#index);
                self
            }
        }
    });
    Some(quote! {
        #[doc = #set_doc]
        #deprecated
        #[inline]
        pub fn #setter(mut self, value: #ty) -> Self {
            self.#name = Some(#value);
            self
        }
        #clear_method
    })
}

/// What becomes of an argument.
fn taken_value(taken: &Argument, argument: &TokenStream) -> TokenStream {
    match taken {
        Argument::Into(_) => quote!(#argument.into()),
        _ => argument.clone(),
    }
}

fn record_impl(cx: &Context<'_>, id: ModelId, object: &Struct) -> TokenStream {
    let names = cx.names.model(id);
    let name = ident(names.ty.as_str());
    let text = names.ty.as_str();
    let slots = slots(cx, id, object);
    let wire = object.fields.iter().map(|field| &field.name);
    let required = slots
        .iter()
        .filter(|slot| slot.seen.presence == Presence::Required);
    let required = required.map(|slot| &slot.index);
    let tells_null = cx.analysis.tells_null(id);
    let reads = slots.iter().map(|slot| {
        let (index, name, method) = (&slot.index, &slot.name, codec_method(slot));
        quote!(#index => reader.#method(&mut self.#name),)
    });
    let writes = slots.iter().map(|slot| {
        let (name, method) = (&slot.name, codec_method(slot));
        quote!(writer.#method(&self.#name);)
    });
    let shape = shape::of_record(cx, id, object);
    let nulls = tells_null.then(|| ident(names.nulls.as_str()));
    let nulls = nulls.as_slice();
    let (others, rest) = (rest::read(cx, id, object), rest::write(cx, id, object));
    // A record without fields writes nothing.
    let is_empty = slots.is_empty() && rest.is_none();
    let writer = ident(if is_empty { "_" } else { "writer" });
    quote! {
        impl crate::runtime::model::Record for #name {
            #[inline]
            fn table() -> &'static crate::runtime::model::Table {
                &crate::runtime::model::Table {
                    name: #text,
                    fields: &[#(#wire),*],
                    required: &[#(#required),*],
                    tells_null: #tells_null,
                }
            }
            #shape
            fn read<'de, A: ::serde::de::MapAccess<'de>>(
                &mut self,
                field: usize,
                reader: &mut crate::runtime::model::Reader<'de, A>,
            ) {
                match field {
                    #(#reads)*
                    #(crate::runtime::model::NULLS => reader.nulls(&mut self.#nulls),)*
                    _ => #others,
                }
            }
            fn write<S: ::serde::ser::SerializeMap>(
                &self,
                #writer: &mut crate::runtime::model::Writer<'_, S>,
            ) {
                #(writer.nulls(&self.#nulls);)*
                #(#writes)*
                #rest
            }
        }
    }
}

/// The method of the reader and of the writer that a field goes through.
fn codec_method(slot: &Slot<'_>) -> proc_macro2::Ident {
    ident(match slot.seen.presence {
        Presence::Required | Presence::Nullable => "required",
        Presence::Optional => "optional",
    })
}

/// The traits of a struct that are one call of the runtime. `Debug` is among them because the
/// derive is the dearest of all to compile.
fn struct_traits(cx: &Context<'_>, id: ModelId) -> TokenStream {
    let name = ident(cx.names.model(id).ty.as_str());
    let serde = serde_impls(
        cx,
        id,
        &quote!(crate::runtime::model::deserialize(deserializer)),
        &quote!(crate::runtime::model::serialize(self, serializer)),
    );
    quote! {
        impl ::std::fmt::Debug for #name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                crate::runtime::model::debug(self, f)
            }
        }
        #serde
    }
}
