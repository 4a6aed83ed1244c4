//! Derives: what each model derives beside what all have, as far as its fields allow it.
//!
//! A trait of the standard library holds for a model if it holds for all that the model contains, which is
//! decided here. What a derive of another crate needs is not known: it is given where it is asked for, and the
//! compiler decides. Knows nothing of how derives are printed.

use std::collections::BTreeSet;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::ir::{Api, ExtraTrait, ModelId, ModelKind, Origin, Scalar, TypeRef};
use crate::name::Names;
use crate::nearest::did_you_mean;
use crate::select::matches;
use crate::types::{
    AttributeName, Derive, DerivePath, ModelPattern, RuntimeVersion, RustPath, Types,
};

/// What each model derives, by model.
#[derive(Debug, Default)]
pub struct Derives {
    models: Vec<BTreeSet<DerivePath>>,
    attributes: Vec<BTreeSet<AttributeName>>,
}

impl Derives {
    /// What a model derives: traits of the standard library first, then by path.
    pub fn of(&self, id: ModelId) -> &BTreeSet<DerivePath> {
        &self.models[id.0]
    }

    /// The attributes by which a model has the names of the definition for what it derives.
    pub fn attributes(&self, id: ModelId) -> &BTreeSet<AttributeName> {
        &self.attributes[id.0]
    }

    /// Whether a model derives a trait of the standard library.
    pub fn has(&self, extra: ExtraTrait) -> bool {
        let path = DerivePath::Extra(extra);
        self.models.iter().any(|derives| derives.contains(&path))
    }

    /// The paths of the derives of other crates.
    pub fn foreign(&self) -> impl Iterator<Item = &RustPath> {
        let all = self.models.iter().flatten();
        all.filter_map(DerivePath::foreign)
    }

    /// The crates that these come from.
    pub fn crates(&self) -> BTreeSet<&str> {
        self.foreign().map(RustPath::root).collect()
    }
}

/// The models of an API, as the configuration can name them.
pub struct Models<'a> {
    /// The API.
    pub api: &'a Api,
    /// Their names in the crate.
    pub names: &'a Names,
    /// Whether the crate has a model: the selection may leave it out.
    pub is_emitted: &'a dyn Fn(ModelId) -> bool,
}

impl Models<'_> {
    fn name(&self, id: ModelId) -> &str {
        self.names.model(id).ty.as_str()
    }

    fn all(&self) -> impl Iterator<Item = ModelId> + use<> {
        (0..self.api.models.len()).map(ModelId)
    }

    /// Whether a pattern is the name of a model, in the crate or in the definition.
    fn is_named(&self, id: ModelId, pattern: &str) -> bool {
        let component = match &self.api.model(id).origin {
            Origin::Component(name) => Some(name.as_str()),
            _ => None,
        };
        let mut known = [Some(self.name(id)), component].into_iter();
        known.any(|name| name.is_some_and(|name| matches(pattern, name)))
    }
}

/// Decides what models derive, and reports what the configuration asks for in vain. `runtime_version` has the versions
/// of crates that the emitted crate has, for help.
pub fn derive(
    of: &Models<'_>,
    types: &Types,
    runtime_version: RuntimeVersion,
) -> (Derives, Diagnostics) {
    let api = of.api;
    let mut models = vec![BTreeSet::new(); api.models.len()];
    let mut attributes = vec![BTreeSet::new(); api.models.len()];
    let mut found = Diagnostics::default();
    let wanted: Vec<_> = types.derives.iter().map(|it| Wanted::new(of, it)).collect();
    for wanted in &wanted {
        found.extend(wanted.unknown(of));
        found.extend(wanted.without_models());
        if let Some(path) = wanted.derive.path.foreign() {
            let missing = types.missing(path);
            found.extend(missing.map(|it| wanted.without_dependency(&it, runtime_version)));
            found.extend(wanted.in_vain(of, &|_| None));
            for id in wanted.models.iter().filter(|id| !is_alias(api, **id)) {
                models[id.0].insert(wanted.derive.path.clone());
                if has_names(api, *id) {
                    attributes[id.0].extend(wanted.derive.attribute.clone());
                }
            }
        }
    }
    for extra in ExtraTrait::ALL {
        let path = DerivePath::Extra(extra);
        let wanted: Vec<_> = wanted.iter().filter(|it| it.derive.path == path).collect();
        if wanted.is_empty() {
            continue;
        }
        let asked: BTreeSet<ModelId> = wanted.iter().flat_map(|it| &it.models).copied().collect();
        let holds = holding(api, extra, &asked);
        for id in asked
            .iter()
            .filter(|id| is_derived(api, **id) && holds[id.0])
        {
            models[id.0].insert(path.clone());
        }
        for wanted in wanted {
            let obstacle = |id| {
                let reason = obstacle(of, id, extra, &holds)?;
                let help =
                    name_as_well(of, id, extra, &asked).unwrap_or_else(|| LEFT_OUT.to_owned());
                Some(Obstacle { reason, help })
            };
            found.extend(wanted.in_vain(of, &obstacle));
        }
    }
    (Derives { models, attributes }, found)
}

