//! Facts that the service goes by and that no signature shows.
//!
//! One is a break when a call that was right before may now be refused, and an addition otherwise.
//! Defaults are not compiled in, so a changed one is text.

use std::collections::BTreeSet;

use serde_json::Value;

use super::text::{Place, code};
use super::{Change, Impact};
use crate::ir::{Literal, Permissions};

/// Where the keywords of a schema may differ.
pub(super) struct Constraint<'a> {
    pub(super) place: &'a Place,
    /// Whether callers give the value, so that a stricter rule may refuse it.
    pub(super) is_sent: bool,
    /// Whether the type itself has changed, which says what its format would say.
    pub(super) is_retyped: bool,
}

/// Keywords that forbid more when they grow.
const LOWER_BOUNDS: [&str; 4] = ["minimum", "minLength", "minItems", "minProperties"];
/// Keywords that forbid more when they shrink.
const UPPER_BOUNDS: [&str; 4] = ["maximum", "maxLength", "maxItems", "maxProperties"];
/// Keywords that forbid something else when they change, and nothing when they are not there.
const RULES: [&str; 10] = [
    "format",
    "pattern",
    "multipleOf",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "uniqueItems",
    "oneOf",
    "anyOf",
    "not",
    "discriminator",
];

/// The keywords that differ between two schemas, those of items and of values of maps included.
pub(super) fn constraints(
    subject: &Constraint<'_>,
    old: Option<&Value>,
    new: Option<&Value>,
) -> Vec<Change> {
    let mut found = Vec::new();
    if old != new {
        compare(subject, old, new, "", &mut found);
    }
    found
}

fn compare(
    subject: &Constraint<'_>,
    old: Option<&Value>,
    new: Option<&Value>,
    path: &str,
    found: &mut Vec<Change>,
) {
    let (Some(old), Some(new)) = (old, new) else {
        return;
    };
    let keywords = LOWER_BOUNDS.iter().chain(&UPPER_BOUNDS).chain(&RULES);
    for keyword in keywords.chain(&["enum"]) {
        let (was, is) = (old.get(keyword), new.get(keyword));
        // The values of a string are the variants of an enum.
        let is_told = match *keyword {
            "format" => subject.is_retyped,
            "enum" => is_text(old) || is_text(new),
            _ => false,
        };
        if was != is && !is_told {
            let is_stricter = is_stricter(keyword, was, is);
            found.push(constraint(subject, keyword, path, was, is, is_stricter));
        }
    }
    for inner in ["items", "additionalProperties"] {
        let (old, new) = (old.get(inner), new.get(inner));
        compare(subject, old, new, &format!("{path}/{inner}"), found);
    }
}

fn is_text(schema: &Value) -> bool {
    schema.get("type").is_none_or(|kind| kind == "string")
}

fn is_stricter(keyword: &str, old: Option<&Value>, new: Option<&Value>) -> bool {
    let number = |value: Option<&Value>| value.and_then(Value::as_f64);
    match (old, new) {
        (_, None) => false,
        (_, Some(Value::Bool(false))) => false,
        (None, _) => true,
        _ if LOWER_BOUNDS.contains(&keyword) => number(old) < number(new),
        _ if UPPER_BOUNDS.contains(&keyword) => number(old) > number(new),
        (Some(Value::Array(old)), Some(Value::Array(new))) => {
            old.iter().any(|value| !new.contains(value))
        }
        _ => true,
    }
}

fn constraint(
    subject: &Constraint<'_>,
    keyword: &str,
    path: &str,
    old: Option<&Value>,
    new: Option<&Value>,
    is_stricter: bool,
) -> Change {
    let name = format!("{path}/{keyword}");
    let name = code(name.trim_start_matches('/'));
    let (was, is) = (old.map(plain), new.map(plain));
    let text = match (&was, &is) {
        (Some(was), Some(is)) => format!("{name} changed from {} to {}", code(was), code(is)),
        (None, Some(is)) => format!("{name} is {} now", code(is)),
        (Some(was), None) => format!("{name} is no longer {}", code(was)),
        (None, None) => name,
    };
    let breaks = is_stricter && subject.is_sent;
    let impact = if breaks { Impact::Major } else { Impact::Minor };
    let code = match keyword {
        "format" => "format-changed",
        _ => "constraint-changed",
    };
    let change = subject.place.change(impact, code, text).values(was, is);
    change.remedy("send values that keep to the new rule")
}

