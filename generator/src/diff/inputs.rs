//! Compares the parameters and the body of an operation.

use indexmap::IndexMap;

use super::comparison::Comparison;
use super::matching::Pairs;
use super::text::{Subject, code};
use super::{Change, Impact};
use crate::ir::{self, Location, OperationId, Parameter};
use crate::sdk::{CallParameter, Operation, ParameterSource, ValueName};

/// The identity of a parameter on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Wire<'a> {
    /// The index of the placeholder in the path template. Its name is not sent.
    Path(usize),
    Query(&'a str),
    Header(&'a str),
    Cookie(&'a str),
    Form(&'a str),
    Body,
}

impl<'a> Wire<'a> {
    fn of(operation: &ir::Operation, source: ParameterSource<'a>) -> Self {
        match source {
            ParameterSource::Parameter(parameter, _) => Self::of_parameter(operation, parameter),
            ParameterSource::Body(_) => Self::Body,
        }
    }

    pub(super) fn of_parameter(operation: &ir::Operation, parameter: &'a Parameter) -> Self {
        let name = parameter.name.as_str();
        match parameter.location {
            Location::Path => {
                let braced = format!("{{{name}}}");
                let before = operation.path.split(&braced).next().unwrap_or("");
                Self::Path(before.matches('{').count())
            }
            Location::Query => Self::Query(name),
            Location::Header => Self::Header(name),
            Location::Cookie => Self::Cookie(name),
            Location::Form => Self::Form(name),
        }
    }
}

/// The parameters and the body of an operation, by identity on the wire.
type ParametersByWire<'a> = IndexMap<Wire<'a>, &'a CallParameter<'a>>;

fn by_wire<'a>(operation: &'a Operation<'a>) -> ParametersByWire<'a> {
    let inputs = operation.inputs.iter();
    inputs
        .map(|input| (Wire::of(operation.node, input.source), input))
        .collect()
}

/// The parameters of an operation in both definitions.
struct Parameters<'a> {
    pairs: &'a Pairs,
    was: ParametersByWire<'a>,
    is: ParametersByWire<'a>,
}

pub(super) fn diff(
    comparison: &mut Comparison<'_, OperationId>,
    was: &Operation<'_>,
    is: &Operation<'_>,
) {
    let sides = Parameters {
        pairs: comparison.pairs,
        was: by_wire(was),
        is: by_wire(is),
    };
    for (wire, input) in &sides.was {
        if sides.is.contains_key(wire) {
            continue;
        }
        let change = match sides.moved_to(input) {
            Some(now) => moved(&comparison.subject, wire, now, input),
            None => removed(&comparison.subject, wire, input),
        };
        comparison.push(change);
    }
    for (wire, input) in &sides.is {
        match sides.was.get(wire) {
            Some(before) => compared(comparison, wire, before, input),
            None if sides.is_moved(input) => {}
            None => {
                let change = added(&comparison.subject, wire, input);
                comparison.push(change);
            }
        }
    }
    reordered(comparison, &sides, is);
}

impl<'a> Parameters<'a> {
    /// The new location of a removed parameter, if callers pass it with the same code.
    fn moved_to(&self, input: &CallParameter<'_>) -> Option<&Wire<'a>> {
        let mut candidates = self.is.iter();
        let (wire, _) = candidates
            .find(|(wire, it)| !self.was.contains_key(*wire) && self.is_same(input, it))?;
        self.has_same_position(input.name).then_some(wire)
    }

    /// Whether an added parameter is a removed one in another location.
    fn is_moved(&self, input: &CallParameter<'_>) -> bool {
        let mut candidates = self.was.iter();
        let is_there =
            candidates.any(|(wire, it)| !self.is.contains_key(wire) && self.is_same(it, input));
        is_there && self.has_same_position(input.name)
    }

    fn is_same(&self, was: &CallParameter<'_>, is: &CallParameter<'_>) -> bool {
        was.name == is.name
            && was.is_required == is.is_required
            && self.pairs.same_argument(&was.argument, &is.argument)
    }

    /// Whether the parameter is the same argument of both methods, or a setter in both.
    fn has_same_position(&self, name: &ValueName) -> bool {
        let position = |inputs: &ParametersByWire<'_>| {
            required(inputs).position(|(_, input)| input.name == name)
        };
        position(&self.was) == position(&self.is)
    }
}

fn required<'a, 'b>(
    inputs: &'b ParametersByWire<'a>,
) -> impl Iterator<Item = (&'b Wire<'a>, &'b &'a CallParameter<'a>)> {
    inputs.iter().filter(|(_, input)| input.is_required)
}

fn moved(subject: &Subject, old: &Wire<'_>, new: &Wire<'_>, input: &CallParameter<'_>) -> Change {
    let location = |wire: &Wire<'_>| match wire {
        Wire::Path(_) => "the path",
        Wire::Query(_) => "the query",
        Wire::Header(_) => "a header",
        Wire::Cookie(_) => "a cookie",
        Wire::Form(_) => "the form",
        Wire::Body => "the body",
    };
    let (was, is) = (location(old), location(new));
    let title = title(new, input.name.as_str());
    let message = format!("{title} moved from {was} to {is}; calls stay the same");
    let change = subject.change(Impact::Minor, "input-moved", message);
    change.values(Some(was), Some(is))
}

/// The parameter as the subject of a message.
pub(super) fn title(wire: &Wire<'_>, name: &str) -> String {
    match wire {
        Wire::Body => "the body".to_owned(),
        Wire::Query(wire) | Wire::Header(wire) | Wire::Cookie(wire) | Wire::Form(wire) => {
            format!("parameter {}", code(wire))
        }
        Wire::Path(_) => format!("parameter {}", code(name)),
    }
}

fn role(input: &CallParameter<'_>) -> &'static str {
    if input.is_required {
        "argument"
    } else {
        "setter"
    }
}

fn removed(subject: &Subject, wire: &Wire<'_>, input: &CallParameter<'_>) -> Change {
    let (title, role) = (title(wire, input.name.as_str()), role(input));
    subject
        .change(
            Impact::Major,
            "input-removed",
            format!("{title} was removed, with its {role}"),
        )
        .values(Some(input.name.as_str()), None::<String>)
        .remedy(format!("remove the {role} {}", code(input.name.as_str())))
}

fn added(subject: &Subject, wire: &Wire<'_>, input: &CallParameter<'_>) -> Change {
    let title = title(wire, input.name.as_str());
    let change = if input.is_required {
        subject
            .change(
                Impact::Major,
                "required-input-added",
                format!("{title} is new and required"),
            )
            .remedy(format!("pass the argument {}", code(input.name.as_str())))
    } else {
        let message = format!(
            "{title} is new and optional; set it with {}",
            code(input.name.as_str())
        );
        subject.change(Impact::Minor, "input-added", message)
    };
    change.values(None::<String>, Some(input.name.as_str()))
}

fn compared(
    comparison: &mut Comparison<'_, OperationId>,
    wire: &Wire<'_>,
    was: &CallParameter<'_>,
    is: &CallParameter<'_>,
) {
    let title = title(wire, is.name.as_str());
    let subject = &comparison.subject;
    let mut found = Vec::new();
    match (was.is_required, is.is_required) {
        (false, true) => found.push(
            subject
                .change(
                    Impact::Major,
                    "input-required",
                    format!("{title} is required now: its setter became an argument"),
                )
                .remedy(format!("pass {} as an argument", code(is.name.as_str()))),
        ),
        (true, false) => found.push(
            subject
                .change(
                    Impact::Major,
                    "input-optional",
                    format!("{title} is optional now: its argument became a setter"),
                )
                .remedy(format!("set it with {}", code(is.name.as_str()))),
        ),
        // Callers write the names of setters, but not those of arguments.
        (false, false) if was.name != is.name => found.push(
            subject
                .change(
                    Impact::Major,
                    "setter-renamed",
                    format!(
                        "setter {} was renamed to {}",
                        code(was.name.as_str()),
                        code(is.name.as_str())
                    ),
                )
                .remedy(format!(
                    "call {} instead of {}",
                    code(is.name.as_str()),
                    code(was.name.as_str())
                ))
                .values(Some(was.name.as_str()), Some(is.name.as_str())),
        ),
        _ => {}
    }
    if !comparison.pairs.same_argument(&was.argument, &is.argument) {
        let (old, new) = (
            comparison.old.argument(&was.argument),
            comparison.new.argument(&is.argument),
        );
        found.push(retyped(subject, &title, old, new));
    }
    comparison.found.extend(found);
}

fn retyped(subject: &Subject, title: &str, old: String, new: String) -> Change {
    let (was, is) = (code(&old), code(&new));
    let message = format!("the type of {title} changed from {was} to {is}");
    subject
        .change(Impact::Major, "input-type-changed", message)
        .remedy(format!("give a {is}"))
        .values(Some(old), Some(new))
}

/// Reports a changed order of arguments, because the compiler does not notice a swap of two with the same
/// type.
fn reordered(
    comparison: &mut Comparison<'_, OperationId>,
    sides: &Parameters<'_>,
    operation: &Operation<'_>,
) {
    let is_required = |inputs: &ParametersByWire<'_>, wire: &Wire<'_>| {
        inputs.get(wire).is_some_and(|it| it.is_required)
    };
    let was = required(&sides.was).filter(|(wire, _)| is_required(&sides.is, wire));
    let is = required(&sides.is).filter(|(wire, _)| is_required(&sides.was, wire));
    if !was.map(|(wire, _)| wire).eq(is.map(|(wire, _)| wire)) {
        let names = operation.arguments().map(|input| input.name.as_str());
        let arguments = names.collect::<Vec<_>>().join(", ");
        let change = comparison
            .subject
            .change(
                Impact::Major,
                "arguments-reordered",
                "the arguments are in another order",
            )
            .remedy(format!("call `{}({arguments})`", operation.name));
        comparison.push(change);
    }
}
