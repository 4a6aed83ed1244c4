//! Selection of operations by tags, operation ids, and methods with paths.
//!
//! The only parser of patterns. `lower` uses it to select operations, and custom features to select which
//! of them they enable.

mod features;

use std::collections::HashSet;

use indexmap::IndexSet;

use crate::diagnostics::{Diagnostic, Diagnostics, SettingLocation};
use crate::ir::Operation;
use crate::nearest::did_you_mean;

pub use features::check_name;
pub(crate) use features::features;

/// A pattern, and its location.
///
/// `*` stands for any characters, slashes included. A pattern of an operation is one of
/// - an operation id: `getUsers`, `get*`,
/// - a method and a path of the definition: `GET /users/{id}`, `GET /analytics/*`, `* /users*`,
/// - a path, with any method: `/users/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// The pattern.
    pub text: String,
    /// Where it was written.
    pub location: SettingLocation,
}

/// The operations to generate.
///
/// An operation is selected by one of its tags or by a pattern, or if there are neither, unless it is
/// excluded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Selection {
    /// Tags, in which `*` stands for any characters.
    pub tags: Vec<Pattern>,
    /// Patterns of operations.
    pub operations: Vec<Pattern>,
    /// Tags whose operations are excluded, whatever other tags they have.
    pub exclude_tags: Vec<Pattern>,
    /// Patterns of excluded operations.
    pub exclude_operations: Vec<Pattern>,
}

/// A cargo feature of the configuration: its name, and the operations that it enables.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FeaturePatterns {
    /// The name of the feature.
    pub name: String,
    /// Patterns of its operations.
    pub operations: Vec<Pattern>,
    /// Where it was written.
    pub location: SettingLocation,
}

/// An operation, as patterns see it.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// The HTTP method, in upper case.
    pub method: &'a str,
    /// The path in the definition.
    pub path: &'a str,
    /// The `operationId`, and the vendor's name of the method.
    pub ids: [Option<&'a str>; 2],
}

/// The kinds of patterns.
enum PatternKind<'a> {
    Id(&'a str),
    Path(&'a str, &'a str),
}

const ANY: &str = "*";

impl Pattern {
    /// A pattern, and the option that contains it, such as `--tag`.
    pub fn new(text: impl Into<String>, option: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            location: SettingLocation::of_option(option),
        }
    }

    fn kind(&self) -> PatternKind<'_> {
        let text = self.text.trim();
        if let Some((method, path)) = text.split_once(char::is_whitespace) {
            let path = path.trim_start();
            let is_word = method.chars().all(|c| c.is_ascii_alphabetic());
            let is_method = method == ANY || is_word;
            if is_method && path.starts_with(['/', '*']) {
                return PatternKind::Path(method, path);
            }
        }
        if text.starts_with('/') {
            return PatternKind::Path(ANY, text);
        }
        PatternKind::Id(text)
    }

    fn names_operation(&self, candidate: &Candidate<'_>) -> bool {
        match self.kind() {
            PatternKind::Id(id) => candidate.ids.iter().flatten().any(|it| matches(id, it)),
            PatternKind::Path(method, path) => {
                let is_method = method == ANY || method.eq_ignore_ascii_case(candidate.method);
                is_method && matches(path, candidate.path)
            }
        }
    }
}

/// Whether a pattern, in which `*` stands for any characters, matches a whole string.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let (middle, last) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(text) = text.strip_prefix(first) else {
        return false;
    };
    let Some(mut text) = text.strip_suffix(last) else {
        return false;
    };
    // The first match of a part leaves the most for the following parts.
    for part in middle.split('*').filter(|part| !part.is_empty()) {
        match text.split_once(part) {
            Some((_, behind)) => text = behind,
            None => return false,
        }
    }
    true
}

impl Selection {
    /// Whether all operations are selected.
    pub fn is_empty(&self) -> bool {
        let Self {
            tags,
            operations,
            exclude_tags,
            exclude_operations,
        } = self;
        [tags, operations, exclude_tags, exclude_operations]
            .iter()
            .all(|patterns| patterns.is_empty())
    }

    /// Whether what is neither named nor excluded is selected: nothing is named.
    fn takes_all(&self) -> bool {
        self.tags.is_empty() && self.operations.is_empty()
    }

    /// The error that no operation is selected, at a pattern that excludes some or else at the first one. Without
    /// patterns all are selected.
    fn selects_nothing(&self) -> Option<Diagnostic> {
        let excluding = self.exclude_operations.iter().chain(&self.exclude_tags);
        let mut patterns = excluding.chain(&self.operations).chain(&self.tags);
        let pattern = patterns.next()?;
        Some(pattern.location.error(
            "nothing-selected",
            "the selection leaves no operation",
            "exclude less, or select other operations",
        ))
    }
}

/// The state of selecting operations and events. It records which patterns have matched, and the known names
/// for messages.
pub(crate) struct Choice<'a> {
    selection: &'a Selection,
    features: &'a [FeaturePatterns],
    used: HashSet<&'a Pattern>,
    known: Known,
    /// Whether there were operations, and whether one was selected.
    saw_any: bool,
    took_any: bool,
}

impl<'a> Choice<'a> {
    pub(crate) fn new(selection: &'a Selection, features: &'a [FeaturePatterns]) -> Self {
        Self {
            selection,
            features,
            used: HashSet::new(),
            known: Known::default(),
            saw_any: false,
            took_any: false,
        }
    }

