//! A generator of Rust SDKs from OpenAPI definitions.
//!
//! [`generate`] is the list of stages, from a document to files. Each stage is a module with one
//! public function, a value in and a value out; no stage but [`mod@load`] and `bundle`, which asks it
//! for more, reads a file, none but [`mod@write`] writes one. [`update`] runs them only when something has changed.

mod api;
pub mod cache;
pub mod characters;
pub mod config;
pub mod diagnostics;
pub mod diff;
mod document;
mod generator;
mod nearest;
mod print;
#[cfg(feature = "url")]
pub mod remote;
pub mod stats;
mod tables;
pub mod types;

// The stages, in the order in which they run.
pub use api::{analyze, derive, ir, lower, name, plan, sdk, select, validate};
use document::bundle::{self, OtherFiles};
pub use document::load;
pub use document::{parse, repair, upgrade};
use print::reference;
pub use print::{emit, format, write};

use api::keywords;
pub use document::source;
use document::{extensions, grammar, media_types, pointer};
use print::{assemble, guide, markdown, notes, templates};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use diagnostics::{Diagnostic, Diagnostics, Severity};
use serde::{Deserialize, Serialize};
use upgrade::Dialect;
use write::{FileChanges, WriteStep};

pub use assemble::Package;
pub use config::{Config, Source};
pub use generator::{Fetched, Generator, Network, Outcome};
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
    if let Some((mut summary, unchanged)) = fingerprint.and_then(|made| cache::recall(made, out)) {
        let changes = FileChanges {
            unchanged,
            ..FileChanges::default()
        };
        summary.diagnostics.extend(absent_crates(input, out));
        return Ok((summary, changes));
    }
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
    let changes = write::write_with(&files, out, &step).map_err(only)?;
    // Which other files there are is known too late to look at them before a run.
    let is_one_file = definition.other_files == 0;
    let mut summary = Summary::new(definition, models);
    if let Some(fingerprint) = fingerprint.filter(|_| is_one_file) {
        cache::remember(fingerprint, &summary, &files, out);
    }
    // Not remembered: these crates can come and go while the input stays.
    summary.diagnostics.extend(absent_crates(input, out));
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
    let changes = write::compare(&files, out).map_err(only)?;
    let mut summary = Summary::new(definition, models);
    summary.diagnostics.extend(absent_crates(input, out));
    Ok((summary, changes))
}

/// The warnings about dependencies by a path that leads to no crate.
fn absent_crates(input: &Input, out: &Path) -> Diagnostics {
    load::absent_crates(input.types.paths(), out)
}

/// Reads and analyzes a definition: the first half of the stages. `progress` is called with the
/// name of each stage as it starts.
///
/// # Errors
/// The errors of these stages.
pub fn read(input: &Input, progress: &dyn Fn(&str)) -> Result<Definition, Diagnostics> {
    let document = document(input, progress)?;
    define(document, input, progress)
}

/// A definition as a document of OpenAPI 3.0, in one piece and repaired.
#[derive(Debug, Clone)]
struct Document {
    value: serde_json::Value,
    dialect: Dialect,
    origins: bundle::Origins,
    other_files: usize,
    /// The warnings about what is lost or repaired.
    found: Diagnostics,
}

fn document(input: &Input, progress: &dyn Fn(&str)) -> Result<Document, Diagnostics> {
    progress("load");
    let load::Loaded { value, mut found } = load::load(&input.spec).map_err(only)?;
    let file = input.spec.display().to_string();
    let dialect = upgrade::dialect(&value, &file).map_err(only)?;

    progress("bundle");
    let is_swagger = dialect == Dialect::Swagger2;
    let others = match (input.is_fetched, input.allow_outside) {
        (true, _) => OtherFiles::None,
        (false, true) => OtherFiles::Anywhere,
        (false, false) => OtherFiles::InFolder,
    };
    let bundled = bundle::bundle(value, is_swagger, &input.spec, others)?;
    found.extend(bundled.found);

    progress("upgrade");
    let (mut value, lost) = upgrade::upgrade(bundled.value, dialect);
    found.extend(lost);

    progress("repair");
    for overlay in &input.overlays {
        found.extend(apply_overlay(&mut value, overlay)?);
    }
    found.extend(repair::tolerate(&mut value));
    let mut origins = bundled.origins;
    for (to, from) in repair::collect_webhooks(&mut value) {
        origins.add(&to, from);
    }
    Ok(Document {
        value,
        dialect,
        origins,
        other_files: bundled.other_files,
        found,
    })
}

