//! Parsing: a JSON value to the typed document of the `openapiv3` crate.
//!
//! Schemas and paths are parsed one by one, in parallel, so that all errors are reported at
//! once, each with its location. Knows the structure of the format, not its meaning.

use indexmap::IndexMap;
use openapiv3::{
    AnySchema, Components, OpenAPI, Operation, PathItem, ReferenceOr, Schema, SchemaData,
    SchemaKind,
};
use rayon::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::Segment;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::grammar::{METHODS, QUERY};
use crate::pointer::escape;

/// A document of OpenAPI 3.0, with the parts of newer versions that its type does not
/// have.
#[derive(Debug)]
pub struct Parsed {
    /// The document.
    pub document: OpenAPI,
    /// The operations of the method `QUERY`, by their path.
    pub queries: IndexMap<String, Operation>,
}

/// Parses a document of OpenAPI 3.0, with a warning about each ignored part: the smallest ones that are
/// not valid OpenAPI 3.0.
///
/// # Errors
/// If the document apart from its components and paths is not valid OpenAPI 3.0.
pub fn parse(mut document: Value) -> Result<(Parsed, Diagnostics), Diagnostics> {
    let mut section = |name: &str| take(&mut document, &["components"], name);
    let schemas = section("schemas");
    let responses = section("responses");
    let parameters = section("parameters");
    let mut bodies = section("requestBodies");
    let headers = section("headers");
    let schemes = section("securitySchemes");
    let mut paths = take(&mut document, &[], "paths");
    let operations = paths.values_mut().filter_map(Value::as_object_mut);
    let operations = operations.flat_map(|item| item.values_mut());
    let inline = operations.filter_map(|operation| operation.get_mut("requestBody"));
    inline.chain(bodies.values_mut()).for_each(state_explode);

    let mut api = *parse_one::<OpenAPI>(document, "#")?;
    let mut found = Diagnostics::default();
    let components = api.components.get_or_insert_with(Components::default);
    components.schemas = parse_schemas(schemas, &mut found);
    components.responses = parse_parts(responses, "responses", &mut found);
    components.parameters = parse_parts(parameters, "parameters", &mut found);
    components.request_bodies = parse_parts(bodies, "requestBodies", &mut found);
    components.headers = parse_parts(headers, "headers", &mut found);
    components.security_schemes = parse_parts(schemes, "securitySchemes", &mut found);
    let (paths, extensions) = paths
        .into_iter()
        .partition(|(path, _)| !path.starts_with("x-"));
    let mut queries = IndexMap::new();
    api.paths.paths = parse_paths(paths, &mut queries, &mut found);
    api.paths.extensions = extensions.into_iter().collect();
    let document = api;
    Ok((Parsed { document, queries }, found))
}

/// An invalid schema is any value, so that references to it still have a type.
fn parse_schemas(
    schemas: Map<String, Value>,
    found: &mut Diagnostics,
) -> IndexMap<String, ReferenceOr<Schema>> {
    let any = || Schema {
        schema_data: SchemaData::default(),
        schema_kind: SchemaKind::Any(AnySchema::default()),
    };
    let parsed = parse_each(schemas, "#/components/schemas");
    let mut schemas = IndexMap::with_capacity(parsed.len());
    for (name, result) in parsed {
        let schema = result.unwrap_or_else(|problem| {
            found.push(left_out(
                "schema-left-out",
                problem,
                "treated as any JSON value",
            ));
            Box::new(ReferenceOr::Item(any()))
        });
        schemas.insert(name, *schema);
    }
    schemas
}

/// Components; an invalid one is ignored, and lowering reports the references to it.
fn parse_parts<T: DeserializeOwned + Send>(
    parts: Map<String, Value>,
    section: &str,
    found: &mut Diagnostics,
) -> IndexMap<String, T> {
    let parsed = parse_each(parts, &format!("#/components/{section}")).into_iter();
    let parts = parsed.filter_map(|(name, result)| match result {
        Ok(part) => Some((name, *part)),
        Err(problem) => {
            found.push(left_out("part-left-out", problem, "ignored"));
            None
        }
    });
    parts.collect()
}

/// An invalid operation is ignored, and so is a path item that is invalid without it.
fn parse_paths(
    paths: Map<String, Value>,
    queries: &mut IndexMap<String, Operation>,
    found: &mut Diagnostics,
) -> IndexMap<String, ReferenceOr<PathItem>> {
    let paths: Vec<_> = paths.into_iter().collect();
    let parsed = paths.into_par_iter().map(|(path, item)| {
        let pointer = format!("#/paths/{}", escape(&path));
        let mut problems = Vec::new();
        let item = parse_path(item, &pointer, &mut problems);
        (path, item, problems)
    });
    let parsed: Vec<_> = parsed.collect();
    let mut fitting = IndexMap::with_capacity(parsed.len());
    for (path, item, problems) in parsed {
        found.extend(problems);
        if let Some((item, query)) = item {
            queries.extend(query.map(|query| (path.clone(), *query)));
            fitting.insert(path, *item);
        }
    }
    fitting
}

