//! Assembling: every file of the crate with its path, emitted and formatted in parallel.
//!
//! Combines the stages `emit` and `format` and the templates; decides only the folders of the crate.

mod budget;
mod facts;
mod included;

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::prelude::*;

use budget::OutputBudget;

use crate::characters;
use crate::derive::Derives;
use crate::diagnostics::{Diagnostic, Diagnostics, SettingLocation};
use crate::emit::{self, Context};
use crate::format::Printer;
use crate::ir::Api;
use crate::name;
use crate::reference::{self, ReferencePages};
use crate::sdk::{ApiFile, ApiModule, ModelFile};
use crate::templates::{self, RuntimeManifest};
use crate::types::{RustPath, Types, crate_of};

/// The folder of the reference pages.
const PAGES: &str = "docs";

/// The manifest of the crate.
const MANIFEST: &str = "Cargo.toml";

/// The folder of the code, and of what is compiled with it.
const SOURCES: &str = "src/";

/// Name, version and contents of the emitted crate.
#[derive(Debug, Clone, Default, Hash)]
pub struct Package {
    /// The name of the crate; derived from the title of the definition if it is empty.
    pub name: String,
    /// Where the name was written, if a file has it.
    pub name_location: Option<SettingLocation>,
    /// The version of the crate.
    pub version: String,
    /// The command that regenerates it, for the first line of each file.
    pub command: String,
    /// The `repository` of its manifest.
    pub repository: Option<String>,
    /// Files that are copied into the crate, by path: examples and tests. One that
    /// needs features of the crate says so in its first line: `// features: client, users`. They may replace text that
    /// is generated, such as the README, but neither code nor the manifest.
    pub extra_files: BTreeMap<String, String>,
    /// The folder that they are copied from, which messages name.
    pub extra_folder: PathBuf,
    /// Whether it has reference pages in `docs`.
    pub reference: bool,
}

fn named(api: &Api, package: &Package) -> Package {
    let mut package = package.clone();
    if package.name.is_empty() {
        package.name = name::package_name(&api.title);
    }
    package
}

/// The name of the crate in code, with underscores.
fn library(package: &Package) -> String {
    crate_of(&package.name)
}

