//! What a caller sees of an operation: how its inputs are taken, and what it gives back.

use super::model::items;
use super::{Argument, External, Item, Type};
use crate::analyze::{self, Analysis, InputShape, OutputValue, successes};
use crate::ir::{self, Api, OperationId, Parameter};

/// An operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// How its parameters are taken, in the order of the definition.
    pub parameters: Vec<Argument>,
    /// How its body is taken.
    pub body: Option<Argument>,
    /// What it gives back.
    pub output: Output,
    /// The type of the items of all pages, where a stream gives them.
    pub page_items: Option<Type>,
    /// The type of the values of its stream, where its success may be one.
    pub stream: Option<Type>,
    /// The media types that it asks for, as a header.
    pub accept: String,
}

/// What a call gives back.
#[derive(Debug, Clone)]
pub struct Output {
    /// The type of what a call gives back.
    pub ty: Type,
    /// What the variants of the type hold, where there are several responses.
    pub variants: Vec<Option<Type>>,
}

pub(super) fn operation(api: &Api, analysis: &Analysis, id: OperationId) -> Operation {
    let operation = api.operation(id);
    let parameters = operation.parameters.iter();
    let body = operation.body.as_ref();
    let stream = operation.stream.as_ref();
    Operation {
        parameters: parameters
            .map(|it| Argument::of_parameter(api, it))
            .collect(),
        body: body.map(|body| Argument::Value(Type::of_content(&body.content))),
        output: output(api, analysis, id),
        page_items: analysis.paging(id).map(|paging| items(api, paging.items)),
        stream: stream.map(|stream| Type::of_content(&stream.item)),
        accept: accept(operation),
    }
}

/// The media types of the successful responses, each once.
fn accept(operation: &ir::Operation) -> String {
    let successes = successes(operation).into_iter();
    let successes = successes.filter(|response| !response.status.is_redirect());
    let mut kinds: Vec<&str> = Vec::new();
    let bodies = successes.filter_map(|response| response.body.as_ref());
    for kind in bodies.flat_map(|body| &body.media_types) {
        if !kinds.contains(&kind.as_str()) {
            kinds.push(kind);
        }
    }
    match (kinds.as_slice(), &operation.stream) {
        ([], Some(stream)) => stream.media_type.clone(),
        ([], None) => "application/json".to_owned(),
        _ => kinds.join(", "),
    }
}

impl Argument {
    /// How a parameter is taken: text by reference, lists from anything that yields items.
    pub fn of_parameter(api: &Api, parameter: &Parameter) -> Self {
        let file = Type::External(External::Upload);
        match InputShape::of(api, parameter) {
            InputShape::File => Self::Value(file),
            InputShape::Files => Self::Items(Item::Value(file)),
            InputShape::List(item) => Self::Items(match Type::of(item) {
                Type::String => Item::Display,
                ty => Item::Value(ty),
            }),
            InputShape::Text(ty) => match Type::of(ty) {
                Type::String => Self::Str,
                ty => Self::Value(ty),
            },
            InputShape::Object(ty) => Self::Value(Type::of(ty)),
        }
    }
}

fn output(api: &Api, analysis: &Analysis, id: OperationId) -> Output {
    let whole = match analysis.output(id) {
        analyze::Output::Empty => Type::Unit,
        analyze::Output::Value(content) => Type::of_content(content),
        analyze::Output::Optional(content) => Type::of_content(content).optional(),
        analyze::Output::Redirect => Type::String,
        analyze::Output::Variants(_) => Type::Output(id),
    };
    let variants = match analysis.output(id) {
        analyze::Output::Variants(variants) => variants.iter().map(|it| held(&it.value)).collect(),
        _ => Vec::new(),
    };
    let ty = match &api.operation(id).stream {
        Some(stream) if analysis.gives_stream_alone(api, id) => {
            Type::Stream(Type::of_content(&stream.item).into())
        }
        _ => whole,
    };
    Output { ty, variants }
}

/// What the variant of one response holds.
fn held(value: &OutputValue) -> Option<Type> {
    match value {
        OutputValue::Nothing => None,
        OutputValue::Body(content) => Some(Type::of_content(content)),
        OutputValue::Redirect => Some(Type::String),
    }
}
