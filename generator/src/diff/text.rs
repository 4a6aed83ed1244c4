//! Subjects and sentences that all kinds of changes share.

use super::{Change, Impact, Side};

/// The subject of a change.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub(super) name: String,
    pub(super) apis: Vec<String>,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
}

impl Subject {
    /// A subject that no API and no place of a definition belongs to.
    pub(super) fn named(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            apis: Vec::new(),
            old: None,
            new: None,
        }
    }

    /// A change of this subject.
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

    /// A nested subject, with its pointers on both sides.
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

/// The maximum number of names in a sentence.
const NAMED: usize = 8;

/// Names as code, joined by commas and a last "and"; a long list is shortened.
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

/// Names in alphabetical order, to find lists that differ only in order.
pub(super) fn sorted(names: &[String]) -> Vec<&String> {
    let mut names: Vec<_> = names.iter().collect();
    names.sort();
    names
}

/// One change for all differing descriptions of a subject.
pub(super) fn texts(place: &Subject, differing: &[String]) -> Option<Change> {
    (!differing.is_empty()).then(|| {
        let message = format!("documentation changed: {}", differing.join(", "));
        place.change(Impact::Patch, "text-changed", message)
    })
}