fn define(
    document: Document,
    input: &Input,
    progress: &dyn Fn(&str),
) -> Result<Definition, Diagnostics> {
    let Document {
        value,
        dialect,
        origins,
        other_files,
        mut found,
    } = document;
    let as_written = |found: Diagnostics| in_original(found, dialect, &origins);

    progress("parse");
    let (document, left_out) = parse::parse(value).map_err(as_written)?;
    found.extend(left_out);

    progress("lower");
    let (mut api, lowered) = lower::lower(
        &document.document,
        &document.queries,
        select::Choice::new(&input.selection, &input.features),
        &input.types,
    );
    drop(document);
    found.extend(lowered);
    let (features, problems) = select::features(&api, &input.features);
    api.features = features;
    // An error may be why a feature has no operations.
    let is_shown = |it: &Diagnostic| !found.has_errors() || it.severity == Severity::Error;
    let problems: Vec<_> = problems.into_iter().filter(is_shown).collect();
    found.extend(problems);

    progress("validate");
    found.extend(validate::validate(&api));
    if found.has_errors() {
        return Err(as_written(found));
    }

    progress("analyze");
    let (analysis, problems) = analyze::analyze(&api);
    found.extend(problems);
    let found = as_written(found);
    if found.has_errors() {
        return Err(found);
    }
    Ok(Definition {
        api,
        analysis,
        diagnostics: found,
        other_files,
        dialect,
        is_partial: !input.selection.is_empty(),
        types: input.types.clone(),
    })
}

/// Reads a definition and decides all that its crate is made from, without printing it.
///
/// # Errors
/// Everything that stands between the definition and an SDK.
pub fn tables(input: &Input) -> Result<Tables, Diagnostics> {
    let definition = read(input, &|_| {})?;
    Tables::of(definition, &|_| {})
}

/// Reads two definitions, in parallel, and tells what changed. The official rules speak of what was
/// published, so that they know no overlays and no selection.
///
/// # Errors
/// With the rules for the crate, the errors of all stages for both definitions; with the official
/// rules, a file that cannot be read or is not a definition.
pub fn changes(old: &Input, new: &Input, rules: diff::Rules) -> Result<diff::Changes, Diagnostics> {
    match rules {
        diff::Rules::Crate => both(
            || tables(old).map_err(|found| in_file(found, &old.spec)),
            || tables(new).map_err(|found| in_file(found, &new.spec)),
            |old, new| {
                let (old, new) = rayon::join(|| old.side(), || new.side());
                diff::diff(&old, &new)
            },
        ),
        diff::Rules::Official => both(
            || published(&old.spec),
            || published(&new.spec),
            diff::official::diff,
        ),
    }
}

fn both<T: Send>(
    old: impl FnOnce() -> Result<T, Diagnostics> + Send,
    new: impl FnOnce() -> Result<T, Diagnostics> + Send,
    diff: impl FnOnce(&T, &T) -> diff::Changes,
) -> Result<diff::Changes, Diagnostics> {
    match rayon::join(old, new) {
        (Ok(old), Ok(new)) => {
            let changes = diff(&old, &new);
            // Giving back the memory of large definitions takes a while.
            rayon::join(|| drop(old), || drop(new));
            Ok(changes)
        }
        (Err(mut problems), Err(others)) => {
            problems.extend(others);
            Err(problems)
        }
        (Err(problems), _) | (_, Err(problems)) => Err(problems),
    }
}

/// A definition as published.
fn published(path: &Path) -> Result<serde_json::Value, Diagnostics> {
    let document = load::load_file(path).map_err(only)?;
    upgrade::dialect(&document, &path.display().to_string()).map_err(only)?;
    Ok(document)
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

/// Applies an overlay, and returns the warnings about its file.
fn apply_overlay(
    document: &mut serde_json::Value,
    overlay: &Path,
) -> Result<Diagnostics, Diagnostics> {
    let load::Loaded { value, found } = load::load(overlay).map_err(|mut found| {
        if found.code == "empty-file" {
            found.help = "write `overlay: 1.0.0` and `actions`, or do not apply the file".into();
        }
        only(found)
    })?;
    repair::overlay::apply(document, value, &overlay.display().to_string())?;
    Ok(in_file(found, overlay))
}

fn only(diagnostic: Diagnostic) -> Diagnostics {
    [diagnostic].into_iter().collect()
}

/// Diagnostics with their locations in the original files.
fn in_original(found: Diagnostics, dialect: Dialect, origins: &bundle::Origins) -> Diagnostics {
    let moved = found.into_iter().map(|mut diagnostic| {
        let place = dialect.original_pointer(&diagnostic.place);
        diagnostic.place = origins.original(&place);
        diagnostic
    });
    moved.collect()
}

/// Diagnostics whose locations name the file, where that is not the one definition of a run.
fn in_file(found: Diagnostics, file: &Path) -> Diagnostics {
    let named = found.into_iter().map(|mut diagnostic| {
        if diagnostic.place.starts_with('#') {
            diagnostic.place.insert_str(0, &file.display().to_string());
        }
        diagnostic
    });
    named.collect()
}
