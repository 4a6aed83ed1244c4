//! Layouts: the fragments of one place of emission, and what is known of how they are formatted.
//!
//! `prettyplease` decides by width alone. So what it makes of some widths holds for all that are no narrower, as
//! long as every line is within the margin: what did not fit on a line still does not, and what did still does.
//! Two of its rules look at widths below that: a struct literal is broken from 35 bytes on, and a name of up to
//! four is not parted from what is called on it. Slots that such a rule concerns are found by trying, and
//! have a template for each width.

use std::sync::{Arc, PoisonError, RwLock};

use super::frames::Frame;
use super::sample::{Sample, narrowest};
use super::slot::{Columns, Kind, List, Slot};
use super::template::{Line, MARGIN, Make, Template};

/// From this width on, no rule but that of the margin looks at a slot.
const NARROW: usize = 40;

/// The longest name that is kept together with what is called on it.
const SHORT: usize = 4;

/// Slots that are wider than they have to be are widened by this much, so that few templates do for many widths.
const STEP: usize = 8;

/// How many fragments without a template are kept for each layout.
const MAX_OTHERS: usize = 64;

/// How often a sample grows before the fragment is formatted as it is.
const MAX_STEPS: usize = 8;

/// The fragments of one place of emission.
#[derive(Debug)]
pub struct Layout {
    frame: &'static Frame,
    variants: RwLock<Vec<Variant>>,
    /// Some fragments that have no template, by their slots.
    others: RwLock<Vec<(Vec<String>, String)>>,
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
    /// A template of a list that has as many rows on a line as fit, if there is one.
    filled: Option<Arc<Template>>,
    /// Whether widths say how lists are broken.
    is_open: bool,
    templates: Vec<Arc<Known>>,
}

/// A template with the widths that it was made from.
#[derive(Debug)]
struct Known {
    template: Template,
    sample: Sample,
    slots: Vec<usize>,
    /// The width of all slots of a list, and its rows.
    lists: Vec<(usize, usize)>,
}

impl Known {
    fn new(template: Template, sample: Sample) -> Self {
        let lists = sample.lists.iter().map(|(cells, columns)| {
            let width = cells.iter().map(|(_, width)| width).sum();
            (width, cells.len() / (*columns).max(1))
        });
        Self {
            template,
            slots: sample.slots.iter().map(|(_, width)| *width).collect(),
            lists: lists.collect(),
            sample,
        }
    }

    /// Whether it is for some slots and lists. That of the narrowest sample is the first one.
    fn holds(
        &self,
        (is_narrowest, is_exact): (bool, &[bool]),
        (slots, lists): (&[Slot<'_>], &[List<'_>]),
    ) -> bool {
        let may = |from: usize, is_exact: bool, width: usize| {
            width >= from && (!is_exact || width == from || from >= NARROW)
        };
        let sized = self.slots.iter().zip(is_exact).zip(slots);
        let mut slots_hold = sized.map(|((from, is_exact), slot)| {
            let is_alike = is_narrowest || (*from <= SHORT) == (slot.width() <= SHORT);
            (slot.kind != Kind::Word || is_alike) && may(*from, *is_exact, slot.width())
        });
        // A path may stand over the margin where a type with arguments is broken.
        let kinds = self.sample.slots.iter().zip(slots);
        let mut kinds = kinds.map(|((kind, _), slot)| slot.kind != Kind::Code || *kind == Kind::Code);
        if self.template.has_crossing() && !kinds.all(|it| it) {
            return false;
        }
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
            others: RwLock::new(Vec::new()),
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
        self.print_other(depth, filled, make, out)
    }

