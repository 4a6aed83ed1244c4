//! The guide: which calls are shown by the text that is the README of the emitted crate and the
//! front page of its documentation. Knows no sentence of it.

use crate::analyze::SimpleCalls;
use crate::emit::Context;
use crate::ir::OperationId;
use crate::ir::{SchemeKind, Server};
use crate::name::ServerNames;
use crate::templates::{CallFacts, CredentialFacts, StreamFacts};

/// The first credential beside the access token.
pub(crate) fn credential(cx: &Context<'_>) -> Option<CredentialFacts> {
    let number = *cx.sdk.settings.credentials.first()?;
    let scheme = &cx.api.schemes[number];
    let name = cx.names.settings().schemes[number].as_ref()?;
    Some(CredentialFacts {
        function: name.to_string(),
        arguments: match scheme.kind {
            SchemeKind::Basic => vec!["user", "password"],
            _ => vec!["key"],
        },
    })
}

/// Whether an access token is among what operations take. What the definition does not state is taken
/// for one.
pub(crate) fn takes_tokens(cx: &Context<'_>) -> bool {
    let mut schemes = cx.sdk.settings.schemes.iter();
    schemes.any(|scheme| scheme.kind == SchemeKind::Bearer)
}

/// The first server that callers can choose: one with variables before the others.
pub(crate) fn server(cx: &Context<'_>) -> Option<String> {
    let numbers = cx.sdk.settings.servers.iter();
    let named = numbers.map(|it| (&cx.api.servers[*it], &cx.names.settings().servers[*it]));
    let (server, names) = named.max_by_key(|(server, _)| !server.variables.is_empty())?;
    Some(server_expression(server, names))
}

fn server_expression(server: &Server, names: &ServerNames) -> String {
    let (Some(variable), Some(setter)) = (server.variables.first(), names.variables.first()) else {
        return format!("servers::{}", names.constant);
    };
    // A text that could end the example is none for it.
    let is_plain = |value: &&String| value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let value = variable
        .values
        .iter()
        .chain([&variable.default])
        .rfind(is_plain);
    let value = value.map_or("value", String::as_str);
    format!("servers::{}::default().{setter}(\"{value}\")", names.ty)
}

/// The first operation that gives back a stream.
pub(crate) fn stream(cx: &Context<'_>) -> Option<StreamFacts> {
    let (id, operation) = cx
        .api
        .operations()
        .find(|(_, operation)| operation.stream.is_some())?;
    Some(StreamFacts {
        accessor: cx
            .names
            .service(*operation.services.first()?)
            .accessor
            .to_string(),
        method: cx.names.operation(id).method.to_string(),
        has_whole: !cx.analysis.gives_stream_alone(cx.api, id),
    })
}

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
