//! API modules: one for each tag, and one for operations with several tags.

use super::Context;
use super::docs::{Doc, Of, alias, code, deprecated, errors, one_line, title};
use super::fragment::fragment;
use super::gate::{gate, item_gate, method_gate};
use super::input::input_notes;
use super::model;
use super::request::{self, arguments, call_type, preparation};
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::ir::{Operation, OperationId, Permissions};
use crate::notes::settings_notes;
use crate::sdk::{self, ApiFile, ApiModule, ParameterSource, Tag};

pub(super) fn file(cx: &Context<'_>, out: &mut Printer<'_>, file: &ApiFile, library: &str) {
    match file.module {
        ApiModule::Service(id) => {
            let tag = cx.sdk.tag(id);
            service(cx, out, tag, library);
            shared_types(cx, out, tag);
            for id in &file.operations {
                if out.is_full() {
                    break;
                }
                request::items(cx, out, *id);
            }
            request::markers(cx, out, &file.operations);
            let operations = file.operations.iter().map(|id| cx.sdk.operation(*id));
            for id in operations.flat_map(|operation| &operation.models) {
                if out.is_full() {
                    break;
                }
                model::model(cx, out, *id);
            }
        }
        ApiModule::Shared => {
            Doc::new(None, "Operations that several features turn on.").print(out, Of::Module);
            for id in &file.operations {
                if out.is_full() {
                    break;
                }
                shared_operation(cx, out, *id);
            }
        }
    }
}

/// Re-exports the types of operations that are defined in the module of another feature, so that each tag's
/// module has all types of its methods.
fn shared_types(cx: &Context<'_>, out: &mut Printer<'_>, tag: &Tag<'_>) {
    let mut always = Vec::new();
    let mut at_times = Vec::new();
    for method in &tag.methods {
        let operation = cx.sdk.operation(method.operation);
        match method.gate {
            _ if operation.module != ApiModule::Shared => {}
            None => always.extend(type_names(cx, operation)),
            Some(gate) => at_times.push((gate, type_names(cx, operation).collect())),
        }
    }
    let always = (!always.is_empty()).then_some((None, always));
    let at_times = at_times
        .into_iter()
        .map(|(gate, names)| (Some(gate), names));
    for (gate, names) in always.into_iter().chain(at_times) {
        if let Some(gate) = gate {
            item_gate(cx, out, gate);
        }
        fragment!(out, ITEM, [], each [names] = &names, {
            #[doc(no_inline)]
            pub use crate::apis::shared::{#(#names),*};
        });
    }
}

/// The names of an operation's request type and response enum, and of the types of its parameters.
fn type_names<'a>(
    cx: &Context<'a>,
    operation: &sdk::Operation<'a>,
) -> impl Iterator<Item = Slot<'a>> {
    let models = operation.models.iter().map(|id| cx.sdk.model(*id).name);
    let names = operation.type_names().chain(models);
    names.map(|name| Slot::word(name.as_str()))
}

