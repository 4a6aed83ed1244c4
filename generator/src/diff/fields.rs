//! Fields of a struct that is there on both sides.

use super::comparison::Comparison;
use super::facts::{self, Constraint};
use super::shape::{FieldShape, ModelShape, StructShape};
use super::text::{Place, code, sorted, texts};
use super::types::Printer;
use super::{Change, Impact, Side};
use crate::ir::{Field, ModelId};

pub(super) fn diff(comparison: &mut Comparison<'_, ModelId>, was: &StructShape, is: &StructShape) {
    let both_sent = was.sent && is.sent;
    for (name, shape) in &was.fields {
        if !is.fields.contains_key(name) {
            let change = removed(comparison, name, shape);
            comparison.push(change);
        }
    }
    for (name, shape) in &is.fields {
        match was.fields.get(name) {
            None => {
                let change = added(comparison, name, shape, both_sent);
                comparison.push(change);
            }
            Some(before) => both(comparison, name, before, shape, both_sent),
        }
    }
    reordered(comparison, was, is);
}

fn field<'a>(side: &'a Side, id: ModelId, name: &str) -> Option<&'a Field> {
    let fields = side.api().model(id).kind.fields();
    fields.iter().find(|field| field.name == name)
}

fn place(comparison: &Comparison<'_, ModelId>, name: &str) -> Place {
    let old = field(comparison.old, comparison.before, name);
    let new = field(comparison.new, comparison.after, name);
    comparison.place.inner(
        format!("{}.{name}", comparison.place.name),
        old.map(|field| (comparison.old, field.pointer.as_str())),
        new.map(|field| (comparison.new, field.pointer.as_str())),
    )
}

/// The field as callers write it.
fn rust(side: &Side, id: ModelId, name: &str) -> Option<FieldShape> {
    match Printer::rust(side).shape(id) {
        ModelShape::Struct(shape) => shape.fields.get(name).cloned(),
        _ => None,
    }
}

fn ty(side: &Side, id: ModelId, name: &str) -> String {
    rust(side, id, name).map_or_else(String::new, |field| field.ty)
}

fn removed(comparison: &Comparison<'_, ModelId>, name: &str, shape: &FieldShape) -> Change {
    let field = code(&shape.name);
    place(comparison, name)
        .change(
            Impact::Major,
            "property-removed",
            format!("the field {field} is gone"),
        )
        .values(
            Some(ty(comparison.old, comparison.before, name)),
            None::<String>,
        )
        .remedy(format!("do not read or set {field}"))
}

fn added(
    comparison: &Comparison<'_, ModelId>,
    name: &str,
    shape: &FieldShape,
    both_sent: bool,
) -> Change {
    let field = code(&shape.name);
    let place = place(comparison, name);
    let change = if both_sent && shape.asked.is_some() {
        let message = format!("there is a new field {field}, which `new` asks for");
        place
            .change(Impact::Major, "required-property-added", message)
            .remedy(format!("give `new` a value for {field}"))
    } else {
        let message = format!("there is a new field {field}");
        place.change(Impact::Minor, "property-added", message)
    };
    change.values(
        None::<String>,
        Some(ty(comparison.new, comparison.after, name)),
    )
}

fn both(
    comparison: &mut Comparison<'_, ModelId>,
    name: &str,
    was: &FieldShape,
    is: &FieldShape,
    both_sent: bool,
) {
    let place = place(comparison, name);
    if was.name != is.name {
        let (old, new) = (code(&was.name), code(&is.name));
        let change = place
            .change(
                Impact::Major,
                "property-renamed",
                format!("the field {old} is called {new} now"),
            )
            .remedy(format!("write {new} instead of {old}"))
            .values(Some(&was.name), Some(&is.name));
        comparison.push(change);
    }
    let is_retyped = was.ty != is.ty;
    if is_retyped {
        let change = retyped(comparison, &place, name);
        comparison.push(change);
    }
    if both_sent {
        let found = requests(&place, was, is, is_retyped);
        comparison.found.extend(found);
    }
    let found = notes(comparison, &place, name, was == is);
    comparison.found.extend(found);
}

fn retyped(comparison: &Comparison<'_, ModelId>, place: &Place, name: &str) -> Change {
    let was = ty(comparison.old, comparison.before, name);
    let is = ty(comparison.new, comparison.after, name);
    let inner = |ty: &str| {
        let inner = ty
            .strip_prefix("Option<")
            .and_then(|ty| ty.strip_suffix('>'));
        inner.map(str::to_owned)
    };
    let (kind, remedy) = if inner(&is).as_ref() == Some(&was) {
        (
            "property-may-be-missing",
            "handle `None`: the value may be missing".to_owned(),
        )
    } else if inner(&was).as_ref() == Some(&is) {
        (
            "property-always-there",
            "take the value as it is: it is always there".to_owned(),
        )
    } else {
        (
            "property-type-changed",
            format!("read and set a {}", code(&is)),
        )
    };
    let message = format!("the type changed from {} to {}", code(&was), code(&is));
    let change = place.change(Impact::Major, kind, message);
    change.values(Some(was), Some(is)).remedy(remedy)
}

