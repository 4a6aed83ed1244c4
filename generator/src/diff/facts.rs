//! Facts that affect requests and responses without changing a signature: limits, defaults, permissions,
//! security.
//!
//! A changed fact is a break if the service may now reject a valid call, otherwise an addition. A changed
//! default is documentation, since no default is compiled in.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::text::{Subject, code, list};
use super::{Change, Impact};
use crate::ir::{Constraints, Keyword, Literal, Permissions, Requirement};

/// A compared schema: its owner, and how callers use it.
pub(super) struct ComparedSchema<'a> {
    pub(super) subject: &'a Subject,
    /// Whether callers send the value, and a stricter limit is a break.
    pub(super) is_sent: bool,
    /// Whether the Rust type changed. The change of type covers a changed format.
    pub(super) is_retyped: bool,
    /// Whether the type is a model. The comparison of models covers changed alternatives.
    pub(super) is_model: bool,
}

/// How the old value of a limit compares to a stricter new value; `None` for keywords without such an order.
fn bound(keyword: Keyword) -> Option<Ordering> {
    match keyword {
        Keyword::Minimum | Keyword::MinLength | Keyword::MinItems | Keyword::MinProperties => {
            Some(Ordering::Less)
        }
        Keyword::Maximum | Keyword::MaxLength | Keyword::MaxItems | Keyword::MaxProperties => {
            Some(Ordering::Greater)
        }
        _ => None,
    }
}

/// The changed constraints of a schema, including those of items and map values. Referenced schemas are
/// compared as models.
pub(super) fn constraints(
    schema: &ComparedSchema<'_>,
    old: &Constraints,
    new: &Constraints,
) -> Vec<Change> {
    let mut found = Vec::new();
    compare(schema, old, new, "", &mut found);
    found
}

fn compare(
    schema: &ComparedSchema<'_>,
    old: &Constraints,
    new: &Constraints,
    path: &str,
    found: &mut Vec<Change>,
) {
    for keyword in Keyword::LIMITS {
        let (was, is) = (old.get(keyword), new.get(keyword));
        let is_reported = match keyword {
            Keyword::Format => schema.is_retyped,
            Keyword::OneOf | Keyword::AnyOf | Keyword::Discriminator => schema.is_model,
            _ => false,
        };
        if was != is && !is_reported {
            let is_stricter = is_stricter(keyword, was, is);
            found.push(constraint(schema, keyword, path, was, is, is_stricter));
        }
    }
    let inner = [
        ("items", &old.items, &new.items),
        ("additionalProperties", &old.additional, &new.additional),
    ];
    for (name, old, new) in inner {
        if let (Some(old), Some(new)) = (old, new) {
            compare(schema, old, new, &format!("{path}/{name}"), found);
        }
    }
}

fn is_stricter(keyword: Keyword, old: Option<&Literal>, new: Option<&Literal>) -> bool {
    match (old, new) {
        (_, None) => false,
        (None, _) => true,
        (Some(Literal::Array(old)), Some(Literal::Array(new))) => {
            old.iter().any(|value| !new.contains(value))
        }
        (Some(old), Some(new)) => match bound(keyword) {
            Some(stricter) => old.as_f64().partial_cmp(&new.as_f64()) == Some(stricter),
            None => true,
        },
    }
}

fn constraint(
    schema: &ComparedSchema<'_>,
    keyword: Keyword,
    path: &str,
    old: Option<&Literal>,
    new: Option<&Literal>,
    is_stricter: bool,
) -> Change {
    let name = format!("{path}/{}", keyword.as_str());
    let name = code(name.trim_start_matches('/'));
    let (was, is) = (old.map(Literal::to_string), new.map(Literal::to_string));
    let text = match (&was, &is) {
        (Some(was), Some(is)) => match members(old, new) {
            Some(members) => format!("{name}: {members}"),
            None => format!("{name} changed from {} to {}", code(was), code(is)),
        },
        (None, Some(is)) => format!("{name} is {} now", code(is)),
        (Some(was), None) => format!("{name} is no longer {}", code(was)),
        (None, None) => name,
    };
    let breaks = is_stricter && schema.is_sent;
    let impact = if breaks { Impact::Major } else { Impact::Minor };
    let code = match keyword {
        Keyword::Format => "format-changed",
        _ => "constraint-changed",
    };
    let change = schema.subject.change(impact, code, text).values(was, is);
    change.remedy("send values that satisfy the new constraint")
}

