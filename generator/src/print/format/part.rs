//! A fragment to print: its slots, and the function from slots to tokens.

use proc_macro2::TokenStream;

use super::frames::Frame;
use super::sample::Sample;
use super::slot::{Columns, Slot, SlotKind, SlotList};
use super::template::Template;

/// Makes the tokens of a layout from those of its slots.
pub(super) type Make<'a> = &'a dyn Fn(&mut Columns) -> TokenStream;

/// The code before and after the path of a type with arguments.
pub(super) type Around<'a> = Option<(&'a str, &'a str)>;

/// A fragment to print.
pub(super) struct Fragment<'a> {
    pub(super) depth: usize,
    pub(super) slots: &'a [Slot<'a>],
    pub(super) lists: &'a [SlotList<'a>],
    pub(super) make: Make<'a>,
    /// The code around each slot; empty unless types with arguments are open, because one has to be broken.
    pub(super) around: &'a [Around<'a>],
}

impl Fragment<'_> {
    pub(super) fn rows(&self) -> impl Iterator<Item = usize> {
        self.lists.iter().map(|list| list.rows().min(2))
    }

    /// For each slot and each column of a list, whether it stands between quotes.
    pub(super) fn quoted(&self) -> impl Iterator<Item = bool> {
        let listed = self
            .lists
            .iter()
            .flat_map(|list| list.slots.iter().take(list.columns));
        let slots = self.slots.iter().chain(listed);
        slots.map(|slot| slot.kind == SlotKind::Text)
    }

    /// The tokens with these slots: its own, or those of a sample.
    pub(super) fn tokens(&self, mut columns: Columns) -> TokenStream {
        columns.wrap(self.around);
        (self.make)(&mut columns)
    }

    pub(super) fn template(
        &self,
        frame: &Frame,
        sample: &Sample,
    ) -> Result<Option<Template>, String> {
        let tokens = |columns| self.tokens(columns);
        Template::new(frame, self.depth, sample, &tokens)
    }

    pub(super) fn fill(&self, template: &Template, out: &mut String) -> bool {
        template.fill((self.slots, self.lists), out)
    }
}
