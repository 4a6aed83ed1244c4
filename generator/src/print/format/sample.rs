//! Samples: placeholders of given widths, with which a layout is formatted. All widths are in bytes.

use super::slot::{Columns, Slot, SlotKind, SlotList};

/// The maximum line width of `prettyplease`, in bytes.
pub(super) const MARGIN: usize = 89;

/// The code points from which the marks of slots are counted: letters of two and three bytes, which no layout
/// contains.
const MARKS: [u32; 2] = [0x100, 0x1e00];

/// The number of columns that have a mark.
const MAX_COLUMNS: u32 = 64;

/// ASCII letters, which a layout may contain as well.
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &[u8] = b"123456789";

/// The widths of the slots and lists with which a layout is formatted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sample {
    pub(super) slots: Vec<(SlotKind, usize)>,
    /// For each list, the kind and width of each slot, row by row; and the number of columns.
    pub(super) lists: Vec<(Vec<(SlotKind, usize)>, usize)>,
}

impl Sample {
    /// The sample with the narrowest slots, and at most two rows for each list.
    pub(super) fn narrow(slots: &[Slot<'_>], lists: &[SlotList<'_>]) -> Self {
        let size = |slot: &Slot<'_>| (slot.kind, narrowest(slot.kind));
        let lists = lists.iter().map(|list| {
            let cells = list.slots.iter().take(2 * list.columns);
            (cells.map(size).collect(), list.columns)
        });
        Self {
            slots: slots.iter().map(size).collect(),
            lists: lists.collect(),
        }
    }

