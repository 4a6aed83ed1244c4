//! The methods and setters of the emitted crate, and the code that calls them.
//!
//! This is the only part that uses the generator, for names. Values are looked up by their wire
//! names at run time, so that they do not depend on the generator.

use std::collections::BTreeMap;

use sdk_generator::Tables;
use sdk_generator::ir::{Api, Content, Location, TypeRef, is_compound, resolve};
use sdk_generator::sdk::{
    Argument, CallParameter, External, ItemBound, ParameterSource, ResponseValue, Type,
};

use super::document::Place;
use super::expect::{BODY, field_key, key};

/// A method of the emitted crate.
pub(crate) struct Method {
    /// The method of the client that returns its API.
    accessor: String,
    name: String,
    inputs: Vec<Given>,
    /// Whether its result can be serialized as JSON.
    gives_value: bool,
    /// Whether its result is an enum of several success types, which cannot.
    pub(crate) gives_variants: bool,
}

/// An argument or a setter.
#[derive(Clone)]
struct Given {
    /// The key of its value in a case.
    key: String,
    name: String,
    required: bool,
    /// The expression that looks up its value, up to the key.
    take: &'static str,
}

/// All methods by the HTTP method and path of their operation: one for each of its tags.
pub(crate) fn methods(tables: &Tables) -> BTreeMap<String, Vec<Method>> {
    let sdk = tables.sdk();
    let ways = sdk.operations().map(|operation| {
        let inputs = operation.inputs.iter();
        let inputs = inputs.map(|input| given(&tables.definition.api, input));
        let inputs: Vec<_> = inputs.collect();
        let tags = operation.node.services.iter();
        let ways = tags.map(|tag| Method {
            accessor: sdk.tag(*tag).accessor.to_string(),
            name: operation.name.to_string(),
            inputs: inputs.clone(),
            gives_value: operation.output.value != ResponseValue::Nothing,
            gives_variants: operation.output.name.is_some(),
        });
        (operation.node.label(), ways.collect())
    });
    ways.collect()
}

fn given(api: &Api, input: &CallParameter<'_>) -> Given {
    let (key, take) = match input.source {
        ParameterSource::Parameter(parameter, _) => {
            let name = &parameter.name;
            let key = match parameter.location {
                Location::Path => key(Place::Path, name),
                Location::Query => key(Place::Query, name),
                Location::Header => key(Place::Header, name),
                Location::Cookie => key(Place::Cookie, name),
                Location::Form => field_key(name),
            };
            (key, taken(api, &parameter.ty, &input.argument))
        }
        ParameterSource::Body(body) => {
            let take = match body.content {
                Content::Json(_) | Content::JsonOrText(_) => "case.json",
                Content::Text => "case.text",
                Content::Bytes => "case.bytes",
            };
            (BODY.to_owned(), take)
        }
    };
    Given {
        key,
        name: input.name.to_string(),
        required: input.is_required,
        take,
    }
}

/// The expression that makes a parameter.
fn taken(api: &Api, ty: &TypeRef, argument: &Argument) -> &'static str {
    let ty = resolve(api, ty);
    match argument {
        Argument::Value(Type::External(External::Upload)) => "case.upload",
        Argument::Items(ItemBound::Value(Type::External(External::Upload))) => "case.uploads",
        Argument::Value(ty) | Argument::Into(ty) if is_bytes(ty) => "case.base64",
        Argument::Items(ItemBound::Value(ty)) if is_bytes(ty) => "case.base64_list",
        Argument::Str => "&case.text",
        Argument::Items(ItemBound::Display) => "case.texts",
        Argument::Items(ItemBound::Value(_)) => match ty {
            TypeRef::List(item) if is_compound(api, resolve(api, item.non_null())) => {
                "case.json::<Vec<_>>"
            }
            _ => "case.parsed_list",
        },
        Argument::Value(_) | Argument::Into(_) if is_compound(api, ty) => "case.json",
        Argument::Value(_) | Argument::Into(_) => "case.parsed",
    }
}

/// Whether a value is bytes, which are base64 in JSON.
fn is_bytes(ty: &Type) -> bool {
    matches!(ty, Type::List(item) if **item == Type::Byte)
}

impl Method {
    /// The keys of its parameters, and whether each is required.
    pub(crate) fn keys(&self) -> BTreeMap<&str, bool> {
        let inputs = self.inputs.iter();
        inputs.map(|it| (it.key.as_str(), it.required)).collect()
    }

    /// The source of the function that calls it.
    pub(crate) fn code(&self, function: usize) -> String {
        let run = if self.gives_value {
            "run_for_value"
        } else {
            "run"
        };
        let value = |input: &Given| format!("{}({:?})?", input.take, input.key);
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
