//! The page of a model: the model itself, then what is nested in it.

use serde::Serialize;

use super::Reference;
use super::inputs::{default, described, listed};
use super::limits::limits;
use super::links::PageId;
use super::operation::heading;
use crate::analyze::{Presence, listed_values, told_by};
use crate::emit::gate_features;
use crate::ir::{
    Field, FieldId, Meaning, Model, ModelId, ModelKind, OperationId, Origin, Struct, TypeRef, Union,
};
use crate::markdown::{code, code_cell, page};

/// How many values of an enum stand beside a property; all of them stand with the enum.
const VALUES_SHOWN: usize = 12;

/// The page of a model.
#[derive(Debug, Serialize)]
pub(crate) struct ModelPage {
    header: String,
    index: String,
    /// The features that turn it on, as a sentence has them.
    features: Vec<String>,
    /// The model, then what is nested in it.
    types: Vec<ModelText>,
}

/// A model, wherever it stands.
#[derive(Debug, Serialize)]
pub(crate) struct ModelText {
    /// Its name in Rust, which is the heading.
    name: String,
    /// How it is imported.
    path: String,
    is_deprecated: bool,
    description: Option<String>,
    /// How it is made, if callers may.
    constructor: Option<String>,
    /// What an alias stands for.
    alias: Option<String>,
    /// The properties of an object; none for other kinds.
    fields: Option<Vec<FieldText>>,
    /// The values of an enum.
    values: Option<Vec<ValueText>>,
    /// The types of a union.
    variants: Option<Vec<VariantText>>,
    /// Whether the definition says what they mean.
    are_values_described: bool,
    /// The variant of an enum for values that are not listed.
    unknown: String,
    /// Whether an explicit `null` can be sent.
    tells_null: bool,
    used_by: UsedByText,
}

/// A property.
#[derive(Debug, Serialize)]
struct FieldText {
    name: String,
    wire: String,
    ty: String,
    /// Whether it is required, optional or read-only.
    presence: &'static str,
    notes: Vec<String>,
}

/// A value of an enum.
#[derive(Debug, Serialize)]
struct ValueText {
    variant: String,
    wire: String,
    description: Option<String>,
}

/// A type of a union.
#[derive(Debug, Serialize)]
struct VariantText {
    variant: String,
    ty: String,
    /// By which values of which properties it is told.
    told: String,
}

/// Links to the users of a model.
#[derive(Debug, Default, Serialize)]
struct UsedByText {
    operations: Vec<String>,
    models: Vec<String>,
    topics: Option<String>,
}

