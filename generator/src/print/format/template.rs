//! Templates: a formatted fragment with its slots open.
//!
//! Where slots stand is seen and not known: a sample has letters in its slots that no layout has, or, where it is
//! too narrow for these, is formatted twice, with other letters, and what differs is a slot. So nothing here reads
//! Rust.

use proc_macro2::TokenStream;

use super::frames::Frame;
use super::sample::{Sample, mark_column};
use super::slot::{Columns, Kind, List, Slot};

/// The width that `prettyplease` keeps lines within, in bytes.
pub(super) const MARGIN: usize = 89;

/// What makes the tokens of a layout from those of its slots.
pub(super) type Make<'a> = &'a dyn Fn(&mut Columns) -> TokenStream;

/// Fixed text, with what it does to the column.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fixed {
    text: String,
    /// The width of its first line, and of its last one when that is another.
    first: usize,
    last: Option<usize>,
}

impl Fixed {
    fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            first: text.find('\n').unwrap_or(text.len()),
            last: text.rfind('\n').map(|at| text.len() - at - 1),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Segment {
    Fixed(Fixed),
    Slot(usize),
    /// A slot that is first on its line, where the line stays as it is, however far it gets over the margin.
    Crossing(usize),
    /// The rows of a list, with what stands between the slots of a row, and between rows.
    Rows {
        list: usize,
        inside: Vec<Fixed>,
        between: Fixed,
    },
    /// The rows of a list of which each line has as many as fit: what stands between two of them on one line, and
    /// where a line ends.
    Filled {
        list: usize,
        between: Fixed,
        end: Fixed,
    },
}

/// A formatted fragment with its slots open.
#[derive(Debug, Clone)]
pub(super) struct Template {
    segments: Vec<Segment>,
}

/// A place in a formatted sample where a slot stands.
#[derive(Debug, Clone, Copy)]
struct Found {
    start: usize,
    end: usize,
    column: usize,
}

impl Template {
    /// Formats a sample. Nothing where the rows of a list differ in more than their slots.
    ///
    /// # Errors
    /// When the tokens are no Rust in this frame.
    pub(super) fn new(
        frame: &Frame,
        depth: usize,
        sample: &Sample,
        tokens: &dyn Fn(Columns) -> TokenStream,
    ) -> Result<Option<Self>, String> {
        let text = |shift| super::pretty(frame, depth, tokens(sample.columns(shift)?));
        if sample.is_marked() {
            let text = text(None)?;
            return Ok(Self::open(sample, &text, &marks(&text)));
        }
        let (text, other) = (text(Some(0))?, text(Some(1))?);
        Ok(found(sample, &text, &other).and_then(|found| Self::open(sample, &text, &found)))
    }

    fn open(sample: &Sample, text: &str, found: &[Found]) -> Option<Self> {
        let mut segments = Vec::new();
        let (mut at, mut rest) = (0, found);
        while let Some(first) = rest.first() {
            segments.push(Segment::Fixed(Fixed::new(&text[at..first.start])));
            let (segment, count) = match list(sample, first.column) {
                None => (Segment::Slot(first.column), 1),
                Some((list, column)) => {
                    let (cells, columns) = sample.lists.get(list)?;
                    let cells = rest.get(..cells.len())?;
                    (rows(text, cells, (list, column, *columns))?, cells.len())
                }
            };
            segments.push(segment);
            at = rest.get(count - 1)?.end;
            rest = &rest[count..];
        }
        segments.push(Segment::Fixed(Fixed::new(&text[at..])));
        Some(Self { segments })
    }

