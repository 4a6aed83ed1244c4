//! Conversions: which response models can be converted to which request models, field by
//! field.
//!
//! There is a conversion if a `GET` returns one model and a `PUT` or `PATCH` at the same path takes the
//! other, so that a program can read, change and write back a resource. Similarity alone is not enough. Each
//! property of the request model must be in the response model, with the same name and a type that converts.

mod evidence;
mod fit;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::output::Output;
use super::presence::Presence;
use crate::diagnostics::Diagnostic;
use crate::ir::{Api, FieldId, ModelId, ModelKind, OperationId, Struct};

/// The maximum number of pairs of models that are compared. The largest published definition that we know of has
/// some hundreds; two cycles of models can be paired in as many ways as the product of their lengths.
const MAX_PAIRS: usize = 20_000;

/// All conversions of a definition.
#[derive(Debug, Default)]
pub struct Conversions {
    /// By target and source.
    pairs: BTreeMap<(ModelId, ModelId), Conversion>,
    /// The models that are converted to a string, and their field `id`.
    ids: BTreeMap<ModelId, IdConversion>,
    /// The targets by source.
    made: HashMap<ModelId, Vec<ModelId>>,
}

/// The conversion of a response model to a request model.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversion {
    /// The source.
    pub from: ModelId,
    /// The operations that read the source and write the target; `None` for nested models.
    pub operations: Option<(OperationId, OperationId)>,
    /// The converted fields, in the order of the target.
    pub fields: Vec<FieldConversion>,
    /// How additional properties are converted, if both models have them.
    pub additional: Option<Fit>,
    /// Whether it can fail, because the response may lack a value that the request requires.
    pub is_fallible: bool,
}

/// The conversion of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldConversion {
    /// The index of the field in the source.
    pub from: usize,
    /// The index of the field in the target.
    pub to: usize,
    /// How the types fit.
    pub fit: Fit,
    /// The check for a value that the request requires and the response may lack.
    pub check: Check,
}

/// How the types of a property relate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// They are the same.
    Same,
    /// The value is converted.
    Converts,
}

/// The value that the source must have for a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// Nothing: the property is optional, or always present.
    None,
    /// A value.
    Value,
    /// A value or an explicit `null`.
    ValueOrNull,
}

/// The conversion of a model to its `id`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdConversion {
    /// The index of the field.
    pub field: usize,
    /// Whether the response may lack it.
    pub is_fallible: bool,
}

impl Conversions {
    /// The conversions to a model, ordered by source.
    pub fn to(&self, model: ModelId) -> impl Iterator<Item = &Conversion> {
        let all = self
            .pairs
            .range((model, ModelId(0))..=(model, ModelId(usize::MAX)));
        all.map(|(_, conversion)| conversion)
    }

    /// The targets of a model.
    pub fn from(&self, model: ModelId) -> &[ModelId] {
        self.made.get(&model).map_or(&[], Vec::as_slice)
    }

    /// The conversion of a model to its `id`, if another conversion needs it.
    pub fn id_of(&self, model: ModelId) -> Option<IdConversion> {
        self.ids.get(&model).copied()
    }

    /// Whether a model is the source of a conversion, so that it keeps explicit nulls.
    pub fn is_source(&self, model: ModelId) -> bool {
        self.made.contains_key(&model)
    }
}

/// Another conversion that a conversion depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Need {
    /// The conversion of a nested model to a model.
    Model { to: ModelId, from: ModelId },
    /// The conversion of a nested model to its `id`.
    Id(ModelId),
}

/// A pair of models whose own fields fit.
struct Candidate {
    conversion: Conversion,
    needs: BTreeSet<Need>,
}

impl Candidate {
    /// The pairs that it depends on.
    fn pairs(&self) -> impl Iterator<Item = Key> {
        self.needs.iter().filter_map(|need| match need {
            Need::Model { to, from } => Some((*to, *from)),
            Need::Id(_) => None,
        })
    }
}

/// Target and source.
type Key = (ModelId, ModelId);

type Candidates = BTreeMap<Key, Candidate>;

/// Finds all conversions. If there are too many pairs to compare, there are none, and a
/// warning.
pub(super) fn conversions(
    api: &Api,
    outputs: &[Output],
    presence: &[Vec<Presence>],
    boxed: &BTreeSet<FieldId>,
) -> (Conversions, Option<Diagnostic>) {
    let roots = evidence::roots(api, outputs);
    let fitting = fit::Fitting {
        api,
        presence,
        boxed,
    };
    let Some(mut candidates) = candidates(&fitting, roots.keys().copied()) else {
        return (Conversions::default(), Some(too_many_pairs()));
    };
    drop_broken(&mut candidates);
    let used = reached(&candidates, roots.keys().copied());
    candidates.retain(|pair, _| used.contains(pair));
    (finished(&fitting, candidates, &roots), None)
}

