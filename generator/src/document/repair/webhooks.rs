//! Webhooks and callbacks as one list of events: the extension `x-sdk-webhooks` at the root.
//!
//! OpenAPI 3.1 has `webhooks` at the root, definitions of 3.0 use `x-webhooks`, and every version but 2.0
//! has `callbacks` of operations. For a receiver they are the same: an event with a name and a body. An
//! inline schema of a body becomes a named one, so that its model has the name of the event.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use crate::bundle::{Taken, unique};
use crate::extensions::WEBHOOKS;
use crate::grammar::{METHODS, WEBHOOK_SECTIONS};
use crate::media_types::{Family, essence, stream_format};
use crate::origins::Origins;
use crate::pointer::escape;

type Object = Map<String, Value>;

/// The JSON pointer of named schemas.
const SCHEMAS: &str = "/components/schemas";

/// A path item that describes a request to the caller.
struct Found {
    /// The name of the webhook or callback.
    name: String,
    /// Alternative names if the first one is not unique: with the operation, and with the
    /// path.
    qualified: [String; 2],
    /// Its JSON pointer.
    pointer: String,
    item: Value,
    /// The tags of the operation that a callback belongs to.
    tags: Vec<Value>,
}

/// The state of collecting events.
#[derive(Default)]
struct Collected {
    /// The events so far, those of the extension included.
    events: Object,
    /// The names of events that the extension declares, which are not changed.
    declared: HashSet<String>,
    /// Where the schemas were that were named for it.
    moved: Origins,
    /// The names that were given to inline schemas.
    taken: Taken,
}

/// Moves the webhooks and callbacks of a document into one list. Returns where the schemas were that were named for
/// it.
pub(crate) fn collect_webhooks(document: &mut Value) -> Origins {
    let mut found = webhooks(document);
    found.extend(callbacks(document));
    if let Some(Value::Object(components)) = document.get_mut("components") {
        components.shift_remove("callbacks");
    }
    let declared = document.get(WEBHOOKS).and_then(Value::as_object);
    let events = declared.cloned().unwrap_or_default();
    // A declared event takes precedence.
    found.retain(|found| !events.contains_key(&found.name));
    let mut collected = Collected {
        declared: events.keys().cloned().collect(),
        events,
        ..Collected::default()
    };
    let bodies = document.pointer("/components/requestBodies");
    let bodies = bodies.filter(|_| !found.is_empty()).cloned();
    for found in found {
        add(document, &mut collected, bodies.as_ref(), found);
    }
    // A declaration of another type is an error, which lowering reports.
    let is_list = document.get(WEBHOOKS).is_none_or(Value::is_object);
    if is_list
        && !collected.events.is_empty()
        && let Some(root) = document.as_object_mut()
    {
        root.insert(WEBHOOKS.to_owned(), Value::Object(collected.events));
    }
    collected.moved
}

fn webhooks(document: &mut Value) -> Vec<Found> {
    let Some(root) = document.as_object_mut() else {
        return Vec::new();
    };
    let sections = WEBHOOK_SECTIONS.map(|section| (section, root.shift_remove(section)));
    let mut found = Vec::new();
    for (section, entries) in sections {
        let Some(Value::Object(entries)) = entries else {
            continue;
        };
        found.extend(entries.into_iter().map(|(name, item)| {
            let pointer = format!("#/{section}/{}", escape(&name));
            Found {
                qualified: [format!("{section}.{name}"), pointer.clone()],
                name,
                pointer,
                item,
                tags: Vec::new(),
            }
        }));
    }
    found
}

