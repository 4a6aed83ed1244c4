//! Parsing: a JSON value to the typed document of the `openapiv3` crate.
//!
//! Schemas and paths are parsed one by one, in parallel, so that what does not fit is reported
//! with its place, all of it at once. Knows the shape of the format, not its meaning.

use indexmap::IndexMap;
use openapiv3::{Components, OpenAPI, PathItem, ReferenceOr, Schema};
use rayon::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::diagnostics::{Diagnostic, Diagnostics};

/// Parses a document of OpenAPI 3.0.
///
/// # Errors
/// One for each part that does not have the shape that the format prescribes.
pub fn parse(mut document: Value) -> Result<OpenAPI, Diagnostics> {
    let schemas = take(&mut document, &["components"], "schemas");
    let mut paths = take(&mut document, &[], "paths");
    let operations = paths.values_mut().filter_map(Value::as_object_mut);
    let operations = operations.flat_map(|item| item.values_mut());
    let bodies = operations.filter_map(|operation| operation.get_mut("requestBody"));
    bodies.for_each(state_explode);
    let shared = document.pointer_mut("/components/requestBodies");
    let shared = shared.and_then(Value::as_object_mut).into_iter();
    shared.flat_map(Map::values_mut).for_each(state_explode);
    let mut problems = Diagnostics::default();
    let schemas: IndexMap<String, ReferenceOr<Schema>> =
        collect(parse_each(schemas, "#/components/schemas"), &mut problems);
    let (paths, extensions) = paths
        .into_iter()
        .partition(|(path, _)| !path.starts_with("x-"));
    let paths: IndexMap<String, ReferenceOr<PathItem>> =
        collect(parse_each(paths, "#/paths"), &mut problems);
    match parse_one::<OpenAPI>(document, "#") {
        Ok(mut api) => {
            api.components
                .get_or_insert_with(Components::default)
                .schemas = schemas;
            api.paths.paths = paths;
            api.paths.extensions = extensions.into_iter().collect();
            if problems.has_errors() {
                Err(problems)
            } else {
                Ok(api)
            }
        }
        Err(problem) => {
            problems.push(problem);
            Err(problems)
        }
    }
}

/// States that the fields of a form are exploded where the style is `form` and nothing else is said:
/// that is the default of the format, of which the typed document knows nothing.
fn state_explode(body: &mut Value) {
    let content = body.get_mut("content").and_then(Value::as_object_mut);
    let encodings = content.into_iter().flat_map(Map::values_mut);
    let encodings = encodings.filter_map(|media| media.get_mut("encoding")?.as_object_mut());
    for encoding in encodings.flat_map(Map::values_mut) {
        if let Value::Object(encoding) = encoding
            && encoding.get("style").is_some_and(|style| style == "form")
        {
            encoding.entry("explode").or_insert(Value::Bool(true));
        }
    }
}

fn take(document: &mut Value, parents: &[&str], key: &str) -> Map<String, Value> {
    let parent = parents
        .iter()
        .try_fold(document, |value, parent| value.get_mut(*parent));
    match parent
        .and_then(Value::as_object_mut)
        .and_then(|object| object.get_mut(key))
    {
        Some(Value::Object(entries)) => std::mem::take(entries),
        _ => Map::new(),
    }
}

type Parsed<T> = Vec<(String, Result<T, Diagnostic>)>;

fn parse_each<T: DeserializeOwned + Send>(entries: Map<String, Value>, place: &str) -> Parsed<T> {
    let entries: Vec<_> = entries.into_iter().collect();
    let parsed = entries.into_par_iter().map(|(name, value)| {
        let key = name.replace('~', "~0").replace('/', "~1");
        let result = parse_one(value, &format!("{place}/{key}"));
        (name, result)
    });
    parsed.collect()
}

fn collect<T>(parsed: Parsed<T>, problems: &mut Diagnostics) -> IndexMap<String, T> {
    let mut entries = IndexMap::with_capacity(parsed.len());
    for (name, result) in parsed {
        match result {
            Ok(value) => drop(entries.insert(name, value)),
            Err(problem) => problems.push(problem),
        }
    }
    entries
}

fn parse_one<T: DeserializeOwned>(value: Value, place: &str) -> Result<T, Diagnostic> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        let place = match path.as_str() {
            "." => place.to_owned(),
            path => format!("{place}/{}", path.replace('.', "/")),
        };
        Diagnostic::error(
            "does-not-fit",
            place,
            format!(
                "this part does not have the shape of OpenAPI 3.0: {}",
                error.inner()
            ),
            "mend the definition here, or add an action to an overlay that does",
        )
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::parse;

    #[test]
    fn paths_and_schemas_have_to_be_objects() {
        let info = json!({"title": "Cats", "version": "1"});
        for (document, place) in [
            (
                json!({"openapi": "3.0.3", "info": info, "paths": 5}),
                "#/paths",
            ),
            (
                json!({"openapi": "3.0.3", "info": info, "paths": {}, "components": {"schemas": 5}}),
                "#/components/schemas",
            ),
        ] {
            let problems = parse(document).unwrap_err();
            let problems: Vec<_> = problems.errors().map(ToString::to_string).collect();
            assert!(
                problems.len() == 1 && problems[0].contains(place),
                "{problems:?}"
            );
        }
    }
}
