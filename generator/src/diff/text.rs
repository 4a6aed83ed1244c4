//! Places and sentences that all kinds of changes share.

use super::{Change, Impact, Side};

/// What a change is about.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) name: String,
    pub(super) apis: Vec<String>,
    pub(super) old: Option<String>,
    pub(super) new: Option<String>,
}

impl Place {
    /// A change there.
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

    /// A place inside this one, with the pointers of both sides.
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

/// How many names a sentence holds.
const NAMED: usize = 8;

/// Several names as code, with the last after an "and"; a long list is cut short.
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

/// Names in the order of the alphabet, to see whether some are the same but for their order.
pub(super) fn sorted(names: &[String]) -> Vec<&String> {
    let mut names: Vec<_> = names.iter().collect();
    names.sort();
    names
}

/// Which of some texts differ, as one change for the place.
pub(super) fn texts(place: &Place, differing: &[String]) -> Option<Change> {
    (!differing.is_empty()).then(|| {
        let message = format!("documentation changed: {}", differing.join(", "));
        place.change(Impact::Patch, "text-changed", message)
    })
}
