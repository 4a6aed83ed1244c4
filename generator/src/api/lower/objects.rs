//! Objects: merges named properties, those of `allOf` and of alternatives.

use std::collections::{HashMap, HashSet};

use openapiv3::{AdditionalProperties, Schema};

use super::Lowering;
use super::schema_keywords::{Node, SchemaKeywords, SchemaPart};
use super::schemas::MAX_PARTS;
use super::vendor;
use crate::ir::{
    Constraints, Field, Literal, ModelId, ModelKind, OperationId, Origin, Struct, TypeRef, Union,
    Untyped, Variant,
};
use crate::pointer::escape;

/// The owner of the properties of an object, for the origin of their types.
#[derive(Clone, Copy)]
pub(super) enum Owner {
    Model(ModelId),
    /// The operation whose body is the form.
    Form(OperationId),
}

impl Owner {
    pub(super) fn origin(self, property: &str) -> Origin {
        match self {
            Self::Model(id) => Origin::Nested(id, property.to_owned()),
            Self::Form(id) => Origin::Parameter(id, property.to_owned()),
        }
    }
}

/// An object while its parts are merged.
#[derive(Default, Clone)]
pub(super) struct Merged<'a> {
    /// The named schemas that were followed. A part that was merged already, or is being merged, adds
    /// nothing.
    seen: HashSet<&'a str>,
    fields: Vec<Field>,
    /// The schemas of each field, by property name: those of all parts that declare it.
    declared: HashMap<&'a str, Vec<SchemaPart<'a>>>,
    required: Vec<&'a str>,
    rest: Option<TypeRef>,
    additional_enum_values: Vec<Literal>,
    /// Whether a part says that unknown properties are kept, or that they are not.
    keeps_unknown: Option<bool>,
    /// The parts with `oneOf` or `anyOf`, each with its alternatives.
    pub(super) choices: Vec<Choice<'a>>,
}

#[derive(Clone)]
pub(super) struct Choice<'a> {
    schema: &'a Schema,
    pointer: String,
    alternatives: Vec<SchemaPart<'a>>,
}

impl<'a> Lowering<'a> {
    /// An object with the properties of all its parts. If one part has alternatives, the object is a union.
    pub(super) fn object_kind(
        &mut self,
        schema: &'a Schema,
        id: ModelId,
        pointer: &str,
    ) -> ModelKind {
        let owner = Owner::Model(id);
        let mut merged = Merged::default();
        merged.seen.extend(self.schemas.own_name(id));
        self.merge(Node::Schema(schema), owner, pointer, &mut merged);
        match <[Choice<'a>; 1]>::try_from(std::mem::take(&mut merged.choices)) {
            Ok([choice]) => ModelKind::Union(self.distributed(id, &merged, choice)),
            Err(choices) => {
                self.merge_all(choices, owner, &mut merged);
                ModelKind::Struct(self.finished(merged, pointer))
            }
        }
    }

    /// One struct in which the properties of alternatives are optional: the fields of a form, and the base of
    /// schemas that extend it.
    pub(super) fn flat_object(
        &mut self,
        schema: &'a Schema,
        owner: Owner,
        pointer: &str,
    ) -> Struct {
        let mut merged = Merged::default();
        self.merge(Node::Schema(schema), owner, pointer, &mut merged);
        let choices = std::mem::take(&mut merged.choices);
        self.merge_all(choices, owner, &mut merged);
        self.finished(merged, pointer)
    }

