//! Schemas to models and type references.

use std::collections::HashSet;

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};
use serde_json::Value;

use super::Lowering;
use super::view::{Node, View};
use crate::ir::{Field, Model, ModelId, ModelKind, OperationId, Origin, Scalar, Struct, TypeRef};

impl<'a> Lowering<'a> {
    /// Lowers the named schemas. Each gets its id before any is looked into, so that they can
    /// refer to each other; what is nested in them comes behind all of them.
    pub(super) fn components(&mut self) {
        let document = self.document;
        let schemas = document
            .components
            .iter()
            .flat_map(|components| &components.schemas);
        for (index, (name, _)) in schemas.clone().enumerate() {
            self.components.insert(name, ModelId(index));
            self.models.push(Model {
                pointer: format!("#/components/schemas/{}", escape(name)),
                origin: Origin::Component(name.clone()),
                kind: ModelKind::Alias(TypeRef::Json),
                deprecated: false,
                description: None,
            });
        }
        for (index, (_, node)) in schemas.enumerate() {
            let id = ModelId(index);
            let pointer = self.models[index].pointer.clone();
            if let ReferenceOr::Item(schema) = node {
                self.models[index].deprecated = schema.schema_data.deprecated;
                self.models[index]
                    .description
                    .clone_from(&schema.schema_data.description);
            }
            let kind = match Node::from(node) {
                Node::Schema(schema) => self.kind_of(schema, id, &pointer),
                Node::Reference(_) => None,
            };
            let kind = kind.unwrap_or_else(|| {
                let origin = Origin::Nested(id, "item".to_owned());
                ModelKind::Alias(self.type_of(Node::from(node), &origin, &pointer))
            });
            self.models[index].kind = kind;
        }
        self.break_alias_cycles();
    }

    /// An alias that leads back to itself through lists, maps and other aliases alone is no type of
    /// Rust; where it closes the circle it becomes any JSON value.
    fn break_alias_cycles(&mut self) {
        for index in 0..self.models.len() {
            let start = ModelId(index);
            let mut next = self.alias_target(start);
            // Longer than there are models, and the walk is in a circle that `start` is not part of.
            for _ in 0..self.models.len() {
                match next {
                    Some(id) if id == start => break,
                    Some(id) => next = self.alias_target(id),
                    None => break,
                }
            }
            if next != Some(start) {
                continue;
            }
            if let ModelKind::Alias(target) = &mut self.models[index].kind {
                *innermost(target) = TypeRef::Json;
            }
            let pointer = self.models[index].pointer.clone();
            self.warn(
                "cyclic-alias",
                &pointer,
                "the schema is made of nothing but itself".to_owned(),
                "its items are taken for any JSON value",
            );
        }
    }

    fn alias_target(&self, id: ModelId) -> Option<ModelId> {
        match &self.models.get(id.0)?.kind {
            ModelKind::Alias(target) => target.model(),
            ModelKind::Struct(_) | ModelKind::Enum(_) => None,
        }
    }

    /// The kind of a schema that is worth a type of its own.
    fn kind_of(&mut self, schema: &'a Schema, id: ModelId, pointer: &str) -> Option<ModelKind> {
        let view = View::of(schema);
        if view.is_struct() {
            return Some(ModelKind::Struct(self.object(
                schema,
                Owner::Model(id),
                pointer,
            )));
        }
        enum_values(&view).map(ModelKind::Enum)
    }

    /// The type of a schema where it is used. An inline schema that needs a name gets its origin.
    pub(super) fn type_of(&mut self, node: Node<'a>, origin: &Origin, pointer: &str) -> TypeRef {
        let schema = match node {
            Node::Reference(reference) => return self.reference(reference, pointer),
            Node::Schema(schema) => schema,
        };
        let view = View::of(schema);
        if view.is_struct() || enum_values(&view).is_some() {
            return TypeRef::Model(self.inline(schema, origin.clone(), pointer));
        }
        if let Some(only) = the_only_part(&view) {
            return self.type_of(Node::from(only), origin, pointer);
        }
        match view.kind {
            Some("array") => match view.items {
                Some(items) => {
                    let item = self.type_of(items, origin, &format!("{pointer}/items"));
                    TypeRef::List(Box::new(item))
                }
                None => TypeRef::List(Box::new(TypeRef::Json)),
            },
            Some("object") => self.map_of(&view, origin, pointer),
            None if view.additional.is_some() => self.map_of(&view, origin, pointer),
            None if view.items.is_some() => TypeRef::List(Box::new(TypeRef::Json)),
            Some(kind) => match scalar(kind, view.format.as_deref()) {
                Some(scalar) => TypeRef::Scalar(scalar),
                None => self.unknown_type(kind, pointer),
            },
            None => self.untyped(&view, pointer),
        }
    }

