//! Analysis: facts derived from a definition, in tables keyed by the ids of the intermediate representation.
//!
//! Knows no names and no syntax of Rust, but its ownership: which field needs a box, and which may be missing.

mod convert;
mod cycles;
mod errors;
mod input;
mod output;
mod paging;
mod presence;
mod reach;
mod recursion;
mod shape;
mod simple;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

pub use convert::{Check, Conversion, Conversions, FieldConversion, Fit, IdConversion};
pub use errors::CommonErrors;
pub use input::InputShape;
pub use output::{Output, OutputValue, OutputVariant, successes};
pub use paging::{
    ItemsReason, LargestPage, NotPaged, PageInput, PageItems, Paging, PagingDecision, PagingEnd,
    PagingStyle,
};
pub use presence::{FieldFlags, Presence};
pub use reach::Usage;
pub use shape::{Shape, discriminators, have_from, is_boxed_variant, tag, written_tag};
pub use simple::SimpleCalls;

use crate::diagnostics::Diagnostics;
use crate::ir::{Api, ApiFeature, FieldId, ModelId, OperationId, ServiceId, TypeRef, resolve};

/// The tables of the analysis.
#[derive(Debug)]
pub struct Analysis {
    /// The fields that close a cycle of models and hold their value behind a pointer.
    pub(super) boxed: BTreeSet<FieldId>,
    /// The fields that are arguments of the constructor of their model.
    pub(super) constructor_args: FieldFlags,
    /// The enums and unions that need a default: a model that requires one must be built before it is
    /// read.
    pub(super) needs_default: HashSet<ModelId>,
    /// The enums that only parameters use, and which are never JSON.
    pub(super) text_enums: HashSet<ModelId>,
    /// The structs that unions choose by shape.
    pub(super) shaped: HashSet<ModelId>,
    /// The fields that a schema requires, although deserialization accepts values without them.
    pub(super) expected: FieldFlags,
    /// Whether a field may be missing, by model and field.
    presence: Vec<Vec<Presence>>,
    /// Whether requests and responses use a model, by model.
    usage: Vec<Usage>,
    /// The features that reach a model, by model.
    features: Vec<BTreeSet<ApiFeature>>,
    /// The models that notifications contain, with the tags of their topics.
    notified: HashMap<ModelId, reach::Areas>,
    /// The models that the bodies of webhooks contain.
    received: HashSet<ModelId>,
    /// The result of a successful call, by operation.
    outputs: Vec<Output>,
    /// The pagination, or why there is none, by operation.
    paging: Vec<PagingDecision>,
    /// The models that are pages, each with the field of its items.
    pages: BTreeMap<ModelId, FieldId>,
    /// The calls for examples, by tag.
    simple: Vec<SimpleCalls>,
    /// The models of requests that are made from models of responses.
    pub(super) conversions: Conversions,
    /// The errors that nearly all operations declare.
    pub(super) common_errors: CommonErrors,
}

impl Analysis {
    /// Whether a field may be missing.
    pub fn presence(&self, field: FieldId) -> Presence {
        self.presence[field.model.0][field.index]
    }

    /// Whether requests and responses use a model.
    pub fn usage(&self, model: ModelId) -> Usage {
        self.usage[model.0]
    }

    /// The features that reach a model; none when no operation does.
    pub fn features(&self, model: ModelId) -> &BTreeSet<ApiFeature> {
        &self.features[model.0]
    }

    /// Whether notification topics use a model.
    pub fn is_notified(&self, model: ModelId) -> bool {
        self.notified.contains_key(&model)
    }

    /// Whether the bodies of webhooks contain a model.
    pub fn is_received(&self, model: ModelId) -> bool {
        self.received.contains(&model)
    }

    /// Whether an operation, a notification topic or a webhook uses a model.
    pub fn is_reached(&self, model: ModelId) -> bool {
        !self.features(model).is_empty() || self.is_notified(model) || self.is_received(model)
    }

    /// The tags of the topics that use a model; `None` for topics without tag.
    pub fn areas(&self, model: ModelId) -> impl Iterator<Item = Option<ServiceId>> {
        self.notified.get(&model).into_iter().flatten().copied()
    }

    /// The result of a successful call.
    pub fn output(&self, operation: OperationId) -> &Output {
        &self.outputs[operation.0]
    }

    /// Whether a successful response is always a stream.
    pub fn gives_stream_alone(&self, api: &Api, operation: OperationId) -> bool {
        api.operation(operation).stream.is_some() && *self.output(operation) == Output::Empty
    }

    /// The pagination of an operation.
    pub fn paging(&self, operation: OperationId) -> Option<&Paging> {
        self.paging[operation.0].as_ref().ok()
    }

    /// The pagination of an operation, or why it has none.
    pub fn paging_decision(&self, operation: OperationId) -> &PagingDecision {
        &self.paging[operation.0]
    }

    /// The field of the items, if the model is a page.
    pub fn items(&self, model: ModelId) -> Option<FieldId> {
        self.pages.get(&model).copied()
    }

    /// The field of the list that a field of [`items`](Self::items) leads to: itself, or one of the page inside.
    pub fn list(&self, api: &Api, field: FieldId) -> FieldId {
        match resolve(api, api.field(field).ty.non_null()) {
            // The page inside has its list one level deeper, so that this ends.
            TypeRef::Model(inner) if *inner != field.model => match self.items(*inner) {
                Some(items) => self.list(api, items),
                None => field,
            },
            _ => field,
        }
    }

    /// The calls of a tag for examples.
    pub fn simple_calls(&self, service: ServiceId) -> SimpleCalls {
        self.simple[service.0]
    }

    /// Whether a model distinguishes an explicit `null` from an absent field: requests use it or a model of
    /// requests is made from it, and it has an optional field.
    pub fn tells_null(&self, model: ModelId) -> bool {
        let is_kept = self.usage(model).request || self.conversions.is_source(model);
        is_kept && self.presence[model.0].contains(&Presence::Optional)
    }
}

/// Analyzes a definition, and reports its wrong declarations, such as pagination by an unknown parameter.
pub fn analyze(api: &Api) -> (Analysis, Diagnostics) {
    let outputs: Vec<Output> = api.operations.iter().map(output::output).collect();
    let usage = reach::usage(api, &outputs);
    let boxed = recursion::boxed(api);
    let presence = presence::presence(api, &usage, &boxed);
    let (paging, pages, mut problems) = paging::paging(api, &outputs);
    let (features, problem) = reach::features(api, &outputs);
    problems.extend(problem);
    let (conversions, problem) = convert::conversions(api, &outputs, &presence, &boxed);
    problems.extend(problem);
    let (notified, problem) = reach::notified(api);
    problems.extend(problem);
    let analysis = Analysis {
        constructor_args: presence::constructor_args(api, &presence, &boxed),
        shaped: shape::shaped(api),
        expected: presence::expected(api, &usage, &presence),
        needs_default: presence::needs_default(api, &presence),
        text_enums: input::text_enums(api),
        presence,
        features,
        notified,
        received: reach::received(api),
        pages,
        simple: simple::calls(api, &outputs, &paging),
        paging,
        conversions,
        common_errors: errors::common(api),
        boxed,
        usage,
        outputs,
    };
    (analysis, problems)
}
