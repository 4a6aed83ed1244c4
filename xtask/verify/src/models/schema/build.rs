//! Builds JSON Schemas from merged schemas.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::flat::Flat;
use super::{ALTERNATIVES, Builder, FEW, SHALLOW, any_of};

/// The maximum number of items beyond `minItems`.
const ITEMS: u64 = 3;

/// The step between values of the format `float`. Such values below 65,536 are the same as `f32` and
/// as `f64`.
const FLOAT_STEP: f64 = 0.125;

/// The scalar types.
const SCALARS: [&str; 5] = ["boolean", "integer", "null", "number", "string"];

impl Builder<'_> {
    /// The schema; `None` if no value is valid.
    pub(super) fn build(&mut self, mut flat: Flat) -> Option<Value> {
        if flat.groups.is_empty() {
            return self.single(&flat);
        }
        let group = flat.groups.remove(0);
        let mut made = Vec::new();
        for alternative in group.iter().take(ALTERNATIVES) {
            let Some(with) = flat.clone().with(self.schemas, alternative) else {
                continue;
            };
            let is_reference = alternative.get("$ref").is_some();
            self.depth += usize::from(is_reference);
            made.extend(self.build_open(with, flat.references.len()));
            self.depth -= usize::from(is_reference);
        }
        if flat.nullable {
            made.push(json!({ "type": "null" }));
        }
        any_of(made)
    }

    fn single(&mut self, flat: &Flat) -> Option<Value> {
        let mut made = Vec::new();
        match kinds(flat) {
            Some(kinds) => {
                for kind in &kinds {
                    made.extend(match kind.as_str() {
                        "object" => self.object(flat),
                        "array" => self.list(flat),
                        kind => scalar(flat, kind),
                    });
                }
            }
            None => made.extend(match (flat.plain.get("const"), flat.plain.get("enum")) {
                (Some(value), _) => Some(json!({ "const": value })),
                (None, Some(values)) => Some(json!({ "enum": values })),
                (None, None) => Some(anything()),
            }),
        }
        if flat.nullable {
            made.push(json!({ "type": "null" }));
        }
        any_of(made)
    }

    fn object(&mut self, flat: &Flat) -> Option<Value> {
        let mut properties = Map::new();
        let mut optional = 0;
        for name in &flat.order {
            let is_required = flat.required.contains(name);
            let is_wanted = match self.depth {
                0 => true,
                depth => depth < SHALLOW && optional < FEW,
            };
            if !is_required && !is_wanted {
                continue;
            }
            optional += usize::from(!is_required);
            let parts: Vec<&Value> = flat.properties[name].iter().collect();
            match self.schema(&parts) {
                Some(schema) => drop(properties.insert(name.clone(), schema)),
                None if is_required => return None,
                None => {}
            }
        }
        let additional = self.additional(flat);
        let is_open = additional.is_some();
        let is_there = |it: &&String| is_open || properties.contains_key(*it);
        let required: Vec<&String> = flat.required.iter().filter(is_there).collect();
        let mut schema = json!({ "type": "object", "required": required });
        let count = |key: &str| flat.plain.get(key).and_then(Value::as_u64);
        if let Some(least) = count("minProperties") {
            schema["minProperties"] = json!(least);
        }
        if is_open {
            let least = count("minProperties").unwrap_or(0) + properties.len() as u64;
            let most = count("maxProperties").unwrap_or(u64::MAX);
            schema["maxProperties"] = json!(most.min(least + ITEMS));
        } else if let Some(most) = count("maxProperties") {
            schema["maxProperties"] = json!(most);
        }
        schema["properties"] = Value::Object(properties);
        schema["additionalProperties"] = additional.unwrap_or(json!(false));
        Some(schema)
    }

    /// The schema of additional properties; `None` if there are none.
    fn additional(&mut self, flat: &Flat) -> Option<Value> {
        if flat.additional.contains(&json!(false)) {
            return None;
        }
        let stated: Vec<&Value> = flat.additional.iter().filter(|it| it.is_object()).collect();
        let is_stated = !flat.additional.is_empty();
        match stated.is_empty() {
            false => self.schema(&stated),
            true if is_stated || flat.properties.is_empty() => Some(anything()),
            true => None,
        }
    }

    fn list(&mut self, flat: &Flat) -> Option<Value> {
        let count = |key: &str| flat.plain.get(key).and_then(Value::as_u64);
        let least = count("minItems").unwrap_or(0);
        let items: Vec<&Value> = flat.items.iter().collect();
        let (items, most) = match self.schema(&items) {
            Some(items) => (
                items,
                count("maxItems").unwrap_or(u64::MAX).min(least + ITEMS),
            ),
            None if least == 0 => (json!({}), 0),
            None => return None,
        };
        let mut schema = json!({
            "type": "array", "items": items, "minItems": least, "maxItems": most,
        });
        if flat.plain.get("uniqueItems") == Some(&json!(true)) {
            schema["uniqueItems"] = json!(true);
        }
        if !flat.prefix.is_empty() {
            let prefix: Option<Vec<Value>> =
                flat.prefix.iter().map(|it| self.schema(&[it])).collect();
            schema["additionalItems"] = schema["items"].take();
            schema["items"] = Value::Array(prefix?);
        }
        Some(schema)
    }
}

