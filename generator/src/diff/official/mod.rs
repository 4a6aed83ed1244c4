//! The rules and the wording of the vendor's own release notes.
//!
//! They compare published documents: `type`, the name in a `$ref`, whether `required` is absent or `false`,
//! descriptions of responses. Lowering normalizes all of these, so the documents themselves are compared.
//! Bodies, formats, required lists, enums of parameters and permissions are not compared, as in the vendor's
//! rules.

mod document;

use indexmap::IndexMap;
use serde_json::Value;

use super::{Change, Changes, Impact, Rules};
use crate::extensions::METHOD_NAME;
use document::{
    by_name, entries, enum_values, in_order, is_required, is_true, parameter_type, plain,
    response_schema, schema_type, schemas, tags, text,
};

/// Models of arbitrary JSON, which the vendor's SDKs do not have.
const FREE_MODELS: [&str; 2] = ["ArrayNode", "JsonNode"];

/// Compares two published documents.
pub fn diff(old: &Value, new: &Value) -> Changes {
    let mut notes = Notes::default();
    notes.paths(&old["paths"], &new["paths"]);
    notes.models(schemas(old), schemas(new));
    Changes::new(Rules::Official, notes.changes)
}

#[derive(Default)]
struct Notes {
    changes: Vec<Change>,
}

/// The changed item, and the heading of its changes.
#[derive(Clone, Copy)]
struct OfficialSubject<'a> {
    group: &'a str,
    /// `Operation`, `Parameter` and so on: the first word of the default sentence.
    kind: &'static str,
    key: &'a str,
}

impl Notes {
    fn push(&mut self, impact: Impact, code: &'static str, group: &str, text: String) {
        self.changes.push(Change::new(impact, code, group, text));
    }

