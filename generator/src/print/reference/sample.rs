//! Sample bodies: JSON that conforms to the schemas, the same in every run.
//!
//! Examples of the definition are used if they are short. To stay readable, nested objects show only scalar
//! properties from some depth on, and no model is shown inside itself.

use indexmap::IndexMap;

use super::ReferencePages;
use super::plausible::plausible;
use crate::characters;
use crate::ir::{Constraints, Field, Literal, ModelId, ModelKind, TypeRef, is_compound, resolve};
use crate::sdk::Variant;

/// The depths from which objects show only scalar properties: the second if the first makes a body too long.
const PLAIN_DEPTHS: [usize; 2] = [2, 1];

/// The maximum number of lines of a readable body.
const MAX_LINES: usize = 60;

/// The depth at which even required properties end.
const MAX_DEPTH: usize = 8;

/// Longer examples of the definition are not shown, in bytes.
const MAX_EXAMPLE: usize = 4000;

/// The direction of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Request,
    Response,
}

/// A sample under construction.
struct SampleBody<'a> {
    reference: &'a ReferencePages<'a>,
    way: Way,
    /// The depth from which objects show only scalar properties.
    plain_depth: usize,
    /// The models that contain the current value.
    around: Vec<ModelId>,
}

impl ReferencePages<'_> {
    /// A body, as indented JSON: the example of the definition, if it has one.
    pub(super) fn sample(
        &self,
        ty: &TypeRef,
        constraints: &Constraints,
        example: Option<&Literal>,
        way: Way,
    ) -> String {
        if let Some(example) = shown(example) {
            return pretty(example);
        }
        let constraints = self.api.resolved(constraints);
        let body = |plain_depth| {
            let mut sample = SampleBody {
                reference: self,
                way,
                plain_depth,
                around: Vec::new(),
            };
            pretty(&sample.value(ty, constraints, "", 0))
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

fn pretty(value: &Literal) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    characters::json(&text).into_owned()
}

/// An example, if it is short enough to be shown.
fn shown(example: Option<&Literal>) -> Option<&Literal> {
    example.filter(|example| example.json().len() <= MAX_EXAMPLE)
}

fn object(properties: IndexMap<String, Literal>) -> Literal {
    Literal::Object(Box::new(properties))
}

impl SampleBody<'_> {
    fn value(
        &mut self,
        ty: &TypeRef,
        constraints: &Constraints,
        name: &str,
        depth: usize,
    ) -> Literal {
        let reference = self.reference;
        let example = shown(constraints.example());
        match ty {
            _ if depth > MAX_DEPTH => Literal::Null,
            TypeRef::Scalar(scalar) => plausible(*scalar, name, constraints),
            TypeRef::Nullable(inner) => self.value(inner, constraints, name, depth),
            TypeRef::Own(own) => match own.wire {
                Some(scalar) => plausible(scalar, name, constraints),
                None => example.cloned().unwrap_or_else(|| object(IndexMap::new())),
            },
            TypeRef::Json(_) => example.cloned().unwrap_or_else(|| object(IndexMap::new())),
            TypeRef::List(item) => match example {
                Some(example @ Literal::Array(_)) => example.clone(),
                _ => {
                    let items = reference.of_items(constraints);
                    let item = self.inner(item, items, name, depth);
                    Literal::Array(item.into_iter().collect())
                }
            },
            TypeRef::Map(value) => match example {
                Some(example @ Literal::Object(_)) => example.clone(),
                _ => {
                    let additional = reference.of_additional(constraints);
                    let value = self.inner(value, additional, name, depth);
                    let entry = value.map(|value| ("key".to_owned(), value));
                    object(entry.into_iter().collect())
                }
            },
            TypeRef::Model(id) => self.model(*id, name, depth),
        }
    }

    /// The item of a list or map; `None` if it contains the model that it is in.
    fn inner(
        &mut self,
        ty: &TypeRef,
        constraints: &Constraints,
        name: &str,
        depth: usize,
    ) -> Option<Literal> {
        let is_around = ty.model().is_some_and(|id| self.around.contains(&id));
        (!is_around).then(|| self.value(ty, constraints, name, depth))
    }

    fn model(&mut self, id: ModelId, name: &str, depth: usize) -> Literal {
        let reference = self.reference;
        let api = reference.api;
        let model = api.model(id);
        let constraints = api.resolved(&model.constraints);
        let example = shown(constraints.example());
        match &model.kind {
            ModelKind::Alias(target) => self.value(target, constraints, name, depth + 1),
            ModelKind::Enum(values) => {
                let declared = example.and_then(Literal::as_str);
                let declared = declared.filter(|text| values.iter().any(|value| value == text));
                let first = values.first().map_or("", String::as_str);
                Literal::from(declared.unwrap_or(first))
            }
            ModelKind::IntegerEnum(values) => {
                let declared = example.and_then(Literal::as_i64);
                let declared = declared.filter(|value| values.contains(value));
                Literal::Integer(declared.or(values.first().copied()).unwrap_or_default())
            }
            _ if self.around.contains(&id) => object(IndexMap::new()),
            ModelKind::Union(_) => {
                self.around.push(id);
                let first = reference.sdk.model(id).variants().first();
                let value = first.map(|variant| self.variant(variant, name, depth));
                self.around.pop();
                value.unwrap_or(Literal::Null)
            }
            ModelKind::Struct(fields) => {
                let is_shown = |field: &&Field| match self.way {
                    Way::Response => !field.write_only,
                    Way::Request => !field.read_only,
                };
                if let Some(Literal::Object(example)) = example {
                    let mut example = example.clone();
                    let hidden = fields.fields.iter().filter(|field| !is_shown(field));
                    hidden.for_each(|field| drop(example.shift_remove(&field.name)));
                    return Literal::Object(example);
                }
                let fields = fields.fields.iter().filter(is_shown);
                let fields: Vec<&Field> = fields.collect();
                self.around.push(id);
                let object = self.object(&fields, depth);
                self.around.pop();
                object
            }
        }
    }

    /// A variant of a union, with its discriminator value.
    fn variant(&mut self, variant: &Variant<'_>, name: &str, depth: usize) -> Literal {
        let (node, tag) = (variant.node, variant.tag);
        let constraints = self.reference.api.resolved(&node.constraints);
        let mut value = self.value(&node.ty, constraints, name, depth);
        if let (Literal::Object(object), Some((property, tag))) = (&mut value, tag) {
            object.insert(property.to_owned(), tag.clone());
        }
        value
    }

    fn object(&mut self, fields: &[&Field], depth: usize) -> Literal {
        let mut properties = IndexMap::new();
        for field in fields {
            let is_needed = field.required && self.way == Way::Request;
            if is_needed || self.is_worth_showing(field, depth) {
                let constraints = self.reference.api.resolved(&field.constraints);
                let value = self.value(&field.ty, constraints, &field.name, depth + 1);
                properties.insert(field.name.clone(), value);
            }
        }
        object(properties)
    }

    fn is_worth_showing(&self, field: &Field, depth: usize) -> bool {
        let reference = self.reference;
        let is_within_itself = field.ty.model().is_some_and(|id| self.around.contains(&id));
        let is_plain = !is_compound(reference.api, resolve(reference.api, &field.ty));
        !field.deprecated && !is_within_itself && (is_plain || depth < self.plain_depth)
    }
}
