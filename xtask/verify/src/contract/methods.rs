//! How the emitted crate is called: the methods and setters of each operation, as the generator
//! names them, and the code of a call.
//!
//! The only part that asks the generator. What a call is given is looked up by its name on the wire
//! when the program runs, so that nothing of the definition is taken from here.

use std::collections::BTreeMap;

use sdk_generator::Definition;
use sdk_generator::analyze::{InputShape, Output, is_compound};
use sdk_generator::ir::{
    Api, Content, Location, Operation, OperationId, Parameter, Scalar, TypeRef,
};
use sdk_generator::name::{self, Names};

use super::document::Place;
use super::expect::{BODY, field_key, key};

/// A method of the emitted crate.
pub(crate) struct Method {
    /// The method of the client that leads to its API.
    accessor: String,
    name: String,
    inputs: Vec<Argument>,
    /// Whether what it gives back can be written as JSON.
    gives_value: bool,
    /// Whether it gives back one of several types, which cannot.
    pub(crate) gives_variants: bool,
}

/// An argument, or a setter.
#[derive(Clone)]
struct Argument {
    /// What it is called among the inputs of a case.
    key: String,
    name: String,
    required: bool,
    /// The expression for its value, up to the key.
    take: &'static str,
}

/// All methods, by the method and the path of their operation: one for each tag that lists it.
pub(crate) fn methods(definition: &Definition) -> BTreeMap<String, Vec<Method>> {
    let api = &definition.api;
    let (names, _) = name::name(api, &definition.analysis);
    let ways = api.operations().map(|(id, operation)| {
        let output = definition.analysis.output(id);
        let gives_value = matches!(
            output,
            Output::Value(_) | Output::Optional(_) | Output::Redirect
        );
        let inputs = inputs(api, &names, id);
        let ways = operation.services.iter().map(|service| Method {
            accessor: names.service(*service).accessor.as_str().to_owned(),
            name: names.operation(id).method.as_str().to_owned(),
            inputs: inputs.clone(),
            gives_value,
            gives_variants: matches!(output, Output::Variants(_)),
        });
        (operation.label(), ways.collect())
    });
    ways.collect()
}

fn inputs(api: &Api, names: &Names, id: OperationId) -> Vec<Argument> {
    let operation: &Operation = api.operation(id);
    let names = names.operation(id);
    let parameters = operation.parameters.iter().zip(&names.parameters);
    let parameters = parameters.map(|(parameter, name)| Argument {
        key: match parameter.location {
            Location::Path => key(Place::Path, &parameter.name),
            Location::Query => key(Place::Query, &parameter.name),
            Location::Header => key(Place::Header, &parameter.name),
            Location::Cookie => key(Place::Cookie, &parameter.name),
            Location::Form => field_key(&parameter.name),
        },
        name: name.as_str().to_owned(),
        required: parameter.required,
        take: taken(api, parameter),
    });
    let body = operation.body.iter().map(|body| Argument {
        key: BODY.to_owned(),
        name: names.body.as_str().to_owned(),
        required: body.required,
        take: match body.content {
            Content::Json(_) | Content::JsonOrText(_) => "case.json",
            Content::Text => "case.text",
            Content::Bytes => "case.bytes",
        },
    });
    parameters.chain(body).collect()
}

/// How a parameter is made in the program.
fn taken(api: &Api, parameter: &Parameter) -> &'static str {
    let is_string = |ty: &TypeRef| matches!(ty, TypeRef::Scalar(Scalar::String | Scalar::Binary));
    match InputShape::of(api, parameter) {
        InputShape::File => "case.upload",
        InputShape::Files => "case.uploads",
        InputShape::Text(ty) if is_string(ty) => "&case.text",
        InputShape::Text(_) => "case.parsed",
        InputShape::List(item) if is_string(item) => "case.texts",
        InputShape::List(item) if is_compound(api, item) => "case.json::<Vec<_>>",
        InputShape::List(_) => "case.parsed_list",
        InputShape::Object(_) => "case.json",
    }
}

impl Method {
    /// What it is called with, and whether it is required.
    pub(crate) fn keys(&self) -> BTreeMap<&str, bool> {
        let inputs = self.inputs.iter();
        inputs.map(|it| (it.key.as_str(), it.required)).collect()
    }

    /// The function of the program that calls it.
    pub(crate) fn code(&self, function: usize) -> String {
        let run = if self.gives_value {
            "run_for_value"
        } else {
            "run"
        };
        let value = |input: &Argument| format!("{}({:?})?", input.take, input.key);
        let required = self.inputs.iter().filter(|input| input.required);
        let arguments: Vec<String> = required.map(value).collect();
        let call = format!(
            "client.{}().{}({})",
            self.accessor,
            self.name,
            arguments.join(", ")
        );
        let mut lines = vec![
            format!("fn call_{function}(client: &Client, case: &Case) -> Outcome {{"),
            format!("    let call = {call};"),
        ];
        let mut optional = self
            .inputs
            .iter()
            .filter(|input| !input.required)
            .peekable();
        if optional.peek().is_some() {
            lines.push("    if !case.has_all() {".to_owned());
            lines.push(format!("        return {run}(call.send());"));
            lines.push("    }".to_owned());
        }
        for input in optional {
            lines.push(format!(
                "    let call = call.{}({});",
                input.name,
                value(input)
            ));
        }
        lines.push(format!("    {run}(call.send())"));
        lines.push("}\n".to_owned());
        lines.join("\n")
    }
}
