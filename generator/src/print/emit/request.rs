//! Calls: the expression that prepares the call of an operation, and the type of that call, which has
//! a setter for each optional parameter.
//!
//! The type is an alias of the runtime's `Call`, distinguished from those of other operations by an empty
//! type. So an operation gains its first optional parameter without another return type, and what all
//! calls can do is compiled once.

use super::docs::{self, Doc, Of, alias, code, deprecated};
use super::fragment::fragment;
use super::input::{body_step, input_notes, input_step, location_text, reserved_step};
use super::output::{decoder, output_enum, output_name, output_type};
use super::types::{argument, item_of};
use super::{Context, paging, settings, stream};
use crate::analyze::Output;
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::ir::{OperationId, Parameter, RequestBody};
use crate::plan::ApiModule;
use crate::sdk::{Argument, CallParameter, ParameterSource, Permissions};

/// The required parameters of an operation, each as name and type.
pub(super) fn arguments<'a>(cx: &Context<'a>, id: OperationId) -> Vec<Slot<'a>> {
    let inputs = cx.sdk.operation(id).arguments();
    let slots = inputs.flat_map(|input| {
        let ty = argument(cx, &input.argument);
        [Slot::word(input.name.as_str()), ty]
    });
    slots.collect()
}

/// The path of the type of a call.
pub(super) fn call_type(cx: &Context<'_>, id: OperationId) -> String {
    format!("crate::{}", cx.sdk.request_path(id))
}

/// The separator of the steps in the method chain that builds a request.
const NEXT_STEP: &str = "\n                ";

/// Prints the body of the method that prepares a call, as its last statement. The description of the
/// operation is inside the method: a static for each operation costs a tenth of the time to check the crate.
pub(super) fn preparation(cx: &Context<'_>, out: &mut Printer<'_>, id: OperationId, client: &str) {
    let operation = cx.api.operation(id);
    let steps = steps(cx, out, id).join(NEXT_STEP);
    let steps = match steps.strip_prefix('.') {
        Some(steps) => vec![Slot::lines(steps)],
        None => Vec::new(),
    };
    let method = operation.method.variant();
    let path = operation.wire_path();
    let (prepare, last) = reading(cx, id);
    let (kind, permissions) = permissions(cx, id);
    let (prepare, client, last) = (Slot::word(prepare), Slot::code(client), Slot::path(last));
    let name = Slot::text(cx.names.operation(id).method.as_str());
    let (verb, path) = (Slot::word(&method), Slot::text(&path));
    let (accept, kind) = (Slot::text(&cx.sdk.operation(id).accept), Slot::word(kind));
    if kind.as_str() == "None" {
        return fragment!(out, STATEMENT, [
            prepare = prepare, client = client, name = name, verb = verb, path = path, accept = accept,
            last = last,
        ], each [steps] = &steps, {
            crate::runtime::#prepare(
                #client,
                crate::runtime::Request::new(&crate::runtime::Operation {
                    name: #name,
                    method: crate::runtime::Method::#verb,
                    path: #path,
                    accept: #accept,
                    permissions: crate::runtime::Permissions::None,
                })
                #(.#steps)*,
                #last
            )
        });
    }
    fragment!(out, STATEMENT, [
        prepare = prepare, client = client, name = name, verb = verb, path = path, accept = accept,
        kind = kind, last = last,
    ], each [permissions] = &permissions, each [steps] = &steps, {
        crate::runtime::#prepare(
            #client,
            crate::runtime::Request::new(&crate::runtime::Operation {
                name: #name,
                method: crate::runtime::Method::#verb,
                path: #path,
                accept: #accept,
                permissions: crate::runtime::Permissions::#kind(&[#(#permissions),*]),
            })
            #(.#steps)*,
            #last
        )
    });
}

/// The runtime's constructor of a call, and the decoder of the response.
fn reading(cx: &Context<'_>, id: OperationId) -> (&'static str, String) {
    match &cx.api.operation(id).stream {
        Some(stream) if cx.analysis.gives_stream_alone(cx.api, id) => {
            ("prepare_stream", stream::open(stream).to_owned())
        }
        _ => ("prepare", decoder(cx, id)),
    }
}

/// The permissions of an operation: any or all, and their names.
fn permissions<'a>(cx: &Context<'a>, id: OperationId) -> (&'static str, Vec<Slot<'a>>) {
    let (kind, names) = match cx.sdk.operation(id).permissions {
        Permissions::None => ("None", &[][..]),
        Permissions::Any(names) => ("Any", names),
        Permissions::All(names) => ("All", names),
    };
    (kind, names.iter().map(|name| Slot::text(name)).collect())
}

