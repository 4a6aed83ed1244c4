//! Schemas to models and types.

use indexmap::IndexMap;
use openapiv3::{AdditionalProperties, ReferenceOr, Schema};
use serde_json::Value;

use super::Lowering;
use super::literals::plain;
use super::schema_class::{SchemaClass, listed};
use super::schema_keywords::{Node, SchemaKeywords, SchemaPart, scalar};
use super::schemas::component_name;
use crate::ir::{
    Constraints, Model, ModelId, ModelKind, Origin, Scalar, TypeRef, Union, Untyped, Variant,
};
use crate::pointer::escape;

impl<'a> Lowering<'a> {
    /// Lowers the named schemas. All get an id first, so that they can refer to each other; models of nested
    /// schemas follow them.
    pub(super) fn components(&mut self) {
        let document = self.document;
        let schemas = document
            .components
            .iter()
            .flat_map(|components| &components.schemas);
        for (name, _) in schemas.clone() {
            if !self.has_room() {
                self.too_many_models(&format!("#/components/schemas/{}", escape(name)));
                return;
            }
            self.models.push(Model {
                pointer: format!("#/components/schemas/{}", escape(name)),
                origin: Origin::Component(name.clone()),
                kind: ModelKind::Alias(TypeRef::Json(Untyped::Cycle)),
                constraints: Constraints::default(),
                enum_values: Vec::new(),
                inner_enum_values: Vec::new(),
                takes_any_string: false,
                meanings: IndexMap::new(),
                deprecated: false,
                description: None,
            });
        }
        for (index, (name, node)) in schemas.enumerate() {
            let id = ModelId(index);
            let pointer = self.models[index].pointer.clone();
            if let ReferenceOr::Item(schema) = node {
                self.models[index].deprecated = schema.schema_data.deprecated;
                self.models[index]
                    .description
                    .clone_from(&schema.schema_data.description);
            }
            let kind = match Node::from(node) {
                Node::Schema(schema) => match self.own_type(schema, Some(name), &pointer) {
                    Some(own) => Some(ModelKind::Alias(own)),
                    None => self.named_kind(schema, id, &pointer),
                },
                Node::Reference(_) => None,
            };
            if let ReferenceOr::Item(schema) = node {
                self.warn_of_kept(schema, kind.as_ref(), &pointer);
            }
            let kind = kind.unwrap_or_else(|| {
                let origin = Origin::Nested(id, "item".to_owned());
                ModelKind::Alias(self.type_of(Node::from(node), &origin, &pointer))
            });
            self.models[index].kind = kind;
            self.models[index].constraints = self.schemas.constraints(Node::from(node));
            self.models[index].enum_values = self.schemas.enum_constants(Node::from(node));
            self.models[index].inner_enum_values = self.schemas.inner_tags(Node::from(node));
            self.models[index].meanings = self.schemas.meanings(Node::from(node));
            self.pay_model(id);
            if self.is_over_budget() {
                break;
            }
        }
        self.settle_aliases();
    }

    /// The model kind of a named schema; `None` if it is an alias of a type.
    fn named_kind(&mut self, schema: &'a Schema, id: ModelId, pointer: &str) -> Option<ModelKind> {
        let kind = match self.hierarchy(schema, id) {
            Some(kind) => kind,
            None => self.kind_of(schema, id, pointer)?,
        };
        self.check_parts(&SchemaKeywords::of(schema), pointer);
        Some(kind)
    }

    /// The model kind of a schema that becomes a type of its own; `None` for others.
    fn kind_of(&mut self, schema: &'a Schema, id: ModelId, pointer: &str) -> Option<ModelKind> {
        self.models[id.0].takes_any_string |= self.schemas.takes_any_string(Node::Schema(schema));
        match self.schemas.class(schema, pointer) {
            SchemaClass::Struct => Some(self.object_kind(schema, id, pointer)),
            SchemaClass::Values(values) => Some(ModelKind::Enum(values)),
            SchemaClass::Integers(values) => Some(ModelKind::IntegerEnum(values)),
            SchemaClass::Union(alternatives) => Some(self.union_kind(schema, alternatives, id)),
            // A child that adds nothing to its parent is one of its kinds, and not any of them.
            SchemaClass::Same(part) if self.schemas.is_child(id, part.node) => {
                Some(self.object_kind(schema, id, pointer))
            }
            SchemaClass::Same(part) => match part.node {
                Node::Schema(inner) => self.kind_of(inner, id, &part.pointer),
                Node::Reference(_) => None,
            },
            SchemaClass::Own => self.mixed_values(schema, pointer),
        }
    }

