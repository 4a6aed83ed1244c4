//! Output: the result of a successful call.

use crate::ir::{Content, Operation, Response, Status, TypeRef};

/// The result of a successful call.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// Nothing.
    Empty,
    /// The content of the body.
    Value(Content),
    /// A value, or nothing: some successful responses have a body, others do not. Text and bytes are not
    /// optional, because they can be empty.
    Optional(Content),
    /// The `Location` of a redirect.
    Redirect,
    /// One of several results, by status.
    Variants(Vec<OutputVariant>),
}

/// The result for one status.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputVariant {
    /// The status code or range.
    pub status: Status,
    /// Its result.
    pub value: OutputValue,
}

/// The result of one response.
#[derive(Debug, Clone, PartialEq)]
pub enum OutputValue {
    /// Nothing.
    Nothing,
    /// The content of the body.
    Body(Content),
    /// The `Location` of a redirect.
    Redirect,
}

impl OutputValue {
    fn of(response: &Response) -> Self {
        match &response.body {
            _ if response.status.is_redirect() => Self::Redirect,
            Some(body) => Self::Body(body.content.clone()),
            None => Self::Nothing,
        }
    }

    /// Whether both are deserialized alike.
    fn is_like(&self, other: &Self) -> bool {
        let ty = |value: &Self| value.body().and_then(Content::ty).cloned();
        self == other || ty(self).is_some_and(|own| ty(other) == Some(own))
    }

    fn body(&self) -> Option<&Content> {
        match self {
            Self::Body(content) => Some(content),
            Self::Nothing | Self::Redirect => None,
        }
    }
}

impl Output {
    /// The types of its JSON.
    pub fn types(&self) -> impl Iterator<Item = &TypeRef> {
        let (one, several) = match self {
            Self::Empty | Self::Redirect => (None, [].as_slice()),
            Self::Value(content) | Self::Optional(content) => (content.ty(), [].as_slice()),
            Self::Variants(variants) => (None, variants.as_slice()),
        };
        let several = several
            .iter()
            .filter_map(|variant| variant.value.body()?.ty());
        one.into_iter().chain(several)
    }
}

/// The responses of an operation that mean success: those with a status of 2xx, and redirects, by
/// which an operation refers to a file. If there are none, the default response is the successful
/// one.
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
        match distinct.iter_mut().find(|known| known.is_like(&found)) {
            // The reader of both reads JSON as well.
            Some(known) if matches!(found, OutputValue::Body(Content::JsonOrText(_))) => {
                *known = found;
            }
            Some(_) => {}
            None => distinct.push(found),
        }
    }
    match distinct.as_slice() {
        [] | [OutputValue::Nothing] => Output::Empty,
        [OutputValue::Body(only)] => Output::Value(only.clone()),
        [OutputValue::Redirect] => Output::Redirect,
        [OutputValue::Nothing, OutputValue::Body(only)]
        | [OutputValue::Body(only), OutputValue::Nothing] => match only {
            Content::Json(_) | Content::JsonOrText(_) => Output::Optional(only.clone()),
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
