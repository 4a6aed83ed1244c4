//! Whether a page that is counted is the last one.
//!
//! A page counts in one of several ways, and the first one that it has a value for decides: the number
//! of pages, the number of all items, the number of items on a full page. Services that do not count
//! say that there are none. Never knows what the next page is.

use serde_json::Value;

use super::facts::facts;
use super::{PageEnd, Paging};

/// What the pages of a walk had so far.
#[derive(Debug, Default)]
pub(super) struct Counter {
    /// The number of items on all pages of this walk.
    items: u64,
    /// The number of items on the largest page.
    largest: u64,
    /// Where the walk began.
    first: Option<Position>,
}

/// Where a page is among all of them.
#[derive(Debug, Clone, Copy)]
pub(super) enum Position {
    /// The number of the page, from one on.
    Number(u64),
    /// The position of its first item, from one on.
    Item(u64),
}

impl Counter {
    /// Counts a page in: how many items it has, and whether it is the last.
    pub(super) fn take(&mut self, paging: &Paging, page: &[u8], at: Position) -> (u64, bool) {
        let PageEnd { pages, total, size } = paging.end;
        let facts = facts(page, paging.items, [pages, total, size]);
        let [pages, total, size] = facts.values.map(|value| count(&value));
        let items = facts.items;
        // Not before this page is compared: it may be the short one.
        let largest_before = self.largest;
        self.first.get_or_insert(at);
        self.items = self.items.saturating_add(items);
        self.largest = largest_before.max(items);
        // A total that is less than what is on this one page counts something else.
        let total = total.filter(|total| *total >= items);
        let is_last = match (pages, at, total) {
            // A page between two others may be empty: what the caller may not see is left out of it.
            (Some(pages), Position::Number(number), _) => number >= pages,
            _ if items == 0 => true,
            (_, _, Some(total)) => self.before().saturating_add(self.items) >= total,
            // The size that was asked for says nothing: a service may have a lower limit.
            _ => items < size.unwrap_or(largest_before),
        };
        (items, is_last)
    }

    /// How many items there are before the first page of this walk. Pages have one size, and the
    /// largest one has it at most, so that it is never more than there are.
    fn before(&self) -> u64 {
        match self.first {
            Some(Position::Number(number)) => number.saturating_sub(1).saturating_mul(self.largest),
            Some(Position::Item(start)) => start.saturating_sub(1),
            None => 0,
        }
    }
}

/// A number that counts something. Some services write integers as `30.0`.
fn count(value: &Value) -> Option<u64> {
    let whole = || {
        let number = value.as_f64().filter(|number| number.fract() == 0.0)?;
        format!("{number:.0}").parse().ok()
    };
    value.as_u64().or_else(whole).filter(|count| *count > 0)
}
