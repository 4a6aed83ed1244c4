//! One of the two compared definitions, with its emitted API.

use crate::ir::{Api, CustomFeature, OperationId, ServiceId};
use crate::sdk::{Argument, Paths, Sdk, Type};
use crate::upgrade::Dialect;

/// A compared definition, with its emitted API.
#[derive(Debug)]
pub struct Side<'a> {
    pub(super) api: &'a Api,
    pub(super) sdk: Sdk<'a>,
    dialect: Dialect,
}

impl<'a> Side<'a> {
    /// A definition to compare. `dialect` is that of the published document, for its JSON pointers.
    pub fn new(api: &'a Api, sdk: Sdk<'a>, dialect: Dialect) -> Self {
        Self { api, sdk, dialect }
    }

    /// A type as callers write it.
    pub(super) fn text(&self, ty: &Type) -> String {
        Paths(&self.sdk).of(ty)
    }

    /// The type of an argument as callers write it.
    pub(super) fn argument(&self, argument: &Argument) -> String {
        argument.text(&Paths(&self.sdk))
    }

    /// Translates a JSON pointer of the IR to the published document.
    pub(super) fn published(&self, pointer: &str) -> String {
        self.dialect.original_pointer(pointer)
    }

    /// The custom cargo feature with this name.
    pub(super) fn custom_feature(&self, name: &str) -> Option<&'a CustomFeature> {
        self.sdk.custom.iter().find(|it| it.name == name)
    }

    /// The tags of an operation, sorted.
    pub(super) fn tags(&self, operation: OperationId) -> Vec<String> {
        self.tag_names(&self.api.operation(operation).services)
    }

    /// The names of tags, sorted.
    pub(super) fn tag_names(&self, tags: &[ServiceId]) -> Vec<String> {
        let names = tags.iter().map(|id| self.api.service(*id).name.clone());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    }
}
