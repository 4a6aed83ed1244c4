//! Types that are any JSON value, and why.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use crate::Definition;
use crate::analyze::Output;
use crate::ir::{Api, ModelKind, TypeRef, Untyped};

/// Statistics about types that are any JSON value.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UntypedStats {
    /// The number of fields, parameters, bodies and results.
    pub fields: usize,
    /// The number of those that are any JSON value, or an array or map of it.
    pub untyped: usize,
    /// The number by reason.
    pub reasons: BTreeMap<&'static str, usize>,
    /// Each untyped location, in document order.
    pub places: Vec<UntypedField>,
}

/// A field, parameter, body or result that is any JSON value.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct UntypedField {
    /// The JSON pointer, in the document after its upgrade to OpenAPI 3.0.
    pub pointer: String,
    /// The reason, such as `the schema allows any value`.
    pub reason: &'static str,
}

impl fmt::Display for UntypedStats {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for place in &self.places {
            writeln!(f, "{}: {}", place.pointer, place.reason)?;
        }
        Ok(())
    }
}

/// Collects untyped fields, additional properties, aliases, parameters, bodies and results, each once.
pub(super) fn untyped(definition: &Definition) -> UntypedStats {
    let mut stats = UntypedStats::default();
    let api = &definition.api;
    models(api, &mut stats);
    for (id, operation) in api.operations() {
        for parameter in &operation.parameters {
            stats.look(&parameter.pointer, &parameter.ty);
        }
        if let Some(body) = &operation.body
            && let Some(ty) = body.content.ty()
        {
            stats.look(&body.pointer, ty);
        }
        if !matches!(
            definition.analysis.output(id),
            Output::Empty | Output::Redirect
        ) {
            for ty in definition.analysis.output(id).types() {
                stats.look(&format!("{}/responses", operation.pointer), ty);
            }
        }
    }
    stats
}

fn models(api: &Api, stats: &mut UntypedStats) {
    for model in &api.models {
        match &model.kind {
            ModelKind::Struct(object) => {
                for field in &object.fields {
                    stats.look(&field.pointer, &field.ty);
                }
                if let Some(rest) = object.declared_rest() {
                    stats.look(&format!("{}/additionalProperties", model.pointer), rest);
                }
            }
            ModelKind::Union(union) => {
                for variant in &union.variants {
                    stats.look(&variant.pointer, &variant.ty);
                }
            }
            ModelKind::Alias(target) => stats.look(&model.pointer, target),
            ModelKind::Enum(_) | ModelKind::IntegerEnum(_) => {}
        }
    }
}

impl UntypedStats {
    fn look(&mut self, pointer: &str, ty: &TypeRef) {
        self.fields += 1;
        if let Some(why) = reason(ty) {
            self.untyped += 1;
            *self.reasons.entry(why.as_str()).or_default() += 1;
            self.places.push(UntypedField {
                pointer: pointer.to_owned(),
                reason: why.as_str(),
            });
        }
    }
}

fn reason(ty: &TypeRef) -> Option<Untyped> {
    match ty {
        TypeRef::Json(why) => Some(*why),
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => reason(inner),
        TypeRef::Scalar(_) | TypeRef::Own(_) | TypeRef::Model(_) => None,
    }
}
