//! Rules for defects that many published definitions share.
//!
//! Each rule has a code, mends one kind of place, and reports a warning with the place. A rule
//! mends what would keep the document from being read; what can be read is left as it is.

use serde_json::{Map, Value, json};

use crate::diagnostics::{Diagnostic, Diagnostics};

type Object = Map<String, Value>;

const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Mends a document of OpenAPI 3.0 and tells what was mended.
pub fn tolerate(document: &mut Value) -> Diagnostics {
    let mut visitor = Visitor {
        found: Diagnostics::default(),
    };
    if let Some(root) = document.as_object_mut() {
        visitor.root(root);
    }
    visitor.found
}

struct Visitor {
    found: Diagnostics,
}

impl Visitor {
    fn warn(&mut self, code: &'static str, place: &str, message: &str, help: &str) {
        self.found.push(Diagnostic::warning(
            code,
            format!("#{place}"),
            message,
            help,
        ));
    }

    fn root(&mut self, root: &mut Object) {
        if !root.get("info").is_some_and(Value::is_object) {
            self.warn(
                "missing-info",
                "/info",
                "the document has no `info`",
                "a title was made up",
            );
            root.insert("info".into(), json!({}));
        }
        if let Some(info) = root.get_mut("info").and_then(Value::as_object_mut) {
            info.entry("title").or_insert_with(|| "API".into());
            let version = info.entry("version").or_insert_with(|| "0".into());
            if !version.is_string() {
                *version = version.to_string().into();
            }
        }
        root.entry("paths").or_insert_with(|| json!({}));
        each(root, "paths", "", |item, place| self.path_item(item, place));
        if let Some(components) = root.get_mut("components").and_then(Value::as_object_mut) {
            each(components, "schemas", "/components", |value, place| {
                self.schema(value, place)
            });
            each(components, "responses", "/components", |value, place| {
                self.response(value, place)
            });
            each(components, "parameters", "/components", |value, place| {
                self.parameter(value, place);
            });
            each(
                components,
                "requestBodies",
                "/components",
                |value, place| {
                    self.contents(value, place);
                },
            );
        }
    }

    fn path_item(&mut self, item: &mut Value, place: &str) {
        let Some(item) = item.as_object_mut() else {
            return;
        };
        self.parameters(item, place);
        for method in METHODS {
            let place = format!("{place}/{method}");
            if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                self.parameters(operation, &place);
                if let Some(body) = operation.get_mut("requestBody") {
                    self.contents(body, &format!("{place}/requestBody"));
                }
                operation.entry("responses").or_insert_with(|| json!({}));
                each(operation, "responses", &place, |value, place| {
                    self.response(value, place)
                });
            }
        }
    }

    fn parameters(&mut self, owner: &mut Object, place: &str) {
        if let Some(Value::Array(parameters)) = owner.get_mut("parameters") {
            for (index, parameter) in parameters.iter_mut().enumerate() {
                self.parameter(parameter, &format!("{place}/parameters/{index}"));
            }
        }
    }

    fn parameter(&mut self, value: &mut Value, place: &str) {
        let Some(parameter) = value.as_object_mut() else {
            return;
        };
        if parameter.contains_key("$ref") {
            return;
        }
        if !parameter.contains_key("schema") && !parameter.contains_key("content") {
            self.warn(
                "untyped-parameter",
                place,
                "the parameter has neither `schema` nor `content`",
                "it is taken for a string",
            );
            parameter.insert("schema".into(), json!({ "type": "string" }));
        }
        if let Some(schema) = parameter.get_mut("schema") {
            self.schema(schema, &format!("{place}/schema"));
        }
    }

    fn response(&mut self, value: &mut Value, place: &str) {
        let Some(response) = value.as_object_mut() else {
            return;
        };
        if response.contains_key("$ref") {
            return;
        }
        if !response.get("description").is_some_and(Value::is_string) {
            self.warn(
                "missing-response-description",
                place,
                "the response has no description",
                "an empty one was put in",
            );
            response.insert("description".into(), "".into());
        }
        self.contents(value, place);
    }

    fn contents(&mut self, owner: &mut Value, place: &str) {
        let Some(owner) = owner.as_object_mut() else {
            return;
        };
        each(owner, "content", place, |media, place| {
            if let Some(schema) = media.get_mut("schema") {
                self.schema(schema, &format!("{place}/schema"));
            }
        });
    }

    fn schema(&mut self, value: &mut Value, place: &str) {
        let Some(schema) = value.as_object_mut() else {
            return;
        };
        keep_siblings(schema);
        self.type_array(schema, place);
        self.required_flag(schema, place);
        self.enum_of_other_type(schema, place);
        each(schema, "properties", place, |value, place| {
            self.schema(value, place)
        });
        for keyword in ["items", "additionalProperties", "not"] {
            if let Some(inner) = schema.get_mut(keyword) {
                self.schema(inner, &format!("{place}/{keyword}"));
            }
        }
        for keyword in ["allOf", "oneOf", "anyOf"] {
            if let Some(Value::Array(parts)) = schema.get_mut(keyword) {
                for (index, part) in parts.iter_mut().enumerate() {
                    self.schema(part, &format!("{place}/{keyword}/{index}"));
                }
            }
        }
    }

    /// `type: [string, "null"]`, which is of OpenAPI 3.1, as `nullable`.
    fn type_array(&mut self, schema: &mut Object, place: &str) {
        let Some(Value::Array(types)) = schema.get("type") else {
            return;
        };
        let names: Vec<_> = types
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        let nullable = names.iter().any(|name| name == "null");
        let others: Vec<_> = names.into_iter().filter(|name| name != "null").collect();
        self.warn(
            "type-array",
            place,
            "`type` is a list, which OpenAPI 3.0 does not have",
            "one type and `null` become a nullable type; several types become any JSON value",
        );
        schema.remove("type");
        if let [only] = others.as_slice() {
            schema.insert("type".into(), only.as_str().into());
        }
        if nullable {
            schema.insert("nullable".into(), true.into());
        }
    }

    /// `required: true` on a property, which is of parameters; schemas have a list of names.
    fn required_flag(&mut self, schema: &mut Object, place: &str) {
        if schema
            .get("required")
            .is_some_and(|required| !required.is_array())
        {
            self.warn(
                "required-flag",
                place,
                "`required` of a schema is not a list of names",
                "it was left out; name the property in the `required` list of its object",
            );
            schema.remove("required");
        }
    }

    /// `type: boolean` with an enum of strings and the like: the type is kept, since it is what
    /// other tools and the service go by.
    fn enum_of_other_type(&mut self, schema: &mut Object, place: &str) {
        let Some(Value::Array(values)) = schema.get("enum") else {
            return;
        };
        let fits: fn(&Value) -> bool = match schema.get("type").and_then(Value::as_str) {
            Some("boolean") => Value::is_boolean,
            Some("integer") => |value| value.is_i64() || value.is_u64(),
            Some("number") => Value::is_number,
            _ => return,
        };
        if !values.iter().all(|value| value.is_null() || fits(value)) {
            self.warn(
                "enum-of-other-type",
                place,
                "the values of the enum are not of the type beside it",
                "the type is kept, the enum was left out",
            );
            schema.remove("enum");
        }
    }
}

