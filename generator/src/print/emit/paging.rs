//! Paging: the description that the runtime walks by, and pages.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::Context;
use super::types::{ident, of, output_ident};
use crate::analyze::{
    LargestPage, OutputValue, OutputVariant, PageInput, PagingEnd, PagingStyle, Presence,
};
use crate::ir::{Content, FieldId, ModelId, OperationId, TypeRef, resolve};

/// How an operation pages, as the runtime wants to know it.
pub(super) fn description(cx: &Context<'_>, id: OperationId) -> Option<TokenStream> {
    let paging = cx.sdk.operation(id).paging.as_ref()?;
    let style = style(paging.style);
    let items = paging.property;
    let end = end(paging.end);
    Some(quote! {
        crate::runtime::Paging {
            style: crate::runtime::PageStyle::#style,
            items: #items,
            end: #end,
        }
    })
}

fn style(style: &PagingStyle) -> TokenStream {
    match style {
        PagingStyle::Number { input, first } => {
            let first = Literal::u64_unsuffixed(*first);
            match input {
                PageInput::Query(parameter) => {
                    quote!(Number { parameter: #parameter, first: #first })
                }
                PageInput::Body(path) => {
                    quote!(BodyNumber { number: &[#(#path),*], first: #first })
                }
            }
        }
        PagingStyle::Cursor { input, next } => match input {
            PageInput::Query(parameter) => {
                quote!(Token { parameter: #parameter, token: &[#(#next),*] })
            }
            PageInput::Body(path) => {
                quote!(BodyToken { parameter: &[#(#path),*], token: &[#(#next),*] })
            }
        },
        PagingStyle::Link { next } => quote!(Link { link: #next }),
        PagingStyle::Start { parameter, first } => {
            let first = Literal::u64_unsuffixed(*first);
            quote!(Start { parameter: #parameter, first: #first })
        }
    }
}

/// How large a page can be, as the runtime wants to know it.
pub(super) fn largest(cx: &Context<'_>, id: OperationId) -> Option<TokenStream> {
    let LargestPage { input, max } = cx.sdk.operation(id).paging.as_ref()?.largest?;
    let max = Literal::u64_unsuffixed(*max);
    Some(match input {
        PageInput::Query(parameter) => {
            quote!(crate::runtime::PageSize::Query { parameter: #parameter, max: #max })
        }
        PageInput::Body(path) => {
            quote!(crate::runtime::PageSize::Body { size: &[#(#path),*], max: #max })
        }
    })
}

fn end(end: &PagingEnd) -> TokenStream {
    if *end == PagingEnd::default() {
        return quote!(crate::runtime::PageEnd::NONE);
    }
    let PagingEnd { pages, total, size } = end;
    let [pages, total, size] = [pages, total, size].map(|name| option(name.as_deref()));
    quote! {
        crate::runtime::PageEnd { pages: #pages, total: #total, size: #size }
    }
}

fn option(text: Option<&str>) -> TokenStream {
    text.map_or_else(|| quote!(None), |text| quote!(Some(#text)))
}

/// What makes a model a page of others.
pub(super) fn page_impl(cx: &Context<'_>, id: ModelId) -> Option<TokenStream> {
    let items = cx.analysis.items(id)?;
    let name = ident(cx.names.model(id).ty.as_str());
    let field = ident(cx.names.field(items).field.as_str());
    let value = match cx.analysis.presence(items) {
        Presence::Required => quote!(self.#field),
        Presence::Nullable | Presence::Optional => quote!(self.#field.unwrap_or_default()),
    };
    let (item, value) = match list(cx, items)? {
        Some(item) => (of(cx, item), value),
        None => (
            quote!(::serde_json::Value),
            quote!(crate::runtime::model::json_items(#value)),
        ),
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

/// The type of the items of a field; nothing in it where the field is any JSON value.
fn list<'a>(cx: &Context<'a>, field: FieldId) -> Option<Option<&'a TypeRef>> {
    let field = &cx.api.model(field.model).kind.fields()[field.index];
    match resolve(cx.api, &field.ty) {
        TypeRef::List(item) => Some(Some(item)),
        TypeRef::Json(_) => Some(None),
        _ => None,
    }
}

/// What makes the enum of several responses a page, where one of them is.
pub(super) fn page_impl_of_output(
    cx: &Context<'_>,
    id: OperationId,
    variants: &[OutputVariant],
) -> Option<TokenStream> {
    let paging = cx.analysis.paging(id)?;
    let is_page = |variant: &OutputVariant| match &variant.value {
        OutputValue::Body(Content::Json(ty)) => {
            *resolve(cx.api, ty) == TypeRef::Model(paging.items.model)
        }
        _ => false,
    };
    let names = cx.names.operation(id).variants.iter();
    let pages = variants.iter().zip(names);
    let pages = pages.filter(|(variant, _)| is_page(variant));
    let pages: Vec<_> = pages.map(|(_, name)| ident(name.as_str())).collect();
    let output = output_ident(cx, id);
    let item = match list(cx, paging.items)? {
        Some(item) => of(cx, item),
        None => quote!(::serde_json::Value),
    };
    Some(quote! {
        impl crate::runtime::model::Page for #output {
            type Item = #item;
            #[inline]
            fn into_items(self) -> Vec<#item> {
                match self {
                    #(Self::#pages(page) => crate::runtime::model::Page::into_items(page),)*
                    _ => Vec::new(),
                }
            }
            #[inline]
            fn is_page(&self) -> bool {
                matches!(self, #(Self::#pages(_))|*)
            }
        }
    })
}
