//! Layouts: the fragments of one call site in emission, with their known templates.
//!
//! `prettyplease` breaks lines by width alone. Its output for some widths is therefore valid for all larger
//! widths while every line stays within the margin: code that did not fit on a line still does not fit, and
//! code that fitted still does. A line that exceeds the margin is valid as well if it is never broken,
//! whatever the widths of its slots.
//!
//! Two rules of the formatter depend on widths below the margin: a struct literal is broken from 35 bytes on,
//! and a name of up to four bytes stays on one line with the method called on it. Slots to which such a rule
//! applies are found by trial, and have a template for each width.

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::fragment::Fragment;
use super::frames::Frame;
use super::growth::{Growing, NARROW};
use super::known::{Broken, Key, Known, TemplateSet};
use super::sample::Sample;
use super::slot::{Columns, Slot, SlotKind};
use super::template::Template;

/// The maximum number of formatted fragments without a template that a layout keeps.
const MAX_FORMATTED: usize = 64;

/// The maximum number of times that a sample grows; after that, the fragment is formatted by itself.
const MAX_STEPS: usize = 8;

/// The maximum width in bytes of a slot on a line that may exceed the margin, since no larger width is tried.
const WIDEST: usize = 256;

/// The fragments of one call site in emission, which differ only in their slots.
#[derive(Debug)]
pub struct Layout {
    frame: &'static Frame,
    sets: RwLock<Vec<TemplateSet>>,
    formatted: RwLock<Vec<Formatted>>,
}

/// A formatted fragment without a template.
#[derive(Debug)]
struct Formatted {
    slots: Vec<(SlotKind, String)>,
    text: String,
}

