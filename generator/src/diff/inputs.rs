//! Inputs of an operation that is there on both sides: arguments, setters and the body.

use super::comparison::Comparison;
use super::shape::{InputShape, OperationShape, Wire};
use super::text::{Place, code};
use super::{Change, Impact};
use crate::ir::OperationId;

pub(super) fn diff(
    comparison: &mut Comparison<'_, OperationId>,
    was: &OperationShape,
    is: &OperationShape,
) {
    for (wire, input) in &was.inputs {
        if is.inputs.contains_key(wire) {
            continue;
        }
        let change = match elsewhere(wire, was, is) {
            Some(now) => moved(&comparison.place, wire, now, input),
            None => removed(&comparison.place, wire, input),
        };
        comparison.push(change);
    }
    for (wire, input) in &is.inputs {
        match was.inputs.get(wire) {
            Some(before) => both(comparison, wire, before, input),
            None if elsewhere(wire, is, was).is_some() => {}
            None => {
                let change = added(&comparison.place, wire, input);
                comparison.push(change);
            }
        }
    }
    reordered(comparison, was, is);
}

/// Where an input of one side travels on the other, when callers give it in the same way on both.
fn elsewhere<'a>(wire: &Wire, of: &OperationShape, on: &'a OperationShape) -> Option<&'a Wire> {
    let position = |shape: &OperationShape, name: &str| {
        super::surface::required(shape).position(|input| input.name == name)
    };
    let input = of.inputs.get(wire)?;
    let is_same = position(of, &input.name) == position(on, &input.name);
    let mut others = on.inputs.iter();
    let (other, _) =
        others.find(|(other, candidate)| *candidate == input && !of.inputs.contains_key(*other))?;
    is_same.then_some(other)
}

fn moved(place: &Place, old: &Wire, new: &Wire, input: &InputShape) -> Change {
    let location = |wire: &Wire| match wire {
        Wire::Path(_) => "the path",
        Wire::Query(_) => "the query",
        Wire::Header(_) => "a header",
        Wire::Cookie(_) => "a cookie",
        Wire::Form(_) => "the form",
        Wire::Body => "the body",
    };
    let (was, is) = (location(old), location(new));
    let title = title(new, &input.name);
    let message = format!("{title} travels in {is} instead of {was}; callers write the same");
    let change = place.change(Impact::Minor, "input-moved", message);
    change.values(Some(was), Some(is))
}

/// How people call an input.
pub(super) fn title(wire: &Wire, name: &str) -> String {
    match wire {
        Wire::Body => "the body".to_owned(),
        Wire::Query(wire) | Wire::Header(wire) | Wire::Cookie(wire) | Wire::Form(wire) => {
            format!("the input {}", code(wire))
        }
        Wire::Path(_) => format!("the input {}", code(name)),
    }
}

fn role(input: &InputShape) -> &'static str {
    if input.required { "argument" } else { "setter" }
}

fn removed(place: &Place, wire: &Wire, input: &InputShape) -> Change {
    let (title, role) = (title(wire, &input.name), role(input));
    place
        .change(
            Impact::Major,
            "input-removed",
            format!("{title} is gone, and the {role} with it"),
        )
        .values(Some(&input.name), None::<String>)
        .remedy(format!("leave out the {role} {}", code(&input.name)))
}

fn added(place: &Place, wire: &Wire, input: &InputShape) -> Change {
    let title = title(wire, &input.name);
    let change = if input.required {
        place
            .change(
                Impact::Major,
                "required-input-added",
                format!("{title} is new and must be given"),
            )
            .remedy(format!("give the argument {}", code(&input.name)))
    } else {
        let message = format!(
            "{title} is new and may be given, with {}",
            code(&input.name)
        );
        place.change(Impact::Minor, "input-added", message)
    };
    change.values(None::<String>, Some(&input.name))
}

fn both(
    comparison: &mut Comparison<'_, OperationId>,
    wire: &Wire,
    was: &InputShape,
    is: &InputShape,
) {
    let title = title(wire, &is.name);
    let place = &comparison.place;
    let mut found = Vec::new();
    match (was.required, is.required) {
        (false, true) => found.push(
            place
                .change(
                    Impact::Major,
                    "input-required",
                    format!("{title} must be given: the setter is an argument now"),
                )
                .remedy(format!("give {} as an argument", code(&is.name))),
        ),
        (true, false) => found.push(
            place
                .change(
                    Impact::Major,
                    "input-optional",
                    format!("{title} may be left out: the argument is a setter now"),
                )
                .remedy(format!("set it with {}", code(&is.name))),
        ),
        // The names of arguments are not seen by callers, those of setters are.
        (false, false) if was.name != is.name => found.push(
            place
                .change(
                    Impact::Major,
                    "setter-renamed",
                    format!(
                        "the setter {} is called {} now",
                        code(&was.name),
                        code(&is.name)
                    ),
                )
                .remedy(format!(
                    "call {} instead of {}",
                    code(&is.name),
                    code(&was.name)
                ))
                .values(Some(&was.name), Some(&is.name)),
        ),
        _ => {}
    }
    if was.ty != is.ty {
        found.push(retyped(comparison, wire, &title));
    }
    comparison.found.extend(found);
}

fn retyped(comparison: &Comparison<'_, OperationId>, wire: &Wire, title: &str) -> Change {
    let (old, new) = comparison.rust();
    let ty = |shape: &OperationShape| shape.inputs.get(wire).map(|input| input.ty.clone());
    let (old, new) = (ty(&old).unwrap_or_default(), ty(&new).unwrap_or_default());
    let (was, is) = (code(&old), code(&new));
    let message = format!("the type of {title} changed from {was} to {is}");
    comparison
        .place
        .change(Impact::Major, "input-type-changed", message)
        .remedy(format!("give a {is}"))
        .values(Some(old), Some(new))
}

/// Arguments stand in document order, so that a swap of two of a type is not seen by the compiler.
fn reordered(
    comparison: &mut Comparison<'_, OperationId>,
    was: &OperationShape,
    is: &OperationShape,
) {
    let common = |shape: &OperationShape, other: &OperationShape| -> Vec<Wire> {
        let inputs = shape.inputs.iter();
        let common = inputs.filter(|(wire, input)| {
            let other = other.inputs.get(*wire);
            input.required && other.is_some_and(|other| other.required)
        });
        common.map(|(wire, _)| wire.clone()).collect()
    };
    if common(was, is) != common(is, was) {
        let names: Vec<_> = super::surface::required(is)
            .map(|input| input.name.as_str())
            .collect();
        let arguments = names.join(", ");
        let change = comparison
            .place
            .change(
                Impact::Major,
                "arguments-reordered",
                "the arguments stand in another order",
            )
            .remedy(format!("call `{}({arguments})`", is.method));
        comparison.push(change);
    }
}