fn callbacks(document: &mut Value) -> Vec<Found> {
    let named = document.pointer("/components/callbacks").cloned();
    let mut found = Vec::new();
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, item) in paths.into_iter().flatten() {
        for method in METHODS {
            let operation = item.get_mut(method).and_then(Value::as_object_mut);
            let Some(operation) = operation else { continue };
            let Some(Value::Object(callbacks)) = operation.shift_remove("callbacks") else {
                continue;
            };
            let id = operation.get("operationId").and_then(Value::as_str);
            let id = id.map_or_else(|| format!("{method} {path}"), str::to_owned);
            let tags = operation.get("tags").and_then(Value::as_array);
            let tags = tags.cloned().unwrap_or_default();
            let callbacks_pointer = format!("#/paths/{}/{method}/callbacks", escape(path));
            for (name, callback) in callbacks {
                let callbacks_pointer = format!("{callbacks_pointer}/{}", escape(&name));
                let callback = followed(&callback, "#/components/callbacks/", named.as_ref());
                for (address, item) in callback.as_object().into_iter().flatten() {
                    if address.starts_with("x-") || !item.is_object() {
                        continue;
                    }
                    let pointer = format!("{callbacks_pointer}/{}", escape(address));
                    found.push(Found {
                        name: name.clone(),
                        qualified: [format!("{id}.{name}"), pointer.clone()],
                        pointer,
                        item: item.clone(),
                        tags: tags.clone(),
                    });
                }
            }
        }
    }
    found
}

/// Resolves a value that may be a reference. After bundling, the target is not a
/// reference itself.
fn followed<'a>(value: &'a Value, section: &str, named: Option<&'a Value>) -> &'a Value {
    let reference = value.get("$ref").and_then(Value::as_str);
    let name = reference.and_then(|reference| reference.strip_prefix(section));
    let target = name.and_then(|name| named?.pointer(&format!("/{name}")));
    target.unwrap_or(value)
}

