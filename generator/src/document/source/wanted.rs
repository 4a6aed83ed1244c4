//! The pointers to resolve, as a tree.

use crate::pointer::unescape;
use std::collections::HashMap;
use std::ops::Range;

/// The byte range of each pointer.
pub(super) type FoundPositions = [Option<Range<usize>>];

/// A node of a pointer to resolve.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// The indexes of the pointers that end here.
    askers: Vec<usize>,
    children: HashMap<String, Wanted>,
}

impl Wanted {
    /// Adds a pointer (`#/…`); one that does not start with `#` is that of the root.
    pub(super) fn add(&mut self, pointer: &str, asker: usize) {
        let mut parts = pointer.trim_start_matches('#').split('/').skip(1);
        let node = parts.try_fold(self, |node, part| {
            let key = unescape(part);
            Some(node.children.entry(key).or_default())
        });
        if let Some(node) = node {
            node.askers.push(asker);
        }
    }

    /// The node of a key.
    pub(super) fn child(&self, key: &str) -> Option<&Self> {
        self.children.get(key)
    }

    /// The node of an array item.
    pub(super) fn item(&self, index: usize) -> Option<&Self> {
        self.child(&index.to_string())
    }

    /// Whether no pointer continues below this node.
    pub(super) fn is_leaf(&self) -> bool {
        self.children.is_empty()
    }

    /// Resolves all pointers here and below; those below that exist are resolved again later.
    pub(super) fn answer(&self, at: &Range<usize>, found: &mut FoundPositions) {
        let mut open = vec![self];
        while let Some(wanted) = open.pop() {
            for asker in &wanted.askers {
                found[*asker] = Some(at.clone());
            }
            open.extend(wanted.children.values());
        }
    }
}
