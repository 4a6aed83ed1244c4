//! API modules: one for each service, and one for what several services share.

use std::collections::HashMap;
use std::iter;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::{Doc, alias, code, one_line, title};
use super::gate::gate;
use super::input::input_notes;
use super::request::{self, Call};
use super::types::{api_module, ident};
use super::{Code, Context, Parts, deprecated, model};
use crate::ir::{ModelId, Operation, OperationId, Permissions, ServiceId};
use crate::notes::settings_notes;
use crate::plan::{ApiFile, ApiModule, Gate};

/// A module.
pub(super) fn file<'a>(
    cx: &'a Context<'a>,
    file: &'a ApiFile,
    library: &str,
) -> Parts<'a, Code<'a>> {
    match file.module {
        ApiModule::Service(id) => {
            let operations = file.operations.iter().map(|id| request::items(cx, *id));
            let models = file.models.iter().flat_map(|id| model::model(cx, *id));
            let markers = request::markers(cx, &file.operations);
            let shared = shared_types(cx, id);
            let items = shared.into_iter().chain(operations).chain(markers);
            let items = items.chain(models).map(Code::Items);
            Box::new(service(cx, id, library).into_iter().chain(items))
        }
        ApiModule::Shared => {
            let doc = Doc::new(None, "Requests that several APIs offer.").inner();
            let mut own = models_of_operations(cx, file);
            let operations = file
                .operations
                .iter()
                .flat_map(move |id| shared_operation(cx, *id, own.remove(id).unwrap_or_default()));
            Box::new(iter::once(Code::Items(doc)).chain(operations))
        }
    }
}

/// The models of parameters by the operation that they belong to.
fn models_of_operations(cx: &Context<'_>, file: &ApiFile) -> HashMap<OperationId, Vec<ModelId>> {
    let mut models: HashMap<OperationId, Vec<ModelId>> = HashMap::new();
    for id in &file.models {
        if let Some(owner) = cx.api.owner(*id) {
            models.entry(owner).or_default().push(*id);
        }
    }
    models
}

