//! Pages as a caller sees them: which field has the items, of which type they are, and which responses are pages.

use super::{StageResults, Type};
use crate::analyze::{OutputValue, PageItems};
use crate::ir::{Api, Content, FieldId, TypeRef, resolve};

/// The items of a page.
#[derive(Debug)]
pub struct Items {
    /// The index of their field.
    pub field: usize,
    /// The type of an item.
    pub ty: Type,
    /// What the field is.
    pub kind: ItemsKind,
}

/// The type of the field with the items of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ItemsKind {
    /// A list.
    List,
    /// A page inside of the page.
    Page,
    /// Any JSON value, which may be a list.
    Json,
}

/// The items of a page with this field: of the list, of the page inside, or any JSON value.
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

/// The type of an item of a list, and any other type as it is.
pub(super) fn item(api: &Api, list: &TypeRef) -> Type {
    match resolve(api, list) {
        TypeRef::List(item) => Type::of(item),
        other => Type::of(other),
    }
}

/// Whether a response has the type of the pages with these items; a page may be `null` in its place.
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
