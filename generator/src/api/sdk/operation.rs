//! What a caller sees of an operation: its method and the type of its call, how its inputs are taken,
//! and what it gives back. The same of a topic.

use super::model::items;
use super::{Argument, External, Feature, Item, Tables, Type};
use crate::analyze::{
    self, InputShape, LargestPage, OutputValue, PagingEnd, PagingStyle, successes,
};
use crate::ir::{
    self, Api, Content, OperationId, Parameter, RequestBody, Security, Status, TypeRef,
};
use crate::name::{ModuleName, OperationNames, TypeName, ValueName, VariantName};
use crate::plan::ApiModule;

/// An operation.
#[derive(Debug)]
pub struct Operation<'a> {
    /// What the definition says of it.
    pub node: &'a ir::Operation,
    /// The method.
    pub name: &'a ValueName,
    /// The type of its call.
    pub request: &'a TypeName,
    /// The module that defines that type.
    pub module: ApiModule,
    /// The private module within that one, where several tags have the operation.
    pub inner_module: &'a ModuleName,
    /// Its inputs: the parameters in the order of the definition, then the body.
    pub inputs: Vec<Input<'a>>,
    /// What it gives back.
    pub output: Output<'a>,
    /// How it pages, if it does.
    pub paging: Option<Paging<'a>>,
    /// The type of the values of its stream, where its success may be one.
    pub stream: Option<Type>,
    /// The media types that it asks for, as a header.
    pub accept: String,
    /// What the access token has to permit.
    pub permissions: Permissions<'a>,
    /// The credentials that it takes in place of what most operations do.
    pub security: Option<&'a Security>,
}

/// An input: an argument of the method where it is required, a setter of the call where it is not.
#[derive(Debug)]
pub struct Input<'a> {
    /// The name of the argument or of the setter.
    pub name: &'a ValueName,
    /// How it is taken.
    pub argument: Argument,
    /// Whether it is required.
    pub is_required: bool,
    /// What the definition says of it.
    pub source: Source<'a>,
}

/// What an input is in the definition.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// A parameter, or a field of a form.
    Parameter(&'a Parameter),
    /// The body of the request.
    Body(&'a RequestBody),
}

/// What a call gives back.
#[derive(Debug)]
pub struct Output<'a> {
    /// The type of what a call gives back.
    pub ty: Type,
    /// What a successful response has. Nothing, where there are several.
    pub value: ResponseValue<'a>,
    /// The enum of the responses, where there are several.
    pub name: Option<&'a TypeName>,
    /// Its variants, in the order of their statuses.
    pub variants: Vec<OutputVariant<'a>>,
}

/// The variant of one of several responses.
#[derive(Debug)]
pub struct OutputVariant<'a> {
    /// The status of the response.
    pub status: Status,
    /// The variant.
    pub name: &'a VariantName,
    /// What the response has.
    pub value: ResponseValue<'a>,
}

/// What a response has.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ResponseValue<'a> {
    /// Nothing.
    Nothing,
    /// A body.
    Body(&'a Content),
    /// The address that it redirects to, which is a string.
    Redirect,
}

/// How an operation pages.
#[derive(Debug)]
pub struct Paging<'a> {
    /// How the next page is requested.
    pub style: &'a PagingStyle,
    /// What a page says of how many there are.
    pub end: &'a PagingEnd,
    /// How large a page can be, if the definition limits it.
    pub largest: Option<&'a LargestPage>,
    /// The property of the response with the items.
    pub property: &'a str,
    /// The type of the items of all pages.
    pub item: Type,
}

/// What an access token has to permit, as far as the definition says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permissions<'a> {
    /// Nothing.
    None,
    /// One of these.
    Any(&'a [String]),
    /// All of these.
    All(&'a [String]),
}

/// A topic of notifications.
#[derive(Debug)]
pub struct Topic<'a> {
    /// What the definition says of it.
    pub node: &'a ir::Topic,
    /// The function that makes it.
    pub function: &'a ValueName,
    /// The arguments of that function, which are strings.
    pub arguments: &'a [ValueName],
    /// The type of its events.
    pub event: Type,
    /// What turns the function on.
    pub feature: Feature,
}

impl<'a> Operation<'a> {
    /// The arguments of the method, in order.
    pub fn arguments(&self) -> impl Iterator<Item = &Input<'a>> {
        self.inputs.iter().filter(|input| input.is_required)
    }

    /// The setters of the call, in order.
    pub fn setters(&self) -> impl Iterator<Item = &Input<'a>> {
        self.inputs.iter().filter(|input| !input.is_required)
    }

    /// Whether a stream is all that a success may be.
    pub fn gives_stream_alone(&self) -> bool {
        matches!(self.output.ty, Type::Stream(_))
    }

    /// The method of the call that opens its stream, where the success may be something else as well:
    /// the type of the values.
    pub fn stream_method(&self) -> Option<&Type> {
        let stream = self.stream.as_ref();
        stream.filter(|_| !self.gives_stream_alone())
    }
}