enum Job<'a> {
    Lib,
    Definition,
    ApisRoot,
    ModelsRoot,
    Testing,
    OwnTypes,
    Derives,
    Topics,
    Webhooks,
    Security,
    Servers,
    Api(&'a ApiFile),
    Model(&'a ModelFile),
}

/// The manifest of the runtime with the dependencies that the types and derives of the caller need, and what
/// there is to say of those in the settings.
///
/// # Errors
/// If the crate has a dependency in another way, or its own name.
pub(crate) fn dependencies(
    types: &Types,
    api: &Api,
    derives: &Derives,
    package: &Package,
) -> Result<(RuntimeManifest, Diagnostics), Diagnostics> {
    let paths = api.own_types.iter().map(|own| own.path.as_str());
    let used = types.used(paths.chain(derives.foreign().map(RustPath::as_str)));
    let manifest = RuntimeManifest::read();
    let mut manifest = manifest.map_err(|problem| defect(MANIFEST, &problem))?;
    let mut found = manifest.conflicts(&types.dependencies);
    found.extend(types.of_one_crate());
    found.extend(types.unused(&used));
    let name = library(&named(api, package));
    let mut keys = manifest
        .dependencies()
        .chain(used.keys().map(String::as_str));
    if keys.any(|key| crate_of(key) == name) {
        let location = package.name_location.clone();
        let location = location.unwrap_or_else(|| SettingLocation::of_option("package.name"));
        found.push(location.error(
            "package-name",
            format!("the crate cannot have the name `{name}`, which a dependency of it has"),
            "write another name, such as one with `-sdk` behind it",
        ));
    }
    drop(keys);
    if found.has_errors() {
        return Err(found);
    }
    manifest.add(&used);
    Ok((manifest, found))
}

/// All files of the crate, by path, with the features and dependencies of this manifest.
pub(crate) fn files(
    cx: &Context<'_>,
    package: &Package,
    manifest: &RuntimeManifest,
) -> Result<BTreeMap<String, String>, Diagnostics> {
    let package = &named(cx.api, package);
    let header = header(cx, package);
    let mut jobs = vec![
        Job::Lib,
        Job::Definition,
        Job::ApisRoot,
        Job::ModelsRoot,
        Job::Testing,
        Job::Webhooks,
    ];
    jobs.extend((!cx.api.topics.is_empty()).then_some(Job::Topics));
    jobs.extend((!cx.api.own_types.is_empty()).then_some(Job::OwnTypes));
    jobs.extend((!cx.sdk.crates_of_derives().is_empty()).then_some(Job::Derives));
    let settings = &cx.sdk.settings;
    jobs.extend((!settings.credentials.is_empty()).then_some(Job::Security));
    jobs.extend((!settings.servers.is_empty()).then_some(Job::Servers));
    jobs.extend(cx.sdk.api_files().iter().map(Job::Api));
    jobs.extend(cx.sdk.model_files().iter().map(Job::Model));
    let budget = OutputBudget::default();
    let emitted: Vec<(String, Result<String, String>)> = jobs
        .par_iter()
        .map(|job| emit_one(cx, package, &header, &budget, job))
        .collect();
    budget.check(cx.api, "Rust")?;

    let mut files = templates::runtime_files(&library(package), cx.api.has_regions);
    let mut defects = Diagnostics::default();
    for (path, result) in emitted {
        match result {
            Ok(text) => drop(files.insert(path, text)),
            Err(problem) => defects.push(defect(&path, &problem)),
        }
    }
    if package.reference {
        let budget = OutputBudget::default();
        let pages = pages(cx, package, &header, &budget);
        budget.check(cx.api, "reference pages")?;
        match pages {
            Ok(pages) => files.extend(pages),
            Err(problem) => defects.push(defect(PAGES, &problem)),
        }
    }
    match templates::text_files(&facts::facts(cx, package, header), manifest) {
        Ok(texts) => files.extend(texts),
        Err(problem) => defects.push(defect("templates", &problem)),
    }
    defects.extend(included::conflicts(&files, package));
    files.extend(package.extra_files.clone());
    if defects.has_errors() {
        Err(defects)
    } else {
        Ok(files)
    }
}

/// The reference pages, by path.
fn pages(
    cx: &Context<'_>,
    package: &Package,
    header: &str,
    budget: &OutputBudget,
) -> Result<Vec<(String, String)>, String> {
    let package = reference::PageFacts {
        header: header.to_owned(),
        name: package.name.clone(),
        library: library(package),
        version: package.version.clone(),
    };
    let reference = ReferencePages::new(cx.api, cx.sdk, package);
    let templates = templates::Pages::new()?;
    let wanted = reference.pages().into_par_iter();
    let rendered = wanted.take_any_while(|_| budget.is_left()).map(|id| {
        let page = reference.page(id)?;
        let path = format!("{PAGES}/{}", page.path);
        let text = templates.render(page.template, &page.content);
        let text = text.map_err(|problem| format!("{path}: {problem}"))?;
        budget.pay(text.len());
        Ok((path, text))
    });
    rendered.collect()
}

/// The text of a file with its path, or what there is of it when the budget is used up.
fn emit_one(
    cx: &Context<'_>,
    package: &Package,
    header: &str,
    budget: &OutputBudget,
    job: &Job<'_>,
) -> (String, Result<String, String>) {
    let mut printer = Printer::new(format!("// {header}\n"), budget);
    let out = &mut printer;
    match job {
        Job::Lib => emit::lib(cx, out),
        Job::Definition => emit::definition(cx, out, &package.name, &package.version),
        Job::ApisRoot => emit::apis_root(cx, out),
        Job::ModelsRoot => emit::models_root(cx, out),
        Job::Testing => emit::testing(cx, out),
        Job::OwnTypes => emit::own_types(cx, out),
        Job::Derives => emit::derives(cx, out),
        Job::Topics => emit::topics(cx, out),
        Job::Webhooks => emit::webhooks(cx, out),
        Job::Security => emit::security(cx, out),
        Job::Servers => emit::servers(cx, out),
        Job::Api(file) => emit::api_file(cx, out, file, &library(package)),
        Job::Model(file) => emit::model_file(cx, out, file),
    }
    (path(cx, job), printer.finish())
}

fn path(cx: &Context<'_>, job: &Job<'_>) -> String {
    let path = match job {
        Job::Lib => "src/lib.rs",
        Job::Definition => "src/definition.rs",
        Job::ApisRoot => "src/apis/mod.rs",
        Job::ModelsRoot => "src/models/mod.rs",
        Job::Testing => "src/testing.rs",
        Job::OwnTypes => "src/own_types.rs",
        Job::Derives => "src/derives.rs",
        Job::Topics => "src/topics.rs",
        Job::Webhooks => "src/webhooks.rs",
        Job::Security => "src/security.rs",
        Job::Servers => "src/servers.rs",
        Job::Api(file) => {
            let module = match file.module {
                ApiModule::Service(id) => cx.sdk.tag(id).module.as_str(),
                ApiModule::Shared => "shared",
            };
            return format!("src/apis/{module}.rs");
        }
        Job::Model(file) => {
            return format!("src/models/{}.rs", cx.sdk.model(file.root).module);
        }
    };
    path.to_owned()
}

/// The first line of each file: the command and the definition, without a date.
fn header(cx: &Context<'_>, package: &Package) -> String {
    let api = cx.api;
    let line = format!(
        "@generated by `{}` from {} {}. Do not edit.",
        package.command, api.title, api.version
    );
    characters::line(&line)
}

fn defect(location: &str, problem: &str) -> Diagnostic {
    Diagnostic::error(
        "emitter-defect",
        location,
        format!("the generated code is not valid: {problem}"),
        "this is a bug of the generator; please report it with the definition",
    )
}