/// The calls that build a request from the required parameters, in order.
fn steps(cx: &Context<'_>, out: &mut Printer<'_>, id: OperationId) -> Vec<String> {
    let operation = cx.api.operation(id);
    let names = cx.names.operation(id);
    let mut steps = settings::steps(out, operation);
    if let Some(form) = &operation.form {
        steps.push(form_step(out, &form.media_type));
        if !form.part_types.is_empty() {
            let types = form.part_types.iter();
            let types = types.flat_map(|(name, kind)| [Slot::text(name), Slot::text(kind)]);
            let types: Vec<_> = types.collect();
            steps.push(
                fragment!(@lines out, STEP, [], each [names, kinds] = &types, {
                    .part_types(&[#((#names, #kinds)),*])
                }),
            );
        }
    }
    for (parameter, name) in operation.parameters.iter().zip(&names.parameters) {
        if parameter.required {
            steps.push(input_step(cx, parameter, name.as_str()).lines(out));
            steps.extend(reserved_step(parameter).map(|step| step.lines(out)));
        }
    }
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        steps.push(body_step(body, names.body.as_str()).lines(out));
    }
    if let Some(paging) = &cx.sdk.operation(id).paging {
        steps.push(paging::step(out, paging));
        steps.extend(paging.largest.map(|it| paging::size_step(out, it)));
    }
    if let Some(stream) = &operation.stream {
        steps.push(stream::step(out, stream));
    }
    steps
}

fn form_step(out: &mut Printer<'_>, media_type: &str) -> String {
    fragment!(@lines out, STEP, [kind = Slot::text(media_type)], { .form_body(#kind) })
}

/// Prints the types that an operation needs beside its method.
pub(super) fn items(cx: &Context<'_>, out: &mut Printer<'_>, id: OperationId) {
    request_type(cx, out, id);
    if let Output::Variants(variants) = cx.analysis.output(id) {
        output_enum(cx, out, id, variants);
        paging::page_impl_of_output(cx, out, id, variants);
    }
}

/// The names of those types.
pub(super) fn type_names<'a>(cx: &Context<'a>, id: OperationId) -> Vec<&'a str> {
    let request = cx.names.operation(id).request.as_str();
    [Some(request), output_name(cx, id)]
        .into_iter()
        .flatten()
        .collect()
}

/// A rustdoc link to the method. An operation with several tags has its method in other modules.
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

/// Prints the empty types that distinguish the calls of operations. They have a module of their own, because
/// the names of the calls are those of the aliases.
pub(super) fn markers(cx: &Context<'_>, out: &mut Printer<'_>, operations: &[OperationId]) {
    if operations.is_empty() {
        return;
    }
    fragment!(out, MODULE, [], { mod operations });
    out.module(|out| {
        for id in operations {
            let name = Slot::word(cx.names.operation(*id).request.as_str());
            fragment!(out, DECLARATION, [name = name], { pub enum #name {} });
        }
    });
}

/// Prints the type of the call of an operation, with a setter for each optional parameter.
fn request_type(cx: &Context<'_>, out: &mut Printer<'_>, id: OperationId) {
    let operation = cx.api.operation(id);
    let names = cx.names.operation(id);
    let request = names.request.as_str();
    let doc = format!(
        "A call of {}: {}. It has the methods of every [`Call`](crate::Call).",
        method_link(cx, id),
        code(&operation.label())
    );
    docs::print(out, Of::Item, &doc);
    fragment!(out, ITEM, [request = Slot::word(request), output = output_type(cx, id)], {
        pub type #request = crate::runtime::Call<#output, operations::#request>;
    });
    let inputs = cx.sdk.operation(id).inputs.iter();
    let mut optional = inputs.filter(|input| !input.is_required).peekable();
    let is_stream = cx.analysis.gives_stream_alone(cx.api, id);
    let stream = operation.stream.as_ref().filter(|_| !is_stream);
    if optional.peek().is_none() && stream.is_none() {
        return;
    }
    fragment!(out, IMPLEMENTATION, [request = Slot::word(request)], { impl #request });
    for input in optional {
        if out.is_full() {
            break;
        }
        match input.source {
            ParameterSource::Parameter(parameter) => parameter_setter(cx, out, parameter, input),
            ParameterSource::Body(body) => body_setter(cx, out, body, input),
        }
    }
    if let Some(stream) = stream {
        stream::method(cx, out, stream);
    }
    out.end(End::Item);
}

fn parameter_setter(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    parameter: &Parameter,
    input: &CallParameter<'_>,
) {
    let name = input.name.as_str();
    let mut doc = Doc::new(
        parameter.description.as_deref(),
        &format!(
            "Sets the {} {}.",
            location_text(parameter.location),
            code(&parameter.name)
        ),
    );
    let notes = input_notes(cx, parameter);
    if !notes.is_empty() {
        doc.paragraph(&notes);
    }
    doc.print(out, Of::Part);
    alias(out, &parameter.name, name);
    deprecated(out, Of::Part, parameter.deprecated);
    match &input.argument {
        Argument::Items(item) => list_setter_head(out, name, item_of(cx, item)),
        taken => setter_head(out, name, argument(cx, taken)),
    }
    input_step(cx, parameter, name).statement(out);
    if let Some(step) = reserved_step(parameter) {
        step.statement(out);
    }
    setter_end(out);
}

fn body_setter(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    body: &RequestBody,
    input: &CallParameter<'_>,
) {
    let name = input.name.as_str();
    Doc::new(body.description.as_deref(), "Sets the request body.").print(out, Of::Part);
    setter_head(out, name, argument(cx, &input.argument));
    body_step(body, name).statement(out);
    setter_end(out);
}

fn setter_head(out: &mut Printer<'_>, name: &str, ty: Slot<'_>) {
    fragment!(out, METHOD, [name = Slot::word(name), ty = ty], {
        #[inline]
        pub fn #name(mut self, #name: #ty) -> Self
    });
}

fn list_setter_head(out: &mut Printer<'_>, name: &str, item: Slot<'_>) {
    fragment!(out, METHOD, [name = Slot::word(name), item = item], {
        #[inline]
        pub fn #name(mut self, #name: impl IntoIterator<Item = #item>) -> Self
    });
}

fn setter_end(out: &mut Printer<'_>) {
    fragment!(out, STATEMENT, [], { self });
    out.end(End::Method);
}
