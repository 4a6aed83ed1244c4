//! Preferred names, before collisions are resolved.

use super::ident::{VariantName, snake, type_case};
use super::scope::Scope;
use super::{ModelNames, OperationNames};
use crate::analyze::Output;
use crate::ir::{Model, Operation, OperationId, Origin, Status, Topic};

/// The name of the method in the definition, before it becomes an identifier.
pub(super) fn base_name(operation: &Operation) -> String {
    match (&operation.method_name, &operation.id) {
        (Some(name), _) | (None, Some(name)) => name.clone(),
        (None, None) => format!(
            "{} {}",
            operation.method.as_str().to_lowercase(),
            operation.path
        ),
    }
}

/// The words of a topic without its placeholders and its leading version.
pub(super) fn topic_function(topic: &Topic) -> String {
    let is_version = |part: &str| {
        let digits = part.strip_prefix('v').unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let name = match topic.name.split_once('.') {
        Some((first, rest)) if is_version(first) => rest,
        _ => topic.name.as_str(),
    };
    let words = name.split('.').filter(|part| !part.contains('{'));
    let words: Vec<_> = words.collect();
    snake(&words.join(" "))
}

pub(super) fn type_name(
    model: &Model,
    models: &[ModelNames],
    operations: &[OperationNames],
) -> String {
    let method = |id: &OperationId| operations[id.0].method.as_str();
    match &model.origin {
        Origin::Component(name) => type_case(name),
        Origin::Nested(parent, property) => {
            let parent = models.get(parent.0).map_or("", |parent| parent.ty.as_str());
            type_case(&format!("{parent} {property}"))
        }
        Origin::Parameter(id, name) => type_case(&format!("{} {name}", method(id))),
        Origin::RequestBody(id) => type_case(&format!("{} body", method(id))),
        Origin::Response(id, _) => type_case(&format!("{} response", method(id))),
    }
}

/// The name of an integer enum value without a declared name: `Value1`, `ValueMinus1`.
pub(super) fn integer_variant(value: &str) -> String {
    match value.strip_prefix('-') {
        Some(digits) => format!("value minus {digits}"),
        None => format!("value {value}"),
    }
}

pub(super) fn output_variants(output: &Output) -> Vec<VariantName> {
    let Output::Variants(variants) = output else {
        return Vec::new();
    };
    let mut scope = Scope::default();
    let names = variants.iter().map(|variant| match variant.status {
        Status::Code(200) => "Ok".to_owned(),
        Status::Code(201) => "Created".to_owned(),
        Status::Code(202) => "Accepted".to_owned(),
        Status::Code(203) => "NonAuthoritative".to_owned(),
        Status::Code(204) => "NoContent".to_owned(),
        Status::Code(205) => "ResetContent".to_owned(),
        Status::Code(206) => "PartialContent".to_owned(),
        Status::Code(207) => "MultiStatus".to_owned(),
        status if status.is_redirect() => "Redirect".to_owned(),
        Status::Code(code) => format!("Status{code}"),
        Status::Range(_) => "Success".to_owned(),
        Status::Default => "Other".to_owned(),
    });
    names.map(|name| VariantName(scope.claim(name))).collect()
}
