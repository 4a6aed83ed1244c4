//! Matching: which items of two definitions are the same.
//!
//! Items match by their names on the wire; the remaining ones match by their Rust names. Matched items have
//! the same key, and types are equal if the keys of their models are.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::Side;
use crate::ir::{Model, ModelId, OperationId, Origin, ServiceId};
use crate::sdk::{Argument, ItemBound, Operation, Topic, Type};

/// The keys of the items of one definition, by id.
#[derive(Debug)]
pub(super) struct Keys {
    pub(super) services: Vec<String>,
    pub(super) operations: Vec<String>,
    pub(super) models: Vec<String>,
    pub(super) topics: Vec<String>,
}

/// The matched items of two definitions.
#[derive(Debug)]
pub(super) struct Pairs {
    pub(super) old: Keys,
    pub(super) new: Keys,
    pub(super) services: Vec<Pair<ServiceId>>,
    pub(super) operations: Vec<Pair<OperationId>>,
    pub(super) models: Vec<Pair<ModelId>>,
    /// Indices in the list of topics.
    pub(super) topics: Vec<Pair<usize>>,
}

impl Pairs {
    /// Whether two types are equal, up to matched models and operations.
    pub(super) fn same(&self, old: &Type, new: &Type) -> bool {
        match (old, new) {
            (Type::Model(old), Type::Model(new)) => {
                self.old.models[old.0] == self.new.models[new.0]
            }
            (Type::Output(old), Type::Output(new)) => {
                self.old.operations[old.0] == self.new.operations[new.0]
            }
            (Type::List(old), Type::List(new))
            | (Type::Map(old), Type::Map(new))
            | (Type::Optional(old), Type::Optional(new))
            | (Type::Boxed(old), Type::Boxed(new))
            | (Type::Stream(old), Type::Stream(new)) => self.same(old, new),
            (old, new) => old == new,
        }
    }

    /// Whether two arguments accept the same expressions.
    pub(super) fn same_argument(&self, old: &Argument, new: &Argument) -> bool {
        match (old, new) {
            (Argument::Value(old), Argument::Value(new))
            | (Argument::Into(old), Argument::Into(new))
            | (Argument::Items(ItemBound::Value(old)), Argument::Items(ItemBound::Value(new))) => {
                self.same(old, new)
            }
            (old, new) => old == new,
        }
    }

    /// Whether two optional types are both absent, or equal.
    pub(super) fn same_option(&self, old: Option<&Type>, new: Option<&Type>) -> bool {
        match (old, new) {
            (Some(old), Some(new)) => self.same(old, new),
            (old, new) => old.is_some() == new.is_some(),
        }
    }
}

/// An item of the old definition, of the new one, or of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pair<T> {
    Removed(T),
    Added(T),
    Both(T, T),
}

/// Matches the items of two definitions: removed items first, then all items of the new definition in order.
pub(super) fn pair(old: &Side<'_>, new: &Side<'_>) -> Pairs {
    let old_keys = keys(old, &Aliases::default());
    let new_keys = keys(new, &aliases(old, new));
    Pairs {
        services: joined(&old_keys.services, &new_keys.services, ServiceId),
        operations: joined(&old_keys.operations, &new_keys.operations, OperationId),
        models: joined(&old_keys.models, &new_keys.models, ModelId),
        topics: joined(&old_keys.topics, &new_keys.topics, |index| index),
        old: old_keys,
        new: new_keys,
    }
}

fn joined<T: Copy>(old: &[String], new: &[String], id: fn(usize) -> T) -> Vec<Pair<T>> {
    let indices = |keys: &[String]| -> HashMap<String, usize> {
        let numbered = keys.iter().enumerate();
        numbered.map(|(index, key)| (key.clone(), index)).collect()
    };
    let (old_indices, new_indices) = (indices(old), indices(new));
    let removed = old.iter().enumerate();
    let removed = removed
        .filter(|(_, key)| !new_indices.contains_key(*key))
        .map(|(index, _)| Pair::Removed(id(index)));
    let kept = new
        .iter()
        .enumerate()
        .map(|(index, key)| match old_indices.get(key) {
            Some(before) => Pair::Both(id(*before), id(index)),
            None => Pair::Added(id(index)),
        });
    removed.chain(kept).collect()
}

/// The old keys of items that have another key in the new definition, by new key.
#[derive(Debug, Default)]
struct Aliases {
    services: HashMap<String, String>,
    operations: HashMap<String, String>,
    components: HashMap<String, String>,
    topics: HashMap<String, String>,
}

/// Other names of items, by key: their Rust names, or paths without placeholder names.
type OtherNames = IndexMap<String, String>;

