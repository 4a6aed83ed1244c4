//! The types of the caller that the crate has: the selection may leave out all that uses one.

use std::collections::BTreeSet;

use crate::ir::{Api, Content, ModelId, Operation, TypeRef};

/// The paths of the types that operations, topics and webhooks use, and models that the crate has.
pub(super) fn own_types(api: &Api, is_emitted: impl Fn(ModelId) -> bool) -> BTreeSet<String> {
    let models = api.models().filter(|(id, _)| is_emitted(*id));
    let in_models = models.flat_map(|(_, model)| model.kind.types());
    let in_operations = api.operations.iter().flat_map(operation_types);
    let in_topics = api.topics.iter().map(|topic| &topic.ty);
    let payloads = api.webhooks.iter();
    let payloads = payloads.filter_map(|webhook| webhook.payload.as_ref()?.ty());
    let all = in_models
        .chain(in_operations)
        .chain(in_topics)
        .chain(payloads);
    all.filter_map(|ty| Some(ty.own()?.path.clone())).collect()
}

fn operation_types(operation: &Operation) -> impl Iterator<Item = &TypeRef> {
    let parameters = operation.parameters.iter().map(|parameter| &parameter.ty);
    let body = operation.body.iter().map(|body| &body.content);
    let responses = operation.responses.iter().flat_map(|response| {
        let whole = response.body.iter().map(|body| &body.content);
        whole.chain(response.stream.iter().map(|stream| &stream.item))
    });
    let contents = body.chain(responses).filter_map(Content::ty);
    parameters.chain(contents).chain(operation.stream_type())
}
