//! What is known of a layout: templates, with the widths that each of them holds for.

use std::sync::Arc;

use super::growth::{NARROW, SHORT};
use super::part::Part;
use super::sample::Sample;
use super::slot::{Kind, Slot};
use super::template::Template;

/// What makes a difference beside widths: how deep the fragment stands, whether lists have no row, one or more,
/// and what stands around the paths of types that are open.
#[derive(Debug)]
pub(super) struct Key {
    depth: usize,
    rows: Vec<usize>,
    around: Vec<Option<(String, String)>>,
}

impl Key {
    pub(super) fn of(part: &Part<'_>) -> Self {
        let around = part
            .around
            .iter()
            .map(|around| around.map(|(before, behind)| (before.to_owned(), behind.to_owned())));
        Self {
            depth: part.depth,
            rows: part.rows().collect(),
            around: around.collect(),
        }
    }

    pub(super) fn is(&self, part: &Part<'_>) -> bool {
        let around = self.around.iter();
        let around = around.map(|it| it.as_ref().map(|(before, behind)| (&**before, &**behind)));
        self.depth == part.depth
            && self.rows.iter().copied().eq(part.rows())
            && around.eq(part.around.iter().copied())
    }
}

/// How the lists of a layout are broken.
#[derive(Debug, Clone)]
pub(super) enum Broken {
    /// Each row is on a line of its own, or there is no list.
    Rows,
    /// Each line has as many rows as fit, as in this template.
    Filled(Template),
    /// Widths do not tell.
    Other,
}

/// The templates of fragments that differ in widths alone.
#[derive(Debug)]
pub(super) struct Variant {
    pub(super) key: Key,
    /// Which slots and lists a rule for narrow ones concerns.
    pub(super) is_exact: Vec<bool>,
    /// How lists are broken, once that was asked for.
    pub(super) broken: Option<Broken>,
    /// That of the narrowest sample is the first one, if it has one.
    pub(super) templates: Vec<Arc<Known>>,
}

/// A template with the widths that it was made from.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) template: Template,
    pub(super) sample: Sample,
    /// Where lines may get over the margin: the slots and lists of these, with the width up to which they may.
    pub(super) crossing: Vec<(usize, usize)>,
    /// Whether the sample is the narrowest one, for which no name is kept together with what is called on it.
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

    /// Whether what stands on lines that may get over the margin is narrow enough for that. A path may stand
    /// there where a type with arguments is broken.
    pub(super) fn may_cross(&self, part: &Part<'_>) -> bool {
        self.crossing
            .iter()
            .all(|(unit, limit)| match unit.checked_sub(part.slots.len()) {
                None => {
                    let slot = part.slots.get(*unit);
                    slot.is_some_and(|slot| slot.kind != Kind::Code && slot.width() <= *limit)
                }
                Some(list) => {
                    let slots = part.lists.get(list).map_or(&[][..], |list| list.slots);
                    let is_code = slots.iter().any(|slot| slot.kind == Kind::Code);
                    !is_code && slots.iter().map(Slot::width).sum::<usize>() <= *limit
                }
            })
    }

    pub(super) fn holds(&self, is_exact: &[bool], part: &Part<'_>) -> bool {
        let may = |from: usize, is_exact: bool, width: usize| {
            width >= from && (!is_exact || width == from || from >= NARROW)
        };
        let slots = self.sample.slots.iter().zip(is_exact).zip(part.slots);
        let mut slots = slots.map(|(((_, from), is_exact), slot)| {
            let width = slot.width();
            let is_alike = self.is_narrowest || (*from <= SHORT) == (width <= SHORT);
            (slot.kind != Kind::Word || is_alike) && may(*from, *is_exact, width)
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
