//! Pages whose items are a property of the response, the most frequent form; `inner` finds nested pages.

use super::input::Inputs;
use super::reason::{ItemsReason, NotPaged};
use super::{
    LargestPage, PageItems, Paging, PagingDecision, PagingEnd, PagingStyle, end, items, query,
    size, style,
};
use crate::ir::{Api, FieldId, ModelId, Operation, Struct};

/// The list of a page, and how the next page is requested: the pagination apart from its end.
pub(super) struct PageList {
    /// How the next page is requested.
    pub(super) style: PagingStyle,
    /// The field of the list.
    pub(super) field: FieldId,
    /// The maximum page size, if the definition declares one.
    largest: Option<LargestPage>,
    /// Why this field has the items.
    reason: ItemsReason,
}

impl PageList {
    /// The pagination, with the fields from the response to the object that has the list.
    pub(super) fn paging(self, around: Vec<FieldId>, end: PagingEnd) -> Paging {
        Paging {
            style: self.style,
            items: PageItems::Field {
                around,
                list: self.field,
            },
            end,
            largest: self.largest,
            reason: self.reason,
        }
    }
}

/// The decision for a response that is an object with the items in one of its properties.
pub(super) fn decision(
    api: &Api,
    operation: &Operation,
    inputs: &Inputs<'_>,
    (model, page): (ModelId, &Struct),
) -> PagingDecision {
    query::by_response(api, operation, model, page)?;
    let found = style::style(api, operation, inputs, page)?;
    let list = page_list(api, operation, found, (model, page))?;
    let end = end::end(api, page, list.field.index, &list.style);
    Ok(list.paging(Vec::new(), end))
}

/// The list of an object whose next page is requested in a style.
pub(super) fn page_list(
    api: &Api,
    operation: &Operation,
    style::Found { style, is_weak }: style::Found,
    (model, page): (ModelId, &Struct),
) -> Result<PageList, NotPaged> {
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
    Ok(PageList {
        largest: size::largest(api, operation, &style),
        style,
        field: FieldId { model, index },
        reason,
    })
}
