//! Makes values of schemas.
//!
//! Values are valid by type, format, enum and properties. Limits of length and size and patterns
//! are ignored, because the SDK does not validate them.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::document::{Document, entries, list};

/// Which properties are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Required properties.
    Required,
    /// All properties of each schema at its first occurrence, and required ones after that.
    All,
}

/// Whether a value is for a request or a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Request,
    Response,
}

/// Makes values that are distinct as far as their type allows.
pub(crate) struct Maker<'a> {
    document: &'a Document,
    extent: Extent,
    way: Way,
    /// The number of values so far.
    made: u32,
    /// The references on the current path.
    open: Vec<&'a str>,
    /// The references that were resolved before.
    met: HashSet<&'a str>,
}

/// A schema with its `allOf` merged.
#[derive(Default)]
struct Flat<'a> {
    keywords: BTreeMap<&'a str, &'a Value>,
    properties: BTreeMap<&'a str, &'a Value>,
    required: BTreeSet<&'a str>,
    references: Vec<&'a str>,
    /// Whether optional properties are made.
    in_full: bool,
}

impl<'a> Maker<'a> {
    pub(crate) fn new(document: &'a Document, extent: Extent, way: Way) -> Self {
        Self {
            document,
            extent,
            way,
            made: 0,
            open: Vec::new(),
            met: HashSet::new(),
        }
    }

    /// A value of a schema; `name` is part of its strings.
    ///
    /// # Errors
    /// If a reference does not resolve, or if the schema requires itself.
    pub(crate) fn make(&mut self, schema: &'a Value, name: &str) -> Result<Value> {
        let value = self.value(schema, name)?;
        value.with_context(|| format!("every value of `{name}` contains itself"))
    }

    /// A value; `None` if it would have to contain itself.
    fn value(&mut self, schema: &'a Value, name: &str) -> Result<Option<Value>> {
        let mut flat = Flat::default();
        self.flatten(schema, &mut flat)?;
        if flat.references.iter().any(|it| self.open.contains(it)) {
            return Ok(None);
        }
        let before = self.open.len();
        self.open.extend(&flat.references);
        let is_new = match schema["$ref"].as_str() {
            Some(reference) => self.met.insert(reference),
            None => true,
        };
        flat.in_full = self.extent == Extent::All && is_new;
        let value = self.value_of(&flat, name);
        self.open.truncate(before);
        value
    }

    fn flatten(&self, schema: &'a Value, flat: &mut Flat<'a>) -> Result<()> {
        if let Some(reference) = schema["$ref"].as_str() {
            if !flat.references.contains(&reference) {
                flat.references.push(reference);
                self.flatten(self.document.target(reference)?, flat)?;
            }
            return Ok(());
        }
        for part in list(&schema["allOf"]) {
            self.flatten(part, flat)?;
        }
        // The first alternative that has a value.
        for keyword in ["oneOf", "anyOf"] {
            if let Some(first) = list(&schema[keyword]).next() {
                self.flatten(first, flat)?;
            }
        }
        flat.properties
            .extend(entries_of_all(&schema["properties"]));
        flat.required
            .extend(list(&schema["required"]).filter_map(Value::as_str));
        flat.keywords.extend(entries(schema));
        Ok(())
    }

    fn value_of(&mut self, flat: &Flat<'a>, name: &str) -> Result<Option<Value>> {
        if !flat.properties.is_empty() {
            return self.object(flat);
        }
        let keyword = |key: &str| flat.keywords.get(key).copied();
        let kind = match keyword("type") {
            Some(Value::Array(kinds)) => kinds.iter().find(|kind| *kind != "null"),
            other => other,
        };
        let kind = kind.and_then(Value::as_str);
        match (kind, keyword("items"), keyword("additionalProperties")) {
            (Some("array"), items, _) => self.list(items, name).map(Some),
            (Some("object") | None, _, Some(Value::Object(_))) => {
                let schema = &flat.keywords["additionalProperties"];
                self.map(schema, name).map(Some)
            }
            (Some("object"), _, _) => Ok(Some(self.anything())),
            (None, Some(items), _) => self.list(Some(items), name).map(Some),
            (kind, _, _) => {
                let format = keyword("format").and_then(Value::as_str);
                Ok(Some(self.scalar(kind, format, keyword("enum"), name)))
            }
        }
    }

