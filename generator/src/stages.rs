//! The stages from a file to an analyzed definition, in the order in which they run.
//!
//! Each reports locations in the document that it works on. Here they become locations in the files of the user.

use std::path::Path;
use std::sync::Arc;

use crate::bundle::{self, OtherFiles};
use crate::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::origins::{History, Origins};
use crate::repair::overlay::Published;
use crate::upgrade::{self, Dialect};
use crate::{Definition, Input, analyze, load, lower, parse, repair, select, templates, validate};

/// A definition as a document of OpenAPI 3.0, in one piece and repaired.
#[derive(Debug, Clone)]
pub(crate) struct Document {
    value: serde_json::Value,
    dialect: Dialect,
    /// Where its values were.
    history: History,
    other_files: usize,
    /// The warnings about what is lost or repaired, with locations in the files.
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
    let mut history = History::default();
    history.add(bundled.origins);

    progress("upgrade");
    let upgraded = upgrade::upgrade(bundled.value, dialect);
    found.extend(history.in_files(upgraded.found));
    let converted = Arc::new(upgraded.origins);
    history.add(Arc::clone(&converted));
    let mut value = upgraded.value;

    progress("repair");
    let published = Published {
        dialect,
        origins: &converted,
        read: &|| load::load_bytes(&load::read_plain_file(&input.spec).ok()?, &file).ok(),
    };
    for overlay in &input.overlays {
        found.extend(apply_overlay(
            &mut value,
            overlay,
            &published,
            &mut history,
        )?);
        let added = upgrade::upgrade_added(value, dialect);
        found.extend(history.in_files(added.found));
        history.add(added.origins);
        value = added.value;
    }
    let mut repaired = Origins::default();
    let repairs = repair::tolerate_recorded(&mut value, &mut repaired);
    found.extend(history.in_files(repairs));
    history.add(repaired);
    history.add(repair::collect_webhooks(&mut value));
    Ok(Document {
        value,
        dialect,
        history,
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
        history,
        other_files,
        mut found,
    } = document;
    let as_written = |found: Diagnostics| history.in_files(found);

    progress("parse");
    let (document, left_out) = parse::parse(value).map_err(as_written)?;
    found.extend(as_written(left_out));

    progress("lower");
    let (mut api, lowered) = lower::lower(
        &document.document,
        &document.queries,
        select::Choice::new(&input.selection, &input.features),
        &input.types,
        templates::runtime_version,
    );
    drop(document);
    found.extend(as_written(lowered));
    let (features, problems) = select::features(&api, &input.features);
    api.features = features;
    // An error may be why a feature has no operations.
    let is_shown = |it: &Diagnostic| !found.has_errors() || it.severity == Severity::Error;
    let problems: Diagnostics = problems.into_iter().filter(is_shown).collect();
    found.extend(as_written(problems));

    progress("validate");
    found.extend(as_written(validate::validate(&api)));
    if found.has_errors() {
        return Err(found);
    }

    progress("analyze");
    let (analysis, problems) = analyze::analyze(&api);
    found.extend(as_written(problems));
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
    published: &Published<'_>,
    history: &mut History,
) -> Result<Diagnostics, Diagnostics> {
    let load::Loaded { value, found } = load::load(overlay).map_err(|mut found| {
        if found.code == "empty-file" {
            found.help = "write `overlay: 1.0.0` and `actions`, or do not apply the file".into();
        }
        found
    })?;
    let mut found = in_file(found, overlay);
    let file = overlay.display().to_string();
    let applied = repair::overlay::apply(document, value, &file, published, history);
    found.extend(applied?);
    Ok(found)
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
