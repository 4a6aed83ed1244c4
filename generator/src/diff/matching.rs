//! Matching: what of one definition is the same thing in the other.
//!
//! Things are the same when the wire calls them the same; what is left then, when callers do. Each
//! thing gets a key that both sides share, so that types can be compared as text.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use super::Side;
use crate::ir::{Model, ModelId, Operation, OperationId, Origin, ServiceId, Topic};
use crate::name::TopicNames;

/// The keys of one side, by id.
#[derive(Debug)]
pub(super) struct Keys {
    pub(super) services: Vec<String>,
    pub(super) operations: Vec<String>,
    pub(super) models: Vec<String>,
    pub(super) topics: Vec<String>,
}

/// What belongs together.
#[derive(Debug)]
pub(super) struct Pairs {
    pub(super) old: Keys,
    pub(super) new: Keys,
    pub(super) services: Vec<Pair<ServiceId>>,
    pub(super) operations: Vec<Pair<OperationId>>,
    pub(super) models: Vec<Pair<ModelId>>,
    /// By their places in the list of topics.
    pub(super) topics: Vec<Pair<usize>>,
}

/// A thing of the old definition, of the new one, or of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pair<T> {
    Removed(T),
    Added(T),
    Both(T, T),
}

/// Pairs what two definitions hold: what was removed first, then everything of the new one.
pub(super) fn pair(old: &Side, new: &Side) -> Pairs {
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
    let places = |keys: &[String]| -> HashMap<String, usize> {
        let numbered = keys.iter().enumerate();
        numbered.map(|(index, key)| (key.clone(), index)).collect()
    };
    let (old_places, new_places) = (places(old), places(new));
    let removed = old.iter().enumerate();
    let removed = removed
        .filter(|(_, key)| !new_places.contains_key(*key))
        .map(|(index, _)| Pair::Removed(id(index)));
    let kept = new
        .iter()
        .enumerate()
        .map(|(index, key)| match old_places.get(key) {
            Some(before) => Pair::Both(id(*before), id(index)),
            None => Pair::Added(id(index)),
        });
    removed.chain(kept).collect()
}

/// The keys that things of the new side take over from the old side, by their own keys.
#[derive(Debug, Default)]
struct Aliases {
    services: HashMap<String, String>,
    operations: HashMap<String, String>,
    components: HashMap<String, String>,
    topics: HashMap<String, String>,
}

/// The second names of things, by key.
type Seconds = IndexMap<String, String>;

fn aliases(old: &Side, new: &Side) -> Aliases {
    let services = |side: &Side| -> Seconds {
        let services = side.api().services();
        let module = |id| side.names.service(id).module.as_str().to_owned();
        services
            .map(|(id, service)| (service.name.clone(), module(id)))
            .collect()
    };
    let template = |side: &Side| {
        operations(side, |_, operation| {
            format!(
                "{} {}",
                operation.method.as_str(),
                without_names(&operation.path)
            )
        })
    };
    let method = |side: &Side| {
        operations(side, |id, _| {
            side.names.operation(id).method.as_str().to_owned()
        })
    };
    let components = |side: &Side| -> Seconds {
        let models = side.api().models();
        let components = models.filter_map(|(id, model)| match &model.origin {
            Origin::Component(name) => {
                Some((name.clone(), side.names.model(id).ty.as_str().to_owned()))
            }
            _ => None,
        });
        components.collect()
    };
    let names = |side: &Side| topics(side, |topic, _| without_names(&topic.name));
    let function = |side: &Side| topics(side, |_, names| names.function.as_str().to_owned());
    Aliases {
        services: taken_over(&services(old), &services(new)),
        operations: followed([template(old), template(new)], [method(old), method(new)]),
        components: taken_over(&components(old), &components(new)),
        topics: followed([names(old), names(new)], [function(old), function(new)]),
    }
}

/// Keys that are taken over by what the wire calls things, else by what callers call them.
fn followed(wire: [Seconds; 2], callers: [Seconds; 2]) -> HashMap<String, String> {
    let mut found = taken_over(&wire[0], &wire[1]);
    let [mut old, mut new] = callers;
    let claimed: HashSet<&String> = found.values().collect();
    old.retain(|key, _| !claimed.contains(key));
    new.retain(|key, _| !found.contains_key(key));
    found.extend(taken_over(&old, &new));
    found
}

fn operations(side: &Side, name: impl Fn(OperationId, &Operation) -> String) -> Seconds {
    let operations = side.api().operations();
    operations
        .map(|(id, operation)| (operation.label(), name(id, operation)))
        .collect()
}

fn topics(side: &Side, name: impl Fn(&Topic, &TopicNames) -> String) -> Seconds {
    let named = side.api().topics.iter().zip(side.names.topics());
    named
        .map(|(topic, names)| (topic.name.clone(), name(topic, names)))
        .collect()
}

/// A template without the names of its placeholders, which callers do not see.
pub(super) fn without_names(template: &str) -> String {
    let parts = template.split('{');
    let parts = parts.map(|part| part.split_once('}').map_or(part, |(_, rest)| rest));
    parts.collect::<Vec<_>>().join("{}")
}

/// Which of the new keys that the old side lacks have the second name of an old key that the new
/// side lacks.
fn taken_over(old: &Seconds, new: &Seconds) -> HashMap<String, String> {
    let lost = old.iter().filter(|(key, _)| !new.contains_key(*key));
    let mut lost: HashMap<&String, &String> = lost.map(|(key, name)| (name, key)).collect();
    let gained = new.iter().filter(|(key, _)| !old.contains_key(*key));
    let found = gained.filter_map(|(key, name)| Some((key.clone(), lost.remove(name)?.clone())));
    found.collect()
}

fn keys(side: &Side, aliases: &Aliases) -> Keys {
    let api = side.api();
    let services = api.services.iter().map(|service| &service.name);
    let services = services
        .map(|name| alias(&aliases.services, name))
        .collect();
    let operations = api.operations.iter().map(Operation::label);
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