/// A list of the added and removed members of an array, as a phrase.
fn members(old: Option<&Literal>, new: Option<&Literal>) -> Option<String> {
    let (Some(Literal::Array(old)), Some(Literal::Array(new))) = (old, new) else {
        return None;
    };
    let missing = |from: &[Literal], other: &[Literal]| {
        let missing = from.iter().filter(|value| !other.contains(value));
        missing.map(described).collect::<Vec<_>>()
    };
    let parts = [("added", missing(new, old)), ("removed", missing(old, new))];
    let parts = parts.iter().filter(|(_, names)| !names.is_empty());
    let parts: Vec<_> = parts
        .map(|(verb, names)| format!("{verb} {}", list(names)))
        .collect();
    match parts.is_empty() {
        true => Some("in another order".to_owned()),
        false => Some(parts.join(", ")),
    }
}

/// A member of an array in a message: a schema by reference, title or type, any other value as JSON.
fn described(member: &Literal) -> String {
    let Literal::Object(schema) = member else {
        return member.to_string();
    };
    let string = |keyword: &str| schema.get(keyword).and_then(Literal::as_str);
    let reference = string("$ref").and_then(|it| it.rsplit('/').next());
    let name = reference
        .or_else(|| string("title"))
        .or_else(|| string("type"));
    name.map_or_else(|| "a schema without a type".to_owned(), str::to_owned)
}

pub(super) fn default(
    subject: &Subject,
    old: Option<&Literal>,
    new: Option<&Literal>,
) -> Option<Change> {
    (old != new).then(|| {
        let text =
            |value: Option<&Literal>| value.map_or_else(|| "none".to_owned(), ToString::to_string);
        let (was, is) = (text(old), text(new));
        let message = format!("the default changed from {} to {}", code(&was), code(&is));
        let change = subject.change(Impact::Patch, "default-changed", message);
        change.values(Some(was), Some(is))
    })
}

/// Compares the permissions that an operation requires.
pub(super) fn permissions(
    subject: &Subject,
    old: &Permissions,
    new: &Permissions,
) -> Option<Change> {
    if old == new {
        return None;
    }
    let impact = if is_enough(old, new) {
        Impact::Minor
    } else {
        Impact::Major
    };
    let (was, is) = (permissions_text(old), permissions_text(new));
    let change = subject
        .change(
            impact,
            "permissions-changed",
            format!("the required permissions changed from {was} to {is}"),
        )
        .remedy(format!("grant {is}"))
        .values(Some(was), Some(is));
    Some(change)
}

/// Whether a token with the old permissions satisfies the new requirement.
fn is_enough(old: &Permissions, new: &Permissions) -> bool {
    use Permissions::{All, Any, None, Undeclared};
    match (old, new) {
        (_, None | Undeclared) => true,
        (None | Undeclared, _) => false,
        (Any(old), Any(new)) => old.iter().all(|name| new.contains(name)),
        (All(old), All(new)) => new.iter().all(|name| old.contains(name)),
        (All(old), Any(new)) => old.iter().any(|name| new.contains(name)),
        (Any(old), All(new)) => old
            .iter()
            .all(|old_name| new.iter().all(|name| name == old_name)),
    }
}

fn permissions_text(permissions: &Permissions) -> String {
    let list = |names: &[String]| {
        let names: Vec<_> = names.iter().map(|name| code(name)).collect();
        names.join(", ")
    };
    match permissions {
        Permissions::Undeclared => "undeclared".to_owned(),
        Permissions::None => "none".to_owned(),
        Permissions::Any(names) => format!("any of {}", list(names)),
        Permissions::All(names) => format!("all of {}", list(names)),
    }
}

/// A security requirement (OpenAPI): schemes and scopes that are needed together, as `scheme` and `scheme:
/// scope`.
type Login = BTreeSet<String>;

/// Compares security requirements. A break if callers of any old alternative need another scheme or scope.
pub(super) fn security(
    subject: &Subject,
    old: &[Vec<Requirement>],
    new: &[Vec<Requirement>],
) -> Option<Change> {
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
    let change = subject
        .change(
            impact,
            "security-changed",
            format!("the security requirement changed from {was} to {is}"),
        )
        .remedy(format!("authenticate with {is}"))
        .values(Some(was), Some(is));
    Some(change)
}

/// The alternatives of a security requirement. An empty list is one alternative that needs nothing.
fn logins(requirements: &[Vec<Requirement>]) -> BTreeSet<Login> {
    let mut logins: BTreeSet<Login> = requirements
        .iter()
        .map(|schemes| {
            let schemes = schemes.iter().flat_map(|Requirement { scheme, scopes }| {
                let scopes = scopes.iter().map(move |it| format!("{scheme}: {it}"));
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
