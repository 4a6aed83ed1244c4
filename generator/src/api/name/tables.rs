//! The tables of names, by id.

use super::ident::{FeatureName, ModuleName, TypeName, ValueName, VariantName};
use super::settings::SettingNames;
use crate::ir::{FieldId, ModelId, OperationId, ServiceId};

/// The names of a model, its fields and its variants.
#[derive(Debug)]
pub struct ModelNames {
    /// The Rust type.
    pub ty: TypeName,
    /// The module, if the model has one of its own.
    pub module: ModuleName,
    /// The fields of a struct.
    pub fields: Vec<FieldNames>,
    /// The field of a struct for additional properties.
    pub rest: RestNames,
    /// The private field of a struct that records explicit nulls.
    pub nulls: ValueName,
    /// The variants of an enum or a union.
    pub variants: Vec<VariantName>,
    /// The variant of an enum or a union for values that it does not know.
    pub unknown: VariantName,
}

/// The names for additional properties.
#[derive(Debug)]
pub struct RestNames {
    /// The field of the struct.
    pub field: ValueName,
    /// The setter.
    pub setter: ValueName,
}

/// The names of a field.
#[derive(Debug)]
pub struct FieldNames {
    /// The field of the struct.
    pub field: ValueName,
    /// The setter.
    pub setter: ValueName,
    /// The method that sets an explicit `null`, such as `clear_title`.
    pub clear: ValueName,
}

/// The names of a tag.
#[derive(Debug)]
pub struct ServiceNames {
    /// The Rust type.
    pub ty: TypeName,
    /// The module of the API.
    pub module: ModuleName,
    /// The cargo feature.
    pub feature: FeatureName,
    /// The accessor of the client.
    pub accessor: ValueName,
}

/// The names of an operation.
#[derive(Debug)]
pub struct OperationNames {
    /// The method of the API.
    pub method: ValueName,
    /// The private module of an operation with several tags.
    pub module: ModuleName,
    /// The type of its request.
    pub request: TypeName,
    /// The type of its result, if that is one of several types.
    pub output: Option<TypeName>,
    /// The variants of the result type.
    pub variants: Vec<VariantName>,
    /// Its parameters, as arguments or setters.
    pub parameters: Vec<ValueName>,
    /// Its request body, as argument or setter.
    pub body: ValueName,
}

/// The names of a notification topic.
#[derive(Debug)]
pub struct TopicNames {
    /// The function that creates it.
    pub function: ValueName,
    /// The arguments for its placeholders.
    pub arguments: Vec<ValueName>,
}

/// The names of everything in the emitted crate.
#[derive(Debug)]
pub struct Names {
    pub(super) models: Vec<ModelNames>,
    pub(super) services: Vec<ServiceNames>,
    pub(super) operations: Vec<OperationNames>,
    pub(super) topics: Vec<TopicNames>,
    pub(super) webhooks: Vec<VariantName>,
    pub(super) settings: SettingNames,
}

impl Names {
    /// The names of credentials and servers.
    pub fn settings(&self) -> &SettingNames {
        &self.settings
    }

    /// The names of a model.
    pub fn model(&self, id: ModelId) -> &ModelNames {
        &self.models[id.0]
    }

    /// The names of a field.
    pub fn field(&self, id: FieldId) -> &FieldNames {
        &self.models[id.model.0].fields[id.index]
    }

    /// The names of a tag.
    pub fn service(&self, id: ServiceId) -> &ServiceNames {
        &self.services[id.0]
    }

    /// The names of the topics, in document order.
    pub fn topics(&self) -> &[TopicNames] {
        &self.topics
    }

    /// The variants of the webhooks, in document order.
    pub fn webhooks(&self) -> &[VariantName] {
        &self.webhooks
    }

    /// The names of an operation.
    pub fn operation(&self, id: OperationId) -> &OperationNames {
        &self.operations[id.0]
    }
}
