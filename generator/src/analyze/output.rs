//! Output: what a successful call gives back.

use crate::ir::{Content, Operation, Response, Status, TypeRef};

/// What a successful call gives back.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Nothing.
    Empty,
    /// A value.
    Value(Content),
    /// JSON, or nothing: some successes have a body, others do not. Text and bytes need no such
    /// case, since they can be empty.
    Optional(TypeRef),
    /// The address that it redirects to.
    Redirect,
    /// One of several, by status.
    Variants(Vec<OutputVariant>),
}

/// What one status gives back.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputVariant {
    /// The status.
    pub status: Status,
    /// What is in it.
    pub value: OutputValue,
}

/// What is in a response.
#[derive(Debug, Clone, PartialEq)]
pub enum OutputValue {
    /// Nothing.
    Nothing,
    /// A body.
    Body(Content),
    /// The address that it redirects to.
    Redirect,
}

impl OutputValue {
    fn of(response: &Response) -> Self {
        match &response.content {
            _ if response.status.is_redirect() => Self::Redirect,
            Some((_, content)) => Self::Body(content.clone()),
            None => Self::Nothing,
        }
    }

    fn body(&self) -> Option<&Content> {
        match self {
            Self::Body(content) => Some(content),
            Self::Nothing | Self::Redirect => None,
        }
    }
}

impl Output {
    /// The types of the JSON in it.
    pub fn types(&self) -> impl Iterator<Item = &TypeRef> {
        let (one, several) = match self {
            Self::Empty | Self::Redirect => (None, [].as_slice()),
            Self::Value(content) => (json(content), [].as_slice()),
            Self::Optional(ty) => (Some(ty), [].as_slice()),
            Self::Variants(variants) => (None, variants.as_slice()),
        };
        let several = several
            .iter()
            .filter_map(|variant| json(variant.value.body()?));
        one.into_iter().chain(several)
    }
}

fn json(content: &Content) -> Option<&TypeRef> {
    match content {
        Content::Json(ty) => Some(ty),
        Content::Text | Content::Bytes => None,
    }
}

/// The responses of an operation that mean success: those with a status of 2xx, and redirects,
/// which are how an operation hands out a file. Where there are none, the default response is the
/// successful one.
pub fn successes(operation: &Operation) -> Vec<&Response> {
    let named = operation
        .responses
        .iter()
        .filter(|response| response.status.is_success() || response.status.is_redirect());
    let named: Vec<_> = named.collect();
    if named.is_empty() {
        operation
            .responses
            .iter()
            .filter(|response| response.status == Status::Default)
            .collect()
    } else {
        named
    }
}

pub(super) fn output(operation: &Operation) -> Output {
    let successes = successes(operation);
    let mut distinct: Vec<OutputValue> = Vec::new();
    for found in successes.iter().map(|response| OutputValue::of(response)) {
        if !distinct.contains(&found) {
            distinct.push(found);
        }
    }
    match distinct.as_slice() {
        [] | [OutputValue::Nothing] => Output::Empty,
        [OutputValue::Body(only)] => Output::Value(only.clone()),
        [OutputValue::Redirect] => Output::Redirect,
        [OutputValue::Nothing, OutputValue::Body(only)]
        | [OutputValue::Body(only), OutputValue::Nothing] => match only {
            Content::Json(ty) => Output::Optional(ty.clone()),
            Content::Text | Content::Bytes => Output::Value(only.clone()),
        },
        _ => {
            let variants = successes.into_iter().map(|response| OutputVariant {
                status: response.status,
                value: OutputValue::of(response),
            });
            let mut variants: Vec<_> = variants.collect();
            // The order in which a status is looked for: by itself, by its range, then the rest.
            variants.sort_by_key(|variant| variant.status);
            Output::Variants(variants)
        }
    }
}
