//! The schemas of notifications, added to a definition.
//!
//! The service lists them beside its definition, each with the schemas that it needs nested in it
//! and known by `id`. Here each gets a place of its own and a name, and a topic its model, which is
//! what the generator reads (`x-sdk-notification-topics`).

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use super::merge::add_parts;

/// Adds the topics that have a schema, and gives back how many there are.
///
/// # Errors
/// If it is no list of topics.
pub(super) fn add(definition: &mut Value, list: &Value) -> Result<usize> {
    let Some(topics) = list["entities"].as_array() else {
        bail!("the list of topics has no `entities`");
    };
    let place = if definition["swagger"].is_string() {
        "/definitions"
    } else {
        "/components/schemas"
    };
    let known = definition.pointer(place).and_then(Value::as_object);
    let taken = known.into_iter().flat_map(Map::keys).cloned().collect();
    let mut schemas = Schemas {
        place,
        taken,
        names: BTreeMap::new(),
        made: Map::new(),
    };
    let mut models = Map::new();
    for topic in topics {
        let (Some(name), Value::Object(_)) = (topic["id"].as_str(), &topic["schema"]) else {
            continue;
        };
        let mut schema = topic["schema"].clone();
        if schema["id"].is_null() {
            schema["id"] = json!(name);
        }
        models.insert(name.to_owned(), schemas.moved(schema));
    }
    let count = models.len();
    add_parts(definition, place, schemas.made);
    definition["x-sdk-notification-topics"] = Value::Object(models);
    Ok(count)
}

struct Schemas {
    place: &'static str,
    taken: BTreeSet<String>,
    /// The name of each schema, by its id.
    names: BTreeMap<String, String>,
    made: Map<String, Value>,
}

impl Schemas {
    /// A schema in which every one that has an id has gone to a place of its own.
    fn moved(&mut self, schema: Value) -> Value {
        let mut schema = match schema {
            Value::Object(schema) => schema,
            Value::Array(items) => {
                return items.into_iter().map(|item| self.moved(item)).collect();
            }
            other => return other,
        };
        if let Some(Value::String(id)) = schema.get("$ref") {
            return match id.starts_with('#') {
                true => Value::Object(schema),
                false => self.reference(&id.clone()),
            };
        }
        // A property may be called `id`; then it is no text.
        let id = match schema.get("id") {
            Some(Value::String(id)) => Some(id.clone()),
            _ => None,
        };
        if id.is_some() {
            schema.remove("id");
        }
        let reference = id.as_deref().map(|id| self.reference(id));
        let parts = schema.into_iter();
        let schema = Value::Object(parts.map(|(key, part)| (key, self.moved(part))).collect());
        match (id, reference) {
            (Some(id), Some(reference)) => {
                if let Some(name) = self.names.get(&id) {
                    self.made.insert(name.clone(), schema);
                }
                reference
            }
            _ => schema,
        }
    }

    fn reference(&mut self, id: &str) -> Value {
        let name = match self.names.get(id) {
            Some(name) => name.clone(),
            None => self.named(id),
        };
        json!({ "$ref": format!("#{}/{name}", self.place) })
    }

    /// A new name, from the words of an id such as `urn:jsonschema:com:example:v2:PresenceEvent`.
    fn named(&mut self, id: &str) -> String {
        let id_words = id.strip_prefix("urn:jsonschema:").unwrap_or(id);
        let words = id_words.split(|c: char| !c.is_ascii_alphanumeric());
        let words = words.filter(|word| !word.is_empty()).map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_ascii_uppercase() + rest
        });
        let plain: String = words.collect();
        let mut name = plain.clone();
        let mut number = 1;
        while !self.taken.insert(name.clone()) {
            number += 1;
            name = format!("{plain}{number}");
        }
        self.names.insert(id.to_owned(), name.clone());
        name
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::add;

    #[test]
    fn each_schema_with_an_id_gets_a_name_and_each_topic_a_model() {
        let mut definition = json!({ "swagger": "2.0", "definitions": { "CatsEvent": {} } });
        let cat = json!({
            "type": "object", "id": "urn:jsonschema:cats:Cat",
            "properties": {
                "id": { "type": "string" },
                "mother": { "$ref": "urn:jsonschema:cats:Cat" },
            },
        });
        let list = json!({ "entities": [
            { "id": "v2.cats.{id}", "schema": {
                "type": "object", "id": "urn:jsonschema:cats:event",
                "properties": { "cat": cat, "more": { "type": "array", "items": cat } },
            } },
            { "id": "v2.dogs", "schema": { "type": "object" } },
            { "id": "v2.no.schema" },
        ] });
        assert_eq!(add(&mut definition, &list).unwrap(), 2);
        let cat = json!({ "$ref": "#/definitions/CatsCat" });
        assert_eq!(
            definition,
            json!({
                "swagger": "2.0",
                "definitions": {
                    "CatsEvent": {},
                    "CatsEvent2": { "type": "object", "properties": {
                        "cat": cat, "more": { "type": "array", "items": cat },
                    } },
                    "CatsCat": { "type": "object", "properties": {
                        "id": { "type": "string" }, "mother": cat,
                    } },
                    "V2Dogs": { "type": "object" },
                },
                "x-sdk-notification-topics": {
                    "v2.cats.{id}": { "$ref": "#/definitions/CatsEvent2" },
                    "v2.dogs": { "$ref": "#/definitions/V2Dogs" },
                },
            })
        );
        assert!(add(&mut definition, &json!([])).is_err());
    }
}
