//! A generator of Rust SDKs from OpenAPI definitions.
//!
//! [`generate`] is the list of stages, from a document to files. Each stage is a module with one
//! public function, a value in and a value out; no stage but [`mod@load`] and `bundle`, which asks it
//! for more, reads a file, none but [`mod@write`] writes one. [`update`] runs them only when something has changed.

mod api;
pub mod cache;
pub mod characters;
mod comparison;
pub mod config;
pub mod diagnostics;
pub mod diff;
mod document;
mod fetched;
mod generator;
mod nearest;
mod print;
#[cfg(feature = "url")]
pub mod remote;
mod stages;
pub mod stats;
mod tables;
pub mod types;

// The stages, in the order in which they run.
pub use api::{analyze, derive, ir, lower, name, plan, sdk, select, validate};
use document::bundle;
pub use document::load;
pub use document::{parse, repair, upgrade};
use print::reference;
pub use print::{emit, format, write};

use api::keywords;
pub use document::source;
use document::{extensions, grammar, media_types, origins, pointer};
use print::{assemble, guide, markdown, notes, templates};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use diagnostics::Diagnostics;
use serde::{Deserialize, Serialize};
use upgrade::Dialect;
use write::{FileChanges, WriteStep};

pub use assemble::Package;
pub use comparison::changes;
pub use config::{Config, Source};
pub use fetched::{Fetched, Network};
pub use generator::{Generator, Outcome};
pub use select::{FeaturePatterns, Pattern, Selection};
pub use tables::Tables;
pub use types::Types;

/// The input of a run.
#[derive(Debug, Clone, Default, Hash)]
pub struct Input {
    /// The path of the definition.
    pub spec: PathBuf,
    /// The paths of overlays, in the order of application.
    pub overlays: Vec<PathBuf>,
    /// Which of its operations are generated.
    pub selection: Selection,
    /// The cargo features that turn on some of these operations, beside those of tags.
    pub features: Vec<FeaturePatterns>,
    /// The types that the caller chooses.
    pub types: Types,
    /// Whether the definition may refer to files outside of its folder.
    pub allow_outside: bool,
    /// Whether `spec` is a copy of a definition from a URL, which may not refer to other files.
    pub is_fetched: bool,
}

/// A definition, read and analyzed.
#[derive(Debug)]
pub struct Definition {
    /// The lowered definition.
    pub api: ir::Api,
    /// The tables of the analysis.
    pub analysis: analyze::Analysis,
    /// The warnings about it; no errors.
    pub diagnostics: Diagnostics,
    /// The number of other files that it refers to.
    pub other_files: usize,
    dialect: Dialect,
    /// Whether some of its operations are left out.
    is_partial: bool,
    /// The types and derives that the caller chooses.
    types: Types,
}

/// A generated crate, not yet written.
#[derive(Debug)]
pub struct Generated {
    /// The files, by path in the crate.
    pub files: BTreeMap<String, String>,
    /// The definition that they were made from.
    pub definition: Definition,
    /// The number of models in the crate: those of the definition that the selection leaves out are not among
    /// them.
    pub models: usize,
}

/// The result of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The number of operations.
    pub operations: usize,
    /// The number of models.
    pub models: usize,
    /// The number of APIs, one for each tag.
    pub services: usize,
    /// The warnings about the definition; no errors.
    pub diagnostics: Diagnostics,
}

impl Summary {
    fn new(definition: Definition, models: usize) -> Self {
        Self {
            operations: definition.api.operations.len(),
            models,
            services: definition.api.services.len(),
            diagnostics: definition.diagnostics,
        }
    }
}

/// The name for `progress` while the run waits for another process that writes to the output.
pub const WAIT: &str = "wait";

