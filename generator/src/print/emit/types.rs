//! Types as they are written in the emitted crate: the prelude by its short names, which no emitted
//! type ever takes, and everything else by its full path.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::Context;
use crate::ir::{Content, ModelId, OperationId, TypeRef};
use crate::plan::{ApiModule, Home};
use crate::sdk::{Argument, External, Item, Type};

/// An identifier that naming has made.
pub(super) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The type of a value of the definition.
pub(super) fn of(cx: &Context<'_>, ty: &TypeRef) -> TokenStream {
    tokens(cx, &Type::of(ty))
}

/// What a body holds.
pub(super) fn of_content(cx: &Context<'_>, content: &Content) -> TokenStream {
    tokens(cx, &Type::of_content(content))
}

/// The name of the type that an operation gives back, when that is one of several.
pub(super) fn output_ident(cx: &Context<'_>, id: OperationId) -> Option<proc_macro2::Ident> {
    cx.names
        .operation(id)
        .output
        .as_ref()
        .map(|name| ident(name.as_str()))
}

/// A type.
pub(super) fn tokens(cx: &Context<'_>, ty: &Type) -> TokenStream {
    match ty {
        Type::Unit => quote!(()),
        Type::String => quote!(String),
        Type::Bool => quote!(bool),
        Type::I32 => quote!(i32),
        Type::I64 => quote!(i64),
        Type::U64 => quote!(u64),
        Type::F32 => quote!(f32),
        Type::F64 => quote!(f64),
        Type::Byte => quote!(u8),
        Type::External(external) => external_path(*external),
        Type::List(item) => {
            let item = tokens(cx, item);
            quote!(Vec<#item>)
        }
        Type::Map(value) => {
            let value = tokens(cx, value);
            quote!(::std::collections::BTreeMap<String, #value>)
        }
        Type::Optional(inner) => {
            let inner = tokens(cx, inner);
            quote!(Option<#inner>)
        }
        Type::Boxed(inner) => {
            let inner = tokens(cx, inner);
            quote!(Box<#inner>)
        }
        Type::Stream(item) => {
            let item = tokens(cx, item);
            quote!(crate::runtime::EventStream<#item>)
        }
        Type::Model(id) => model_path(cx, *id),
        Type::Output(id) => {
            let module = api_module(cx, cx.plan.module(*id));
            let output = output_ident(cx, *id);
            quote!(#module::#output)
        }
    }
}

/// An argument.
pub(super) fn argument(cx: &Context<'_>, argument: &Argument) -> TokenStream {
    match argument {
        Argument::Value(ty) => tokens(cx, ty),
        Argument::Into(ty) => {
            let ty = tokens(cx, ty);
            quote!(impl Into<#ty>)
        }
        Argument::Str => quote!(&str),
        Argument::Items(item) => {
            let item = match item {
                Item::Display => quote!(impl ::std::fmt::Display),
                Item::Value(ty) => tokens(cx, ty),
            };
            quote!(impl IntoIterator<Item = #item>)
        }
    }
}

fn external_path(external: External) -> TokenStream {
    match external {
        External::Timestamp => quote!(::jiff::Timestamp),
        External::Date => quote!(::jiff::civil::Date),
        External::DateTime => quote!(::jiff::civil::DateTime),
        External::YearMonth => quote!(crate::runtime::model::YearMonth),
        External::Interval => quote!(crate::runtime::model::Interval),
        External::Json => quote!(::serde_json::Value),
        External::Upload => quote!(crate::runtime::Upload),
    }
}

/// The path of a model.
pub(super) fn model_path(cx: &Context<'_>, id: ModelId) -> TokenStream {
    let name = ident(cx.names.model(id).ty.as_str());
    match cx.plan.home(id) {
        Home::Models(_) => quote!(crate::models::#name),
        Home::Api(module) => {
            let module = api_module(cx, module);
            quote!(#module::#name)
        }
    }
}

/// The path of an API module.
pub(super) fn api_module(cx: &Context<'_>, module: ApiModule) -> TokenStream {
    match module {
        ApiModule::Shared => quote!(crate::apis::shared),
        ApiModule::Service(id) => {
            let module = ident(cx.names.service(id).module.as_str());
            quote!(crate::apis::#module)
        }
    }
}