/// What has become of `new`, the setter, and the method that sends a `null`.
fn requests(place: &Place, was: &FieldShape, is: &FieldShape, is_retyped: bool) -> Vec<Change> {
    let mut found = Vec::new();
    let field = code(&is.name);
    match (&was.asked, &is.asked) {
        (None, Some(_)) => found.push(
            place
                .change(
                    Impact::Major,
                    "property-required",
                    format!("`new` asks for {field}, and the setter is gone"),
                )
                .remedy(format!("give `new` a value for {field}")),
        ),
        (Some(_), None) => found.push(
            place
                .change(
                    Impact::Major,
                    "property-not-required",
                    format!("`new` no longer asks for {field}"),
                )
                .remedy(match &is.setter {
                    Some((setter, _)) => format!("set it with {}", code(setter)),
                    None => "leave the argument out".to_owned(),
                }),
        ),
        (Some(old), Some(new)) if old != new && !is_retyped => found.push(
            place
                .change(
                    Impact::Major,
                    "constructor-changed",
                    format!("`new` takes {field} in another way"),
                )
                .values(Some(old), Some(new))
                .remedy(format!("give `new` a {}", code(new))),
        ),
        (None, None) => found.extend(setter(place, was, is, is_retyped)),
        _ => {}
    }
    if was.asked.is_none() && is.asked.is_none() && was.setter.is_some() == is.setter.is_some() {
        found.extend(clear(place, was, is));
    }
    found
}

fn setter(place: &Place, was: &FieldShape, is: &FieldShape, is_retyped: bool) -> Option<Change> {
    let field = code(&is.name);
    match (&was.setter, &is.setter) {
        (Some(_), None) => Some(
            place
                .change(
                    Impact::Major,
                    "property-read-only",
                    format!("only the service sets {field} now: its setter is gone"),
                )
                .remedy(format!("do not set {field}")),
        ),
        (None, Some((setter, _))) => Some(place.change(
            Impact::Minor,
            "property-writable",
            format!("callers may set {field}, with {}", code(setter)),
        )),
        (Some((old, _)), Some((new, _))) if old != new && was.name == is.name => Some(
            place
                .change(
                    Impact::Major,
                    "setter-renamed",
                    format!("the setter {} is called {} now", code(old), code(new)),
                )
                .remedy(format!("call {} instead of {}", code(new), code(old)))
                .values(Some(old), Some(new)),
        ),
        (Some((_, old)), Some((_, new))) if old != new && !is_retyped => Some(
            place
                .change(
                    Impact::Major,
                    "setter-changed",
                    format!("the setter takes a {}", code(new)),
                )
                .remedy(format!("give the setter a {}", code(new)))
                .values(Some(old), Some(new)),
        ),
        _ => None,
    }
}

fn clear(place: &Place, was: &FieldShape, is: &FieldShape) -> Option<Change> {
    let (impact, message) = match (&was.clear, &is.clear) {
        (Some(old), None) => (Impact::Major, format!("{} is gone", code(old))),
        (None, Some(new)) => (Impact::Minor, format!("{} sends a `null`", code(new))),
        (Some(old), Some(new)) if old != new && was.name == is.name => (
            Impact::Major,
            format!("{} is called {} now", code(old), code(new)),
        ),
        _ => return None,
    };
    let remedy = match &is.clear {
        Some(new) => format!("call {}", code(new)),
        None => "set a value".to_owned(),
    };
    let change = place.change(impact, "null-changed", message);
    Some(
        change
            .values(was.clear.as_ref(), is.clear.as_ref())
            .remedy(remedy),
    )
}

/// `new` takes what it asks for in document order, so that a swap of two of a type is not seen by
/// the compiler.
fn reordered(comparison: &mut Comparison<'_, ModelId>, was: &StructShape, is: &StructShape) {
    let asked = |shape: &StructShape, other: &StructShape| -> Vec<String> {
        let fields = shape.fields.iter();
        let common = fields.filter(|(name, field)| {
            let other = other.fields.get(*name);
            field.asked.is_some() && other.is_some_and(|other| other.asked.is_some())
        });
        common.map(|(_, field)| field.name.clone()).collect()
    };
    let (old, new) = (asked(was, is), asked(is, was));
    if old != new && was.sent && is.sent && sorted(&old) == sorted(&new) {
        let change = comparison
            .place
            .change(
                Impact::Major,
                "constructor-reordered",
                "`new` takes its arguments in another order",
            )
            .remedy(format!("call `new({})`", new.join(", ")))
            .values(Some(old.join(", ")), Some(new.join(", ")));
        comparison.push(change);
    }
}

/// What the service goes by, and what is documented.
fn notes(
    comparison: &Comparison<'_, ModelId>,
    place: &Place,
    name: &str,
    is_same: bool,
) -> Vec<Change> {
    let (old_side, new_side) = (comparison.old, comparison.new);
    let (Some(old), Some(new)) = (
        field(old_side, comparison.before, name),
        field(new_side, comparison.after, name),
    ) else {
        return Vec::new();
    };
    let travels = comparison.usage();
    let mut found = Vec::new();
    for (code, text, was, is) in [
        ("required-changed", "required", old.required, new.required),
        ("nullable-changed", "nullable", old.nullable, new.nullable),
        (
            "read-only-changed",
            "read-only",
            old.read_only,
            new.read_only,
        ),
        (
            "write-only-changed",
            "write-only",
            old.write_only,
            new.write_only,
        ),
        (
            "deprecation-changed",
            "deprecated",
            old.deprecated,
            new.deprecated,
        ),
    ] {
        // What callers see of it has been told.
        if was != is && (is_same || code == "deprecation-changed") {
            let not = if is { "" } else { "not " };
            let message = format!("the definition says that it is {not}{text}");
            let change = place.change(Impact::Minor, code, message);
            found.push(change.values(Some(was.to_string()), Some(is.to_string())));
        }
    }
    let subject = Constraint {
        place,
        is_sent: travels.request,
        is_retyped: !is_same,
    };
    found.extend(facts::constraints(
        &subject,
        &old.constraints,
        &new.constraints,
    ));
    found.extend(facts::default(
        place,
        old.constraints.default_value(),
        new.constraints.default_value(),
    ));
    if old.description != new.description {
        found.extend(texts(place, &["the description".to_owned()]));
    }
    found
}
