//! Layouts: the fragments of one call site in emission, with their known templates.
//!
//! `prettyplease` decides by width alone. So its output for some widths is valid for all larger widths, as
//! long as every line stays within the margin: what did not fit on a line still does not fit, and what did
//! still does. A line that exceeds the margin but is never broken, whatever the widths of its slots, is valid
//! as well.
//!
//! Two rules of the formatter depend on widths below the margin: a struct literal is broken from 35 bytes on,
//! and a name of up to four bytes stays on one line with the method called on it. Slots that such a rule
//! concerns are found by trial, and have a template for each width.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::frames::Frame;
use super::growth::{Growing, NARROW};
use super::known::{Broken, Key, Known, TemplateSet};
use super::part::Fragment;
use super::sample::Sample;
use super::slot::{Columns, Slot, SlotKind};
use super::template::Template;

/// The number of fragments without a template that are kept for each layout.
const MAX_OTHERS: usize = 64;

/// How often a sample grows before the fragment is formatted on its own.
const MAX_STEPS: usize = 8;

/// The widest slot on a line that may exceed the margin: the largest width that was tried.
const WIDEST: usize = 256;

/// The fragments of one call site in emission.
#[derive(Debug)]
pub struct Layout {
    frame: &'static Frame,
    variants: RwLock<Vec<TemplateSet>>,
    others: RwLock<Vec<Other>>,
}

/// A formatted fragment that has no template.
#[derive(Debug)]
struct Other {
    slots: Vec<(SlotKind, String)>,
    text: String,
}

