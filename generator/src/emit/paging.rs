//! Paging: the description that the runtime walks by, streams on request types, and pages.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::types::{ident, of};
use crate::analyze::{PagingStyle, Presence, resolve};
use crate::ir::{ModelId, ModelKind, OperationId, TypeRef};

/// How an operation pages, as the runtime wants to know it.
pub(super) fn description(cx: &Context<'_>, id: OperationId) -> Option<TokenStream> {
    let paging = cx.analysis.paging(id)?;
    let style = style(&paging.style);
    let items = match &cx.api.model(paging.items.model).kind {
        ModelKind::Struct(object) => object.fields[paging.items.index].name.as_str(),
        _ => "",
    };
    Some(quote! {
        crate::runtime::Paging {
            style: crate::runtime::PageStyle::#style,
            items: #items,
        }
    })
}

fn style(style: &PagingStyle) -> TokenStream {
    match style {
        PagingStyle::Number { parameter, pages } => {
            let pages = option(pages.as_deref());
            quote!(Number { parameter: #parameter, pages: #pages })
        }
        PagingStyle::Token { parameter, token } => {
            quote!(Token { parameter: #parameter, token: &[#(#token),*] })
        }
        PagingStyle::Link { link } => quote!(Link { link: #link }),
        PagingStyle::Start { parameter, total } => {
            let total = option(total.as_deref());
            quote!(Start { parameter: #parameter, total: #total })
        }
        PagingStyle::BodyNumber { number, pages } => {
            let pages = option(pages.as_deref());
            quote!(BodyNumber { number: &[#(#number),*], pages: #pages })
        }
        PagingStyle::BodyToken { parameter, token } => {
            quote!(BodyToken { parameter: #parameter, token: &[#(#token),*] })
        }
    }
}

fn option(text: Option<&str>) -> TokenStream {
    text.map_or_else(|| quote!(None), |text| quote!(Some(#text)))
}

/// The methods of a request type that give all pages.
pub(super) fn streams(
    cx: &Context<'_>,
    id: OperationId,
    output: &TokenStream,
) -> Option<TokenStream> {
    cx.analysis.paging(id).map(|_| {
        quote! {
            /// The items of all pages, from the one that is asked for on.
            #[inline]
            pub fn into_stream(self) -> crate::runtime::Items<#output> {
                self.call.into_stream()
            }
            /// All pages, from the one that is asked for on.
            #[inline]
            pub fn into_pages(self) -> crate::runtime::Pages<#output> {
                self.call.into_pages()
            }
        }
    })
}

/// What makes a model a page of others.
pub(super) fn page_impl(cx: &Context<'_>, id: ModelId) -> Option<TokenStream> {
    let items = cx.analysis.items(id)?;
    let ModelKind::Struct(object) = &cx.api.model(id).kind else {
        return None;
    };
    let TypeRef::List(item) = resolve(cx.api, &object.fields[items.index].ty) else {
        return None;
    };
    let name = ident(cx.names.model(id).ty.as_str());
    let item = of(cx, item);
    let field = ident(cx.names.field(items).field.as_str());
    let value = match cx.analysis.presence(items) {
        Presence::Required => quote!(self.#field),
        Presence::Nullable | Presence::Optional => quote!(self.#field.unwrap_or_default()),
    };
    Some(quote! {
        impl crate::runtime::model::Page for #name {
            type Item = #item;
            #[inline]
            fn into_items(self) -> Vec<#item> {
                #value
            }
        }
    })
}
