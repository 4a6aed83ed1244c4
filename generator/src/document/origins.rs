//! The original locations of the values that a stage moved, converted or added.
//!
//! Each stage that changes a document records them, so that a diagnostic names the file and the line that the user
//! wrote, and not a location of the document that the stages share.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value;

use crate::diagnostics::Diagnostics;

/// The original locations of the values that one stage moved or added.
#[derive(Debug, Clone, Default)]
pub(crate) struct Origins {
    /// The location before, by the pointer after.
    moves: HashMap<Box<str>, Box<str>>,
    /// The rule for what nothing recorded encloses.
    rule: Option<Rule>,
}

/// How a conversion moves values that are too many to record each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    /// The pointer before, for one after.
    pub(crate) before: fn(&str) -> Option<String>,
    /// The pointer in the document after, for one before.
    pub(crate) after: fn(&str, &Value) -> Option<String>,
}

impl Origins {
    /// Adds the rule for what nothing recorded encloses.
    pub(crate) fn set_rule(&mut self, rule: Rule) {
        self.rule = Some(rule);
    }

    /// Records that the value at a pointer, without its `#`, comes from a location: `#/…`, or `FILE#/…` for another
    /// file.
    pub(crate) fn add(&mut self, to: &str, from: String) {
        self.moves.insert(format!("#{to}").into(), from.into());
    }

    /// Whether the stage moved and added nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.moves.is_empty() && self.rule.is_none()
    }

    /// The location before the stage, for a pointer after it: that of the nearest enclosing value that was moved.
    pub(crate) fn original(&self, pointer: &str) -> String {
        if self.is_empty() {
            return pointer.to_owned();
        }
        let ends = pointer.match_indices('/').map(|(end, _)| end);
        let ends = ends.chain([pointer.len()]).collect::<Vec<_>>();
        for end in ends.into_iter().rev() {
            let (start, rest) = pointer.split_at(end);
            if let Some(from) = self.moves.get(start) {
                return format!("{from}{rest}");
            }
        }
        let by_rule = self.rule.and_then(|rule| (rule.before)(pointer));
        by_rule.unwrap_or_else(|| pointer.to_owned())
    }

    /// Diagnostics with their locations before the stage.
    pub(crate) fn before(&self, found: Diagnostics) -> Diagnostics {
        let moved = found.into_iter().map(|mut diagnostic| {
            diagnostic.location = self.original(&diagnostic.location);
            diagnostic
        });
        moved.collect()
    }

    /// The pointer after the stage, for one before it, in the document after it. `None` if the value has no
    /// counterpart there.
    pub(crate) fn moved_to(&self, pointer: &str, document: &Value) -> Option<String> {
        let moved = self.moves.iter().filter_map(|(to, from)| {
            let rest = pointer.strip_prefix(&**from)?;
            let is_inside = rest.is_empty() || rest.starts_with('/');
            is_inside.then(|| (rest.len(), format!("{to}{rest}")))
        });
        let by_rule = self.rule.and_then(|rule| (rule.after)(pointer, document));
        let others = [Some(pointer.to_owned()), by_rule].into_iter().flatten();
        let others = others.map(|to| (pointer.len(), to));
        let there = moved.chain(others).filter(|(_, to)| {
            let path = to.strip_prefix('#');
            path.is_some_and(|path| document.pointer(path).is_some())
        });
        // What moved the smallest part around the value says most about it.
        let best = there.min_by(|(rest, to), (other_rest, other)| {
            let length = to.len().cmp(&other.len());
            rest.cmp(other_rest)
                .then(length)
                .then_with(|| to.cmp(other))
        });
        best.map(|(_, to)| to)
    }
}

/// The original locations by stage, in the order in which the stages ran.
#[derive(Debug, Clone, Default)]
pub(crate) struct History(Vec<Arc<Origins>>);

impl History {
    /// Adds those of the next stage.
    pub(crate) fn add(&mut self, origins: impl Into<Arc<Origins>>) {
        let origins = origins.into();
        if !origins.is_empty() {
            self.0.push(origins);
        }
    }

    /// The location in the files of the user, for a pointer of the document after all stages.
    pub(crate) fn original(&self, pointer: &str) -> String {
        let mut location = pointer.to_owned();
        for origins in self.0.iter().rev() {
            // Another file: no stage before has changed it.
            if !location.starts_with('#') {
                break;
            }
            location = origins.original(&location);
        }
        location
    }

    /// Diagnostics with their locations in the files of the user.
    pub(crate) fn in_files(&self, found: Diagnostics) -> Diagnostics {
        let moved = found.into_iter().map(|mut diagnostic| {
            diagnostic.location = self.original(&diagnostic.location);
            diagnostic
        });
        moved.collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{History, Origins};

    fn origins(moves: &[(&str, &str)]) -> Origins {
        let mut origins = Origins::default();
        for (to, from) in moves {
            origins.add(to, (*from).to_owned());
        }
        origins
    }

    #[test]
    fn the_nearest_enclosing_move_counts() {
        let moved = origins(&[("/a", "#/b"), ("/a/x", "other.yaml#/y")]);
        for (pointer, expected) in [
            ("#/a", "#/b"),
            ("#/a/z", "#/b/z"),
            ("#/a/x/1", "other.yaml#/y/1"),
            ("#/ab", "#/ab"),
        ] {
            assert_eq!(moved.original(pointer), expected);
        }
    }

    #[test]
    fn stages_are_undone_from_the_last_to_the_first() {
        let mut history = History::default();
        history.add(origins(&[("/b", "part.yaml#/a")]));
        history.add(origins(&[
            ("/c", "#/b"),
            ("/c/new", "overlay.yaml#/actions/0/update/new"),
        ]));
        assert_eq!(history.original("#/c/x"), "part.yaml#/a/x");
        // `b` of the overlay is not `b` of the definition.
        assert_eq!(
            history.original("#/c/new/b"),
            "overlay.yaml#/actions/0/update/new/b"
        );
    }

    #[test]
    fn a_counterpart_is_where_a_value_is_afterwards() {
        let moved = origins(&[
            ("/components/schemas", "#/definitions"),
            ("/a/0", "#/a/1"),
            ("/a/0/schema", "#/a/1"),
        ]);
        let after = json!({
            "components": { "schemas": { "M": { "x": 1 } } },
            "a": [{ "schema": { "type": "string" } }],
        });
        let to = |pointer| moved.moved_to(pointer, &after);
        assert_eq!(
            to("#/definitions/M/x").as_deref(),
            Some("#/components/schemas/M/x")
        );
        assert_eq!(to("#/a/1/type").as_deref(), Some("#/a/0/schema/type"));
        assert_eq!(to("#/a/1").as_deref(), Some("#/a/0"));
        assert_eq!(to("#/swagger"), None);
    }
}
