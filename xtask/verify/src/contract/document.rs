//! An independent reader of published definitions: Swagger 2.0 and OpenAPI 3.0.
//!
//! It uses no stage of the generator after `load`, so that the generator is compared with something
//! that it did not produce. It knows the structure of both versions, and neither Rust nor values.

mod contents;
mod forms;
mod style;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use anyhow::{Context, Result};
use serde_json::{Value, json};

pub(crate) use self::contents::{Body, Content, Success};
pub(crate) use self::forms::{Field, Form};
pub(crate) use self::style::{Kind, Style};

const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// Header parameters that OpenAPI ignores, because they follow from the rest of an operation.
const OF_HTTP: [&str; 3] = ["Accept", "Content-Type", "Authorization"];

/// The value of an absent part of the document.
static NOTHING: Value = Value::Null;

/// The schema of a list of strings.
static STRINGS: LazyLock<Value> =
    LazyLock::new(|| json!({ "type": "array", "items": { "type": "string" } }));

/// A definition.
pub(crate) struct Document {
    root: Value,
}

/// An operation: a method of a path.
pub(crate) struct Operation<'a> {
    /// The method in upper case.
    pub(crate) method: String,
    pub(crate) path: &'a str,
    pub(crate) inputs: Vec<Input<'a>>,
    pub(crate) body: Option<Body<'a>>,
    /// The successful responses; never empty.
    pub(crate) successes: Vec<Success<'a>>,
}

