//! Pagination: which operations return a long list page by page, and how the next page is requested.
//!
//! OpenAPI has no keyword for it, so that it is concluded from what an operation itself declares. The
//! evidence is collected first (`input`, `places`, `items`, `query`), then decided upon (`style`, `cursor`,
//! `end`), with a reason, then put into a table. When in doubt an operation does not page: a caller can always send the next
//! call, and nobody can take back one that was sent by mistake. What a definition declares in an
//! extension (`declared`) counts before all evidence. The names that are known are in `names`.

mod cursor;
mod declared;
mod end;
mod inner;
mod input;
mod items;
mod names;
mod places;
mod query;
mod reason;
mod size;
mod style;

use std::collections::BTreeMap;
use std::fmt;

use super::output::{Output, OutputValue};
use crate::diagnostics::Diagnostics;
use crate::ir::{
    Api, Content, DeclaredPaging, FieldId, Method, ModelId, ModelKind, Operation, Status, Struct,
    TypeRef, resolve,
};
pub use reason::{ItemsReason, NotPaged};

/// How an operation pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// How the next page is requested.
    pub style: PagingStyle,
    /// What of the response is the items.
    pub items: PageItems,
    /// What a page says of how many there are, and of whether it is the last.
    pub end: PagingEnd,
    /// How large a page can be, if the definition limits it.
    pub largest: Option<LargestPage>,
    /// Why the items are those of that field.
    pub reason: ItemsReason,
}

/// What of a response is the items of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageItems {
    /// A field.
    Field {
        /// The fields that lead to its model from the response on; none for a field of the response itself.
        around: Vec<FieldId>,
        /// The field of the list.
        list: FieldId,
    },
    /// The response itself, which is a list of this type.
    Response(TypeRef),
}

impl PageItems {
    /// The field that they are in, if the response is not the list itself.
    pub fn field(&self) -> Option<FieldId> {
        self.fields().last().copied()
    }

    /// That field behind those that lead to it; none if the response is the list itself.
    pub fn fields(&self) -> Vec<FieldId> {
        match self {
            Self::Field { around, list } => [around.as_slice(), &[*list]].concat(),
            Self::Response(_) => Vec::new(),
        }
    }
}

/// How the next page is requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PagingStyle {
    /// By its number.
    Number {
        /// What selects the page.
        input: PageInput,
        /// The number of the first page, which a request without a number gets.
        first: u64,
    },
    /// By a cursor that the page before contains.
    Cursor {
        /// What selects the page.
        input: PageInput,
        /// Where a page has the cursor of the next one, as a path of properties.
        next: Vec<String>,
    },
    /// By a link that the page before contains.
    Link {
        /// Where a page has the link, as a path of properties.
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
    /// By the position of its first item.
    Start {
        /// The query parameter that selects the page.
        parameter: String,
        /// The position of the first item, which a request without a position gets.
        first: u64,
    },
}

/// What selects a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageInput {
    /// A query parameter.
    Query(String),
    /// A property of the request body, as a path of properties.
    Body(Vec<String>),
}

/// The largest page that can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LargestPage {
    /// What sets the number of items of a page.
    pub input: PageInput,
    /// The largest number that its schema allows.
    pub max: u64,
}

/// The properties by which pages show that they are the last one, beside a cursor or a link, each as a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PagingEnd {
    /// The number of pages.
    pub pages: Option<Vec<String>>,
    /// Whether pages follow, as a boolean.
    pub more: Option<Vec<String>>,
    /// The number of items on all pages.
    pub total: Option<Vec<String>>,
    /// The number of items that a page has if it is not the last one.
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

/// What was decided for an operation.
pub type PagingDecision = Result<Paging, NotPaged>;

/// The decision for each operation, the models that are pages with the field of their items, and what
/// is wrong with the declarations.
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

/// Makes the response of an operation a page, and what is around its items; not if one of them is one already, with
/// other items: a model has one list of items.
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
            let decision = of_object(api, operation, &inputs, (model, page));
            let inner = || inner::decision(api, operation, &inputs, (model, page));
            decision.or_else(|reason| inner().ok_or(reason))
        }
        Shape::List(list) => of_list(api, operation, &inputs, list),
    }
}

/// The decision for a response that is an object with the items in a property of its own.
fn of_object(
    api: &Api,
    operation: &Operation,
    inputs: &input::Inputs<'_>,
    (model, page): (ModelId, &Struct),
) -> PagingDecision {
    query::by_response(api, operation, model, page)?;
    let style::Found { style, is_weak } = style::style(api, operation, inputs, page)?;
    let (index, reason) = items::items(api, operation, page, &style)?;
    let items = &page.fields[index];
    query::by_items(api, operation, items)?;
    if is_weak {
        query::is_page_beyond_doubt(api, operation, page, items)?;
    }
    if let PagingStyle::LastItem { key, .. } = &style
        && !items::has_key(api, &items.ty, key)
    {
        return Err(NotPaged::NoWayOn);
    }
    Ok(Paging {
        largest: size::largest(api, operation, &style),
        end: end::end(api, page, index, &style),
        style,
        items: PageItems::Field {
            around: Vec::new(),
            list: FieldId { model, index },
        },
        reason,
    })
}

/// The decision for a response that is a list. A call that does not read is never repeated for one.
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

/// What a response that may be a page is.
enum Shape<'a> {
    /// An object with the items in a property.
    Object(ModelId, &'a Struct),
    /// The list of items, whose type this is.
    List(&'a TypeRef),
}

/// What of a response is a page. Of several responses it is that of the status 200: others say that the
/// pages are somewhere else, or not there yet.
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
        TypeRef::List(_) => Some(Shape::List(ty)),
        _ => object(api, ty).map(|(model, object)| Shape::Object(model, object)),
    }
}

/// The object that a type is.
fn object<'a>(api: &'a Api, ty: &'a TypeRef) -> Option<(ModelId, &'a Struct)> {
    let TypeRef::Model(id) = resolve(api, ty.non_null()) else {
        return None;
    };
    match &api.model(*id).kind {
        ModelKind::Struct(object) => Some((*id, object)),
        _ => None,
    }
}

/// The object that the body of a request is.
fn body<'a>(api: &'a Api, operation: &'a Operation) -> Option<(ModelId, &'a Struct)> {
    match &operation.body.as_ref()?.content {
        Content::Json(ty) => object(api, ty),
        Content::JsonOrText(_) | Content::Text | Content::Bytes => None,
    }
}
