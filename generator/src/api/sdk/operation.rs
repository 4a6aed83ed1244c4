//! Operations: the method, the call type with its setters, and the result.

use std::borrow::Cow;

use super::page::{is_page, item, items};
use super::{Argument, External, Gate, ItemBound, StageResults, Type};
use crate::analyze::{
    self, InputShape, LargestPage, OutputValue, PageItems, PagingEnd, PagingStyle, successes,
};
use crate::ir::{
    self, Api, Content, ModelId, OperationId, Parameter, RequestBody, Security, Status, TypeRef,
};
use crate::name::{ModuleName, OperationNames, TypeName, ValueName, VariantName};
use crate::plan::ApiModule;

/// An operation of the emitted crate.
#[derive(Debug)]
pub struct Operation<'a> {
    /// The operation in the IR.
    pub node: &'a ir::Operation,
    /// The name of the method.
    pub name: &'a ValueName,
    /// The name of the call type.
    pub request: &'a TypeName,
    /// The module that defines the call type.
    pub module: ApiModule,
    /// The private module in [`module`](Self::module), for an operation with several tags.
    pub inner_module: &'a ModuleName,
    /// The features that enable it.
    pub gate: &'a Gate,
    /// The enums of its parameters, and the models nested in them.
    pub models: Vec<ModelId>,
    /// The parameters in the order of the definition, then the body.
    pub inputs: Vec<CallParameter<'a>>,
    /// The result of a successful call.
    pub output: Output<'a>,
    /// How it paginates; `None` if it does not.
    pub paging: Option<Paging<'a>>,
    /// The type of the events, if a successful response can be a stream.
    pub stream: Option<Type>,
    /// The `Accept` header.
    pub accept: String,
    /// The permissions that the access token needs.
    pub permissions: Permissions<'a>,
    /// The security requirement, if it is not that of most operations.
    pub security: Option<&'a Security>,
}

/// A parameter or body: an argument of the method if required, otherwise a setter of the call.
#[derive(Debug)]
pub struct CallParameter<'a> {
    /// The name of the argument or setter.
    pub name: &'a ValueName,
    /// The type of the argument.
    pub argument: Argument,
    /// Whether it is an argument of the method.
    pub is_required: bool,
    /// The parameter or body in the IR.
    pub source: ParameterSource<'a>,
}

/// The origin of a [`CallParameter`] in the definition.
#[derive(Debug, Clone, Copy)]
pub enum ParameterSource<'a> {
    /// A parameter or form field, and the shape of its value.
    Parameter(&'a Parameter, InputShape<'a>),
    /// The request body.
    Body(&'a RequestBody),
}

/// The result of a successful call.
#[derive(Debug)]
pub struct Output<'a> {
    /// The Rust type.
    pub ty: Type,
    /// The content of the response; `Nothing` without content, and for an enum of responses.
    pub value: ResponseValue<'a>,
    /// Whether the result is an `Option`, because some successful responses have no body.
    pub is_optional: bool,
    /// The enum of the successful responses, if their types differ.
    pub name: Option<&'a TypeName>,
    /// The variants of that enum, by status.
    pub variants: Vec<OutputVariant<'a>>,
}

/// A variant of the enum of successful responses.
#[derive(Debug)]
pub struct OutputVariant<'a> {
    /// The status, or a range such as `2XX`.
    pub status: Status,
    /// The name of the variant.
    pub name: &'a VariantName,
    /// The content of the response.
    pub value: ResponseValue<'a>,
    /// Whether the content is a page of the operation's items.
    pub is_page: bool,
}

/// The content of a response.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ResponseValue<'a> {
    /// No body.
    Nothing,
    /// A body.
    Body(&'a Content),
    /// The URL of a redirect (the `Location` header), as a string.
    Redirect,
}

/// How an operation paginates.
#[derive(Debug)]
pub struct Paging<'a> {
    /// How the next page is requested.
    pub style: &'a PagingStyle,
    /// How the last page is recognized.
    pub end: &'a PagingEnd,
    /// The maximum page size, if the definition limits it.
    pub largest: Option<&'a LargestPage>,
    /// The property with the items, or the JSON pointer of a nested one; `None` if the response is the list.
    pub property: Option<Cow<'a, str>>,
    /// The type of an item.
    pub item: Type,
}

/// The permissions that an access token needs, as declared in the definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permissions<'a> {
    /// No permissions, or none declared.
    None,
    /// At least one of these.
    Any(&'a [String]),
    /// All of these.
    All(&'a [String]),
}

impl<'a> Operation<'a> {
    /// The required parameters, which are arguments of the method, in order.
    pub fn arguments(&self) -> impl Iterator<Item = &CallParameter<'a>> {
        self.inputs.iter().filter(|input| input.is_required)
    }

    /// The optional parameters, which are setters of the call, in order.
    pub fn setters(&self) -> impl Iterator<Item = &CallParameter<'a>> {
        self.inputs.iter().filter(|input| !input.is_required)
    }

    /// The names of the call type, and of the enum of successful responses.
    pub fn type_names(&self) -> impl Iterator<Item = &'a TypeName> + use<'a> {
        [self.request].into_iter().chain(self.output.name)
    }

    /// Whether every successful response is a stream.
    pub fn gives_stream_alone(&self) -> bool {
        matches!(self.output.ty, Type::Stream(_))
    }

    /// The type of the events, if a successful response can be a stream or a whole body. The call then has a
    /// method that opens the stream.
    pub fn stream_method(&self) -> Option<&Type> {
        let stream = self.stream.as_ref();
        stream.filter(|_| !self.gives_stream_alone())
    }
}

