//! The known templates of a layout, with the widths that each is valid for.

use std::sync::Arc;

use super::growth::{NARROW, SHORT};
use super::part::Fragment;
use super::sample::Sample;
use super::slot::{Slot, SlotKind};
use super::template::Template;

/// What distinguishes fragments besides widths: nesting, whether lists have no row, one or more, which slots are
/// strings, whose quotes belong to the template, and the code around the paths of open types.
#[derive(Debug)]
pub(super) struct Key {
    depth: usize,
    rows: Vec<usize>,
    quoted: Vec<bool>,
    around: Vec<Option<(String, String)>>,
}

impl Key {
    pub(super) fn of(part: &Fragment<'_>) -> Self {
        let around = part
            .around
            .iter()
            .map(|around| around.map(|(before, behind)| (before.to_owned(), behind.to_owned())));
        Self {
            depth: part.depth,
            rows: part.rows().collect(),
            quoted: part.quoted().collect(),
            around: around.collect(),
        }
    }

    pub(super) fn is(&self, part: &Fragment<'_>) -> bool {
        let around = self.around.iter();
        let around = around.map(|it| it.as_ref().map(|(before, behind)| (&**before, &**behind)));
        self.depth == part.depth
            && self.rows.iter().copied().eq(part.rows())
            && self.quoted.iter().copied().eq(part.quoted())
            && around.eq(part.around.iter().copied())
    }
}

/// How the lists of a layout break.
#[derive(Debug, Clone)]
pub(super) enum Broken {
    /// Each row has its own line, or there is no list.
    Rows,
    /// As many rows per line as fit, as in this template.
    Filled(Template),
    /// Not determined by widths.
    Other,
}

/// The templates of fragments that differ only in widths.
#[derive(Debug)]
pub(super) struct TemplateSet {
    pub(super) key: Key,
    /// The slots and lists that a rule for narrow ones applies to.
    pub(super) is_exact: Vec<bool>,
    /// How lists break, once determined.
    pub(super) broken: Option<Broken>,
    /// The template of the narrowest sample comes first, if there is one.
    pub(super) templates: Vec<Arc<Known>>,
}

/// A template with the widths that it was formatted with.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) template: Template,
    pub(super) sample: Sample,
    /// The slots and lists whose lines may exceed the margin, each with the width up to which they may.
    pub(super) crossing: Vec<(usize, usize)>,
    /// Whether this is the narrowest sample, in which no name is short enough to be kept with the method
    /// called on it.
    pub(super) is_narrowest: bool,
}

impl Known {
    pub(super) fn new(template: Template, sample: Sample) -> Self {
        Self {
            template,
            sample,
            crossing: Vec::new(),
            is_narrowest: false,
        }
    }

    /// Whether the slots on lines that may exceed the margin are narrow enough. A path may be on such a line
    /// if a type with arguments is broken.
    pub(super) fn may_cross(&self, part: &Fragment<'_>) -> bool {
        self.crossing
            .iter()
            .all(|(unit, limit)| match unit.checked_sub(part.slots.len()) {
                None => {
                    let slot = part.slots.get(*unit);
                    slot.is_some_and(|slot| slot.kind != SlotKind::Code && slot.width() <= *limit)
                }
                Some(list) => {
                    let slots = part.lists.get(list).map_or(&[][..], |list| list.slots);
                    let is_code = slots.iter().any(|slot| slot.kind == SlotKind::Code);
                    !is_code && slots.iter().map(Slot::width).sum::<usize>() <= *limit
                }
            })
    }

    pub(super) fn holds(&self, is_exact: &[bool], part: &Fragment<'_>) -> bool {
        let may = |from: usize, is_exact: bool, width: usize| {
            width >= from && (!is_exact || width == from || from >= NARROW)
        };
        let slots = self.sample.slots.iter().zip(is_exact).zip(part.slots);
        let mut slots = slots.map(|(((_, from), is_exact), slot)| {
            let width = slot.width();
            let is_alike = self.is_narrowest || (*from <= SHORT) == (width <= SHORT);
            (slot.kind != SlotKind::Word || is_alike) && may(*from, *is_exact, width)
        });
        let is_exact = is_exact.get(part.slots.len()..).unwrap_or_default();
        let lists = part.lists.iter().zip(is_exact).enumerate();
        let mut lists = lists.map(|(number, (list, is_exact))| {
            let (from, rows) = (self.sample.list_width(number), self.sample.rows(number));
            let width = list.slots.iter().map(Slot::width).sum();
            let has_rows = match *is_exact && from < NARROW {
                true => list.rows() == rows,
                false => list.rows() >= rows,
            };
            has_rows && may(from, *is_exact, width)
        });
        slots.all(|it| it) && lists.all(|it| it) && self.may_cross(part)
    }
}
