//! Inputs of an operation: how they are taken, and the step of the builder that sends them.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::code;
use super::types::{ident, of};
use super::{Context, default_text};
use crate::analyze::resolve;
use crate::ir::{Content, ListStyle, Location, ModelKind, Parameter, RequestBody, Scalar, TypeRef};

pub(super) fn location_text(location: Location) -> &'static str {
    match location {
        Location::Path => "path parameter",
        Location::Query => "query parameter",
        Location::Header => "header",
    }
}

/// The default and the values of an input.
pub(super) fn input_notes(cx: &Context<'_>, parameter: &Parameter) -> String {
    let values = parameter.ty.model().map(|id| &cx.api.model(id).kind);
    let values: &[String] = match values {
        Some(ModelKind::Enum(values)) => values,
        _ => &[],
    };
    let mut notes = Vec::new();
    if let Some(default) = &parameter.default {
        let default = default_text(default);
        let is_value = values.is_empty() || values.contains(&default);
        let note = if is_value {
            ""
        } else {
            ", which is not among the values"
        };
        notes.push(format!("Default: {}{note}.", code(&default)));
    }
    if !values.is_empty() {
        let values: Vec<_> = values.iter().map(|value| code(value)).collect();
        notes.push(format!("Values: {}.", values.join(", ")));
    }
    notes.join(" ")
}

/// How an input is taken: text by reference, lists from anything that yields items.
pub(super) fn input_type(cx: &Context<'_>, ty: &TypeRef) -> TokenStream {
    match resolve(cx.api, ty) {
        TypeRef::Scalar(Scalar::String) => quote!(&str),
        TypeRef::List(item) => {
            let item = match resolve(cx.api, item) {
                TypeRef::Scalar(Scalar::String) => quote!(impl ::std::fmt::Display),
                _ => of(cx, item),
            };
            quote!(impl IntoIterator<Item = #item>)
        }
        _ => of(cx, ty),
    }
}

/// The step of the builder that takes an input; `prefix` chooses between building and setting.
pub(super) fn input_step(
    cx: &Context<'_>,
    parameter: &Parameter,
    name: &proc_macro2::Ident,
    prefix: &str,
) -> TokenStream {
    let wire = &parameter.name;
    let in_query = parameter.location == Location::Query;
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
    };
    let method = ident(&format!("{prefix}{place}"));
    match resolve(cx.api, &parameter.ty) {
        TypeRef::List(item) => {
            let items = if is_object(cx, resolve(cx.api, item)) {
                quote!(#name.into_iter().map(crate::runtime::JsonText))
            } else {
                quote!(#name)
            };
            if in_query {
                let method = ident(&format!("{method}_list"));
                let style = list_style(parameter.list_style);
                quote!(#method(#wire, crate::runtime::ListStyle::#style, #items))
            } else {
                quote!(#method(#wire, &crate::runtime::comma_separated(#items)))
            }
        }
        ty if is_object(cx, ty) => quote!(#method(#wire, &crate::runtime::JsonText(#name))),
        _ => quote!(#method(#wire, &#name)),
    }
}

/// Whether a value has no text form but JSON.
fn is_object(cx: &Context<'_>, ty: &TypeRef) -> bool {
    match ty {
        TypeRef::Map(_) | TypeRef::List(_) => true,
        TypeRef::Model(id) => matches!(cx.api.model(*id).kind, ModelKind::Struct(_)),
        TypeRef::Scalar(_) | TypeRef::Json => false,
    }
}

fn list_style(style: ListStyle) -> proc_macro2::Ident {
    ident(match style {
        ListStyle::Multi => "Multi",
        ListStyle::Csv => "Csv",
        ListStyle::Ssv => "Ssv",
        ListStyle::Tsv => "Tsv",
        ListStyle::Pipes => "Pipes",
    })
}

pub(super) fn body_step(
    body: &RequestBody,
    name: &proc_macro2::Ident,
    prefix: &str,
) -> TokenStream {
    let media_type = &body.media_type;
    let (method, value) = match body.content {
        Content::Json(_) => ("json", quote!(&#name)),
        Content::Text => ("text", quote!(#name)),
        Content::Bytes => ("bytes", quote!(#name)),
    };
    let method = ident(&format!("{prefix}{method}"));
    quote!(#method(#media_type, #value))
}
