//! The fields of a struct that exists on both sides.

use std::collections::HashMap;

use super::comparison::Comparison;
use super::facts::{self, ComparedSchema};
use super::matching::Pairs;
use super::requests::Requests;
use super::text::{Subject, code, documentation, sorted};
use super::{Change, Impact};
use crate::ir::ModelId;
use crate::sdk::{Field, Struct};

/// Fields by property name.
type Fields<'a> = HashMap<&'a str, &'a Field<'a>>;

fn by_name<'a>(object: &'a Struct<'a>) -> Fields<'a> {
    let fields = object.fields.iter();
    fields
        .map(|field| (field.node.name.as_str(), field))
        .collect()
}

pub(super) fn diff(comparison: &mut Comparison<'_, ModelId>, was: &Struct<'_>, is: &Struct<'_>) {
    let both_sent = was.in_requests && is.in_requests;
    let (before, after) = (by_name(was), by_name(is));
    for field in &was.fields {
        if !after.contains_key(field.node.name.as_str()) {
            let change = removed(comparison, field);
            comparison.push(change);
        }
    }
    for field in &is.fields {
        match before.get(field.node.name.as_str()) {
            None => {
                let change = added(comparison, field, both_sent);
                comparison.push(change);
            }
            Some(before) => both(comparison, before, field, both_sent),
        }
    }
    if both_sent {
        reordered(comparison, was, is, (&before, &after));
    }
}

fn subject(
    comparison: &Comparison<'_, ModelId>,
    old: Option<&Field<'_>>,
    new: Option<&Field<'_>>,
) -> Subject {
    let name = old.or(new).map_or("", |field| &field.node.name);
    comparison.subject.inner(
        format!("{}.{name}", comparison.subject.name),
        old.map(|field| (comparison.old, field.node.pointer.as_str())),
        new.map(|field| (comparison.new, field.node.pointer.as_str())),
    )
}

fn removed(comparison: &Comparison<'_, ModelId>, was: &Field<'_>) -> Change {
    let field = code(was.name.as_str());
    subject(comparison, Some(was), None)
        .change(
            Impact::Major,
            "property-removed",
            format!("field {field} was removed"),
        )
        .values(Some(comparison.old.text(&was.ty())), None::<String>)
        .remedy(format!("do not read or set {field}"))
}

fn added(comparison: &Comparison<'_, ModelId>, is: &Field<'_>, both_sent: bool) -> Change {
    let field = code(is.name.as_str());
    let subject = subject(comparison, None, Some(is));
    let change = if both_sent && is.constructor_arg.is_some() {
        let message = format!("new field {field}, an argument of `new`");
        subject
            .change(Impact::Major, "required-property-added", message)
            .remedy(format!("pass {field} to `new`"))
    } else {
        let message = format!("new field {field}");
        subject.change(Impact::Minor, "property-added", message)
    };
    change.values(None::<String>, Some(comparison.new.text(&is.ty())))
}

fn both(
    comparison: &mut Comparison<'_, ModelId>,
    was: &Field<'_>,
    is: &Field<'_>,
    both_sent: bool,
) {
    let subject = subject(comparison, Some(was), Some(is));
    if was.name != is.name {
        let (old, new) = (code(was.name.as_str()), code(is.name.as_str()));
        let change = subject
            .change(
                Impact::Major,
                "property-renamed",
                format!("field {old} was renamed to {new}"),
            )
            .remedy(format!("use {new} instead of {old}"))
            .values(Some(was.name.as_str()), Some(is.name.as_str()));
        comparison.push(change);
    }
    let is_retyped = !comparison.pairs.same(&was.ty(), &is.ty());
    if is_retyped {
        let change = retyped(comparison, &subject, was, is);
        comparison.push(change);
    }
    if both_sent {
        let requests = Requests {
            sides: (comparison.old, comparison.new),
            pairs: comparison.pairs,
            subject: &subject,
            was,
            is,
            is_retyped,
        };
        let found = requests.diff();
        comparison.found.extend(found);
    }
    let is_same = !is_retyped && is_same(comparison.pairs, was, is);
    let found = notes(&subject, (was, is), is_same, both_sent);
    comparison.found.extend(found);
}

