//! An operation as a caller sees it: the method, the type of its call, arguments and setters, and the result.

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
    /// The name of the type of its call.
    pub request: &'a TypeName,
    /// The module that defines the type of the call.
    pub module: ApiModule,
    /// The private module inside [`module`](Self::module) of an operation with several tags.
    pub inner_module: &'a ModuleName,
    /// The features that enable it.
    pub gate: &'a Gate,
    /// The enums of its parameters, and what is nested in them.
    pub models: Vec<ModelId>,
    /// The parameters in the order of the definition, then the body.
    pub inputs: Vec<CallParameter<'a>>,
    /// The result of the call.
    pub output: Output<'a>,
    /// How it paginates, if it does.
    pub paging: Option<Paging<'a>>,
    /// The type of the values of its stream, if a success can be a stream.
    pub stream: Option<Type>,
    /// The value of the `Accept` header.
    pub accept: String,
    /// The permissions that the access token needs.
    pub permissions: Permissions<'a>,
    /// The credentials that it requires, if they differ from those of most operations.
    pub security: Option<&'a Security>,
}

/// A parameter or body: an argument of the method if it is required, a setter of the call if not.
#[derive(Debug)]
pub struct CallParameter<'a> {
    /// The name of the argument or of the setter.
    pub name: &'a ValueName,
    /// How it is passed.
    pub argument: Argument,
    /// Required ones are arguments of the method.
    pub is_required: bool,
    /// The parameter or body in the IR.
    pub source: ParameterSource<'a>,
}

/// What an [`CallParameter`] is in the definition.
#[derive(Debug, Clone, Copy)]
pub enum ParameterSource<'a> {
    /// A parameter, or a field of a form, and what it is serialized as.
    Parameter(&'a Parameter, InputShape<'a>),
    /// The body of the request.
    Body(&'a RequestBody),
}

/// The result of a call.
#[derive(Debug)]
pub struct Output<'a> {
    /// The Rust type of the result.
    pub ty: Type,
    /// The content of the successful response; `Nothing` if there are several.
    pub value: ResponseValue<'a>,
    /// Whether there are successful responses without a body as well, for which the result is `None`.
    pub is_optional: bool,
    /// The enum of the successful responses, if there are several.
    pub name: Option<&'a TypeName>,
    /// The variants of that enum, in the order of their statuses.
    pub variants: Vec<OutputVariant<'a>>,
}

/// A variant of the enum of successful responses.
#[derive(Debug)]
pub struct OutputVariant<'a> {
    /// The status, or a range such as `4XX`.
    pub status: Status,
    /// The name of the variant.
    pub name: &'a VariantName,
    /// What the variant contains.
    pub value: ResponseValue<'a>,
    /// Whether that is a page of the items that the operation paginates.
    pub is_page: bool,
}

/// The content of a response.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ResponseValue<'a> {
    /// No body.
    Nothing,
    /// A body.
    Body(&'a Content),
    /// The URL of a redirect, as a string.
    Redirect,
}

/// How an operation paginates.
#[derive(Debug)]
pub struct Paging<'a> {
    /// How the next page is requested.
    pub style: &'a PagingStyle,
    /// How the end of the pages is recognized.
    pub end: &'a PagingEnd,
    /// The maximum page size, if the definition limits it.
    pub largest: Option<&'a LargestPage>,
    /// The property of the response with the items, or the JSON pointer of a nested one; none if the response
    /// is the list.
    pub property: Option<Cow<'a, str>>,
    /// The type of the items of all pages.
    pub item: Type,
}

/// The permissions that an access token needs, as far as the definition declares them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permissions<'a> {
    /// Nothing.
    None,
    /// One of these.
    Any(&'a [String]),
    /// All of these.
    All(&'a [String]),
}

impl<'a> Operation<'a> {
    /// The arguments of the method, in order.
    pub fn arguments(&self) -> impl Iterator<Item = &CallParameter<'a>> {
        self.inputs.iter().filter(|input| input.is_required)
    }

    /// The setters of the call, in order.
    pub fn setters(&self) -> impl Iterator<Item = &CallParameter<'a>> {
        self.inputs.iter().filter(|input| !input.is_required)
    }

    /// The names of the types beside its method: of the call, and of the enum of its successful responses.
    pub fn type_names(&self) -> impl Iterator<Item = &'a TypeName> + use<'a> {
        [self.request].into_iter().chain(self.output.name)
    }

    /// Whether every success is a stream.
    pub fn gives_stream_alone(&self) -> bool {
        matches!(self.output.ty, Type::Stream(_))
    }

    /// The type of the stream's values, if a success can also be something else: the call has a method that
    /// opens the stream then.
    pub fn stream_method(&self) -> Option<&Type> {
        let stream = self.stream.as_ref();
        stream.filter(|_| !self.gives_stream_alone())
    }
}

impl<'a> ResponseValue<'a> {
    /// The type of the JSON; `None` if the content is not JSON.
    pub fn json(self) -> Option<&'a TypeRef> {
        match self {
            Self::Body(content) => content.ty(),
            Self::Nothing | Self::Redirect => None,
        }
    }

    /// The Rust type; `None` if there is no content.
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
    /// How a request body is passed: bytes also as a file or a stream, which is read as it is sent.
    fn of_body(content: &Content) -> Self {
        match content {
            Content::Bytes => Self::Into(Type::External(External::Body)),
            _ => Self::Value(Type::of_content(content)),
        }
    }

    /// How a parameter is passed: strings by reference, lists as anything that yields items.
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
