//! What is tried: a crate, and the types in it that stand for named schemas.
//!
//! The only part that asks the generator, and only for names and for which models travel in
//! requests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use sdk_generator::analyze::resolve;
use sdk_generator::ir::{Origin, TypeRef};
use sdk_generator::plan::Home;
use sdk_generator::{Definition, Input, Package, name, plan, write};

use crate::config::{Config, root};
use crate::problems::failure;

/// What a crate is called that is made for this, whatever it is made from.
const PACKAGE: &str = "sdk-to-try";

/// A crate, and what it was made from.
pub(super) struct Subject {
    pub(super) definition: PathBuf,
    pub(super) package: String,
    pub(super) crate_folder: PathBuf,
    /// The folder of the program.
    pub(super) folder: PathBuf,
    /// The types that stand for named schemas, by the names of those.
    pub(super) types: BTreeMap<String, Type>,
}

/// A type of the crate.
pub(super) struct Type {
    /// As the program writes it.
    pub(super) path: String,
    /// Whether requests hold it. Models that do tell `null` from what is not there.
    pub(super) in_requests: bool,
    /// Whether it is there for notifications alone.
    is_notified: bool,
    /// Whether it is any JSON value, whatever its schema says: every value fits.
    pub(super) is_any_json: bool,
}

impl Type {
    #[cfg(test)]
    pub(super) fn new(path: &str, in_requests: bool) -> Self {
        Self {
            path: path.to_owned(),
            in_requests,
            is_notified: false,
            is_any_json: false,
        }
    }
}

impl Subject {
    /// The features that turn all the types on.
    pub(super) fn features(&self) -> Vec<&'static str> {
        let is_notified = self.types.values().any(|it| it.is_notified);
        let notifications = is_notified.then_some("websocket");
        ["full"].into_iter().chain(notifications).collect()
    }

    /// `generated/`, which stays as it is.
    ///
    /// # Errors
    /// If `spec/` cannot be read.
    pub(super) fn own() -> Result<Self> {
        let config = Config::load(&root().join("spec"))?;
        let input = config.input();
        let definition = sdk_generator::read(&input, &|_| {}).map_err(failure)?;
        Ok(Self {
            definition: config.definition,
            package: config.name,
            crate_folder: root().join("generated"),
            folder: root().join("target/models/generated"),
            types: types(&definition),
        })
    }

    /// A crate that is made for this.
    ///
    /// # Errors
    /// If the definition is refused or a file cannot be written.
    pub(super) fn of(path: &Path) -> Result<Self> {
        let name = path.file_stem().context("a definition is a file")?;
        let folder = root().join("target/models").join(name);
        let crate_folder = folder.join("crate");
        let input = Input {
            spec: path.to_owned(),
            ..Input::default()
        };
        let package = Package {
            name: PACKAGE.to_owned(),
            version: "0.1.0".to_owned(),
            command: "cargo xtask models".to_owned(),
            repository: None,
            extra_files: [].into(),
            reference: false,
        };
        let generated = sdk_generator::generate(&input, &package, &|_| {}).map_err(failure)?;
        let written = write::write(&generated.files, &crate_folder);
        written.map_err(|problem| anyhow::anyhow!("{problem}"))?;
        Ok(Self {
            definition: path.to_owned(),
            package: PACKAGE.to_owned(),
            crate_folder,
            folder: folder.join("program"),
            types: types(&generated.definition),
        })
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
            is_any_json: matches!(resolve(api, &TypeRef::Model(id)), TypeRef::Json(_)),
        };
        is_public.then(|| (name.clone(), ty))
    });
    types.collect()
}
