//! The crate under test, and its types for named schemas.
//!
//! This is the only part that uses the generator: for names, and for which models are used
//! in requests.

use std::collections::BTreeMap;

use anyhow::Result;
use sdk_generator::ir::{Origin, TypeRef, resolve};
use sdk_generator::plan::Home;
use sdk_generator::{Definition, name, plan};
use xtask::problems::failure;

use crate::emitted::Emitted;

/// A crate, and its types by the names of their schemas.
pub(super) struct Subject {
    pub(super) emitted: Emitted,
    pub(super) types: BTreeMap<String, Type>,
}

/// A type of the crate.
pub(super) struct Type {
    /// The path of the type in the source of the program.
    pub(super) path: String,
    /// Whether it is used in requests. Such models distinguish `null` from an absent
    /// property.
    pub(super) in_requests: bool,
    /// Whether it is used only in notifications.
    is_notified: bool,
    /// Whether it is used in webhooks.
    is_received: bool,
    /// Whether it accepts any JSON value, regardless of its schema.
    pub(super) is_any_json: bool,
}

impl Type {
    #[cfg(test)]
    pub(super) fn new(path: &str, in_requests: bool) -> Self {
        Self {
            path: path.to_owned(),
            in_requests,
            is_notified: false,
            is_received: false,
            is_any_json: false,
        }
    }
}

impl Subject {
    /// The features that enable all types.
    pub(super) fn features(&self) -> Vec<&'static str> {
        let is_notified = self.types.values().any(|it| it.is_notified);
        let notifications = is_notified.then_some("websocket");
        let is_received = self.types.values().any(|it| it.is_received);
        let webhooks = is_received.then_some("webhooks");
        let others = notifications.into_iter().chain(webhooks);
        ["full"].into_iter().chain(others).collect()
    }

    /// The types of an emitted crate.
    ///
    /// # Errors
    /// If its definition is rejected.
    pub(super) fn new(emitted: Emitted) -> Result<Self> {
        let definition = sdk_generator::read(&emitted.input, &|_| {}).map_err(failure)?;
        let types = types(&definition);
        Ok(Self { emitted, types })
    }
}

fn types(definition: &Definition) -> BTreeMap<String, Type> {
    let (api, analysis) = (&definition.api, &definition.analysis);
    let (names, _) = name::name(api, analysis);
    let plan = plan::plan(api, analysis, false);
    let types = api.models().filter_map(|(id, model)| {
        let Origin::Component(name) = &model.origin else {
            return None;
        };
        let is_public = matches!(plan.home(id), Home::Models(_));
        let ty = Type {
            path: format!("sdk::models::{}", names.model(id).ty.as_str()),
            in_requests: analysis.usage(id).request,
            is_notified: analysis.is_notified(id),
            is_received: analysis.is_received(id),
            is_any_json: matches!(resolve(api, &TypeRef::Model(id)), TypeRef::Json(_)),
        };
        is_public.then(|| (name.clone(), ty))
    });
    types.collect()
}