/// The help for a derive that a model cannot have.
const LEFT_OUT: &str = "left out: remove the name, or see to what the model contains";

/// Why a model cannot derive a trait, and what to do.
struct Obstacle {
    reason: String,
    help: String,
}

/// A derive with the models that it names.
struct Wanted<'a> {
    derive: &'a Derive,
    /// Its models: those of all patterns, or all of the crate. The selection leaves out others.
    models: BTreeSet<ModelId>,
    /// The models of each pattern, with those that are left out.
    found: Vec<(&'a ModelPattern, Vec<ModelId>)>,
}

impl<'a> Wanted<'a> {
    fn new(of: &Models<'_>, derive: &'a Derive) -> Self {
        let patterns = derive.models.iter().flatten();
        let found: Vec<_> = patterns
            .map(|pattern| {
                let named = of.all().filter(|id| of.is_named(*id, &pattern.text));
                (pattern, named.collect::<Vec<_>>())
            })
            .collect();
        let mut models: BTreeSet<_> = match &derive.models {
            None => of.all().collect(),
            Some(_) => found.iter().flat_map(|(_, named)| named).copied().collect(),
        };
        models.retain(|id| (of.is_emitted)(*id));
        Self {
            derive,
            models,
            found,
        }
    }

    /// The patterns that name no model.
    fn unknown(&self, of: &Models<'_>) -> Vec<Diagnostic> {
        let unknown = self.found.iter().filter(|(_, named)| named.is_empty());
        let unknown = unknown.map(|(pattern, _)| {
            let mut found = pattern.location.error(
                "unknown-model",
                format!("there is no model `{}`", pattern.text),
                "write the name of a type in the module `models`; `*` stands for any characters",
            );
            let known = of.all().filter(|id| (of.is_emitted)(*id));
            let known = known.map(|id| of.name(id));
            if let Some(near) = did_you_mean(&pattern.text.replace('*', ""), known) {
                found.help = near.into_boxed_str();
            }
            found
        });
        unknown.collect()
    }

    /// The error that no model is named.
    fn without_models(&self) -> Option<Diagnostic> {
        let Derive {
            path,
            models,
            location,
            ..
        } = self.derive;
        models.as_ref()?.is_empty().then(|| {
            let message = format!("no model is named for the derive `{path}`");
            let help =
                "write names of models, such as `User`, or `*` for all; or remove the derive";
            location.error("empty-derive", message, help)
        })
    }

    fn without_dependency(&self, missing: &str, runtime_version: RuntimeVersion) -> Diagnostic {
        let path = &self.derive.path;
        let version = runtime_version(missing);
        let version = version.as_deref().unwrap_or("1");
        let on: Vec<_> = match &self.derive.models {
            Some(patterns) => patterns.iter().map(|it| format!("{:?}", it.text)).collect(),
            None => vec!["\"*\"".to_owned()],
        };
        let help = format!(
            "add it with its version: `\"{path}\" = {{ on = [{}], version = \"{version}\" }}`, or in \
             `types.dependencies`",
            on.join(", ")
        );
        let message = format!("the crate `{missing}` of `{path}` is no dependency");
        self.derive
            .location
            .error("derive-without-dependency", message, help)
    }

    /// The models that are named and do not get it: no model of a pattern is in the crate, or one that is named
    /// alone cannot have it, for the reason that `obstacle` gives.
    fn in_vain(
        &self,
        of: &Models<'_>,
        obstacle: &dyn Fn(ModelId) -> Option<Obstacle>,
    ) -> Vec<Diagnostic> {
        let path = &self.derive.path;
        let found = self.found.iter().flat_map(|(pattern, named)| {
            let emitted: Vec<_> = named
                .iter()
                .copied()
                .filter(|id| (of.is_emitted)(*id))
                .collect();
            if emitted.is_empty() && !named.is_empty() {
                let message = format!(
                    "no operation that is generated uses the model `{}`",
                    pattern.text
                );
                let help = "left out: remove the name, or select an operation that uses the model";
                return vec![pattern.location.warning("derive-left-out", message, help)];
            }
            let single = emitted.into_iter().filter(|_| !pattern.text.contains('*'));
            let found = single.filter_map(|id| {
                let Obstacle { reason, help } = match of.api.model(id).kind {
                    ModelKind::Alias(_) => Obstacle {
                        reason: "it is another name for a type".to_owned(),
                        help: LEFT_OUT.to_owned(),
                    },
                    _ => obstacle(id)?,
                };
                let message = format!("`{}` cannot derive `{path}`: {reason}", of.name(id));
                Some(pattern.location.warning("derive-left-out", message, help))
            });
            found.collect()
        });
        found.collect()
    }
}

