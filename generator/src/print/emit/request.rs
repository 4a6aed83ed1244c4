//! Calls: the expression that prepares the call of an operation, and the type of that call, which has
//! a setter for each optional parameter.
//!
//! The type is an alias of the runtime's `Call`, told apart from those of other operations by an empty
//! type. So an operation gains its first optional parameter without another return type, and what all
//! calls can do is compiled once.

use std::iter;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Doc, alias, code};
use super::input::{body_step, input_notes, input_step, input_type, location_text, reserved_step};
use super::output::{decoder, output_enum, output_type};
use super::types::{api_module, argument, ident, of_content, output_ident};
use super::{Context, deprecated, paging, settings, stream};
use crate::analyze::Output;
use crate::ir::{OperationId, Parameter, RequestBody};
use crate::plan::ApiModule;
use crate::sdk::Permissions;

/// The signature of an operation, and how its call is built.
pub(super) struct Call {
    id: OperationId,
    /// The required inputs with their types.
    pub(super) arguments: Vec<TokenStream>,
    /// The names of the required inputs.
    pub(super) argument_names: Vec<TokenStream>,
    /// What the method gives back.
    pub(super) result: TokenStream,
}

impl Call {
    pub(super) fn of(cx: &Context<'_>, id: OperationId) -> Self {
        let mut arguments = Vec::new();
        let mut argument_names = Vec::new();
        for input in cx.sdk.operation(id).arguments() {
            let (name, ty) = (ident(input.name.as_str()), argument(cx, &input.argument));
            arguments.push(quote!(#name: #ty));
            argument_names.push(quote!(#name));
        }
        let result = call_type(cx, id);
        Self {
            id,
            arguments,
            argument_names,
            result,
        }
    }

    /// The expression that builds the call from the required inputs.
    pub(super) fn expression(&self, cx: &Context<'_>, client: &TokenStream) -> TokenStream {
        let operation = cx.api.operation(self.id);
        let names = cx.names.operation(self.id);
        let description = description(cx, self.id);
        let settings = settings::steps(cx, self.id);
        let mut request = quote!(crate::runtime::Request::new(&#description) #settings);
        if let Some(form) = &operation.form {
            let media_type = &form.media_type;
            request = quote!(#request.form_body(#media_type));
            if !form.part_types.is_empty() {
                let types = form.part_types.iter();
                let types = types.map(|(name, kind)| quote!((#name, #kind)));
                request = quote!(#request.part_types(&[#(#types),*]));
            }
        }
        for (parameter, name) in operation.parameters.iter().zip(&names.parameters) {
            if parameter.required {
                let step = input_step(cx, parameter, &ident(name.as_str()), "");
                let reserved = reserved_step(parameter, "");
                request = quote!(#request.#step #reserved);
            }
        }
        if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
            let step = body_step(body, &ident(names.body.as_str()), "");
            request = quote!(#request.#step);
        }
        if let Some(paging) = paging::description(cx, self.id) {
            request = quote!(#request.pages(#paging));
        }
        if let Some(largest) = paging::largest(cx, self.id) {
            request = quote!(#request.page_size_up_to(#largest));
        }
        if let Some(stream) = &operation.stream {
            let description = stream::description(stream);
            request = quote!(#request.streams(#description));
        }
        match &operation.stream {
            Some(stream) if cx.sdk.operation(self.id).gives_stream_alone() => {
                let open = stream::open(stream);
                quote!(crate::runtime::prepare_stream(#client, #request, #open))
            }
            _ => {
                let decode = decoder(cx, self.id);
                quote!(crate::runtime::prepare(#client, #request, #decode))
            }
        }
    }
}

/// The path of the type of a call.
fn call_type(cx: &Context<'_>, id: OperationId) -> TokenStream {
    let module = api_module(cx, cx.plan.module(id));
    let request = ident(cx.names.operation(id).request.as_str());
    quote!(#module::#request)
}

/// The types that an operation needs beside its method.
pub(super) fn items(cx: &Context<'_>, id: OperationId) -> TokenStream {
    let request = request_type(cx, id);
    let output = match cx.analysis.output(id) {
        Output::Variants(variants) => {
            let output = output_enum(cx, id, variants);
            let page = paging::page_impl_of_output(cx, id, variants);
            Some(quote! { #output #page })
        }
        _ => None,
    };
    quote! { #request #output }
}

/// The names of those types.
pub(super) fn type_names(cx: &Context<'_>, id: OperationId) -> Vec<proc_macro2::Ident> {
    let names = cx.names.operation(id);
    let request = ident(names.request.as_str());
    iter::once(request).chain(output_ident(cx, id)).collect()
}

/// The constant that describes an operation to the runtime. It stands in the method itself: a
/// static for each operation costs a tenth of the time to check the crate.
fn description(cx: &Context<'_>, id: OperationId) -> TokenStream {
    let operation = cx.api.operation(id);
    let name = cx.names.operation(id).method.as_str();
    let verb = operation.method.as_str();
    let method = ident(&format!("{}{}", &verb[..1], verb[1..].to_lowercase()));
    let path = operation.wire_path();
    let seen = cx.sdk.operation(id);
    let accept = &seen.accept;
    let permissions = match seen.permissions {
        Permissions::None => quote!(None),
        Permissions::Any(names) => quote!(Any(&[#(#names),*])),
        Permissions::All(names) => quote!(All(&[#(#names),*])),
    };
    quote! {
        crate::runtime::Operation {
            name: #name,
            method: crate::runtime::Method::#method,
            path: #path,
            accept: #accept,
            permissions: crate::runtime::Permissions::#permissions,
        }
    }
}

/// The method, as documentation beside it calls it. What several services offer stands beside none of
/// them.
fn method_link(cx: &Context<'_>, id: OperationId) -> String {
    let method = cx.names.operation(id).method.as_str();
    match cx.plan.module(id) {
        ApiModule::Service(service) => {
            let ty = cx.names.service(service).ty.as_str();
            format!("[`{ty}::{method}`]({ty}::{method})")
        }
        ApiModule::Shared => format!("`{method}`"),
    }
}

/// The empty types that tell the calls of these operations apart. They stand in a module of their own,
/// because the names of the calls are those of the aliases.
pub(super) fn markers(cx: &Context<'_>, operations: &[OperationId]) -> Option<TokenStream> {
    let names = operations.iter().map(|id| cx.names.operation(*id));
    let names: Vec<_> = names.map(|names| ident(names.request.as_str())).collect();
    (!names.is_empty()).then(|| quote!(mod operations { #(pub enum #names {})* }))
}

/// The type of the call of an operation, with a setter for each optional parameter.
fn request_type(cx: &Context<'_>, id: OperationId) -> TokenStream {
    let operation = cx.api.operation(id);
    let names = cx.names.operation(id);
    let request = ident(names.request.as_str());
    let output = output_type(cx, id);
    let doc = format!(
        " A call of {}: {}. It has the methods of every [`Call`](crate::Call).",
        method_link(cx, id),
        code(&operation.label())
    );
    let parameters = operation.parameters.iter().zip(&names.parameters);
    let setters = parameters
        .filter(|(parameter, _)| !parameter.required)
        .map(|(parameter, name)| parameter_setter(cx, parameter, name.as_str()));
    let body = operation.body.as_ref().filter(|body| !body.required);
    let setters = setters.chain(body.map(|body| body_setter(cx, body, names.body.as_str())));
    let is_stream = cx.sdk.operation(id).gives_stream_alone();
    let stream = operation.stream.as_ref().filter(|_| !is_stream);
    let methods = setters.chain(stream.map(|stream| stream::method(cx, stream)));
    let methods: Vec<_> = methods.collect();
    let own = (!methods.is_empty()).then(|| quote!(impl #request { #(#methods)* }));
    quote! {
        #[doc = #doc]
        pub type #request = crate::runtime::Call<#output, operations::#request>;
        #own
    }
}

fn parameter_setter(cx: &Context<'_>, parameter: &Parameter, name: &str) -> TokenStream {
    let mut doc = Doc::new(
        parameter.description.as_deref(),
        &format!(
            "The {} {}.",
            location_text(parameter.location),
            code(&parameter.name)
        ),
    );
    let notes = input_notes(cx, parameter);
    if !notes.is_empty() {
        doc.paragraph(&notes);
    }
    let doc = doc.outer();
    let alias = alias(&parameter.name, name);
    let deprecated = deprecated(parameter.deprecated);
    let name = ident(name);
    let ty = input_type(cx, parameter);
    let step = input_step(cx, parameter, &name, "set_");
    let reserved = reserved_step(parameter, "set_");
    let reserved = reserved.map(|step| quote!(self.request #step;));
    quote! {
        #doc
        #alias
        #deprecated
        #[inline]
        pub fn #name(mut self, #name: #ty) -> Self {
            self.request.#step;
            #reserved
            self
        }
    }
}

fn body_setter(cx: &Context<'_>, body: &RequestBody, name: &str) -> TokenStream {
    let doc = Doc::new(body.description.as_deref(), "The body of the request.").outer();
    let name = ident(name);
    let ty = of_content(cx, &body.content);
    let step = body_step(body, &name, "set_");
    quote! {
        #doc
        #[inline]
        pub fn #name(mut self, #name: #ty) -> Self {
            self.request.#step;
            self
        }
    }
}
