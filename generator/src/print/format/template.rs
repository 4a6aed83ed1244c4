//! Templates: formatted fragments with open slots.
//!
//! Slots are found in the formatted text: a sample fills them with letters that no layout contains. If a slot
//! is too narrow for these, the sample is formatted twice with different letters, and the differences are the
//! slots. Nothing here parses Rust.

use proc_macro2::TokenStream;

use super::frames::Frame;
use super::sample::{MARGIN, Sample};
use super::scan::{SlotPosition, changes, marks};
use super::slot::{Columns, Slot, SlotKind, SlotList};

/// Fixed text, with the widths of its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fixed {
    text: String,
    /// The widths of its first line, and of its last line if it has several.
    pub(super) first: usize,
    pub(super) last: Option<usize>,
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

/// A part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    Fixed(Fixed),
    Slot(usize),
    /// A slot that starts a line which stays unbroken, however far it exceeds the margin.
    Crossing(usize),
    /// The rows of a list, with the text between the slots of a row, and between rows.
    Rows {
        list: usize,
        inside: Vec<Fixed>,
        between: Fixed,
    },
    /// The rows of a list, as many per line as fit, with the text between two rows on a line, and between the
    /// last row of a line and the next line.
    Filled {
        list: usize,
        between: Fixed,
        end: Fixed,
    },
}

/// A formatted fragment with open slots.
#[derive(Debug, Clone)]
pub(super) struct Template {
    pub(super) segments: Vec<Segment>,
}

impl Template {
    /// Formats a sample. `None` if the rows of a list differ in more than their slots.
    ///
    /// # Errors
    ///
    /// If the tokens are not valid Rust in this frame.
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
        Ok(changes(sample, &text, &other).and_then(|found| Self::open(sample, &text, &found)))
    }

    fn open(sample: &Sample, text: &str, found: &[SlotPosition]) -> Option<Self> {
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

    /// Appends the template with these slots, and returns true, if all lines are within the margin. Otherwise
    /// appends nothing.
    pub(super) fn fill(
        &self,
        (slots, lists): (&[Slot<'_>], &[SlotList<'_>]),
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
    /// Whether the line has the line breaks of a slot of formatted lines.
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

    /// Appends as many rows per line as fit, with a separator after all but the last.
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
            self.is_done |= matches!(slot.kind, SlotKind::Doc | SlotKind::Lines);
        }
    }
}

/// The list of a column, and the column's index in the list; `None` for a slot.
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

/// The rows of a list as a segment; `None` if they differ in more than their slots.
fn rows(
    text: &str,
    cells: &[SlotPosition],
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

/// The rows of a list as a segment, if some rows share a line.
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
