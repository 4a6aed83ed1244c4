//! Compares a field for callers who build requests: the parameter of `new`, the setter, and the setter of an
//! explicit `null`.

use super::matching::Pairs;
use super::text::{Subject, code};
use super::{Change, Impact, Side};
use crate::sdk::Field;

/// A field of a model that is used in requests in both definitions.
#[derive(Clone, Copy)]
pub(super) struct Requests<'a> {
    /// The old and the new definition.
    pub(super) sides: (&'a Side<'a>, &'a Side<'a>),
    pub(super) pairs: &'a Pairs,
    pub(super) subject: &'a Subject,
    pub(super) was: &'a Field<'a>,
    pub(super) is: &'a Field<'a>,
    /// Whether the type of the field changed, which is reported already.
    pub(super) is_retyped: bool,
}

impl Requests<'_> {
    pub(super) fn diff(&self) -> Vec<Change> {
        let Self {
            sides,
            pairs,
            subject,
            was,
            is,
            is_retyped,
        } = *self;
        let mut found = Vec::new();
        let field = code(is.name.as_str());
        match (&was.constructor_arg, &is.constructor_arg) {
            (None, Some(_)) => found.push(
                subject
                    .change(
                        Impact::Major,
                        "property-required",
                        format!("{field} became an argument of `new`; its setter was removed"),
                    )
                    .remedy(format!("pass {field} to `new`")),
            ),
            (Some(_), None) => found.push(
                subject
                    .change(
                        Impact::Major,
                        "property-not-required",
                        format!("{field} is no longer an argument of `new`"),
                    )
                    .remedy(match &is.setter {
                        Some(setter) => format!("set it with {}", code(setter.name.as_str())),
                        None => "remove the argument".to_owned(),
                    }),
            ),
            (Some(old), Some(new)) if !is_retyped && !pairs.same_argument(old, new) => {
                let (old, new) = (sides.0.argument(old), sides.1.argument(new));
                found.push(
                    subject
                        .change(
                            Impact::Major,
                            "constructor-changed",
                            format!("`new` takes {field} as another type"),
                        )
                        .remedy(format!("pass a {} to `new`", code(&new)))
                        .values(Some(old), Some(new)),
                );
            }
            (None, None) => found.extend(self.setter()),
            _ => {}
        }
        if was.constructor_arg.is_none()
            && is.constructor_arg.is_none()
            && was.setter.is_some() == is.setter.is_some()
        {
            found.extend(self.clear());
        }
        found
    }

    fn setter(&self) -> Option<Change> {
        let Self {
            sides,
            pairs,
            subject,
            was,
            is,
            is_retyped,
        } = *self;
        let field = code(is.name.as_str());
        match (&was.setter, &is.setter) {
            (Some(_), None) => Some(
                subject
                    .change(
                        Impact::Major,
                        "property-read-only",
                        format!("{field} is read-only now: its setter was removed"),
                    )
                    .remedy(format!("do not set {field}")),
            ),
            (None, Some(setter)) => Some(subject.change(
                Impact::Minor,
                "property-writable",
                format!("{field} can be set, with {}", code(setter.name.as_str())),
            )),
            (Some(old), Some(new)) if old.name != new.name && was.name == is.name => {
                let (old, new) = (old.name.as_str(), new.name.as_str());
                let message = format!("setter {} was renamed to {}", code(old), code(new));
                let change = subject
                    .change(Impact::Major, "setter-renamed", message)
                    .remedy(format!("call {} instead of {}", code(new), code(old)))
                    .values(Some(old), Some(new));
                Some(change)
            }
            (Some(old), Some(new))
                if !is_retyped && !pairs.same_argument(&old.argument, &new.argument) =>
            {
                let (old, new) = (
                    sides.0.argument(&old.argument),
                    sides.1.argument(&new.argument),
                );
                let message = format!("the setter takes a {}", code(&new));
                let change = subject
                    .change(Impact::Major, "setter-changed", message)
                    .remedy(format!("pass a {} to the setter", code(&new)))
                    .values(Some(old), Some(new));
                Some(change)
            }
            _ => None,
        }
    }

    fn clear(&self) -> Option<Change> {
        let Self {
            subject, was, is, ..
        } = *self;
        let names = |field: &Field<'_>| field.clear.map(ToString::to_string);
        let (old, new) = (names(was), names(is));
        let (impact, message) = match (&old, &new) {
            (Some(old), None) => (Impact::Major, format!("{} is gone", code(old))),
            (None, Some(new)) => (Impact::Minor, format!("{} sends a `null`", code(new))),
            (Some(old), Some(new)) if old != new && was.name == is.name => (
                Impact::Major,
                format!("{} was renamed to {}", code(old), code(new)),
            ),
            _ => return None,
        };
        let remedy = match &new {
            Some(new) => format!("call {}", code(new)),
            None => "set a value".to_owned(),
        };
        let change = subject.change(impact, "null-changed", message);
        Some(change.values(old, new).remedy(remedy))
    }
}
