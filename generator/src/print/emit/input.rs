//! Inputs of an operation: how they are taken, and the step of the builder that sends them.

use proc_macro2::TokenStream;
use quote::quote;

use super::Context;
use super::docs::{code, values_note};
use super::types::{argument, ident};
use crate::analyze::InputShape;
use crate::ir::{
    Content, FieldEncoding, Location, Parameter, RequestBody, Scalar, Style, TypeRef, is_compound,
    listed_values,
};
use crate::sdk::{Argument, Item, Type};

pub(super) fn location_text(location: Location) -> &'static str {
    match location {
        Location::Path => "path parameter",
        Location::Query => "query parameter",
        Location::Header => "header",
        Location::Cookie => "cookie",
        Location::Form => "form field",
    }
}

/// The default and the values of an input.
pub(super) fn input_notes(cx: &Context<'_>, parameter: &Parameter) -> String {
    let values = listed_values(cx.api, &parameter.ty, &parameter.listed);
    let mut notes = Vec::new();
    if let Some(default) = parameter.constraints.default_value() {
        let default = default.to_string();
        let is_value = values.is_empty() || values.contains(&default);
        let note = if is_value {
            ""
        } else {
            ", which is not among the values"
        };
        notes.push(format!("Default: {}{note}.", code(&default)));
    }
    notes.extend(values_note(&values));
    notes.join(" ")
}

/// How an input is taken.
pub(super) fn input_type(cx: &Context<'_>, parameter: &Parameter) -> TokenStream {
    argument(cx, &Argument::of_parameter(cx.api, parameter))
}

/// The step of the builder that takes an input; `prefix` chooses between building and setting.
pub(super) fn input_step(
    cx: &Context<'_>,
    parameter: &Parameter,
    name: &proc_macro2::Ident,
    prefix: &str,
) -> TokenStream {
    let wire = &parameter.name;
    let place = parameter.location.as_str();
    let method = |suffix: &str| ident(&format!("{prefix}{place}{suffix}"));
    let (one, list, object) = (method(""), method("_list"), method("_object"));
    let files = ident(&match parameter.encoding {
        FieldEncoding::Base64 => format!("{prefix}base64_files"),
        FieldEncoding::Plain | FieldEncoding::Json => format!("{prefix}files"),
    });
    if parameter.encoding == FieldEncoding::Json {
        return json_field(cx, parameter, name, prefix);
    }
    match (InputShape::of(cx.api, parameter), parameter.style) {
        (InputShape::File, _) => quote!(#files(#wire, [#name])),
        (InputShape::Files, _) => quote!(#files(#wire, #name)),
        // Of a plain value, only the styles of paths make something else than its text.
        (InputShape::Text(ty), Some(style)) if style.has_prefix() => {
            let (value, style) = (text_of(cx, ty, name), runtime_style(style));
            quote!(#list(#wire, #style, [#value]))
        }
        // Even a plain value is JSON where a parameter is declared as such.
        (InputShape::Text(ty), None) if parameter.location != Location::Form => {
            let value = match Type::of(ty) {
                Type::String => quote!(#name.to_owned()),
                _ => quote!(#name),
            };
            quote!(#one(#wire, &crate::runtime::JsonText(#value)))
        }
        (InputShape::Text(ty), _) => {
            let value = text_of(cx, ty, name);
            quote!(#one(#wire, &#value))
        }
        (InputShape::List(item), Some(style)) => {
            let items = match text_form(cx, item) {
                Some(form) => quote!(#name.into_iter().map(#form)),
                None => quote!(#name),
            };
            let style = runtime_style(style);
            quote!(#list(#wire, #style, #items))
        }
        (InputShape::Object(_), Some(style)) => {
            let style = runtime_style(style);
            quote!(#object(#wire, #style, #name))
        }
        (InputShape::Object(_) | InputShape::List(_), None)
            if parameter.location == Location::Form =>
        {
            let json = method("_json");
            quote!(#json(#wire, #name))
        }
        (InputShape::Object(_) | InputShape::List(_), None) => {
            quote!(#one(#wire, &crate::runtime::JsonText(#name)))
        }
    }
}

/// A value as what is shown as its text.
fn text_of(cx: &Context<'_>, ty: &TypeRef, name: &proc_macro2::Ident) -> TokenStream {
    match text_form(cx, ty) {
        Some(form) => quote!(#form(#name)),
        None => quote!(#name),
    }
}

/// What makes the text of a value that is not shown by its own `Display`.
fn text_form(cx: &Context<'_>, ty: &TypeRef) -> Option<TokenStream> {
    match ty {
        TypeRef::Scalar(Scalar::DateTime) => Some(quote!(crate::runtime::TimestampText)),
        _ if is_compound(cx.api, ty) => Some(quote!(crate::runtime::JsonText)),
        _ => None,
    }
}

/// The step for a field of a form that is JSON, whatever its type is. Of a list, each item is.
fn json_field(
    cx: &Context<'_>,
    parameter: &Parameter,
    name: &proc_macro2::Ident,
    prefix: &str,
) -> TokenStream {
    let wire = &parameter.name;
    let (one, list) = (
        ident(&format!("{prefix}form_json")),
        ident(&format!("{prefix}form_json_list")),
    );
    match Argument::of_parameter(cx.api, parameter) {
        // What can be displayed is a string.
        Argument::Items(Item::Display) => {
            quote!(#list(#wire, #name.into_iter().map(|item| item.to_string())))
        }
        Argument::Items(Item::Value(_)) => quote!(#list(#wire, #name)),
        Argument::Str => quote!(#one(#wire, #name.to_owned())),
        Argument::Value(_) | Argument::Into(_) => quote!(#one(#wire, #name)),
    }
}

/// The step after it that keeps the signs in an input which separate the parts of a URL.
pub(super) fn reserved_step(parameter: &Parameter, prefix: &str) -> Option<TokenStream> {
    let method = ident(&format!("{prefix}reserved"));
    let wire = &parameter.name;
    parameter.allow_reserved.then(|| quote!(.#method(#wire)))
}

/// The style as the runtime makes it.
fn runtime_style(style: Style) -> TokenStream {
    let (kind, explode) = match style {
        Style::Simple { explode } => ("simple", explode),
        Style::Label { explode } => ("label", explode),
        Style::Matrix { explode } => ("matrix", explode),
        Style::Form { explode } => ("form", explode),
        Style::SpaceDelimited => ("space_delimited", false),
        Style::TabDelimited => ("tab_delimited", false),
        Style::PipeDelimited => ("pipe_delimited", false),
        Style::DeepObject => ("deep_object", false),
    };
    let kind = ident(kind);
    let exploded = explode.then(|| quote!(.exploded()));
    quote!(crate::runtime::Style::#kind()#exploded)
}

pub(super) fn body_step(
    body: &RequestBody,
    name: &proc_macro2::Ident,
    prefix: &str,
) -> TokenStream {
    let media_type = &body.media_type;
    let (method, value) = match body.content {
        Content::Json(_) | Content::JsonOrText(_) => ("json", quote!(&#name)),
        Content::Text => ("text", quote!(#name)),
        Content::Bytes => ("bytes", quote!(#name)),
    };
    let method = ident(&format!("{prefix}{method}"));
    quote!(#method(#media_type, #value))
}
