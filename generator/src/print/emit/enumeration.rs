//! Enums over strings that keep what they do not know, and the values of those over numbers.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Doc, code, one_line, values_note};
use super::named::{model_doc, serde_impls};
use super::types::ident;
use super::{Context, deprecated};
use crate::ir::{Meaning, Model, ModelId};

/// An enum.
pub(super) fn enumeration(
    cx: &Context<'_>,
    id: ModelId,
    model: &Model,
    values: &[String],
) -> TokenStream {
    let names = cx.names.model(id);
    let name = ident(names.ty.as_str());
    let unknown = ident(names.unknown.as_str());
    let doc = model_doc(
        cx,
        model,
        "Values that the definition does not list are kept as they are.",
    )
    .outer();
    let deprecated = deprecated(model.deprecated);
    let variants: Vec<_> = names
        .variants
        .iter()
        .map(|variant| ident(variant.as_str()))
        .collect();
    let docs = values.iter().map(|value| value_doc(model, value).outer());
    let traits = enum_traits(cx, id);
    quote! {
        #doc
        #deprecated
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum #name {
            #(#docs #variants,)*
            /// A value that the definition does not list.
            #unknown(String),
        }
        impl #name {
            /// The values that the definition lists, as they stand on the wire.
            pub const VALUES: &'static [&'static str] = &[#(#values),*];
            /// The value as it stands on the wire.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #values,)*
                    Self::#unknown(text) => text,
                }
            }
        }
        impl crate::runtime::model::OpenEnum for #name {
            #[inline]
            fn table() -> &'static crate::runtime::model::EnumTable<Self> {
                &crate::runtime::model::EnumTable {
                    values: Self::VALUES,
                    variants: &[#(Self::#variants),*],
                    unknown: Self::#unknown,
                }
            }
        }
        #traits
    }
}

fn value_doc(model: &Model, value: &str) -> Doc {
    let meaning = model.meanings.get(value);
    let mut doc = Doc::new(None, &code(value));
    doc.line(meaning.and_then(|meaning| meaning.description.as_deref()));
    doc
}

/// The values that another name for a type lists, with what is said of them.
pub(super) fn meanings_note(model: &Model) -> Option<String> {
    if model.meanings.is_empty() {
        return values_note(&model.listed);
    }
    let lines = model.listed.iter().map(|value| {
        let value = value.to_string();
        let text = model.meanings.get(&value).map(Meaning::text);
        match text.map(|text| one_line(&text)) {
            Some(text) => format!("- {}: {text}", code(&value)),
            None => format!("- {}", code(&value)),
        }
    });
    let lines: Vec<_> = lines.collect();
    Some(format!("Values:\n\n{}", lines.join("\n")))
}

/// The traits of an enum. All but `Clone` go by the text, so that a value is the same whether it
/// is known or not; JSON and a default are for those enums that stand in models.
fn enum_traits(cx: &Context<'_>, id: ModelId) -> TokenStream {
    let names = cx.names.model(id);
    let name = ident(names.ty.as_str());
    let unknown = ident(names.unknown.as_str());
    let is_text = cx.analysis.text_enums.contains(&id);
    let serde = (!is_text).then(|| {
        serde_impls(
            cx,
            id,
            &quote!(crate::runtime::model::deserialize_enum(deserializer)),
            &quote!(serializer.serialize_str(self.as_str())),
        )
    });
    let default = cx.analysis.needs_default.contains(&id).then(|| {
        quote! {
            impl Default for #name {
                #[inline]
                fn default() -> Self {
                    Self::#unknown(String::new())
                }
            }
        }
    });
    quote! {
        impl PartialEq for #name {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }
        impl Eq for #name {}
        impl ::std::hash::Hash for #name {
            #[inline]
            fn hash<H: ::std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }
        impl ::std::fmt::Debug for #name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(self.as_str(), f)
            }
        }
        impl ::std::fmt::Display for #name {
            #[inline]
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl ::std::str::FromStr for #name {
            type Err = ::std::convert::Infallible;
            #[inline]
            fn from_str(text: &str) -> Result<Self, ::std::convert::Infallible> {
                Ok(crate::runtime::model::parse_enum(text))
            }
        }
        #default
        #serde
    }
}