fn aliases(old: &Side<'_>, new: &Side<'_>) -> Aliases {
    let services = |side: &Side<'_>| -> OtherNames {
        let tags = side.sdk.tags();
        tags.map(|(_, tag)| (tag.node.name.clone(), tag.module.to_string()))
            .collect()
    };
    let template = |side: &Side<'_>| {
        operations(side, |operation| {
            let path = without_names(&operation.node.path);
            format!("{} {path}", operation.node.method.as_str())
        })
    };
    let method = |side: &Side<'_>| operations(side, |operation| operation.name.to_string());
    let components = |side: &Side<'_>| -> OtherNames {
        let components = side
            .sdk
            .models()
            .filter_map(|model| match &model.node.origin {
                Origin::Component(name) => Some((name.clone(), model.name.to_string())),
                _ => None,
            });
        components.collect()
    };
    let names = |side: &Side<'_>| topics(side, |topic| without_names(&topic.node.name));
    let function = |side: &Side<'_>| topics(side, |topic| topic.function.to_string());
    Aliases {
        services: renamed_keys(&services(old), &services(new)),
        operations: moved_keys([template(old), template(new)], [method(old), method(new)]),
        components: renamed_keys(&components(old), &components(new)),
        topics: moved_keys([names(old), names(new)], [function(old), function(new)]),
    }
}

/// Matches by names on the wire, then by Rust names.
fn moved_keys(wire: [OtherNames; 2], callers: [OtherNames; 2]) -> HashMap<String, String> {
    let mut found = renamed_keys(&wire[0], &wire[1]);
    let [mut old, mut new] = callers;
    let claimed: HashSet<&String> = found.values().collect();
    old.retain(|key, _| !claimed.contains(key));
    new.retain(|key, _| !found.contains_key(key));
    found.extend(renamed_keys(&old, &new));
    found
}

fn operations(side: &Side<'_>, name: impl Fn(&Operation<'_>) -> String) -> OtherNames {
    let operations = side.sdk.operations();
    operations
        .map(|operation| (operation.node.label(), name(operation)))
        .collect()
}

fn topics(side: &Side<'_>, name: impl Fn(&Topic<'_>) -> String) -> OtherNames {
    let topics = side.sdk.topics.iter();
    topics
        .map(|topic| (topic.node.name.clone(), name(topic)))
        .collect()
}

/// A path template with empty placeholders, since callers do not write their names.
pub(super) fn without_names(template: &str) -> String {
    let parts = template.split('{');
    let parts = parts.map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    parts.collect::<Vec<_>>().join("{}")
}

/// The old keys by new key, for items that changed their key and kept their other name.
fn renamed_keys(old: &OtherNames, new: &OtherNames) -> HashMap<String, String> {
    let lost = old.iter().filter(|(key, _)| !new.contains_key(*key));
    let mut lost: HashMap<&String, &String> = lost.map(|(key, name)| (name, key)).collect();
    let gained = new.iter().filter(|(key, _)| !old.contains_key(*key));
    let found = gained.filter_map(|(key, name)| Some((key.clone(), lost.remove(name)?.clone())));
    found.collect()
}

fn keys(side: &Side<'_>, aliases: &Aliases) -> Keys {
    let api = side.api;
    let services = api.services.iter().map(|service| &service.name);
    let services = services
        .map(|name| alias(&aliases.services, name))
        .collect();
    let operations = api.operations.iter().map(|operation| operation.label());
    let operations = operations.map(|label| alias(&aliases.operations, &label));
    let operations: Vec<String> = operations.collect();
    let topics = api.topics.iter();
    let topics = topics
        .map(|topic| alias(&aliases.topics, &topic.name))
        .collect();
    let mut models: Vec<String> = Vec::with_capacity(api.models.len());
    let mut taken: HashMap<String, usize> = HashMap::new();
    for model in &api.models {
        let key = model_key(model, &models, &operations, aliases);
        let count = taken.entry(key.clone()).or_insert(0);
        *count += 1;
        models.push(if *count == 1 {
            key
        } else {
            format!("{key} #{count}")
        });
    }
    Keys {
        services,
        operations,
        models,
        topics,
    }
}

fn model_key(model: &Model, models: &[String], operations: &[String], aliases: &Aliases) -> String {
    match &model.origin {
        Origin::Component(name) => alias(&aliases.components, name),
        Origin::Nested(parent, property) => {
            let parent = models.get(parent.0).map_or("", String::as_str);
            format!("{parent}.{property}")
        }
        Origin::Parameter(id, name) => format!("{} ?{name}", operations[id.0]),
        Origin::RequestBody(id) => format!("{} body", operations[id.0]),
        Origin::Response(id, status) => format!("{} {status:?}", operations[id.0]),
    }
}

fn alias(aliases: &HashMap<String, String>, key: &str) -> String {
    aliases.get(key).map_or(key, String::as_str).to_owned()
}