impl Reference<'_> {
    /// The page of a model with what is nested in it.
    pub(super) fn model_page(&self, root: ModelId) -> ModelPage {
        let from = PageId::Model(root);
        let file = self.cx.plan.models.iter().find(|file| file.root == root);
        let members = file.map_or(&[][..], |file| &file.members);
        let features = file
            .map(|file| gate_features(&self.cx, &file.gate))
            .unwrap_or_default();
        ModelPage {
            header: self.package.header.clone(),
            index: self.links.page(from, PageId::Index),
            features: features
                .iter()
                .map(|together| {
                    let together: Vec<_> = together.iter().map(|name| code(name)).collect();
                    together.join(" with ")
                })
                .collect(),
            types: members
                .iter()
                .map(|id| self.model_text(from, *id))
                .collect(),
        }
    }

    /// A model on a page.
    pub(super) fn model_text(&self, from: PageId, id: ModelId) -> ModelText {
        let model = self.cx.api.model(id);
        let names = self.cx.names.model(id);
        let (mut fields, mut values, mut variants, mut alias) = (None, None, None, None);
        match &model.kind {
            ModelKind::Struct(object) => fields = Some(self.fields(from, id, object)),
            ModelKind::Enum(listed) => values = Some(self.values(id, listed)),
            ModelKind::Union(union) => variants = Some(self.alternatives(from, id, union)),
            ModelKind::Alias(target) => alias = Some(self.alias(from, model, target)),
        }
        ModelText {
            name: heading(names.ty.as_str()),
            path: code(&format!("{}::{}", self.library, self.path(id))),
            is_deprecated: model.deprecated,
            description: self.description(from, model),
            constructor: self.constructor(id, model),
            alias,
            fields,
            are_values_described: values
                .iter()
                .flatten()
                .any(|value| value.description.is_some()),
            values,
            unknown: code(&match variants {
                Some(_) => format!("{}(Value)", names.unknown.as_str()),
                None => format!("{}(String)", names.unknown.as_str()),
            }),
            variants,
            tells_null: self.cx.analysis.tells_null(id),
            used_by: self.used_by(from, id),
        }
    }

    /// The text of the definition, or where the model stands.
    fn description(&self, from: PageId, model: &Model) -> Option<String> {
        let stated = model.description.as_deref().map(page);
        stated.filter(|text| !text.is_empty()).or_else(|| {
            let operation = |id: OperationId| {
                let name = code(self.cx.names.operation(id).method.as_str());
                format!("[{name}]({})", self.links.operation(from, id))
            };
            Some(match &model.origin {
                Origin::Component(_) => return None,
                Origin::Nested(parent, property) => format!(
                    "What {} of {} holds.",
                    code(property),
                    self.model_link(from, *parent)
                ),
                Origin::Parameter(id, name) => {
                    format!("The input {} of {}.", code(name), operation(*id))
                }
                Origin::RequestBody(id) => format!("The body of {}.", operation(*id)),
                Origin::Response(id, _) => format!("What {} gives back.", operation(*id)),
            })
        })
    }

    /// How a model is made by callers: what `new` asks for, which setters do not.
    fn constructor(&self, id: ModelId, model: &Model) -> Option<String> {
        let ModelKind::Struct(object) = &model.kind else {
            return None;
        };
        if !self.cx.analysis.usage(id).request {
            return None;
        }
        let asked = (0..object.fields.len()).filter_map(|index| {
            let id = FieldId { model: id, index };
            let name = self.cx.names.field(id).field.as_str();
            let asked = self.cx.sdk.field(id)?.asked.as_ref()?;
            Some(format!("{name}: {}", asked.text(&self.cx)))
        });
        let asked: Vec<_> = asked.collect();
        let name = self.cx.names.model(id).ty.as_str();
        Some(code(&format!("{name}::new({})", asked.join(", "))))
    }

    fn fields(&self, from: PageId, model: ModelId, object: &Struct) -> Vec<FieldText> {
        let fields = object.fields.iter().enumerate().map(|(index, field)| {
            let id = FieldId { model, index };
            FieldText {
                name: code(self.cx.names.field(id).field.as_str()),
                wire: code_cell(&field.name),
                ty: self.ty(from, &field.ty),
                presence: self.presence(id, field),
                notes: self.field_notes(field),
            }
        });
        let rest = object.rest.iter().map(|value| FieldText {
            name: code(self.cx.names.model(model).rest.field.as_str()),
            wire: "any other".to_owned(),
            ty: self.ty(from, &TypeRef::Map(Box::new(value.clone()))),
            presence: "*optional*",
            notes: vec!["The properties that the definition does not name.".to_owned()],
        });
        fields.chain(rest).collect()
    }

    fn presence(&self, id: FieldId, field: &Field) -> &'static str {
        match (field.read_only, self.cx.analysis.presence(id)) {
            (true, _) => "read-only",
            (_, Presence::Nullable) => "required, may be `null`",
            (_, Presence::Required) => "required",
            (_, Presence::Optional) if field.required => "required, may be missing in responses",
            (_, Presence::Optional) => "*optional*",
        }
    }

    fn field_notes(&self, field: &Field) -> Vec<String> {
        let mut notes = Vec::new();
        notes.extend(field.deprecated.then(|| "**DEPRECATED**".to_owned()));
        notes.extend(described(field.description.as_deref()));
        let values = listed_values(self.cx.api, &field.ty, &field.listed);
        let assumed = field.constraints.default_value();
        notes.extend(assumed.map(|value| default(value, &values)));
        notes.extend(listed(&values, VALUES_SHOWN));
        // A model has a page, which says what limits it.
        if !matches!(field.ty, TypeRef::Model(_)) {
            notes.extend(limits(self.cx.api.resolved(&field.constraints)));
        }
        notes
    }

    fn values(&self, id: ModelId, values: &[String]) -> Vec<ValueText> {
        let meanings = &self.cx.api.model(id).meanings;
        let variants = &self.cx.names.model(id).variants;
        let values = values.iter().zip(variants);
        let values = values.map(|(value, variant)| {
            let meaning = meanings.get(value);
            let description = meaning.and_then(|meaning| meaning.description.as_deref());
            ValueText {
                variant: code(variant.as_str()),
                wire: code_cell(value),
                description: described(description),
            }
        });
        values.collect()
    }

    fn alternatives(&self, from: PageId, id: ModelId, union: &Union) -> Vec<VariantText> {
        let names = &self.cx.names.model(id).variants;
        let variants = union.variants.iter().zip(names);
        let variants = variants.map(|(variant, name)| {
            let told = told_by(self.cx.api, union, variant).into_iter();
            let told = told.map(|(property, values)| {
                let values: Vec<_> = values.iter().map(|it| code_cell(&it.to_string())).collect();
                format!("{}: {}", code_cell(property), values.join(", "))
            });
            VariantText {
                variant: code(name.as_str()),
                ty: self.ty(from, &variant.ty),
                told: told.collect::<Vec<_>>().join("; "),
            }
        });
        variants.collect()
    }

    /// What an alias stands for, and what limits it.
    fn alias(&self, from: PageId, model: &Model, target: &TypeRef) -> String {
        let limits = limits(self.cx.api.resolved(&model.constraints));
        let is_plain = matches!(target, TypeRef::Scalar(_));
        let values = meanings(model).filter(|_| is_plain);
        let target = [self.ty(from, target)].into_iter();
        let notes = limits.into_iter().chain(values);
        target.chain(notes).collect::<Vec<_>>().join(", ")
    }

    /// The users of a model, but for the one that its description names already.
    fn used_by(&self, from: PageId, id: ModelId) -> UsedByText {
        let model = self.cx.api.model(id);
        let (told_operation, told_model) = match &model.origin {
            _ if model.description.is_some() => (None, None),
            Origin::Component(_) => (None, None),
            Origin::Nested(parent, _) => (None, Some(*parent)),
            Origin::Parameter(id, _) | Origin::RequestBody(id) | Origin::Response(id, _) => {
                (Some(*id), None)
            }
        };
        let Some(users) = self.users.users(id) else {
            return UsedByText::default();
        };
        let operations = users
            .operations
            .iter()
            .filter(|id| Some(**id) != told_operation);
        // What holds it is told of where a reader can meet it.
        let models = users.models.iter().filter(|id| Some(**id) != told_model);
        let models = models.filter(|id| self.links.model(from, **id).is_some());
        let mut models: Vec<_> = models.copied().collect();
        models.sort_by_key(|id| self.cx.names.model(*id).ty.as_str());
        let topics = users
            .has_topics
            .then(|| self.links.page(from, PageId::Topics));
        UsedByText {
            operations: operations
                .map(|id| self.operation_link(from, *id))
                .collect(),
            models: models
                .into_iter()
                .map(|id| self.model_link(from, id))
                .collect(),
            topics,
        }
    }

    /// An operation by its call, linked.
    fn operation_link(&self, from: PageId, id: OperationId) -> String {
        let names = self.cx.names;
        let service = self.links.api(from, id);
        let accessor = service.map_or("", |id| names.service(id).accessor.as_str());
        let name = code(&format!(
            "{accessor}().{}",
            names.operation(id).method.as_str()
        ));
        format!("[{name}]({})", self.links.operation(from, id))
    }
}

/// The values that another name for a type lists, with what is said of them.
fn meanings(model: &Model) -> Option<String> {
    if model.meanings.is_empty() {
        return listed(&model.listed, usize::MAX);
    }
    let values = model.listed.iter().map(|value| {
        let value = value.to_string();
        let text = model.meanings.get(&value).map(Meaning::text);
        match described(text.as_deref()) {
            Some(text) => format!("{} ({text})", code_cell(&value)),
            None => code_cell(&value),
        }
    });
    let values: Vec<_> = values.collect();
    Some(format!("**Values**: {}", values.join(", ")))
}