    /// Appends a fragment that is formatted as it is.
    fn print_other(
        &self,
        depth: usize,
        (slots, lists): (&[Slot<'_>], &[List<'_>]),
        make: Make<'_>,
        out: &mut String,
    ) -> Result<(), String> {
        let listed = lists.iter().flat_map(|list| list.slots);
        let slots_in_order = || slots.iter().chain(listed.clone()).map(Slot::as_str);
        // Fragments with lists are hardly ever met again.
        let may_return = depth == 0 && lists.is_empty();
        if may_return {
            let others = self.others.read().unwrap_or_else(PoisonError::into_inner);
            let mut known = others.iter();
            if let Some((_, text)) = known.find(|(key, _)| slots_in_order().eq(key)) {
                out.push_str(text);
                return Ok(());
            }
        }
        let tokens = make(&mut Columns::of(slots, lists)?);
        let text = super::pretty(self.frame, depth, tokens)?;
        out.push_str(&text);
        let mut others = self.others.write().unwrap_or_else(PoisonError::into_inner);
        if may_return && others.len() < MAX_OTHERS {
            others.push((slots_in_order().map(str::to_owned).collect(), text));
        }
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
        variant.templates.iter().enumerate().any(|(number, it)| {
            it.holds((number == 0, &variant.is_exact), (slots, lists))
                && it.template.fill((slots, lists), true, out)
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
        let crowd = match sample.crowded() {
            crowded if crowded == sample => None,
            crowded => Some(Template::new(self.frame, depth, &crowded, make)?),
        };
        let is_open = crowd.as_ref().is_none_or(Option::is_some);
        let filled = crowd.flatten().filter(Template::is_filled).map(Arc::new);
        let mut is_exact = vec![true; slots.len() + lists.len()];
        let mut templates = Vec::new();
        if let Some(template) = template {
            is_exact = self.exact(depth, &sample, &template, make)?;
            let known = Known::new(template, sample);
            templates.push(Arc::new(known));
        }
        let mut variants = self.variants.write().unwrap_or_else(PoisonError::into_inner);
        if !is_known(&variants) {
            variants.push(Variant {
                key,
                is_exact,
                filled,
                is_open,
                templates,
            });
        }
        Ok(())
    }

    /// Which slots and lists may not be wider without anything else changing.
    fn exact(
        &self,
        depth: usize,
        sample: &Sample,
        template: &Template,
        make: Make<'_>,
    ) -> Result<Vec<bool>, String> {
        let same = |wider: &Sample| {
            let wide = Template::new(self.frame, depth, wider, make)?;
            Ok::<_, String>(wide.is_some_and(|wide| wide.has_text_of(template)))
        };
        let units = sample.slots.len() + sample.lists.len();
        let mut is_exact = vec![false; units];
        let mut rest: Vec<usize> = (0..units).filter(|unit| sample.can_widen(*unit)).collect();
        // What stands on different lines is widened at once.
        while !rest.is_empty() {
            let mut wider = sample.clone();
            let (together, others) = rest.into_iter().partition::<Vec<_>, _>(|unit| {
                let room = template.room(sample, *unit, NARROW);
                let is_free = template.room(&wider, *unit, NARROW) == room;
                if is_free {
                    wider.widen(*unit, room);
                }
                is_free
            });
            if !same(&wider)? {
                for unit in together {
                    let mut wider = sample.clone();
                    wider.widen(unit, template.room(sample, unit, NARROW));
                    is_exact[unit] = !same(&wider)?;
                }
            }
            rest = others;
        }
        Ok(is_exact)
    }

    /// Formats a fragment with slots that are wide enough for its lines to break as they have to, and no wider,
    /// and appends it. Not where a line cannot be broken into such as are within the margin.
    fn learn(
        &self,
        depth: usize,
        filled: (&[Slot<'_>], &[List<'_>]),
        make: Make<'_>,
        out: &mut String,
    ) -> Result<bool, String> {
        let Some(is_exact) = self.limits(depth, filled.1) else {
            return Ok(false);
        };
        let mut growing = Growing::new(filled, &is_exact);
        // What is too wide for the narrowest template is known without another one.
        if !is_exact.contains(&true)
            && let Some(narrowest) = self.narrowest(depth, filled.1)
        {
            growing.grow(&narrowest.template.lines());
        }
        for _ in 0..MAX_STEPS {
            if !growing.sample.is_whole() {
                return Ok(false);
            }
            let Some(known) = self.template(depth, &growing.sample, filled.1, make)? else {
                return Ok(false);
            };
            let lines = known.template.lines();
            if known.template.fill(filled, true, out) {
                return Ok(true);
            }
            if !growing.grow(&lines) {
                return self.learn_beyond(depth, &known, filled, make, out);
            }
        }
        Ok(false)
    }

    fn narrowest(&self, depth: usize, lists: &[List<'_>]) -> Option<Arc<Known>> {
        let variants = self.variants.read().unwrap_or_else(PoisonError::into_inner);
        let variant = variants.iter().find(|it| it.key.is(depth, lists))?;
        variant.templates.first().cloned()
    }

    /// Tries whether a line that is over the margin stays as it is, however wide its first slot is; then
    /// appends a fragment with such a line.
    fn learn_beyond(
        &self,
        depth: usize,
        known: &Known,
        filled: (&[Slot<'_>], &[List<'_>]),
        make: Make<'_>,
        out: &mut String,
    ) -> Result<bool, String> {
        let mut beyond = known.sample.clone();
        for line in known.template.lines() {
            let over = line.width(&known.sample).saturating_sub(MARGIN);
            if let Some(first) = line.slots.first().filter(|_| over > 0) {
                beyond.widen(*first, MARGIN);
            }
        }
        if beyond == known.sample {
            return Ok(false);
        }
        let Some(template) = Template::new(self.frame, depth, &beyond, make)? else {
            return Ok(false);
        };
        if !template.has_text_of(&known.template) || !template.fill(filled, true, out) {
            return Ok(false);
        }
        let known = Arc::new(Known::new(template, known.sample.clone()));
        let mut variants = self.variants.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(variant) = variants.iter_mut().find(|it| it.key.is(depth, filled.1)) {
            variant.templates.push(known);
        }
        Ok(true)
    }

    /// The template of a sample, which is formatted unless it has been.
    fn template(
        &self,
        depth: usize,
        sample: &Sample,
        lists: &[List<'_>],
        make: Make<'_>,
    ) -> Result<Option<Arc<Known>>, String> {
        let of_key = |variants: &[Variant]| variants.iter().position(|it| it.key.is(depth, lists));
        let filled = {
            let variants = self.variants.read().unwrap_or_else(PoisonError::into_inner);
            let variant = of_key(&variants).and_then(|at| variants.get(at));
            let known = variant.and_then(|it| it.templates.iter().find(|it| it.sample == *sample));
            if let Some(known) = known {
                return Ok(Some(Arc::clone(known)));
            }
            variant.and_then(|variant| variant.filled.clone())
        };
        let Some(mut template) = Template::new(self.frame, depth, sample, make)? else {
            return Ok(None);
        };
        if let Some(filled) = filled {
            template = template.filling(&filled);
        }
        let known = Arc::new(Known::new(template, sample.clone()));
        let mut variants = self.variants.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(variant) = of_key(&variants).and_then(|at| variants.get_mut(at)) {
            variant.templates.push(Arc::clone(&known));
        }
        Ok(Some(known))
    }

    /// Which slots and lists a rule for narrow ones concerns; nothing where widths do not tell how a list is broken.
    fn limits(&self, depth: usize, lists: &[List<'_>]) -> Option<Vec<bool>> {
        let variants = self.variants.read().unwrap_or_else(PoisonError::into_inner);
        let variant = variants.iter().find(|it| it.key.is(depth, lists))?;
        variant.is_open.then(|| variant.is_exact.clone())
    }
}

/// A sample that grows until its lines break as those of a fragment.
struct Growing<'a> {
    sample: Sample,
    slots: &'a [Slot<'a>],
    lists: &'a [List<'a>],
}

impl<'a> Growing<'a> {
    /// As narrow as the rules for narrow slots allow.
    fn new((slots, lists): (&'a [Slot<'a>], &'a [List<'a>]), is_exact: &[bool]) -> Self {
        let mut sample = Sample::narrow(slots, lists);
        for ((slot, (kind, width)), is_exact) in slots.iter().zip(&mut sample.slots).zip(is_exact) {
            *width = match *kind {
                _ if *is_exact => slot.width().min(NARROW),
                Kind::Word if slot.width() > SHORT => SHORT + 1,
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
            }
        }
        Self {
            sample,
            slots,
            lists,
        }
    }

