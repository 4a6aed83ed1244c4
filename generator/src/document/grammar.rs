//! Where each kind of part stands in a definition: one table for all versions of the format.
//!
//! Stages that visit a document go by it, so that a `$ref` in an example is data, and a property
//! that is called `$ref` is a property. Knows no rule about any part.

use std::fmt;

use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// A kind of part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
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

/// What stands under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Child {
    One(Kind),
    Map(Kind),
    List(Kind),
}

/// The methods of operations.
pub(crate) const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", QUERY,
];

/// The method of OpenAPI 3.2 that its older versions do not have.
pub(crate) const QUERY: &str = "query";

/// What stands under a key of a part; nothing when it is no part.
pub(crate) fn child(kind: Kind, key: &str) -> Option<Child> {
    use Child::{List, Map, One};
    Some(match (kind, key) {
        (Kind::Root, "paths" | "webhooks" | "x-webhooks") => Map(Kind::PathItem),
        (Kind::Root, "components") => One(Kind::Components),
        (Kind::Root, "definitions") | (Kind::Components, "schemas") => Map(Kind::Schema),
        (Kind::Root | Kind::Components, "parameters") => Map(Kind::Parameter),
        (Kind::Root | Kind::Components, "responses") => Map(Kind::Response),
        (Kind::Components, "requestBodies") => Map(Kind::RequestBody),
        (Kind::Components, "headers") => Map(Kind::Header),
        (Kind::Components, "pathItems") => Map(Kind::PathItem),
        (Kind::Components, "mediaTypes") => Map(Kind::Media),
        (Kind::Components | Kind::Operation, "callbacks") => Map(Kind::Callback),
        // The key is the address that is called, as an expression.
        (Kind::Callback, key) if key != "$ref" && !key.starts_with("x-") => One(Kind::PathItem),
        (Kind::Root, "securityDefinitions") | (Kind::Components, "securitySchemes") => {
            Map(Kind::SecurityScheme)
        }
        (Kind::PathItem | Kind::Operation, "parameters") => List(Kind::Parameter),
        (Kind::PathItem, method) if METHODS.contains(&method) => One(Kind::Operation),
        (Kind::PathItem, "additionalOperations") => Map(Kind::Operation),
        (Kind::Operation, "requestBody") => One(Kind::RequestBody),
        (Kind::Operation, "responses") => Map(Kind::Response),
        (Kind::Parameter | Kind::Header | Kind::Response | Kind::Media, "schema")
        | (Kind::Media, "itemSchema") => One(Kind::Schema),
        (Kind::Media, "encoding") => Map(Kind::Encoding),
        (Kind::Response | Kind::Encoding, "headers") => Map(Kind::Header),
        (Kind::Parameter | Kind::Header | Kind::RequestBody | Kind::Response, "content") => {
            Map(Kind::Media)
        }
        (Kind::Schema, _) => return child_of_schema(key),
        _ => return None,
    })
}

fn child_of_schema(key: &str) -> Option<Child> {
    Some(match key {
        "properties" | "patternProperties" | "dependentSchemas" | "$defs" | "definitions" => {
            Child::Map(Kind::Schema)
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
        | "contentSchema" => Child::One(Kind::Schema),
        "allOf" | "oneOf" | "anyOf" | "prefixItems" => Child::List(Kind::Schema),
        _ => return None,
    })
}

/// What a pointer leads to by the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A part.
    Part(Kind),
    /// A list or a map of parts.
    Parts,
    /// Something that the table does not know: data, an extension.
    Data,
}

/// What a pointer into a document leads to.
pub(crate) fn place(pointer: &str) -> Place {
    let mut here = Place::Part(Kind::Root);
    let mut inner = Kind::Root;
    for key in pointer.split('/').skip(1) {
        here = match here {
            Place::Part(kind) => match child(kind, key) {
                Some(Child::One(kind)) => Place::Part(kind),
                Some(Child::Map(kind) | Child::List(kind)) => {
                    inner = kind;
                    Place::Parts
                }
                None => Place::Data,
            },
            Place::Parts => Place::Part(inner),
            Place::Data => return Place::Data,
        };
    }
    here
}

/// The place of a visit, as a JSON pointer without its `#`.
#[derive(Debug, Default)]
pub(crate) struct Pointer(String);

impl Pointer {
    /// A place to start from.
    pub(crate) fn new(pointer: &str) -> Self {
        Self(pointer.to_owned())
    }

    /// The pointer without its `#`.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Goes to a key and comes back.
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

/// A visitor of parts. It tells whether to go on to what stands in the part.
pub(crate) type Visit<'a> = dyn FnMut(Kind, &mut Value, &mut Pointer) -> bool + 'a;

/// Visits a part and then what stands in it, as the visitor has left it.
pub(crate) fn walk(kind: Kind, value: &mut Value, place: &mut Pointer, visit: &mut Visit<'_>) {
    if !visit(kind, value, place) {
        return;
    }
    let part = match value {
        Value::Object(part) => part,
        // Some write a list where one schema belongs.
        Value::Array(parts) => return walk_list(kind, parts, place, visit),
        _ => return,
    };
    for (key, value) in part.iter_mut() {
        let Some(child) = child(kind, key) else {
            continue;
        };
        if key == "additionalProperties" && value.is_boolean() {
            // A flag there is no schema, in any version.
            continue;
        }
        place.at(key, |place| match (child, value) {
            (Child::One(kind), value) => walk(kind, value, place, visit),
            (Child::Map(kind), Value::Object(entries)) => walk_map(kind, entries, place, visit),
            (Child::List(kind), Value::Array(items)) => walk_list(kind, items, place, visit),
            _ => {}
        });
    }
}

fn walk_list(kind: Kind, items: &mut [Value], place: &mut Pointer, visit: &mut Visit<'_>) {
    for (index, value) in items.iter_mut().enumerate() {
        place.at(&index.to_string(), |place| walk(kind, value, place, visit));
    }
}

/// Whether an entry of a map of parts is an extension: such may stand among paths and responses,
/// while a header or a property may only be called like one.
pub(crate) fn is_extension(kind: Kind, name: &str) -> bool {
    matches!(kind, Kind::PathItem | Kind::Response) && name.starts_with("x-")
}

fn walk_map(kind: Kind, entries: &mut Object, place: &mut Pointer, visit: &mut Visit<'_>) {
    for (name, value) in entries {
        if !is_extension(kind, name) {
            place.at(name, |place| walk(kind, value, place, visit));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Kind, Place, Pointer, place, walk};

    #[test]
    fn parts_are_visited_with_their_places() {
        let mut document = json!({
            "paths": { "/a": { "get": { "responses": { "200": { "content": { "a/b": {
                "schema": { "properties": { "$ref": {}, "x-y": {} }, "example": { "$ref": 1 } },
            } } } } } } },
            "x-more": { "schema": {} },
        });
        let mut seen = Vec::new();
        walk(
            Kind::Root,
            &mut document,
            &mut Pointer::default(),
            &mut |kind, _, place| {
                if kind == Kind::Schema {
                    seen.push(place.to_string());
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
            place("/components/schemas/A/allOf/0"),
            Place::Part(Kind::Schema)
        );
        assert_eq!(place("/components/schemas"), Place::Parts);
        assert_eq!(place("/components/schemas/A/example/x"), Place::Data);
        assert_eq!(place("/x-shared/A"), Place::Data);
    }
}
