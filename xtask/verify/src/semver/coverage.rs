//! Checks that a change of the rules covers each finding of the judge.
//!
//! The two share only names: the judge names items of the crate, and a change names a location in
//! the definition and has a sentence. So words are compared: those of an item have to be among the
//! words of one change with at least the same impact, in any spelling. The words of a change include
//! the names that the generator gives to its location. Two things with the same name can be
//! confused, so some misses are not found, but there are no false alarms.

use std::collections::{BTreeMap, BTreeSet};

use sdk_generator::Tables;
use sdk_generator::diff::{Change, Changes, Impact};
use sdk_generator::ir::{Api, ModelId, Origin};
use sdk_generator::sdk::{Model, Operation, Sdk};

use super::judge::{Finding, Verdict};

/// The changes that cover everything in the types of their location.
const WHOLE: [&str; 11] = [
    "api-added",
    "api-removed",
    "method-renamed",
    "model-added",
    "model-kind-changed",
    "model-not-sent",
    "model-removed",
    "model-renamed",
    "model-sent",
    "operation-added",
    "operation-removed",
];

/// Normalized words: letters and digits, in lower case.
type Words = BTreeSet<String>;

/// The names of locations of a definition in its crate.
#[derive(Default)]
pub(super) struct Subjects {
    names: BTreeMap<String, Words>,
    /// The types that are added and removed with a location.
    types: BTreeMap<String, Words>,
}

impl Subjects {
    /// The names of all locations that a change can have.
    pub(super) fn of(tables: &Tables) -> Self {
        let sdk = tables.sdk();
        let mut subjects = Self::default();
        for (_, tag) in sdk.tags() {
            let (module, feature) = (tag.module.as_str(), tag.feature.as_str());
            let called = ["Client", module, feature, tag.accessor.as_str()];
            add(&mut subjects.names, &tag.node.name, called);
            add(&mut subjects.types, &tag.node.name, [tag.name.as_str()]);
        }
        sdk.operations().for_each(|it| subjects.operation(&sdk, it));
        let api = &tables.definition.api;
        for (id, _) in api.models() {
            subjects.model(api, id, sdk.model(id));
        }
        subjects
    }

    fn operation(&mut self, sdk: &Sdk<'_>, operation: &Operation<'_>) {
        let label = operation.node.label();
        let tags = operation.node.services.iter();
        let tags = tags.map(|id| sdk.tag(*id).name.as_str());
        add(&mut self.names, &label, tags);
        add(&mut self.names, &label, [operation.name.as_str()]);
        add(&mut self.types, &label, [operation.request.as_str()]);
        let output = operation.output.name.into_iter();
        add(&mut self.types, &label, output.map(|ty| ty.as_str()));
    }

    fn model(&mut self, api: &Api, id: ModelId, model: &Model<'_>) {
        let ty = model.name.as_str();
        for holder in holders(api, id) {
            add(&mut self.types, &holder, [ty]);
        }
        let place = place(api, id);
        let fields = model.structure().map(|object| object.fields.iter());
        for field in fields.into_iter().flatten() {
            let setter = field.setter.as_ref().map(|setter| setter.name);
            let names = [Some(field.name), setter, field.clear];
            let inner = format!("{place}.{}", field.node.name);
            let names = names.into_iter().flatten();
            add(&mut self.names, &inner, names.map(|name| name.as_str()));
            add(&mut self.names, &inner, [ty]);
        }
    }
}

fn add<'a>(
    places: &mut BTreeMap<String, Words>,
    place: &str,
    called: impl IntoIterator<Item = &'a str>,
) {
    let words = places.entry(place.to_owned()).or_default();
    words.extend(called.into_iter().map(spelled));
}

/// The locations of a model: its own, and those that it is nested in.
fn holders(api: &Api, id: ModelId) -> Vec<String> {
    let mut holders = vec![place(api, id)];
    let mut current = id;
    while let Origin::Nested(parent, _) = &api.model(current).origin {
        current = *parent;
        holders.push(place(api, current));
    }
    holders
}

/// The location of a model in changes.
fn place(api: &Api, id: ModelId) -> String {
    match &api.model(id).origin {
        Origin::Component(name) => name.clone(),
        Origin::Nested(parent, property) => format!("{}.{property}", place(api, *parent)),
        Origin::Parameter(operation, _)
        | Origin::RequestBody(operation)
        | Origin::Response(operation, _) => api.operation(*operation).label(),
    }
}

