//! The pointers that are looked for, as a tree.

use crate::pointer::unescape;
use std::collections::HashMap;
use std::ops::Range;

/// What is found for each pointer that was asked for, in bytes.
pub(super) type Found = [Option<Range<usize>>];

/// A place that is looked for, or that something is looked for below.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Who asked for this place.
    askers: Vec<usize>,
    children: HashMap<String, Wanted>,
}

impl Wanted {
    /// Adds a pointer, given as `#/…`; without the first sign, it is that of the whole.
    pub(super) fn add(&mut self, pointer: &str, asker: usize) {
        let mut parts = pointer.trim_start_matches('#').split('/').skip(1);
        let place = parts.try_fold(self, |place, part| {
            let key = unescape(part);
            Some(place.children.entry(key).or_default())
        });
        if let Some(place) = place {
            place.askers.push(asker);
        }
    }

    /// What is looked for below a key.
    pub(super) fn child(&self, key: &str) -> Option<&Self> {
        self.children.get(key)
    }

    /// What is looked for below an item of a list.
    pub(super) fn item(&self, index: usize) -> Option<&Self> {
        self.child(&index.to_string())
    }

    /// Whether nothing is looked for below this place.
    pub(super) fn is_leaf(&self) -> bool {
        self.children.is_empty()
    }

    /// Resolves everything that is looked for here and below: what is below and stands somewhere is answered
    /// again.
    pub(super) fn answer(&self, at: &Range<usize>, found: &mut Found) {
        let mut open = vec![self];
        while let Some(wanted) = open.pop() {
            for asker in &wanted.askers {
                found[*asker] = Some(at.clone());
            }
            open.extend(wanted.children.values());
        }
    }
}