    /// The tags under which an operation is generated; empty if it is not selected.
    pub(crate) fn tags<'t>(&mut self, candidate: &Candidate<'_>, tags: &[&'t str]) -> Vec<&'t str> {
        self.saw_any = true;
        if !self.selection.is_empty() || !self.features.is_empty() {
            self.known.add(candidate, tags);
        }
        let taken = match self.selection.is_empty() {
            true => tags.to_vec(),
            false => self.taken(candidate, tags),
        };
        // A feature may name operations that are not selected.
        for feature in self.features {
            self.has(&feature.operations, |it| it.names_operation(candidate));
        }
        self.took_any |= !taken.is_empty();
        taken
    }

    /// Whether an event with these tags is selected. Patterns of operations do not apply, and an event
    /// without tags is always selected.
    pub(crate) fn takes_event(&mut self, tags: &[&str]) -> bool {
        if self.selection.is_empty() || tags.is_empty() {
            return true;
        }
        let Selection {
            tags: wanted,
            exclude_tags,
            ..
        } = self.selection;
        self.known.tags.extend(tags.iter().map(ToString::to_string));
        let is_of = |pattern: &Pattern| tags.iter().any(|tag| matches(&pattern.text, tag));
        let is_listed = self.has(wanted, is_of);
        let is_out = self.has(exclude_tags, is_of);
        (self.selection.takes_all() || is_listed) && !is_out
    }

    fn taken<'t>(&mut self, candidate: &Candidate<'_>, tags: &[&'t str]) -> Vec<&'t str> {
        let Selection {
            tags: wanted_tags,
            operations,
            exclude_tags,
            exclude_operations,
        } = self.selection;
        // All patterns are tested, to record which ones match.
        let listed: Vec<&str> = tags
            .iter()
            .copied()
            .filter(|tag| self.has(wanted_tags, |it| matches(&it.text, tag)))
            .collect();
        let is_named = self.has(operations, |it| it.names_operation(candidate));
        let is_tag_out = self.has(exclude_tags, |it| {
            tags.iter().any(|tag| matches(&it.text, tag))
        });
        let is_out = self.has(exclude_operations, |it| it.names_operation(candidate));
        let is_named = is_named || self.selection.takes_all();
        match (is_out || is_tag_out, is_named) {
            (true, _) => Vec::new(),
            (false, true) => tags.to_vec(),
            (false, false) => listed,
        }
    }

    fn has(&mut self, patterns: &'a [Pattern], names: impl Fn(&Pattern) -> bool) -> bool {
        let before = patterns.iter().filter(|pattern| names(pattern));
        let named: Vec<_> = before.collect();
        self.used.extend(&named);
        !named.is_empty()
    }

    /// The errors about patterns, after all operations and events.
    pub(crate) fn problems(self) -> Diagnostics {
        let Selection {
            tags,
            operations,
            exclude_tags,
            exclude_operations,
        } = self.selection;
        let is_unused = |pattern: &&Pattern| !self.used.contains(pattern);
        let tags = tags.iter().chain(exclude_tags).filter(is_unused);
        let tags = tags.map(|it| self.known.unknown_tag(it));
        let of_features = self.features.iter().flat_map(|it| &it.operations);
        let operations = operations.iter().chain(exclude_operations);
        let operations = operations.chain(of_features).filter(is_unused);
        let operations = operations.map(|it| self.known.unknown_operation(it));
        let mut found: Diagnostics = tags.chain(operations).collect();
        if found.has_errors() {
            return found;
        }
        if self.saw_any && !self.took_any {
            found.extend(self.selection.selects_nothing());
        }
        found
    }
}

/// The names that patterns can match.
#[derive(Default)]
struct Known {
    tags: IndexSet<String>,
    ids: IndexSet<String>,
    /// Paths, and methods with paths.
    paths: IndexSet<String>,
}

impl Known {
    fn add(&mut self, candidate: &Candidate<'_>, tags: &[&str]) {
        let Candidate { method, path, ids } = candidate;
        self.tags.extend(tags.iter().map(ToString::to_string));
        let ids = ids.iter().flatten();
        self.ids.extend(ids.map(ToString::to_string));
        self.paths.insert(format!("{method} {path}"));
        self.paths.insert((*path).to_owned());
    }

    fn unknown_tag(&self, pattern: &Pattern) -> Diagnostic {
        let near = did_you_mean(&pattern.text, self.tags.iter().map(String::as_str));
        let found = pattern.location.error(
            "unknown-tag",
            format!("no operation has the tag `{}`", pattern.text),
            "list the tags of the definition with `sdkgen stats`",
        );
        with_near(found, near)
    }

    fn unknown_operation(&self, pattern: &Pattern) -> Diagnostic {
        let (names, kind) = match pattern.kind() {
            PatternKind::Id(_) => (&self.ids, "operation id"),
            PatternKind::Path(..) => (&self.paths, "method and path"),
        };
        // Names do not contain asterisks.
        let plain = pattern.text.replace('*', "");
        let near = did_you_mean(&plain, names.iter().map(String::as_str));
        let found = pattern.location.error(
            "unknown-operation",
            format!("no operation has the {kind} `{}`", pattern.text),
            "write an operation id, or a method and a path of the definition, such as \
             `GET /users/{id}`; `*` stands for any characters",
        );
        with_near(found, near)
    }
}

/// An error with similar names as help, if there are some.
fn with_near(mut found: Diagnostic, near: Option<String>) -> Diagnostic {
    if let Some(near) = near {
        found.help = near.into_boxed_str();
    }
    found
}

fn candidate(operation: &Operation) -> Candidate<'_> {
    Candidate {
        method: operation.method.as_str(),
        path: &operation.path,
        ids: [operation.id.as_deref(), operation.method_name.as_deref()],
    }
}

#[cfg(test)]
mod tests;