    fn object(&mut self, flat: &Flat<'a>) -> Result<Option<Value>> {
        let mut object = Map::new();
        for (name, property) in &flat.properties {
            let is_required = flat.required.contains(name);
            if !self.travels(property) || !(is_required || flat.in_full) {
                continue;
            }
            match self.value(property, name)? {
                Some(value) => drop(object.insert((*name).to_owned(), value)),
                None if is_required => return Ok(None),
                None => {}
            }
        }
        Ok(Some(Value::Object(object)))
    }

    /// Whether a property is part of requests or responses, by `readOnly` and
    /// `writeOnly`.
    fn travels(&self, property: &Value) -> bool {
        match self.way {
            Way::Request => property["readOnly"] != true,
            Way::Response => property["writeOnly"] != true,
        }
    }

    fn list(&mut self, items: Option<&'a Value>, name: &str) -> Result<Value> {
        let count = match self.extent {
            Extent::Required => 1,
            Extent::All => 2,
        };
        let mut values = Vec::new();
        for _ in 0..count {
            match items {
                Some(items) => values.extend(self.value(items, name)?),
                None => values.push(self.anything()),
            }
        }
        Ok(Value::Array(values))
    }

    fn map(&mut self, schema: &'a Value, name: &str) -> Result<Value> {
        let mut map = Map::new();
        for key in ["a/b c", "é~1"] {
            if let Some(value) = self.value(schema, name)? {
                map.insert(key.to_owned(), value);
            }
        }
        Ok(Value::Object(map))
    }

    /// A value for a schema that allows any object.
    fn anything(&mut self) -> Value {
        self.made += 1;
        json!({ "made up": [self.made, "é", null, { "x": 1.5 }, true] })
    }

    fn scalar(
        &mut self,
        kind: Option<&str>,
        format: Option<&str>,
        values: Option<&Value>,
        name: &str,
    ) -> Value {
        self.made += 1;
        let made = self.made;
        let fits = |value: &&Value| match kind {
            Some("integer") => value.is_i64() || value.is_u64(),
            Some("number") => value.is_number(),
            Some("boolean") => value.is_boolean(),
            _ => value.is_string(),
        };
        let values: Vec<&Value> = values.into_iter().flat_map(list).filter(fits).collect();
        if !values.is_empty() {
            return values[made as usize % values.len()].clone();
        }
        let (minute, day) = (made % 60, made % 28 + 1);
        match (kind, format) {
            (Some("boolean"), _) => json!(made % 2 == 1),
            (Some("integer"), Some("int32")) => json!(made),
            // Not representable as `f64`.
            (Some("integer"), _) => json!((1_i64 << 53) + 2 * i64::from(made) - 1),
            // Representable as `f32`.
            (Some("number"), _) => json!(f64::from(made) + 0.5),
            (_, Some("date-time")) => json!(format!("2020-02-{day:02}T03:{minute:02}:05.678Z")),
            (_, Some("local-date-time")) => {
                json!(format!("2020-02-{day:02}T03:{minute:02}:05.678"))
            }
            (_, Some("date")) => json!(format!("2020-02-{day:02}")),
            (_, Some("time")) => json!(format!("03:{minute:02}:05.678")),
            (_, Some("duration")) => json!(format!("P{day}DT{minute}M")),
            (_, Some("year-month")) => json!(format!("{}-02", 2000 + made % 100)),
            (_, Some("interval")) => {
                json!(format!(
                    "2020-02-{day:02}T03:04:05.678Z/2020-03-01T00:{minute:02}:00.000Z"
                ))
            }
            (_, Some("uuid")) => json!(format!("00000000-0000-4000-8000-{made:012x}")),
            (_, Some("byte")) => json!("AA=="),
            _ => json!(format!("{name} {made}/?&=#%+,;|\"\\é€😀")),
        }
    }
}

