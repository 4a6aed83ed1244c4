//! Decides whether a page with a number or an offset is the last one.
//!
//! The first of these that the page has a value for decides: the number of pages, a boolean that says
//! whether pages follow, the number of all items, the page size. Zero means unknown, because services that
//! do not count report 0. What the next page is, is not known here.

use serde_json::{Error, Value};

use super::facts::facts;
use crate::runtime::service::paging::{PageEnd, Paging};

/// What is known from the pages so far.
#[derive(Debug, Default)]
pub(super) struct Counter {
    /// The number of items on the pages so far.
    items: u64,
    /// The number of items on the largest page.
    largest: u64,
    /// The position of the first page that was requested.
    first: Option<Position>,
    /// The number of all pages, if the latest page says so.
    pages: Option<u64>,
}

/// The position of a page in the whole list.
#[derive(Debug, Clone, Copy)]
pub(super) enum Position {
    /// The number of pages before it.
    Pages(u64),
    /// The number of items before it.
    Items(u64),
}

impl Position {
    /// Whether a page follows this one if there are `pages` in all; `None` if the
    /// position is not a number of pages.
    fn is_before_last(self, pages: u64) -> Option<bool> {
        match self {
            Self::Pages(before) => Some(before.saturating_add(1) < pages),
            Self::Items(_) => None,
        }
    }
}

impl Counter {
    /// Adds a page. Returns the number of its items, and whether it is the last one.
    ///
    /// # Errors
    /// If the page is not JSON.
    pub(super) fn take(
        &mut self,
        paging: &Paging,
        page: &[u8],
        at: Position,
    ) -> Result<(u64, bool), Error> {
        let PageEnd {
            pages,
            more,
            total,
            size,
        } = paging.end;
        let facts = facts(page, paging.items, [pages, more, total, size])?;
        let [pages, more, total, size] = facts.values;
        let [pages, total, size] = [pages, total, size].map(|value| count(&value));
        let items = facts.items;
        // The comparison below is with the pages before this one, which may be the short
        // one.
        let largest_before = self.largest;
        self.first.get_or_insert(at);
        self.items = self.items.saturating_add(items);
        self.largest = largest_before.max(items);
        // A total that is less than the number of items on this page counts something
        // else.
        let total = total.filter(|total| *total >= items);
        let of_total = total.map(|total| total.div_ceil(self.largest.max(1)));
        self.pages = pages.or(of_total);
        let goes_on = pages.and_then(|pages| at.is_before_last(pages));
        // After an empty page, the next one would have the same offset.
        let advances = items > 0 || matches!(at, Position::Pages(_));
        let goes_on = goes_on.or(more.as_bool().filter(|more| !more || advances));
        let is_last = match (goes_on, total) {
            // A page in the middle may be empty: items that the caller has no permission for are
            // omitted.
            (Some(goes_on), _) => !goes_on,
            (None, _) if items == 0 => true,
            (None, Some(total)) => self.before().saturating_add(self.items) >= total,
            // Neither the requested page size nor the one in the response shows how many items a
            // full page has, because the service may have a lower limit. An earlier page with more
            // items does.
            (None, None) => items < size.map_or(largest_before, |size| size.min(largest_before)),
        };
        Ok((items, is_last))
    }

    /// Whether there may be a page with `before` pages before it. False before the first response.
    pub(super) fn may_follow(&self, before: u64) -> bool {
        self.first.is_some() && self.pages.is_none_or(|pages| before < pages)
    }

    /// Whether a page that was requested ahead seems to be the last one, because it is short.
    pub(super) fn is_short(&self, paging: &Paging, page: &[u8]) -> bool {
        let facts = facts(page, paging.items, []);
        self.pages.is_none() && facts.is_ok_and(|facts| facts.items < self.largest)
    }

    /// The number of items on the largest page; `None` before the first item.
    pub(super) fn size(&self) -> Option<u64> {
        Some(self.largest).filter(|size| *size > 0)
    }

    /// The number of items before the first page that was requested. It is never too large,
    /// because no page has had more items than the page size.
    fn before(&self) -> u64 {
        match self.first {
            Some(Position::Pages(pages)) => pages.saturating_mul(self.largest),
            Some(Position::Items(items)) => items,
            None => 0,
        }
    }
}

/// Whether a page says that no page follows it.
pub(super) fn is_last(paging: &Paging, page: &[u8]) -> bool {
    facts(page, paging.items, [paging.end.more]).is_ok_and(|facts| {
        let [more] = facts.values;
        more == Value::Bool(false)
    })
}

/// Whether a page is empty and says that more pages follow it. Two such pages may be equal.
pub(super) fn is_gap(paging: &Paging, page: &[u8], at: Position) -> bool {
    facts(page, paging.items, [paging.end.pages]).is_ok_and(|facts| {
        let [pages] = facts.values.map(|value| count(&value));
        facts.items == 0 && pages.and_then(|pages| at.is_before_last(pages)) == Some(true)
    })
}

/// A count, if it is positive. Some services write integers as `30.0`.
fn count(value: &Value) -> Option<u64> {
    whole(value).filter(|count| *count > 0)
}

/// An unsigned integer, also written with a decimal point (`30.0`).
pub(super) fn whole(value: &Value) -> Option<u64> {
    let decimal = || {
        let number = value.as_f64().filter(|number| number.fract() == 0.0)?;
        format!("{number:.0}").parse().ok()
    };
    value.as_u64().or_else(decimal)
}