    fn inline(&mut self, schema: &'a Schema, origin: Origin, pointer: &str) -> ModelId {
        let id = ModelId(self.models.len());
        self.models.push(Model {
            pointer: pointer.to_owned(),
            origin,
            kind: ModelKind::Alias(TypeRef::Json),
            deprecated: schema.schema_data.deprecated,
            description: schema.schema_data.description.clone(),
        });
        if let Some(kind) = self.kind_of(schema, id, pointer) {
            self.models[id.0].kind = kind;
        }
        id
    }

    fn map_of(&mut self, view: &View<'a>, origin: &Origin, pointer: &str) -> TypeRef {
        let value = match view.additional {
            Some(AdditionalProperties::Schema(schema)) => {
                let pointer = format!("{pointer}/additionalProperties");
                self.type_of(Node::from(schema.as_ref()), origin, &pointer)
            }
            Some(AdditionalProperties::Any(_)) | None => TypeRef::Json,
        };
        TypeRef::Map(Box::new(value))
    }

    pub(super) fn reference(&mut self, reference: &str, pointer: &str) -> TypeRef {
        let name = reference
            .strip_prefix("#/components/schemas/")
            .map(unescape);
        match name.and_then(|name| self.components.get(name.as_str()).copied()) {
            Some(id) => TypeRef::Model(id),
            None => {
                self.error(
                    "dangling-reference",
                    pointer,
                    format!("`{reference}` leads to no schema"),
                    "add the schema, or mend the reference",
                );
                TypeRef::Json
            }
        }
    }

    fn unknown_type(&mut self, kind: &str, pointer: &str) -> TypeRef {
        self.warn(
            "unknown-type",
            pointer,
            format!("`{kind}` is not a type of OpenAPI 3.0"),
            "it is taken for any JSON value",
        );
        TypeRef::Json
    }

    fn untyped(&mut self, view: &View<'_>, pointer: &str) -> TypeRef {
        if !view.one_of.is_empty() || !view.any_of.is_empty() {
            self.warn(
                "union",
                pointer,
                "`oneOf` and `anyOf` are not typed yet".to_owned(),
                "it is taken for any JSON value",
            );
        }
        TypeRef::Json
    }

    /// An object with named properties, those of its `allOf` included.
    pub(super) fn object(&mut self, schema: &'a Schema, owner: Owner, pointer: &str) -> Struct {
        let mut merged = Merged::default();
        self.merge(Node::Schema(schema), owner, pointer, &mut merged);
        for field in &mut merged.fields {
            field.required |= merged.required.contains(&field.name.as_str());
        }
        for name in &merged.required {
            if !merged.fields.iter().any(|field| field.name == *name) {
                self.warn(
                    "unknown-required-property",
                    pointer,
                    format!("`{name}` is required, and no property of the object"),
                    "it was left out of the list",
                );
            }
        }
        Struct {
            fields: merged.fields,
        }
    }

    fn merge(&mut self, node: Node<'a>, owner: Owner, pointer: &str, merged: &mut Merged<'a>) {
        let schema = match node {
            Node::Schema(schema) => schema,
            // A part that was merged before, or that is being merged, has nothing to add.
            Node::Reference(reference) if !merged.seen.insert(reference) => return,
            Node::Reference(reference) => match self.component_schema(reference) {
                Some((target, pointer)) => return self.merge(target, owner, &pointer, merged),
                None => return drop(self.reference(reference, pointer)),
            },
        };
        let view = View::of(schema);
        for (index, part) in view.all_of.iter().enumerate() {
            let pointer = format!("{pointer}/allOf/{index}");
            self.merge(Node::from(part), owner, &pointer, merged);
        }
        merged
            .required
            .extend(view.required.iter().map(String::as_str));
        for (name, property) in view.properties {
            let pointer = format!("{pointer}/properties/{}", escape(name));
            let field = self.field(name, Node::from(property), owner, pointer);
            match merged.fields.iter_mut().find(|known| known.name == *name) {
                Some(known) => *known = field,
                None => merged.fields.push(field),
            }
        }
    }

