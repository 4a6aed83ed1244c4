//! Adds the topics of notifications and their schemas to a definition.
//!
//! The service lists topics in a document of their own, in which schemas are nested and have an
//! `id`. Each schema becomes a named component, and each topic an entry of
//! `x-sdk-notification-topics`, which the generator reads.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::{Result, bail};
use serde_json::{Map, Value, json};

use super::merge::add_parts;

/// The extension at the root of a definition with its topics.
const TOPICS: &str = "x-sdk-notification-topics";

/// The topics in overlays, with the names of their schemas.
///
/// # Errors
/// If an overlay cannot be read.
pub(super) fn of_overlays(overlays: &[PathBuf]) -> Result<BTreeMap<String, String>> {
    let mut known = BTreeMap::new();
    for path in overlays {
        let overlay = sdk_generator::load::load_file(path);
        let overlay = overlay.map_err(|problem| anyhow::anyhow!("{problem}"))?;
        let actions = overlay["actions"].as_array().into_iter().flatten();
        let topics = actions.filter_map(|action| action["update"][TOPICS].as_object());
        for (topic, entry) in topics.flatten() {
            let name = entry["$ref"].as_str().and_then(|it| it.rsplit('/').next());
            known.extend(name.map(|name| (topic.clone(), name.to_owned())));
        }
    }
    Ok(known)
}

fn schemas(definition: &Value) -> Option<&Map<String, Value>> {
    let found = definition.pointer(place(definition));
    found.and_then(Value::as_object)
}

/// The JSON pointer of named schemas.
fn place(definition: &Value) -> &'static str {
    match definition["swagger"].is_string() {
        true => "/definitions",
        false => "/components/schemas",
    }
}

/// Adds the topics that have a schema, and returns their number. A topic for which an overlay names a
/// schema of the definition is skipped. If the definition lacks that schema, it is added with this
/// name.
///
/// # Errors
/// If the document is not a list of topics.
pub(super) fn add(
    definition: &mut Value,
    list: &Value,
    of_overlays: &BTreeMap<String, String>,
) -> Result<usize> {
    let Some(topics) = list["entities"].as_array() else {
        bail!("the list of topics has no `entities`");
    };
    let place = place(definition);
    let known = schemas(definition).into_iter();
    let published: BTreeSet<String> = known.flat_map(Map::keys).cloned().collect();
    let mut schemas = Schemas {
        place,
        taken: published.clone(),
        names: BTreeMap::new(),
        made: Map::new(),
    };
    let mut models = Map::new();
    for topic in topics {
        let (Some(name), Value::Object(_)) = (topic["id"].as_str(), &topic["schema"]) else {
            continue;
        };
        let wanted = of_overlays.get(name);
        if wanted.is_some_and(|wanted| published.contains(wanted)) {
            continue;
        }
        let mut schema = topic["schema"].clone();
        if schema["id"].is_null() {
            schema["id"] = json!(name);
        }
        models.insert(name.to_owned(), schemas.named_so(schema, wanted));
    }
    let count = models.len();
    add_parts(definition, place, schemas.made);
    definition[TOPICS] = Value::Object(models);
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
    /// Moves the schema of a topic to the components, with this name if there is one, and
    /// returns a reference to it.
    fn named_so(&mut self, schema: Value, wanted: Option<&String>) -> Value {
        let id = schema["id"].as_str().unwrap_or_default().to_owned();
        let Some(wanted) = wanted.filter(|wanted| self.taken.insert((*wanted).clone())) else {
            return self.moved(schema);
        };
        // The schema may have a name already, which is kept.
        let name = self.names.entry(id).or_insert_with(|| wanted.clone());
        if name != wanted {
            let other = json!({ "$ref": format!("#{}/{name}", self.place) });
            self.made.insert(wanted.clone(), other);
        }
        self.moved(schema)
    }

    /// Moves every nested schema with an `id` to the components, and replaces it by a
    /// reference.
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
        // A property may be called `id`; its value is not a string then.
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

    /// A unique name from an id such as `urn:jsonschema:com:example:v2:PresenceEvent`.
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
    use std::collections::BTreeMap;

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
        assert_eq!(add(&mut definition, &list, &BTreeMap::new()).unwrap(), 2);
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
        assert!(add(&mut definition, &json!([]), &BTreeMap::new()).is_err());
    }
}
