//! Calls: the expression that prepares the call of an operation, and the type of that call, which has
//! a setter for each optional parameter.
//!
//! The type is an alias of the runtime's `Call`, distinguished from those of other operations by an empty
//! type. So an operation gains its first optional parameter without another return type, and what all
//! calls can do is compiled once.

use super::docs::{self, Doc, Of, alias, code, deprecated};
use super::fragment::fragment;
use super::input::{input_notes, input_steps, location_text};
use super::output::{decoder, output_enum, output_type};
use super::types::{argument, item_of};
use super::{Context, paging, settings, stream};
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::ir::{OperationId, Parameter};
use crate::sdk::{ApiModule, Argument, CallParameter, Operation, ParameterSource, Permissions};

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
    let operation = cx.sdk.operation(id);
    let steps = steps(out, operation).join(NEXT_STEP);
    let steps = match steps.strip_prefix('.') {
        Some(steps) => vec![Slot::lines(steps)],
        None => Vec::new(),
    };
    let method = operation.node.method.variant();
    let path = operation.node.wire_path();
    let (prepare, last) = reading(cx, id);
    let (prepare, client, last) = (Slot::word(prepare), Slot::code(client), Slot::path(last));
    let name = Slot::text(operation.name.as_str());
    let (verb, path) = (Slot::word(&method), Slot::text(&path));
    let accept = Slot::text(&operation.accept);
    /// The statement, with the permissions and what they need.
    macro_rules! statement {
        ([$($slot:ident = $value:expr),*], [$($list:ident = $rows:expr)?], { $($permissions:tt)* }) => {
            fragment!(out, STATEMENT, [
                prepare = prepare, client = client, name = name, verb = verb, path = path,
                accept = accept, last = last $(, $slot = $value)*
            ] $(, each [$list] = $rows)?, each [steps] = &steps, {
                crate::runtime::#prepare(
                    #client,
                    crate::runtime::Request::new(&crate::runtime::Operation {
                        name: #name,
                        method: crate::runtime::Method::#verb,
                        path: #path,
                        accept: #accept,
                        permissions: crate::runtime::Permissions::$($permissions)*,
                    })
                    #(.#steps)*,
                    #last
                )
            })
        };
    }
    let (kind, names) = match operation.permissions {
        Permissions::None => return statement!([], [], { None }),
        Permissions::Any(names) => ("Any", names),
        Permissions::All(names) => ("All", names),
    };
    let names: Vec<_> = names.iter().map(|name| Slot::text(name)).collect();
    statement!([kind = Slot::word(kind)], [names = &names], { #kind(&[#(#names),*]) });
}

/// The runtime's constructor of a call, and the decoder of the response.
fn reading(cx: &Context<'_>, id: OperationId) -> (&'static str, String) {
    let operation = cx.sdk.operation(id);
    match &operation.node.stream {
        Some(stream) if operation.gives_stream_alone() => {
            ("prepare_stream", stream::open(stream).to_owned())
        }
        _ => ("prepare", decoder(cx, id)),
    }
}

/// The calls that build a request from the required parameters, in order.
fn steps(out: &mut Printer<'_>, operation: &Operation<'_>) -> Vec<String> {
    let mut steps = settings::steps(out, operation.node);
    if let Some(form) = &operation.node.form {
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
    for input in operation.arguments() {
        steps.extend(input_steps(input).map(|step| step.lines(out)));
    }
    if let Some(paging) = &operation.paging {
        steps.push(paging::step(out, paging));
        steps.extend(paging.largest.map(|it| paging::size_step(out, it)));
    }
    if let Some(stream) = &operation.node.stream {
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
    if let Some(name) = cx.sdk.operation(id).output.name {
        output_enum(cx, out, id, name.as_str());
        paging::page_impl_of_output(cx, out, id, name.as_str());
    }
}

/// A rustdoc link to the method. An operation with several tags has its method in other modules.
fn method_link(cx: &Context<'_>, operation: &Operation<'_>) -> String {
    let method = operation.name;
    match operation.module {
        ApiModule::Service(service) => {
            let ty = cx.sdk.tag(service).name;
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
            let name = Slot::word(cx.sdk.operation(*id).request.as_str());
            fragment!(out, DECLARATION, [name = name], { pub enum #name {} });
        }
    });
}

/// Prints the type of the call of an operation, with a setter for each optional parameter.
fn request_type(cx: &Context<'_>, out: &mut Printer<'_>, id: OperationId) {
    let operation = cx.sdk.operation(id);
    let request = operation.request.as_str();
    let doc = format!(
        "A call of {}: {}. It has the methods of every [`Call`](crate::Call).",
        method_link(cx, operation),
        code(&operation.node.label())
    );
    docs::print(out, Of::Item, &doc);
    fragment!(out, ITEM, [request = Slot::word(request), output = output_type(cx, id)], {
        pub type #request = crate::runtime::Call<#output, operations::#request>;
    });
    let mut optional = operation.setters().peekable();
    let stream = operation.node.stream.as_ref();
    let stream = stream.zip(operation.stream_method());
    if optional.peek().is_none() && stream.is_none() {
        return;
    }
    fragment!(out, IMPLEMENTATION, [request = Slot::word(request)], { impl #request });
    for input in optional {
        if out.is_full() {
            break;
        }
        setter(cx, out, input);
    }
    if let Some(stream) = stream {
        stream::method(cx, out, stream);
    }
    out.end(End::Item);
}

fn setter(cx: &Context<'_>, out: &mut Printer<'_>, input: &CallParameter<'_>) {
    let name = input.name.as_str();
    match input.source {
        ParameterSource::Parameter(parameter, _) => {
            parameter_doc(cx, parameter).print(out, Of::Part);
            alias(out, &parameter.name, name);
            deprecated(out, Of::Part, parameter.deprecated);
        }
        ParameterSource::Body(body) => {
            let doc = Doc::new(body.description.as_deref(), "Sets the request body.");
            doc.print(out, Of::Part);
        }
    }
    match &input.argument {
        Argument::Items(item) => list_setter_head(out, name, item_of(cx, item)),
        taken => setter_head(out, name, argument(cx, taken)),
    }
    for step in input_steps(input) {
        step.statement(out);
    }
    fragment!(out, STATEMENT, [], { self });
    out.end(End::Method);
}

fn parameter_doc(cx: &Context<'_>, parameter: &Parameter) -> Doc {
    let location = location_text(parameter.location);
    let own = format!("Sets the {location} {}.", code(&parameter.name));
    let mut doc = Doc::new(parameter.description.as_deref(), &own);
    let notes = input_notes(cx, parameter);
    if !notes.is_empty() {
        doc.paragraph(&notes);
    }
    doc
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
