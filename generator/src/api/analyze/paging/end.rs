//! The properties that show the last page, apart from a missing cursor or link.

use super::names::{PAGE_SIZE, PAGES, is_any, words};
use super::properties::{PageProperties, PageProperty};
use super::{PagingEnd, PagingStyle, input};
use crate::ir::{Api, Struct};

/// Finds these properties, as far as a style needs them.
pub(super) fn end(api: &Api, page: &Struct, items: usize, style: &PagingStyle) -> PagingEnd {
    let properties = PageProperties::new(api, page);
    let path = |property: &PageProperty<'_>| property.path.clone();
    let more = properties.more().map(path);
    let pages = properties.pages().map(path);
    match style {
        PagingStyle::Cursor { .. } | PagingStyle::LastItem { .. } => PagingEnd {
            more,
            ..PagingEnd::default()
        },
        PagingStyle::Link { .. } | PagingStyle::LinkHeader => PagingEnd::default(),
        PagingStyle::Number { .. } | PagingStyle::Start { .. } => PagingEnd {
            pages,
            more,
            total: properties.total(&words(&page.fields[items].name)).map(path),
            size: input::number(api, page, &PAGE_SIZE).map(|name| vec![name]),
        },
    }
}

/// Whether a response has the number of pages or of items.
pub(super) fn is_counted(api: &Api, page: &Struct, items: usize) -> bool {
    let properties = PageProperties::new(api, page);
    properties.pages().is_some() || properties.total(&words(&page.fields[items].name)).is_some()
}

/// Whether a name means the number of pages.
pub(super) fn counts_pages(name: &str) -> bool {
    is_any(name, &PAGES)
}
