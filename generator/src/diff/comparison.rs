//! The comparison of one item that exists on both sides: an operation, a model, or a topic.

use super::matching::Pairs;
use super::text::Subject;
use super::{Change, Side};

/// An item that exists on both sides, with the changes found so far.
pub(super) struct Comparison<'a, Id> {
    pub(super) old: &'a Side<'a>,
    pub(super) new: &'a Side<'a>,
    /// The matched items of both sides.
    pub(super) pairs: &'a Pairs,
    /// The item on the old side.
    pub(super) before: Id,
    /// The item on the new side.
    pub(super) after: Id,
    pub(super) place: Subject,
    pub(super) found: Vec<Change>,
}

impl<'a, Id> Comparison<'a, Id> {
    /// A comparison without changes so far.
    pub(super) fn new(
        (old, new): (&'a Side<'a>, &'a Side<'a>),
        pairs: &'a Pairs,
        (before, after): (Id, Id),
        place: Subject,
    ) -> Self {
        Self {
            old,
            new,
            pairs,
            before,
            after,
            place,
            found: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, change: Change) {
        self.found.push(change);
    }
}