impl<'a> ResponseValue<'a> {
    /// The type of a JSON body; `None` for other content.
    pub fn json(self) -> Option<&'a TypeRef> {
        match self {
            Self::Body(content) => content.ty(),
            Self::Nothing | Self::Redirect => None,
        }
    }

    /// The Rust type; `None` without content.
    pub fn ty(self) -> Option<Type> {
        match self {
            Self::Nothing => None,
            Self::Body(content) => Some(Type::of_content(content)),
            Self::Redirect => Some(Type::String),
        }
    }
}

pub(super) fn operations<'a>(tables: &StageResults<'a>) -> Vec<Operation<'a>> {
    let operations = tables.api.operations();
    let mut operations: Vec<_> = operations.map(|(id, _)| operation(tables, id)).collect();
    for (id, _) in tables.api.models() {
        if let Some(owner) = tables.api.owner(id) {
            operations[owner.0].models.push(id);
        }
    }
    operations
}

fn operation<'a>(tables: &StageResults<'a>, id: OperationId) -> Operation<'a> {
    let (api, names) = (tables.api, tables.names.operation(id));
    let node = api.operation(id);
    let stream = node.stream.as_ref();
    let paging = tables.analysis.paging(id).map(|paging| Paging {
        style: &paging.style,
        end: &paging.end,
        largest: paging.largest.as_ref(),
        property: paging.items.property(api),
        item: match &paging.items {
            PageItems::Field { list, .. } => items(tables, *list).ty,
            PageItems::Response(list) => item(api, list),
        },
    });
    Operation {
        node,
        name: &names.method,
        request: &names.request,
        module: tables.plan.module(id),
        inner_module: &names.module,
        gate: tables.plan.operation_gate(id),
        models: Vec::new(),
        inputs: inputs(api, node, names),
        output: output(tables, id),
        paging,
        stream: stream.map(|stream| Type::of_content(&stream.item)),
        accept: accept(node),
        permissions: match &node.permissions {
            ir::Permissions::Undeclared | ir::Permissions::None => Permissions::None,
            ir::Permissions::Any(names) => Permissions::Any(names),
            ir::Permissions::All(names) => Permissions::All(names),
        },
        security: node.security.as_ref(),
    }
}

fn inputs<'a>(
    api: &'a Api,
    node: &'a ir::Operation,
    names: &'a OperationNames,
) -> Vec<CallParameter<'a>> {
    let parameters = node.parameters.iter().zip(&names.parameters);
    let parameters = parameters.map(|(parameter, name)| {
        let shape = InputShape::of(api, parameter);
        CallParameter {
            name,
            argument: Argument::of_parameter(shape),
            is_required: parameter.required,
            source: ParameterSource::Parameter(parameter, shape),
        }
    });
    let body = node.body.as_ref().map(|body| CallParameter {
        name: &names.body,
        argument: Argument::of_body(&body.content),
        is_required: body.required,
        source: ParameterSource::Body(body),
    });
    parameters.chain(body).collect()
}

impl Argument {
    /// The argument of a body. Bytes can also be a file or a stream, which is read while it is sent.
    fn of_body(content: &Content) -> Self {
        match content {
            Content::Bytes => Self::Into(Type::External(External::Body)),
            _ => Self::Value(Type::of_content(content)),
        }
    }

    /// The argument of a parameter: strings by reference, lists as any iterator.
    fn of_parameter(shape: InputShape<'_>) -> Self {
        let file = Type::External(External::Upload);
        match shape {
            InputShape::File => Self::Value(file),
            InputShape::Files => Self::Items(ItemBound::Value(file)),
            InputShape::List(item) | InputShape::JsonList(item) => {
                Self::Items(match Type::of(item) {
                    Type::String => ItemBound::Display,
                    ty => ItemBound::Value(ty),
                })
            }
            InputShape::Text(ty) => match Type::of(ty) {
                Type::String => Self::Str,
                ty => Self::Value(ty),
            },
            InputShape::Object(ty) => Self::Value(Type::of(ty)),
        }
    }
}

/// The media types of the successful responses, without duplicates, as an `Accept` header.
fn accept(operation: &ir::Operation) -> String {
    let successes = successes(operation).into_iter();
    let successes = successes.filter(|response| !response.status.is_redirect());
    let mut media_types: Vec<&str> = Vec::new();
    let bodies = successes.filter_map(|response| response.body.as_ref());
    for media_type in bodies.flat_map(|body| &body.media_types) {
        if !media_types.contains(&media_type.as_str()) {
            media_types.push(media_type);
        }
    }
    match (media_types.as_slice(), &operation.stream) {
        ([], Some(stream)) => stream.media_type.clone(),
        ([], None) => "application/json".to_owned(),
        _ => media_types.join(", "),
    }
}

fn output<'a>(tables: &StageResults<'a>, id: OperationId) -> Output<'a> {
    let names = tables.names.operation(id);
    let found = tables.analysis.output(id);
    let pages = tables.analysis.paging(id).map(|paging| &paging.items);
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
        is_page: pages.is_some_and(|items| is_page(tables.api, &variant.value, items)),
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
        is_optional: matches!(found, analyze::Output::Optional(_)),
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