    /// An enum with values of several JSON types is a union of scalar types.
    fn mixed_values(&self, schema: &'a Schema, pointer: &str) -> Option<ModelKind> {
        let view = SchemaKeywords::of(schema);
        if view.kind.is_some() {
            return None;
        }
        let mut variants: Vec<Variant> = Vec::new();
        for value in &view.values {
            let scalar = match value.as_ref() {
                Value::String(_) => Scalar::String,
                Value::Bool(_) => Scalar::Bool,
                Value::Number(number) if number.is_f64() => Scalar::Double,
                Value::Number(_) => Scalar::Int64,
                Value::Null => continue,
                Value::Array(_) | Value::Object(_) => return None,
            };
            let ty = TypeRef::Scalar(scalar);
            let listed = plain(value);
            match variants.iter_mut().find(|variant| variant.ty == ty) {
                Some(known) => known.enum_values.extend(listed),
                None => variants.push(Variant {
                    pointer: pointer.to_owned(),
                    label: None,
                    ty,
                    constraints: self.schemas.constraints(Node::Schema(schema)),
                    tags: Vec::new(),
                    enum_values: listed.into_iter().collect(),
                }),
            }
        }
        (variants.len() > 1).then_some(ModelKind::Union(Union {
            discriminator: None,
            is_explicit: false,
            variants,
        }))
    }

    /// The type of a schema at its use. An inline schema that needs a name gets this origin.
    pub(super) fn type_of(&mut self, node: Node<'a>, origin: &Origin, pointer: &str) -> TypeRef {
        let schema = match node {
            Node::Reference(reference) => return self.reference(reference, pointer),
            Node::Schema(schema) => schema,
        };
        if let Some(own) = self.own_type(schema, None, pointer) {
            return own;
        }
        let view = SchemaKeywords::of(schema);
        self.check_parts(&view, pointer);
        match self.schemas.class(schema, pointer) {
            SchemaClass::Same(part) => {
                let ty = self.type_of(part.node, origin, &part.pointer);
                self.note_any_string(node, part.node, &ty);
                return ty;
            }
            SchemaClass::Own if self.mixed_values(schema, pointer).is_none() => {}
            _ if !self.has_room() => return self.too_many_models(pointer),
            _ => return TypeRef::Model(self.inline(schema, origin.clone(), pointer)),
        }
        self.warn_of_kept(schema, None, pointer);
        let kind = view.kind.or_else(|| kind_of_numbers(&view));
        match kind {
            Some("array") => self.list_of(&view, origin, pointer),
            None if view.items.is_some() => self.list_of(&view, origin, pointer),
            Some("object") => self.map_of(&view, origin, pointer),
            None if view.additional.is_some() => self.map_of(&view, origin, pointer),
            Some("null") => TypeRef::Json(Untyped::Nothing),
            Some(kind) => match (
                self.own_format(kind, view.format),
                scalar(kind, view.format),
            ) {
                (Some(own), _) => own,
                (None, Some(scalar)) => TypeRef::Scalar(scalar),
                (None, None) => self.unknown_type(kind, pointer),
            },
            None => TypeRef::Json(Untyped::Anything),
        }
    }

    /// Marks the enum of a schema that also allows any other string. The enum may be closed where it is used
    /// by name.
    pub(super) fn note_any_string(&mut self, whole: Node<'a>, part: Node<'a>, ty: &TypeRef) {
        if matches!(part, Node::Schema(_))
            && self.schemas.takes_any_string(whole)
            && let Some(model) = ty.model().and_then(|id| self.models.get_mut(id.0))
        {
            model.takes_any_string = true;
        }
    }

    /// The type of the items of an array, of the values of a map, or of a body: an option if the schema
    /// allows `null`.
    pub(super) fn item_type(&mut self, node: Node<'a>, origin: &Origin, pointer: &str) -> TypeRef {
        match self.type_of(node, origin, pointer) {
            TypeRef::Json(why) => TypeRef::Json(why),
            ty if self.schemas.allows_null(node) => TypeRef::Nullable(Box::new(ty)),
            ty => ty,
        }
    }

