//! The comparison of one item that exists on both sides: an operation, a model, or a topic.

use super::matching::Pairs;
use super::text::Subject;
use super::{Change, Side};

/// An item of both definitions, with the changes found so far.
pub(super) struct Comparison<'a, Id> {
    pub(super) old: &'a Side<'a>,
    pub(super) new: &'a Side<'a>,
    /// The matched items of the two definitions.
    pub(super) pairs: &'a Pairs,
    /// The id of the item in the old definition.
    pub(super) before: Id,
    /// The id of the item in the new definition.
    pub(super) after: Id,
    pub(super) subject: Subject,
    pub(super) found: Vec<Change>,
}

impl<'a, Id> Comparison<'a, Id> {
    pub(super) fn new(
        (old, new): (&'a Side<'a>, &'a Side<'a>),
        pairs: &'a Pairs,
        (before, after): (Id, Id),
        subject: Subject,
    ) -> Self {
        Self {
            old,
            new,
            pairs,
            before,
            after,
            subject,
            found: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, change: Change) {
        self.found.push(change);
    }
}