    /// Widens what stands on lines that are over the margin, as far as that makes them so in the sample. False
    /// when there is nothing to widen.
    fn grow(&mut self, lines: &[Line]) -> bool {
        let before = self.sample.clone();
        let mut actual = self.sample.clone();
        for (slot, (_, width)) in self.slots.iter().zip(&mut actual.slots) {
            *width = slot.width();
        }
        for (number, list) in self.lists.iter().enumerate() {
            actual.take_rows(number, list, list.rows(), 1);
        }
        let over = || lines.iter().filter(|line| line.width(&actual) > MARGIN);
        // What closes a line may be over the margin without the line being broken for it.
        for end in [MARGIN, MARGIN + 2, MARGIN + 12] {
            if self.sample == before {
                over().for_each(|line| self.widen(line, end));
            }
        }
        self.sample != before
    }

    /// Widens what stands on a line until it is over a margin.
    fn widen(&mut self, line: &Line, margin: usize) {
        for (number, ..) in &line.lists {
            let Some(list) = self.lists.get(*number) else {
                continue;
            };
            let mut rows = list.rows().min(2);
            self.sample.take_rows(*number, list, rows, STEP);
            while line.width(&self.sample) <= margin && rows < list.rows() {
                rows += 1;
                self.sample.take_rows(*number, list, rows, STEP);
            }
        }
        // The widest slots first, by whole steps as long as others are left to fill up what is missing.
        let width = |slot: &usize| self.slots.get(*slot).map_or(0, Slot::width);
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
            if let Some(list) = self.lists.get(*number)
                && line.width(&self.sample) <= margin
            {
                self.sample.take_rows(*number, list, list.rows(), 1);
            }
            let excess = line.width(&self.sample).saturating_sub(margin + 1);
            self.sample.trim_last(*number, excess);
        }
    }
}