    fn inline(&mut self, schema: &'a Schema, origin: Origin, pointer: &str) -> ModelId {
        // A schema that merges the one that it is part of meets itself.
        if let Some(id) = self.inlining.get(pointer) {
            return *id;
        }
        let part = SchemaPart {
            node: Node::Schema(schema),
            pointer: pointer.to_owned(),
        };
        let id = self.placeholder(origin, &part);
        self.inlining.insert(pointer.to_owned(), id);
        if let Some(kind) = self.kind_of(schema, id, pointer) {
            self.warn_of_kept(schema, Some(&kind), pointer);
            self.models[id.0].kind = kind;
            self.models[id.0].meanings = self.schemas.meanings(part.node);
        }
        self.inlining.remove(pointer);
        self.pay_model(id);
        id
    }

    fn list_of(&mut self, view: &SchemaKeywords<'a>, origin: &Origin, pointer: &str) -> TypeRef {
        let item = match view.items {
            Some(items) => self.item_type(items, origin, &format!("{pointer}/items")),
            None => TypeRef::Json(Untyped::FreeList),
        };
        TypeRef::List(Box::new(item))
    }

    fn map_of(&mut self, view: &SchemaKeywords<'a>, origin: &Origin, pointer: &str) -> TypeRef {
        let value = match view.additional {
            None if self.empty_objects_are_any => return TypeRef::Json(Untyped::EmptyObject),
            Some(AdditionalProperties::Schema(schema)) => {
                let pointer = format!("{pointer}/additionalProperties");
                self.item_type(Node::from(schema.as_ref()), origin, &pointer)
            }
            Some(AdditionalProperties::Any(_)) | None => TypeRef::Json(Untyped::FreeObject),
        };
        TypeRef::Map(Box::new(value))
    }

    pub(super) fn reference(&mut self, reference: &str, pointer: &str) -> TypeRef {
        self.component(reference).unwrap_or_else(|| {
            self.dangling(reference, "schema", pointer);
            TypeRef::Json(Untyped::Dangling)
        })
    }

    /// The type of a reference to a named schema; `None` if the document has no such schema.
    pub(super) fn component(&self, reference: &str) -> Option<TypeRef> {
        let id = self.schemas.id_of(&component_name(reference)?)?;
        Some(TypeRef::Model(id))
    }

    /// Reports the parts of a schema that no type expresses: references to schemas that do not exist, which say
    /// nothing about the class of the whole, and `not`.
    fn check_parts(&mut self, view: &SchemaKeywords<'_>, pointer: &str) {
        let all_of = listed(view.all_of, pointer, "allOf");
        let one_of = listed(view.one_of, pointer, "oneOf");
        let any_of = listed(view.any_of, pointer, "anyOf");
        for part in all_of.chain(one_of).chain(any_of) {
            if let Node::Reference(reference) = part.node {
                self.reference(reference, &part.pointer);
            }
        }
        if view.has_not {
            self.warn(
                "not-ignored",
                pointer,
                "a type cannot express `not`".to_owned(),
                "`not` is ignored: the service checks it",
            );
        }
    }

    fn unknown_type(&mut self, kind: &str, pointer: &str) -> TypeRef {
        self.warn(
            "unknown-type",
            pointer,
            format!("`{kind}` is not a type of OpenAPI 3.0"),
            "treated as any JSON value",
        );
        TypeRef::Json(Untyped::UnknownType)
    }
}

/// The type of an enum without `type` whose values are all numbers or all booleans.
fn kind_of_numbers(view: &SchemaKeywords<'_>) -> Option<&'static str> {
    let mut values = view
        .values
        .iter()
        .filter(|value| !value.is_null())
        .peekable();
    values.peek()?;
    let values: Vec<_> = values.collect();
    if values.iter().all(|value| value.is_i64() || value.is_u64()) {
        Some("integer")
    } else if values.iter().all(|value| value.is_number()) {
        Some("number")
    } else if values.iter().all(|value| value.is_boolean()) {
        Some("boolean")
    } else {
        None
    }
}