/// `$ref` with siblings: readers of OpenAPI 3.0 drop the siblings, but vendors mean them (a
/// description, `readOnly`), so the reference moves into an `allOf` of one.
fn keep_siblings(schema: &mut Object) {
    if schema.len() > 1
        && let Some(reference) = schema.remove("$ref")
    {
        schema.insert("allOf".into(), json!([{ "$ref": reference }]));
    }
}

/// Visits each value of an object with its place.
fn each(owner: &mut Object, key: &str, place: &str, mut visit: impl FnMut(&mut Value, &str)) {
    if let Some(Value::Object(entries)) = owner.get_mut(key) {
        for (name, value) in entries {
            let name = name.replace('~', "~0").replace('/', "~1");
            visit(value, &format!("{place}/{key}/{name}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::tolerate;

    fn mended(schema: Value) -> (Value, Vec<String>) {
        let mut document = json!({
            "info": { "title": "x", "version": "1" },
            "paths": {},
            "components": { "schemas": { "S": schema } },
        });
        let found = tolerate(&mut document);
        let codes = found.iter().map(|found| found.code.to_string()).collect();
        (document["components"]["schemas"]["S"].take(), codes)
    }

    #[test]
    fn siblings_of_a_reference_are_kept() {
        let (schema, codes) = mended(json!({ "$ref": "#/x", "readOnly": true }));
        assert_eq!(
            schema,
            json!({ "readOnly": true, "allOf": [{ "$ref": "#/x" }] })
        );
        assert!(
            codes.is_empty(),
            "a valid definition of 3.1 does this, so no warning"
        );
    }

    #[test]
    fn a_list_of_types_with_null_is_nullable() {
        let (schema, codes) = mended(json!({ "type": ["string", "null"] }));
        assert_eq!(schema, json!({ "type": "string", "nullable": true }));
        assert_eq!(codes, ["type-array"]);
    }

    #[test]
    fn a_required_flag_is_left_out() {
        let (schema, codes) = mended(json!({ "type": "string", "required": true }));
        assert_eq!(schema, json!({ "type": "string" }));
        assert_eq!(codes, ["required-flag"]);
    }

    #[test]
    fn an_enum_of_another_type_is_left_out() {
        let (schema, codes) = mended(json!({ "type": "boolean", "enum": ["true", "false"] }));
        assert_eq!(schema, json!({ "type": "boolean" }));
        assert_eq!(codes, ["enum-of-other-type"]);
    }

    #[test]
    fn responses_get_a_description() {
        let mut document = json!({
            "info": { "title": "x", "version": "1" },
            "paths": { "/a": { "get": { "responses": { "200": {} } } } },
        });
        let found = tolerate(&mut document);
        let first = found.iter().next().unwrap();
        assert_eq!(first.code, "missing-response-description");
        assert_eq!(first.place, "#/paths/~1a/get/responses/200");
        assert_eq!(
            document["paths"]["/a"]["get"]["responses"]["200"]["description"],
            ""
        );
    }
}