fn is_alias(api: &Api, id: ModelId) -> bool {
    matches!(api.model(id).kind, ModelKind::Alias(_))
}

/// Whether the parts of a model have names in the definition: the values of an enum of integers are numbers.
fn has_names(api: &Api, id: ModelId) -> bool {
    !matches!(api.model(id).kind, ModelKind::IntegerEnum(_))
}

/// Whether a trait of the standard library is derived where it holds. Enums have theirs by hand, so that
/// they compare the value as it is sent.
fn is_derived(api: &Api, id: ModelId) -> bool {
    matches!(
        api.model(id).kind,
        ModelKind::Struct(_) | ModelKind::Union(_)
    )
}

/// Whether a trait holds, by model, if these models derive it: for all but those that contain what lacks it, by
/// any way.
fn holding(api: &Api, extra: ExtraTrait, asked: &BTreeSet<ModelId>) -> Vec<bool> {
    let mut holds = vec![true; api.models.len()];
    let mut containing: Vec<Vec<ModelId>> = vec![Vec::new(); api.models.len()];
    let mut pending = Vec::new();
    for (id, model) in api.models() {
        let types = model.kind.types();
        for part in types.iter().filter_map(|ty| ty.model()) {
            containing[part.0].push(id);
        }
        let is_missing = is_derived(api, id) && !asked.contains(&id);
        if is_missing || types.iter().any(|ty| lacks(ty, extra)) {
            pending.push(id);
        }
    }
    while let Some(id) = pending.pop() {
        if std::mem::replace(&mut holds[id.0], false) {
            pending.extend(&containing[id.0]);
        }
    }
    holds
}

/// Whether a type that is no model lacks a trait, or what is inside of it does.
fn lacks(ty: &TypeRef, extra: ExtraTrait) -> bool {
    match ty {
        TypeRef::Scalar(scalar) => matches!(scalar, Scalar::Float | Scalar::Double),
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
            lacks(inner, extra)
        }
        TypeRef::Own(own) => !own.implements.contains(&extra),
        // A JSON value has no number that is not equal to itself.
        TypeRef::Model(_) | TypeRef::Json(_) => false,
    }
}

/// What stands between a model and a trait: the first part that lacks it.
fn obstacle(of: &Models<'_>, id: ModelId, extra: ExtraTrait, holds: &[bool]) -> Option<String> {
    let kind = &of.api.model(id).kind;
    let mut types = kind.types().into_iter().enumerate();
    types.find_map(|(index, ty)| {
        let what = match ty.model() {
            Some(part) if !holds[part.0] => {
                format!("`{}`, which does not have it", of.name(part))
            }
            _ if !lacks(ty, extra) => return None,
            _ => match ty.own().map(|own| own.path.trim_start_matches("::")) {
                Some(path) => format!("`{path}`; add `implements = [\"{extra}\"]` if it has it"),
                None => "a number with fractions".to_owned(),
            },
        };
        let part = match kind {
            ModelKind::Union(union) => {
                let variant = union.variants.get(index).and_then(|it| it.label.as_deref());
                variant.map_or("a variant".to_owned(), |label| {
                    format!("the variant `{label}`")
                })
            }
            _ => match kind.fields().get(index) {
                Some(field) => format!("the property `{}`", field.name),
                None => "an additional property".to_owned(),
            },
        };
        Some(format!("{part} holds {what}"))
    })
}

/// The names that were forgotten, if a model can derive a trait as soon as all that it contains does.
fn name_as_well(
    of: &Models<'_>,
    id: ModelId,
    extra: ExtraTrait,
    asked: &BTreeSet<ModelId>,
) -> Option<String> {
    let mut contained = BTreeSet::new();
    let mut pending = vec![id];
    while let Some(id) = pending.pop() {
        let types = of.api.model(id).kind.types();
        let parts = types.iter().filter_map(|ty| ty.model());
        pending.extend(parts.filter(|part| contained.insert(*part)));
    }
    if !holding(of.api, extra, &(asked | &contained))[id.0] {
        return None;
    }
    let forgotten = contained
        .difference(asked)
        .filter(|id| is_derived(of.api, **id));
    let forgotten: Vec<_> = forgotten.map(|id| format!("`{}`", of.name(*id))).collect();
    let names = match &*forgotten {
        [first, second, third, others @ ..] if others.len() > 1 => {
            format!(
                "{first}, {second}, {third} and {} others that it contains",
                others.len()
            )
        }
        [others @ .., last] if !others.is_empty() => format!("{} and {last}", others.join(", ")),
        all => all.concat(),
    };
    Some(format!("left out: name {names} as well, or use `all`"))
}
