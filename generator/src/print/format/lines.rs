//! The lines of a template: their slots and widths in bytes.

use super::sample::{MARGIN, Sample};
use super::slot::SlotKind;
use super::template::{Segment, Template};

/// A line of a template that has slots.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// The index of the segment with its first slot.
    first: usize,
    /// The width of its fixed text.
    pub(super) fixed: usize,
    /// Its slots; a slot that occurs twice is listed twice.
    pub(super) slots: Vec<usize>,
    /// The lists with all rows on the line, each with the width of the fixed text within a row and between
    /// rows.
    pub(super) lists: Vec<(usize, usize, usize)>,
    /// Whether the width does not decide its line breaks: it has some rows of a list, slots that may exceed
    /// the margin, or formatted lines.
    pub(super) is_settled: bool,
}

impl Line {
    /// Whether no slot on the line allows a line break.
    fn is_unbroken(&self, sample: &Sample) -> bool {
        let slots = self.slots.iter().filter_map(|slot| sample.slots.get(*slot));
        let lists = self
            .lists
            .iter()
            .filter_map(|(list, ..)| sample.lists.get(*list));
        let cells = lists.clone().flat_map(|(cells, _)| cells);
        let mut kinds = slots.chain(cells).map(|(kind, _)| *kind);
        kinds.all(|kind| kind != SlotKind::Code)
            && lists
                .into_iter()
                .all(|(cells, columns)| cells.len() <= *columns)
    }

    /// The width of the line with the slots and lists of a sample.
    pub(super) fn width(&self, sample: &Sample) -> usize {
        let slots = self.slots.iter().filter_map(|slot| sample.slots.get(*slot));
        let slots: usize = slots.map(|(_, width)| width).sum();
        let lists = self.lists.iter().map(|(list, inside, between)| {
            let Some((cells, columns)) = sample.lists.get(*list) else {
                return 0;
            };
            let rows = cells.len() / (*columns).max(1);
            let width: usize = cells.iter().map(|(_, width)| width).sum();
            width + inside * rows + between * rows.saturating_sub(1)
        });
        self.fixed + slots + lists.sum::<usize>()
    }
}

impl Template {
    /// Whether the fixed text equals that of another template, regardless of the slots that may exceed the
    /// margin.
    pub(super) fn has_text_of(&self, other: &Self) -> bool {
        let plain = |segment: &Segment| match segment {
            Segment::Crossing(number) => Segment::Slot(*number),
            other => other.clone(),
        };
        let (left, right) = (self.segments.iter(), other.segments.iter());
        left.map(plain).eq(right.map(plain))
    }

    /// A template in which the lines that exceed the margin in the sample may exceed it for any width. `None`
    /// if there is no such line, or if one of them can be broken.
    pub(super) fn crossing(&self, sample: &Sample) -> Option<Self> {
        let over = self
            .lines()
            .into_iter()
            .filter(|line| line.width(sample) > MARGIN);
        let mut segments = self.segments.clone();
        let mut count = 0;
        for line in over {
            if !line.is_unbroken(sample) {
                return None;
            }
            let first = segments.get_mut(line.first)?;
            let Segment::Slot(number) = *first else {
                return None;
            };
            *first = Segment::Crossing(number);
            count += 1;
        }
        (count > 0).then_some(Self { segments })
    }

    /// The slots and lists on lines of the sample that exceed the margin.
    pub(super) fn units_over(&self, sample: &Sample) -> Vec<usize> {
        let lines = self
            .lines()
            .into_iter()
            .filter(|line| line.width(sample) > MARGIN);
        let units = lines.flat_map(|line| {
            let lists = line
                .lists
                .iter()
                .map(|(list, ..)| sample.slots.len() + list);
            line.slots.iter().copied().chain(lists).collect::<Vec<_>>()
        });
        units.collect()
    }

    /// Whether a list has as many rows on a line as fit.
    pub(super) fn is_filled(&self) -> bool {
        let mut segments = self.segments.iter();
        segments.any(|segment| matches!(segment, Segment::Filled { .. }))
    }

    /// Takes over how rows share lines from `crowd`; in this template each row has its own line.
    #[must_use]
    pub(super) fn filling(mut self, crowd: &Self) -> Self {
        for segment in &mut self.segments {
            let Segment::Rows { list, between, .. } = segment else {
                continue;
            };
            let of_crowd = crowd.segments.iter().find(
                |segment| matches!(segment, Segment::Filled { list: other, .. } if other == list),
            );
            if let Some(filled) = of_crowd.filter(|_| between.last.is_some()) {
                *segment = filled.clone();
            }
        }
        self
    }

    pub(super) fn lines(&self) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut line = Line::default();
        for (number, segment) in self.segments.iter().enumerate() {
            let is_empty = line.slots.is_empty() && line.lists.is_empty();
            if is_empty && !matches!(segment, Segment::Fixed(_)) {
                line.first = number;
            }
            match segment {
                Segment::Fixed(fixed) => {
                    line.fixed += fixed.first;
                    if let Some(last) = fixed.last {
                        lines.push(std::mem::take(&mut line));
                        line.fixed = last;
                    }
                }
                Segment::Slot(number) => line.slots.push(*number),
                Segment::Crossing(_) => line.is_settled = true,
                Segment::Rows {
                    list,
                    inside,
                    between,
                } if between.last.is_none() && inside.iter().all(|it| it.last.is_none()) => {
                    let inside = inside.iter().map(|fixed| fixed.first).sum();
                    line.lists.push((*list, inside, between.first));
                }
                Segment::Rows { .. } | Segment::Filled { .. } => line.is_settled = true,
            }
        }
        lines.retain(|line| !line.slots.is_empty() || !line.lists.is_empty());
        lines
    }

    /// The number of bytes by which a slot or list can grow before one of its lines exceeds the margin, at
    /// most `limit`.
    pub(super) fn room(&self, sample: &Sample, unit: usize, limit: usize) -> usize {
        let slots = sample.slots.len();
        let room = self.lines().into_iter().filter_map(|line| {
            let in_slots = line.slots.iter().filter(|slot| **slot == unit).count();
            let in_lists = line
                .lists
                .iter()
                .filter(|list| slots + list.0 == unit)
                .count();
            MARGIN
                .saturating_sub(line.width(sample))
                .checked_div(in_slots + in_lists)
        });
        room.min().unwrap_or(limit).min(limit)
    }
}
