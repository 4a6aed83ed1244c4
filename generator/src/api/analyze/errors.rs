//! Errors that nearly all operations declare, so that they are documented once.

use indexmap::IndexMap;

use crate::ir::{Api, Operation, Status};

/// A code is common when this share of the operations, in percent, declares it.
const COMMON_PERCENT: usize = 80;

/// The minimum number of operations: with fewer, no error is common.
const MIN_OPERATIONS: usize = 5;

/// The error codes that nearly all operations declare, with their most frequent
/// description, in order of status and code.
#[derive(Debug, Default)]
pub struct CommonErrors(IndexMap<(Status, String), String>);

impl CommonErrors {
    /// Status, code and description of each.
    pub fn iter(&self) -> impl Iterator<Item = (Status, &str, &str)> {
        self.0
            .iter()
            .map(|((status, code), text)| (*status, code.as_str(), text.as_str()))
    }

    /// Whether no error is common.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The codes that an operation declares beyond the common ones.
    pub fn beyond<'a>(
        &'a self,
        operation: &'a Operation,
    ) -> impl Iterator<Item = (Status, &'a str, &'a str)> {
        let codes = operation.responses.iter().flat_map(|response| {
            let codes = response.error_codes.iter();
            codes.map(move |(code, text)| (response.status, code.as_str(), text.as_str()))
        });
        codes.filter(|(status, code, _)| !self.0.contains_key(&(*status, (*code).to_owned())))
    }
}

pub(super) fn common(api: &Api) -> CommonErrors {
    if api.operations.len() < MIN_OPERATIONS {
        return CommonErrors::default();
    }
    let mut texts: IndexMap<(Status, &str), IndexMap<&str, usize>> = IndexMap::new();
    for response in api
        .operations
        .iter()
        .flat_map(|operation| &operation.responses)
    {
        for (code, text) in &response.error_codes {
            let counts = texts.entry((response.status, code.as_str())).or_default();
            *counts.entry(text.as_str()).or_insert(0) += 1;
        }
    }
    let mut common = IndexMap::new();
    for ((status, code), counts) in texts {
        let declared: usize = counts.values().sum();
        let most_frequent = counts.iter().rev().max_by_key(|(_, count)| **count);
        if let Some((text, _)) = most_frequent
            && declared * 100 >= api.operations.len() * COMMON_PERCENT
        {
            common.insert((status, code.to_owned()), (*text).to_owned());
        }
    }
    common.sort_keys();
    CommonErrors(common)
}