/// Prints an operation that has several tags: a private module behind the features of those tags, and its
/// re-exports.
fn shared_operation(cx: &Context<'_>, out: &mut Printer<'_>, id: OperationId) {
    let operation = cx.sdk.operation(id);
    let module = Slot::word(operation.inner_module.as_str());
    out.apart();
    gate(cx, out, operation.gate);
    fragment!(out, MODULE, [module = module.clone()], { mod #module });
    out.module(|out| {
        shared_function(cx, out, id);
        request::items(cx, out, id);
        request::markers(cx, out, &[id]);
        for id in &operation.models {
            model::model(cx, out, *id);
        }
    });
    let types: Vec<_> = type_names(cx, operation).collect();
    gate(cx, out, operation.gate);
    fragment!(out, DECLARATION, [module = module.clone()], each [types] = &types, {
        pub use self::#module::{#(#types),*};
    });
    gate(cx, out, operation.gate);
    let name = Slot::word(operation.name.as_str());
    fragment!(out, DECLARATION, [module = module, name = name], {
        pub(crate) use self::#module::#name;
    });
}

/// Prints the struct of a tag, the accessor on `Client`, and the methods.
fn service(cx: &Context<'_>, out: &mut Printer<'_>, tag: &Tag<'_>, library: &str) {
    let (name, accessor) = (tag.name.as_str(), tag.accessor.as_str());
    let mut doc = Doc::new(None, &format!("The {} API.", title(&tag.node.name)));
    doc.text(tag.node.description.as_deref());
    let mut module_doc = doc.clone();
    module_doc.paragraph(&format!(
        "[`{name}`] has a method for each operation, and [`Client::{accessor}`](crate::Client::{accessor}) \
         leads to it."
    ));
    module_doc.paragraph(&example(cx, tag, library));
    module_doc.print(out, Of::Module);
    doc.print(out, Of::Item);
    let slot = || Slot::word(name);
    fragment!(out, ITEM, [name = slot()], {
        #[derive(Debug, Clone)]
        pub struct #name { client: crate::runtime::Client }
    });
    fragment!(out, IMPLEMENTATION, [], { impl crate::runtime::Client });
    doc.print(out, Of::Part);
    fragment!(out, MEMBER, [name = slot(), accessor = Slot::word(accessor)], {
        pub fn #accessor(&self) -> #name {
            #name { client: self.clone() }
        }
    });
    out.end(End::Item);
    fragment!(out, IMPLEMENTATION, [name = slot()], { impl #name });
    for it in &tag.methods {
        if out.is_full() {
            break;
        }
        if let Some(gate) = it.gate {
            method_gate(cx, out, gate);
        }
        method(cx, out, it.operation);
    }
    out.end(End::Item);
}

/// An example for the docs of a tag, compiled as a doc test: its simplest call, or else the accessor.
fn example(cx: &Context<'_>, tag: &Tag<'_>, library: &str) -> String {
    let (accessor, feature) = (tag.accessor, tag.feature);
    let method = |id: OperationId| cx.sdk.operation(id).name;
    let code = match (tag.simple.whole, tag.simple.paged) {
        (Some(whole), _) => format!(
            "let response = client.{accessor}().{}().send().await?;\nprintln!(\"{{response:?}}\");",
            method(whole)
        ),
        (None, Some(paged)) => format!(
            "let mut items = client.{accessor}().{}().into_stream();\n\
             while let Some(item) = items.try_next().await? {{\n    println!(\"{{item:?}}\");\n}}",
            method(paged)
        ),
        (None, None) => format!("let {accessor} = client.{accessor}();"),
    };
    // A custom feature can compile this module without the method of the example.
    let condition = match tag.gate.alone().count() {
        1 => String::new(),
        _ => format!("# #[cfg(feature = \"{feature}\")]\n"),
    };
    format!(
        "```no_run\n{condition}# async fn example(client: {library}::Client) -> Result<(), {library}::Error> {{\n\
         {code}\n# Ok(())\n# }}\n```"
    )
}

fn method(cx: &Context<'_>, out: &mut Printer<'_>, id: OperationId) {
    let operation = cx.sdk.operation(id);
    let name = operation.name.as_str();
    operation_doc(cx, id).print(out, Of::Part);
    if let Some(wire) = &operation.node.id {
        alias(out, wire, name);
    }
    deprecated(out, Of::Part, operation.node.deprecated);
    let arguments = arguments(cx, id);
    let (name, result) = (Slot::word(name), Slot::path(call_type(cx, id)));
    fragment!(out, METHOD, [name = name.clone(), result = result], each [names, types] = &arguments, {
        #[inline]
        pub fn #name(&self, #(#names: #types),*) -> #result
    });
    match operation.module {
        ApiModule::Service(_) => preparation(cx, out, id, "self.client.clone()"),
        ApiModule::Shared => {
            let values: Vec<_> = arguments.iter().step_by(2).cloned().collect();
            let module = Slot::path(format!("crate::{}", cx.sdk.api_module(operation.module)));
            fragment!(out, STATEMENT, [module = module, name = name], each [values] = &values, {
                #module::#name(self.client.clone(), #(#values),*)
            });
        }
    }
    out.end(End::Method);
}

/// Prints the function that the methods of several tags call. Its parameter `_client` cannot collide: names
/// from a definition start with an underscore only before a digit.
fn shared_function(cx: &Context<'_>, out: &mut Printer<'_>, id: OperationId) {
    let arguments = arguments(cx, id);
    let name = Slot::word(cx.sdk.operation(id).name.as_str());
    let result = Slot::path(call_type(cx, id));
    fragment!(out, FUNCTION, [name = name, result = result], each [names, types] = &arguments, {
        #[inline]
        pub(crate) fn #name(_client: crate::runtime::Client, #(#names: #types),*) -> #result
    });
    out.outside(|out| preparation(cx, out, id, "_client"));
    out.end(End::Item);
}

fn operation_doc(cx: &Context<'_>, id: OperationId) -> Doc {
    let operation = cx.sdk.operation(id);
    let node = operation.node;
    let mut doc = Doc::default();
    doc.line(node.docs.summary.as_deref());
    doc.text(node.docs.description.as_deref());
    doc.paragraph(&code(&node.label()));
    doc.paragraph(&call_example(cx, operation));
    if node.preview {
        doc.paragraph("**Preview**: the operation may change.");
    }
    if let Some(permissions) = permissions(&node.permissions) {
        doc.paragraph(&permissions);
    }
    if let Some(media_types) = unused_media_types(node) {
        doc.paragraph(&media_types);
    }
    for note in settings_notes(cx.sdk, id) {
        doc.paragraph(&note);
    }
    if let Some(paging) = &operation.paging {
        let items = match &paging.property {
            Some(property) => format!(", from the property {}", code(property)),
            None => String::new(),
        };
        doc.paragraph(&format!(
            "Paginated by {}: `into_stream()` returns the items of all pages{items}.",
            paging.style
        ));
    }
    if let Some(inputs) = argument_list(cx, operation) {
        doc.paragraph(&inputs);
    }
    if let Some(errors) = errors(cx.sdk.common_errors.beyond(node)) {
        doc.paragraph(&format!("# Errors\n\n{errors}"));
    }
    doc
}

/// The method call with its arguments by name, on one line, as an example that is not compiled.
fn call_example(cx: &Context<'_>, operation: &sdk::Operation<'_>) -> String {
    let tag = operation.node.services.first().map(|id| cx.sdk.tag(*id));
    let accessor = tag.map_or("", |tag| tag.accessor.as_str());
    let arguments: Vec<_> = operation.arguments().map(|it| it.name.as_str()).collect();
    let call = format!(
        "client.{accessor}().{}({})",
        operation.name,
        arguments.join(", ")
    );
    format!("Example: {}", code(&format!("{call}.send().await?")))
}

/// A sentence about the media types that the operation declares and the client does not use.
fn unused_media_types(operation: &Operation) -> Option<String> {
    let body = operation.body.iter().flat_map(|body| &body.left_out);
    let form = operation.form.iter().flat_map(|form| &form.left_out);
    let responses = operation.responses.iter();
    let kinds = body
        .chain(form)
        .chain(responses.flat_map(|response| &response.left_out));
    let mut kinds: Vec<_> = kinds.map(|kind| code(kind)).collect();
    kinds.sort();
    kinds.dedup();
    (!kinds.is_empty()).then(|| format!("Unsupported media types: {}.", kinds.join(", ")))
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
        Permissions::Undeclared => None,
        Permissions::None => Some("Requires no permission.".to_owned()),
        Permissions::Any(names) => Some(list("any", names)),
        Permissions::All(names) => Some(list("all", names)),
    }
}

/// A list of the required parameters. Optional parameters are documented at their setters.
fn argument_list(cx: &Context<'_>, operation: &sdk::Operation<'_>) -> Option<String> {
    let lines = operation.arguments().map(|input| {
        let (text, notes) = match input.source {
            ParameterSource::Parameter(it, _) => (it.description.as_deref(), input_notes(cx, it)),
            ParameterSource::Body(body) => {
                let text = body.description.as_deref();
                let text = text.unwrap_or("The body of the request.");
                (Some(text), String::new())
            }
        };
        argument(input.name.as_str(), text, &notes)
    });
    let lines: Vec<_> = lines.collect();
    (!lines.is_empty()).then(|| format!("# Arguments\n\n{}", lines.join("\n")))
}

fn argument(name: &str, description: Option<&str>, notes: &str) -> String {
    let description = description.map(one_line).unwrap_or_default();
    match [description.as_str(), notes].join(" ").trim() {
        "" => format!("- `{name}`"),
        text => format!("- `{name}`: {text}"),
    }
}
