//! Changes, and how much they mean.

use serde::Serialize;

use super::Rules;

/// How much a change means, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// Text alone; the official rules call it a point change.
    Patch,
    /// Callers may do more, and need not change anything.
    Minor,
    /// Callers may have to change something.
    Major,
}

impl Impact {
    /// All of them, the gravest first.
    pub const ALL: [Self; 3] = [Self::Major, Self::Minor, Self::Patch];

    /// The part of a version that it increments.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Patch => "patch",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// How much it means.
    pub impact: Impact,
    /// A stable name for the kind of change.
    pub code: &'static str,
    /// The tags of the APIs that it belongs to, sorted; none when no operation reaches the place.
    pub apis: Vec<String>,
    /// What has changed: an operation, a model, or a path or tag.
    pub place: String,
    /// Where that stands in the old definition, as a JSON pointer.
    pub old_pointer: Option<String>,
    /// Where it stands in the new one.
    pub new_pointer: Option<String>,
    /// What was there.
    pub old: Option<String>,
    /// What is there now.
    pub new: Option<String>,
    /// One sentence.
    pub message: String,
    /// What to write instead, for a change that breaks callers.
    pub remedy: Option<String>,
}

impl Change {
    /// A change of a place, without more than its sentence.
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

    /// What to write instead, which only a break has.
    pub(super) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = (self.impact == Impact::Major).then(|| remedy.into());
        self
    }
}

/// What changed between two definitions.
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

    /// All of them, in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Change> {
        self.changes.iter()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The gravest impact, which the next version has to show; none when nothing changed.
    pub fn impact(&self) -> Option<Impact> {
        self.iter().map(|change| change.impact).max()
    }

    /// How many changes have an impact.
    pub fn count(&self, impact: Impact) -> usize {
        self.iter().filter(|change| change.impact == impact).count()
    }
}
