//! The structure of definitions: which kind of object each key has, in one table for all versions.
//!
//! Stages that visit a document use it, so that a `$ref` in an example is data, and a property named
//! `$ref` is a property. Has no rules about the objects themselves.

use std::fmt;

use serde_json::Value;

use crate::extensions::WEBHOOKS_BEFORE_31;

/// A kind of OpenAPI object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum PartKind {
    Root,
    Components,
    PathItem,
    Operation,
    Callback,
    Parameter,
    Header,
    RequestBody,
    Response,
    Media,
    Encoding,
    Schema,
    SecurityScheme,
}

/// The objects under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Child {
    One(PartKind),
    Map(PartKind),
    List(PartKind),
}

/// The keys of operations in a path item.
pub(crate) const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", QUERY,
];

/// The method of OpenAPI 3.2 that its older versions do not have.
pub(crate) const QUERY: &str = "query";

/// The keys of the document whose entries are path items.
pub(crate) const PATH_SECTIONS: [&str; 3] = ["paths", WEBHOOK_SECTIONS[0], WEBHOOK_SECTIONS[1]];

/// The keys of the document whose path items are requests to the caller.
pub(crate) const WEBHOOK_SECTIONS: [&str; 2] = ["webhooks", WEBHOOKS_BEFORE_31];

/// The objects under a key of an object; `None` if it is data.
pub(crate) fn child(kind: PartKind, key: &str) -> Option<Child> {
    use Child::{List, Map, One};
    Some(match (kind, key) {
        (PartKind::Root, key) if PATH_SECTIONS.contains(&key) => Map(PartKind::PathItem),
        (PartKind::Root, "components") => One(PartKind::Components),
        (PartKind::Root, "definitions") | (PartKind::Components, "schemas") => {
            Map(PartKind::Schema)
        }
        (PartKind::Root | PartKind::Components, "parameters") => Map(PartKind::Parameter),
        (PartKind::Root | PartKind::Components, "responses") => Map(PartKind::Response),
        (PartKind::Components, "requestBodies") => Map(PartKind::RequestBody),
        (PartKind::Components, "headers") => Map(PartKind::Header),
        (PartKind::Components, "pathItems") => Map(PartKind::PathItem),
        (PartKind::Components, "mediaTypes") => Map(PartKind::Media),
        (PartKind::Components | PartKind::Operation, "callbacks") => Map(PartKind::Callback),
        // The key is a runtime expression for the URL.
        (PartKind::Callback, key) if key != "$ref" && !key.starts_with("x-") => {
            One(PartKind::PathItem)
        }
        (PartKind::Root, "securityDefinitions") | (PartKind::Components, "securitySchemes") => {
            Map(PartKind::SecurityScheme)
        }
        (PartKind::PathItem | PartKind::Operation, "parameters") => List(PartKind::Parameter),
        (PartKind::PathItem, method) if METHODS.contains(&method) => One(PartKind::Operation),
        (PartKind::PathItem, "additionalOperations") => Map(PartKind::Operation),
        (PartKind::Operation, "requestBody") => One(PartKind::RequestBody),
        (PartKind::Operation, "responses") => Map(PartKind::Response),
        (
            PartKind::Parameter | PartKind::Header | PartKind::Response | PartKind::Media,
            "schema",
        )
        | (PartKind::Media, "itemSchema") => One(PartKind::Schema),
        (PartKind::Media, "encoding") => Map(PartKind::Encoding),
        (PartKind::Response | PartKind::Encoding, "headers") => Map(PartKind::Header),
        (
            PartKind::Parameter | PartKind::Header | PartKind::RequestBody | PartKind::Response,
            "content",
        ) => Map(PartKind::Media),
        (PartKind::Schema, _) => return child_of_schema(key),
        _ => return None,
    })
}

fn child_of_schema(key: &str) -> Option<Child> {
    Some(match key {
        "properties" | "patternProperties" | "dependentSchemas" | "$defs" | "definitions" => {
            Child::Map(PartKind::Schema)
        }
        "items"
        | "additionalProperties"
        | "not"
        | "if"
        | "then"
        | "else"
        | "contains"
        | "propertyNames"
        | "unevaluatedProperties"
        | "unevaluatedItems"
        | "additionalItems"
        | "contentSchema" => Child::One(PartKind::Schema),
        "allOf" | "oneOf" | "anyOf" | "prefixItems" => Child::List(PartKind::Schema),
        _ => return None,
    })
}

/// The kind of a pointer's target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PointerTarget {
    /// An OpenAPI object.
    Part(PartKind),
    /// An array or a map of OpenAPI objects.
    Parts,
    /// Data, such as an example or an extension.
    Data,
}