/// The types of a schema: the declared ones, or the one that follows from its keywords.
fn kinds(flat: &Flat) -> Option<BTreeSet<String>> {
    let is = |keyword: &&str| flat.plain.contains_key(*keyword);
    let meant = if let Some(types) = &flat.types {
        // `file` is a type in Swagger 2.0.
        let types = types
            .iter()
            .map(|it| if it == "file" { "string" } else { it });
        return Some(types.map(str::to_owned).collect());
    } else if !flat.properties.is_empty() || !flat.additional.is_empty() {
        "object"
    } else if !flat.items.is_empty() || !flat.prefix.is_empty() {
        "array"
    } else if ["const", "enum"].iter().any(is) {
        return None;
    } else if ["format", "pattern", "maxLength", "minLength"]
        .iter()
        .any(is)
    {
        "string"
    } else if ["maximum", "minimum", "multipleOf"].iter().any(is) {
        "number"
    } else {
        return None;
    };
    Some([meant.to_owned()].into())
}

fn scalar(flat: &Flat, kind: &str) -> Option<Value> {
    if !SCALARS.contains(&kind) {
        return None;
    }
    let mut schema = json!({ "type": kind });
    let plain = |keyword: &str| flat.plain.get(keyword);
    if let Some(value) = plain("const") {
        return fits(value, kind).then(|| json!({ "const": value }));
    }
    if let Some(values) = plain("enum") {
        let values = values.as_array().into_iter().flatten();
        let values: Vec<&Value> = values.filter(|it| fits(it, kind)).collect();
        return (!values.is_empty()).then(|| json!({ "enum": values }));
    }
    let format = plain("format").and_then(Value::as_str);
    match kind {
        "string" => {
            for keyword in ["format", "maxLength", "minLength", "pattern"] {
                if let Some(value) = plain(keyword) {
                    schema[keyword] = value.clone();
                }
            }
        }
        "integer" => integer(flat, format, &mut schema),
        "number" => number(flat, format, &mut schema),
        _ => {}
    }
    Some(schema)
}

fn fits(value: &Value, kind: &str) -> bool {
    match kind {
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        _ => value.is_string(),
    }
}

