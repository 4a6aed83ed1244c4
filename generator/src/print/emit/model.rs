//! Models: structs and aliases; enums are in `enumeration`.
//!
//! A struct is a table of field names and two flat `match`es; what is done with them is in the
//! runtime. Names, ownership and presence come from the tables.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::{Doc, code, values_note};
use super::enumeration::{enumeration, meanings_note};
use super::paging::page_impl;
use super::types::{ident, of};
use super::union::union;
use super::{Context, deprecated, rest, shape};
use crate::analyze::Presence;
use crate::ir::{Field, FieldId, Model, ModelId, ModelKind, Origin, Scalar, Struct, TypeRef};

/// One model.
pub(super) fn model(cx: &Context<'_>, id: ModelId) -> TokenStream {
    let model = cx.api.model(id);
    match &model.kind {
        ModelKind::Struct(object) => {
            let definition = struct_definition(cx, id, model, object);
            let inherent = struct_methods(cx, id, object);
            let record = record_impl(cx, id, object);
            let traits = struct_traits(cx, id);
            let page = page_impl(cx, id);
            quote! { #definition #inherent #record #traits #page }
        }
        ModelKind::Enum(values) => enumeration(cx, id, model, values),
        ModelKind::Union(parts) => union(cx, id, model, parts),
        ModelKind::Alias(target) => {
            let name = ident(cx.names.model(id).ty.as_str());
            // An enum of texts is a type, which tells them.
            let is_plain = matches!(target, TypeRef::Scalar(_));
            let listed = meanings_note(model).filter(|_| is_plain);
            let doc = model_doc(cx, model, &listed.unwrap_or_default()).outer();
            let target = of(cx, target);
            let deprecated = deprecated(model.deprecated);
            quote! { #doc #deprecated pub type #name = #target; }
        }
    }
}

pub(super) fn model_doc(cx: &Context<'_>, model: &Model, note: &str) -> Doc {
    let mut doc = Doc::new(
        model.description.as_deref(),
        &origin_text(cx, &model.origin),
    );
    if !note.is_empty() {
        doc.paragraph(note);
    }
    doc
}

/// What a model without a description is.
fn origin_text(cx: &Context<'_>, origin: &Origin) -> String {
    let operation = |id: &crate::ir::OperationId| code(&cx.api.operation(*id).label());
    match origin {
        Origin::Component(name) => format!("The model {}.", code(name)),
        Origin::Nested(parent, property) => {
            let parent = cx.names.model(*parent).ty.as_str();
            format!("The type of {} in `{parent}`.", code(property))
        }
        Origin::Parameter(id, name) => {
            format!("The type of the input {} of {}.", code(name), operation(id))
        }
        Origin::RequestBody(id) => format!("The type of the body of {}.", operation(id)),
        Origin::Response(id, _) => format!("The type of the response of {}.", operation(id)),
    }
}

/// A field with all that emission needs to know about it.
struct Slot<'a> {
    id: FieldId,
    index: Literal,
    field: &'a Field,
    name: proc_macro2::Ident,
    presence: Presence,
    boxed: bool,
    ty: TokenStream,
}

fn slots<'a>(cx: &'a Context<'_>, id: ModelId, object: &'a Struct) -> Vec<Slot<'a>> {
    let fields = object.fields.iter().enumerate().map(|(index, field)| {
        let field_id = FieldId { model: id, index };
        let boxed = cx.analysis.boxed.contains(&field_id);
        let ty = of(cx, &field.ty);
        Slot {
            id: field_id,
            index: Literal::usize_unsuffixed(index),
            field,
            name: ident(cx.names.field(field_id).field.as_str()),
            presence: cx.analysis.presence(field_id),
            boxed,
            ty: if boxed { quote!(Box<#ty>) } else { ty },
        }
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
        let (name, ty) = (&slot.name, &slot.ty);
        let ty = match slot.presence {
            Presence::Required => quote!(#ty),
            Presence::Nullable | Presence::Optional => quote!(Option<#ty>),
        };
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
    } else if slot.field.required && slot.presence == Presence::Optional && !slot.boxed {
        notes.push("Required in the definition; may be missing all the same.".to_owned());
    }
    if let Some(default) = &slot.field.default {
        notes.push(format!("Default: {}.", code(&super::default_text(default))));
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

/// The name on the wire, for those who search for it, when it is not the name of the item.
pub(super) fn alias(wire: &str, name: &str) -> Option<TokenStream> {
    // rustdoc takes no quotes and no white space in an alias.
    let fits =
        !wire.is_empty() && !wire.contains(|c: char| c.is_whitespace() || "\"'`".contains(c));
    (fits && wire != name).then(|| quote!(#[doc(alias = #wire)]))
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
    let is_asked = |slot: &&Slot<'_>| cx.analysis.asked.contains(&slot.id);
    let (asked, left): (Vec<_>, Vec<_>) = slots.iter().partition(is_asked);
    let setters = left.iter().filter(|slot| !slot.field.read_only);
    let setters = setters.map(|slot| setter(cx, id, slot));
    let rest = rest::setter(cx, id, object);
    let arguments = asked.iter().map(|slot| {
        let (name, ty, argument) = (&slot.name, &slot.ty, argument_type(slot));
        match slot.presence {
            Presence::Nullable => quote!(#name: Option<#ty>),
            Presence::Required | Presence::Optional => quote!(#name: #argument),
        }
    });
    let values = asked.iter().map(|slot| {
        let name = &slot.name;
        let value = argument_value(slot, &quote!(#name));
        match slot.presence {
            Presence::Required if is_string(slot) => quote!(#name: #value),
            Presence::Required | Presence::Nullable => quote!(#name),
            Presence::Optional => quote!(#name: Some(#value)),
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

fn setter(cx: &Context<'_>, id: ModelId, slot: &Slot<'_>) -> TokenStream {
    let names = cx.names.model(id);
    let field_names = cx.names.field(slot.id);
    let (setter, clear) = (
        ident(field_names.setter.as_str()),
        ident(field_names.clear.as_str()),
    );
    let nulls = ident(names.nulls.as_str());
    let (name, index, ty) = (&slot.name, &slot.index, argument_type(slot));
    let value = argument_value(slot, &quote!(value));
    let wire = code(&slot.field.name);
    let set_doc = format!(" Sets {wire}.");
    let deprecated = deprecated(slot.field.deprecated);
    let clear_method = cx.analysis.tells_null(id).then(|| {
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
    quote! {
        #[doc = #set_doc]
        #deprecated
        #[inline]
        pub fn #setter(mut self, value: #ty) -> Self {
            self.#name = Some(#value);
            self
        }
        #clear_method
    }
}

fn is_string(slot: &Slot<'_>) -> bool {
    matches!(
        slot.field.ty,
        TypeRef::Scalar(Scalar::String | Scalar::Binary)
    )
}

/// What a constructor or setter takes: text in any form, everything else as it is, unboxed.
fn argument_type(slot: &Slot<'_>) -> TokenStream {
    let ty = &slot.ty;
    if is_string(slot) {
        quote!(impl Into<String>)
    } else if slot.boxed {
        quote!(impl Into<#ty>)
    } else {
        quote!(#ty)
    }
}

fn argument_value(slot: &Slot<'_>, argument: &TokenStream) -> TokenStream {
    if is_string(slot) || slot.boxed {
        quote!(#argument.into())
    } else {
        argument.clone()
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
        .filter(|slot| slot.presence == Presence::Required);
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
    ident(match slot.presence {
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

pub(super) fn serde_impls(
    cx: &Context<'_>,
    id: ModelId,
    read: &TokenStream,
    write: &TokenStream,
) -> TokenStream {
    let name = ident(cx.names.model(id).ty.as_str());
    quote! {
        impl<'de> ::serde::Deserialize<'de> for #name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                #read
            }
        }
        impl ::serde::Serialize for #name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                #write
            }
        }
        impl crate::runtime::model::Codec for #name {}
    }
}
