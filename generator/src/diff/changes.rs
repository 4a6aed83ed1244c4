//! Changes, and their impact on callers.

use serde::Serialize;

use super::Rules;

/// The impact of a change, the smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// Documentation only; the official rules call it a point change.
    Patch,
    /// An addition: callers need not change anything.
    Minor,
    /// A break: callers may have to change their code.
    Major,
}

impl Impact {
    /// All impacts, the largest first.
    pub const ALL: [Self; 3] = [Self::Major, Self::Minor, Self::Patch];

    /// The part of a version that the impact increments.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Patch => "patch",
        }
    }
}

/// A change, with its impact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// How it affects callers.
    pub impact: Impact,
    /// A stable name for the kind of change.
    pub code: &'static str,
    /// The tags that it belongs to, sorted; empty if no operation reaches the item.
    pub apis: Vec<String>,
    /// The changed item: an operation, a model, or a path or tag.
    pub place: String,
    /// Its JSON pointer in the old definition.
    pub old_pointer: Option<String>,
    /// Its JSON pointer in the new definition.
    pub new_pointer: Option<String>,
    /// The old value.
    pub old: Option<String>,
    /// The new value.
    pub new: Option<String>,
    /// One sentence.
    pub message: String,
    /// What to write instead, for a change that breaks callers.
    pub remedy: Option<String>,
}

impl Change {
    /// A change without values.
    pub(super) fn new(
        impact: Impact,
        code: &'static str,
        place: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            impact,
            code,
            apis: Vec::new(),
            place: place.into(),
            old_pointer: None,
            new_pointer: None,
            old: None,
            new: None,
            message: message.into(),
            remedy: None,
        }
    }

    pub(super) fn values(
        mut self,
        old: Option<impl Into<String>>,
        new: Option<impl Into<String>>,
    ) -> Self {
        self.old = old.map(Into::into);
        self.new = new.map(Into::into);
        self
    }

    pub(super) fn pointers(mut self, old: Option<String>, new: Option<String>) -> Self {
        self.old_pointer = old;
        self.new_pointer = new;
        self
    }

    pub(super) fn apis(mut self, apis: Vec<String>) -> Self {
        self.apis = apis;
        self
    }

    /// Adds what to write instead; only for breaks.
    pub(super) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = (self.impact == Impact::Major).then(|| remedy.into());
        self
    }
}

/// The changes between two definitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    rules: Rules,
    changes: Vec<Change>,
}

impl Changes {
    pub(super) fn new(rules: Rules, changes: Vec<Change>) -> Self {
        Self { rules, changes }
    }

    /// The rules by which the changes were found.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// The changes, in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Change> {
        self.changes.iter()
    }

    /// Whether there are no changes.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The largest impact, which determines the next version; `None` without changes.
    pub fn impact(&self) -> Option<Impact> {
        self.iter().map(|change| change.impact).max()
    }

    /// The number of changes with an impact.
    pub fn count(&self, impact: Impact) -> usize {
        self.iter().filter(|change| change.impact == impact).count()
    }
}