/// The findings that no change of at least their impact covers.
pub(super) fn missing<'a>(
    changes: &Changes,
    old: &Subjects,
    new: &Subjects,
    verdict: &'a Verdict,
) -> Vec<&'a Finding> {
    let reported: Vec<Reported> = changes
        .iter()
        .map(|it| Reported::of(it, old, new))
        .collect();
    let missing = verdict.findings.iter().filter(|finding| {
        let item = item(&finding.item);
        !reported
            .iter()
            .any(|change| change.covers(finding.impact, &item))
    });
    missing.collect()
}

/// The words of a change.
struct Reported {
    impact: Impact,
    words: Words,
    /// The types that it covers completely.
    whole: Words,
}

impl Reported {
    fn of(change: &Change, old: &Subjects, new: &Subjects) -> Self {
        let texts = [&change.old, &change.new, &change.remedy];
        let texts = texts.into_iter().flatten();
        let texts = texts.chain([&change.subject, &change.message]);
        let mut words: Words = texts.flat_map(|text| split(text)).collect();
        let mut whole = Words::new();
        for side in [old, new] {
            let at = |words: &BTreeMap<String, Words>| words.get(&change.subject).cloned();
            let types = at(&side.types).unwrap_or_default();
            if WHOLE.contains(&change.code) {
                whole.extend(types.iter().cloned());
            }
            words.extend(types);
            words.extend(at(&side.names).unwrap_or_default());
        }
        Self {
            impact: change.impact,
            words,
            whole,
        }
    }

    fn covers(&self, impact: Impact, item: &[String]) -> bool {
        let is_whole = item.first().is_some_and(|ty| self.whole.contains(ty));
        let is_told = || !item.is_empty() && item.iter().all(|word| self.words.contains(word));
        self.impact >= impact && (is_whole || is_told())
    }
}

fn split(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|it: char| !(it.is_alphanumeric() || it == '_'));
    words.filter(|word| !word.is_empty()).map(spelled)
}

fn spelled(word: &str) -> String {
    let signs = word.chars().filter(|it| it.is_alphanumeric());
    signs.flat_map(char::to_lowercase).collect()
}

/// Phrases of the judge after an item.
const REMARKS: [&str; 8] = [
    ", previously",
    ", in ",
    " in ",
    " is no longer ",
    " no longer ",
    " now ",
    " takes ",
    " became ",
];

/// Words of the judge before an item.
const KINDS: [&str; 13] = [
    "Enum", "Struct", "const", "enum", "feature", "field", "function", "method", "mod", "of",
    "struct", "type", "variant",
];

/// The words of an item: its type, and then its member. Modules are omitted, because changes do
/// not name them.
fn item(text: &str) -> Vec<String> {
    let end = REMARKS.iter().filter_map(|it| text.find(it)).min();
    let text = &text[..end.unwrap_or(text.len())];
    let is_type = |word: &str| word.starts_with(char::is_uppercase);
    let mut words = Vec::new();
    for (position, path) in text.split(' ').enumerate() {
        // A type may itself be called `Enum` or `Struct`, but not at the start of an
        // item.
        if KINDS.contains(&path) && (position == 0 || !is_type(path)) {
            continue;
        }
        let parts = path.split([':', '.']).filter(|part| !part.is_empty());
        let parts: Vec<&str> = parts.collect();
        let first = parts.iter().position(|part| is_type(part));
        let first = first.unwrap_or(parts.len().saturating_sub(1));
        words.extend_from_slice(parts.get(first..).unwrap_or_default());
    }
    // `field f of struct S` names the type last.
    words.sort_by_key(|word| !is_type(word));
    words.into_iter().map(spelled).collect()
}

#[cfg(test)]
mod tests {
    use super::item;

    #[test]
    fn an_item_is_its_type_and_what_is_in_it() {
        for (text, expected) in [
            (
                "field reply_route of struct Route, previously in file /a b/c.rs:1",
                vec!["route", "replyroute"],
            ),
            ("variant Kind:AsIs in /x.rs:2", vec!["kind", "asis"]),
            (
                "sdk::apis::users::UsersApi::get_user takes 1 parameters in /x.rs:2, but now",
                vec!["usersapi", "getuser"],
            ),
            (
                "mod sdk::apis::users, previously in file /x.rs:1",
                vec!["users"],
            ),
            ("feature users in the package's Cargo.toml", vec!["users"]),
            ("type User is no longer Send, in /x.rs:1", vec!["user"]),
        ] {
            assert_eq!(item(text), expected, "{text}");
        }
    }
}