    /// A union of objects that share properties.
    fn distributed(&mut self, id: ModelId, shared: &Merged<'a>, choice: Choice<'a>) -> Union {
        let names: Vec<&str> = shared
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        let discriminated = self
            .schemas
            .discriminated(choice.schema, &choice.alternatives);
        let labels = self.schemas.labels(&choice.alternatives, &discriminated);
        let described = labels.into_iter().zip(discriminated.tags);
        let mut variants = Vec::with_capacity(choice.alternatives.len());
        for (alternative, (label, tags)) in choice.alternatives.into_iter().zip(described) {
            let known = self
                .schemas
                .property_names(alternative.node, &mut HashSet::new());
            let has_all = names.iter().all(|name| known.contains(name));
            // One that repeats what is shared is that type.
            if has_all && shared.rest.is_none() && matches!(alternative.node, Node::Reference(_)) {
                let origin = Origin::Nested(id, label.clone());
                variants.extend(self.variant(alternative, &origin, None, tags));
                continue;
            }
            let model = self.placeholder(Origin::Nested(id, label.clone()), &alternative);
            let mut merged = shared.clone();
            self.merge(
                alternative.node,
                Owner::Model(model),
                &alternative.pointer,
                &mut merged,
            );
            let choices = std::mem::take(&mut merged.choices);
            self.merge_all(choices, Owner::Model(model), &mut merged);
            let object = self.finished(merged, &alternative.pointer);
            self.models[model.0].kind = ModelKind::Struct(object);
            variants.push(Variant {
                pointer: alternative.pointer,
                label: Some(label),
                ty: TypeRef::Model(model),
                constraints: Constraints::default(),
                tags,
                enum_values: Vec::new(),
            });
        }
        Union {
            discriminator: discriminated.property,
            is_explicit: discriminated.is_explicit,
            variants,
        }
    }

    /// Adds the properties of all alternatives to one object, as optional properties.
    fn merge_all(&mut self, choices: Vec<Choice<'a>>, owner: Owner, merged: &mut Merged<'a>) {
        for choice in choices {
            self.warn(
                "choices-merged",
                &choice.pointer,
                "the object has more than one `oneOf` or `anyOf`, or one without a type of its own"
                    .to_owned(),
                "it has the properties of all alternatives, as optional properties",
            );
            let required = merged.required.clone();
            for alternative in choice.alternatives {
                self.merge(alternative.node, owner, &alternative.pointer, merged);
            }
            merged.required = required;
            // What is nested in an alternative has been merged as far as it has names.
            merged.choices.clear();
        }
    }

    pub(super) fn finished(&mut self, mut merged: Merged<'a>, pointer: &str) -> Struct {
        let required: HashSet<&str> = merged.required.iter().copied().collect();
        for field in &mut merged.fields {
            field.required |= required.contains(field.name.as_str());
        }
        if merged.rest.is_none() && merged.keeps_unknown.unwrap_or(self.all_keep_unknown) {
            merged.rest = Some(TypeRef::Json(Untyped::Unknown));
        }
        self.pay_fields(&mut merged.fields, pointer);
        let names: HashSet<&str> = merged.fields.iter().map(|it| it.name.as_str()).collect();
        for name in &merged.required {
            if merged.rest.is_none() && !names.contains(name) {
                self.warn(
                    "unknown-required-property",
                    pointer,
                    format!("`{name}` is required but not a property of the object"),
                    "ignored",
                );
            }
        }
        Struct {
            fields: merged.fields,
            rest: merged.rest,
            additional_enum_values: merged.additional_enum_values,
        }
    }

