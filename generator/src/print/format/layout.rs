//! Layouts: the fragments of one place of emission, and what is known of how they are formatted.
//!
//! `prettyplease` decides by width alone. So what it makes of some widths holds for all that are no narrower, as
//! long as every line is within the margin: what did not fit on a line still does not, and what did still does.
//! A line that gets over the margin, however wide, and stays as it is for slots of any width is within no margin
//! and holds as well.
//!
//! Two rules of the formatter look at widths below the margin: a struct literal is broken from 35 bytes on, and a
//! name of up to four is not parted from what is called on it. Slots that such a rule concerns are found by trying,
//! and have a template for each width.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::frames::Frame;
use super::growth::{Growing, NARROW, SHORT};
use super::sample::Sample;
use super::slot::{Columns, Kind, List, Slot};
use super::template::{Make, Template};

/// How many fragments without a template are kept for each layout.
const MAX_OTHERS: usize = 64;

/// How often a sample grows before the fragment is formatted as it is.
const MAX_STEPS: usize = 8;

/// The widest slot on a line that may get over the margin: as wide as was tried.
const WIDEST: usize = 256;

/// The fragments of one place of emission.
#[derive(Debug)]
pub struct Layout {
    frame: &'static Frame,
    variants: RwLock<Vec<Variant>>,
    /// Some fragments that have no template, by their slots.
    others: RwLock<Vec<(Vec<String>, String)>>,
}

/// What stands before and behind the path of a type with arguments.
type Around<'a> = Option<(&'a str, &'a str)>;

/// A fragment that is to be printed.
pub(super) struct Part<'a> {
    pub(super) depth: usize,
    pub(super) slots: &'a [Slot<'a>],
    pub(super) lists: &'a [List<'a>],
    pub(super) make: Make<'a>,
    /// What stands around each slot; nothing unless types with arguments are open, which they are where one
    /// has to be broken.
    pub(super) around: &'a [Around<'a>],
}

impl Part<'_> {
    fn rows(&self) -> impl Iterator<Item = usize> {
        self.lists.iter().map(|list| list.rows().min(2))
    }

    /// Its tokens, or those of a sample.
    fn tokens(&self, mut columns: Columns) -> proc_macro2::TokenStream {
        columns.wrap(self.around);
        (self.make)(&mut columns)
    }

    fn template(&self, frame: &Frame, sample: &Sample) -> Result<Option<Template>, String> {
        let tokens = |columns| self.tokens(columns);
        Template::new(frame, self.depth, sample, &tokens)
    }

    fn fill(&self, template: &Template, out: &mut String) -> bool {
        template.fill((self.slots, self.lists), out)
    }
}

/// What makes a difference beside widths: how deep the fragment stands, whether lists have no row, one or more,
/// and what stands around the paths of types that are open.
#[derive(Debug)]
struct Key {
    depth: usize,
    rows: Vec<usize>,
    around: Vec<Option<(String, String)>>,
}

impl Key {
    fn of(part: &Part<'_>) -> Self {
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

    fn is(&self, part: &Part<'_>) -> bool {
        let around = self.around.iter();
        let around = around.map(|it| it.as_ref().map(|(before, behind)| (&**before, &**behind)));
        self.depth == part.depth
            && self.rows.iter().copied().eq(part.rows())
            && around.eq(part.around.iter().copied())
    }
}

#[derive(Debug)]
struct Variant {
    key: Key,
    /// Which slots and lists a rule for narrow ones concerns.
    is_exact: Vec<bool>,
    /// A template of a list that has as many rows on a line as fit, if there is one.
    filled: Option<Template>,
    /// Whether widths say how lists are broken.
    is_open: bool,
    /// That of the narrowest sample is the first one.
    templates: Vec<Arc<Known>>,
}

/// A template with the widths that it was made from.
#[derive(Debug)]
struct Known {
    template: Template,
    sample: Sample,
    /// Where lines may get over the margin: the slots and lists of these, with the width up to which they may.
    crossing: Vec<(usize, usize)>,
}

impl Known {
    fn new(template: Template, sample: Sample) -> Self {
        Self {
            template,
            sample,
            crossing: Vec::new(),
        }
    }

