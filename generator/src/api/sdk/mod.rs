//! The emitted API as a value: what a caller of the crate sees, decided once for all that print or compare
//! it.
//!
//! Names are final, types are [`Type`]s, and each node refers to the IR node that it comes from, which has
//! the descriptions. Names and facts are borrowed. Knows no token and no page.

mod conversion;
mod events;
mod login;
mod model;
mod operation;
mod page;
mod paths;
mod settings;
mod tags;
mod types;

pub use crate::analyze::{
    Check, CommonErrors, FieldConversion, Fit, IdConversion, InputShape, LargestPage, PageInput,
    PagingEnd, PagingStyle, Presence, Shape, SimpleCalls,
};
pub use crate::name::{ConstName, TypeName, ValueName, VariantName};
pub use crate::plan::{ApiFile, ApiModule, Feature, Gate, Home, ModelFile};
pub use crate::types::DerivePath;
pub use conversion::Conversion;
pub use events::{Topic, Webhook};
pub use login::{Endpoint, OAuth, path_of};
pub use model::{
    AdditionalProperties, Enum, Field, Kind, Model, Setter, Struct, StructShape, Union, Variant,
};
pub use operation::{
    CallParameter, Operation, Output, OutputVariant, Paging, ParameterSource, Permissions,
    ResponseValue,
};
pub use page::{Items, ItemsKind};
pub use paths::Paths;
pub use settings::{ChosenServer, ClientNames, Credential, Proof, ServerItem, Settings};
pub use tags::{Method, NOTIFICATIONS, Tag, WEBHOOKS};
pub use types::{Argument, External, ItemBound, Type, TypeNames};

use std::collections::BTreeSet;

use crate::analyze::Analysis;
use crate::derive::Derives;
use crate::ir::{
    Api, CustomFeature, ExtraTrait, FieldId, ModelId, OperationId, ServiceId, WebhookSignature,
};
use crate::name::Names;
use crate::plan::Plan;

/// The emitted crate as a caller sees it.
#[derive(Debug)]
pub struct Sdk<'a> {
    tags: Vec<Tag<'a>>,
    /// The cargo features of the configuration, in its order.
    pub custom: &'a [CustomFeature],
    models: Vec<Model<'a>>,
    operations: Vec<Operation<'a>>,
    /// The topics of notifications, in the order of the definition.
    pub topics: Vec<Topic<'a>>,
    /// The webhooks and callbacks, in the order of the definition.
    pub webhooks: Vec<Webhook<'a>>,
    /// How webhooks are signed, where the definition says it.
    pub signature: Option<&'a WebhookSignature>,
    /// The settings of a client: base URL, servers, credentials.
    pub settings: Settings<'a>,
    /// The error responses that nearly all operations have in common.
    pub common_errors: &'a CommonErrors,
    plan: &'a Plan,
    derives: &'a Derives,
}

/// Computes the emitted API.
pub fn sdk<'a>(
    api: &'a Api,
    analysis: &'a Analysis,
    names: &'a Names,
    plan: &'a Plan,
    derives: &'a Derives,
) -> Sdk<'a> {
    let tables = StageResults {
        api,
        analysis,
        names,
        plan,
        derives,
    };
    let models = (0..api.models.len()).map(ModelId);
    let models = models.map(|id| model::model(&tables, id));
    Sdk {
        tags: tags::tags(&tables),
        custom: &api.features,
        models: models.collect(),
        operations: operation::operations(&tables),
        topics: events::topics(&tables),
        webhooks: events::webhooks(&tables),
        signature: api.signature.as_ref(),
        settings: settings::settings(api, names.settings()),
        common_errors: &analysis.common_errors,
        plan,
        derives,
    }
}

/// The stages' results that an [`Sdk`] is computed from.
struct StageResults<'a> {
    api: &'a Api,
    analysis: &'a Analysis,
    names: &'a Names,
    plan: &'a Plan,
    derives: &'a Derives,
}

impl<'a> Sdk<'a> {
    /// The API of a tag.
    pub fn tag(&self, id: ServiceId) -> &Tag<'a> {
        &self.tags[id.0]
    }

    /// The APIs of all tags, in the order of the definition.
    pub fn tags(&self) -> impl Iterator<Item = (ServiceId, &Tag<'a>)> {
        let numbered = self.tags.iter().enumerate();
        numbered.map(|(index, tag)| (ServiceId(index), tag))
    }

    /// A model.
    pub fn model(&self, id: ModelId) -> &Model<'a> {
        &self.models[id.0]
    }

    /// All models, in the order of the representation.
    pub fn models(&self) -> impl Iterator<Item = &Model<'a>> {
        self.models.iter()
    }

    /// A field of a struct; `None` if the model is not a struct.
    pub fn field(&self, id: FieldId) -> Option<&Field<'a>> {
        let object = self.model(id.model).structure()?;
        object.fields.get(id.index)
    }

    /// An operation.
    pub fn operation(&self, id: OperationId) -> &Operation<'a> {
        &self.operations[id.0]
    }

    /// All operations, in the order of the definition.
    pub fn operations(&self) -> impl Iterator<Item = &Operation<'a>> {
        self.operations.iter()
    }

    /// The files of models: one for each model, together with the models nested in it.
    pub fn model_files(&self) -> &'a [ModelFile] {
        &self.plan.models
    }

    /// The files of operations: one for each tag, then the one of operations with several tags.
    pub fn api_files(&self) -> &'a [ApiFile] {
        &self.plan.apis
    }

    /// Whether a model derives a trait of the standard library.
    pub fn has_derive(&self, extra: ExtraTrait) -> bool {
        self.derives.has(extra)
    }

    /// The crates whose derives models have.
    pub fn crates_of_derives(&self) -> BTreeSet<&'a str> {
        self.derives.crates()
    }
}