    /// Appends the text with some slots, and says whether all lines are within the margin. It appends nothing
    /// where one is not.
    pub(super) fn fill(
        &self,
        (slots, lists): (&[Slot<'_>], &[List<'_>]),
        out: &mut String,
    ) -> bool {
        let start = out.len();
        let mut filling = Filling {
            out,
            column: 0,
            widest: 0,
            is_done: false,
        };
        for segment in &self.segments {
            match segment {
                Segment::Fixed(fixed) => filling.fixed(fixed),
                Segment::Slot(number) => filling.slot(slots.get(*number)),
                Segment::Crossing(number) => {
                    filling.slot(slots.get(*number));
                    filling.is_done = true;
                }
                Segment::Rows {
                    list,
                    inside,
                    between,
                } => {
                    let list = lists.get(*list);
                    let rows = list.map(|list| list.slots.chunks(list.columns.max(1)));
                    for (number, row) in rows.into_iter().flatten().enumerate() {
                        if number > 0 {
                            filling.fixed(between);
                        }
                        filling.slot(row.first());
                        for (fixed, slot) in inside.iter().zip(&row[1..]) {
                            filling.fixed(fixed);
                            filling.slot(Some(slot));
                        }
                    }
                }
                Segment::Filled { list, between, end } => {
                    filling.rows(
                        lists.get(*list).map_or(&[], |list| list.slots),
                        between,
                        end,
                    );
                }
            }
        }
        let fits = filling.widest <= MARGIN;
        if !fits {
            out.truncate(start);
        }
        fits
    }
}

struct Filling<'a> {
    out: &'a mut String,
    column: usize,
    widest: usize,
    /// Whether the line has ends of lines that are formatted already.
    is_done: bool,
}

impl Filling<'_> {
    fn fixed(&mut self, fixed: &Fixed) {
        self.out.push_str(&fixed.text);
        match fixed.last {
            None => self.column += fixed.first,
            Some(last) => {
                if !self.is_done {
                    self.widest = self.widest.max(self.column + fixed.first);
                }
                self.column = last;
                self.is_done = false;
            }
        }
    }

    /// As many rows on a line as fit, with what separates them but for the last one.
    fn rows(&mut self, rows: &[Slot<'_>], between: &Fixed, end: &Fixed) {
        for (number, row) in rows.iter().enumerate() {
            let separator = if number + 1 < rows.len() {
                end.first
            } else {
                0
            };
            let width = between.first + row.width() + separator;
            match number {
                0 => {}
                _ if self.column + width <= MARGIN => self.fixed(between),
                _ => self.fixed(end),
            }
            self.slot(Some(row));
        }
    }

    fn slot(&mut self, slot: Option<&Slot<'_>>) {
        if let Some(slot) = slot {
            self.out.push_str(&slot.text);
            self.column += slot.width();
            self.is_done |= matches!(slot.kind, Kind::Doc | Kind::Lines);
        }
    }
}

/// The list and its column that a column is, if it is none of the slots.
fn list(sample: &Sample, column: usize) -> Option<(usize, usize)> {
    let mut column = column.checked_sub(sample.slots.len())?;
    for (number, (_, columns)) in sample.lists.iter().enumerate() {
        if column < *columns {
            return Some((number, column));
        }
        column -= columns;
    }
    None
}

/// The rows of a list, when all are alike.
fn rows(
    text: &str,
    cells: &[Found],
    (list, column, columns): (usize, usize, usize),
) -> Option<Segment> {
    let first = cells.first()?.column - column;
    let in_order = cells.iter().enumerate();
    let mut in_order = in_order.map(|(at, cell)| cell.column == first + at % columns);
    if column != 0 || !in_order.all(|it| it) {
        return None;
    }
    let mut gaps = cells
        .windows(2)
        .map(|pair| &text[pair[0].end..pair[1].start]);
    let gaps: Vec<&str> = gaps.by_ref().collect();
    let inside = gaps.get(..columns - 1)?;
    let between = gaps.get(columns - 1).copied().unwrap_or_default();
    let expected = inside.iter().copied().chain([between]).cycle();
    let is_uniform = gaps.iter().zip(expected).all(|(gap, it)| *gap == it);
    if !is_uniform && columns == 1 {
        return filled(list, &gaps);
    }
    is_uniform.then(|| Segment::Rows {
        list,
        inside: inside.iter().map(|text| Fixed::new(text)).collect(),
        between: Fixed::new(between),
    })
}

