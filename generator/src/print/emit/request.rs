//! Requests: the expression that builds the call of an operation, and, for operations with
//! optional inputs, a type with a setter for each of them.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{Doc, alias, code};
use super::input::{body_step, input_notes, input_step, input_type, location_text, reserved_step};
use super::output::{decoder, output_enum, output_type, whole_type};
use super::types::{api_module, ident, of_content, output_ident};
use super::{Context, deprecated, paging, settings, stream};
use crate::analyze::Output;
use crate::ir::{OperationId, Parameter, Permissions, RequestBody};
use crate::plan::ApiModule;

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
        let operation = cx.api.operation(id);
        let names = cx.names.operation(id);
        let mut arguments = Vec::new();
        let mut argument_names = Vec::new();
        for (parameter, name) in operation.parameters.iter().zip(&names.parameters) {
            if parameter.required {
                let (name, ty) = (ident(name.as_str()), input_type(cx, parameter));
                arguments.push(quote!(#name: #ty));
                argument_names.push(quote!(#name));
            }
        }
        if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
            let (name, ty) = (ident(names.body.as_str()), of_content(cx, &body.content));
            arguments.push(quote!(#name: #ty));
            argument_names.push(quote!(#name));
        }
        // Whoever may leave something out gets a type with a setter for it.
        let result = if operation.has_choices() {
            let module = api_module(cx, cx.plan.module(id));
            let request = ident(names.request.as_str());
            quote!(#module::#request)
        } else {
            let output = whole_type(cx, id);
            quote!(crate::runtime::Call<#output>)
        };
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
        let settings = settings::steps(operation);
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
        let decode = decoder(cx, self.id);
        let call = quote!(crate::runtime::Call::new(#client, #request, #decode));
        if operation.has_choices() {
            let result = &self.result;
            quote!(#result { call: #call })
        } else {
            call
        }
    }
}

/// The types that an operation needs beside its method.
pub(super) fn items(cx: &Context<'_>, id: OperationId) -> TokenStream {
    let request = cx
        .api
        .operation(id)
        .has_choices()
        .then(|| request_type(cx, id));
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
    let request = cx
        .api
        .operation(id)
        .has_choices()
        .then(|| ident(names.request.as_str()));
    request.into_iter().chain(output_ident(cx, id)).collect()
}

/// The constant that describes an operation to the runtime. It stands in the method itself: a
/// static for each operation costs a tenth of the time to check the crate.
fn description(cx: &Context<'_>, id: OperationId) -> TokenStream {
    let operation = cx.api.operation(id);
    let name = cx.names.operation(id).method.as_str();
    let verb = operation.method.as_str();
    let method = ident(&format!("{}{}", &verb[..1], verb[1..].to_lowercase()));
    let path = operation.wire_path();
    let accept = &cx.sdk.operation(id).accept;
    let permissions = match &operation.permissions {
        Permissions::Unstated | Permissions::None => quote!(None),
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

fn request_type(cx: &Context<'_>, id: OperationId) -> TokenStream {
    let operation = cx.api.operation(id);
    let names = cx.names.operation(id);
    let request = ident(names.request.as_str());
    let output = whole_type(cx, id);
    let doc = format!(
        " The optional inputs of {}: {}.",
        method_link(cx, id),
        code(&operation.label())
    );
    let parameters = operation.parameters.iter().zip(&names.parameters);
    let setters = parameters
        .filter(|(parameter, _)| !parameter.required)
        .map(|(parameter, name)| parameter_setter(cx, parameter, name.as_str()));
    let body = operation.body.as_ref().filter(|body| !body.required);
    let body_setter = body.map(|body| body_setter(cx, body, names.body.as_str()));
    let pages = paging::streams(cx, id, &output);
    let given = output_type(cx, id);
    let is_stream = cx.analysis.gives_stream_alone(cx.api, id);
    let whole = quote!(crate::runtime::Sending<#output>);
    let (sending, send) = match is_stream {
        true => (stream::opening(cx, operation), quote!(self.send())),
        false => (whole, quote!(self.call.send())),
    };
    let ending = stream::ending(cx, operation, is_stream, &sending);
    quote! {
        #[doc = #doc]
        #[must_use = "a request does nothing until it is sent"]
        #[derive(Debug)]
        pub struct #request { pub(crate) call: crate::runtime::Call<#output> }
        impl #request {
            #(#setters)*
            #body_setter
            #pages
            /// Limits the time of this call.
            #[inline]
            pub fn timeout(self, timeout: ::std::time::Duration) -> Self {
                Self { call: self.call.timeout(timeout) }
            }
            /// Adds a header to this call.
            #[inline]
            pub fn header(self, name: &str, value: &str) -> Self {
                Self { call: self.call.header(name, value) }
            }
            #ending
            /// The call itself, which has more settings and can give back the whole response.
            #[inline]
            pub fn into_call(self) -> crate::runtime::Call<#output> {
                self.call
            }
        }
        impl IntoFuture for #request {
            type Output = Result<#given, crate::runtime::Error>;
            type IntoFuture = #sending;
            #[inline]
            fn into_future(self) -> Self::IntoFuture { #send }
        }
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
    let reserved = reserved.map(|step| quote!(self.call.request_mut()#step;));
    quote! {
        #doc
        #alias
        #deprecated
        #[inline]
        pub fn #name(mut self, #name: #ty) -> Self {
            self.call.request_mut().#step;
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
            self.call.request_mut().#step;
            self
        }
    }
}
