//! Form bodies: their fields become parameters.

use std::collections::HashSet;

use openapiv3::{AdditionalProperties, Encoding, MediaType, Schema};

use super::objects::Owner;
use super::parameters::named_style;
use super::schema_class::SchemaClass;
use super::schema_keywords::{Node, SchemaKeywords};
use super::{Lowering, parts, vendor};
use crate::ir::{Field, Location, ModelKind, OperationId, Parameter, Style, TypeRef};

impl<'a> Lowering<'a> {
    /// The fields of a form; `None` if its schema has no properties. A schema without additional properties
    /// may be an empty form.
    pub(super) fn form(
        &mut self,
        media_type: &str,
        media: &'a MediaType,
        id: OperationId,
        pointer: &str,
    ) -> Option<Vec<Parameter>> {
        let node = media.schema.as_ref().map(Node::from);
        let schema_pointer = format!("{pointer}/schema");
        let Some(fields) = node.and_then(|node| self.form_fields(node, id, &schema_pointer)) else {
            self.warn(
                "form-body",
                pointer,
                format!("the schema of the form `{media_type}` has no properties"),
                "the body is bytes that the caller has encoded",
            );
            return None;
        };
        let has_parts = media_type.starts_with("multipart/");
        // Read-only fields are not part of a request.
        let sent = fields.into_iter().filter(|field| !field.read_only);
        let parameters = sent.map(|field| {
            let declared = media.encoding.get(&field.name);
            // An alias of a file type is resolved; other aliases keep their names.
            let plain = self.without_aliases(&field.ty);
            let (meant, encoding) = parts::field(plain.clone(), declared, has_parts);
            let ty = if meant == plain { field.ty } else { meant };
            let style = style(self.is_list(&ty), declared);
            Parameter {
                pointer: field.pointer,
                name: field.name,
                location: Location::Form,
                required: field.required,
                ty,
                style,
                encoding,
                allow_reserved: false,
                constraints: field.constraints,
                first: field.first,
                enum_values: field.enum_values,
                deprecated: field.deprecated,
                description: field.description,
            }
        });
        Some(parameters.collect())
    }

    /// A type with top-level aliases resolved.
    fn without_aliases(&self, ty: &TypeRef) -> TypeRef {
        match ty {
            TypeRef::List(item) => TypeRef::List(Box::new(self.without_aliases(item))),
            TypeRef::Nullable(inner) => TypeRef::Nullable(Box::new(self.without_aliases(inner))),
            TypeRef::Model(id) => match self.models.get(id.0).map(|model| &model.kind) {
                Some(ModelKind::Alias(other)) => self.without_aliases(other),
                _ => ty.clone(),
            },
            _ => ty.clone(),
        }
    }

    /// Whether a type is a list, with aliases resolved.
    fn is_list(&self, ty: &TypeRef) -> bool {
        match ty {
            TypeRef::List(_) => true,
            TypeRef::Model(id) => match self.models.get(id.0).map(|model| &model.kind) {
                Some(ModelKind::Alias(other)) => self.is_list(other),
                _ => false,
            },
            _ => false,
        }
    }

    fn form_fields(
        &mut self,
        node: Node<'a>,
        id: OperationId,
        pointer: &str,
    ) -> Option<Vec<Field>> {
        let schema = match node {
            // The types of the properties have their names already.
            Node::Reference(reference) => {
                let model = self.reference(reference, pointer).model()?;
                if let ModelKind::Struct(object) = &self.models.get(model.0)?.kind {
                    return Some(object.fields.clone());
                }
                self.schemas.followed(node, &mut HashSet::new())?
            }
            Node::Schema(schema) => schema,
        };
        match self.schemas.class(schema, pointer) {
            SchemaClass::Struct | SchemaClass::Union(_) => {
                Some(self.flat_object(schema, Owner::Form(id), pointer).fields)
            }
            SchemaClass::Same(part) => self.form_fields(part.node, id, &part.pointer),
            SchemaClass::Own if is_empty(schema) => Some(Vec::new()),
            SchemaClass::Values(_) | SchemaClass::Integers(_) | SchemaClass::Own => None,
        }
    }
}

/// Whether a schema allows only the empty object.
fn is_empty(schema: &Schema) -> bool {
    let view = SchemaKeywords::of(schema);
    let is_closed = matches!(view.additional, Some(AdditionalProperties::Any(false)));
    is_closed && view.properties.is_empty()
}

/// The style of a field: as the `encoding` says; otherwise lists repeat the key, and objects are JSON.
fn style(is_list: bool, encoding: Option<&Encoding>) -> Option<Style> {
    let exploded = Style::Form { explode: true };
    let usual = is_list.then_some(exploded);
    let Some(encoding) = encoding else {
        return usual;
    };
    if vendor::is_tab_separated(&encoding.extensions) {
        return Some(Style::TabDelimited);
    }
    match &encoding.style {
        Some(style) => Some(named_style(style, encoding.explode)),
        None if encoding.explode => Some(exploded),
        None => usual,
    }
}
