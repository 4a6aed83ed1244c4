//! The guide: which calls are shown by the text that is the README of the emitted crate and the
//! front page of its documentation. Knows no sentence of it.

use crate::analyze::SimpleCalls;
use crate::emit::Context;
use crate::ir::OperationId;
use crate::templates::CallFacts;

/// A call that works without an argument, and one whose results come in pages.
pub(crate) fn sample_calls(cx: &Context<'_>) -> (Option<CallFacts>, Option<CallFacts>) {
    (
        sample(cx, |calls| calls.whole),
        sample(cx, |calls| calls.paged),
    )
}

/// That of the largest API that has one.
fn sample(
    cx: &Context<'_>,
    wanted: impl Fn(SimpleCalls) -> Option<OperationId>,
) -> Option<CallFacts> {
    let mut services: Vec<_> = cx.api.services().collect();
    services.sort_by_key(|(_, service)| std::cmp::Reverse(service.operations.len()));
    services.into_iter().find_map(|(id, _)| {
        let operation = wanted(cx.analysis.simple_calls(id))?;
        let names = cx.names.service(id);
        Some(CallFacts {
            accessor: names.accessor.to_string(),
            feature: names.feature.as_str().to_owned(),
            method: cx.names.operation(operation).method.to_string(),
        })
    })
}