/// Whether callers read and set the field with the same code.
fn is_same(pairs: &Pairs, was: &Field<'_>, is: &Field<'_>) -> bool {
    let is_same_argument = match (&was.constructor_arg, &is.constructor_arg) {
        (Some(was), Some(is)) => pairs.same_argument(was, is),
        (was, is) => was.is_some() == is.is_some(),
    };
    let is_set_alike = match (&was.setter, &is.setter) {
        (Some(was), Some(is)) => {
            was.name == is.name && pairs.same_argument(&was.argument, &is.argument)
        }
        (was, is) => was.is_some() == is.is_some(),
    };
    was.name == is.name && is_same_argument && is_set_alike && was.clear == is.clear
}

fn retyped(
    comparison: &Comparison<'_, ModelId>,
    subject: &Subject,
    was: &Field<'_>,
    is: &Field<'_>,
) -> Change {
    let was = comparison.old.text(&was.ty());
    let is = comparison.new.text(&is.ty());
    let inner = |ty: &str| {
        let inner = ty
            .strip_prefix("Option<")
            .and_then(|ty| ty.strip_suffix('>'));
        inner.map(str::to_owned)
    };
    let (kind, remedy) = if inner(&is).as_ref() == Some(&was) {
        (
            "property-may-be-missing",
            "handle `None`: the value may be absent".to_owned(),
        )
    } else if inner(&was).as_ref() == Some(&is) {
        (
            "property-always-there",
            "use the value itself: it is always present".to_owned(),
        )
    } else {
        (
            "property-type-changed",
            format!("read and set a {}", code(&is)),
        )
    };
    let message = format!("the type changed from {} to {}", code(&was), code(&is));
    let change = subject.change(Impact::Major, kind, message);
    change.values(Some(was), Some(is)).remedy(remedy)
}

/// Reports a changed order of `new`'s parameters, because the compiler does not notice a swap of two with the
/// same type.
fn reordered(
    comparison: &mut Comparison<'_, ModelId>,
    was: &Struct<'_>,
    is: &Struct<'_>,
    (before, after): (&Fields<'_>, &Fields<'_>),
) {
    let arguments = |object: &Struct<'_>, counterparts: &Fields<'_>| -> Vec<String> {
        let common = object.constructor().filter(|(field, _)| {
            let other = counterparts.get(field.node.name.as_str());
            other.is_some_and(|other| other.constructor_arg.is_some())
        });
        common.map(|(field, _)| field.name.to_string()).collect()
    };
    let (old, new) = (arguments(was, after), arguments(is, before));
    if old != new && sorted(&old) == sorted(&new) {
        let change = comparison
            .subject
            .change(
                Impact::Major,
                "constructor-reordered",
                "the arguments of `new` are in another order",
            )
            .remedy(format!("call `new({})`", new.join(", ")))
            .values(Some(old.join(", ")), Some(new.join(", ")));
        comparison.push(change);
    }
}

/// Compares constraints, defaults and documentation.
fn notes(
    subject: &Subject,
    (was, is): (&Field<'_>, &Field<'_>),
    is_same: bool,
    is_sent: bool,
) -> Vec<Change> {
    let (old, new) = (was.node, is.node);
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
        // Changes for callers are already reported.
        if was != is && (is_same || code == "deprecation-changed") {
            let not = if is { "" } else { "not " };
            let message = format!("the definition declares it {not}{text}");
            let change = subject.change(Impact::Minor, code, message);
            found.push(change.values(Some(was.to_string()), Some(is.to_string())));
        }
    }
    let schema = ComparedSchema {
        subject,
        is_sent,
        is_retyped: !is_same,
        is_model: old.ty.model().and(new.ty.model()).is_some(),
    };
    found.extend(facts::constraints(
        &schema,
        &old.constraints,
        &new.constraints,
    ));
    found.extend(facts::default(
        subject,
        old.constraints.default_value(),
        new.constraints.default_value(),
    ));
    if old.description != new.description {
        found.extend(documentation(subject, &["the description".to_owned()]));
    }
    found
}
