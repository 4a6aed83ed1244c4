//! Pagination: which operations return a long list page by page, and how the next page is requested.
//!
//! OpenAPI has no keyword for it, so it is inferred from the operation. Evidence is collected first (`input`,
//! `properties`, `items`, `query`); then `style`, `cursor` and `end` decide, with a reason. When in doubt, an
//! operation does not paginate, because a caller can always send the next request, and cannot undo one that
//! was sent by mistake. Pagination that an extension declares (`declared`) takes precedence. Known names are
//! in `names`.

mod cursor;
mod declared;
mod direct;
mod end;
mod inner;
mod input;
mod items;
mod names;
mod properties;
mod query;
mod reason;
mod size;
mod style;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::output::{Output, OutputValue};
use crate::diagnostics::Diagnostics;
use crate::ir::{
    Api, Content, DeclaredPaging, FieldId, Method, ModelId, ModelKind, Operation, Status, Struct,
    TypeRef, resolve,
};
use crate::pointer;
pub use reason::{ItemsReason, NotPaged};

/// How an operation paginates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// How the next page is requested.
    pub style: PagingStyle,
    /// The items of a page.
    pub items: PageItems,
    /// The properties that show the last page.
    pub end: PagingEnd,
    /// The maximum page size, if the definition declares one.
    pub largest: Option<LargestPage>,
    /// Why this field has the items.
    pub reason: ItemsReason,
}

/// The items of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageItems {
    /// A field of the response, or of an object in it.
    Field {
        /// The fields from the response to the model with the list; empty for a field of the response itself.
        around: Vec<FieldId>,
        /// The field of the list.
        list: FieldId,
    },
    /// The response itself, which is a list: its type without aliases and without `null`.
    Response(TypeRef),
}

impl PageItems {
    /// The fields from the response to the items, these last; none if the response is the list itself.
    pub fn fields(&self) -> Vec<FieldId> {
        match self {
            Self::Field { around, list } => [around.as_slice(), &[*list]].concat(),
            Self::Response(_) => Vec::new(),
        }
    }

    /// The property of the response with the items, or the JSON pointer of a nested one; none if the response is the
    /// list itself.
    pub fn property<'a>(&self, api: &'a Api) -> Option<Cow<'a, str>> {
        let fields = self.fields().into_iter();
        let names: Vec<_> = fields.map(|id| api.field(id).name.as_str()).collect();
        (!names.is_empty()).then(|| pointer::property(&names))
    }
}

/// How the next page is requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PagingStyle {
    /// By page number.
    Number {
        /// The parameter or property that selects the page.
        input: PageInput,
        /// The number of the first page, which is the default.
        first: u64,
    },
    /// By a cursor in the page before.
    Cursor {
        /// The parameter or property that selects the page.
        input: PageInput,
        /// The path of the cursor of the next page.
        next: Vec<String>,
    },
    /// By a link in the page before.
    Link {
        /// The path of the link.
        next: Vec<String>,
    },
    /// By a link in the `Link` header of the page before.
    LinkHeader,
    /// By a property of the last item of the page before.
    LastItem {
        /// The query parameter that selects the page.
        parameter: String,
        /// The property of an item that the parameter takes.
        key: String,
    },
    /// By the offset of its first item.
    Start {
        /// The query parameter that selects the page.
        parameter: String,
        /// The offset of the first item, which is the default.
        first: u64,
    },
}

/// The parameter or property that selects a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageInput {
    /// A query parameter.
    Query(String),
    /// A property of the request body, as a path of properties.
    Body(Vec<String>),
}

/// The maximum page size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LargestPage {
    /// The parameter or property with the page size.
    pub input: PageInput,
    /// Its maximum.
    pub max: u64,
}

/// The properties that show the last page, apart from a missing cursor or link, each as a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PagingEnd {
    /// The number of pages.
    pub pages: Option<Vec<String>>,
    /// A boolean: whether pages follow.
    pub more: Option<Vec<String>>,
    /// The number of items on all pages.
    pub total: Option<Vec<String>>,
    /// The page size.
    pub size: Option<Vec<String>>,
}

impl fmt::Display for PagingStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Number {
                input: PageInput::Query(_),
                ..
            } => "page number",
            Self::Number {
                input: PageInput::Body(_),
                ..
            } => "page number in the body",
            Self::Cursor {
                input: PageInput::Query(_),
                ..
            } => "cursor",
            Self::Cursor {
                input: PageInput::Body(_),
                ..
            } => "cursor in the body",
            Self::Link { .. } => "link to the next page",
            Self::LinkHeader => "link in a header",
            Self::LastItem { .. } => "last item",
            Self::Start { .. } => "start index",
        })
    }
}

impl PagingStyle {
    /// The query parameter that selects a page.
    pub fn parameter(&self) -> Option<&str> {
        match self {
            Self::Number {
                input: PageInput::Query(parameter),
                ..
            }
            | Self::Cursor {
                input: PageInput::Query(parameter),
                ..
            }
            | Self::LastItem { parameter, .. }
            | Self::Start { parameter, .. } => Some(parameter),
            _ => None,
        }
    }
}