/// The rows of a list of which some share a line.
fn filled(list: usize, gaps: &[&str]) -> Option<Segment> {
    let end = gaps.iter().find(|gap| gap.contains('\n'))?;
    let between = gaps.iter().find(|gap| !gap.contains('\n'))?;
    let is_one = |gap: &&str| gap == end || gap == between;
    gaps.iter().all(is_one).then(|| Segment::Filled {
        list,
        between: Fixed::new(between),
        end: Fixed::new(end),
    })
}

/// Where letters stand that no layout has: the places of slots.
fn marks(text: &str) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for (start, letter) in text.char_indices() {
        let Some(column) = mark_column(letter) else {
            continue;
        };
        let end = start + letter.len_utf8();
        match found.last_mut() {
            Some(last) if last.end == start && last.column == column => last.end = end,
            _ => found.push(Found { start, end, column }),
        }
    }
    found
}

/// Where two texts of a sample differ: the places of its slots. Nothing when they differ in more.
fn found(sample: &Sample, text: &str, other: &str) -> Option<Vec<Found>> {
    let (text, other) = (text.as_bytes(), other.as_bytes());
    if text.len() != other.len() {
        return None;
    }
    let mut found = Vec::new();
    let mut start = 0;
    while start < text.len() {
        if text[start] == other[start] {
            start += 1;
            continue;
        }
        let sign = text[start];
        let differs = |at: &usize| text[*at] == sign && other[*at] != sign;
        let end = (start..text.len()).take_while(differs).last()? + 1;
        let column = sample.column(sign)?;
        found.push(Found { start, end, column });
        start = end;
    }
    Some(found)
}

/// A line of a template, with what stands on it.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// The number of the segment of its first slot.
    first: usize,
    /// The width of its fixed text.
    pub(super) fixed: usize,
    /// The slots, each as often as it stands there.
    pub(super) slots: Vec<usize>,
    /// The lists of which all rows stand there, with the width of the fixed text in a row and between rows.
    pub(super) lists: Vec<(usize, usize, usize)>,
    /// Whether rows of a list, slots that cross the margin, or formatted lines stand there.
    pub(super) is_settled: bool,
}

impl Line {
    /// Whether nothing on it has a place where it could be broken.
    fn is_unbroken(&self, sample: &Sample) -> bool {
        let slots = self.slots.iter().filter_map(|slot| sample.slots.get(*slot));
        let lists = self
            .lists
            .iter()
            .filter_map(|(list, ..)| sample.lists.get(*list));
        let cells = lists.clone().flat_map(|(cells, _)| cells);
        let mut kinds = slots.chain(cells).map(|(kind, _)| *kind);
        kinds.all(|kind| kind != Kind::Code)
            && lists
                .into_iter()
                .all(|(cells, columns)| cells.len() <= *columns)
    }

    /// Its width, and whether all of it can be said of a sample.
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
    /// Whether it has the text of another one, whatever slots cross the margin.
    pub(super) fn has_text_of(&self, other: &Self) -> bool {
        let plain = |segment: &Segment| match segment {
            Segment::Crossing(number) => Segment::Slot(*number),
            other => other.clone(),
        };
        let (left, right) = (self.segments.iter(), other.segments.iter());
        left.map(plain).eq(right.map(plain))
    }

    /// The template with all lines free to get over the margin that are over it in its sample. Nothing where there
    /// is no such line, or something on one that could be broken.
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

    /// The slots and lists of lines that are over the margin in a sample.
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

    /// Takes over how rows share a line, where each of them has its own line here.
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

    /// Its lines that have slots.
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

    /// How much wider a slot or a list can be before one of its lines is over the margin, up to a limit.
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
