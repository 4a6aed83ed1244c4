//! Pagination: the request step that describes it to the runtime, and the `Page` trait.

use super::Context;
use super::fragment::fragment;
use super::literals::{literal, literals};
use super::types::slot;
use crate::format::frames::End;
use crate::format::{Printer, Slot};
use crate::ir::OperationId;
use crate::sdk::{
    ItemsKind, LargestPage, PageInput, Paging, PagingEnd, PagingStyle, Presence, Struct, Type,
};

/// The request step that describes how an operation paginates.
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

/// The request step that declares the maximum page size.
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

/// Prints `Page` for a struct that is a page.
pub(super) fn page_impl(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    (name, object): (&str, &Struct<'_>),
) {
    let Some(items) = &object.items else { return };
    let Some(field) = object.fields.get(items.field) else {
        return;
    };
    let item = head(cx, out, name, &items.ty);
    let name = field.name;
    let value = match field.presence {
        Presence::Required => format!("self.{name}"),
        Presence::Nullable | Presence::Optional => format!("self.{name}.unwrap_or_default()"),
    };
    let value = match items.kind {
        ItemsKind::List => value,
        // `Option` and `Box` of a page implement `Page` too.
        ItemsKind::Page => format!("crate::runtime::model::Page::into_items(self.{name})"),
        ItemsKind::Json => format!("crate::runtime::model::json_items({value})"),
    };
    fragment!(out, MEMBER, [item = item, value = Slot::code(value)], {
        #[inline]
        fn into_items(self) -> Vec<#item> {
            #value
        }
    });
    out.end(End::Item);
}

/// Prints the head of an implementation of `Page` with its item type, and returns the item type.
fn head(cx: &Context<'_>, out: &mut Printer<'_>, name: &str, item: &Type) -> Slot<'static> {
    let (name, item) = (Slot::word(name), slot(cx, item));
    fragment!(out, IMPLEMENTATION, [name = name], { impl crate::runtime::model::Page for #name });
    fragment!(out, MEMBER, [item = item.clone()], { type Item = #item; });
    item
}

/// Prints `Page` for the response enum of an operation whose pages are one of its variants.
pub(super) fn page_impl_of_output(
    cx: &Context<'_>,
    out: &mut Printer<'_>,
    id: OperationId,
    output: &str,
) {
    let operation = cx.sdk.operation(id);
    let Some(paging) = &operation.paging else {
        return;
    };
    let variants = operation.output.variants.iter();
    let pages = variants.filter(|variant| variant.is_page);
    let pages: Vec<_> = pages.map(|page| Slot::word(page.name.as_str())).collect();
    let item = head(cx, out, output, &paging.item);
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
    // The formatter lays out the arguments of a macro by their tokens, so the slot is `free`.
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
