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
use crate::types::{AttributeName, Derive, DerivePath, ModelPattern, RustPath, Types};

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
        all.filter_map(|derive| match derive {
            DerivePath::Foreign(path) => Some(path),
            DerivePath::Extra(_) => None,
        })
    }

    /// The crates that these come from.
    pub fn crates(&self) -> BTreeSet<&str> {
        self.foreign().map(RustPath::root).collect()
    }
}

/// Decides what models derive, and reports what the configuration asks for in vain.
pub fn derive(api: &Api, names: &Names, types: &Types) -> (Derives, Diagnostics) {
    let mut models = vec![BTreeSet::new(); api.models.len()];
    let mut attributes = vec![BTreeSet::new(); api.models.len()];
    let mut found = Diagnostics::default();
    let wanted: Vec<_> = types
        .derives
        .iter()
        .map(|it| Wanted::new(api, names, it))
        .collect();
    for wanted in &wanted {
        found.extend(wanted.unknown(api, names));
        if let DerivePath::Foreign(path) = &wanted.derive.path {
            found.extend(
                types
                    .missing(path)
                    .map(|missing| wanted.without_dependency(&missing)),
            );
            found.extend(wanted.in_vain(api, names, &|_| None));
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
        let asked: BTreeSet<ModelId> = wanted.iter().flat_map(|it| &it.models).copied().collect();
        if asked.is_empty() {
            continue;
        }
        let holds = holding(api, extra, &asked);
        for id in asked
            .iter()
            .filter(|id| is_derived(api, **id) && holds[id.0])
        {
            models[id.0].insert(path.clone());
        }
        for wanted in wanted {
            let obstacle = |id| obstacle(api, names, id, extra, &holds);
            found.extend(wanted.in_vain(api, names, &obstacle));
        }
    }
    (Derives { models, attributes }, found)
}

/// A derive with the models that it names.
struct Wanted<'a> {
    derive: &'a Derive,
    /// Its models: those of all patterns, or all of the API.
    models: BTreeSet<ModelId>,
    /// The models of each pattern.
    found: Vec<(&'a ModelPattern, Vec<ModelId>)>,
}

impl<'a> Wanted<'a> {
    fn new(api: &Api, names: &Names, derive: &'a Derive) -> Self {
        let all = || (0..api.models.len()).map(ModelId);
        let patterns = derive.models.iter().flatten();
        let found: Vec<_> = patterns
            .map(|pattern| {
                let named = all().filter(|id| is_named(api, names, *id, &pattern.text));
                (pattern, named.collect::<Vec<_>>())
            })
            .collect();
        let models = match &derive.models {
            None => all().collect(),
            Some(_) => found.iter().flat_map(|(_, named)| named).copied().collect(),
        };
        Self {
            derive,
            models,
            found,
        }
    }

    /// The patterns that name no model.
    fn unknown(&self, api: &Api, names: &Names) -> Vec<Diagnostic> {
        let unknown = self.found.iter().filter(|(_, named)| named.is_empty());
        let unknown = unknown.map(|(pattern, _)| {
            let mut found = pattern.location.error(
                "unknown-model",
                format!("there is no model `{}`", pattern.text),
                "write the name of a type in the module `models`; `*` stands for any characters",
            );
            let known = (0..api.models.len()).map(|id| names.model(ModelId(id)).ty.as_str());
            if let Some(near) = did_you_mean(&pattern.text.replace('*', ""), known) {
                found.help = near.into_boxed_str();
            }
            found
        });
        unknown.collect()
    }

    fn without_dependency(&self, missing: &str) -> Diagnostic {
        let path = &self.derive.path;
        let help = format!(
            "add it with its version: `\"{path}\" = {{ on = [\"*\"], version = \"1\" }}`, or in \
             `types.dependencies`"
        );
        let message = format!("the crate `{missing}` of `{path}` is no dependency");
        self.derive
            .location
            .error("derive-without-dependency", message, help)
    }

    /// The models that are named one by one and do not get it, for the reason that `obstacle` gives.
    fn in_vain(
        &self,
        api: &Api,
        names: &Names,
        obstacle: &dyn Fn(ModelId) -> Option<String>,
    ) -> Vec<Diagnostic> {
        let single = self.found.iter();
        let single = single.filter(|(pattern, _)| !pattern.text.contains('*'));
        let found = single.flat_map(|(pattern, named)| {
            named.iter().copied().filter_map(|id| {
                let reason = match api.model(id).kind {
                    ModelKind::Alias(_) => "it is another name for a type".to_owned(),
                    _ => obstacle(id)?,
                };
                let (name, path) = (names.model(id).ty.as_str(), &self.derive.path);
                Some(pattern.location.warning(
                    "derive-left-out",
                    format!("`{name}` cannot derive `{path}`: {reason}"),
                    "left out: remove the name, or see to what the model contains",
                ))
            })
        });
        found.collect()
    }
}

/// Whether a pattern is the name of a model, in the crate or in the definition.
fn is_named(api: &Api, names: &Names, id: ModelId, pattern: &str) -> bool {
    let component = match &api.model(id).origin {
        Origin::Component(name) => Some(name.as_str()),
        _ => None,
    };
    let mut known = [Some(names.model(id).ty.as_str()), component].into_iter();
    known.any(|name| name.is_some_and(|name| matches(pattern, name)))
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
fn obstacle(
    api: &Api,
    names: &Names,
    id: ModelId,
    extra: ExtraTrait,
    holds: &[bool],
) -> Option<String> {
    let kind = &api.model(id).kind;
    let mut types = kind.types().into_iter().enumerate();
    types.find_map(|(index, ty)| {
        let what = match ty.model() {
            Some(part) if !holds[part.0] => {
                let name = names.model(part).ty.as_str();
                format!("`{name}`, which does not have it")
            }
            _ if !lacks(ty, extra) => return None,
            _ => match own_path(ty) {
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

/// The type of the caller inside of a type.
fn own_path(ty: &TypeRef) -> Option<&str> {
    match ty {
        TypeRef::Own(own) => Some(own.path.trim_start_matches("::")),
        TypeRef::List(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => own_path(inner),
        TypeRef::Scalar(_) | TypeRef::Model(_) | TypeRef::Json(_) => None,
    }
}