/// The kind of a pointer's target.
pub(crate) fn target(pointer: &str) -> PointerTarget {
    let mut here = PointerTarget::Part(PartKind::Root);
    let mut inner = PartKind::Root;
    for key in pointer.split('/').skip(1) {
        here = match here {
            PointerTarget::Part(kind) => match child(kind, key) {
                Some(Child::One(kind)) => PointerTarget::Part(kind),
                Some(Child::Map(kind) | Child::List(kind)) => {
                    inner = kind;
                    PointerTarget::Parts
                }
                None => PointerTarget::Data,
            },
            PointerTarget::Parts => PointerTarget::Part(inner),
            PointerTarget::Data => return PointerTarget::Data,
        };
    }
    here
}

/// The JSON pointer of a visited object.
#[derive(Debug, Default)]
pub(crate) struct Pointer(String);

impl Pointer {
    /// A pointer to start from, without its `#`.
    pub(crate) fn new(pointer: &str) -> Self {
        Self(pointer.to_owned())
    }

    /// The pointer without its `#`.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Calls `visit` with the pointer of a key.
    pub(crate) fn at<T>(&mut self, key: &str, visit: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.0.len();
        self.0.push('/');
        for c in key.chars() {
            match c {
                '~' => self.0.push_str("~0"),
                '/' => self.0.push_str("~1"),
                c => self.0.push(c),
            }
        }
        let result = visit(self);
        self.0.truncate(length);
        result
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// A visitor of objects. It returns whether to visit the objects inside.
pub(crate) type Visit<'a> = dyn FnMut(PartKind, &mut Value, &mut Pointer) -> bool + 'a;

/// Visits an object and then the objects inside of it, as the visitor has left them.
pub(crate) fn walk(
    kind: PartKind,
    value: &mut Value,
    pointer: &mut Pointer,
    visit: &mut Visit<'_>,
) {
    if !visit(kind, value, pointer) {
        return;
    }
    let part = match value {
        Value::Object(part) => part,
        // Some definitions have a list in place of a schema.
        Value::Array(parts) => return walk_list(kind, parts, pointer, visit),
        _ => return,
    };
    for (key, value) in part.iter_mut() {
        let Some(child) = child(kind, key) else {
            continue;
        };
        if key == "additionalProperties" && value.is_boolean() {
            // A Boolean here is not a schema, in any version.
            continue;
        }
        pointer.at(key, |pointer| match (child, value) {
            (Child::One(kind), value) => walk(kind, value, pointer, visit),
            (Child::Map(inner), Value::Object(entries)) => {
                let entries = entries.iter_mut();
                for (name, value) in entries.filter(|(name, _)| !is_extension(kind, key, name)) {
                    pointer.at(name, |pointer| walk(inner, value, pointer, visit));
                }
            }
            (Child::List(kind), Value::Array(items)) => walk_list(kind, items, pointer, visit),
            _ => {}
        });
    }
}

fn walk_list(kind: PartKind, items: &mut [Value], pointer: &mut Pointer, visit: &mut Visit<'_>) {
    for (index, value) in items.iter_mut().enumerate() {
        pointer.at(&index.to_string(), |pointer| {
            walk(kind, value, pointer, visit)
        });
    }
}

/// Whether an entry of a map of parts, which a key of an object has, is an extension: the paths of a document and the
/// responses of an operation may have extensions. Everywhere else, such as in `components`, a key that starts with
/// `x-` is a name.
pub(crate) fn is_extension(owner: PartKind, key: &str, name: &str) -> bool {
    let has_extensions = matches!(
        (owner, key),
        (PartKind::Root, "paths") | (PartKind::Operation, "responses")
    );
    has_extensions && name.starts_with("x-")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{PartKind, Pointer, PointerTarget, target, walk};

    #[test]
    fn parts_are_visited_with_their_pointers() {
        let mut document = json!({
            "paths": { "/a": { "get": { "responses": { "200": { "content": { "a/b": {
                "schema": { "properties": { "$ref": {}, "x-y": {} }, "example": { "$ref": 1 } },
            } } } } } } },
            "x-more": { "schema": {} },
        });
        let mut seen = Vec::new();
        walk(
            PartKind::Root,
            &mut document,
            &mut Pointer::default(),
            &mut |kind, _, pointer| {
                if kind == PartKind::Schema {
                    seen.push(pointer.to_string());
                }
                true
            },
        );
        let schema = "#/paths/~1a/get/responses/200/content/a~1b/schema";
        let properties = ["$ref", "x-y"].map(|name| format!("{schema}/properties/{name}"));
        assert_eq!(
            seen,
            [
                schema.to_owned(),
                properties[0].clone(),
                properties[1].clone()
            ]
        );
    }

    #[test]
    fn pointers_lead_to_kinds() {
        assert_eq!(
            target("/components/schemas/A/allOf/0"),
            PointerTarget::Part(PartKind::Schema)
        );
        assert_eq!(target("/components/schemas"), PointerTarget::Parts);
        assert_eq!(
            target("/components/schemas/A/example/x"),
            PointerTarget::Data
        );
        assert_eq!(target("/x-shared/A"), PointerTarget::Data);
    }
}
