//! Sample bodies: JSON that the schemas allow, the same in every run.
//!
//! Examples of the definition are used where they fit. A body ends where it stops being a help: what
//! is nested shows its plain properties alone, from a depth on that keeps the body short, and no
//! model is shown within itself.

use serde_json::{Map, Value};

use super::Reference;
use super::document::{example, media_example};
use super::plausible::plausible;
use crate::analyze::{is_compound, resolve, tag};
use crate::characters;
use crate::ir::{Field, ModelId, ModelKind, TypeRef};

/// From which depth on objects show their plain properties alone: the second where the first makes
/// a body too long.
const PLAIN_DEPTHS: [usize; 2] = [2, 1];

/// How many lines of a body can be taken in.
const MAX_LINES: usize = 60;

/// Where even what is required ends.
const MAX_DEPTH: usize = 8;

/// An example of the definition that is longer than this, in bytes, is no help to a reader.
const MAX_EXAMPLE: usize = 4000;

/// Which way a body travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Request,
    Response,
}

/// A sample under construction.
struct Sample<'a> {
    reference: &'a Reference<'a>,
    way: Way,
    /// From which depth on objects show their plain properties alone.
    plain_depth: usize,
    /// The models around the value that is being made.
    around: Vec<ModelId>,
}

impl Reference<'_> {
    /// A body, as indented JSON. The media type has its schema, and perhaps an example.
    pub(super) fn sample(&self, ty: &TypeRef, media: Option<&Value>, way: Way) -> String {
        if let Some(example) = shown(media.and_then(media_example)) {
            return pretty(example);
        }
        let schema = self.document.inside(media, "schema");
        let body = |plain_depth| {
            let mut sample = Sample {
                reference: self,
                way,
                plain_depth,
                around: Vec::new(),
            };
            pretty(&sample.value(ty, schema, "", 0))
        };
        let [deep, shallow] = PLAIN_DEPTHS;
        let longer = body(deep);
        if longer.lines().count() <= MAX_LINES {
            longer
        } else {
            body(shallow)
        }
    }
}

/// A value as indented JSON.
fn pretty(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    characters::json(&text).into_owned()
}

/// An example that is short enough to be shown.
fn shown(example: Option<&Value>) -> Option<&Value> {
    example.filter(|example| example.to_string().len() <= MAX_EXAMPLE)
}

impl Sample<'_> {
    fn value(&mut self, ty: &TypeRef, schema: Option<&Value>, name: &str, depth: usize) -> Value {
        let example = shown(schema.and_then(example));
        match ty {
            _ if depth > MAX_DEPTH => Value::Null,
            TypeRef::Scalar(scalar) => plausible(*scalar, name, schema),
            TypeRef::Nullable(inner) => self.value(inner, schema, name, depth),
            TypeRef::Json(_) => example.cloned().unwrap_or_else(|| Map::new().into()),
            TypeRef::List(item) => match example {
                Some(example) if example.is_array() => example.clone(),
                _ => {
                    let item = self.inner(item, schema, "items", name, depth);
                    Value::Array(item.into_iter().collect())
                }
            },
            TypeRef::Map(value) => match example {
                Some(example) if example.is_object() => example.clone(),
                _ => {
                    let value = self.inner(value, schema, "additionalProperties", name, depth);
                    let entry = value.map(|value| ("key".to_owned(), value));
                    entry.into_iter().collect()
                }
            },
            TypeRef::Model(id) => self.model(*id, name, depth),
        }
    }

    /// What a list or a map holds; nothing if it holds what it is in.
    fn inner(
        &mut self,
        ty: &TypeRef,
        schema: Option<&Value>,
        keyword: &str,
        name: &str,
        depth: usize,
    ) -> Option<Value> {
        let is_around = ty.model().is_some_and(|id| self.around.contains(&id));
        let schema = self.reference.document.inside(schema, keyword);
        (!is_around).then(|| self.value(ty, schema, name, depth))
    }

    fn model(&mut self, id: ModelId, name: &str, depth: usize) -> Value {
        let reference = self.reference;
        let model = reference.cx.api.model(id);
        let schema = reference.document.at(&model.pointer);
        let example = shown(schema.and_then(example));
        match &model.kind {
            ModelKind::Alias(target) => self.value(target, schema, name, depth + 1),
            ModelKind::Enum(values) => {
                let listed = example.and_then(Value::as_str);
                let listed = listed.filter(|text| values.iter().any(|value| value == text));
                let first = values.first().map_or("", String::as_str);
                Value::from(listed.unwrap_or(first))
            }
            ModelKind::Union(_) if self.around.contains(&id) => Map::new().into(),
            ModelKind::Union(union) => {
                self.around.push(id);
                let first = union.variants.first();
                let value = first.map(|variant| {
                    let schema = reference.document.at(&variant.pointer);
                    let mut value = self.value(&variant.ty, schema, name, depth);
                    let tag = tag(union, variant);
                    if let (Value::Object(object), Some((property, tag))) = (&mut value, tag) {
                        let tag = serde_json::to_value(tag).unwrap_or_default();
                        object.insert(property.to_owned(), tag);
                    }
                    value
                });
                self.around.pop();
                value.unwrap_or_default()
            }
            ModelKind::Struct(_) if self.around.contains(&id) => Map::new().into(),
            ModelKind::Struct(object) => {
                let is_shown = |field: &&Field| match self.way {
                    Way::Response => !field.write_only,
                    Way::Request => !field.read_only,
                };
                if let Some(Value::Object(example)) = example {
                    let mut example = example.clone();
                    let hidden = object.fields.iter().filter(|field| !is_shown(field));
                    hidden.for_each(|field| drop(example.shift_remove(&field.name)));
                    return example.into();
                }
                let fields = object.fields.iter().filter(is_shown);
                let fields: Vec<&Field> = fields.collect();
                self.around.push(id);
                let object = self.object(&fields, depth);
                self.around.pop();
                object
            }
        }
    }

    fn object(&mut self, fields: &[&Field], depth: usize) -> Value {
        let mut object = Map::new();
        for field in fields {
            let is_needed = field.required && self.way == Way::Request;
            if is_needed || self.is_worth_showing(field, depth) {
                let schema = self.reference.document.at(&field.pointer);
                let value = self.value(&field.ty, schema, &field.name, depth + 1);
                object.insert(field.name.clone(), value);
            }
        }
        object.into()
    }

    fn is_worth_showing(&self, field: &Field, depth: usize) -> bool {
        let reference = self.reference;
        let is_within_itself = field.ty.model().is_some_and(|id| self.around.contains(&id));
        let is_plain = !is_compound(reference.cx.api, resolve(reference.cx.api, &field.ty));
        !field.deprecated && !is_within_itself && (is_plain || depth < self.plain_depth)
    }
}
