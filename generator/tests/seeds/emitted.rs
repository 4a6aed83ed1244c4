//! Compares the rows of the pages with the sources of the generated SDK.
//!
//! A required input is an argument of the method, an optional one a setter on
//! the request type that the method returns. The documentation is compared
//! where a reader of the pages would look: verb and path on the method, default
//! and values on the setter.

use syn::{FnArg, Generics, ImplItemFn, Pat, ReturnType, Type};

use crate::seeds::mismatch::{Mismatches, Subject};
use crate::seeds::pages::{Parameter, Row};
use crate::seeds::rust_types::{leaf, page_type, type_name};
use crate::seeds::sources::{Sources, docs, plain};

/// Compares each row of the pages with the sources.
pub(crate) fn compare(rows: &[Row], sources: &Sources, mismatches: &mut Mismatches) {
    for row in rows {
        let subject = row.subject();
        match sources.method(&row.api, &row.method) {
            Some(method) => {
                facts(row, method, sources, mismatches);
                arguments(row, method, sources, mismatches);
                setters(row, method, sources, mismatches);
                returns(row, method, sources, mismatches);
            }
            None => mismatches.add(subject, "method", "one of this name", "none"),
        }
    }
}

/// What the operation and the documentation of the method say.
fn facts(row: &Row, method: &ImplItemFn, sources: &Sources, mismatches: &mut Mismatches) {
    let subject = row.subject();
    if let Some(operation) = sources.operation(&row.method) {
        mismatches.equal(subject, "verb", &row.verb, &operation.verb);
        mismatches.equal(subject, "path", &row.path, &operation.path);
        if row.permissions.is_some() {
            let found = &operation.permissions;
            mismatches.equal(subject, "permissions", &row.permissions, found);
        }
    } else {
        mismatches.add(subject, "operation", "a description of this name", "none");
    }
    let call = format!("`{} {}`", row.verb, row.path);
    let text = docs(&method.attrs);
    if !text.contains(&call) {
        mismatches.add(subject, "documentation", call, format!("{text:?}"));
    }
    let mut attributes = method.attrs.iter();
    let deprecated = attributes.any(|attribute| attribute.path().is_ident("deprecated"));
    mismatches.equal(subject, "deprecated", &row.deprecated, &deprecated);
}

/// The arguments are the required parameters, in the order of the page.
fn arguments(row: &Row, method: &ImplItemFn, sources: &Sources, mismatches: &mut Mismatches) {
    let found = inputs(method);
    let required = row
        .parameters
        .iter()
        .filter(|parameter| !parameter.optional);
    let required = required.collect::<Vec<_>>();
    let names = required.iter().map(|parameter| parameter.name.clone());
    let names = names.collect::<Vec<_>>();
    let found_names = found.iter().map(|(name, _)| name.clone()).collect();
    mismatches.equal(row.subject(), "arguments", &names, &found_names);
    for parameter in required {
        let same = |(name, _): &&(String, &Type)| *name == parameter.name;
        if let Some((_, kind)) = found.iter().find(same) {
            let subject = row.subject().parameter(&parameter.name);
            let kind = page_type(kind, &method.sig.generics);
            input(subject, parameter, &kind, sources, mismatches);
        }
    }
}

/// Each optional parameter is a setter of the request type.
fn setters(row: &Row, method: &ImplItemFn, sources: &Sources, mismatches: &mut Mismatches) {
    let request = output(method).and_then(type_name).unwrap_or_default();
    for parameter in row.parameters.iter().filter(|parameter| parameter.optional) {
        let subject = row.subject().parameter(&parameter.name);
        let Some(setter) = sources.method(&request, &parameter.name) else {
            mismatches.add(subject, "setter", format!("one on {request}"), "none");
            continue;
        };
        let inputs = inputs(setter);
        let [(_, kind)] = inputs.as_slice() else {
            let found = format!("{}", inputs.len());
            mismatches.add(subject, "arguments of the setter", "1", found);
            continue;
        };
        let kind = page_type(kind, &setter.sig.generics);
        input(subject, parameter, &kind, sources, mismatches);
        let text = docs(&setter.attrs);
        if let Some(default) = &parameter.default
            && !names_default(&text, default)
        {
            mismatches.add(subject, "documented default", default, format!("{text:?}"));
        }
        for value in &parameter.values {
            if !words(&text).any(|word| word == value) {
                mismatches.add(subject, "documented value", value, format!("{text:?}"));
            }
        }
    }
}

/// The type of an input. One with a list of values is an enum of those values.
fn input(
    subject: Subject<'_>,
    parameter: &Parameter,
    kind: &str,
    sources: &Sources,
    mismatches: &mut Mismatches,
) {
    if parameter.values.is_empty() {
        return same_type(subject, &parameter.kind, kind, mismatches);
    }
    let leaf = leaf(kind);
    match sources.values(leaf) {
        Some(values) => mismatches.equal(subject, "values", &parameter.values, values),
        None => mismatches.add(
            subject,
            "values",
            "an enum",
            format!("{leaf} without values"),
        ),
    }
    mismatches.equal(
        subject,
        "type",
        &parameter.kind.as_str(),
        &kind.replace(leaf, "str").as_str(),
    );
}

fn returns(row: &Row, method: &ImplItemFn, sources: &Sources, mismatches: &mut Mismatches) {
    let subject = row.subject();
    let expected = row.returns.as_deref().unwrap_or("void");
    match output(method).and_then(|kind| sources.decoded(kind)) {
        Some(kind) => {
            let found = page_type(kind, &Generics::default());
            same_type(subject, expected, &found, mismatches);
        }
        None => mismatches.add(subject, "returns", expected, "no call that decodes a type"),
    }
}

/// An `object` of the pages is any JSON value, or a map of them.
pub(crate) fn same_type(
    subject: Subject<'_>,
    expected: &str,
    found: &str,
    mismatches: &mut Mismatches,
) {
    let found = found.replace("dict(str, dict(str, object))", "dict(str, object)");
    mismatches.equal(subject, "type", &expected, &found.as_str());
}

/// The arguments of a function beside `self`, with their names.
fn inputs(function: &ImplItemFn) -> Vec<(String, &Type)> {
    let inputs = function.sig.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(input) => match &*input.pat {
            Pat::Ident(name) => Some((plain(&name.ident), &*input.ty)),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    inputs.collect()
}

fn output(function: &ImplItemFn) -> Option<&Type> {
    match &function.sig.output {
        ReturnType::Type(_, kind) => Some(kind),
        ReturnType::Default => None,
    }
}

/// Whether a line that speaks of a default names this one.
fn names_default(text: &str, default: &str) -> bool {
    text.lines().any(|line| {
        line.to_lowercase().contains("default") && words(line).any(|word| word == default)
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
}
