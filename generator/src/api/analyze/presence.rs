//! Presence: which fields always have a value, and which may be missing.

use std::collections::{BTreeSet, HashSet};

use super::reach::Usage;
use crate::ir::{Api, Field, FieldId, ModelId, ModelKind, TypeRef, resolve};

/// Whether a field may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// It always has a value.
    Required,
    /// It is always present, and may be `null`.
    Nullable,
    /// It may be absent.
    Optional,
}

/// A flag of each field, by model and index: there are too many fields to hash their ids.
#[derive(Debug)]
pub struct FieldFlags(Vec<Vec<bool>>);

impl FieldFlags {
    fn of(api: &Api, holds: impl Fn(FieldId, &Field) -> bool) -> Self {
        let models = api.models().map(|(model, node)| {
            let fields = node.kind.fields().iter().enumerate();
            let fields = fields.map(|(index, field)| holds(FieldId { model, index }, field));
            fields.collect()
        });
        Self(models.collect())
    }

    /// The flag of a field.
    pub fn has(&self, field: FieldId) -> bool {
        self.0[field.model.0][field.index]
    }
}

/// The presence of each field, by model.
///
/// A required field may be missing all the same: when it is read-only and the model is used in requests; when it
/// is write-only and the model is used in responses; when the definition declares that responses may lack required
/// properties (the Platform API shortens a nested entity to its id); and on the edge that closes a cycle, since a
/// value that must contain itself cannot be built.
pub(super) fn presence(
    api: &Api,
    usage: &[Usage],
    boxed: &BTreeSet<FieldId>,
) -> Vec<Vec<Presence>> {
    let mut table: Vec<Vec<Presence>> = Vec::with_capacity(api.models.len());
    for (model, node) in api.models() {
        let usage = usage[model.0];
        let fields = node.kind.fields().iter().enumerate().map(|(index, field)| {
            let closes_cycle = boxed.contains(&FieldId { model, index });
            let is_late = closes_cycle || !has_default(api, field);
            of_field(field, is_late || is_left_out(api, usage, field))
        });
        table.push(fields.collect());
    }
    table
}

/// Whether the type of a field has a default; a type of another crate may not have one.
fn has_default(api: &Api, field: &Field) -> bool {
    match resolve(api, &field.ty) {
        TypeRef::Own(own) => own.has_default,
        _ => true,
    }
}

/// Whether values may lack a required property.
fn is_left_out(api: &Api, usage: Usage, field: &Field) -> bool {
    (usage.request && field.read_only)
        || (usage.response && field.write_only)
        || (usage.response && !api.responses_keep_required)
}

/// The fields that a schema requires, although deserialization accepts values without them: those that may be `null`,
/// and those that close a cycle.
pub(super) fn expected(api: &Api, usage: &[Usage], presence: &[Vec<Presence>]) -> FieldFlags {
    FieldFlags::of(api, |id, field| {
        let is_insisted_on = presence[id.model.0][id.index] == Presence::Required;
        field.required && !is_insisted_on && !is_left_out(api, usage[id.model.0], field)
    })
}

/// The arguments of a constructor: the fields that the definition requires in requests, even if responses may
/// lack them. A field that is nullable and optional is no argument, since a setter and a `clear_` method
/// distinguish the two.
pub(super) fn constructor_args(
    api: &Api,
    presence: &[Vec<Presence>],
    boxed: &BTreeSet<FieldId>,
) -> FieldFlags {
    FieldFlags::of(api, |id, field| {
        let is_optional = presence[id.model.0][id.index] == Presence::Optional;
        let is_three_state = field.nullable && is_optional;
        field.required && !field.read_only && !boxed.contains(&id) && !is_three_state
    })
}

/// The enums and unions that a required field holds.
pub(super) fn needs_default(api: &Api, presence: &[Vec<Presence>]) -> HashSet<ModelId> {
    let required = api
        .fields()
        .filter(|(id, _)| presence[id.model.0][id.index] == Presence::Required);
    let enums = required.filter_map(|(_, field)| match resolve(api, &field.ty) {
        TypeRef::Model(id) if !matches!(api.model(*id).kind, ModelKind::Struct(_)) => Some(*id),
        _ => None,
    });
    enums.collect()
}

fn of_field(field: &Field, left_out: bool) -> Presence {
    match (field.required, field.nullable) {
        (false, _) => Presence::Optional,
        (true, _) if left_out => Presence::Optional,
        (true, true) => Presence::Nullable,
        (true, false) => Presence::Required,
    }
}
