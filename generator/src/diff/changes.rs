//! Changes, and their impact on callers.

use serde::Serialize;

use super::Rules;

/// The impact of a change on callers, in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Impact {
    /// Only documentation changed; the official rules call this a point change.
    Patch,
    /// An addition, which needs no change by callers.
    Minor,
    /// A break, after which callers may have to change their code.
    Major,
}

impl Impact {
    /// All impacts, in descending order.
    pub const ALL: [Self; 3] = [Self::Major, Self::Minor, Self::Patch];

    /// The component of the version (SemVer) that the impact increments.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Patch => "patch",
        }
    }
}

/// A difference that callers or readers of the documentation notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// The impact on callers.
    pub impact: Impact,
    /// A stable name of the kind of change, such as `model-removed`.
    pub code: &'static str,
    /// The tags of the changed item, sorted; empty if no operation uses it.
    pub apis: Vec<String>,
    /// The name of the changed item: an operation, a model, a path, a tag or a setting. Its key in JSON is
    /// `place`.
    #[serde(rename = "place")]
    pub subject: String,
    /// The JSON pointer of the item in the old definition.
    pub old_pointer: Option<String>,
    /// The JSON pointer of the item in the new definition.
    pub new_pointer: Option<String>,
    /// The old value.
    pub old: Option<String>,
    /// The new value.
    pub new: Option<String>,
    /// One sentence, without a final period.
    pub message: String,
    /// The change that callers have to make, for a break.
    pub remedy: Option<String>,
}

impl Change {
    /// A change without values, pointers and tags.
    pub(super) fn new(
        impact: Impact,
        code: &'static str,
        subject: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            impact,
            code,
            apis: Vec::new(),
            subject: subject.into(),
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

    /// Sets the remedy of a break; other changes have none.
    pub(super) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = (self.impact == Impact::Major).then(|| remedy.into());
        self
    }
}

/// All changes between two definitions, by one set of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    rules: Rules,
    changes: Vec<Change>,
}

impl Changes {
    pub(super) fn new(rules: Rules, changes: Vec<Change>) -> Self {
        Self { rules, changes }
    }

    /// The rules that classified the changes.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// The changes, in the order of discovery.
    pub fn iter(&self) -> std::slice::Iter<'_, Change> {
        self.changes.iter()
    }

    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The largest impact, which determines the next version; `None` without changes.
    pub fn impact(&self) -> Option<Impact> {
        self.iter().map(|change| change.impact).max()
    }

    /// The number of changes with this impact.
    pub fn count(&self, impact: Impact) -> usize {
        self.iter().filter(|change| change.impact == impact).count()
    }
}
