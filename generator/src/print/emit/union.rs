//! Unions: enums with a variant for each type, and one that keeps what is none of them.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::code;
use super::named::{model_doc, serde_impls};
use super::types::{ident, tokens};
use super::{Context, deprecated, shape};
use crate::analyze::Shape;
use crate::ir::{Literal, Model, ModelId, Scalar, TypeRef, Union, Variant};
use crate::sdk;

/// A variant with all that emission needs to know about it.
struct Slot<'a> {
    variant: &'a Variant,
    name: proc_macro2::Ident,
    /// What a caller sees of it.
    seen: &'a sdk::Variant<'a>,
}

/// A union.
pub(super) fn union(cx: &Context<'_>, id: ModelId, model: &Model, union: &Union) -> TokenStream {
    let names = cx.names.model(id);
    let name = ident(names.ty.as_str());
    let unknown = ident(names.unknown.as_str());
    let note = "A value that is none of these is kept as it is.";
    let doc = model_doc(cx, model, note).outer();
    let deprecated = deprecated(model.deprecated);
    let sdk::Kind::Union(seen) = &cx.sdk.model(id).kind else {
        return TokenStream::new();
    };
    let slots = seen.variants.iter().map(|seen| Slot {
        variant: seen.node,
        name: ident(seen.name.as_str()),
        seen,
    });
    let slots: Vec<Slot<'_>> = slots.collect();
    let variants = slots.iter().map(|slot| {
        let doc = variant_doc(slot.seen);
        let (name, ty) = (&slot.name, tokens(cx, &slot.seen.ty));
        quote! { #[doc = #doc] #name(#ty), }
    });
    let default = seen.has_default.then(|| {
        quote! {
            impl Default for #name {
                #[inline]
                fn default() -> Self {
                    Self::#unknown(::serde_json::Value::Null)
                }
            }
        }
    });
    let conversions = from_impls(cx, &name, seen);
    let traits = traits(cx, id, union, &slots);
    quote! {
        #doc
        #deprecated
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            /// A value that is none of these, as it came.
            #unknown(::serde_json::Value),
        }
        #default
        #conversions
        #traits
    }
}

fn variant_doc(seen: &sdk::Variant<'_>) -> String {
    let told = seen.discriminators.iter().map(|(property, values)| {
        let values: Vec<_> = values.iter().map(|it| code(&it.to_string())).collect();
        format!("{} is {}", code(property), values.join(" or "))
    });
    let told: Vec<_> = told.collect();
    if told.is_empty() {
        format!(" {}", type_doc(&seen.node.ty))
    } else {
        format!(" {}.", told.join(" and "))
    }
}

fn type_doc(ty: &TypeRef) -> &'static str {
    match ty {
        TypeRef::Model(_) => "A model.",
        TypeRef::List(_) => "A list.",
        TypeRef::Map(_) => "An object with any properties.",
        TypeRef::Nullable(inner) => type_doc(inner),
        TypeRef::Json(_) => "Any value.",
        TypeRef::Scalar(scalar) => match scalar {
            Scalar::String | Scalar::Interval => "A string.",
            Scalar::Binary => "Bytes as a string.",
            Scalar::Bool => "A boolean.",
            Scalar::Int32 | Scalar::Int64 | Scalar::UInt64 => "An integer.",
            Scalar::Float | Scalar::Double => "A number.",
            Scalar::DateTime => "An instant.",
            Scalar::Date => "A date.",
            Scalar::LocalDateTime => "A date and a time.",
            Scalar::YearMonth => "A month of a year.",
        },
    }
}

/// The conversions of boxed variants: a value is put into its box.
fn from_impls(cx: &Context<'_>, name: &proc_macro2::Ident, seen: &sdk::Union<'_>) -> TokenStream {
    let conversions = seen.conversions().map(|seen| {
        let variant = ident(seen.name.as_str());
        let ty = tokens(cx, seen.ty.inside_box());
        quote! {
            impl From<#ty> for #name {
                #[inline]
                fn from(value: #ty) -> Self {
                    Self::#variant(Box::new(value))
                }
            }
        }
    });
    quote!(#(#conversions)*)
}

fn traits(cx: &Context<'_>, id: ModelId, union: &Union, slots: &[Slot<'_>]) -> TokenStream {
    let names = cx.names.model(id);
    let (name, text) = (ident(names.ty.as_str()), names.ty.as_str());
    let unknown = ident(names.unknown.as_str());
    let table = table(cx, text, union, slots);
    let reads = slots.iter().enumerate().map(|(index, slot)| {
        let (index, variant) = (proc_macro2::Literal::usize_unsuffixed(index), &slot.name);
        quote! {
            #index => crate::runtime::model::read_variant(deserializer).map(Self::#variant),
        }
    });
    let writes = slots.iter().map(|slot| {
        let variant = &slot.name;
        match slot.seen.written_tag {
            Some((property, tag)) => {
                let tag = plain(tag);
                quote! {
                    Self::#variant(value) => {
                        crate::runtime::model::serialize_tagged(#property, #tag, value, serializer)
                    }
                }
            }
            None => {
                quote! {
                    Self::#variant(value) => crate::runtime::model::Codec::encode(value, serializer),
                }
            }
        }
    });
    let serde = serde_impls(
        cx,
        id,
        &quote!(crate::runtime::model::deserialize_union(deserializer)),
        &quote! {
            match self {
                #(#writes)*
                Self::#unknown(value) => ::serde::Serialize::serialize(value, serializer),
            }
        },
    );
    quote! {
        impl crate::runtime::model::Union for #name {
            #[inline]
            fn table() -> &'static crate::runtime::model::UnionTable {
                #table
            }
            #[inline]
            fn read<'de, D: ::serde::Deserializer<'de>>(
                variant: usize,
                deserializer: D,
            ) -> Result<Self, D::Error> {
                match variant {
                    #(#reads)*
                    _ => crate::runtime::model::read_variant(deserializer).map(Self::#unknown),
                }
            }
        }
        #serde
    }
}

/// A plain value as an expression. Whatever is none is written as its JSON.
fn plain(value: &Literal) -> TokenStream {
    match value {
        Literal::Boolean(value) => quote!(#value),
        Literal::Integer(value) => quote!(#value),
        Literal::Unsigned(value) => quote!(#value),
        Literal::Number(value) => quote!(#value),
        other => {
            let text = other.to_string();
            quote!(#text)
        }
    }
}

/// What the union is made of, as the runtime has it.
fn table(cx: &Context<'_>, name: &str, union: &Union, slots: &[Slot<'_>]) -> TokenStream {
    let tag = match &union.discriminator {
        Some(property) => quote!(Some(#property)),
        None => quote!(None),
    };
    let is_declared = union.is_stated;
    let described = slots.iter().map(|slot| {
        let shape = Shape::of_variant(cx.api, slot.variant);
        let tags = slot.variant.tags.iter().map(ToString::to_string);
        let shape = shape::of(cx, &shape);
        quote! {
            crate::runtime::model::Variant { tags: &[#(#tags),*], shape: #shape }
        }
    });
    quote! {
        &crate::runtime::model::UnionTable {
            name: #name,
            tag: #tag,
            is_declared: #is_declared,
            variants: &[#(#described),*],
        }
    }
}
