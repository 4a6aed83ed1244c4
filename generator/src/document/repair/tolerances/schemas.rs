//! Repairs of schemas.

use serde_json::{Value, json};

use super::{Normalizer, Object};
use crate::grammar::{PartKind, Pointer};
use crate::upgrade::openapi31::{self, Moves};

/// The maximum nesting of schemas, in keys of a pointer. The typed document and the later stages
/// recurse; no definition that is not malicious comes near it.
const MAX_DEPTH: usize = 120;

/// Whether a schema has a keyword. Schemas have few: comparing them takes less time than a hash.
fn has(schema: &Object, keyword: &str) -> bool {
    schema.keys().any(|key| key == keyword)
}

impl Normalizer<'_> {
    /// Repairs one schema, but not the schemas inside of it.
    pub(super) fn schema(&mut self, value: &mut Value, pointer: &Pointer) {
        let keys = pointer.as_str().bytes().filter(|byte| *byte == b'/');
        if keys.count() > MAX_DEPTH {
            self.warn(
                "too-deep",
                pointer,
                "schemas are nested too deeply",
                "treated as any JSON value; give the schemas in between names",
            );
            *value = json!({});
            return;
        }
        self.no_object(value, pointer);
        if let Some(schema) = value.as_object_mut().filter(|schema| has(schema, "items")) {
            self.list_of_items(schema, pointer);
        }
        self.newer_keywords(value, pointer);
        let Some(schema) = value.as_object_mut() else {
            return;
        };
        if has(schema, "required") {
            self.required_flag(schema, pointer);
        }
        if has(schema, "discriminator") {
            self.discriminator(schema, pointer);
        }
        self.shapes(PartKind::Schema, schema, pointer);
        if has(schema, "type") {
            self.type_name(schema, pointer);
            if has(schema, "enum") {
                self.enum_of_other_type(schema, pointer);
            }
            self.integer_width(schema, pointer);
        }
        if has(schema, "externalDocs") {
            schema.shift_remove("externalDocs");
        }
        if has(schema, "$ref") {
            self.keep_siblings(schema, pointer);
        }
    }

    /// An array in place of a schema becomes `anyOf`; anything else becomes a schema for any value.
    fn no_object(&mut self, value: &mut Value, pointer: &Pointer) {
        let (meant, help) = match value {
            Value::Object(_) | Value::Bool(_) => return,
            Value::Array(parts) => {
                parts.retain(Value::is_object);
                (
                    openapi31::any_of(std::mem::take(parts)),
                    "it is read as `anyOf` of its schemas",
                )
            }
            _ => (json!({}), "treated as any JSON value"),
        };
        self.warn("no-schema", pointer, "this is not a schema", help);
        *value = meant;
    }

    /// Keywords of OpenAPI 3.1 in a definition of an older version.
    fn newer_keywords(&mut self, value: &mut Value, pointer: &Pointer) {
        let newer = match value {
            Value::Bool(_) => Some("a boolean as a schema".to_owned()),
            Value::Object(schema) => {
                let newer = schema.iter().find(|(key, value)| is_newer(key, value));
                newer.map(|(key, _)| format!("`{key}` in this form"))
            }
            _ => None,
        };
        if let Some(newer) = newer {
            self.warn(
                "newer-keyword",
                pointer,
                &format!("{newer} is a keyword of OpenAPI 3.1"),
                "read as in OpenAPI 3.1",
            );
            let found = openapi31::schema(value, pointer, self.origins);
            self.found.extend(found);
        }
    }

    /// `required: true` on a property: only parameters have that, schemas have an array of names.
    fn required_flag(&mut self, schema: &mut Object, pointer: &Pointer) {
        let is_list = |required: &Value| required.is_array();
        if schema
            .get("required")
            .is_some_and(|required| !is_list(required))
        {
            self.warn(
                "required-flag",
                pointer,
                "`required` of a schema is not an array of names",
                "ignored; list the property in `required` of its object",
            );
            schema.remove("required");
        }
    }

    /// `items` as an array: a tuple of older JSON Schema versions if the type is `array`; otherwise a
    /// substitute for `anyOf`, which Swagger 2.0 does not have.
    fn list_of_items(&mut self, schema: &mut Object, pointer: &Pointer) {
        if !schema.get("items").is_some_and(Value::is_array) {
            return;
        }
        let Some(Value::Array(parts)) = schema.shift_remove("items") else {
            return;
        };
        let is_tuple = schema.get("type").is_some_and(|kind| kind == "array");
        let mut moves = Moves::new(pointer, self.origins);
        let help = if is_tuple {
            let parts = parts.into_iter().enumerate();
            let parts = parts.map(|(index, part)| (format!("items/{index}"), part));
            let items = openapi31::joined("items", parts.collect(), &mut moves);
            schema.insert("items".into(), items);
            "each item may match any of its schemas"
        } else {
            if !schema.contains_key("anyOf") {
                moves.add("anyOf", "items");
                schema.insert("anyOf".into(), parts.into());
            }
            "it is read as the `anyOf` of the schema"
        };
        self.warn(
            "list-of-items",
            pointer,
            "`items` is an array, which OpenAPI 3.0 does not allow",
            help,
        );
    }

    fn discriminator(&mut self, schema: &mut Object, pointer: &Pointer) {
        let Some(value) = schema.get_mut("discriminator") else {
            return;
        };
        if value.is_string() {
            *value = json!({ "propertyName": value.take() });
            self.warn(
                "discriminator-name",
                pointer,
                "`discriminator` is a name, as in Swagger 2.0",
                "treated as the name of the property",
            );
        }
        if !value.get("propertyName").is_some_and(Value::is_string) {
            schema.shift_remove("discriminator");
            self.warn(
                "discriminator-name",
                pointer,
                "`discriminator` names no property",
                "ignored",
            );
        } else if let Some(mapping) = value.get_mut("mapping") {
            match mapping {
                Value::Object(entries) => entries.retain(|_, target| target.is_string()),
                _ => *mapping = json!({}),
            }
        }
    }

    /// `$ref` with siblings: readers of OpenAPI 3.0 drop the siblings, but vendors mean them (a
    /// description, `readOnly`), so the reference moves into an `allOf`.
    fn keep_siblings(&mut self, schema: &mut Object, pointer: &Pointer) {
        if schema.len() <= 1 {
            return;
        }
        let Some(reference) = schema.remove("$ref") else {
            return;
        };
        let original = self.origins.original(&pointer.to_string());
        let all_of = format!("{}/allOf", pointer.as_str());
        let part = json!({ "$ref": reference });
        match schema.get_mut("allOf") {
            Some(Value::Array(parts)) => {
                for index in 0..parts.len() {
                    let from = format!("{original}/allOf/{index}");
                    self.origins.add(&format!("{all_of}/{}", index + 1), from);
                }
                parts.insert(0, part);
            }
            _ => drop(schema.insert("allOf".into(), json!([part]))),
        }
        self.origins.add(&format!("{all_of}/0"), original);
    }

    /// Type names that OpenAPI does not have, but whose meaning is clear.
    fn type_name(&mut self, schema: &mut Object, pointer: &Pointer) {
        let Some(Value::String(name)) = schema.get("type") else {
            return;
        };
        let (kind, format) = match name.as_str() {
            "string" | "number" | "integer" | "boolean" | "object" | "array" => return,
            other => match meaning(&other.to_lowercase()) {
                Some(meaning) => meaning,
                // Lowering reports it.
                None => return,
            },
        };
        let message = format!("`{name}` is not a type of OpenAPI 3.0");
        if kind.is_empty() {
            schema.shift_remove("type");
            self.warn("type-name", pointer, &message, "treated as any JSON value");
            return;
        }
        self.warn(
            "type-name",
            pointer,
            &message,
            &format!("treated as `{kind}`"),
        );
        schema.insert("type".into(), kind.into());
        if !format.is_empty() {
            schema.entry("format").or_insert_with(|| format.into());
        }
    }

    /// `type: boolean` with an enum of strings and the like: the type is kept, since it is what
    /// other tools and the service go by. Strings that spell values of the type become those values.
    fn enum_of_other_type(&mut self, schema: &mut Object, pointer: &Pointer) {
        let fits: fn(&Value) -> bool = match schema.get("type").and_then(Value::as_str) {
            Some("boolean") => Value::is_boolean,
            Some("integer") => |value| value.is_i64() || value.is_u64(),
            Some("number") => Value::is_number,
            Some("string") => Value::is_string,
            _ => return,
        };
        let is_of = |kind: &str| schema.get("type").is_some_and(|it| it == kind);
        let (is_integer, is_string) = (is_of("integer"), is_of("string"));
        let Some(Value::Array(values)) = schema.get_mut("enum") else {
            return;
        };
        if is_integer {
            values.iter_mut().for_each(without_fraction);
        }
        let fit = |values: &[Value]| values.iter().all(|value| value.is_null() || fits(value));
        if fit(values) {
            return;
        }
        for value in values.iter_mut().filter(|_| !is_string) {
            let spelled = value.as_str().and_then(|text| text.parse().ok());
            if let Some(spelled) = spelled.filter(fits) {
                *value = spelled;
            }
        }
        let help = if fit(values) {
            "they are strings that spell values of the type, and are read as those values"
        } else if is_string {
            "the type is kept, and the enum values are only documented"
        } else {
            schema.remove("enum");
            "the type is kept, and the enum is ignored"
        };
        self.warn(
            "enum-of-other-type",
            pointer,
            "the enum values do not have the declared type",
            help,
        );
    }
}

