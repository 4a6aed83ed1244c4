//! The known templates of a layout, and the widths for which each is valid.

use std::sync::Arc;

use super::fragment::Fragment;
use super::growth::{NARROW, SHORT};
use super::sample::Sample;
use super::slot::{Slot, SlotKind};
use super::template::Template;

/// The properties of fragments, besides widths, that determine a template: nesting, whether each list has no
/// row, one or more, which slots are strings (their quotes belong to the template), and the code around the
/// paths of open types.
#[derive(Debug)]
pub(super) struct Key {
    depth: usize,
    rows: Vec<usize>,
    quoted: Vec<bool>,
    around: Vec<Option<(String, String)>>,
}

impl Key {
    pub(super) fn of(fragment: &Fragment<'_>) -> Self {
        let around = fragment
            .around
            .iter()
            .map(|around| around.map(|(before, behind)| (before.to_owned(), behind.to_owned())));
        Self {
            depth: fragment.depth,
            rows: fragment.rows().collect(),
            quoted: fragment.quoted().collect(),
            around: around.collect(),
        }
    }

    pub(super) fn is(&self, fragment: &Fragment<'_>) -> bool {
        let around = self.around.iter();
        let around = around.map(|it| it.as_ref().map(|(before, behind)| (&**before, &**behind)));
        self.depth == fragment.depth
            && self.rows.iter().copied().eq(fragment.rows())
            && self.quoted.iter().copied().eq(fragment.quoted())
            && around.eq(fragment.around.iter().copied())
    }
}

/// How the lists of a layout break into lines.
#[derive(Debug, Clone)]
pub(super) enum Broken {
    /// Each row is on its own line, or there is no list.
    Rows,
    /// As many rows per line as fit, as in the template.
    Filled(Template),
    /// Not determined by widths alone.
    Other,
}

/// The templates of fragments that differ only in widths.
#[derive(Debug)]
pub(super) struct TemplateSet {
    pub(super) key: Key,
    /// Whether a rule for narrow widths applies, for each slot and list.
    pub(super) is_exact: Vec<bool>,
    /// How lists break; `None` until determined.
    pub(super) broken: Option<Broken>,
    /// The templates; that of the narrowest sample comes first, if it exists.
    pub(super) templates: Vec<Arc<Known>>,
}

/// A template, with the widths of its sample.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) template: Template,
    pub(super) sample: Sample,
    /// The slots and lists whose lines may exceed the margin, each with the maximum width in bytes for which
    /// they do.
    pub(super) crossing: Vec<(usize, usize)>,
    /// Whether the sample is the narrowest, in which no name is short enough to stay on one line with a
    /// method call.
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

    /// Whether the slots on lines that may exceed the margin are narrow enough. A type with arguments is
    /// never: the formatter may break it, unless only its path is the slot.
    pub(super) fn may_cross(&self, fragment: &Fragment<'_>) -> bool {
        self.crossing.iter().all(
            |(unit, limit)| match unit.checked_sub(fragment.slots.len()) {
                None => {
                    let slot = fragment.slots.get(*unit);
                    slot.is_some_and(|slot| slot.kind != SlotKind::Code && slot.width() <= *limit)
                }
                Some(list) => {
                    let slots = fragment.lists.get(list).map_or(&[][..], |list| list.slots);
                    let is_code = slots.iter().any(|slot| slot.kind == SlotKind::Code);
                    !is_code && slots.iter().map(Slot::width).sum::<usize>() <= *limit
                }
            },
        )
    }

    pub(super) fn holds(&self, is_exact: &[bool], fragment: &Fragment<'_>) -> bool {
        let may = |from: usize, is_exact: bool, width: usize| {
            width >= from && (!is_exact || width == from || from >= NARROW)
        };
        let slots = self.sample.slots.iter().zip(is_exact).zip(fragment.slots);
        let mut slots = slots.map(|(((_, from), is_exact), slot)| {
            let width = slot.width();
            let is_alike = self.is_narrowest || (*from <= SHORT) == (width <= SHORT);
            (slot.kind != SlotKind::Word || is_alike) && may(*from, *is_exact, width)
        });
        let is_exact = is_exact.get(fragment.slots.len()..).unwrap_or_default();
        let lists = fragment.lists.iter().zip(is_exact).enumerate();
        let mut lists = lists.map(|(number, (list, is_exact))| {
            let (from, rows) = (self.sample.list_width(number), self.sample.rows(number));
            let width = list.slots.iter().map(Slot::width).sum();
            let has_rows = match *is_exact && from < NARROW {
                true => list.rows() == rows,
                false => list.rows() >= rows,
            };
            has_rows && may(from, *is_exact, width)
        });
        slots.all(|it| it) && lists.all(|it| it) && self.may_cross(fragment)
    }
}
