//! Pagination: the description for the runtime, and the `Page` trait.

use super::Context;
use super::fragment::fragment;
use super::literals::{literal, literals};
use super::output::output_name;
use super::types::of;
use crate::analyze::{
    LargestPage, OutputValue, OutputVariant, PageInput, PageItems, PagingEnd, PagingStyle, Presence,
};
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::ir::{Content, FieldId, ModelId, OperationId, TypeRef, resolve};
use crate::sdk::Paging;

/// The step that describes how an operation paginates.
pub(super) fn step(out: &mut Printer<'_>, paging: &Paging<'_>) -> String {
    let (style, end) = (style(paging.style), end(paging.end));
    let items = paging.property.as_deref().unwrap_or_default();
    let style = Slot::free(style);
    fragment!(@lines out, STEP, [style = style, items = Slot::text(items), end = Slot::free(end)], {
        .pages(crate::runtime::Paging {
            style: crate::runtime::PageStyle::#style,
            items: #items,
            end: #end,
        })
    })
}

fn style(style: &PagingStyle) -> String {
    match style {
        PagingStyle::Number { input, first } => match input {
            PageInput::Query(parameter) => {
                format!(
                    "Number {{ parameter: {}, first: {first} }}",
                    literal(parameter)
                )
            }
            PageInput::Body(path) => {
                format!(
                    "BodyNumber {{ number: {}, first: {first} }}",
                    literals(path)
                )
            }
        },
        PagingStyle::Cursor { input, next } => match input {
            PageInput::Query(parameter) => {
                format!(
                    "Token {{ parameter: {}, token: {} }}",
                    literal(parameter),
                    literals(next)
                )
            }
            PageInput::Body(path) => {
                format!(
                    "BodyToken {{ parameter: {}, token: {} }}",
                    literals(path),
                    literals(next)
                )
            }
        },
        PagingStyle::Link { next } => format!("Link {{ link: {} }}", literals(next)),
        PagingStyle::LinkHeader => "LinkHeader".to_owned(),
        PagingStyle::LastItem { parameter, key } => {
            format!(
                "LastItem {{ parameter: {}, key: {} }}",
                literal(parameter),
                literal(key)
            )
        }
        PagingStyle::Start { parameter, first } => {
            format!(
                "Start {{ parameter: {}, first: {first} }}",
                literal(parameter)
            )
        }
    }
}

