//! Validation: contradictions in a lowered definition.
//!
//! Reads the IR and reports; changes nothing.

mod alike;
mod servers;

use std::collections::HashMap;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::ir::{Api, Literal, ModelKind, Operation, Parameter, Scalar, Topic, TypeRef};

/// Checks a whole definition.
pub fn validate(api: &Api) -> Diagnostics {
    let mut found = Diagnostics::default();
    repeated_operations(api, &mut found);
    for operation in &api.operations {
        for parameter in &operation.parameters {
            found.extend(parameter_default(api, parameter).map(|d| d.of(operation.label())));
        }
        found.extend(success(operation));
    }
    for (_, field) in api.fields() {
        let (ty, enum_values) = (&field.ty, &field.enum_values);
        let default = field.constraints.default_value();
        found.extend(default.and_then(|it| misfit(api, ty, enum_values, it, &field.pointer)));
    }
    found.extend(servers::problems(api));
    found.extend(alike::unions(api));
    found.extend(api.topics.iter().filter_map(topic_name));
    found
}

/// An error for a topic name whose placeholders are ambiguous.
fn topic_name(topic: &Topic) -> Option<Diagnostic> {
    let is_well_formed = |part: &str| {
        let rest = match part.split_once('{') {
            Some((before, rest)) => match rest.split_once('}') {
                Some((placeholder, after)) if !placeholder.is_empty() => {
                    format!("{before}{placeholder}{after}")
                }
                _ => return false,
            },
            None => part.to_owned(),
        };
        !part.is_empty() && !rest.contains(|c: char| "{}".contains(c) || c.is_whitespace())
    };
    (!topic.name.split('.').all(is_well_formed)).then(|| {
        Diagnostic::error(
            "topic-name",
            &topic.pointer,
            format!("`{}` is not the name of a topic", topic.name),
            "write words separated by dots, and placeholders as `{id}`, one in each part",
        )
    })
}

fn repeated_operations(api: &Api, found: &mut Diagnostics) {
    let mut ids = HashMap::new();
    for operation in &api.operations {
        let Some(id) = &operation.id else { continue };
        if let Some(first) = ids.insert(id, operation) {
            let diagnostic = Diagnostic::warning(
                "repeated-operation-id",
                &operation.pointer,
                format!("`{id}` is also the `operationId` of {}", first.label()),
                "a number is appended to the second name",
            );
            found.push(diagnostic.of(operation.label()));
        }
    }
}

fn parameter_default(api: &Api, parameter: &Parameter) -> Option<Diagnostic> {
    misfit(
        api,
        &parameter.ty,
        &parameter.enum_values,
        parameter.constraints.default_value()?,
        &parameter.pointer,
    )
}

/// A default that does not match the declared type or the enum values. Defaults are documented and never
/// compiled in, so a warning is enough.
fn misfit(
    api: &Api,
    ty: &TypeRef,
    enum_values: &[Literal],
    default: &Literal,
    pointer: &str,
) -> Option<Diagnostic> {
    let outside = |values: &[String]| {
        !default
            .as_str()
            .is_some_and(|text| values.iter().any(|v| v == text))
    };
    let is_same = |value: &Literal| value.to_string() == default.to_string();
    let is_listed = || enum_values.is_empty() || enum_values.iter().any(is_same);
    let code = match ty {
        TypeRef::Model(id) => match &api.model(*id).kind {
            ModelKind::Enum(values) if outside(values) => "default-outside-enum",
            ModelKind::Alias(target) => return misfit(api, target, enum_values, default, pointer),
            ModelKind::IntegerEnum(_) => {
                let integer = TypeRef::Scalar(Scalar::Int64);
                return misfit(api, &integer, enum_values, default, pointer);
            }
            ModelKind::Enum(_) | ModelKind::Union(_) | ModelKind::Struct(_) => return None,
        },
        TypeRef::Scalar(Scalar::Int32 | Scalar::Int64 | Scalar::UInt64)
            if !default.is_integer() =>
        {
            "default-of-other-type"
        }
        TypeRef::Scalar(Scalar::Float | Scalar::Double) if !default.is_number() => {
            "default-of-other-type"
        }
        TypeRef::Scalar(Scalar::Bool) if !matches!(default, Literal::Boolean(_)) => {
            "default-of-other-type"
        }
        TypeRef::Scalar(Scalar::Int32 | Scalar::Int64 | Scalar::UInt64) if !is_listed() => {
            "default-outside-enum"
        }
        _ => return None,
    };
    Some(Diagnostic::warning(
        code,
        pointer,
        format!(
            "the default `{}` is not a value of the type",
            default.json()
        ),
        "the default is documented, and the code does not use it",
    ))
}

fn success(operation: &Operation) -> Option<Diagnostic> {
    let any = operation
        .responses
        .iter()
        .any(|response| response.status.is_success() || response.status.is_redirect());
    (!any).then(|| {
        let diagnostic = Diagnostic::warning(
            "no-success-response",
            &operation.pointer,
            "neither a response with a status of 2xx nor a redirect is declared",
            "the default response is treated as the success, or an empty body",
        );
        diagnostic.of(operation.label())
    })
}