    fn component_schema(&self, reference: &str) -> Option<(Node<'a>, String)> {
        let name = unescape(reference.strip_prefix("#/components/schemas/")?);
        let components = self.document.components.as_ref()?;
        let pointer = format!("#/components/schemas/{}", escape(&name));
        Some((Node::from(components.schemas.get(&name)?), pointer))
    }

    fn field(&mut self, name: &str, node: Node<'a>, owner: Owner, pointer: String) -> Field {
        let ty = self.type_of(node, &owner.origin(name), &pointer);
        let data = match node {
            Node::Schema(schema) => Some(&schema.schema_data),
            Node::Reference(_) => None,
        };
        Field {
            pointer,
            name: name.to_owned(),
            ty,
            required: false,
            nullable: data.is_some_and(|data| data.nullable),
            read_only: data.is_some_and(|data| data.read_only),
            deprecated: data.is_some_and(|data| data.deprecated),
            default: data.and_then(|data| data.default.clone()),
            description: data.and_then(|data| data.description.clone()),
        }
    }
}

/// What the properties of an object belong to.
#[derive(Clone, Copy)]
pub(super) enum Owner {
    Model(ModelId),
    /// The operation whose body is a form.
    Form(OperationId),
}

impl Owner {
    fn origin(self, property: &str) -> Origin {
        match self {
            Self::Model(id) => Origin::Nested(id, property.to_owned()),
            Self::Form(id) => Origin::Parameter(id, property.to_owned()),
        }
    }
}

#[derive(Default)]
struct Merged<'a> {
    seen: HashSet<&'a str>,
    fields: Vec<Field>,
    required: Vec<&'a str>,
}

fn innermost(ty: &mut TypeRef) -> &mut TypeRef {
    match ty {
        TypeRef::List(item) | TypeRef::Map(item) => innermost(item),
        other => other,
    }
}

/// `allOf`, `oneOf` or `anyOf` of one part is that part.
fn the_only_part<'a>(view: &View<'a>) -> Option<&'a ReferenceOr<Schema>> {
    match (view.all_of, view.one_of, view.any_of) {
        ([only], [], []) | ([], [only], []) | ([], [], [only]) => Some(only),
        _ => None,
    }
}

/// The values of an enum of strings, each once; `null` among them means nullable and is no value.
fn enum_values(view: &View<'_>) -> Option<Vec<String>> {
    if !matches!(view.kind, None | Some("string")) {
        return None;
    }
    let mut texts: Vec<String> = Vec::with_capacity(view.values.len());
    for value in &view.values {
        match value.as_ref() {
            Value::String(text) if texts.contains(text) => {}
            Value::String(text) => texts.push(text.clone()),
            Value::Null => {}
            _ => return None,
        }
    }
    (!texts.is_empty()).then_some(texts)
}

fn scalar(kind: &str, format: Option<&str>) -> Option<Scalar> {
    Some(match (kind, format) {
        ("string", Some("date-time")) => Scalar::DateTime,
        ("string", Some("date")) => Scalar::Date,
        ("string", Some("local-date-time")) => Scalar::LocalDateTime,
        ("string", Some("year-month")) => Scalar::YearMonth,
        ("string", Some("interval")) => Scalar::Interval,
        ("string", Some("binary")) => Scalar::Binary,
        ("string", _) => Scalar::String,
        ("boolean", _) => Scalar::Bool,
        ("integer", Some("int32")) => Scalar::Int32,
        ("integer", _) => Scalar::Int64,
        ("number", Some("float")) => Scalar::Float,
        ("number", _) => Scalar::Double,
        _ => return None,
    })
}

pub(super) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn unescape(name: &str) -> String {
    name.replace("~1", "/").replace("~0", "~")
}
