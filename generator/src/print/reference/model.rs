//! The page of a model: the model, then the models nested in it.

use serde::Serialize;

use super::ReferencePages;
use super::inputs::{default, described, listed};
use super::limits::limits;
use super::links::PageId;
use super::operation::heading;
use super::types::Short;
use crate::ir::{Field, Meaning, Model, ModelId, OperationId, Origin, TypeRef, enum_value_strings};
use crate::markdown::{code, code_cell, page};
use crate::notes::conversion_note;
use crate::sdk::{self, Enum, Feature, Gate, Kind, Paths, Presence, Struct, Type, Union};

/// The maximum number of enum values shown with a property; the enum itself shows all of
/// them.
const VALUES_SHOWN: usize = 12;

#[derive(Debug, Serialize)]
pub(crate) struct ModelPage {
    header: String,
    index: String,
    /// The features that enable it, for a sentence.
    features: Vec<String>,
    /// The model, then the models nested in it.
    types: Vec<ModelText>,
}

/// A model on any page.
#[derive(Debug, Serialize)]
pub(crate) struct ModelText {
    /// The name in Rust, which is the heading.
    name: String,
    /// The path to import.
    path: String,
    is_deprecated: bool,
    description: Option<String>,
    /// How callers construct it, if they can.
    constructor: Option<String>,
    /// From which models it is made, and which are made from it.
    conversions: Option<String>,
    /// The target of an alias.
    alias: Option<String>,
    /// The properties of an object; `None` for other kinds.
    fields: Option<Vec<FieldText>>,
    /// The enum values.
    values: Option<Vec<ValueText>>,
    /// The variants of a union.
    variants: Option<Vec<VariantText>>,
    /// Whether the definition describes the enum values.
    are_values_described: bool,
    /// The variant of an enum for unknown values.
    unknown: String,
    /// Whether an explicit `null` can be sent.
    tells_null: bool,
    used_by: UsedByText,
}

#[derive(Debug, Serialize)]
struct FieldText {
    name: String,
    wire: String,
    ty: String,
    /// Whether it is required, optional or read-only.
    presence: &'static str,
    notes: Vec<String>,
}

/// An enum value.
#[derive(Debug, Serialize)]
struct ValueText {
    variant: String,
    wire: String,
    description: Option<String>,
}

/// A variant of a union.
#[derive(Debug, Serialize)]
struct VariantText {
    variant: String,
    ty: String,
    /// The discriminating properties with their values.
    discriminators: String,
}

/// Links to the users of a model.
#[derive(Debug, Default, Serialize)]
struct UsedByText {
    operations: Vec<String>,
    models: Vec<String>,
    topics: Option<String>,
    webhooks: Option<String>,
}