/// The decision for an operation.
pub type PagingDecision = Result<Paging, NotPaged>;

/// Returns the decision for each operation, the models that are pages with the field of their items,
/// and errors about declarations.
pub(super) fn paging(
    api: &Api,
    outputs: &[Output],
) -> (Vec<PagingDecision>, BTreeMap<ModelId, FieldId>, Diagnostics) {
    let mut pages = BTreeMap::new();
    let mut problems = Diagnostics::default();
    let mut declared = BTreeMap::new();
    for ((id, operation), output) in api.operations().zip(outputs) {
        if let Some(declaration) = &operation.paging {
            let decision = declared::decide(api, operation, output, declaration);
            let decision = decision.and_then(|decision| match (&decision, declaration) {
                (Ok(paging), DeclaredPaging::Pages(it)) if !takes(&mut pages, paging) => {
                    Err(declared::of_other_items(operation, it))
                }
                _ => Ok(decision),
            });
            match decision {
                Ok(decision) => {
                    declared.insert(id, decision);
                }
                Err(problem) => problems.push(problem),
            }
        }
    }
    let decisions = api
        .operations()
        .zip(outputs)
        .map(|((id, operation), output)| {
            declared.remove(&id).unwrap_or_else(|| {
                let paging = by_evidence(api, operation, output)?;
                match takes(&mut pages, &paging) {
                    true => Ok(paging),
                    false => Err(NotPaged::OtherItems),
                }
            })
        });
    (decisions.collect(), pages, problems)
}

/// Marks the model of a response, and the models around its items, as pages. Returns false if one of them is a page
/// already, with other items: a model has one list of items.
fn takes(pages: &mut BTreeMap<ModelId, FieldId>, paging: &Paging) -> bool {
    let fields = paging.items.fields();
    let new: BTreeMap<_, _> = fields.iter().map(|field| (field.model, *field)).collect();
    let is_known_so = |(model, field): (&ModelId, &FieldId)| {
        let known = pages.get(model);
        known.is_none_or(|known| known == field)
    };
    // A model that contains itself would have two lists.
    let fits = new.len() == fields.len() && new.iter().all(is_known_so);
    if fits {
        pages.extend(new);
    }
    fits
}

fn by_evidence(api: &Api, operation: &Operation, output: &Output) -> PagingDecision {
    let inputs = input::inputs(api, operation);
    if inputs.is_empty() {
        return Err(NotPaged::NoInput);
    }
    query::by_method(api, operation)?;
    match page(api, output).ok_or(NotPaged::NoObject)? {
        Shape::Object(model, page) => {
            let decision = direct::decision(api, operation, &inputs, (model, page));
            let inner = || inner::decision(api, operation, &inputs, (model, page));
            decision.or_else(|reason| inner().ok_or(reason))
        }
        Shape::List(list) => of_list(api, operation, &inputs, list),
    }
}

/// The decision for a response that is a list. Only operations that read paginate.
fn of_list(
    api: &Api,
    operation: &Operation,
    inputs: &input::Inputs<'_>,
    list: &TypeRef,
) -> PagingDecision {
    if operation.method != Method::Get {
        return Err(NotPaged::NoObject);
    }
    let style = style::style_of_list(api, operation, inputs)?;
    Ok(Paging {
        largest: size::largest(api, operation, &style),
        end: PagingEnd::default(),
        style,
        items: PageItems::Response(list.clone()),
        reason: ItemsReason::Response,
    })
}

/// The type of a response that may be a page.
enum Shape<'a> {
    /// An object with the items in a property.
    Object(ModelId, &'a Struct),
    /// The list of items: its type without aliases and without `null`.
    List(&'a TypeRef),
}

/// The response that may be a page: that with status 200, if there are several.
fn page<'a>(api: &'a Api, output: &'a Output) -> Option<Shape<'a>> {
    let ty = match output {
        Output::Value(Content::Json(ty)) | Output::Optional(Content::Json(ty)) => ty,
        Output::Variants(variants) => variants.iter().find_map(|variant| match &variant.value {
            OutputValue::Body(Content::Json(ty)) if variant.status == Status::Code(200) => Some(ty),
            _ => None,
        })?,
        Output::Value(_) | Output::Optional(_) | Output::Empty | Output::Redirect => return None,
    };
    match resolve(api, ty.non_null()) {
        list @ TypeRef::List(_) => Some(Shape::List(list)),
        _ => object(api, ty).map(|(model, object)| Shape::Object(model, object)),
    }
}

/// The struct of a type.
fn object<'a>(api: &'a Api, ty: &'a TypeRef) -> Option<(ModelId, &'a Struct)> {
    let TypeRef::Model(id) = resolve(api, ty.non_null()) else {
        return None;
    };
    match &api.model(*id).kind {
        ModelKind::Struct(object) => Some((*id, object)),
        _ => None,
    }
}

/// The struct of the request body.
fn body<'a>(api: &'a Api, operation: &'a Operation) -> Option<(ModelId, &'a Struct)> {
    match &operation.body.as_ref()?.content {
        Content::Json(ty) => object(api, ty),
        Content::JsonOrText(_) | Content::Text | Content::Bytes => None,
    }
}
