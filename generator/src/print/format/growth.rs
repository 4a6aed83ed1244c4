//! Growth: widens the narrowest sample until its lines break like those of a fragment.

use super::fragment::Fragment;
use super::lines::Line;
use super::sample::{MARGIN, Sample, narrowest};
use super::slot::{Slot, SlotKind};

/// The width in bytes from which the formatter decides about a slot by the margin alone.
pub(super) const NARROW: usize = 40;

/// The longest name, in bytes, that `prettyplease` keeps on one line with the method called on it.
pub(super) const SHORT: usize = 4;

/// The step, in bytes, in which slots grow beyond the necessary width, so that few templates serve many
/// widths.
const STEP: usize = 8;

/// A sample that grows to match a fragment.
pub(super) struct Growing<'a> {
    pub(super) sample: Sample,
    fragment: &'a Fragment<'a>,
}

impl<'a> Growing<'a> {
    /// Starts with the narrowest sample that the rules for narrow slots allow.
    pub(super) fn new(fragment: &'a Fragment<'a>, is_exact: &[bool]) -> Self {
        let (slots, lists) = (fragment.slots, fragment.lists);
        let mut sample = Sample::narrow(slots, lists);
        for ((slot, (kind, width)), is_exact) in slots.iter().zip(&mut sample.slots).zip(is_exact) {
            *width = match *kind {
                _ if *is_exact => slot.width().min(NARROW),
                SlotKind::Word if slot.width() > SHORT => SHORT + 1,
                kind => slot.width().min(narrowest(kind)),
            };
        }
        let is_exact = is_exact.iter().skip(slots.len());
        for ((number, list), is_exact) in lists.iter().enumerate().zip(is_exact) {
            if *is_exact {
                let mut width = 0;
                let rows = list.slots.chunks(list.columns.max(1)).take_while(|row| {
                    let is_narrow = width < NARROW;
                    width += row.iter().map(Slot::width).sum::<usize>();
                    is_narrow
                });
                let rows = rows.count().max(list.rows().min(2));
                sample.take_rows(number, list, rows, 1);
                let excess = sample.list_width(number).saturating_sub(NARROW);
                sample.trim_last(number, excess);
            }
        }
        Self { sample, fragment }
    }

    /// Widens the slots of lines that exceed the margin until those lines exceed it in the sample too.
    /// Returns whether there are such lines.
    pub(super) fn grow(&mut self, lines: &[Line]) -> bool {
        let before = self.sample.clone();
        let mut actual = self.sample.clone();
        for (slot, (_, width)) in self.fragment.slots.iter().zip(&mut actual.slots) {
            *width = slot.width();
        }
        for (number, list) in self.fragment.lists.iter().enumerate() {
            actual.take_rows(number, list, list.rows(), 1);
        }
        let over = || lines.iter().filter(|line| line.width(&actual) > MARGIN);
        // Closing punctuation may exceed the margin without a line break.
        for end in [MARGIN, MARGIN + 2, MARGIN + 12] {
            if self.sample == before {
                over().for_each(|line| self.widen(line, end));
            }
        }
        self.sample != before
    }

    /// Widens the slots of a line until it exceeds a margin, in bytes.
    fn widen(&mut self, line: &Line, margin: usize) {
        for (number, ..) in &line.lists {
            let Some(list) = self.fragment.lists.get(*number) else {
                continue;
            };
            let mut rows = list.rows().min(2);
            self.sample.take_rows(*number, list, rows, STEP);
            while line.width(&self.sample) <= margin && rows < list.rows() {
                rows += 1;
                self.sample.take_rows(*number, list, rows, STEP);
            }
        }
        // Widens the widest slots first, in whole steps while the remaining slots can still reach the width.
        let width = |slot: &usize| self.fragment.slots.get(*slot).map_or(0, Slot::width);
        let mut slots = line.slots.clone();
        slots.sort_by_key(|slot| std::cmp::Reverse(width(slot)));
        let steps = slots.iter().map(|slot| (*slot, width(slot) / STEP * STEP));
        let ends = slots.iter().map(|slot| (*slot, width(slot)));
        for (slot, end) in steps.chain(ends).collect::<Vec<_>>() {
            while line.width(&self.sample) <= margin {
                match self.sample.slots.get_mut(slot) {
                    Some((_, sample)) if *sample < end => *sample += 1,
                    _ => break,
                }
            }
        }
        for (number, ..) in &line.lists {
            if let Some(list) = self.fragment.lists.get(*number)
                && line.width(&self.sample) <= margin
            {
                self.sample.take_rows(*number, list, list.rows(), 1);
            }
            let excess = line.width(&self.sample).saturating_sub(margin + 1);
            self.sample.trim_last(*number, excess);
        }
    }
}