impl Operation<'_> {
    /// The name of the operation in messages.
    pub(crate) fn label(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

impl Place {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// A parameter in the path, query, header or cookie.
pub(crate) struct Input<'a> {
    pub(crate) place: Place,
    pub(crate) name: &'a str,
    pub(crate) required: bool,
    pub(crate) schema: &'a Value,
    pub(crate) style: Style,
}

impl Document {
    pub(crate) fn new(root: Value) -> Self {
        Self { root }
    }

    fn is_swagger(&self) -> bool {
        self.root.get("swagger").is_some()
    }

    /// The prefix of references to named schemas.
    fn place_of_schemas(&self) -> &'static str {
        match self.is_swagger() {
            true => "#/definitions/",
            false => "#/components/schemas/",
        }
    }

    /// The named schemas, in document order.
    pub(crate) fn schemas(&self) -> impl Iterator<Item = (&str, &Value)> {
        let schemas = match self.is_swagger() {
            true => &self.root["definitions"],
            false => &self.root["components"]["schemas"],
        };
        let schemas = schemas.as_object().into_iter().flatten();
        schemas.map(|(name, schema)| (name.as_str(), schema))
    }

    /// The reference to a named schema.
    pub(crate) fn reference_to(&self, schema: &str) -> String {
        format!("{}{}", self.place_of_schemas(), escape(schema))
    }

    /// Whether siblings of `$ref` apply, as they do since OpenAPI 3.1.
    pub(crate) fn has_siblings(&self) -> bool {
        let version = self.root["openapi"].as_str();
        version.is_some_and(|version| !version.starts_with("3.0"))
    }

    /// The base URL, if the definition declares an absolute one without variables.
    pub(crate) fn server(&self) -> Option<String> {
        let url = if self.is_swagger() {
            let host = self.root["host"].as_str()?;
            let schemes = texts(&self.root["schemes"]);
            let scheme = match schemes.first() {
                Some(first) if !schemes.contains(&"https") => first,
                _ => "https",
            };
            let base = self.root["basePath"].as_str().unwrap_or_default();
            format!("{scheme}://{host}{base}")
        } else {
            self.root["servers"][0]["url"].as_str()?.to_owned()
        };
        let is_whole = url.contains("://") && !url.contains('{');
        is_whole.then(|| url.trim_end_matches('/').to_owned())
    }

    /// All operations, in document order.
    ///
    /// # Errors
    /// If a reference does not resolve.
    pub(crate) fn operations(&self) -> Result<Vec<Operation<'_>>> {
        let mut operations = Vec::new();
        for (path, item) in entries(&self.root["paths"]) {
            for method in METHODS {
                if let Some(node) = item.get(method) {
                    let operation = self.operation(path, method, item, node);
                    operations.push(operation.with_context(|| format!("{method} {path}"))?);
                }
            }
        }
        Ok(operations)
    }

    fn operation<'a>(
        &'a self,
        path: &'a str,
        method: &str,
        item: &'a Value,
        node: &'a Value,
    ) -> Result<Operation<'a>> {
        let mut parameters: Vec<&Value> = Vec::new();
        for parameter in list(&item["parameters"]).chain(list(&node["parameters"])) {
            let parameter = self.resolve(parameter)?;
            // A parameter of the operation overrides one of the path item.
            let key = |it: &'a Value| (&it["name"], &it["in"]);
            parameters.retain(|known| key(known) != key(parameter));
            parameters.push(parameter);
        }
        let mut inputs: Vec<Input> = parameters.iter().filter_map(|it| self.input(it)).collect();
        let in_template = names_in(path);
        inputs.retain(|it| it.place != Place::Path || in_template.contains(it.name));
        for name in in_template {
            let is_declared = |it: &Input| it.place == Place::Path && it.name == name;
            if !inputs.iter().any(is_declared) {
                inputs.push(Input {
                    place: Place::Path,
                    name,
                    required: true,
                    schema: &NOTHING,
                    style: Style {
                        kind: Kind::Simple,
                        explodes: false,
                    },
                });
            }
        }
        let body = if self.is_swagger() {
            self.swagger_body(node, &parameters)?
        } else {
            self.body(&node["requestBody"])?
        };
        Ok(Operation {
            method: method.to_uppercase(),
            path,
            inputs,
            body,
            successes: self.successes(node)?,
        })
    }

    fn input<'a>(&self, parameter: &'a Value) -> Option<Input<'a>> {
        let place = match parameter["in"].as_str()? {
            "path" => Place::Path,
            "query" => Place::Query,
            "header" => Place::Header,
            "cookie" => Place::Cookie,
            // Bodies and form fields.
            _ => return None,
        };
        let name = parameter["name"].as_str()?;
        let is_of_http = OF_HTTP.iter().any(|it| it.eq_ignore_ascii_case(name));
        if place == Place::Header && is_of_http {
            return None;
        }
        let (schema, style) = if self.is_swagger() {
            (
                displayed(parameter),
                style::of_swagger(parameter, Some(place)),
            )
        } else {
            let content = entries(&parameter["content"]).next();
            let owner = content.map_or(parameter, |(_, content)| content);
            (&owner["schema"], style::of_parameter(parameter, place))
        };
        Some(Input {
            place,
            name,
            required: place == Place::Path || parameter["required"] == true,
            schema,
            style,
        })
    }

    /// Resolves a node that may be a reference.
    ///
    /// # Errors
    /// If it is a reference that does not resolve.
    pub(crate) fn resolve<'a>(&'a self, node: &'a Value) -> Result<&'a Value> {
        match node["$ref"].as_str() {
            Some(reference) => self.resolve(self.target(reference)?),
            None => Ok(node),
        }
    }

    /// The target of a reference.
    ///
    /// # Errors
    /// If it does not resolve.
    pub(crate) fn target(&self, reference: &str) -> Result<&Value> {
        let pointer = reference.strip_prefix('#');
        let target = pointer.and_then(|pointer| self.root.pointer(pointer));
        target.with_context(|| format!("the reference `{reference}` does not resolve"))
    }
}

/// The schema of a parameter of Swagger 2.0. A list of objects is read as a list of strings, because
/// items have to be primitive.
fn displayed(parameter: &Value) -> &Value {
    let items = &parameter["items"];
    match parameter["type"] == "array" && items["type"] == "object" && items["properties"].is_null()
    {
        true => &STRINGS,
        false => parameter,
    }
}

/// The names in braces in a path template.
fn names_in(path: &str) -> BTreeSet<&str> {
    let parts = path.split('{').skip(1);
    let names = parts.filter_map(|part| part.split_once('}'));
    names.map(|(name, _)| name).collect()
}

/// The members of an object, without extensions.
pub(crate) fn entries(node: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = node.as_object().into_iter().flatten();
    let members = members.map(|(name, value)| (name.as_str(), value));
    members.filter(|(name, value)| !name.starts_with("x-") || value.is_object())
}

pub(crate) fn list(node: &Value) -> impl Iterator<Item = &Value> {
    node.as_array().into_iter().flatten()
}

fn texts(node: &Value) -> Vec<&str> {
    list(node).filter_map(Value::as_str).collect()
}

/// Escapes a key for a JSON pointer.
pub(crate) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