    pub(super) fn merge(
        &mut self,
        node: Node<'a>,
        owner: Owner,
        pointer: &str,
        merged: &mut Merged<'a>,
    ) {
        let schema = match node {
            Node::Schema(schema) => schema,
            Node::Reference(reference) => match self.schemas.component(reference) {
                Some((name, _)) if merged.seen.contains(name) => return,
                Some(_) if merged.seen.len() >= MAX_PARTS => {
                    return self.warn(
                        "too-many-parts",
                        pointer,
                        format!("the object is merged from more than {MAX_PARTS} schemas"),
                        "the others are ignored",
                    );
                }
                Some((name, target)) => {
                    merged.seen.insert(name);
                    let pointer = format!("#/components/schemas/{}", escape(name));
                    return self.merge(target, owner, &pointer, merged);
                }
                None => return drop(self.reference(reference, pointer)),
            },
        };
        if self.is_over_budget() {
            return;
        }
        let view = SchemaKeywords::of(schema);
        // What a schema says holds whatever its parts say.
        let keeps_unknown = vendor::keeps_unknown(&schema.schema_data.extensions);
        for (index, part) in view.all_of.iter().enumerate() {
            let pointer = format!("{pointer}/allOf/{index}");
            self.merge(Node::from(part), owner, &pointer, merged);
        }
        merged.keeps_unknown = keeps_unknown.or(merged.keeps_unknown);
        merged
            .required
            .extend(view.required.iter().map(String::as_str));
        for (name, property) in view.properties {
            let part = SchemaPart {
                node: Node::from(property),
                pointer: format!("{pointer}/properties/{}", escape(name)),
            };
            self.merge_property(name, part, owner, merged);
        }
        if let Some(additional) = view.additional
            && let Some(rest) = self.rest(additional, owner, pointer)
        {
            merged.rest = Some(rest);
            merged.additional_enum_values = match additional {
                AdditionalProperties::Schema(schema) => {
                    self.schemas.all_tags(Node::from(schema.as_ref()))
                }
                AdditionalProperties::Any(_) => Vec::new(),
            };
        }
        self.choose(schema, &view, owner, pointer, merged);
    }

    /// Adds a property to an object, which may have it already.
    fn merge_property(
        &mut self,
        name: &'a str,
        part: SchemaPart<'a>,
        owner: Owner,
        merged: &mut Merged<'a>,
    ) {
        let field = self.field(name, part.node, owner, part.pointer.clone());
        let declared = merged.declared.entry(name).or_default();
        // A field that is there has a schema: only then is it worth looking for.
        let is_known = !declared.is_empty();
        let mut known = merged.fields.iter_mut().take_while(|_| is_known);
        match known.find(|known| known.name == *name) {
            Some(known) => *known = self.redeclared(known, declared, field, part, owner),
            None => {
                declared.push(part);
                merged.fields.push(field);
            }
        }
    }

    /// Records the alternatives of a part.
    fn choose(
        &mut self,
        schema: &'a Schema,
        view: &SchemaKeywords<'a>,
        owner: Owner,
        pointer: &str,
        merged: &mut Merged<'a>,
    ) {
        let alternatives = self.schemas.alternatives(view, pointer);
        // A base that lists its children, seen from one of them.
        let names = alternatives
            .iter()
            .filter_map(|part| self.schemas.name_of(part.node));
        let is_parent = names.into_iter().any(|name| merged.seen.contains(name));
        match alternatives.as_slice() {
            _ if is_parent => {}
            [] => {}
            [only] => self.merge(only.node, owner, &only.pointer, merged),
            _ => merged.choices.push(Choice {
                schema,
                pointer: pointer.to_owned(),
                alternatives,
            }),
        }
    }

    /// The type of the additional properties.
    fn rest(
        &mut self,
        additional: &'a AdditionalProperties,
        owner: Owner,
        pointer: &str,
    ) -> Option<TypeRef> {
        match additional {
            AdditionalProperties::Any(false) => None,
            AdditionalProperties::Any(true) => Some(TypeRef::Json(Untyped::Anything)),
            AdditionalProperties::Schema(schema) => {
                let pointer = format!("{pointer}/additionalProperties");
                let origin = owner.origin("additional property");
                Some(self.item_type(Node::from(schema.as_ref()), &origin, &pointer))
            }
        }
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
            nullable: self.schemas.allows_null(node),
            read_only: self
                .schemas
                .is_marked(node, |data| data.read_only, &mut HashSet::new()),
            write_only: self
                .schemas
                .is_marked(node, |data| data.write_only, &mut HashSet::new()),
            deprecated: data.is_some_and(|data| data.deprecated),
            constraints: self.schemas.constraints(node),
            first: self.schemas.first_integer(node),
            enum_values: self.schemas.enum_constants(node),
            inner_enum_values: self.schemas.inner_tags(node),
            description: data.and_then(|data| data.description.clone()),
        }
    }
}
