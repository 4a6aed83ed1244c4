//! Layouts: the fragments of one place of emission, and what is known of how they are formatted.
//!
//! `prettyplease` decides by width alone. So what it makes of some widths holds for all that are no narrower, as
//! long as every line is within the margin: what did not fit on a line still does not, and what did still does.
//! Two of its rules look at widths below that: a struct literal is broken from 35 bytes on, and a name of up to
//! four is not parted from what is called on it. Slots that such a rule concerns are found by trying, and
//! have a template for each width.

use std::sync::{PoisonError, RwLock};

use super::frames::Frame;
use super::slot::{Columns, Kind, List, Slot};
use super::template::{Make, Sample, Template, room};

/// From this width on, no rule but that of the margin looks at a slot.
const NARROW: usize = 40;

/// The longest name that is kept together with what is called on it.
const SHORT: usize = 4;

/// The fragments of one place of emission.
#[derive(Debug)]
pub struct Layout {
    frame: &'static Frame,
    variants: RwLock<Vec<Variant>>,
}

/// What makes a difference beside widths: how deep the fragment stands, and whether lists have no row, one or
/// more.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    depth: usize,
    rows: Vec<usize>,
}

impl Key {
    fn is(&self, depth: usize, lists: &[List<'_>]) -> bool {
        let rows = lists.iter().map(|list| list.rows().min(2));
        self.depth == depth && self.rows.iter().copied().eq(rows)
    }
}

#[derive(Debug)]
struct Variant {
    key: Key,
    /// Which slots and lists a rule for narrow ones concerns.
    is_exact: Vec<bool>,
    /// Whether a list has as many rows on a line as fit, so that each row matters.
    has_filled_list: bool,
    templates: Vec<Known>,
}

/// A template with the widths that it was made from.
#[derive(Debug)]
struct Known {
    template: Template,
    slots: Vec<usize>,
    /// The width of all slots of a list, and its rows.
    lists: Vec<(usize, usize)>,
    is_narrowest: bool,
    /// Whether it holds for these widths alone, for which a line is over the margin.
    is_only: bool,
}

impl Known {
    fn new(template: Template, sample: &Sample) -> Self {
        let lists = sample.lists.iter().map(|(cells, columns)| {
            let width = cells.iter().map(|(_, width)| width).sum();
            (width, cells.len() / (*columns).max(1))
        });
        Self {
            template,
            slots: sample.slots.iter().map(|(_, width)| *width).collect(),
            lists: lists.collect(),
            is_narrowest: false,
            is_only: false,
        }
    }

    fn holds(&self, is_exact: &[bool], slots: &[Slot<'_>], lists: &[List<'_>]) -> bool {
        let may = |from: usize, is_exact: bool, width: usize| match self.is_only {
            true => width == from,
            false => width >= from && (!is_exact || width == from || from >= NARROW),
        };
        let sized = self.slots.iter().zip(is_exact).zip(slots);
        let mut slots_hold = sized.map(|((from, is_exact), slot)| {
            let is_alike = self.is_narrowest || (*from <= SHORT) == (slot.width() <= SHORT);
            (slot.kind != Kind::Word || is_alike) && may(*from, *is_exact, slot.width())
        });
        let is_exact = is_exact.get(slots.len()..).unwrap_or_default();
        let sized = self.lists.iter().zip(is_exact).zip(lists);
        let mut lists_hold = sized.map(|(((from, rows), is_exact), list)| {
            let width = list.slots.iter().map(Slot::width).sum();
            let has_rows = match *is_exact && *from < NARROW {
                true => list.rows() == *rows,
                false => list.rows() >= *rows,
            };
            has_rows && may(*from, *is_exact, width)
        });
        slots_hold.all(|it| it) && lists_hold.all(|it| it)
    }
}

impl Layout {
    /// A layout of fragments that stand in a frame.
    pub const fn new(frame: &'static Frame) -> Self {
        Self {
            frame,
            variants: RwLock::new(Vec::new()),
        }
    }

    pub(super) fn frame(&self) -> &'static Frame {
        self.frame
    }

    /// Appends a fragment.
    pub(super) fn print(
        &self,
        depth: usize,
        filled: (&[Slot<'_>], &[List<'_>]),
        make: Make<'_>,
        out: &mut String,
    ) -> Result<(), String> {
        let mut listed = filled.1.iter().flat_map(|list| list.slots);
        let is_free = |slot: &Slot<'_>| slot.kind == Kind::Free;
        if !filled.0.iter().any(is_free) && !listed.any(is_free) {
            if self.known(depth, filled, out) {
                return Ok(());
            }
            self.learn_narrowest(depth, filled, make)?;
            if self.known(depth, filled, out) || self.learn(depth, filled, make, out)? {
                return Ok(());
            }
        }
        let tokens = make(&mut Columns::of(filled.0, filled.1)?);
        out.push_str(&super::pretty(self.frame, depth, tokens)?);
        Ok(())
    }