impl ReferencePages<'_> {
    pub(super) fn model_page(&self, root: ModelId) -> ModelPage {
        let from = PageId::Model(root);
        let file = self.sdk.model_files().iter().find(|file| file.root == root);
        let members = file.map_or(&[][..], |file| &file.members);
        let gate = self.sdk.model(root).gate;
        let features = gate.into_iter().flat_map(Gate::conditions);
        ModelPage {
            header: self.package.header.clone(),
            index: self.links.page(from, PageId::Index),
            features: features.map(|it| self.feature(it)).collect(),
            types: members
                .iter()
                .map(|id| self.model_text(from, *id))
                .collect(),
        }
    }

    /// The cargo features that enable an item together.
    pub(super) fn feature(&self, feature: Feature) -> String {
        let names = self.sdk.feature(feature).into_iter().map(code);
        names.collect::<Vec<_>>().join(" with ")
    }

    pub(super) fn model_text(&self, from: PageId, id: ModelId) -> ModelText {
        let model = self.sdk.model(id);
        let (mut fields, mut values, mut variants, mut alias) = (None, None, None, None);
        let mut unknown = String::new();
        match &model.kind {
            Kind::Struct(object) => fields = Some(self.fields(from, object)),
            Kind::Enum(seen) => {
                values = Some(self::values(model.node, seen));
                let value = Paths(self.sdk).of(&seen.value);
                unknown = code(&format!("{}({value})", seen.unknown));
            }
            Kind::Union(union) => {
                variants = Some(self.alternatives(from, union));
                unknown = code(&format!("{}(Value)", union.unknown));
            }
            Kind::Alias(node, target) => {
                let is_plain = matches!(node, TypeRef::Scalar(_));
                alias = Some(self.alias(from, model.node, target, is_plain));
            }
        }
        let object = model.structure();
        ModelText {
            name: heading(model.name.as_str()),
            path: code(&format!(
                "{}::{}",
                self.package.library,
                self.sdk.model_path(id)
            )),
            is_deprecated: model.node.deprecated,
            description: self.description(from, model.node),
            constructor: object.and_then(|object| self.constructor(model, object)),
            conversions: conversion_note(self.sdk, id, &|it| self.model_link(from, it)),
            alias,
            fields,
            are_values_described: values
                .iter()
                .flatten()
                .any(|value| value.description.is_some()),
            values,
            unknown,
            variants,
            tells_null: object.is_some_and(|object| object.nulls.is_some()),
            used_by: self.used_by(from, id),
        }
    }

    /// The description in the definition, or the origin of the model.
    fn description(&self, from: PageId, model: &Model) -> Option<String> {
        let stated = model.description.as_deref().map(page);
        stated.filter(|text| !text.is_empty()).or_else(|| {
            let operation = |id: OperationId| {
                let name = code(self.sdk.operation(id).name.as_str());
                format!("[{name}]({})", self.links.operation(from, id))
            };
            Some(match &model.origin {
                Origin::Component(_) => return None,
                Origin::Nested(parent, property) => format!(
                    "The value of {} of {}.",
                    code(property),
                    self.model_link(from, *parent)
                ),
                Origin::Parameter(id, name) => {
                    format!("The parameter {} of {}.", code(name), operation(*id))
                }
                Origin::RequestBody(id) => format!("The request body of {}.", operation(*id)),
                Origin::Response(id, _) => format!("The response of {}.", operation(*id)),
            })
        })
    }

    /// How callers construct a model: the arguments of `new`, and which fields have setters.
    fn constructor(&self, model: &sdk::Model<'_>, object: &Struct<'_>) -> Option<String> {
        let short = Short(self.sdk);
        let arguments = object.constructor();
        let arguments =
            arguments.map(|(field, argument)| format!("{}: {}", field.name, argument.text(&short)));
        let arguments: Vec<_> = arguments.collect();
        let made = || code(&format!("{}::new({})", model.name, arguments.join(", ")));
        object.in_requests.then(made)
    }

    fn fields(&self, from: PageId, object: &Struct<'_>) -> Vec<FieldText> {
        let fields = object.fields.iter().map(|field| FieldText {
            name: code(field.name.as_str()),
            wire: code_cell(&field.node.name),
            ty: self.typed(from, &field.ty()),
            presence: presence(field),
            notes: self.field_notes(field.node),
        });
        let rest = object.additional.iter().map(|rest| FieldText {
            name: code(rest.name.as_str()),
            wire: "any other name".to_owned(),
            ty: self.typed(from, &rest.ty),
            presence: "*optional*",
            notes: vec![match rest.are_declared {
                true => {
                    "Additional properties: those that the definition does not name.".to_owned()
                }
                false => rest.description().to_owned(),
            }],
        });
        fields.chain(rest).collect()
    }

    fn field_notes(&self, field: &Field) -> Vec<String> {
        let mut notes = Vec::new();
        notes.extend(field.deprecated.then(|| "**DEPRECATED**".to_owned()));
        notes.extend(described(field.description.as_deref()));
        let values = enum_value_strings(self.api, &field.ty, &field.enum_values);
        let assumed = field.constraints.default_value();
        notes.extend(assumed.map(|value| default(value, &values)));
        notes.extend(listed(&values, VALUES_SHOWN));
        // A model has a page, which says what limits it.
        if !matches!(field.ty, TypeRef::Model(_)) {
            notes.extend(limits(self.api.resolved(&field.constraints)));
        }
        notes
    }

    fn alternatives(&self, from: PageId, union: &Union<'_>) -> Vec<VariantText> {
        let variants = union.variants.iter().map(|variant| {
            let discriminators = variant.discriminators.iter().map(|(property, values)| {
                let values: Vec<_> = values.iter().map(|it| code_cell(&it.to_string())).collect();
                format!("{}: {}", code_cell(property), values.join(", "))
            });
            VariantText {
                variant: code(variant.name.as_str()),
                ty: self.typed(from, variant.ty.inside_box()),
                discriminators: discriminators.collect::<Vec<_>>().join("; "),
            }
        });
        variants.collect()
    }

    /// The target of an alias, with its constraints.
    fn alias(&self, from: PageId, model: &Model, target: &Type, is_plain: bool) -> String {
        let limits = limits(self.api.resolved(&model.constraints));
        let values = meanings(model).filter(|_| is_plain);
        let target = [self.typed(from, target)].into_iter();
        let notes = limits.into_iter().chain(values);
        target.chain(notes).collect::<Vec<_>>().join(", ")
    }

    /// The users of a model, without the one that its description names.
    fn used_by(&self, from: PageId, id: ModelId) -> UsedByText {
        let model = self.api.model(id);
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
        // Its user is named where a reader meets it.
        let models = users.models.iter().filter(|id| Some(**id) != told_model);
        let models = models.filter(|id| self.links.model(from, **id).is_some());
        let mut models: Vec<_> = models.copied().collect();
        models.sort_by_key(|id| self.sdk.model(*id).name.as_str());
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
            webhooks: users
                .has_webhooks
                .then(|| self.links.page(from, PageId::Webhooks)),
        }
    }

    /// A link to an operation by its call.
    pub(super) fn operation_link(&self, from: PageId, id: OperationId) -> String {
        let service = self.links.api(from, id);
        let accessor = service.map_or("", |id| self.sdk.tag(id).accessor.as_str());
        let name = code(&format!("{accessor}().{}", self.sdk.operation(id).name));
        format!("[{name}]({})", self.links.operation(from, id))
    }
}

fn presence(field: &sdk::Field<'_>) -> &'static str {
    match (field.node.read_only, field.presence) {
        (true, _) => "read-only",
        (_, Presence::Nullable) => "required, may be `null`",
        (_, Presence::Required) => "required",
        (_, Presence::Optional) if field.node.required => "required in requests",
        (_, Presence::Optional) => "*optional*",
    }
}

fn values(model: &Model, seen: &Enum<'_>) -> Vec<ValueText> {
    let values = model.kind.values().into_iter().zip(seen.variants);
    let values = values.map(|(value, variant)| {
        let meaning = model.meanings.get(&*value);
        let description = meaning.and_then(|meaning| meaning.description.as_deref());
        ValueText {
            variant: code(variant.as_str()),
            wire: code_cell(&value),
            description: described(description),
        }
    });
    values.collect()
}

/// The enum values of an alias with their descriptions.
fn meanings(model: &Model) -> Option<String> {
    if model.meanings.is_empty() {
        return listed(&model.enum_values, usize::MAX);
    }
    let values = model.enum_values.iter().map(|value| {
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
