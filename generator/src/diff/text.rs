//! Subjects of changes, and phrases of messages.

use super::{Change, Impact, Side};

/// The changed item, by name and location.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub(super) name: String,
    pub(super) apis: Vec<String>,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
}

impl Subject {
    /// A subject without tags and without a location in the definition.
    pub(super) fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            apis: Vec::new(),
            old: None,
            new: None,
        }
    }

    pub(super) fn change(
        &self,
        impact: Impact,
        code: &'static str,
        message: impl Into<String>,
    ) -> Change {
        Change::new(impact, code, self.name.clone(), message)
            .apis(self.apis.clone())
            .pointers(self.old.clone(), self.new.clone())
    }

    /// A nested subject with the same tags, and with its own JSON pointers.
    pub(super) fn inner(
        &self,
        name: String,
        old: Option<(&Side<'_>, &str)>,
        new: Option<(&Side<'_>, &str)>,
    ) -> Self {
        Self {
            name,
            apis: self.apis.clone(),
            old: old.map(|(side, pointer)| side.published(pointer)),
            new: new.map(|(side, pointer)| side.published(pointer)),
        }
    }
}

pub(super) use crate::markdown::code;

/// The maximum number of names in a list.
const NAMED: usize = 8;

/// A phrase of names in backticks, as in "a, b and c". A long list ends with the number of further names.
pub(super) fn list(names: &[String]) -> String {
    if names.len() > NAMED {
        let first: Vec<_> = names[..NAMED].iter().map(|name| code(name)).collect();
        return format!("{} and {} more", first.join(", "), names.len() - NAMED);
    }
    let names: Vec<_> = names.iter().map(|name| code(name)).collect();
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// Names in alphabetical order, for comparisons that ignore order.
pub(super) fn sorted(names: &[String]) -> Vec<&String> {
    let mut names: Vec<_> = names.iter().collect();
    names.sort();
    names
}

/// One change for all changed descriptions of a subject; `None` without any.
pub(super) fn documentation(subject: &Subject, differing: &[String]) -> Option<Change> {
    (!differing.is_empty()).then(|| {
        let message = format!("documentation changed: {}", differing.join(", "));
        subject.change(Impact::Patch, "text-changed", message)
    })
}