impl Formatted {
    fn new(slots: &[Slot<'_>], text: String) -> Self {
        let slots = slots.iter();
        let slots = slots.map(|slot| (slot.kind, slot.as_str().to_owned()));
        Self {
            slots: slots.collect(),
            text,
        }
    }

    fn has(&self, slots: &[Slot<'_>]) -> bool {
        let own = self.slots.iter().map(|(kind, text)| (*kind, text.as_str()));
        own.eq(slots.iter().map(|slot| (slot.kind, slot.as_str())))
    }
}

impl Layout {
    /// An empty layout in a frame.
    pub const fn new(frame: &'static Frame) -> Self {
        Self {
            frame,
            sets: RwLock::new(Vec::new()),
            formatted: RwLock::new(Vec::new()),
        }
    }

    pub(super) fn frame(&self) -> &'static Frame {
        self.frame
    }

    fn read(&self) -> RwLockReadGuard<'_, Vec<TemplateSet>> {
        self.sets.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Vec<TemplateSet>> {
        self.sets.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Appends a formatted fragment.
    pub(super) fn print(&self, fragment: &Fragment<'_>, out: &mut String) -> Result<(), String> {
        let mut listed = fragment.lists.iter().flat_map(|list| list.slots);
        let is_free = |slot: &Slot<'_>| slot.kind == SlotKind::Free;
        if fragment.slots.iter().any(is_free) || listed.any(is_free) {
            return self.print_untemplated(fragment, out);
        }
        if self.print_known(fragment, out) {
            return Ok(());
        }
        self.learn_narrowest(fragment)?;
        let is_printed = match fragment.slots.iter().any(|slot| slot.path.is_some()) {
            true => self.print_known(fragment, out) || self.print_open(fragment, out)?,
            false => self.print_known(fragment, out) || self.learn(fragment, out)?,
        };
        if is_printed {
            Ok(())
        } else {
            self.print_untemplated(fragment, out)
        }
    }

    /// Appends a fragment whose types are open slots. Returns false if no template fits.
    fn print_open(&self, fragment: &Fragment<'_>, out: &mut String) -> Result<bool, String> {
        let slots: Vec<_> = fragment.slots.iter().map(Slot::opened).collect();
        let around: Vec<_> = fragment.slots.iter().map(Slot::around).collect();
        let fragment = Fragment {
            slots: &slots,
            around: &around,
            ..*fragment
        };
        if self.print_known(&fragment, out) {
            return Ok(true);
        }
        self.learn_narrowest(&fragment)?;
        Ok(self.print_known(&fragment, out) || self.learn(&fragment, out)?)
    }

    /// Appends a fragment that is formatted by itself.
    fn print_untemplated(&self, fragment: &Fragment<'_>, out: &mut String) -> Result<(), String> {
        // Fragments with lists rarely repeat, so they are not kept.
        let may_repeat = fragment.depth == 0 && fragment.lists.is_empty();
        if may_repeat {
            let formatted = self
                .formatted
                .read()
                .unwrap_or_else(PoisonError::into_inner);
            if let Some(known) = formatted.iter().find(|known| known.has(fragment.slots)) {
                out.push_str(&known.text);
                return Ok(());
            }
        }
        let tokens = fragment.tokens(Columns::of(fragment.slots, fragment.lists)?);
        let text = super::pretty(self.frame, fragment.depth, tokens)?;
        out.push_str(&text);
        if may_repeat {
            let mut formatted = self
                .formatted
                .write()
                .unwrap_or_else(PoisonError::into_inner);
            if formatted.len() < MAX_FORMATTED {
                formatted.push(Formatted::new(fragment.slots, text));
            }
        }
        Ok(())
    }

    fn print_known(&self, fragment: &Fragment<'_>, out: &mut String) -> bool {
        let sets = self.read();
        let Some(set) = sets.iter().find(|it| it.key.is(fragment)) else {
            return false;
        };
        let mut templates = set.templates.iter();
        templates.any(|known| {
            known.holds(&set.is_exact, fragment) && fragment.fill(&known.template, out)
        })
    }

    /// Formats the narrowest sample of a set of templates, once.
    fn learn_narrowest(&self, fragment: &Fragment<'_>) -> Result<(), String> {
        if self.read().iter().any(|it| it.key.is(fragment)) {
            return Ok(());
        }
        let sample = Sample::narrow(fragment.slots, fragment.lists);
        let template = fragment.template(self.frame, &sample)?;
        let mut is_exact = vec![true; fragment.slots.len() + fragment.lists.len()];
        let mut templates = Vec::new();
        if let Some(template) = template {
            is_exact = self.exact(fragment, &sample, &template)?;
            templates.push(Arc::new(Known {
                is_narrowest: true,
                ..Known::new(template, sample)
            }));
        }
        let mut sets = self.write();
        if !sets.iter().any(|it| it.key.is(fragment)) {
            sets.push(TemplateSet {
                key: Key::of(fragment),
                is_exact,
                broken: None,
                templates,
            });
        }
        Ok(())
    }

    /// The slots and lists that break differently when widened, although the line stays within the margin.
    fn exact(
        &self,
        fragment: &Fragment<'_>,
        sample: &Sample,
        template: &Template,
    ) -> Result<Vec<bool>, String> {
        let same = |wider: &Sample| {
            let wide = fragment.template(self.frame, wider)?;
            Ok::<_, String>(wide.is_some_and(|wide| wide.has_text_of(template)))
        };
        let units = sample.slots.len() + sample.lists.len();
        let mut is_exact = vec![false; units];
        let mut rest: Vec<usize> = (0..units).filter(|unit| sample.can_widen(*unit)).collect();
        // Slots on different lines are independent, and are widened together.
        while !rest.is_empty() {
            let mut wider = sample.clone();
            let (together, dependent) = rest.into_iter().partition::<Vec<_>, _>(|unit| {
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
            rest = dependent;
        }
        Ok(is_exact)
    }

    /// Formats a sample whose slots are just wide enough to break like those of a fragment, and appends the
    /// fragment. Returns false if a line cannot be broken to fit the margin.
    fn learn(&self, fragment: &Fragment<'_>, out: &mut String) -> Result<bool, String> {
        let broken = self.broken(fragment)?;
        if matches!(broken, Broken::Other) {
            return Ok(false);
        }
        let (is_exact, narrowest) = self.start(fragment);
        let mut growing = Growing::new(fragment, &is_exact);
        // The narrowest template already shows which lines are too wide.
        if let Some(narrowest) = narrowest.filter(|_| !is_exact.contains(&true)) {
            growing.grow(&narrowest.template.lines());
        }
        for _ in 0..MAX_STEPS {
            if !growing.sample.is_whole() {
                return Ok(false);
            }
            let Some(known) = self.template(fragment, &growing.sample, &broken)? else {
                return Ok(false);
            };
            if fragment.fill(&known.template, out) || self.learn_crossing(fragment, &known, out)? {
                return Ok(true);
            }
            if !growing.grow(&known.template.lines()) {
                return Ok(false);
            }
        }
        Ok(false)
    }

    /// Whether a rule for narrow widths applies, for each slot and list; and the first template.
    fn start(&self, fragment: &Fragment<'_>) -> (Vec<bool>, Option<Arc<Known>>) {
        let sets = self.read();
        let set = sets.iter().find(|it| it.key.is(fragment));
        let start = |it: &TemplateSet| {
            let narrowest = it.templates.first().filter(|it| it.is_narrowest);
            (it.is_exact.clone(), narrowest.cloned())
        };
        set.map(start).unwrap_or_default()
    }

    /// Determines how lists break, with a sample of many rows.
    fn broken(&self, fragment: &Fragment<'_>) -> Result<Broken, String> {
        let known = self
            .read()
            .iter()
            .find(|it| it.key.is(fragment))
            .and_then(|it| it.broken.clone());
        if let Some(broken) = known {
            return Ok(broken);
        }
        let sample = Sample::narrow(fragment.slots, fragment.lists);
        let broken = match sample.crowded() {
            crowded if crowded == sample => Broken::Rows,
            crowded => match fragment.template(self.frame, &crowded)? {
                Some(template) if template.is_filled() => Broken::Filled(template),
                Some(_) => Broken::Rows,
                None => Broken::Other,
            },
        };
        if let Some(set) = self.write().iter_mut().find(|it| it.key.is(fragment)) {
            set.broken = Some(broken.clone());
        }
        Ok(broken)
    }

    /// Tries whether lines that exceed the margin stay unbroken for every width of their slots. If they do,
    /// or if the slots have exactly the widths of the sample, appends the fragment with these lines. A result
    /// for two widths is valid for all widths between them, since the formatter breaks every wider slot as
    /// well.
    fn learn_crossing(
        &self,
        fragment: &Fragment<'_>,
        known: &Known,
        out: &mut String,
    ) -> Result<bool, String> {
        let Some(template) = known.template.crossing(&known.sample) else {
            return Ok(false);
        };
        let units = known.template.units_over(&known.sample);
        let mut beyond = known.sample.clone();
        units.iter().for_each(|unit| beyond.widen_to(*unit, WIDEST));
        let same = fragment.template(self.frame, &beyond)?;
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
        if !crossing.may_cross(fragment) || !fragment.fill(&crossing.template, out) {
            return Ok(false);
        }
        self.keep(fragment, crossing);
        Ok(true)
    }

    /// The template of a sample, formatted on first use.
    fn template(
        &self,
        fragment: &Fragment<'_>,
        sample: &Sample,
        broken: &Broken,
    ) -> Result<Option<Arc<Known>>, String> {
        {
            let sets = self.read();
            let set = sets.iter().find(|it| it.key.is(fragment));
            let mut known = set.into_iter().flat_map(|set| &set.templates);
            if let Some(known) = known.find(|it| it.crossing.is_empty() && it.sample == *sample) {
                return Ok(Some(Arc::clone(known)));
            }
        }
        let template = fragment.template(self.frame, sample)?;
        let template = template.map(|template| match broken {
            Broken::Filled(crowd) => template.filling(crowd),
            Broken::Rows | Broken::Other => template,
        });
        Ok(template.map(|template| self.keep(fragment, Known::new(template, sample.clone()))))
    }

    fn keep(&self, fragment: &Fragment<'_>, known: Known) -> Arc<Known> {
        let known = Arc::new(known);
        let mut sets = self.write();
        if let Some(set) = sets.iter_mut().find(|it| it.key.is(fragment)) {
            set.templates.push(Arc::clone(&known));
        }
        known
    }
}