/// The types of operations that other services offer as well. So a type is found in the module of a
/// service whether another one offers its operation or not.
fn shared_types(cx: &Context<'_>, id: ServiceId) -> Option<TokenStream> {
    let mut own = models_of_operations(cx, cx.plan.shared()?);
    let operations = cx.api.service(id).operations.iter();
    let shared = operations.filter(|id| cx.plan.module(**id) == ApiModule::Shared);
    let names = shared.flat_map(|id| {
        let own = own.remove(id).unwrap_or_default();
        shared_names(cx, *id, &own)
    });
    let names: Vec<_> = names.collect();
    (!names.is_empty()).then(|| {
        quote! {
            #[doc(no_inline)]
            pub use crate::apis::shared::{#(#names),*};
        }
    })
}

/// The names of the types that stand beside an operation of several services.
fn shared_names(cx: &Context<'_>, id: OperationId, own: &[ModelId]) -> Vec<Ident> {
    let own = own
        .iter()
        .map(|model| ident(cx.names.model(*model).ty.as_str()));
    request::type_names(cx, id).into_iter().chain(own).collect()
}

/// An operation of several services: a private module behind the features of those services, and
/// what it offers.
fn shared_operation<'a>(cx: &'a Context<'a>, id: OperationId, own: Vec<ModelId>) -> [Code<'a>; 2] {
    let gate = gate(cx, &Gate::AnyOf(cx.api.operation(id).services.clone()));
    let name = method_ident(cx, id);
    let module = ident(cx.sdk.operation(id).inner_module.as_str());
    let types = shared_names(cx, id, &own);
    let exports = quote! {
        #gate
        pub use self::#module::{#(#types),*};
        #gate
        pub(crate) use self::#module::#name;
    };
    let calls = [shared_function(cx, id), request::items(cx, id)];
    let models = own.into_iter().flat_map(|model| model::model(cx, model));
    let items = calls
        .into_iter()
        .chain(request::markers(cx, &[id]))
        .chain(models);
    [
        Code::Module(quote!(#gate mod #module), Box::new(items)),
        Code::Items(exports),
    ]
}

/// The type of a service, the way to it, and its methods.
fn service<'a>(cx: &'a Context<'a>, id: ServiceId, library: &str) -> [Code<'a>; 2] {
    let service = cx.api.service(id);
    let names = cx.names.service(id);
    let name = ident(names.ty.as_str());
    let accessor = ident(names.accessor.as_str());
    let heading = format!("The {} API.", title(&service.name));
    let mut doc = Doc::new(None, &heading);
    doc.text(service.description.as_deref());
    let accessor_doc = doc.outer();
    let methods_of = doc.outer();
    doc.paragraph(&format!(
        "[`{name}`] has a method for each operation, and [`Client::{accessor}`](crate::Client::{accessor}) \
         leads to it."
    ));
    doc.paragraph(&example(cx, id, library));
    let module_doc = doc.inner();
    let methods = service.operations.iter().map(|id| method(cx, *id));
    let items = quote! {
        #module_doc
        #methods_of
        #[derive(Debug, Clone)]
        pub struct #name { client: crate::runtime::Client }
        impl crate::runtime::Client {
            #accessor_doc
            pub fn #accessor(&self) -> #name {
                #name { client: self.clone() }
            }
        }
    };
    [
        Code::Items(items),
        Code::Impl(quote!(impl #name), Box::new(methods)),
    ]
}

/// A call of a service, as documentation that is compiled: its simplest one, or the way to it.
fn example(cx: &Context<'_>, id: ServiceId, library: &str) -> String {
    let accessor = cx.names.service(id).accessor.as_str();
    let calls = cx.analysis.simple_calls(id);
    let method = |id: OperationId| cx.names.operation(id).method.as_str();
    let code = match (calls.whole, calls.paged) {
        (Some(whole), _) => format!(
            "let answer = client.{accessor}().{}().send().await?;\nprintln!(\"{{answer:?}}\");",
            method(whole)
        ),
        (None, Some(paged)) => format!(
            "let mut items = client.{accessor}().{}().into_stream();\n\
             while let Some(item) = items.try_next().await? {{\n    println!(\"{{item:?}}\");\n}}",
            method(paged)
        ),
        (None, None) => format!("let {accessor} = client.{accessor}();"),
    };
    format!(
        "```no_run\n# async fn example(client: {library}::Client) -> Result<(), {library}::Error> {{\n\
         {code}\n# Ok(())\n# }}\n```"
    )
}

fn method(cx: &Context<'_>, id: OperationId) -> TokenStream {
    let call = Call::of(cx, id);
    let operation = cx.api.operation(id);
    let doc = operation_doc(cx, id).outer();
    let deprecated = deprecated(operation.deprecated);
    let wire = operation.id.as_deref();
    let alias = wire.and_then(|wire| alias(wire, cx.names.operation(id).method.as_str()));
    let name = method_ident(cx, id);
    let (arguments, result) = (&call.arguments, &call.result);
    let body = match cx.plan.module(id) {
        ApiModule::Service(_) => call.expression(cx, &quote!(self.client.clone())),
        ApiModule::Shared => {
            let module = api_module(cx, ApiModule::Shared);
            let values = &call.argument_names;
            quote!(#module::#name(self.client.clone(), #(#values),*))
        }
    };
    quote! {
        #doc
        #alias
        #deprecated
        #[inline]
        pub fn #name(&self, #(#arguments),*) -> #result { #body }
    }
}

/// What the methods of several services call. No input is ever called `_client`: names that come
/// from a definition have an underscore in front of a digit alone.
fn shared_function(cx: &Context<'_>, id: OperationId) -> TokenStream {
    let call = Call::of(cx, id);
    let name = method_ident(cx, id);
    let (arguments, result) = (&call.arguments, &call.result);
    let body = call.expression(cx, &quote!(_client));
    quote! {
        #[inline]
        pub(crate) fn #name(_client: crate::runtime::Client, #(#arguments),*) -> #result { #body }
    }
}

fn method_ident(cx: &Context<'_>, id: OperationId) -> Ident {
    ident(cx.names.operation(id).method.as_str())
}

fn operation_doc(cx: &Context<'_>, id: OperationId) -> Doc {
    let operation = cx.api.operation(id);
    let label = code(&operation.label());
    let mut doc = Doc::default();
    doc.line(operation.docs.summary.as_deref());
    doc.text(operation.docs.description.as_deref());
    doc.paragraph(&label);
    if operation.preview {
        doc.paragraph("**Preview**: the operation may still change.");
    }
    if let Some(permissions) = permissions(&operation.permissions) {
        doc.paragraph(&permissions);
    }
    if let Some(kinds) = left_out(operation) {
        doc.paragraph(&kinds);
    }
    for note in settings_notes(cx.sdk, id) {
        doc.paragraph(&note);
    }
    if let Some(paging) = &cx.sdk.operation(id).paging {
        doc.paragraph(&format!(
            "Gives its results in pages, by {}; `into_stream()` gives the items of all pages, which are \
             in {}.",
            paging.style,
            code(paging.property)
        ));
    }
    if let Some(inputs) = argument_list(cx, id, operation) {
        doc.paragraph(&inputs);
    }
    if let Some(errors) = error_list(cx, operation) {
        doc.paragraph(&errors);
    }
    doc
}

/// The media types that the operation knows as well.
fn left_out(operation: &Operation) -> Option<String> {
    let body = operation.body.iter().flat_map(|body| &body.left_out);
    let form = operation.form.iter().flat_map(|form| &form.left_out);
    let responses = operation.responses.iter();
    let kinds = body
        .chain(form)
        .chain(responses.flat_map(|response| &response.left_out));
    let mut kinds: Vec<_> = kinds.map(|kind| code(kind)).collect();
    kinds.sort();
    kinds.dedup();
    (!kinds.is_empty()).then(|| format!("Media types that are left out: {}.", kinds.join(", ")))
}

fn permissions(permissions: &Permissions) -> Option<String> {
    let list = |kind: &str, names: &[String]| {
        let names: Vec<_> = names.iter().map(|name| code(name)).collect();
        match names.as_slice() {
            [only] => format!("Requires the permission {only}."),
            several => format!("Requires {kind} of the permissions {}.", several.join(", ")),
        }
    };
    match permissions {
        Permissions::Unstated => None,
        Permissions::None => Some("Requires no permission.".to_owned()),
        Permissions::Any(names) => Some(list("any", names)),
        Permissions::All(names) => Some(list("all", names)),
    }
}

/// The required inputs; the optional ones are documented where they are set.
fn argument_list(cx: &Context<'_>, id: OperationId, operation: &Operation) -> Option<String> {
    let names = cx.names.operation(id);
    let parameters = operation.parameters.iter().zip(&names.parameters);
    let required = parameters.filter(|(parameter, _)| parameter.required);
    let mut lines: Vec<String> = required
        .map(|(parameter, name)| {
            let notes = input_notes(cx, parameter);
            argument(name.as_str(), parameter.description.as_deref(), &notes)
        })
        .collect();
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        let text = body
            .description
            .as_deref()
            .unwrap_or("The body of the request.");
        lines.push(argument(names.body.as_str(), Some(text), ""));
    }
    (!lines.is_empty()).then(|| format!("# Arguments\n\n{}", lines.join("\n")))
}

fn argument(name: &str, description: Option<&str>, notes: &str) -> String {
    let description = description.map(one_line).unwrap_or_default();
    match [description.as_str(), notes].join(" ").trim() {
        "" => format!("- `{name}`"),
        text => format!("- `{name}`: {text}"),
    }
}

fn error_list(cx: &Context<'_>, operation: &Operation) -> Option<String> {
    let errors = cx
        .analysis
        .common_errors
        .beyond(operation)
        .map(|(status, error, text)| {
            format!(
                "- {} {}: {}",
                code(&status.to_string()),
                code(error),
                one_line(text)
            )
        });
    let lines: Vec<_> = errors.collect();
    (!lines.is_empty()).then(|| format!("# Errors\n\n{}", lines.join("\n")))
}