/// Writes a number whose fraction is zero as the integer that it is (JSON Schema 2020-12, validation,
/// 6.1.1).
#[allow(
    clippy::cast_possible_truncation,
    reason = "floats of this size are exact integers"
)]
fn without_fraction(value: &mut Value) {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.is_f64()
        && let Some(number) = value.as_f64()
        && number.fract() == 0.0
        && number.abs() <= EXACT
    {
        *value = (number as i64).into();
    }
}

/// Whether a keyword, with this value, is of OpenAPI 3.1 and would be misread as one of 3.0.
fn is_newer(key: &str, value: &Value) -> bool {
    match key {
        "const"
        | "prefixItems"
        | "patternProperties"
        | "unevaluatedProperties"
        | "contentEncoding"
        | "contentMediaType" => true,
        "type" => value.is_array() || value == "null",
        "exclusiveMinimum" | "exclusiveMaximum" => value.is_number(),
        "oneOf" | "anyOf" => {
            let mut parts = value.as_array().into_iter().flatten();
            parts.any(|part| part.get("type").is_some_and(|kind| kind == "null"))
        }
        _ => false,
    }
}

/// The type and the format that a name means; an empty type is any value.
fn meaning(name: &str) -> Option<(&'static str, &'static str)> {
    Some(match name {
        "string" | "text" | "str" | "char" => ("string", ""),
        "number" | "decimal" | "numeric" => ("number", ""),
        "integer" | "int" => ("integer", ""),
        "boolean" | "bool" => ("boolean", ""),
        "object" | "map" | "dict" | "hash" => ("object", ""),
        "array" | "list" => ("array", ""),
        "int32" => ("integer", "int32"),
        "int64" | "long" => ("integer", "int64"),
        "float" => ("number", "float"),
        "double" => ("number", "double"),
        "date" => ("string", "date"),
        "date-time" | "datetime" | "timestamp" => ("string", "date-time"),
        "uuid" => ("string", "uuid"),
        "uri" | "url" => ("string", "uri"),
        "file" | "binary" => ("string", "binary"),
        "any" | "mixed" | "unknown" | "" => ("", ""),
        _ => return None,
    })
}
