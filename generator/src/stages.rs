//! The stages from a file to an analyzed definition, in the order in which they run.
//!
//! Each reports locations in the document that it works on. Here they become locations in the files of the user.

use std::path::Path;

use crate::bundle::{self, OtherFiles};
use crate::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::upgrade::{self, Dialect};
use crate::{Definition, Input, analyze, load, lower, parse, repair, select, templates, validate};

/// A definition as a document of OpenAPI 3.0, in one piece and repaired.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    value: serde_json::Value,
    dialect: Dialect,
    origins: bundle::Origins,
    other_files: usize,
    /// The warnings about what is lost or repaired.
    found: Diagnostics,
}

/// Reads a definition: the stages that handle JSON.
///
/// # Errors
/// Those of these stages.
pub(crate) fn document(input: &Input, progress: &dyn Fn(&str)) -> Result<Document, Diagnostics> {
    progress("load");
    let load::Loaded { value, mut found } = load::load(&input.spec)?;
    let file = input.spec.display().to_string();
    let dialect = upgrade::dialect(&value, &file)?;

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

/// Lowers and analyzes a document: the first stages that handle the API.
///
/// # Errors
/// Those of these stages, with the warnings.
pub(crate) fn define(
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
        templates::runtime_version,
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

/// Applies an overlay, and returns the warnings about its file.
fn apply_overlay(
    document: &mut serde_json::Value,
    overlay: &Path,
) -> Result<Diagnostics, Diagnostics> {
    let load::Loaded { value, found } = load::load(overlay).map_err(|mut found| {
        if found.code == "empty-file" {
            found.help = "write `overlay: 1.0.0` and `actions`, or do not apply the file".into();
        }
        found
    })?;
    let mut found = in_file(found, overlay);
    let file = overlay.display().to_string();
    found.extend(repair::overlay::apply(document, value, &file)?);
    Ok(found)
}

/// Diagnostics with their locations in the original files.
fn in_original(found: Diagnostics, dialect: Dialect, origins: &bundle::Origins) -> Diagnostics {
    let moved = found.into_iter().map(|mut diagnostic| {
        let location = dialect.original_pointer(&diagnostic.location);
        diagnostic.location = origins.original(&location);
        diagnostic
    });
    moved.collect()
}

/// Diagnostics whose locations name the file, where that is not the one definition of a run.
pub(crate) fn in_file(found: Diagnostics, file: &Path) -> Diagnostics {
    let named = found.into_iter().map(|mut diagnostic| {
        if diagnostic.location.starts_with('#') {
            diagnostic
                .location
                .insert_str(0, &file.display().to_string());
        }
        diagnostic
    });
    named.collect()
}
