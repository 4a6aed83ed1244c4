//! Types as they are written in the emitted crate: the prelude by its short names, which no emitted
//! type ever takes, and everything else by its full path.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::Context;
use crate::ir::{Content, ModelId, Scalar, TypeRef};
use crate::plan::{ApiModule, Home};

/// An identifier that naming has made.
pub(super) fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// A type.
pub(super) fn of(cx: &Context<'_>, ty: &TypeRef) -> TokenStream {
    match ty {
        TypeRef::Scalar(scalar) => of_scalar(*scalar),
        TypeRef::List(item) => {
            let item = of(cx, item);
            quote!(Vec<#item>)
        }
        TypeRef::Map(value) => {
            let value = of(cx, value);
            quote!(::std::collections::BTreeMap<String, #value>)
        }
        TypeRef::Model(id) => model_path(cx, *id),
        TypeRef::Nullable(inner) => {
            let inner = of(cx, inner);
            quote!(Option<#inner>)
        }
        TypeRef::Json(_) => quote!(::serde_json::Value),
    }
}

/// What a body holds.
pub(super) fn of_content(cx: &Context<'_>, content: &Content) -> TokenStream {
    match content {
        Content::Json(ty) | Content::JsonOrText(ty) => of(cx, ty),
        Content::Text => quote!(String),
        Content::Bytes => quote!(Vec<u8>),
    }
}

fn of_scalar(scalar: Scalar) -> TokenStream {
    match scalar {
        Scalar::String | Scalar::Binary => quote!(String),
        Scalar::Bool => quote!(bool),
        Scalar::Int32 => quote!(i32),
        Scalar::Int64 => quote!(i64),
        Scalar::UInt64 => quote!(u64),
        Scalar::Float => quote!(f32),
        Scalar::Double => quote!(f64),
        Scalar::DateTime => quote!(::jiff::Timestamp),
        Scalar::Date => quote!(::jiff::civil::Date),
        Scalar::LocalDateTime => quote!(::jiff::civil::DateTime),
        Scalar::YearMonth => quote!(crate::runtime::model::YearMonth),
        Scalar::Interval => quote!(crate::runtime::model::Interval),
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
