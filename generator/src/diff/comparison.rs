//! A comparison of one item that is there on both sides: an operation, a model, a topic.

use super::matching::Pairs;
use super::text::Place;
use super::{Change, Side};
use crate::analyze::Usage;
use crate::ir::ModelId;

/// An item that is there on both sides, with what was found about it.
pub(super) struct Comparison<'a, Id> {
    pub(super) old: &'a Side,
    pub(super) new: &'a Side,
    /// What stands for what on the two sides.
    pub(super) pairs: &'a Pairs,
    /// The item on the old side.
    pub(super) before: Id,
    /// The item on the new side.
    pub(super) after: Id,
    pub(super) place: Place,
    pub(super) found: Vec<Change>,
}

impl<'a, Id> Comparison<'a, Id> {
    /// A comparison that has found nothing yet.
    pub(super) fn new(
        (old, new): (&'a Side, &'a Side),
        pairs: &'a Pairs,
        (before, after): (Id, Id),
        place: Place,
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

impl Comparison<'_, ModelId> {
    /// Whether requests, and whether responses, hold a model on both sides.
    pub(super) fn usage(&self) -> Usage {
        let was = self.old.analysis.usage(self.before);
        let is = self.new.analysis.usage(self.after);
        Usage {
            request: was.request && is.request,
            response: was.response && is.response,
        }
    }
}
