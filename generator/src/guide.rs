//! The guide: which calls are shown by the text that is the README of the emitted crate and the
//! front page of its documentation. Knows no sentence of it.

use crate::analyze::Output;
use crate::emit::Context;
use crate::ir::{Content, Method, OperationId, ServiceId};
use crate::templates::CallFacts;

/// A call that works without an argument, and one whose results come in pages.
pub(crate) fn sample_calls(cx: &Context<'_>) -> (Option<CallFacts>, Option<CallFacts>) {
    (sample(cx, false), sample(cx, true))
}

/// The simplest call of the largest API that has one: a short path says that it is a plain thing.
fn sample(cx: &Context<'_>, in_pages: bool) -> Option<CallFacts> {
    let mut services: Vec<_> = cx.api.services().collect();
    services.sort_by_key(|(_, service)| std::cmp::Reverse(service.operations.len()));
    services.into_iter().find_map(|(id, service)| {
        let candidates = service.operations.iter().filter(|operation| {
            is_simple(cx, **operation) && cx.analysis.paging(**operation).is_some() == in_pages
        });
        let operation = candidates.min_by_key(|id| {
            let path = &cx.api.operation(**id).path;
            (path.len(), path)
        })?;
        Some(call(cx, id, *operation))
    })
}

fn is_simple(cx: &Context<'_>, id: OperationId) -> bool {
    let operation = cx.api.operation(id);
    let is_called_bare = !operation.parameters.iter().any(|it| it.required)
        && operation.body.is_none()
        && operation.form.is_none();
    let is_plain = operation.method == Method::Get && !operation.deprecated && !operation.preview;
    let gives_json = matches!(cx.analysis.output(id), Output::Value(Content::Json(_)));
    is_called_bare && is_plain && gives_json
}

fn call(cx: &Context<'_>, service: ServiceId, operation: OperationId) -> CallFacts {
    let names = cx.names.service(service);
    CallFacts {
        accessor: names.accessor.to_string(),
        feature: names.feature.as_str().to_owned(),
        method: cx.names.operation(operation).method.to_string(),
    }
}
