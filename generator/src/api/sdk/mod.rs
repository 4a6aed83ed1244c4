//! The emitted API as a value: the public surface of the crate, decided once for printing and for comparing
//! it.
//!
//! Names are final, and types are [`Type`]s. Each node refers to its IR node, which has the descriptions.
//! Names and facts are borrowed. Knows nothing of tokens or pages.

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

/// The public surface of the emitted crate.
#[derive(Debug)]
pub struct Sdk<'a> {
    tags: Vec<Tag<'a>>,
    /// The custom cargo features, in the order of the configuration.
    pub custom: &'a [CustomFeature],
    models: Vec<Model<'a>>,
    operations: Vec<Operation<'a>>,
    /// The notification topics, in the order of the definition.
    pub topics: Vec<Topic<'a>>,
    /// The webhooks and callbacks, in the order of the definition.
    pub webhooks: Vec<Webhook<'a>>,
    /// The signature scheme of webhooks, if the definition declares one.
    pub signature: Option<&'a WebhookSignature>,
    /// The settings of a client.
    pub settings: Settings<'a>,
    /// The error responses that nearly all operations declare.
    pub common_errors: &'a CommonErrors,
    plan: &'a Plan,
    derives: &'a Derives,
}

/// Combines the results of the stages to the emitted API.
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

/// The results of the stages, from which an [`Sdk`] is computed.
struct StageResults<'a> {
    api: &'a Api,
    analysis: &'a Analysis,
    names: &'a Names,
    plan: &'a Plan,
    derives: &'a Derives,
}

impl<'a> Sdk<'a> {
    /// Returns a tag.
    pub fn tag(&self, id: ServiceId) -> &Tag<'a> {
        &self.tags[id.0]
    }

    /// All tags, in the order of the definition.
    pub fn tags(&self) -> impl Iterator<Item = (ServiceId, &Tag<'a>)> {
        let numbered = self.tags.iter().enumerate();
        numbered.map(|(index, tag)| (ServiceId(index), tag))
    }

    /// Returns a model.
    pub fn model(&self, id: ModelId) -> &Model<'a> {
        &self.models[id.0]
    }

    /// All models, in the order of their ids.
    pub fn models(&self) -> impl Iterator<Item = &Model<'a>> {
        self.models.iter()
    }

    /// Returns a field of a struct; `None` if the model is not a struct.
    pub fn field(&self, id: FieldId) -> Option<&Field<'a>> {
        let object = self.model(id.model).structure()?;
        object.fields.get(id.index)
    }

    /// Returns an operation.
    pub fn operation(&self, id: OperationId) -> &Operation<'a> {
        &self.operations[id.0]
    }

    /// All operations, in the order of the definition.
    pub fn operations(&self) -> impl Iterator<Item = &Operation<'a>> {
        self.operations.iter()
    }

    /// The files of models. A file has a model and the models nested in it.
    pub fn model_files(&self) -> &'a [ModelFile] {
        &self.plan.models
    }

    /// The files of operations: one for each tag, then the file of operations with several tags.
    pub fn api_files(&self) -> &'a [ApiFile] {
        &self.plan.apis
    }

    /// Whether any model derives the trait.
    pub fn has_derive(&self, extra: ExtraTrait) -> bool {
        self.derives.has(extra)
    }

    /// The crates that provide derives of models.
    pub fn crates_of_derives(&self) -> BTreeSet<&'a str> {
        self.derives.crates()
    }
}