impl<'a> ResponseValue<'a> {
    /// The type of its JSON; none where it is none.
    pub fn json(self) -> Option<&'a TypeRef> {
        match self {
            Self::Body(content) => content.ty(),
            Self::Nothing | Self::Redirect => None,
        }
    }

    /// Its type; none where there is no value.
    pub fn ty(self) -> Option<Type> {
        match self {
            Self::Nothing => None,
            Self::Body(content) => Some(Type::of_content(content)),
            Self::Redirect => Some(Type::String),
        }
    }
}

pub(super) fn operation<'a>(tables: &Tables<'a>, id: OperationId) -> Operation<'a> {
    let (api, names) = (tables.api, tables.names.operation(id));
    let node = api.operation(id);
    let stream = node.stream.as_ref();
    let paging = tables.analysis.paging(id).map(|paging| Paging {
        style: &paging.style,
        end: &paging.end,
        largest: paging.largest.as_ref(),
        property: &api.model(paging.items.model).kind.fields()[paging.items.index].name,
        item: items(tables, paging.items),
    });
    Operation {
        node,
        name: &names.method,
        request: &names.request,
        module: tables.plan.module(id),
        inner_module: &names.module,
        inputs: inputs(api, node, names),
        output: output(tables, id),
        paging,
        stream: stream.map(|stream| Type::of_content(&stream.item)),
        accept: accept(node),
        permissions: match &node.permissions {
            ir::Permissions::Unstated | ir::Permissions::None => Permissions::None,
            ir::Permissions::Any(names) => Permissions::Any(names),
            ir::Permissions::All(names) => Permissions::All(names),
        },
        security: node.security.as_ref(),
    }
}

fn inputs<'a>(api: &Api, node: &'a ir::Operation, names: &'a OperationNames) -> Vec<Input<'a>> {
    let parameters = node.parameters.iter().zip(&names.parameters);
    let parameters = parameters.map(|(parameter, name)| Input {
        name,
        argument: Argument::of_parameter(api, parameter),
        is_required: parameter.required,
        source: Source::Parameter(parameter),
    });
    let body = node.body.as_ref().map(|body| Input {
        name: &names.body,
        argument: Argument::of_body(&body.content),
        is_required: body.required,
        source: Source::Body(body),
    });
    parameters.chain(body).collect()
}

impl Argument {
    /// How a request body is taken: bytes also from a file or a stream, which is read as it is sent.
    fn of_body(content: &Content) -> Self {
        match content {
            Content::Bytes => Self::Into(Type::External(External::Body)),
            _ => Self::Value(Type::of_content(content)),
        }
    }

    /// How a parameter is taken: strings by reference, lists from anything that yields items.
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

fn output<'a>(tables: &Tables<'a>, id: OperationId) -> Output<'a> {
    let names = tables.names.operation(id);
    let found = tables.analysis.output(id);
    let whole = match found {
        analyze::Output::Empty => Type::Unit,
        analyze::Output::Value(content) => Type::of_content(content),
        analyze::Output::Optional(content) => Type::of_content(content).optional(),
        analyze::Output::Redirect => Type::String,
        analyze::Output::Variants(_) => Type::Output(id),
    };
    let variants = match found {
        analyze::Output::Variants(variants) => variants.as_slice(),
        _ => &[],
    };
    let variants = variants.iter().zip(&names.variants);
    let variants = variants.map(|(variant, name)| OutputVariant {
        status: variant.status,
        name,
        value: response_value(&variant.value),
    });
    Output {
        ty: match &tables.api.operation(id).stream {
            Some(stream) if tables.analysis.gives_stream_alone(tables.api, id) => {
                Type::Stream(Type::of_content(&stream.item).into())
            }
            _ => whole,
        },
        value: match found {
            analyze::Output::Empty | analyze::Output::Variants(_) => ResponseValue::Nothing,
            analyze::Output::Value(content) | analyze::Output::Optional(content) => {
                ResponseValue::Body(content)
            }
            analyze::Output::Redirect => ResponseValue::Redirect,
        },
        name: names.output.as_ref(),
        variants: variants.collect(),
    }
}

fn response_value(value: &OutputValue) -> ResponseValue<'_> {
    match value {
        OutputValue::Nothing => ResponseValue::Nothing,
        OutputValue::Body(content) => ResponseValue::Body(content),
        OutputValue::Redirect => ResponseValue::Redirect,
    }
}

pub(super) fn topics<'a>(tables: &Tables<'a>) -> Vec<Topic<'a>> {
    let topics = tables.api.topics.iter().zip(tables.names.topics());
    let topics = topics.map(|(node, names)| Topic {
        node,
        function: &names.function,
        arguments: &names.arguments,
        event: Type::of(&node.ty),
        feature: node
            .service
            .map_or(Feature::Notifications, Feature::NotificationsOf),
    });
    topics.collect()
}
