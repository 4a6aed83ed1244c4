//! The locations of the keywords of a schema before their conversion.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::grammar::Pointer;
use crate::origins::Origins;

/// A schema that is converted, and where its keywords were before.
pub(crate) struct Moves<'a> {
    pointer: &'a Pointer,
    origins: &'a mut Origins,
}

impl<'a> Moves<'a> {
    /// Those of the schema at a pointer.
    pub(crate) fn new(pointer: &'a Pointer, origins: &'a mut Origins) -> Self {
        Self { pointer, origins }
    }

    /// The location of a keyword, or of a path of keywords, before the conversion.
    pub(super) fn original(&self, keyword: &str) -> String {
        let here = self.origins.original(&self.pointer.to_string());
        match keyword {
            "" => here,
            keyword => format!("{here}/{keyword}"),
        }
    }

    /// Records that a path of keywords was another one before; an empty one is the schema itself.
    pub(crate) fn add(&mut self, to: &str, from: &str) {
        let from = self.original(from);
        let to = format!("{}/{to}", self.pointer.as_str());
        self.origins.add(&to, from);
    }
}

/// `anyOf` of schemas, each with its path of keywords before, for a keyword; without duplicates.
pub(crate) fn joined(
    keyword: &str,
    mut parts: Vec<(String, Value)>,
    moves: &mut Moves<'_>,
) -> Value {
    let mut seen = HashSet::new();
    parts.retain(|(_, part)| seen.insert(part.to_string()));
    if let [(from, _)] = parts.as_slice() {
        moves.add(keyword, from);
    } else {
        for (index, (from, _)) in parts.iter().enumerate() {
            moves.add(&format!("{keyword}/anyOf/{index}"), from);
        }
    }
    any_of(parts.into_iter().map(|(_, part)| part).collect())
}

/// `anyOf` of schemas, without duplicates.
pub(crate) fn any_of(parts: Vec<Value>) -> Value {
    let mut seen = HashSet::new();
    let mut distinct = parts;
    distinct.retain(|part| seen.insert(part.to_string()));
    match distinct.pop() {
        Some(only) if distinct.is_empty() => only,
        Some(last) => {
            distinct.push(last);
            json!({ "anyOf": distinct })
        }
        None => json!({}),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::upgrade;
    use crate::origins::Origins;

    #[test]
    fn keywords_have_the_locations_of_the_file() {
        let mut document = json!({
            "openapi": "3.2.0",
            "paths": { "/a": {
                "additionalOperations": { "query": {} },
                "get": { "responses": { "200": { "content": {
                    "application/jsonl": { "itemSchema": { "type": "string" } },
                    "application/json": { "$ref": "#/components/mediaTypes/L" },
                } } } },
            } },
            "components": {
                "mediaTypes": { "L": { "schema": {} } },
                "schemas": { "S": { "properties": {
                    "const": { "const": 1 },
                    "tuple": { "prefixItems": [{ "prefixItems": [{}, { "type": "integer" }] }, { "type": "string" }], "items": {} },
                    "same": { "prefixItems": [{ "type": "string" }, { "type": "string" }], "items": false },
                    "patterns": { "patternProperties": { "a/b": { "const": 1 }, "c": {} } },
                    "several": { "type": ["array", "string"], "items": {} },
                    "null": { "oneOf": [{ "type": "null" }, { "items": {} }] },
                    "nulls": { "anyOf": [{ "type": "null" }, { "type": "string" }, { "items": {} }] },
                    "rest": { "unevaluatedProperties": {} },
                } } },
            },
        });
        let mut origins = Origins::default();
        upgrade(&mut document, &mut origins);
        for (pointer, expected) in [
            ("const/enum/0", "const/const"),
            ("tuple/items", "tuple/prefixItems"),
            ("tuple/items/anyOf/1", "tuple/prefixItems/1"),
            ("tuple/items/anyOf/2", "tuple/items"),
            (
                "tuple/items/anyOf/0/items/anyOf/1",
                "tuple/prefixItems/0/prefixItems/1",
            ),
            ("same/items/x", "same/prefixItems/0/x"),
            (
                "patterns/additionalProperties/anyOf/0/enum",
                "patterns/patternProperties/a~1b/const",
            ),
            (
                "patterns/additionalProperties/anyOf/1",
                "patterns/patternProperties/c",
            ),
            ("several/anyOf/0/items", "several/items"),
            ("null/allOf/0/items", "null/oneOf/1/items"),
            ("nulls/anyOf/1/items", "nulls/anyOf/2/items"),
            (
                "rest/additionalProperties/x",
                "rest/unevaluatedProperties/x",
            ),
        ] {
            let base = "#/components/schemas/S/properties";
            let pointer = format!("{base}/{pointer}");
            assert_eq!(origins.original(&pointer), format!("{base}/{expected}"));
            let written = pointer.trim_start_matches('#').trim_end_matches("/x");
            assert!(
                document.pointer(written).is_some(),
                "{pointer}: {document:#}"
            );
        }
        let content = "#/paths/~1a/get/responses/200/content";
        for (pointer, expected) in [
            (
                "#/paths/~1a/query/x".to_owned(),
                "#/paths/~1a/additionalOperations/query/x".to_owned(),
            ),
            (
                format!("{content}/application~1jsonl/schema"),
                format!("{content}/application~1jsonl/itemSchema"),
            ),
            (
                format!("{content}/application~1json/schema"),
                "#/components/mediaTypes/L/schema".to_owned(),
            ),
        ] {
            assert_eq!(origins.original(&pointer), expected);
        }
    }
}
