//! Pages: the field with the items, the type of an item, and the responses that are pages.

use super::{StageResults, Type};
use crate::analyze::{OutputValue, PageItems};
use crate::ir::{Api, Content, FieldId, TypeRef, resolve};

/// The items of a page.
#[derive(Debug)]
pub struct Items {
    /// The index of the field with the items.
    pub field: usize,
    /// The type of an item.
    pub ty: Type,
    /// The type of the field.
    pub kind: ItemsKind,
}

/// The type of the field with the items of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemsKind {
    /// A list.
    List,
    /// A struct that is a page itself.
    Page,
    /// Any JSON value, which is a list of items if it is an array.
    Json,
}

/// The items of a page with this field.
pub(super) fn items(tables: &StageResults<'_>, id: FieldId) -> Items {
    let api = tables.api;
    let list = tables.analysis.list(api, id);
    let ty = &api.model(list.model).kind.fields()[list.index].ty;
    Items {
        field: id.index,
        ty: item(api, ty),
        kind: match resolve(api, ty) {
            _ if list != id => ItemsKind::Page,
            TypeRef::List(_) => ItemsKind::List,
            _ => ItemsKind::Json,
        },
    }
}

/// The item type of a list; any other type unchanged.
pub(super) fn item(api: &Api, list: &TypeRef) -> Type {
    match resolve(api, list) {
        TypeRef::List(item) => Type::of(item),
        other => Type::of(other),
    }
}

/// Whether a response is, or contains as a nullable value, the type of the pages with these items.
pub(super) fn is_page(api: &Api, value: &OutputValue, items: &PageItems) -> bool {
    let OutputValue::Body(Content::Json(ty)) = value else {
        return false;
    };
    let ty = resolve(api, ty.non_null());
    match items {
        PageItems::Field { around, list } => {
            let outer = around.first().unwrap_or(list);
            *ty == TypeRef::Model(outer.model)
        }
        PageItems::Response(list) => ty == list,
    }
}