impl Other {
    fn new(slots: &[Slot<'_>], text: String) -> Self {
        let slots = slots.iter();
        let slots = slots.map(|slot| (slot.kind, slot.as_str().to_owned()));
        Self {
            slots: slots.collect(),
            text,
        }
    }

    /// Whether it has these slots.
    fn has(&self, slots: &[Slot<'_>]) -> bool {
        let own = self.slots.iter().map(|(kind, text)| (*kind, text.as_str()));
        own.eq(slots.iter().map(|slot| (slot.kind, slot.as_str())))
    }
}

impl Layout {
    /// A layout in a frame.
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

    fn read(&self) -> RwLockReadGuard<'_, Vec<TemplateSet>> {
        self.variants.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Vec<TemplateSet>> {
        self.variants
            .write()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends a fragment.
    pub(super) fn print(&self, part: &Fragment<'_>, out: &mut String) -> Result<(), String> {
        let mut listed = part.lists.iter().flat_map(|list| list.slots);
        let is_free = |slot: &Slot<'_>| slot.kind == SlotKind::Free;
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

    /// Appends a fragment with its types open; false if no template fits.
    fn print_open(&self, part: &Fragment<'_>, out: &mut String) -> Result<bool, String> {
        let slots: Vec<_> = part.slots.iter().map(Slot::opened).collect();
        let around: Vec<_> = part.slots.iter().map(Slot::around).collect();
        let part = Fragment {
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

    /// Appends a fragment that is formatted on its own.
    fn print_other(&self, part: &Fragment<'_>, out: &mut String) -> Result<(), String> {
        // Fragments with lists hardly ever repeat.
        let may_return = part.depth == 0 && part.lists.is_empty();
        if may_return {
            let others = self.others.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(other) = others.iter().find(|other| other.has(part.slots)) {
                out.push_str(&other.text);
                return Ok(());
            }
        }
        let tokens = part.tokens(Columns::of(part.slots, part.lists)?);
        let text = super::pretty(self.frame, part.depth, tokens)?;
        out.push_str(&text);
        if may_return {
            let mut others = self.others.write().unwrap_or_else(PoisonError::into_inner);
            if others.len() < MAX_OTHERS {
                others.push(Other::new(part.slots, text));
            }
        }
        Ok(())
    }

    fn print_known(&self, part: &Fragment<'_>, out: &mut String) -> bool {
        let variants = self.read();
        let Some(variant) = variants.iter().find(|it| it.key.is(part)) else {
            return false;
        };
        let mut templates = variant.templates.iter();
        templates
            .any(|known| known.holds(&variant.is_exact, part) && part.fill(&known.template, out))
    }

    /// Formats the narrowest fragment of a variant, once.
    fn learn_narrowest(&self, part: &Fragment<'_>) -> Result<(), String> {
        if self.read().iter().any(|it| it.key.is(part)) {
            return Ok(());
        }
        let sample = Sample::narrow(part.slots, part.lists);
        let template = part.template(self.frame, &sample)?;
        let mut is_exact = vec![true; part.slots.len() + part.lists.len()];
        let mut templates = Vec::new();
        if let Some(template) = template {
            is_exact = self.exact(part, &sample, &template)?;
            templates.push(Arc::new(Known {
                is_narrowest: true,
                ..Known::new(template, sample)
            }));
        }
        let mut variants = self.write();
        if !variants.iter().any(|it| it.key.is(part)) {
            variants.push(TemplateSet {
                key: Key::of(part),
                is_exact,
                broken: None,
                templates,
            });
        }
        Ok(())
    }

    /// The slots and lists whose width cannot change without other changes.
    fn exact(
        &self,
        part: &Fragment<'_>,
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
        // Slots on different lines are widened together.
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

    /// Formats a fragment with slots that are just wide enough for its lines to break, and appends it.
    /// Returns false if a line cannot be broken to fit the margin.
    fn learn(&self, part: &Fragment<'_>, out: &mut String) -> Result<bool, String> {
        let broken = self.broken(part)?;
        if matches!(broken, Broken::Other) {
            return Ok(false);
        }
        let (is_exact, narrowest) = self.start(part);
        let mut growing = Growing::new(part, &is_exact);
        // The narrowest template already shows which lines are too wide.
        if let Some(narrowest) = narrowest.filter(|_| !is_exact.contains(&true)) {
            growing.grow(&narrowest.template.lines());
        }
        for _ in 0..MAX_STEPS {
            if !growing.sample.is_whole() {
                return Ok(false);
            }
            let Some(known) = self.template(part, &growing.sample, &broken)? else {
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

    /// The slots and lists that a rule for narrow ones applies to, and the first template.
    fn start(&self, part: &Fragment<'_>) -> (Vec<bool>, Option<Arc<Known>>) {
        let variants = self.read();
        let variant = variants.iter().find(|it| it.key.is(part));
        let start = |it: &TemplateSet| {
            let narrowest = it.templates.first().filter(|it| it.is_narrowest);
            (it.is_exact.clone(), narrowest.cloned())
        };
        variant.map(start).unwrap_or_default()
    }

    /// How lists break, found with a sample of many rows.
    fn broken(&self, part: &Fragment<'_>) -> Result<Broken, String> {
        let known = self
            .read()
            .iter()
            .find(|it| it.key.is(part))
            .and_then(|it| it.broken.clone());
        if let Some(broken) = known {
            return Ok(broken);
        }
        let sample = Sample::narrow(part.slots, part.lists);
        let broken = match sample.crowded() {
            crowded if crowded == sample => Broken::Rows,
            crowded => match part.template(self.frame, &crowded)? {
                Some(template) if template.is_filled() => Broken::Filled(template),
                Some(_) => Broken::Rows,
                None => Broken::Other,
            },
        };
        if let Some(variant) = self.write().iter_mut().find(|it| it.key.is(part)) {
            variant.broken = Some(broken.clone());
        }
        Ok(broken)
    }

    /// Tries whether lines that exceed the margin stay unbroken for slots of any width; if so, or if the
    /// slots have the widths of the sample, appends a fragment with such lines. A result for two widths
    /// is valid for all widths between them, since the formatter breaks every wider slot as well.
    fn learn_crossing(
        &self,
        part: &Fragment<'_>,
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
            is_narrowest: false,
        };
        if !crossing.may_cross(part) || !part.fill(&crossing.template, out) {
            return Ok(false);
        }
        self.keep(part, crossing);
        Ok(true)
    }

    /// The template of a sample; formatted on first use.
    fn template(
        &self,
        part: &Fragment<'_>,
        sample: &Sample,
        broken: &Broken,
    ) -> Result<Option<Arc<Known>>, String> {
        {
            let variants = self.read();
            let variant = variants.iter().find(|it| it.key.is(part));
            let mut known = variant.into_iter().flat_map(|variant| &variant.templates);
            if let Some(known) = known.find(|it| it.crossing.is_empty() && it.sample == *sample) {
                return Ok(Some(Arc::clone(known)));
            }
        }
        let template = part.template(self.frame, sample)?;
        let template = template.map(|template| match broken {
            Broken::Filled(crowd) => template.filling(crowd),
            Broken::Rows | Broken::Other => template,
        });
        Ok(template.map(|template| self.keep(part, Known::new(template, sample.clone()))))
    }

    fn keep(&self, part: &Fragment<'_>, known: Known) -> Arc<Known> {
        let known = Arc::new(known);
        let mut variants = self.write();
        if let Some(variant) = variants.iter_mut().find(|it| it.key.is(part)) {
            variant.templates.push(Arc::clone(&known));
        }
        known
    }
}
