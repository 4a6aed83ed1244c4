//! Whether a page that is counted is the last one.
//!
//! The first of these that a page has a value for decides: the number of pages, a boolean that says whether
//! pages follow, the number of all items, the number of items on a full page. Services that do not count
//! say that there are none. Never knows what the next page is.

use serde_json::{Error, Value};

use super::facts::facts;
use crate::runtime::service::paging::{PageEnd, Paging};

/// What the pages of a walk had so far.
#[derive(Debug, Default)]
pub(super) struct Counter {
    /// The number of items on all pages of this walk.
    items: u64,
    /// The number of items on the largest page.
    largest: u64,
    /// Where the walk began.
    first: Option<Position>,
    /// The number of all pages, if the last page that was counted in says so.
    pages: Option<u64>,
}

/// Where a page is among all of them.
#[derive(Debug, Clone, Copy)]
pub(super) enum Position {
    /// How many pages there are before it.
    Pages(u64),
    /// How many items there are before it.
    Items(u64),
}

impl Position {
    /// Whether pages go on behind the one at this position, if there are so many.
    fn is_before_last(self, pages: u64) -> Option<bool> {
        match self {
            Self::Pages(before) => Some(before.saturating_add(1) < pages),
            Self::Items(_) => None,
        }
    }
}

impl Counter {
    /// Counts a page in: how many items it has, and whether it is the last.
    ///
    /// # Errors
    /// If the page cannot be read, so that it says neither.
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
        // Not before this page is compared: it may be the short one.
        let largest_before = self.largest;
        self.first.get_or_insert(at);
        self.items = self.items.saturating_add(items);
        self.largest = largest_before.max(items);
        // A total that is less than what is on this one page counts something else.
        let total = total.filter(|total| *total >= items);
        let of_total = total.map(|total| total.div_ceil(self.largest.max(1)));
        self.pages = pages.or(of_total);
        let goes_on = pages.and_then(|pages| at.is_before_last(pages));
        // Behind an empty page, the position of the next one would be the same.
        let advances = items > 0 || matches!(at, Position::Pages(_));
        let goes_on = goes_on.or(more.as_bool().filter(|more| !more || advances));
        let is_last = match (goes_on, total) {
            // A page between two others may be empty: what the caller may not see is left out of it.
            (Some(goes_on), _) => !goes_on,
            (None, _) if items == 0 => true,
            (None, Some(total)) => self.before().saturating_add(self.items) >= total,
            // Neither the size that was asked for nor the one that a page repeats says what a full
            // page has: a service may have a lower limit. A page that was larger does.
            (None, None) => items < size.map_or(largest_before, |size| size.min(largest_before)),
        };
        Ok((items, is_last))
    }

    /// Whether a page with this many pages before it may follow the one before, as far as is known. It is not
    /// known before the first page.
    pub(super) fn may_follow(&self, before: u64) -> bool {
        self.first.is_some() && self.pages.is_none_or(|pages| before < pages)
    }

    /// Whether a page that is not counted in yet seems to be the last one, because it is short.
    pub(super) fn is_short(&self, paging: &Paging, page: &[u8]) -> bool {
        let facts = facts(page, paging.items, []);
        self.pages.is_none() && facts.is_ok_and(|facts| facts.items < self.largest)
    }

    /// The number of items on the largest page, or nothing before there was one.
    pub(super) fn size(&self) -> Option<u64> {
        Some(self.largest).filter(|size| *size > 0)
    }

    /// How many items there are before the first page of this walk. Pages have one size, and the
    /// largest one has it at most, so that it is never more than there are.
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

/// Whether a page is empty and says that more pages follow it. Two of them may well be alike.
pub(super) fn is_gap(paging: &Paging, page: &[u8], at: Position) -> bool {
    facts(page, paging.items, [paging.end.pages]).is_ok_and(|facts| {
        let [pages] = facts.values.map(|value| count(&value));
        facts.items == 0 && pages.and_then(|pages| at.is_before_last(pages)) == Some(true)
    })
}

/// A number that counts something. Some services write integers as `30.0`.
fn count(value: &Value) -> Option<u64> {
    whole(value).filter(|count| *count > 0)
}

/// An integer, however it is written.
pub(super) fn whole(value: &Value) -> Option<u64> {
    let decimal = || {
        let number = value.as_f64().filter(|number| number.fract() == 0.0)?;
        format!("{number:.0}").parse().ok()
    };
    value.as_u64().or_else(decimal)
}
