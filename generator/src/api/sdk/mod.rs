//! The emitted API as a value: the Rust types of fields, arguments and results, decided once for all that
//! prints them.
//!
//! Reads what the definition says and what follows from it. Types name models and operations by id; what
//! those are called is in `name`, where they stand in `plan`. Knows no token and no page.

mod model;
mod operation;
mod settings;
mod types;

pub use model::{Field, Model, Struct, Union};
pub use operation::{Operation, Output};
pub use settings::Settings;
pub use types::{Argument, External, Item, Type, TypeNames};

use super::analyze::Analysis;
use super::ir::{Api, FieldId, ModelId, OperationId};
use super::name;

/// What a caller sees of the emitted crate.
#[derive(Debug, Clone)]
pub struct Sdk {
    models: Vec<Model>,
    operations: Vec<Operation>,
    /// The types of the events of topics, in the order of the definition.
    pub topics: Vec<Type>,
    /// What a client is set up with.
    pub settings: Settings,
}

/// Decides what a caller sees.
pub fn sdk(api: &Api, analysis: &Analysis, names: &name::Names) -> Sdk {
    let models = api.models().map(|(id, _)| model::model(api, analysis, id));
    let operations = (0..api.operations.len()).map(OperationId);
    let operations = operations.map(|id| operation::operation(api, analysis, id));
    Sdk {
        models: models.collect(),
        operations: operations.collect(),
        topics: api.topics.iter().map(|topic| Type::of(&topic.ty)).collect(),
        settings: settings::settings(api, names.settings()),
    }
}

impl Sdk {
    /// A model.
    pub fn model(&self, id: ModelId) -> &Model {
        &self.models[id.0]
    }

    /// A field of a struct; nothing where the model is none.
    pub fn field(&self, id: FieldId) -> Option<&Field> {
        match self.model(id.model) {
            Model::Struct(object) => object.fields.get(id.index),
            Model::Enum | Model::Union(_) | Model::Alias(_) => None,
        }
    }

    /// An operation.
    pub fn operation(&self, id: OperationId) -> &Operation {
        &self.operations[id.0]
    }
}