    /// Adds a change with the default sentence, by which of the two values is present.
    fn changed(
        &mut self,
        impact: Impact,
        codes: [&'static str; 3],
        item: OfficialSubject<'_>,
        old: Option<&str>,
        new: Option<&str>,
    ) {
        let OfficialSubject { group, kind, key } = item;
        let filled = |text: Option<&str>| text.is_some_and(|text| !text.is_empty());
        let [added, removed, changed] = codes;
        let (code, text) = match (filled(old), filled(new)) {
            (false, true) => (added, format!("{kind} {key} was added")),
            (true, false) => (removed, format!("{kind} {key} was removed")),
            _ => {
                let [old, new] = [old, new].map(|text| text.unwrap_or("undefined"));
                (
                    changed,
                    format!("{kind} {key} was changed from {old} to {new}"),
                )
            }
        };
        let change = Change::new(impact, code, group, text).values(old, new);
        self.changes.push(change);
    }

    fn removed(&mut self, code: &'static str, item: OfficialSubject<'_>) {
        let codes = [code; 3];
        self.changed(Impact::Major, codes, item, Some(item.key), None);
    }

    fn added(&mut self, impact: Impact, code: &'static str, item: OfficialSubject<'_>) {
        self.changed(impact, [code; 3], item, None, Some(item.key));
    }

    fn paths(&mut self, old: &Value, new: &Value) {
        for (path, _) in entries(old) {
            if new.get(path).is_none() {
                self.removed("path-removed", item(path, "Path", path));
            }
        }
        for (path, new) in entries(new) {
            match old.get(path) {
                None => self.added_path(path, new),
                Some(old) => self.path(path, old, new),
            }
        }
    }

    fn added_path(&mut self, path: &str, new: &Value) {
        let text = "Path was added".to_owned();
        self.push(Impact::Minor, "path-added", path, text);
        for (method, _) in entries(new) {
            let method = method.to_uppercase();
            self.added(
                Impact::Minor,
                "operation-added",
                item(path, "Operation", &method),
            );
        }
    }

    fn path(&mut self, path: &str, old: &Value, new: &Value) {
        for (method, _) in entries(old) {
            if new.get(method).is_none() {
                let method = method.to_uppercase();
                self.removed("operation-removed", item(path, "Operation", &method));
            }
        }
        for (method, new) in entries(new) {
            let upper = method.to_uppercase();
            match (old.get(method), text(new, "summary")) {
                (Some(old), _) => self.operation(&format!("{upper} {path}"), old, new),
                (None, Some(summary)) if !summary.is_empty() => {
                    let text = format!("Operation {method} was added. Summary: {summary}");
                    self.push(Impact::Minor, "operation-added", path, text);
                }
                (None, _) => self.added(
                    Impact::Minor,
                    "operation-added",
                    item(path, "Operation", &upper),
                ),
            }
        }
    }

    fn operation(&mut self, group: &str, old: &Value, new: &Value) {
        for key in ["operationId", METHOD_NAME] {
            let (was, is) = (text(old, key), text(new, key));
            if was != is {
                let codes = ["name-added", "name-removed", "name-changed"];
                self.changed(Impact::Major, codes, item(group, "Operation", key), was, is);
            }
        }
        for (key, code, sentence) in [
            (
                "description",
                "description-changed",
                "Description was changed",
            ),
            ("summary", "summary-changed", "Summary was changed"),
        ] {
            if old.get(key) != new.get(key) {
                self.push(Impact::Patch, code, group, sentence.to_owned());
            }
        }
        match (is_true(old, "deprecated"), is_true(new, "deprecated")) {
            (false, true) => {
                let text = "Has been deprecated".to_owned();
                self.push(Impact::Major, "deprecated", group, text);
            }
            (true, false) => {
                let text = "Has been undeprecated".to_owned();
                self.push(Impact::Major, "undeprecated", group, text);
            }
            _ => {}
        }
        self.parameters(group, &by_name(old), &by_name(new));
        self.responses(group, &old["responses"], &new["responses"]);
        self.tags(group, &tags(old), &tags(new));
    }

    fn parameters(
        &mut self,
        group: &str,
        old: &IndexMap<&str, &Value>,
        new: &IndexMap<&str, &Value>,
    ) {
        for name in old.keys() {
            if !new.contains_key(name) {
                self.removed("parameter-removed", item(group, "Parameter", name));
            }
        }
        for (name, new) in new {
            let item = item(group, "Parameter", name);
            match old.get(name) {
                None => self.added(Impact::Major, "parameter-added", item),
                Some(old) => self.parameter(item, old, new),
            }
        }
    }

    fn parameter(&mut self, item: OfficialSubject<'_>, old: &Value, new: &Value) {
        let OfficialSubject { group, key, .. } = item;
        for (was, is) in [
            (text(old, "in"), text(new, "in")),
            (parameter_type(old), parameter_type(new)),
        ] {
            if was != is {
                self.changed(Impact::Major, ["parameter-changed"; 3], item, was, is);
            }
        }
        if old.get("description") != new.get("description") {
            let text = format!("Description was changed for parameter {key}");
            self.push(Impact::Patch, "description-changed", group, text);
        }
        if old.get("required") != new.get("required") {
            let (impact, code, now) = if is_true(new, "required") {
                (Impact::Major, "parameter-required", "required")
            } else {
                (Impact::Minor, "parameter-optional", "optional")
            };
            let text = format!("Parameter {key} was made {now}");
            self.push(impact, code, group, text);
        }
    }

    fn responses(&mut self, group: &str, old: &Value, new: &Value) {
        for (code, _) in entries(old) {
            if new.get(code).is_none() {
                self.removed("response-removed", item(group, "Response", code));
            }
        }
        for (code, new) in entries(new) {
            let item = item(group, "Response", code);
            let Some(old) = old.get(code) else {
                self.added(Impact::Minor, "response-added", item);
                continue;
            };
            let (was, is) = (text(old, "description"), text(new, "description"));
            if was != is {
                self.changed(Impact::Patch, ["description-changed"; 3], item, was, is);
            }
            let (old, new) = (response_schema(old), response_schema(new));
            let reference =
                |schema: Option<&Value>| schema.and_then(|schema| schema.get("$ref")).cloned();
            if old.is_some() != new.is_some() || reference(old) != reference(new) {
                let (was, is) = (schema_type(old), schema_type(new));
                let text = format!("Response {code} type was changed from {was} to {is}");
                self.push(Impact::Major, "response-type-changed", group, text);
            }
        }
    }

    fn tags(&mut self, group: &str, old: &[&str], new: &[&str]) {
        for tag in old.iter().filter(|tag| !new.contains(tag)) {
            self.removed("tag-removed", item(group, "Tag", tag));
        }
        for tag in new.iter().filter(|tag| !old.contains(tag)) {
            self.added(Impact::Major, "tag-added", item(group, "Tag", tag));
        }
    }

    fn models(&mut self, old: &Value, new: &Value) {
        for (name, _) in entries(old) {
            if new.get(name).is_none() {
                self.removed("model-removed", item(name, "Model", name));
            }
        }
        for (name, model) in entries(new) {
            if model.get("properties").is_none() || FREE_MODELS.contains(&name) {
                continue;
            }
            match old.get(name) {
                None => {
                    let text = "Model was added".to_owned();
                    self.push(Impact::Minor, "model-added", name, text);
                }
                Some(old) if old.get("properties").is_some() => self.model(name, old, model),
                Some(_) => {}
            }
        }
    }

    fn model(&mut self, group: &str, old: &Value, new: &Value) {
        for (name, _) in entries(&old["properties"]) {
            if new["properties"].get(name).is_none() {
                self.removed("property-removed", item(group, "Property", name));
            }
        }
        for (name, property) in entries(&new["properties"]) {
            let item = item(group, "Property", name);
            match old["properties"].get(name) {
                Some(old) => self.property(item, old, property),
                None if is_required(new, name) => {
                    let text = format!("Required property {name} was added");
                    self.push(Impact::Major, "required-property-added", group, text);
                }
                None => {
                    let text = format!("Optional property {name} was added");
                    self.push(Impact::Minor, "property-added", group, text);
                }
            }
        }
    }

    fn property(&mut self, item: OfficialSubject<'_>, old: &Value, new: &Value) {
        let OfficialSubject { group, key, .. } = item;
        let (was, is) = (schema_type(Some(old)), schema_type(Some(new)));
        if was != is {
            let codes = ["property-type-changed"; 3];
            self.changed(Impact::Major, codes, item, Some(&was), Some(&is));
        }
        match (is_true(old, "readOnly"), is_true(new, "readOnly")) {
            (false, true) => {
                let text = format!("{key} has been made readonly");
                self.push(Impact::Major, "property-read-only", group, text);
            }
            (true, false) => {
                let text = format!("{key} is no longer readonly");
                self.push(Impact::Minor, "property-writable", group, text);
            }
            _ => {}
        }
        match (enum_values(old), enum_values(new)) {
            (None, Some(_)) => {
                let text = "Values are now constrained by enum members".to_owned();
                self.push(Impact::Major, "enum-added", group, text);
            }
            (Some(_), None) => {
                let text = "Values are no longer constrained by enum members".to_owned();
                self.push(Impact::Minor, "enum-removed", group, text);
            }
            (Some(old), Some(new)) => self.values(item, old, new),
            (None, None) => {}
        }
    }

    fn values(&mut self, item: OfficialSubject<'_>, old: &[Value], new: &[Value]) {
        let OfficialSubject { group, key, .. } = item;
        for value in old.iter().filter(|value| !new.contains(value)) {
            let value = plain(value);
            let text = format!("Enum value {value} was removed from property {key}");
            self.push(Impact::Major, "enum-value-removed", group, text);
        }
        for value in new.iter().filter(|value| !old.contains(value)) {
            let value = plain(value);
            let text = format!("Enum value {value} was added to property {key}");
            self.push(Impact::Minor, "enum-value-added", group, text);
        }
    }
}

fn item<'a>(group: &'a str, kind: &'static str, key: &'a str) -> OfficialSubject<'a> {
    OfficialSubject { group, kind, key }
}

/// The changes with an impact, by heading. Headings are in the order of their first change of any impact.
pub(super) fn groups(changes: &Changes, impact: Impact) -> Vec<(&str, Vec<&Change>)> {
    let mut groups: IndexMap<&str, Vec<&Change>> = IndexMap::new();
    for change in changes.iter() {
        let group = groups.entry(change.subject.as_str()).or_default();
        if change.impact == impact {
            group.push(change);
        }
    }
    groups.retain(|_, changes| !changes.is_empty());
    let mut groups: Vec<_> = groups.into_iter().collect();
    in_order(&mut groups, |(group, _)| group);
    groups
}
