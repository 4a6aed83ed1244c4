//! How a page without a cursor or a link shows that it is the last one.

use super::PagingEnd;
use super::input::{is_integer, number};
use super::names::{PAGE_SIZE, PAGES, TOTAL_OF, words};
use crate::ir::{Api, Field, Struct};

/// The properties of a page that count, beside its items.
pub(super) fn end(api: &Api, page: &Struct, items: usize) -> PagingEnd {
    PagingEnd {
        pages: number(api, page, &PAGES),
        total: total(api, page, items),
        size: number(api, page, &PAGE_SIZE),
    }
}

/// The integer property that is called `total`, else the one that is called so with a word for items,
/// or with the name of the items.
fn total(api: &Api, page: &Struct, items: usize) -> Option<String> {
    let items = words(&page.fields[items].name);
    let of_items = |field: &Field| match words(&field.name).split_first() {
        Some((first, of)) if first == "total" => is_of_items(of, &items),
        _ => false,
    };
    let counts = |field: &&Field| is_integer(api, &field.ty);
    let exact = |field: &&Field| field.name.eq_ignore_ascii_case("total");
    let fields = || page.fields.iter().filter(counts);
    let found = fields().find(exact);
    let found = found.or_else(|| fields().find(|field| of_items(field)));
    found.map(|field| field.name.clone())
}

/// Whether a name that begins with `total` goes on with what counts items.
fn is_of_items(of: &[String], items: &[String]) -> bool {
    match of {
        [] => true,
        [one] => TOTAL_OF.contains(&one.as_str()) || of == items,
        several => several == items,
    }
}

/// Whether a name is one of a property with the number of pages.
pub(super) fn counts_pages(name: &str) -> bool {
    PAGES.contains(&name)
}
