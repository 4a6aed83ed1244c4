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
    /// One of several, by status.
    Variants(Vec<OutputVariant>),
}

/// What one status gives back.
#[derive(Debug, Clone, PartialEq)]
pub struct OutputVariant {
    /// The status.
    pub status: Status,
    /// The value, when the response has a body.
    pub content: Option<Content>,
}

impl Output {
    /// The types of the JSON in it.
    pub fn types(&self) -> impl Iterator<Item = &TypeRef> {
        let (one, several) = match self {
            Self::Empty => (None, [].as_slice()),
            Self::Value(content) => (json(content), [].as_slice()),
            Self::Optional(ty) => (Some(ty), [].as_slice()),
            Self::Variants(variants) => (None, variants.as_slice()),
        };
        let several = several
            .iter()
            .filter_map(|variant| json(variant.content.as_ref()?));
        one.into_iter().chain(several)
    }
}

fn json(content: &Content) -> Option<&TypeRef> {
    match content {
        Content::Json(ty) => Some(ty),
        Content::Text | Content::Bytes => None,
    }
}

/// The responses of an operation that mean success. Where none has a status of 2xx, the default
/// response is the successful one.
pub(super) fn successes(operation: &Operation) -> Vec<&Response> {
    let named = operation
        .responses
        .iter()
        .filter(|response| response.status.is_success());
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
    let content = |response: &Response| {
        response
            .content
            .as_ref()
            .map(|(_, content)| content.clone())
    };
    let mut distinct: Vec<Content> = Vec::new();
    for found in successes.iter().filter_map(|response| content(response)) {
        if !distinct.contains(&found) {
            distinct.push(found);
        }
    }
    let all_have_bodies = successes.iter().all(|response| response.content.is_some());
    match (distinct.pop(), distinct.is_empty()) {
        (None, _) => Output::Empty,
        (Some(Content::Json(ty)), true) if !all_have_bodies => Output::Optional(ty),
        (Some(only), true) => Output::Value(only),
        (Some(_), false) => {
            let variants = successes.into_iter().map(|response| OutputVariant {
                status: response.status,
                content: content(response),
            });
            let mut variants: Vec<_> = variants.collect();
            // The order in which a status is looked for: by itself, by its range, then the rest.
            variants.sort_by_key(|variant| variant.status);
            Output::Variants(variants)
        }
    }
}
