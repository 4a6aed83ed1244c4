//! Converts additions of OpenAPI 3.2: streams of typed values, and the method `QUERY`. Other additions are
//! reported as ignored.

use serde_json::{Map, Value, json};

use super::parts::resolve;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::grammar::{self, PartKind, Pointer, QUERY};
use crate::ir::StreamFormat;
use crate::media_types::{Family, stream_format};
use crate::origins::Origins;
use crate::pointer::{escape, unescape};

type Object = Map<String, Value>;

/// Keywords that are ignored with a warning, by kind of object, with their purpose. They do not affect
/// types.
const IGNORED: [(PartKind, &str, &str); 3] = [
    (
        PartKind::Media,
        "prefixEncoding",
        "the encodings of parts by their position",
    ),
    (
        PartKind::Media,
        "itemEncoding",
        "the encoding of the parts of a stream",
    ),
    (
        PartKind::SecurityScheme,
        "oauth2MetadataUrl",
        "the address of the metadata of a login",
    ),
];

/// Converts a document of OpenAPI 3.2 to 3.1, and records where its values were.
pub(super) fn upgrade(document: &mut Value, origins: &mut Origins) -> Diagnostics {
    let mut found = Diagnostics::default();
    let mut streams = Vec::new();
    let named = named_media(document);
    let mut pointer = Pointer::default();
    grammar::walk(
        PartKind::Root,
        document,
        &mut pointer,
        &mut |kind, part, pointer| {
            let Some(part) = part.as_object_mut() else {
                return true;
            };
            if kind == PartKind::Media
                && let Some((reference, media)) = referred(part, &named)
            {
                origins.add(pointer.as_str(), reference);
                *part = media;
            }
            let ignored = IGNORED.into_iter().filter(|(owner, ..)| *owner == kind);
            for (_, key, subject) in ignored.filter(|(_, key, _)| part.contains_key(*key)) {
                found.push(left_out(&format!("{pointer}/{key}"), subject));
            }
            if part
                .get("discriminator")
                .is_some_and(|it| it.get("defaultMapping").is_some())
            {
                let pointer = format!("{pointer}/discriminator/defaultMapping");
                found.push(left_out(
                    &pointer,
                    "the schema of values without a discriminator",
                ));
            }
            match kind {
                PartKind::PathItem => found.extend(methods(part, pointer, origins)),
                PartKind::Media if part.contains_key("itemSchema") => {
                    streams.push(pointer.as_str().to_owned());
                }
                _ => {}
            }
            true
        },
    );
    for pointer in streams {
        stream(document, &pointer, origins);
    }
    found
}

/// The reusable media types, which older versions do not have.
fn named_media(document: &mut Value) -> Value {
    let components = document
        .get_mut("components")
        .and_then(Value::as_object_mut);
    let named = components.and_then(|components| components.shift_remove("mediaTypes"));
    named.unwrap_or_default()
}

/// The target of a reference to a reusable media type, after its location.
fn referred(media: &Object, named: &Value) -> Option<(String, Object)> {
    let reference = media.get("$ref")?.as_str()?;
    let name = reference.strip_prefix("#/components/mediaTypes/")?;
    let target = named.get(unescape(name))?.as_object()?;
    Some((reference.to_owned(), target.clone()))
}

fn left_out(pointer: &str, subject: &str) -> Diagnostic {
    Diagnostic::warning(
        "keyword-left-out",
        pointer,
        format!("{subject} is not supported"),
        "ignored; the rest of the definition is read as OpenAPI 3.1",
    )
}

/// Additional methods: only `QUERY` is supported by the client.
fn methods(item: &mut Object, pointer: &Pointer, origins: &mut Origins) -> Diagnostics {
    let mut found = Diagnostics::default();
    let Some(Value::Object(operations)) = item.shift_remove("additionalOperations") else {
        return found;
    };
    for (method, operation) in operations {
        match method.eq_ignore_ascii_case(QUERY) {
            true if item.contains_key(QUERY) => {}
            true => {
                let from = format!("{pointer}/additionalOperations/{}", escape(&method));
                let from = origins.original(&from);
                origins.add(&format!("{}/{QUERY}", pointer.as_str()), from);
                item.insert(QUERY.into(), operation);
            }
            false => found.push(Diagnostic::warning(
                "method-left-out",
                format!("{pointer}/additionalOperations/{}", escape(&method)),
                format!("the method `{method}` is not supported"),
                "the operation was left out; use a method of HTTP, or `QUERY`",
            )),
        }
    }
    found
}

/// Converts `itemSchema` to `schema`: the type of each value for streaming media types, and an array of
/// it for JSON.
fn stream(document: &mut Value, pointer: &str, origins: &mut Origins) {
    let Some(item) = document.pointer(&format!("{pointer}/itemSchema")) else {
        return;
    };
    let (_, media_type) = pointer.rsplit_once('/').unwrap_or_default();
    let media_type = unescape(media_type);
    let format = stream_format(&media_type);
    let is_whole = format.is_none() && Family::of(&media_type).is_json();
    let schema = match format {
        Some(StreamFormat::Events) => data(document, item),
        _ if is_whole => json!({ "type": "array", "items": item }),
        _ => item.clone(),
    };
    let media = document.pointer_mut(pointer).and_then(Value::as_object_mut);
    let Some(media) = media else { return };
    media.shift_remove("itemSchema");
    if !is_whole || !media.contains_key("schema") {
        let from = origins.original(&format!("#{pointer}/itemSchema"));
        origins.add(&format!("{pointer}/schema"), from.clone());
        if is_whole {
            origins.add(&format!("{pointer}/schema/items"), from);
        }
    }
    // A JSON response may also declare a schema of the whole.
    if is_whole {
        media.entry("schema").or_insert(schema);
    } else {
        media.insert("schema".into(), schema);
    }
}

