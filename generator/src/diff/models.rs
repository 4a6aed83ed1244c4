//! Compares models: types, fields and variants.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::Hash;

use indexmap::IndexMap;
use rayon::prelude::*;

use super::comparison::Comparison;
use super::fields;
use super::matching::{Pair, Pairs};
use super::text::{Subject, code, documentation};
use super::{Change, Impact, Side};
use crate::ir::{ModelId, OperationId, Origin};
use crate::sdk::{Enum, Gate, Home, Kind, Struct, Type, VariantName};

pub(super) fn diff<'a>(old: &'a Side<'a>, new: &'a Side<'a>, pairs: &'a Pairs) -> Vec<Change> {
    let unmatched = Unmatched::of(pairs);
    let models = pairs.models.par_iter();
    let found = models.flat_map_iter(|pair| match emitted(old, new, *pair) {
        Some(Pair::Removed(id)) if !unmatched.comes_with_owner(old, id, false) => {
            vec![removed(old, id)]
        }
        Some(Pair::Added(id)) if !unmatched.comes_with_owner(new, id, true) => vec![added(new, id)],
        Some(Pair::Both(before, after)) => {
            let subject = common_subject(old, new, before, after);
            Comparison::new((old, new), pairs, (before, after), subject).run()
        }
        _ => Vec::new(),
    });
    found.collect()
}

/// Drops models that are not emitted, such as those of tags that are not selected.
fn emitted(old: &Side<'_>, new: &Side<'_>, pair: Pair<ModelId>) -> Option<Pair<ModelId>> {
    let (before, after) = match pair {
        Pair::Removed(id) => (Some(id), None),
        Pair::Added(id) => (None, Some(id)),
        Pair::Both(before, after) => (Some(before), Some(after)),
    };
    let is_emitted = |side: &Side<'_>, id: &ModelId| side.sdk.model(*id).gate.is_some();
    let before = before.filter(|id| is_emitted(old, id));
    let after = after.filter(|id| is_emitted(new, id));
    match (before, after) {
        (Some(before), Some(after)) => Some(Pair::Both(before, after)),
        (Some(before), None) => Some(Pair::Removed(before)),
        (None, Some(after)) => Some(Pair::Added(after)),
        (None, None) => None,
    }
}

/// Operations and models that are new (`true`) or removed (`false`).
struct Unmatched {
    operations: HashSet<(bool, OperationId)>,
    models: HashSet<(bool, ModelId)>,
}

impl Unmatched {
    fn of(pairs: &Pairs) -> Self {
        fn ids<T: Copy + Eq + Hash>(pairs: &[Pair<T>]) -> HashSet<(bool, T)> {
            let ids = pairs.iter().filter_map(|pair| match *pair {
                Pair::Removed(id) => Some((false, id)),
                Pair::Added(id) => Some((true, id)),
                Pair::Both(..) => None,
            });
            ids.collect()
        }
        Self {
            operations: ids(&pairs.operations),
            models: ids(&pairs.models),
        }
    }

    /// Whether a model is added or removed together with its parent or its operation, which is reported
    /// already.
    fn comes_with_owner(&self, side: &Side<'_>, id: ModelId, is_new: bool) -> bool {
        match &side.api.model(id).origin {
            Origin::Component(_) => false,
            Origin::Nested(parent, _) => self.models.contains(&(is_new, *parent)),
            Origin::Parameter(operation, _)
            | Origin::RequestBody(operation)
            | Origin::Response(operation, _) => self.operations.contains(&(is_new, *operation)),
        }
    }
}

fn subject(side: &Side<'_>, id: ModelId) -> Subject {
    let gate = side.sdk.model(id).gate;
    Subject {
        name: name(side, id),
        apis: side.tag_names(&gate.map(Gate::tags).unwrap_or_default()),
        old: None,
        new: None,
    }
}

/// The name of a model in messages. An inline schema has the name of the model or operation that contains it.
fn name(side: &Side<'_>, id: ModelId) -> String {
    match &side.api.model(id).origin {
        Origin::Component(name) => name.clone(),
        Origin::Nested(parent, property) => format!("{}.{property}", name(side, *parent)),
        Origin::Parameter(operation, _)
        | Origin::RequestBody(operation)
        | Origin::Response(operation, _) => side.api.operation(*operation).label(),
    }
}

