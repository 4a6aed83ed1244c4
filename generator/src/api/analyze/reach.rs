//! Reach: which models an operation or a notification touches, in which direction, and through
//! which feature.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::output::Output;
use crate::diagnostics::Diagnostic;
use crate::ir::{Api, ApiFeature, ModelId, Operation, OperationId, ServiceId, TypeRef};

/// The maximum number of pairs of a feature and a type that it enables; each is written to the crate. The largest
/// published definition that we know of has 11,000.
const MAX_PAIRS: usize = 3_000_000;

/// Whether requests and responses use a model.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// A request body uses it.
    pub request: bool,
    /// A successful response, a notification or a webhook uses it.
    pub response: bool,
}

/// Whether requests and responses use each model.
pub(super) fn usage(api: &Api, outputs: &[Output]) -> Vec<Usage> {
    let mut usage = vec![Usage::default(); api.models.len()];
    let bodies = api.operations.iter().filter_map(body_type);
    // An enum in a parameter is text, and travels in no JSON.
    let parameters = api.operations.iter().flat_map(|op| &op.parameters);
    let parameters = parameters.map(|parameter| &parameter.ty);
    let objects = parameters.filter(|ty| match ty.model() {
        Some(id) => !api.model(id).kind.is_enum(),
        None => false,
    });
    for model in closure(api, bodies.chain(objects)) {
        usage[model.0].request = true;
    }
    let streams = api.operations.iter().filter_map(Operation::stream_type);
    let responses = outputs.iter().flat_map(Output::types).chain(streams);
    let responses = closure(api, responses);
    let notified = closure(api, api.topics.iter().map(|topic| &topic.ty));
    let received = closure(api, payloads(api));
    for model in responses.into_iter().chain(notified).chain(received) {
        usage[model.0].response = true;
    }
    usage
}

fn payloads(api: &Api) -> impl Iterator<Item = &TypeRef> {
    let payloads = api.webhooks.iter();
    payloads.filter_map(|webhook| webhook.payload.as_ref()?.ty())
}

/// The models that the bodies of webhooks contain.
pub(super) fn received(api: &Api) -> HashSet<ModelId> {
    closure(api, payloads(api)).into_iter().collect()
}

/// The tags of the topics that use a model; `None` for topics without tag.
pub(super) type Areas = BTreeSet<Option<ServiceId>>;

/// The models that notification topics use; with an error, not all of them.
pub(super) fn notified(api: &Api) -> (HashMap<ModelId, Areas>, Option<Diagnostic>) {
    let mut types: BTreeMap<Option<ServiceId>, Vec<&TypeRef>> = BTreeMap::new();
    for topic in &api.topics {
        types.entry(topic.service).or_default().push(&topic.ty);
    }
    let mut notified: HashMap<ModelId, Areas> = HashMap::new();
    let mut pairs = 0;
    for (area, types) in types {
        let models = closure(api, types.into_iter());
        pairs += models.len();
        if pairs > MAX_PAIRS {
            return (notified, Some(too_many_pairs(api)));
        }
        for model in models {
            notified.entry(model).or_default().insert(area);
        }
    }
    (notified, None)
}

/// The features that reach each model, through bodies, parameters and successful responses; with an error,
/// not all of them.
pub(super) fn features(
    api: &Api,
    outputs: &[Output],
) -> (Vec<BTreeSet<ApiFeature>>, Option<Diagnostic>) {
    let mut features = vec![BTreeSet::new(); api.models.len()];
    let mut pairs = 0;
    for (feature, operations) in api.api_features() {
        let types = operations
            .iter()
            .flat_map(|op| operation_types(api, outputs, *op));
        let models = closure(api, types);
        pairs += models.len();
        if pairs > MAX_PAIRS {
            return (features, Some(too_many_pairs(api)));
        }
        for model in models {
            features[model.0].insert(feature);
        }
    }
    (features, None)
}

fn too_many_pairs(api: &Api) -> Diagnostic {
    Diagnostic::error(
        "too-many-tags",
        "#/tags",
        format!(
            "the {} tags of the definition reach its {} types more than {MAX_PAIRS} times",
            api.services.len(),
            api.models.len()
        ),
        "list operations under fewer tags, or generate some of the tags with `--tag`",
    )
}

fn operation_types<'a>(
    api: &'a Api,
    outputs: &'a [Output],
    id: OperationId,
) -> impl Iterator<Item = &'a TypeRef> {
    let operation = api.operation(id);
    let parameters = operation.parameters.iter().map(|parameter| &parameter.ty);
    parameters
        .chain(body_type(operation))
        .chain(operation.stream_type())
        .chain(outputs[id.0].types())
}

fn body_type(operation: &Operation) -> Option<&TypeRef> {
    operation.body.as_ref()?.content.ty()
}

/// The models that some types use, directly or not.
pub(super) fn closure<'a>(api: &'a Api, types: impl Iterator<Item = &'a TypeRef>) -> Vec<ModelId> {
    let mut seen = vec![false; api.models.len()];
    let mut found = Vec::new();
    let mut pending: Vec<ModelId> = types.filter_map(TypeRef::model).collect();
    while let Some(id) = pending.pop() {
        if std::mem::replace(&mut seen[id.0], true) {
            continue;
        }
        found.push(id);
        let types = api.model(id).kind.types();
        pending.extend(types.into_iter().filter_map(TypeRef::model));
    }
    found
}
