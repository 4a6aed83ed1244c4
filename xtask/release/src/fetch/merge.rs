//! Adds preview operations to a definition.

use serde_json::{Map, Value};

/// The extension that marks an operation as a preview.
const MARK: &str = "x-genesys-preview";

const METHODS: [&str; 7] = ["get", "put", "post", "delete", "options", "head", "patch"];

/// The JSON pointers of named components, in Swagger 2.0 and OpenAPI 3.
const PARTS: [&str; 10] = [
    "/definitions",
    "/parameters",
    "/responses",
    "/securityDefinitions",
    "/components/schemas",
    "/components/parameters",
    "/components/responses",
    "/components/requestBodies",
    "/components/headers",
    "/components/securitySchemes",
];

/// Adds the operations that only the preview has, each with [`MARK`], and the components and
/// tags that they need. Everything else is unchanged. Returns the number of added operations.
pub(super) fn preview(definition: &mut Value, mut preview: Value) -> usize {
    let mut count = 0;
    let Value::Object(paths) = preview["paths"].take() else {
        return 0;
    };
    for (path, item) in paths {
        let Value::Object(item) = item else { continue };
        let known = definition["paths"].as_object_mut().map(|paths| {
            let known = paths
                .entry(path)
                .or_insert_with(|| Value::Object(Map::new()));
            known.as_object_mut()
        });
        if let Some(known) = known.flatten() {
            count += add_operations(known, item);
        }
    }
    for pointer in PARTS {
        let Some(Value::Object(parts)) = preview.pointer_mut(pointer).map(Value::take) else {
            continue;
        };
        add_parts(definition, pointer, parts);
    }
    add_tags(definition, &preview);
    count
}

fn add_operations(known: &mut Map<String, Value>, item: Map<String, Value>) -> usize {
    let is_new = known.is_empty();
    let mut count = 0;
    for (key, mut value) in item {
        let is_operation = METHODS.contains(&key.as_str());
        // Other members of a path item, such as shared parameters, are added only with a
        // new path.
        if known.contains_key(&key) || !(is_operation || is_new) {
            continue;
        }
        if is_operation {
            value[MARK] = Value::Bool(true);
            count += 1;
        }
        known.insert(key, value);
    }
    count
}

fn add_tags(definition: &mut Value, preview: &Value) {
    let Some(new) = preview["tags"].as_array() else {
        return;
    };
    if definition["tags"].is_null() {
        definition["tags"] = Value::Array(Vec::new());
    }
    if let Some(tags) = definition["tags"].as_array_mut() {
        for tag in new {
            if !tags.iter().any(|known| known["name"] == tag["name"]) {
                tags.push(tag.clone());
            }
        }
    }
}

/// Adds members to the object at a JSON pointer, which is created if it is missing. Existing
/// members are kept.
pub(super) fn add_parts(
    root: &mut Value,
    pointer: &str,
    parts: impl IntoIterator<Item = (String, Value)>,
) {
    let mut place = root;
    for key in pointer.split('/').skip(1) {
        place = &mut place[key];
    }
    if place.is_null() {
        *place = Value::Object(Map::new());
    }
    for (name, part) in parts {
        if let Some(object) = place.as_object_mut() {
            object.entry(name).or_insert(part);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::preview;

    #[test]
    fn only_what_is_new_is_added_and_marked() {
        let mut definition = json!({
            "swagger": "2.0",
            "tags": [{ "name": "Cats" }],
            "paths": { "/cats": { "parameters": [1], "get": { "summary": "old" } } },
            "definitions": { "Cat": { "type": "object" } },
        });
        let count = preview(
            &mut definition,
            json!({
                "swagger": "2.0",
                "tags": [{ "name": "Cats" }, { "name": "Dogs" }],
                "paths": {
                    "/cats": { "parameters": [2], "get": { "summary": "new" }, "post": {} },
                    "/dogs": { "parameters": [3], "get": {} },
                },
                "definitions": { "Cat": {}, "Dog": { "type": "string" } },
            }),
        );
        assert_eq!(count, 2);
        assert_eq!(
            definition,
            json!({
                "swagger": "2.0",
                "tags": [{ "name": "Cats" }, { "name": "Dogs" }],
                "paths": {
                    "/cats": {
                        "parameters": [1],
                        "get": { "summary": "old" },
                        "post": { "x-genesys-preview": true },
                    },
                    "/dogs": { "parameters": [3], "get": { "x-genesys-preview": true } },
                },
                "definitions": { "Cat": { "type": "object" }, "Dog": { "type": "string" } },
            })
        );
    }
}