/// All members, because a property name may look like an extension.
fn entries_of_all(node: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = node.as_object().into_iter().flatten();
    members.map(|(name, value)| (name.as_str(), value))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Document, Extent, Maker, Way};

    fn made(schema: Value, extent: Extent, way: Way) -> Result<Value, String> {
        let text = json!({ "type": "string", "format": "date" });
        let document = Document::new(json!({ "definitions": {
            "Tree": {
                "required": ["name"],
                "properties": {
                    "name": text,
                    "parent": { "$ref": "#/definitions/Tree" },
                    "children": { "type": "array", "items": { "$ref": "#/definitions/Tree" } },
                },
            },
            "Endless": {
                "required": ["next"],
                "properties": { "next": { "$ref": "#/definitions/Endless" } },
            },
            "Leaf": { "properties": { "x": { "type": "boolean" } } },
        } }));
        let mut maker = Maker::new(&document, extent, way);
        let value = maker.make(&schema, "it");
        value.map_err(|problem| problem.to_string())
    }

    fn all(schema: Value) -> Value {
        made(schema, Extent::All, Way::Request).unwrap()
    }

    #[test]
    fn a_value_never_contains_itself() {
        let tree = json!({ "$ref": "#/definitions/Tree" });
        assert_eq!(all(tree), json!({ "name": "2020-02-02", "children": [] }));
        let endless = json!({ "$ref": "#/definitions/Endless" });
        let problem = made(endless, Extent::All, Way::Request).unwrap_err();
        assert_eq!(problem, "every value of `it` contains itself");
    }

    #[test]
    fn a_schema_is_made_in_full_where_it_is_met_first() {
        let leaf = json!({ "$ref": "#/definitions/Leaf" });
        let list = all(json!({ "type": "array", "items": leaf }));
        assert_eq!(list, json!([{ "x": true }, {}]));
    }

    #[test]
    fn what_is_required_alone_is_made_alone() {
        let tree = json!({ "$ref": "#/definitions/Tree" });
        let made = made(tree, Extent::Required, Way::Request).unwrap();
        assert_eq!(made, json!({ "name": "2020-02-02" }));
    }

    #[test]
    fn properties_travel_one_way() {
        let schema = json!({
            "required": ["r", "w"],
            "properties": {
                "r": { "type": "boolean", "readOnly": true },
                "w": { "type": "boolean", "writeOnly": true },
            },
        });
        let way = |way| made(schema.clone(), Extent::All, way).unwrap();
        assert_eq!(way(Way::Request), json!({ "w": true }));
        assert_eq!(way(Way::Response), json!({ "r": true }));
    }

    #[test]
    fn parts_are_put_together() {
        let schema = json!({
            "allOf": [
                { "$ref": "#/definitions/Leaf" },
                { "properties": { "y": { "type": "integer", "format": "int32" } } },
            ],
        });
        assert_eq!(all(schema), json!({ "x": true, "y": 2 }));
        let either = json!({ "oneOf": [{ "type": "boolean" }, { "type": "string" }] });
        assert_eq!(all(either), json!(true));
    }

    #[test]
    fn enums_are_kept_where_they_fit_their_type() {
        let texts = json!({ "type": "array", "items": { "type": "string", "enum": ["a", "b"] } });
        assert_eq!(all(texts), json!(["b", "a"]));
        let stray = json!({ "type": "boolean", "enum": ["true", "false"] });
        assert_eq!(all(stray), json!(true));
        let numbers = json!({ "type": "integer", "enum": [2, 23] });
        assert_eq!(all(numbers), json!(23));
    }

    #[test]
    fn numbers_are_exact_and_do_not_fit_smaller_types() {
        let number = all(json!({ "type": "integer", "format": "int64" }));
        assert_eq!(number, json!(9_007_199_254_740_993_i64));
        assert_eq!(all(json!({ "type": "number" })), json!(1.5));
    }

    #[test]
    fn objects_without_properties_are_maps() {
        let map = all(json!({ "additionalProperties": { "type": "boolean" } }));
        assert_eq!(map, json!({ "a/b c": true, "é~1": false }));
        assert!(all(json!({ "type": "object" })).is_object());
    }
}
