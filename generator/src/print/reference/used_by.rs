//! The direct users of each model: operations, other models, topics and webhooks.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Api, ModelId, OperationId, TypeRef};
use crate::sdk::{ResponseValue, Sdk};

#[derive(Debug, Default)]
pub(super) struct UsedBy {
    /// The operations that send or receive it.
    pub(super) operations: BTreeSet<OperationId>,
    /// The models that contain it.
    pub(super) models: BTreeSet<ModelId>,
    /// Whether it is the event of a topic.
    pub(super) has_topics: bool,
    /// Whether a webhook brings it.
    pub(super) has_webhooks: bool,
}

#[derive(Debug)]
pub(super) struct Users(BTreeMap<ModelId, UsedBy>);

impl Users {
    pub(super) fn of(api: &Api, sdk: &Sdk<'_>) -> Self {
        let mut users: BTreeMap<ModelId, UsedBy> = BTreeMap::new();
        for (id, operation) in api.operations() {
            let inputs = operation.parameters.iter().map(|parameter| &parameter.ty);
            let body = operation.body.as_ref().and_then(|body| body.content.ty());
            let output = &sdk.operation(id).output;
            let outputs = output.variants.iter().map(|variant| variant.value);
            let outputs = outputs
                .chain([output.value])
                .filter_map(ResponseValue::json);
            for model in inputs
                .chain(body)
                .chain(outputs)
                .chain(operation.stream_type())
                .filter_map(|ty| ty.model())
            {
                users.entry(model).or_default().operations.insert(id);
            }
        }
        for (id, model) in api.models() {
            let held = model.kind.types().into_iter().filter_map(TypeRef::model);
            for held in held.filter(|held| *held != id) {
                users.entry(held).or_default().models.insert(id);
            }
        }
        for model in api.topics.iter().filter_map(|topic| topic.ty.model()) {
            users.entry(model).or_default().has_topics = true;
        }
        let payloads = api.webhooks.iter();
        let payloads = payloads.filter_map(|webhook| webhook.payload.as_ref()?.ty());
        for model in payloads.filter_map(TypeRef::model) {
            users.entry(model).or_default().has_webhooks = true;
        }
        Self(users)
    }

    /// The users of a model; `None` if there are none.
    pub(super) fn users(&self, id: ModelId) -> Option<&UsedBy> {
        self.0.get(&id)
    }
}