    /// Gives a list the first rows of a fragment's list, with widths rounded up to a step.
    pub(super) fn take_rows(
        &mut self,
        number: usize,
        list: &SlotList<'_>,
        rows: usize,
        step: usize,
    ) {
        let size = |slot: &Slot<'_>| {
            let least = slot.width().min(narrowest(slot.kind));
            (slot.kind, (slot.width() / step * step).max(least))
        };
        if let Some((cells, columns)) = self.lists.get_mut(number) {
            *cells = list.slots.iter().take(rows * *columns).map(size).collect();
        }
    }

    pub(super) fn list_width(&self, number: usize) -> usize {
        let cells = self.lists.get(number).map_or(&[][..], |(cells, _)| cells);
        cells.iter().map(|(_, width)| width).sum()
    }

    pub(super) fn rows(&self, number: usize) -> usize {
        let list = self.lists.get(number);
        list.map_or(0, |(cells, columns)| cells.len() / (*columns).max(1))
    }

    /// Narrows the last slot of a list by up to `by` bytes.
    pub(super) fn trim_last(&mut self, number: usize, by: usize) {
        let cells = self.lists.get_mut(number).map(|(cells, _)| cells);
        if let Some((kind, width)) = cells.and_then(|cells| cells.last_mut()) {
            *width = width.saturating_sub(by).max(narrowest(*kind).min(*width));
        }
    }

    /// Whether the width of a slot or list affects line breaks.
    pub(super) fn can_widen(&self, unit: usize) -> bool {
        let kind = match unit.checked_sub(self.slots.len()) {
            None => self.slots.get(unit),
            Some(list) => self.lists.get(list).and_then(|(cells, _)| cells.first()),
        };
        kind.is_some_and(|(kind, _)| !matches!(kind, SlotKind::Doc | SlotKind::Lines))
    }

    /// Widens a slot, or the first row of a list, by some bytes.
    pub(super) fn widen(&mut self, unit: usize, by: usize) {
        if let Some((_, width)) = self.unit(unit) {
            *width += by;
        }
    }

    /// Widens a slot, or the first row of a list, to a width.
    pub(super) fn widen_to(&mut self, unit: usize, to: usize) {
        if let Some((_, width)) = self.unit(unit) {
            *width = to.max(*width);
        }
    }

    /// The width of a slot, or of all rows of a list.
    pub(super) fn width(&self, unit: usize) -> usize {
        match unit.checked_sub(self.slots.len()) {
            None => self.slots.get(unit).map_or(0, |(_, width)| *width),
            Some(list) => self.list_width(list),
        }
    }

    fn unit(&mut self, unit: usize) -> Option<&mut (SlotKind, usize)> {
        match unit.checked_sub(self.slots.len()) {
            None => self.slots.get_mut(unit),
            Some(list) => self
                .lists
                .get_mut(list)
                .and_then(|(cells, _)| cells.first_mut()),
        }
    }

    /// The sample with enough rows in each list that they do not fit on one line.
    pub(super) fn crowded(&self) -> Self {
        let mut crowded = self.clone();
        for (cells, columns) in &mut crowded.lists {
            if cells.len() > *columns {
                *cells = cells
                    .iter()
                    .copied()
                    .cycle()
                    .take(MARGIN / 3 * *columns)
                    .collect();
            }
        }
        crowded
    }

    pub(super) fn is_whole(&self) -> bool {
        let listed = self.lists.iter().flat_map(|(slots, _)| slots);
        self.slots.iter().chain(listed).all(|(_, width)| *width > 0)
    }

    /// For each slot and column, the index of its placeholder in the alphabet, and whether that alphabet is
    /// the digits.
    fn placeholders(&self) -> Vec<(usize, bool)> {
        let listed = self
            .lists
            .iter()
            .flat_map(|(slots, columns)| slots.iter().take(*columns));
        let (mut letter, mut digit) = (0, 0);
        let kinds = self.slots.iter().chain(listed);
        let placeholders = kinds.map(|(kind, _)| {
            let is_digit = *kind == SlotKind::Number;
            let next = if is_digit { &mut digit } else { &mut letter };
            *next += 1;
            (*next - 1, is_digit)
        });
        placeholders.collect()
    }

    /// Whether placeholders can be written with marks, which no layout contains.
    pub(super) fn is_marked(&self) -> bool {
        let listed = self.lists.iter().flat_map(|(slots, _)| slots);
        let mut all = self.slots.iter().chain(listed);
        all.all(|(kind, width)| *kind != SlotKind::Number && *width >= 2)
    }

    /// The placeholders as tokens: of marks, or of ASCII letters and digits chosen by `shift`.
    pub(super) fn columns(&self, shift: Option<usize>) -> Result<Columns, String> {
        let placeholders = self.placeholders();
        let slot = |column: usize, (kind, width): &(SlotKind, usize)| {
            let text = match shift {
                None => marked(column, *width),
                Some(shift) => {
                    let (number, is_digit) = placeholders.get(column).copied().unwrap_or_default();
                    let alphabet = if is_digit { DIGITS } else { LETTERS };
                    let letter = alphabet.get(number + shift);
                    letter.map(|letter| char::from(*letter).to_string().repeat(*width))
                }
            };
            let text = text.ok_or("a layout has too many slots")?;
            Ok::<_, String>(Slot {
                kind: *kind,
                text: text.into(),
                path: None,
            })
        };
        let slots = self.slots.iter().enumerate();
        let slots: Vec<_> = slots
            .map(|(at, it)| slot(at, it))
            .collect::<Result<_, _>>()?;
        let mut first = self.slots.len();
        let mut rows = Vec::new();
        for (sample, columns) in &self.lists {
            let cells = sample.iter().enumerate();
            let cells = cells.map(|(at, it)| slot(first + at % columns, it));
            rows.push((cells.collect::<Result<Vec<_>, _>>()?, *columns));
            first += columns;
        }
        let lists: Vec<_> = rows
            .iter()
            .map(|(cells, columns)| SlotList::new(cells, *columns))
            .collect();
        Columns::of(&slots, &lists)
    }

    /// The column of an ASCII letter or digit.
    pub(super) fn column(&self, letter: u8) -> Option<usize> {
        let placeholders = self.placeholders();
        placeholders.iter().position(|(number, is_digit)| {
            let alphabet = if *is_digit { DIGITS } else { LETTERS };
            alphabet.get(*number) == Some(&letter)
        })
    }
}

/// The minimum width of a slot for which most samples can be written with marks.
pub(super) fn narrowest(kind: SlotKind) -> usize {
    if kind == SlotKind::Number { 1 } else { 2 }
}

/// The placeholder of a column in marks; `None` for a column without a mark.
fn marked(column: usize, width: usize) -> Option<String> {
    let column = u32::try_from(column).ok().filter(|it| *it < MAX_COLUMNS)?;
    let [two, three] = MARKS.map(|start| char::from_u32(start + column).unwrap_or('_'));
    let mut text = String::new();
    if width % 2 == 1 {
        text.push(three);
    }
    text.extend(std::iter::repeat_n(two, (width - text.len()) / 2));
    Some(text)
}

/// The column of a mark; `None` for other characters.
pub(super) fn mark_column(letter: char) -> Option<usize> {
    let columns = MARKS
        .iter()
        .filter_map(|start| u32::from(letter).checked_sub(*start));
    let mut columns = columns.filter(|column| *column < MAX_COLUMNS);
    columns
        .next()
        .and_then(|column| usize::try_from(column).ok())
}