/// Generates a crate and brings a folder up to date. When nothing has changed since this program
/// last did so, neither the input nor a file in the folder, no stage is run. `progress` is called with
/// the name of each stage as it starts, and with [`WAIT`].
///
/// # Errors
/// The errors of all stages, those of [`write::write_with`] included.
pub fn update(
    input: &Input,
    package: &Package,
    out: &Path,
    progress: &dyn Fn(&str),
) -> Result<(Summary, FileChanges), Diagnostics> {
    progress("recall");
    let fingerprint = cache::fingerprint(input, package);
    let (summary, changes) = match fingerprint.and_then(|made| cache::recall(made, out)) {
        Some((summary, unchanged)) => {
            let changes = FileChanges {
                unchanged,
                ..FileChanges::default()
            };
            (summary, changes)
        }
        None => rewrite(input, package, out, fingerprint, progress)?,
    };
    Ok((with_absent_crates(summary, input, out), changes))
}

/// Runs all stages, and remembers the run by its fingerprint.
fn rewrite(
    input: &Input,
    package: &Package,
    out: &Path,
    fingerprint: Option<cache::Fingerprint>,
    progress: &dyn Fn(&str),
) -> Result<(Summary, FileChanges), Diagnostics> {
    let Generated {
        files,
        definition,
        models,
    } = generate(input, package, progress)?;
    progress("write");
    let step = |step: WriteStep<'_>| {
        if let WriteStep::Wait(_) = step {
            progress(WAIT);
        }
    };
    let changes = write::write_with(&files, out, &step)?;
    // Which other files there are is known too late to look at them before a run.
    let is_one_file = definition.other_files == 0;
    let summary = Summary::new(definition, models);
    if let Some(fingerprint) = fingerprint.filter(|_| is_one_file) {
        cache::remember(fingerprint, &summary, &files, out);
    }
    Ok((summary, changes))
}

/// Generates a crate and compares it with a folder. All stages are run, whatever was said before.
///
/// # Errors
/// The errors of all stages, those of [`write::compare`] included.
pub fn compare(
    input: &Input,
    package: &Package,
    out: &Path,
    progress: &dyn Fn(&str),
) -> Result<(Summary, FileChanges), Diagnostics> {
    let Generated {
        files,
        definition,
        models,
    } = generate(input, package, progress)?;
    progress("compare");
    let changes = write::compare(&files, out)?;
    let summary = Summary::new(definition, models);
    Ok((with_absent_crates(summary, input, out), changes))
}

/// Adds the warnings about dependencies by a path that leads to no crate. They are part of no note of the cache:
/// these crates can come and go while the input stays.
fn with_absent_crates(mut summary: Summary, input: &Input, out: &Path) -> Summary {
    let absent = load::absent_crates(input.types.paths(), out);
    summary.diagnostics.extend(absent);
    summary
}

/// Reads and analyzes a definition: the first half of the stages. `progress` is called with the
/// name of each stage as it starts.
///
/// # Errors
/// The errors of these stages.
pub fn read(input: &Input, progress: &dyn Fn(&str)) -> Result<Definition, Diagnostics> {
    let document = stages::document(input, progress)?;
    stages::define(document, input, progress)
}

/// Reads a definition and decides all that its crate is made from, without printing it.
///
/// # Errors
/// Everything that stands between the definition and an SDK.
pub fn tables(input: &Input) -> Result<Tables, Diagnostics> {
    let definition = read(input, &|_| {})?;
    Tables::of(definition, &|_| {})
}

/// Generates a crate: all stages but the last.
///
/// # Errors
/// The errors of these stages.
pub fn generate(
    input: &Input,
    package: &Package,
    progress: &dyn Fn(&str),
) -> Result<Generated, Diagnostics> {
    let definition = read(input, progress)?;
    let tables = Tables::of(definition, progress)?;

    progress("sdk");
    let sdk = tables.sdk();

    progress("emit");
    let cx = emit::Context {
        api: &tables.definition.api,
        sdk: &sdk,
    };
    let types = &tables.definition.types;
    let (manifest, found) =
        assemble::dependencies(types, &tables.definition.api, &tables.derives, package)?;
    let files = assemble::files(&cx, package, &manifest)?;
    drop(sdk);

    let models = tables.emitted_models();
    let mut definition = tables.definition;
    definition.diagnostics.extend(tables.found);
    definition.diagnostics.extend(found);
    Ok(Generated {
        files,
        definition,
        models,
    })
}