    fn known(
        &self,
        depth: usize,
        (slots, lists): (&[Slot<'_>], &[List<'_>]),
        out: &mut String,
    ) -> bool {
        let variants = self.variants.read().unwrap_or_else(PoisonError::into_inner);
        let Some(variant) = variants.iter().find(|it| it.key.is(depth, lists)) else {
            return false;
        };
        variant.templates.iter().any(|it| {
            it.holds(&variant.is_exact, slots, lists)
                && it.template.fill((slots, lists), !it.is_only, out)
        })
    }

    /// Formats the narrowest fragment of a variant, unless that has been done.
    fn learn_narrowest(
        &self,
        depth: usize,
        (slots, lists): (&[Slot<'_>], &[List<'_>]),
        make: Make<'_>,
    ) -> Result<(), String> {
        let is_known = |variants: &[Variant]| variants.iter().any(|it| it.key.is(depth, lists));
        if is_known(&self.variants.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(());
        }
        let key = Key {
            depth,
            rows: lists.iter().map(|list| list.rows().min(2)).collect(),
        };
        let sample = Sample::narrow(slots, lists);
        let template = Template::new(self.frame, depth, &sample, make)?;
        let crowd = Template::new(self.frame, depth, &sample.crowded(), make)?;
        let mut is_exact = vec![true; slots.len() + lists.len()];
        let mut templates = Vec::new();
        if let Some(template) = template {
            for (unit, is_exact) in is_exact.iter_mut().enumerate() {
                *is_exact = !self.is_free(depth, &sample, &template, unit, make)?;
            }
            templates.push(Known {
                is_narrowest: true,
                ..Known::new(template, &sample)
            });
        }
        let mut variants = self.variants.write().unwrap_or_else(PoisonError::into_inner);
        if !is_known(&variants) {
            variants.push(Variant {
                key,
                is_exact,
                has_filled_list: crowd.is_none(),
                templates,
            });
        }
        Ok(())
    }

    /// Whether a slot or list may be wider with nothing else changing.
    fn is_free(
        &self,
        depth: usize,
        sample: &Sample,
        template: &Template,
        unit: usize,
        make: Make<'_>,
    ) -> Result<bool, String> {
        let mut wider = sample.clone();
        let widened = match unit.checked_sub(wider.slots.len()) {
            None => wider.slots.get_mut(unit),
            Some(list) => wider.lists.get_mut(list).and_then(|(cells, _)| cells.first_mut()),
        };
        let Some((kind, width)) = widened else {
            return Ok(true);
        };
        if matches!(kind, Kind::Doc | Kind::Lines) {
            return Ok(true);
        }
        *width += room(template, sample, unit, NARROW);
        let wide = Template::new(self.frame, depth, &wider, make)?;
        Ok(wide.as_ref() == Some(template))
    }

    fn has_filled_list(&self, depth: usize, lists: &[List<'_>]) -> bool {
        let variants = self.variants.read().unwrap_or_else(PoisonError::into_inner);
        let variant = variants.iter().find(|it| it.key.is(depth, lists));
        variant.is_some_and(|variant| variant.has_filled_list)
    }

    /// Formats a fragment of these widths, and appends it. Not where a type or an expression has to be broken.
    fn learn(
        &self,
        depth: usize,
        filled: (&[Slot<'_>], &[List<'_>]),
        make: Make<'_>,
        out: &mut String,
    ) -> Result<bool, String> {
        let (slots, lists) = filled;
        let sample = Sample::wide(slots, lists);
        if !sample.is_whole() || self.has_filled_list(depth, lists) {
            return Ok(false);
        }
        let Some(template) = Template::new(self.frame, depth, &sample, make)? else {
            return Ok(false);
        };
        let mut sized = Known::new(template, &sample);
        if !sized.template.fill(filled, true, out) {
            let listed = sample.lists.iter().flat_map(|(cells, _)| cells);
            let mut kinds = sample.slots.iter().chain(listed);
            let is_whole = |(list, (cells, _)): (&List<'_>, &(Vec<_>, _))| list.slots.len() == cells.len();
            sized.is_only = kinds.all(|(kind, _)| *kind != Kind::Code)
                && lists.iter().zip(&sample.lists).all(is_whole);
            if !sized.is_only {
                return Ok(false);
            }
            sized.template.fill(filled, false, out);
        }
        let mut variants = self.variants.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(variant) = variants.iter_mut().find(|it| it.key.is(depth, lists)) {
            variant.templates.push(sized);
        }
        Ok(true)
    }
}
