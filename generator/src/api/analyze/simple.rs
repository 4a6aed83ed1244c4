//! The simplest calls of each tag, for examples.

use super::{Output, PagingDecision};
use crate::ir::{Api, Content, Method, OperationId};

/// The calls of a tag without arguments that return JSON; those with the shortest path.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SimpleCalls {
    /// One that returns a whole result.
    pub whole: Option<OperationId>,
    /// One that paginates.
    pub paged: Option<OperationId>,
}

/// The simple calls of each tag.
pub(super) fn calls(api: &Api, outputs: &[Output], paging: &[PagingDecision]) -> Vec<SimpleCalls> {
    let simplest = |operations: &[OperationId], is_paged: bool| {
        let candidates = operations
            .iter()
            .copied()
            .filter(|id| is_simple(api, *id, &outputs[id.0]) && paging[id.0].is_ok() == is_paged);
        // A short path says that it is a plain thing.
        candidates.min_by_key(|id| {
            let path = &api.operation(*id).path;
            (path.len(), path)
        })
    };
    let calls = api.services().map(|(_, service)| SimpleCalls {
        whole: simplest(&service.operations, false),
        paged: simplest(&service.operations, true),
    });
    calls.collect()
}

fn is_simple(api: &Api, id: OperationId, output: &Output) -> bool {
    let operation = api.operation(id);
    let is_called_bare = !operation.parameters.iter().any(|it| it.required)
        && operation.body.is_none()
        && operation.form.is_none();
    let is_plain = operation.method == Method::Get && !operation.deprecated && !operation.preview;
    is_called_bare && is_plain && matches!(output, Output::Value(Content::Json(_)))
}