/// The integers of a format.
fn integer(flat: &Flat, format: Option<&str>, schema: &mut Value) {
    let (least, most) = match format {
        Some("int8") => (i128::from(i8::MIN), i128::from(i8::MAX)),
        Some("int16") => (i128::from(i16::MIN), i128::from(i16::MAX)),
        Some("int32") => (i128::from(i32::MIN), i128::from(i32::MAX)),
        Some("uint8") => (0, i128::from(u8::MAX)),
        Some("uint16") => (0, i128::from(u16::MAX)),
        Some("uint32") => (0, i128::from(u32::MAX)),
        Some("uint" | "uint64") => (0, i128::from(u64::MAX)),
        _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
    };
    let (mut low, mut high) = (least, most);
    let whole = |keyword: &str| flat.plain.get(keyword).and_then(whole);
    let is_beyond = |keyword: &str| flat.plain.get(keyword) == Some(&json!(true));
    if let Some(stated) = whole("minimum") {
        low = low.max(stated + i128::from(is_beyond("exclusiveMinimum")));
    }
    if let Some(stated) = whole("exclusiveMinimum") {
        low = low.max(stated + 1);
    }
    if let Some(stated) = whole("maximum") {
        high = high.min(stated - i128::from(is_beyond("exclusiveMaximum")));
    }
    if let Some(stated) = whole("exclusiveMaximum") {
        high = high.min(stated - 1);
    }
    // Both are in range, and 64-bit integers are valid JSON numbers.
    schema["minimum"] = exact(low);
    schema["maximum"] = exact(high);
    if let Some(step) = flat.plain.get("multipleOf") {
        schema["multipleOf"] = step.clone();
    }
}

fn whole(value: &Value) -> Option<i128> {
    let exact = value
        .as_i64()
        .map(i128::from)
        .or(value.as_u64().map(i128::from));
    // A bound may be written as a float. One that is too large is ignored.
    exact.or_else(|| value.as_f64().map(|it| it as i128))
}

fn exact(value: i128) -> Value {
    match (i64::try_from(value), u64::try_from(value)) {
        (Ok(value), _) => json!(value),
        (_, Ok(value)) => json!(value),
        _ => json!(value as f64),
    }
}

/// The numbers of a format. For `float`, only values that are the same as `f64`.
fn number(flat: &Flat, format: Option<&str>, schema: &mut Value) {
    for (keyword, beyond) in [
        ("minimum", "exclusiveMinimum"),
        ("maximum", "exclusiveMaximum"),
    ] {
        let Some(bound) = flat.plain.get(keyword) else {
            continue;
        };
        let is_beyond = flat.plain.get(beyond) == Some(&json!(true));
        schema[if is_beyond { beyond } else { keyword }] = bound.clone();
    }
    for keyword in ["exclusiveMinimum", "exclusiveMaximum", "multipleOf"] {
        if let Some(bound) = flat.plain.get(keyword).filter(|it| it.is_number()) {
            schema[keyword] = bound.clone();
        }
    }
    if format == Some("float") && schema.get("multipleOf").is_none() {
        schema["multipleOf"] = json!(FLOAT_STEP);
        let bounds = [("minimum", -65_536.0), ("maximum", 65_536.0)];
        for (keyword, bound) in bounds {
            let stated = schema.get(keyword).and_then(Value::as_f64);
            schema[keyword] = json!(stated.unwrap_or(bound).clamp(-65_536.0, 65_536.0));
        }
    }
}

/// Any interoperable JSON value: 64-bit integers, and numbers that are not too large.
fn anything() -> Value {
    let plain = json!([
        { "type": ["null", "boolean", "string"] },
        { "type": "integer", "minimum": i64::MIN, "maximum": i64::MAX },
        { "type": "number", "minimum": -1e15, "maximum": 1e15 },
    ]);
    let item = json!({ "anyOf": plain });
    json!({ "anyOf": [
        { "type": ["null", "boolean", "string"] },
        { "type": "integer", "minimum": i64::MIN, "maximum": i64::MAX },
        { "type": "number", "minimum": -1e15, "maximum": 1e15 },
        { "type": "array", "items": item, "maxItems": 2 },
        { "type": "object", "additionalProperties": item, "maxProperties": 2 },
    ] })
}