fn too_many_pairs() -> Diagnostic {
    Diagnostic::warning(
        "too-many-conversions",
        "#/paths",
        format!(
            "more than {MAX_PAIRS} pairs of models of responses and of requests would have to be compared"
        ),
        "no conversion between models is generated; fill the models of requests field by field",
    )
}

/// The pairs whose own fields fit, and the pairs that they depend on; `None` if there are too
/// many.
fn candidates(fitting: &fit::Fitting<'_>, roots: impl Iterator<Item = Key>) -> Option<Candidates> {
    let mut pending: Vec<_> = roots.collect();
    let mut seen: BTreeSet<_> = pending.iter().copied().collect();
    let mut found = Candidates::new();
    while let Some((to, from)) = pending.pop() {
        if seen.len() > MAX_PAIRS {
            return None;
        }
        let Some(candidate) = fitting.pair(to, from) else {
            continue;
        };
        pending.extend(candidate.pairs().filter(|pair| seen.insert(*pair)));
        found.insert((to, from), candidate);
    }
    Some(found)
}

/// Removes the pairs that depend on one that does not fit.
fn drop_broken(candidates: &mut Candidates) {
    let needs = candidates.values().flat_map(Candidate::pairs);
    let missing: Vec<_> = needs
        .filter(|pair| !candidates.contains_key(pair))
        .collect();
    for pair in spread(candidates, missing) {
        candidates.remove(&pair);
    }
}

/// Some pairs, and all pairs that depend on them.
fn spread(candidates: &Candidates, start: Vec<Key>) -> BTreeSet<Key> {
    let mut dependents: BTreeMap<Key, Vec<Key>> = BTreeMap::new();
    for (pair, candidate) in candidates {
        for need in candidate.pairs() {
            dependents.entry(need).or_default().push(*pair);
        }
    }
    let mut reached = BTreeSet::new();
    let mut pending = start;
    while let Some(pair) = pending.pop() {
        if reached.insert(pair) {
            pending.extend(dependents.get(&pair).into_iter().flatten());
        }
    }
    reached
}

/// The pairs that can be reached from the roots.
fn reached(candidates: &Candidates, roots: impl Iterator<Item = Key>) -> BTreeSet<Key> {
    let mut pending: Vec<_> = roots.collect();
    let mut used = BTreeSet::new();
    while let Some(pair) = pending.pop() {
        if let Some(candidate) = candidates.get(&pair)
            && used.insert(pair)
        {
            pending.extend(candidate.pairs());
        }
    }
    used
}

/// Makes the conversions, whose fallibility depends on nested ones.
fn finished(
    fitting: &fit::Fitting<'_>,
    candidates: Candidates,
    roots: &evidence::Roots,
) -> Conversions {
    let needs = candidates.values().flat_map(|it| &it.needs);
    let ids = needs.filter_map(|need| match need {
        Need::Id(model) => Some((*model, fitting.id(*model)?)),
        Need::Model { .. } => None,
    });
    let ids: BTreeMap<_, _> = ids.collect();
    let fails = |need: &Need| match need {
        Need::Id(model) => ids.get(model).is_some_and(|it| it.is_fallible),
        Need::Model { .. } => false,
    };
    let failing = candidates
        .iter()
        .filter(|(_, it)| it.conversion.is_fallible || it.needs.iter().any(fails));
    let failing = spread(&candidates, failing.map(|(pair, _)| *pair).collect());
    let pairs = candidates.into_iter().map(|(pair, candidate)| {
        let conversion = Conversion {
            operations: roots.get(&pair).copied(),
            is_fallible: failing.contains(&pair),
            ..candidate.conversion
        };
        (pair, conversion)
    });
    let pairs: BTreeMap<_, _> = pairs.collect();
    let mut made: HashMap<_, Vec<_>> = HashMap::new();
    for (to, from) in pairs.keys() {
        made.entry(*from).or_default().push(*to);
    }
    Conversions { pairs, ids, made }
}

/// The struct of a model, if it is one.
fn structure(api: &Api, id: ModelId) -> Option<&Struct> {
    match &api.model(id).kind {
        ModelKind::Struct(object) if api.owner(id).is_none() => Some(object),
        _ => None,
    }
}