fn removed(side: &Side<'_>, id: ModelId) -> Change {
    let path = side.sdk.model_path(id);
    let pointer = side.published(&side.api.model(id).pointer);
    subject(side, id)
        .change(
            Impact::Major,
            "model-removed",
            format!("type {} was removed", code(&path)),
        )
        .pointers(Some(pointer), None)
        .values(Some(path.clone()), None::<String>)
        .remedy(format!("no operation uses {} any more", code(&path)))
}

fn added(side: &Side<'_>, id: ModelId) -> Change {
    let path = side.sdk.model_path(id);
    let pointer = side.published(&side.api.model(id).pointer);
    subject(side, id)
        .change(
            Impact::Minor,
            "model-added",
            format!("new type {}", code(&path)),
        )
        .pointers(None, Some(pointer))
        .values(None::<String>, Some(path))
}

/// The subject of changes to a model that both definitions have.
fn common_subject(old: &Side<'_>, new: &Side<'_>, before: ModelId, after: ModelId) -> Subject {
    Subject {
        old: Some(old.published(&old.api.model(before).pointer)),
        new: Some(new.published(&new.api.model(after).pointer)),
        ..subject(new, after)
    }
}

impl Comparison<'_, ModelId> {
    fn run(mut self) -> Vec<Change> {
        self.renamed();
        self.notes();
        self.derives();
        let was = &self.old.sdk.model(self.before).kind;
        let is = &self.new.sdk.model(self.after).kind;
        match (was, is) {
            (Kind::Struct(was), Kind::Struct(is)) => {
                self.structure(was, is);
                fields::diff(&mut self, was, is);
            }
            (Kind::Enum(was), Kind::Enum(is)) if was.value == is.value => self.enumeration(was, is),
            (Kind::Union(was), Kind::Union(is)) => self.union(was, is),
            (Kind::Alias(_, was), Kind::Alias(_, is)) if self.pairs.same(was, is) => {}
            _ => self.kind(),
        }
        self.found
    }

    pub(super) fn path(&self) -> String {
        self.new.sdk.model_path(self.after)
    }

    fn renamed(&mut self) {
        let (was, is) = (self.old.sdk.model_path(self.before), self.path());
        let before = self.old.sdk.model(self.before);
        let after = self.new.sdk.model(self.after);
        let stay = [before, after].map(|model| matches!(model.home, Home::Api(_)));
        // The modules of all tags of an operation re-export its types, so that the defining module can
        // change.
        let is_moved = stay == [true, true] && before.name == after.name;
        if was != is && !is_moved {
            let change = self
                .subject
                .change(
                    Impact::Major,
                    "model-renamed",
                    format!("type {} was renamed to {}", code(&was), code(&is)),
                )
                .remedy(format!("use {} instead of {}", code(&is), code(&was)))
                .values(Some(was), Some(is));
            self.push(change);
        }
    }

    /// Compares documentation.
    fn notes(&mut self) {
        let (was, is) = (
            self.old.api.model(self.before),
            self.new.api.model(self.after),
        );
        let deprecated = match (was.deprecated, is.deprecated) {
            (false, true) => Some("it is deprecated"),
            (true, false) => Some("it is no longer deprecated"),
            _ => None,
        };
        let deprecated = deprecated.map(|text| {
            self.subject
                .change(Impact::Minor, "deprecation-changed", text)
        });
        self.found.extend(deprecated);
        let mut differing = Vec::new();
        if was.description != is.description {
            differing.push("the description".to_owned());
        }
        if was.meanings != is.meanings {
            differing.push("the meaning of its values".to_owned());
        }
        self.found.extend(documentation(&self.subject, &differing));
    }

    /// Reports a change of the Rust item, such as from alias to struct, or of an alias's target.
    fn kind(&mut self) {
        let text = |side: &Side<'_>, id: ModelId| match &side.sdk.model(id).kind {
            Kind::Struct(_) => "a struct".to_owned(),
            Kind::Enum(emitted) if emitted.value == Type::I64 => "an enum of integers".to_owned(),
            Kind::Enum(_) => "an enum".to_owned(),
            Kind::Union(_) => "a union".to_owned(),
            Kind::Alias(_, target) => side.text(target),
        };
        let (was, is) = (text(self.old, self.before), text(self.new, self.after));
        let path = code(&self.path());
        let change = self
            .subject
            .change(
                Impact::Major,
                "model-kind-changed",
                format!("{path} was {} and is {} now", code(&was), code(&is)),
            )
            .remedy(format!("build and read {path} as {}", code(&is)))
            .values(Some(was), Some(is));
        self.push(change);
    }

    fn structure(&mut self, was: &Struct<'_>, is: &Struct<'_>) {
        let path = self.path();
        let change = match (was.in_requests, is.in_requests) {
            (false, true) => Some(self.subject.change(
                Impact::Minor,
                "model-sent",
                format!(
                    "it is used in requests: {} has `new` and setters",
                    code(&path)
                ),
            )),
            (true, false) => Some(
                self.subject
                    .change(
                        Impact::Major,
                        "model-not-sent",
                        format!(
                            "it is no longer used in requests: {} lost `new` and its setters",
                            code(&path)
                        ),
                    )
                    .remedy(format!(
                        "read {}, or fill the public fields of `{path}::default()`",
                        code(&path)
                    )),
            ),
            _ => None,
        };
        self.found.extend(change);
        self.additional_properties(was, is);
        self.conversions(was, is);
        let [before, after] = [was, is].map(|it| it.items.as_ref().map(|items| &items.ty));
        if !self.pairs.same_option(before, after) {
            let lost = was.items.is_some();
            let (impact, text) = if lost {
                (Impact::Major, "it is no longer a page of these items")
            } else {
                (Impact::Minor, "it is a page: its items can be streamed")
            };
            let change = self
                .subject
                .change(impact, "page-changed", text)
                .remedy("read the items from the fields of the page");
            self.push(change);
        }
    }

    fn enumeration(&mut self, was: &Enum<'_>, is: &Enum<'_>) {
        let path = self.path();
        let before = by_value(self.old, self.before, was);
        let after = by_value(self.new, self.after, is);
        for (value, variant) in &before {
            let change = match after.get(value) {
                Some(now) if now == variant => continue,
                Some(now) => self
                    .subject
                    .change(
                        Impact::Major,
                        "enum-variant-renamed",
                        format!(
                            "the variant of {} was renamed to {}",
                            code(value),
                            code(&format!("{path}::{now}"))
                        ),
                    )
                    .remedy(format!("use `{now}` instead of `{variant}`"))
                    .values(Some(variant.as_str()), Some(now.as_str())),
                None => self
                    .subject
                    .change(
                        Impact::Major,
                        "enum-value-removed",
                        format!("enum value {} of {} was removed", code(value), code(&path)),
                    )
                    .remedy(format!(
                        "compare with `Unknown`, or {}, instead of `{variant}`",
                        code(&match was.value {
                            Type::I64 => format!("as_i64() == {value}"),
                            _ => format!("as_str() == {value:?}"),
                        })
                    ))
                    .values(Some(value.as_ref()), None::<String>),
            };
            self.push(change);
        }
        for value in after.keys() {
            if !before.contains_key(value) {
                let message = format!("{} has the new enum value {}", code(&path), code(value));
                let change = self
                    .subject
                    .change(Impact::Minor, "enum-value-added", message);
                self.push(change.values(None::<String>, Some(value.as_ref())));
            }
        }
        self.enum_traits(was, is);
    }

    fn enum_traits(&mut self, was: &Enum<'_>, is: &Enum<'_>) {
        let path = code(&self.path());
        for (name, was, is) in [
            ("Default", was.has_default, is.has_default),
            ("Serialize and Deserialize", was.is_json, is.is_json),
        ] {
            let (impact, text) = match (was, is) {
                (true, false) => (Impact::Major, "no longer has"),
                (false, true) => (Impact::Minor, "has"),
                _ => continue,
            };
            let change = self
                .subject
                .change(impact, "traits-changed", format!("{path} {text} {name}"))
                .remedy("construct the value explicitly");
            self.push(change);
        }
    }
}

/// The variants of an enum, by value.
fn by_value<'a>(
    side: &'a Side<'_>,
    id: ModelId,
    emitted: &Enum<'a>,
) -> IndexMap<Cow<'a, str>, &'a VariantName> {
    let values = side.api.model(id).kind.values().into_iter();
    values.zip(emitted.variants).collect()
}
