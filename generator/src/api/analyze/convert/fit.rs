//! Decides whether the fields of one model can be converted from those of another, and
//! how.

use std::collections::{BTreeSet, HashMap};

use super::{
    Candidate, Check, Conversion, FieldConversion, Fit, IdConversion, Need, Presence, structure,
};
use crate::ir::{Api, Field, FieldId, ModelId, ModelKind, Scalar, Struct, TypeRef, resolve};

/// The tables that the comparison of two models needs.
pub(super) struct Fitting<'a> {
    pub(super) api: &'a Api,
    pub(super) presence: &'a [Vec<Presence>],
    pub(super) boxed: &'a BTreeSet<FieldId>,
}

impl Fitting<'_> {
    /// How a model is converted from another, by their own fields; `None` if a field does not fit.
    pub(super) fn pair(&self, to: ModelId, from: ModelId) -> Option<Candidate> {
        let (target, source) = (structure(self.api, to)?, structure(self.api, from)?);
        let known = source.fields.iter().enumerate();
        let known: HashMap<_, _> = known.map(|(at, it)| (it.name.as_str(), (at, it))).collect();
        let (mut fields, mut needs) = (Vec::new(), BTreeSet::new());
        for (index, field) in target.fields.iter().enumerate() {
            if field.read_only || (field.write_only && !field.required) {
                continue;
            }
            let (at, read) = *known.get(field.name.as_str())?;
            if read.write_only {
                return None;
            }
            let id = FieldId { model: to, index };
            let presence = self.presence[from.0][at];
            fields.push(FieldConversion {
                from: at,
                to: index,
                fit: self.types(&read.ty, &field.ty, &mut needs)?,
                check: self.check(id, field, presence),
            });
        }
        let additional = self.additional(source, target, &mut needs)?;
        let is_fallible = fields.iter().any(|field| field.check != Check::None);
        let conversion = Conversion {
            from,
            operations: None,
            fields,
            additional,
            is_fallible,
        };
        let is_empty = conversion.fields.is_empty();
        (!is_empty).then_some(Candidate { conversion, needs })
    }

    /// The check for a value that the request requires and the response may lack. It depends on whether the
    /// property is required, and not on the type of the field, which may be an `Option` in a model that
    /// responses use as well.
    fn check(&self, id: FieldId, field: &Field, read: Presence) -> Check {
        // A boxed field, which closes a cycle, is never required, because no such value could be
        // built.
        if !field.required || self.boxed.contains(&id) {
            return Check::None;
        }
        match (field.nullable, read) {
            (_, Presence::Required) | (true, Presence::Nullable) => Check::None,
            (true, Presence::Optional) => Check::ValueOrNull,
            (false, Presence::Nullable | Presence::Optional) => Check::Value,
        }
    }

    /// How additional properties are converted: `Some(None)` if one of the models has none, `None` if their
    /// types do not fit.
    fn additional(
        &self,
        source: &Struct,
        target: &Struct,
        needs: &mut BTreeSet<Need>,
    ) -> Option<Option<Fit>> {
        let (Some(read), Some(set)) = (&source.rest, &target.rest) else {
            return Some(None);
        };
        match self.types(read, set, needs) {
            // Unknown properties that are kept are not declared by the models.
            None if source.declared_rest().and(target.declared_rest()).is_none() => Some(None),
            fit => fit.map(Some),
        }
    }

    /// How a value of one type is converted to the other.
    fn types(&self, read: &TypeRef, set: &TypeRef, needs: &mut BTreeSet<Need>) -> Option<Fit> {
        match (resolve(self.api, read), resolve(self.api, set)) {
            (TypeRef::Json(_), TypeRef::Json(_)) => Some(Fit::Same),
            (TypeRef::Own(read), TypeRef::Own(set)) => (read == set).then_some(Fit::Same),
            (TypeRef::Scalar(read), TypeRef::Scalar(set)) => scalars(*read, *set),
            (TypeRef::List(read), TypeRef::List(set))
            | (TypeRef::Map(read), TypeRef::Map(set))
            | (TypeRef::Nullable(read), TypeRef::Nullable(set)) => self.types(read, set, needs),
            (TypeRef::Model(read), TypeRef::Model(set)) if read == set => Some(Fit::Same),
            (TypeRef::Model(read), TypeRef::Model(set)) => self.models(*read, *set, needs),
            (TypeRef::Model(read), TypeRef::Scalar(Scalar::String)) => self.text(*read, needs),
            _ => None,
        }
    }

    fn models(&self, read: ModelId, set: ModelId, needs: &mut BTreeSet<Need>) -> Option<Fit> {
        let (source, target) = (self.api.model(read), self.api.model(set));
        let fits = match (&source.kind, &target.kind) {
            (ModelKind::Struct(_), ModelKind::Struct(_)) => {
                needs.insert(Need::Model {
                    to: set,
                    from: read,
                });
                true
            }
            // If the request has fewer values, the property has another meaning, or the value would be
            // rejected.
            (ModelKind::Enum(read), ModelKind::Enum(set)) => {
                target.takes_any_string || read.iter().all(|value| set.contains(value))
            }
            _ => false,
        };
        fits.then_some(Fit::Converts)
    }

    /// How a string is converted from a model: an enum by its value, an object by its `id`.
    fn text(&self, read: ModelId, needs: &mut BTreeSet<Need>) -> Option<Fit> {
        match &self.api.model(read).kind {
            ModelKind::Enum(_) => Some(Fit::Converts),
            ModelKind::Struct(_) => {
                self.id(read)?;
                needs.insert(Need::Id(read));
                Some(Fit::Converts)
            }
            ModelKind::IntegerEnum(_) | ModelKind::Union(_) | ModelKind::Alias(_) => None,
        }
    }

    /// The `id` of a model, if it is a string.
    pub(super) fn id(&self, model: ModelId) -> Option<IdConversion> {
        let mut fields = structure(self.api, model)?.fields.iter();
        let field = fields.position(|field| {
            let is_string = *resolve(self.api, &field.ty) == TypeRef::Scalar(Scalar::String);
            field.name == "id" && is_string && !field.write_only
        })?;
        let is_fallible = self.presence[model.0][field] != Presence::Required;
        Some(IdConversion { field, is_fallible })
    }
}

/// How a scalar is converted: 32-bit to 64-bit numbers; all others only to the same type.
fn scalars(read: Scalar, set: Scalar) -> Option<Fit> {
    use Scalar::{Binary, Int32, Int64, String};
    match (read, set) {
        _ if read == set => Some(Fit::Same),
        // Both are strings in JSON.
        (Binary, String) | (String, Binary) => Some(Fit::Same),
        (Int32, Int64) => Some(Fit::Converts),
        _ => None,
    }
}