/// The schema of the data of a server-sent event. In OpenAPI 3.2, the schema is that of the whole
/// event, and its property `data` has a `contentSchema`; some definitions have the schema of the data
/// alone.
fn data(document: &Value, event: &Value) -> Value {
    let Some(schema) = resolve(document, event) else {
        return event.clone();
    };
    let held = |schema: &Value| -> Option<Value> {
        let schema = resolve(document, schema)?;
        let data = resolve(document, schema.get("properties")?.get("data")?)?;
        data.get("contentSchema").cloned()
    };
    if let Some(data) = held(schema) {
        return data;
    }
    let mut choices = ["oneOf", "anyOf"].into_iter();
    let choices = choices.find_map(|key| schema.get(key)?.as_array());
    let variants: Vec<Value> = choices.into_iter().flatten().filter_map(held).collect();
    let is_event = schema.pointer("/properties/data").is_some();
    match choices.map_or(0, Vec::len) {
        // Without a schema, the data is a string.
        count if count > 0 && count == variants.len() => json!({ "anyOf": variants }),
        _ if is_event || !variants.is_empty() => json!({ "type": "string" }),
        _ => event.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::upgrade;
    use crate::origins::Origins;

    fn media(kind: &str, item: Value) -> Value {
        let mut document = json!({
            "paths": { "/a": { "get": { "responses": { "200": { "content": { kind: {
                "itemSchema": item,
            } } } } } } },
            "components": { "schemas": { "Event": { "properties": { "data": {
                "contentMediaType": "application/json",
                "contentSchema": { "$ref": "#/components/schemas/Value" },
            } } } } },
        });
        let found = upgrade(&mut document, &mut Origins::default());
        assert_eq!(found.iter().count(), 0);
        let content = document.pointer_mut("/paths/~1a/get/responses/200/content");
        content.unwrap()[kind].take()
    }

    #[test]
    fn the_items_of_a_stream_are_its_schema() {
        let integer = json!({ "type": "integer" });
        let of = |kind: &str| media(kind, integer.clone());
        assert_eq!(of("application/jsonl"), json!({ "schema": integer }));
        assert_eq!(of("text/event-stream"), json!({ "schema": integer }));
        let stream = "application/stream+json";
        assert_eq!(of(stream), json!({ "schema": integer }));
        let list = json!({ "schema": { "type": "array", "items": integer } });
        assert_eq!(of("application/json"), list);
        assert_eq!(of("application/vnd.x+json; v=1"), list);
    }

    #[test]
    fn the_schema_of_an_event_says_what_its_data_holds() {
        let of = |item: Value| media("text/event-stream", item)["schema"].take();
        let value = json!({ "$ref": "#/components/schemas/Value" });
        assert_eq!(of(json!({ "$ref": "#/components/schemas/Event" })), value);
        let plain = json!({ "properties": { "data": { "type": "string" }, "id": {} } });
        assert_eq!(of(plain), json!({ "type": "string" }));
        let event =
            |schema: Value| json!({ "properties": { "data": { "contentSchema": schema } } });
        let one = json!({ "properties": { "data": {} }, "oneOf": [event(json!({})), event(value.clone())] });
        assert_eq!(of(one), json!({ "anyOf": [{}, value] }));
    }

    #[test]
    fn what_is_ignored_in_a_named_media_type_is_told() {
        let mut document = json!({
            "paths": { "/a": { "get": { "requestBody": { "content": { "multipart/mixed": {
                "$ref": "#/components/mediaTypes/Parts",
            } } } } } },
            "components": { "mediaTypes": { "Parts": { "itemEncoding": {} } } },
        });
        let found = upgrade(&mut document, &mut Origins::default());
        let codes: Vec<_> = found.iter().map(|it| it.code.to_string()).collect();
        assert_eq!(codes, ["keyword-left-out"]);
    }

    #[test]
    fn named_media_types_stand_where_they_are_referred_to() {
        let mut document = json!({
            "paths": { "/a": { "get": { "requestBody": { "content": { "application/jsonl": {
                "$ref": "#/components/mediaTypes/Lines",
            } } } } } },
            "components": { "mediaTypes": { "Lines": { "itemSchema": { "type": "integer" } } } },
        });
        upgrade(&mut document, &mut Origins::default());
        let content = &document["paths"]["/a"]["get"]["requestBody"]["content"];
        assert_eq!(
            content["application/jsonl"],
            json!({ "schema": { "type": "integer" } })
        );
        assert_eq!(document["components"], json!({}));
    }

    #[test]
    fn query_is_a_method_and_others_are_left_out() {
        let mut document = json!({
            "paths": { "/a": { "additionalOperations": { "QUERY": { "x": 1 }, "LINK": {} } } },
        });
        let found = upgrade(&mut document, &mut Origins::default());
        assert_eq!(document["paths"]["/a"], json!({ "query": { "x": 1 } }));
        let pointers: Vec<_> = found.iter().map(|found| found.location.as_str()).collect();
        assert_eq!(pointers, ["#/paths/~1a/additionalOperations/LINK"]);
    }
}