/// The step that declares the maximum page size.
pub(super) fn size_step(out: &mut Printer<'_>, largest: &LargestPage) -> String {
    let LargestPage { input, max } = largest;
    let size = match input {
        PageInput::Query(parameter) => {
            format!("Query {{ parameter: {}, max: {max} }}", literal(parameter))
        }
        PageInput::Body(path) => format!("Body {{ size: {}, max: {max} }}", literals(path)),
    };
    fragment!(@lines out, STEP, [size = Slot::free(size)], {
        .page_size_up_to(crate::runtime::PageSize::#size)
    })
}

fn end(end: &PagingEnd) -> String {
    if *end == PagingEnd::default() {
        return "crate::runtime::PageEnd::NONE".to_owned();
    }
    let PagingEnd {
        pages,
        more,
        total,
        size,
    } = end;
    let all = [
        ("pages", pages),
        ("more", more),
        ("total", total),
        ("size", size),
    ];
    let known = all.iter().filter_map(|(name, path)| {
        let path = path.as_deref()?;
        Some(format!("{name}: Some({})", literals(path)))
    });
    let known: Vec<_> = known.collect();
    let known = known.join(", ");
    if all.iter().all(|(_, path)| path.is_some()) {
        return format!("crate::runtime::PageEnd {{ {known} }}");
    }
    format!("crate::runtime::PageEnd {{ {known}, ..crate::runtime::PageEnd::NONE }}")
}

/// Prints the `Page` implementation of a model.
pub(super) fn page_impl(cx: &Context<'_>, out: &mut Printer<'_>, id: ModelId) {
    let Some(items) = cx.analysis.items(id) else {
        return;
    };
    let Some(list) = list(cx, items) else { return };
    let is_inside = cx.analysis.list(cx.api, items) != items;
    let name = Slot::word(cx.names.model(id).ty.as_str());
    let field = cx.names.field(items).field.as_str();
    let value = match cx.analysis.presence(items) {
        Presence::Required => format!("self.{field}"),
        Presence::Nullable | Presence::Optional => format!("self.{field}.unwrap_or_default()"),
    };
    let (item, value) = match list {
        Some(item) if is_inside => (
            of(cx, item),
            format!("crate::runtime::model::Page::into_items({value})"),
        ),
        None if is_inside => (
            Slot::path("::serde_json::Value"),
            format!("crate::runtime::model::Page::into_items({value})"),
        ),
        Some(item) => (of(cx, item), value),
        None => (
            Slot::path("::serde_json::Value"),
            format!("crate::runtime::model::json_items({value})"),
        ),
    };
    fragment!(out, IMPLEMENTATION, [name = name], { impl crate::runtime::model::Page for #name });
    fragment!(out, MEMBER, [item = item.clone()], { type Item = #item; });
    fragment!(out, MEMBER, [item = item, value = Slot::code(value)], {
        #[inline]
        fn into_items(self) -> Vec<#item> {
            #value
        }
    });
    out.end(End::Item);
}

/// The item type of a field; `Some(None)` for any JSON value.
fn list<'a>(cx: &Context<'a>, field: FieldId) -> Option<Option<&'a TypeRef>> {
    let field = cx.analysis.list(cx.api, field);
    let field = &cx.api.model(field.model).kind.fields()[field.index];
    item_of(cx, &field.ty)
}

/// The same of a list by its type.
fn item_of<'a>(cx: &Context<'a>, list: &'a TypeRef) -> Option<Option<&'a TypeRef>> {
    match resolve(cx.api, list) {
        TypeRef::List(item) => Some(Some(item)),
        TypeRef::Json(_) => Some(None),
        _ => None,
    }
}

/// Whether a type is that of the pages with these items.
fn is_page_type(cx: &Context<'_>, ty: &TypeRef, items: &PageItems) -> bool {
    match items {
        PageItems::Field { around, list } => {
            let outer = around.first().unwrap_or(list);
            *resolve(cx.api, ty) == TypeRef::Model(outer.model)
        }
        PageItems::Response(list) => resolve(cx.api, ty) == resolve(cx.api, list),
    }
}

/// Prints what makes the enum of several responses a page, where one of them is.
pub(super) fn page_impl_of_output(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    id: OperationId,
    variants: &[OutputVariant],
) {
    let Some(paging) = cx.analysis.paging(id) else {
        return;
    };
    let is_page = |variant: &OutputVariant| match &variant.value {
        OutputValue::Body(Content::Json(ty)) => is_page_type(cx, ty, &paging.items),
        _ => false,
    };
    let names = cx.names.operation(id).variants.iter();
    let pages = variants.iter().zip(names);
    let pages = pages.filter(|(variant, _)| is_page(variant));
    let pages: Vec<_> = pages.map(|(_, name)| Slot::word(name.as_str())).collect();
    let list = match &paging.items {
        PageItems::Field { list: items, .. } => list(cx, *items),
        PageItems::Response(list) => item_of(cx, list),
    };
    let Some(list) = list else {
        return;
    };
    let item = list.map_or_else(|| Slot::path("::serde_json::Value"), |item| of(cx, item));
    let output = Slot::word(output_name(cx, id).unwrap_or_default());
    fragment!(out, IMPLEMENTATION, [output = output], {
        impl crate::runtime::model::Page for #output
    });
    fragment!(out, MEMBER, [item = item.clone()], { type Item = #item; });
    fragment!(out, METHOD, [item = item], {
        #[inline]
        fn into_items(self) -> Vec<#item>
    });
    fragment!(out, MATCH, [], { match self });
    for page in &pages {
        fragment!(out, ARM, [page = page.clone()], {
            Self::#page(page) => crate::runtime::model::Page::into_items(page),
        });
    }
    fragment!(out, ARM, [], { _ => Vec::new(), });
    out.end(End::Match);
    // A macro is formatted by what its words are.
    let pages = pages
        .iter()
        .map(|page| format!("Self::{}(_)", page.as_str()));
    let pages: Vec<_> = pages.collect();
    fragment!(out, MEMBER, [pages = Slot::free(pages.join(" | "))], {
        #[inline]
        fn is_page(&self) -> bool {
            matches!(self, #pages)
        }
    });
    out.end(End::Item);
}