/// A default that the service assumes.
pub(super) fn default(
    place: &Place,
    old: Option<&Literal>,
    new: Option<&Literal>,
) -> Option<Change> {
    (old != new).then(|| {
        let text =
            |value: Option<&Literal>| value.map_or_else(|| "none".to_owned(), ToString::to_string);
        let (was, is) = (text(old), text(new));
        let message = format!("the default changed from {} to {}", code(&was), code(&is));
        let change = place.change(Impact::Patch, "default-changed", message);
        change.values(Some(was), Some(is))
    })
}

/// What a caller must be allowed to do.
pub(super) fn permissions(place: &Place, old: &Permissions, new: &Permissions) -> Option<Change> {
    if old == new {
        return None;
    }
    let impact = if is_enough(old, new) {
        Impact::Minor
    } else {
        Impact::Major
    };
    let (was, is) = (permissions_text(old), permissions_text(new));
    let change = place
        .change(
            impact,
            "permissions-changed",
            format!("the permissions that it takes changed from {was} to {is}"),
        )
        .remedy(format!("give callers {is}"))
        .values(Some(was), Some(is));
    Some(change)
}

/// Whether everyone who has the old permissions has the new ones.
fn is_enough(old: &Permissions, new: &Permissions) -> bool {
    use Permissions::{All, Any, None, Unstated};
    match (old, new) {
        (_, None | Unstated) => true,
        (None | Unstated, _) => false,
        (Any(old), Any(new)) => old.iter().all(|name| new.contains(name)),
        (All(old), All(new)) => new.iter().all(|name| old.contains(name)),
        (All(old), Any(new)) => old.iter().any(|name| new.contains(name)),
        (Any(old), All(new)) => old.iter().all(|one| new.iter().all(|name| name == one)),
    }
}

fn permissions_text(permissions: &Permissions) -> String {
    let list = |names: &[String]| {
        let names: Vec<_> = names.iter().map(|name| code(name)).collect();
        names.join(", ")
    };
    match permissions {
        Permissions::Unstated => "what is not stated".to_owned(),
        Permissions::None => "none".to_owned(),
        Permissions::Any(names) => format!("any of {}", list(names)),
        Permissions::All(names) => format!("all of {}", list(names)),
    }
}

/// One way to log in: schemes with their scopes, as `scheme` and `scheme: scope`.
type Login = BTreeSet<String>;

/// How a caller must be logged in.
pub(super) fn security(place: &Place, old: Option<&Value>, new: Option<&Value>) -> Option<Change> {
    if old == new {
        return None;
    }
    let (was, is) = (logins(old), logins(new));
    if was == is {
        return None;
    }
    let fits = |login: &Login| is.iter().any(|new| new.is_subset(login));
    let impact = if was.iter().all(fits) {
        Impact::Minor
    } else {
        Impact::Major
    };
    let (was, is) = (logins_text(&was), logins_text(&is));
    let change = place
        .change(
            impact,
            "security-changed",
            format!("the login that it takes changed from {was} to {is}"),
        )
        .remedy(format!("log in with {is}"))
        .values(Some(was), Some(is));
    Some(change)
}

/// The ways to log in; no list means that none is needed.
fn logins(security: Option<&Value>) -> BTreeSet<Login> {
    let ways = security.and_then(Value::as_array);
    let ways = ways.into_iter().flatten().filter_map(Value::as_object);
    let mut logins: BTreeSet<Login> = ways
        .map(|schemes| {
            let schemes = schemes.iter().flat_map(|(scheme, scopes)| {
                let scopes = scopes.as_array().into_iter().flatten();
                let scopes = scopes.filter_map(Value::as_str);
                let scopes = scopes.map(move |scope| format!("{scheme}: {scope}"));
                std::iter::once(scheme.clone()).chain(scopes)
            });
            schemes.collect()
        })
        .collect();
    if logins.is_empty() {
        logins.insert(Login::new());
    }
    logins
}

fn logins_text(logins: &BTreeSet<Login>) -> String {
    let logins: Vec<String> = logins
        .iter()
        .map(|login| {
            let parts: Vec<_> = login.iter().map(|part| code(part)).collect();
            match parts.as_slice() {
                [] => "none".to_owned(),
                parts => parts.join(" with "),
            }
        })
        .collect();
    logins.join(" or ")
}

/// A value without the quotes of a text.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
