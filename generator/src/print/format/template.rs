//! Templates: a formatted fragment with its slots open.
//!
//! Where slots stand is seen and not known: a sample is formatted twice, with other letters in its slots, and
//! what differs is a slot. So nothing here reads Rust.

use proc_macro2::TokenStream;

use super::frames::Frame;
use super::slot::{Columns, Kind, List, Slot};

/// The width that `prettyplease` keeps lines within, in bytes.
pub(super) const MARGIN: usize = 89;

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const DIGITS: &[u8] = b"123456789";

/// What makes the tokens of a layout from those of its slots.
pub(super) type Make<'a> = &'a dyn Fn(&mut Columns) -> TokenStream;

/// Widths of slots, for which a layout is formatted.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub(super) slots: Vec<(Kind, usize)>,
    /// The slots of each list, row by row, and its columns.
    pub(super) lists: Vec<(Vec<(Kind, usize)>, usize)>,
}

impl Sample {
    /// The narrowest slots, and two rows for a list of more.
    pub(super) fn narrow(slots: &[Slot<'_>], lists: &[List<'_>]) -> Self {
        let mut sample = Self::of(slots, lists, 2);
        let listed = sample.lists.iter_mut().flat_map(|(slots, _)| slots);
        for (_, width) in sample.slots.iter_mut().chain(listed) {
            *width = 1;
        }
        sample
    }

    /// The widths of some slots, and of so many rows as surely do not fit on one line.
    pub(super) fn wide(slots: &[Slot<'_>], lists: &[List<'_>]) -> Self {
        Self::of(slots, lists, usize::MAX)
    }

    fn of(slots: &[Slot<'_>], lists: &[List<'_>], rows: usize) -> Self {
        let size = |slot: &Slot<'_>| (slot.kind, slot.width());
        let lists = lists.iter().map(|list| {
            let mut sample = Vec::new();
            let mut width = 0;
            for row in list.slots.chunks(list.columns.max(1)).take(rows) {
                if width > MARGIN && sample.len() >= 2 * list.columns {
                    break;
                }
                width += row.iter().map(Slot::width).sum::<usize>();
                sample.extend(row.iter().map(size));
            }
            (sample, list.columns)
        });
        Self {
            slots: slots.iter().map(size).collect(),
            lists: lists.collect(),
        }
    }

    /// The sample with so many rows in each list of several that they do not fit on one line.
    pub(super) fn crowded(&self) -> Self {
        let mut crowded = self.clone();
        for (cells, columns) in &mut crowded.lists {
            if cells.len() > *columns {
                *cells = cells.iter().copied().cycle().take(MARGIN * *columns).collect();
            }
        }
        crowded
    }

    /// Whether each slot has a width.
    pub(super) fn is_whole(&self) -> bool {
        let listed = self.lists.iter().flat_map(|(slots, _)| slots);
        self.slots.iter().chain(listed).all(|(_, width)| *width > 0)
    }

    /// A number for each slot and each column of a list: its letter, or its digit.
    fn signs(&self) -> Vec<(usize, bool)> {
        let listed = self
            .lists
            .iter()
            .flat_map(|(slots, columns)| slots.iter().take(*columns));
        let (mut letter, mut digit) = (0, 0);
        let kinds = self.slots.iter().chain(listed);
        let signs = kinds.map(|(kind, _)| {
            let is_digit = *kind == Kind::Number;
            let next = if is_digit { &mut digit } else { &mut letter };
            *next += 1;
            (*next - 1, is_digit)
        });
        signs.collect()
    }

    /// The sample as tokens, with letters that `shift` chooses.
    fn columns(&self, shift: usize) -> Result<Columns, String> {
        let signs = self.signs();
        let slot = |column: usize, (kind, width): &(Kind, usize)| {
            let (number, is_digit) = signs.get(column).copied().unwrap_or_default();
            let alphabet = if is_digit { DIGITS } else { LETTERS };
            let sign = alphabet.get(number + shift).copied();
            let sign = sign.ok_or("a layout has too many slots")?;
            let text = char::from(sign).to_string().repeat(*width);
            Ok::<_, String>(Slot {
                kind: *kind,
                text: text.into(),
            })
        };
        let slots = self.slots.iter().enumerate();
        let slots: Vec<_> = slots.map(|(at, it)| slot(at, it)).collect::<Result<_, _>>()?;
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
            .map(|(cells, columns)| List::new(cells, *columns))
            .collect();
        Columns::of(&slots, &lists)
    }

    /// The column of a letter or digit.
    fn column(&self, sign: u8) -> Option<usize> {
        let signs = self.signs();
        signs.iter().position(|(number, is_digit)| {
            let alphabet = if *is_digit { DIGITS } else { LETTERS };
            alphabet.get(*number) == Some(&sign)
        })
    }
}

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
    /// The rows of a list, with what stands between the slots of a row, and between rows.
    Rows {
        list: usize,
        inside: Vec<Fixed>,
        between: Fixed,
    },
}

/// A formatted fragment with its slots open.
#[derive(Debug, PartialEq, Eq)]
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
        make: Make<'_>,
    ) -> Result<Option<Self>, String> {
        let text = |shift| super::pretty(frame, depth, make(&mut sample.columns(shift)?));
        let (text, other) = (text(0)?, text(1)?);
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

    /// Appends the text with some slots. With `is_checked`, says whether all lines are within the margin, and
    /// appends nothing where one is not.
    pub(super) fn fill(
        &self,
        (slots, lists): (&[Slot<'_>], &[List<'_>]),
        is_checked: bool,
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
            }
        }
        let fits = !is_checked || filling.widest <= MARGIN;
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
fn rows(text: &str, cells: &[Found], (list, column, columns): (usize, usize, usize)) -> Option<Segment> {
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
    is_uniform.then(|| Segment::Rows {
        list,
        inside: inside.iter().map(|text| Fixed::new(text)).collect(),
        between: Fixed::new(between),
    })
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

/// How much wider a slot or a list can be before one of its lines is over the margin, up to a limit.
pub(super) fn room(template: &Template, sample: &Sample, unit: usize, limit: usize) -> usize {
    let slots = sample.slots.len();
    let (mut line, mut count, mut room) = (0, 0, limit);
    let mut end = |line: usize, count: usize| {
        if let Some(each) = MARGIN.saturating_sub(line).checked_div(count) {
            room = room.min(each);
        }
    };
    for segment in &template.segments {
        match segment {
            Segment::Fixed(fixed) => match fixed.last {
                None => line += fixed.first,
                Some(last) => {
                    end(line + fixed.first, count);
                    (line, count) = (last, 0);
                }
            },
            Segment::Slot(number) => {
                line += sample.slots.get(*number).map_or(0, |(_, width)| *width);
                count += usize::from(*number == unit);
            }
            Segment::Rows { list, between, .. } if between.last.is_none() => {
                line += sample.lists.get(*list).map_or(0, |(cells, _)| 4 * cells.len());
                count += usize::from(slots + list == unit);
            }
            Segment::Rows { list, .. } => {
                line += 1;
                count += usize::from(slots + list == unit);
            }
        }
    }
    room
}