/// A path item with its other operations, and its operation of the method `QUERY`.
type ParsedPath = (Box<ReferenceOr<PathItem>>, Option<Box<Operation>>);

fn parse_path(
    mut value: Value,
    pointer: &str,
    problems: &mut Vec<Diagnostic>,
) -> Option<ParsedPath> {
    let mut operations = Vec::new();
    if let Some(item) = value.as_object_mut() {
        for method in METHODS {
            let Some(operation) = item.shift_remove(method) else {
                continue;
            };
            match parse_one::<Operation>(operation, &format!("{pointer}/{method}")) {
                Ok(operation) => operations.push((method, operation)),
                Err(problem) => {
                    let help = "the operation is ignored";
                    problems.push(left_out("operation-left-out", problem, help));
                }
            }
        }
    }
    let mut item = match parse_one::<ReferenceOr<PathItem>>(value, pointer) {
        Ok(item) => item,
        Err(problem) => {
            problems.push(left_out("path-left-out", problem, "the path is ignored"));
            return None;
        }
    };
    let mut query = None;
    if let ReferenceOr::Item(item) = &mut *item {
        for (method, operation) in operations {
            match slot(item, method) {
                Some(slot) => *slot = Some(*operation),
                None => query = Some(operation),
            }
        }
    }
    Some((item, query))
}

/// The field of a path item for the operation of a method; `None` for `QUERY`.
fn slot<'a>(item: &'a mut PathItem, method: &str) -> Option<&'a mut Option<Operation>> {
    Some(match method {
        QUERY => return None,
        "get" => &mut item.get,
        "put" => &mut item.put,
        "post" => &mut item.post,
        "delete" => &mut item.delete,
        "options" => &mut item.options,
        "head" => &mut item.head,
        "patch" => &mut item.patch,
        _ => &mut item.trace,
    })
}

/// The error of a part as a warning that says how the part is treated.
fn left_out(code: &'static str, problem: Diagnostic, treatment: &str) -> Diagnostic {
    let help = format!("{treatment}; {}", problem.help);
    Diagnostic::warning(code, problem.location, problem.message, help)
}

/// Makes the default `explode: true` of form fields with style `form` explicit, because the typed
/// document does not have that default.
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

type Each<T> = Vec<(String, Result<Box<T>, Diagnostic>)>;

fn parse_each<T: DeserializeOwned + Send>(entries: Map<String, Value>, pointer: &str) -> Each<T> {
    let entries: Vec<_> = entries.into_iter().collect();
    let parsed = entries.into_par_iter().map(|(name, value)| {
        let result = parse_one(value, &format!("{pointer}/{}", escape(&name)));
        (name, result)
    });
    parsed.collect()
}

/// Parses a part into a box: a path item takes kilobytes, which each move would copy.
fn parse_one<T: DeserializeOwned>(value: Value, pointer: &str) -> Result<Box<T>, Diagnostic> {
    // Tracking the path of each value is expensive, so it is done only after an error.
    if let Ok(parsed) = Box::<T>::deserialize(&value) {
        return Ok(parsed);
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let mut pointer = pointer.to_owned();
        for segment in error.path() {
            match segment {
                Segment::Map { key } => pointer.push_str(&format!("/{}", escape(key))),
                Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
                Segment::Enum { .. } | Segment::Unknown => {}
            }
        }
        Diagnostic::error(
            "does-not-fit",
            pointer,
            format!("this does not conform to OpenAPI 3.0: {}", error.inner()),
            "fix the definition here, or with an action of an overlay",
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
        for (document, pointer) in [
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
                problems.len() == 1 && problems[0].contains(pointer),
                "{problems:?}"
            );
        }
    }

    #[test]
    fn what_does_not_fit_is_left_out() {
        let document = json!({
            "openapi": "3.0.3",
            "info": { "title": "Cats", "version": "1" },
            "paths": { "/a/b": {
                "get": { "responses": {}, "parameters": 5 },
                "put": { "responses": {} },
            } },
            "components": { "schemas": { "A": { "minLength": "x" } }, "responses": { "B": 5 } },
        });
        let (parsed, found) = parse(document).unwrap();
        let api = parsed.document;
        let operations: Vec<_> = api.operations().map(|(_, method, _)| method).collect();
        assert_eq!(operations, ["put"]);
        assert!(api.components.unwrap().schemas.contains_key("A"));
        let found: Vec<_> = found
            .iter()
            .map(|found| (found.code.as_ref(), found.location.as_str()))
            .collect();
        assert_eq!(found[0], ("schema-left-out", "#/components/schemas/A"));
        assert_eq!(found[1], ("part-left-out", "#/components/responses/B"));
        assert_eq!(found[2].0, "operation-left-out");
        assert!(found[2].1.starts_with("#/paths/~1a~1b/get"), "{found:?}");
    }
}