    /// Whether what stands on lines that may get over the margin is narrow enough for that. A path may stand
    /// there where a type with arguments is broken.
    fn may_cross(&self, part: &Part<'_>) -> bool {
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

    fn holds(&self, (is_narrowest, is_exact): (bool, &[bool]), part: &Part<'_>) -> bool {
        let may = |from: usize, is_exact: bool, width: usize| {
            width >= from && (!is_exact || width == from || from >= NARROW)
        };
        let slots = self.sample.slots.iter().zip(is_exact).zip(part.slots);
        let mut slots = slots.map(|(((_, from), is_exact), slot)| {
            let width = slot.width();
            let is_alike = is_narrowest || (*from <= SHORT) == (width <= SHORT);
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

    fn read(&self) -> RwLockReadGuard<'_, Vec<Variant>> {
        self.variants.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Vec<Variant>> {
        self.variants
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends a fragment.
    pub(super) fn print(&self, part: &Part<'_>, out: &mut String) -> Result<(), String> {
        let mut listed = part.lists.iter().flat_map(|list| list.slots);
        let is_free = |slot: &Slot<'_>| slot.kind == Kind::Free;
        if part.slots.iter().any(is_free) || listed.any(is_free) {
            return self.print_other(part, out);
        }
        if self.print_known(part, out) {
            return Ok(());
        }
        self.learn_narrowest(part)?;
        let is_printed = match part.slots.iter().any(|slot| slot.path.is_some()) {
            true => self.print_known(part, out) || self.print_open(part, out)?,
            false => self.print_known(part, out) || self.learn(part, out)?,
        };
        if is_printed {
            Ok(())
        } else {
            self.print_other(part, out)
        }
    }

    /// Appends a fragment with its types open.
    fn print_open(&self, part: &Part<'_>, out: &mut String) -> Result<bool, String> {
        let slots: Vec<_> = part.slots.iter().map(Slot::opened).collect();
        let around: Vec<_> = part.slots.iter().map(Slot::around).collect();
        let part = Part {
            slots: &slots,
            around: &around,
            ..*part
        };
        if self.print_known(&part, out) {
            return Ok(true);
        }
        self.learn_narrowest(&part)?;
        Ok(self.print_known(&part, out) || self.learn(&part, out)?)
    }

    /// Appends a fragment that is formatted as it is.
    fn print_other(&self, part: &Part<'_>, out: &mut String) -> Result<(), String> {
        let texts = || part.slots.iter().map(Slot::as_str);
        // Fragments with lists are hardly ever met again.
        let may_return = part.depth == 0 && part.lists.is_empty();
        if may_return {
            let others = self.others.read().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, text)) = others.iter().find(|(key, _)| texts().eq(key)) {
                out.push_str(text);
                return Ok(());
            }
        }
        let tokens = part.tokens(Columns::of(part.slots, part.lists)?);
        let text = super::pretty(self.frame, part.depth, tokens)?;
        out.push_str(&text);
        if may_return {
            let mut others = self.others.write().unwrap_or_else(PoisonError::into_inner);
            if others.len() < MAX_OTHERS {
                others.push((texts().map(str::to_owned).collect(), text));
            }
        }
        Ok(())
    }

    fn print_known(&self, part: &Part<'_>, out: &mut String) -> bool {
        let variants = self.read();
        let Some(variant) = variants.iter().find(|it| it.key.is(part)) else {
            return false;
        };
        let mut templates = variant.templates.iter().enumerate();
        templates.any(|(number, known)| {
            known.holds((number == 0, &variant.is_exact), part) && part.fill(&known.template, out)
        })
    }

    /// Formats the narrowest fragment of a variant, unless that has been done.
    fn learn_narrowest(&self, part: &Part<'_>) -> Result<(), String> {
        if self.read().iter().any(|it| it.key.is(part)) {
            return Ok(());
        }
        let sample = Sample::narrow(part.slots, part.lists);
        let template = part.template(self.frame, &sample)?;
        let crowd = match sample.crowded() {
            crowded if crowded == sample => None,
            crowded => Some(part.template(self.frame, &crowded)?),
        };
        let is_open = crowd.as_ref().is_none_or(Option::is_some);
        let filled = crowd.flatten().filter(Template::is_filled);
        let mut is_exact = vec![true; part.slots.len() + part.lists.len()];
        let mut templates = Vec::new();
        if let Some(template) = template {
            is_exact = self.exact(part, &sample, &template)?;
            templates.push(Arc::new(Known::new(template, sample)));
        }
        let mut variants = self.write();
        if !variants.iter().any(|it| it.key.is(part)) {
            variants.push(Variant {
                key: Key::of(part),
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
        part: &Part<'_>,
        sample: &Sample,
        template: &Template,
    ) -> Result<Vec<bool>, String> {
        let same = |wider: &Sample| {
            let wide = part.template(self.frame, wider)?;
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
    fn learn(&self, part: &Part<'_>, out: &mut String) -> Result<bool, String> {
        let Some((is_exact, narrowest)) = self.start(part) else {
            return Ok(false);
        };
        let mut growing = Growing::new(part, &is_exact);
        // What is too wide for the narrowest template is known without another one.
        if let Some(narrowest) = narrowest.filter(|_| !is_exact.contains(&true)) {
            growing.grow(&narrowest.template.lines());
        }
        for _ in 0..MAX_STEPS {
            if !growing.sample.is_whole() {
                return Ok(false);
            }
            let Some(known) = self.template(part, &growing.sample)? else {
                return Ok(false);
            };
            if part.fill(&known.template, out) || self.learn_crossing(part, &known, out)? {
                return Ok(true);
            }
            if !growing.grow(&known.template.lines()) {
                return Ok(false);
            }
        }
        Ok(false)
    }

    /// Which slots and lists a rule for narrow ones concerns, and the first template; nothing where widths do not
    /// tell how a list is broken.
    fn start(&self, part: &Part<'_>) -> Option<(Vec<bool>, Option<Arc<Known>>)> {
        let variants = self.read();
        let variant = variants.iter().find(|it| it.key.is(part))?;
        let start = || (variant.is_exact.clone(), variant.templates.first().cloned());
        variant.is_open.then(start)
    }

    /// Tries whether lines that are over the margin stay as they are for slots of any width; then, or where the slots
    /// are as wide as in the sample, appends a fragment with such lines. What is the same for two widths is so for all between them, since what is broken
    /// for one is broken for all that are wider.
    fn learn_crossing(
        &self,
        part: &Part<'_>,
        known: &Known,
        out: &mut String,
    ) -> Result<bool, String> {
        let Some(template) = known.template.crossing(&known.sample) else {
            return Ok(false);
        };
        let units = known.template.units_over(&known.sample);
        let mut beyond = known.sample.clone();
        units.iter().for_each(|unit| beyond.widen_to(*unit, WIDEST));
        let same = part.template(self.frame, &beyond)?;
        let is_same = same.is_some_and(|same| same.has_text_of(&known.template));
        let limit = |unit: &usize| match is_same {
            true => (*unit, WIDEST),
            false => (*unit, known.sample.width(*unit)),
        };
        let crossing = Known {
            template,
            sample: known.sample.clone(),
            crossing: units.iter().map(limit).collect(),
        };
        if !crossing.may_cross(part) || !part.fill(&crossing.template, out) {
            return Ok(false);
        }
        self.keep(part, crossing);
        Ok(true)
    }

    /// The template of a sample, which is formatted unless it has been.
    fn template(&self, part: &Part<'_>, sample: &Sample) -> Result<Option<Arc<Known>>, String> {
        let filled = {
            let variants = self.read();
            let variant = variants.iter().find(|it| it.key.is(part));
            let mut known = variant.into_iter().flat_map(|variant| &variant.templates);
            if let Some(known) = known.find(|it| it.crossing.is_empty() && it.sample == *sample) {
                return Ok(Some(Arc::clone(known)));
            }
            variant.and_then(|variant| variant.filled.clone())
        };
        let template = part.template(self.frame, sample)?;
        let template = template.map(|template| match &filled {
            Some(filled) => template.filling(filled),
            None => template,
        });
        Ok(template.map(|template| self.keep(part, Known::new(template, sample.clone()))))
    }

    fn keep(&self, part: &Part<'_>, known: Known) -> Arc<Known> {
        let known = Arc::new(known);
        let mut variants = self.write();
        if let Some(variant) = variants.iter_mut().find(|it| it.key.is(part)) {
            variant.templates.push(Arc::clone(&known));
        }
        known
    }
}