/// The body of an event.
enum Payload {
    /// A reference to a named schema, or `payload` with the type of a body without a
    /// schema.
    Known(&'static str, Value),
    /// An inline schema, and its JSON pointer.
    Inline(Value, String),
}

fn payload(operation: &Object, bodies: Option<&Value>, pointer: &str) -> Payload {
    let body = operation.get("requestBody");
    let body = body.map(|body| followed(body, "#/components/requestBodies/", bodies));
    match body.and_then(preferred) {
        None => Payload::Known("payload", json!("none")),
        Some((media_type, media)) if is_json(&media_type) => {
            let schema = media.get("schema").cloned().unwrap_or_else(|| json!({}));
            match schema.get("$ref") {
                Some(reference) => Payload::Known("$ref", reference.clone()),
                None => {
                    let media_type = escape(&media_type);
                    let schema_pointer =
                        format!("{pointer}/requestBody/content/{media_type}/schema");
                    Payload::Inline(schema, schema_pointer)
                }
            }
        }
        Some((media_type, _)) if is_text(&media_type) => Payload::Known("payload", json!("text")),
        Some(_) => Payload::Known("payload", json!("bytes")),
    }
}

/// Adds an event, unless an equal one exists.
fn add(document: &mut Value, collected: &mut Collected, bodies: Option<&Value>, found: Found) {
    let Some((method, operation)) = request(&found.item) else {
        return;
    };
    let pointer = format!("{}/{method}", found.pointer);
    let names = [found.name].into_iter().chain(found.qualified);
    let payload = payload(operation, bodies, &pointer);
    let own = operation.get("tags").and_then(Value::as_array);
    let tags = own.filter(|own| !own.is_empty()).unwrap_or(&found.tags);
    let mut chosen = None;
    for name in names {
        match (collected.events.get_mut(&name), &payload) {
            (Some(known), Payload::Known(key, value)) if known.get(*key) == Some(value) => {
                if !collected.declared.contains(&name) {
                    add_tags(known, tags);
                }
                return;
            }
            (Some(_), _) => {}
            (None, _) => {
                chosen = Some(name);
                break;
            }
        }
    }
    let Some(name) = chosen else { return };
    let mut event = Object::new();
    for key in ["description", "summary", "deprecated"] {
        if let Some(value) = operation.get(key) {
            event.insert(key.to_owned(), value.clone());
        }
    }
    event.insert("tags".to_owned(), Value::Array(tags.clone()));
    event.insert("pointer".to_owned(), json!(pointer));
    let (key, value) = match payload {
        Payload::Known(key, value) => (key, value),
        Payload::Inline(schema, schema_pointer) => {
            let reference = name_schema(document, collected, &name, schema, schema_pointer);
            ("$ref", reference)
        }
    };
    event.insert(key.to_owned(), value);
    collected.events.insert(name, Value::Object(event));
}

/// Adds the tags of another operation that has the same callback.
fn add_tags(event: &mut Value, tags: &[Value]) {
    let Some(known) = event.get_mut("tags").and_then(Value::as_array_mut) else {
        return;
    };
    for tag in tags {
        if !known.contains(tag) {
            known.push(tag.clone());
        }
    }
}

/// The operation of a path item: the first with a body, or else the first one.
fn request(item: &Value) -> Option<(&'static str, &Object)> {
    let operations = METHODS.into_iter().filter_map(|method| {
        let operation = item.get(method)?.as_object()?;
        Some((method, operation))
    });
    operations.min_by_key(|(_, operation)| !operation.contains_key("requestBody"))
}

/// The preferred media type of a body: JSON before text before anything else.
fn preferred(body: &Value) -> Option<(String, &Value)> {
    let content = body.get("content")?.as_object()?.iter();
    let content = content.map(|(media_type, media)| (media_type.clone(), media));
    content.min_by_key(|(media_type, _)| (!is_json(media_type), !is_text(media_type)))
}

fn is_json(media_type: &str) -> bool {
    stream_format(media_type).is_none() && Family::of(media_type).is_json()
}

/// Whether a body is passed to the receiver as a string, as URL-encoded forms are.
fn is_text(media_type: &str) -> bool {
    let is_pairs = essence(media_type) == "application/x-www-form-urlencoded";
    is_pairs || Family::of(media_type) == Family::Text
}

/// Adds a schema to the components under a unique name, with a number as suffix if necessary. Returns a
/// reference to it.
fn name_schema(
    document: &mut Value,
    collected: &mut Collected,
    event: &str,
    schema: Value,
    pointer: String,
) -> Value {
    let plain = |c: char| if c.is_alphanumeric() { c } else { '_' };
    let wanted: String = event.chars().map(plain).chain("_webhook".chars()).collect();
    if !document["components"].is_object() {
        document["components"] = json!({});
    }
    if !document["components"]["schemas"].is_object() {
        document["components"]["schemas"] = json!({});
    }
    let to = unique(SCHEMAS, &wanted, &mut collected.taken, document);
    let name = to.rsplit('/').next().unwrap_or_default();
    document["components"]["schemas"][name] = schema;
    let reference = json!(format!("#{to}"));
    collected.moved.add(&to, pointer);
    reference
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::collect_webhooks;
    use crate::origins::Origins;

    fn collected(mut document: Value) -> (Value, Origins) {
        let moved = collect_webhooks(&mut document);
        (document, moved)
    }

    fn request(schema: &Value) -> Value {
        json!({ "requestBody": { "content": { "application/json": { "schema": schema } } } })
    }

    #[test]
    fn webhooks_are_one_list_with_named_schemas() {
        let reference = json!({ "$ref": "#/components/schemas/Pet" });
        let inline = json!({ "type": "object" });
        let (document, moved) = collected(json!({
            "webhooks": {
                "a/b": { "post": request(&reference) },
                "inline": { "post": request(&inline), "get": {} },
                "ping": { "post": {} },
                "note": { "put": { "requestBody": { "content": { "text/plain": {} } } } },
            },
            "components": { "schemas": { "inline_webhook": {} } },
        }));
        let events = &document["x-sdk-webhooks"];
        assert_eq!(events["a/b"]["$ref"], "#/components/schemas/Pet");
        assert_eq!(events["a/b"]["pointer"], "#/webhooks/a~1b/post");
        assert_eq!(
            events["inline"]["$ref"],
            "#/components/schemas/inline_webhook_2"
        );
        assert_eq!(
            document["components"]["schemas"]["inline_webhook_2"],
            inline
        );
        assert_eq!(events["ping"]["payload"], "none");
        assert_eq!(events["note"]["payload"], "text");
        let pointer = "#/webhooks/inline/post/requestBody/content/application~1json/schema";
        let to = "/components/schemas/inline_webhook_2";
        assert_eq!(moved.original(&format!("#{to}")), pointer);
        assert!(document.get("webhooks").is_none());
    }

    #[test]
    fn media_types_are_read_as_those_of_operations() {
        let of = |media_type: &str| {
            let body = json!({ "requestBody": { "content": { media_type: {
                "schema": { "$ref": "#/components/schemas/Pet" },
            } } } });
            let (mut document, _) = collected(json!({ "webhooks": { "a": { "post": body } } }));
            document["x-sdk-webhooks"]["a"].take()
        };
        for media_type in ["application/json; charset=utf-8", "application/x+json"] {
            assert_eq!(
                of(media_type)["$ref"],
                "#/components/schemas/Pet",
                "{media_type}"
            );
        }
        let text = [
            "application/xml; charset=utf-8",
            "application/x-www-form-urlencoded; charset=utf-8",
            "application/yaml",
        ];
        for media_type in text {
            assert_eq!(of(media_type)["payload"], "text", "{media_type}");
        }
        for media_type in ["application/jsonl", "application/json-seq", "image/png"] {
            assert_eq!(of(media_type)["payload"], "bytes", "{media_type}");
        }
    }

    #[test]
    fn callbacks_of_one_name_are_one_event_where_they_have_the_same_body() {
        let of = |name: &str| {
            let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
            json!({ "paid": { "{$request.body#/url}": { "post": request(&schema) } } })
        };
        let (document, _) = collected(json!({
            "paths": { "/a": {
                "get": { "operationId": "one", "callbacks": of("Bill"), "tags": ["x"] },
                "put": { "operationId": "two", "callbacks": of("Bill"), "tags": ["x", "y"] },
                "post": { "operationId": "three", "callbacks": of("Order") },
                "patch": { "callbacks": { "paid": { "$ref": "#/components/callbacks/Paid" } } },
            } },
            "components": { "callbacks": { "Paid": { "{$url}": { "post": {} } } } },
        }));
        let events = document["x-sdk-webhooks"].as_object().unwrap();
        let names: Vec<_> = events.keys().collect();
        assert_eq!(names, ["paid", "three.paid", "patch /a.paid"]);
        assert_eq!(events["paid"]["tags"], json!(["x", "y"]));
        assert!(document["components"].get("callbacks").is_none());
        assert!(document["paths"]["/a"]["get"].get("callbacks").is_none());
    }

    #[test]
    fn a_list_of_another_type_stays_for_its_error() {
        let (document, _) = collected(json!({
            "x-sdk-webhooks": 7,
            "webhooks": { "a": { "post": {} } },
        }));
        assert_eq!(document["x-sdk-webhooks"], 7);
        assert!(document.get("webhooks").is_none());
    }

    #[test]
    fn what_is_listed_already_stays() {
        let (document, _) = collected(json!({
            "x-sdk-webhooks": { "a": { "$ref": "#/x" } },
            "x-webhooks": { "a": { "post": {} }, "b": { "post": {} } },
        }));
        let events = document["x-sdk-webhooks"].as_object().unwrap();
        assert_eq!(events["a"], json!({ "$ref": "#/x" }));
        assert_eq!(events.keys().collect::<Vec<_>>(), ["a", "b"]);
    }
}
