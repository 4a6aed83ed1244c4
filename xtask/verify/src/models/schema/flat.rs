//! Merges a schema with its references and `allOf`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Schemas;
use crate::contract::document::list;

/// The keywords that are copied unchanged.
const PLAIN: [&str; 16] = [
    "const",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "pattern",
    "uniqueItems",
];

/// A merged schema.
#[derive(Debug, Clone, Default)]
pub(super) struct Flat {
    /// The references that were resolved. The first one is the name of the schema.
    pub(super) references: Vec<String>,
    /// The types that every part allows; `None` if no part declares any.
    pub(super) types: Option<BTreeSet<String>>,
    pub(super) nullable: bool,
    pub(super) plain: BTreeMap<String, Value>,
    /// The schemas of each property, from all parts.
    pub(super) properties: BTreeMap<String, Vec<Value>>,
    /// The names of the properties, in document order.
    pub(super) order: Vec<String>,
    pub(super) required: BTreeSet<String>,
    pub(super) additional: Vec<Value>,
    pub(super) items: Vec<Value>,
    pub(super) prefix: Vec<Value>,
    /// Groups of alternatives: `oneOf` and `anyOf`.
    pub(super) groups: Vec<Vec<Value>>,
    /// The discriminators.
    pub(super) tags: Vec<Tag>,
}

/// A discriminator.
#[derive(Debug, Clone)]
pub(super) struct Tag {
    /// The named schema that declares it, if it is not nested.
    owner: Option<String>,
    property: String,
    /// The values, with the reference or name of their schemas.
    mapping: Vec<(String, String)>,
}

impl Tag {
    fn of(node: &Value, owner: Option<&String>) -> Option<Self> {
        let stated = &node["discriminator"];
        let property = stated.as_str().or(stated["propertyName"].as_str())?;
        let mapping = stated["mapping"].as_object().into_iter().flatten();
        let mapping =
            mapping.filter_map(|(value, to)| Some((value.clone(), to.as_str()?.to_owned())));
        Some(Self {
            owner: owner.cloned(),
            property: property.to_owned(),
            mapping: mapping.collect(),
        })
    }

    /// The values for a schema: those of the mapping, or else its name.
    fn values<'a>(&'a self, reference: &'a str) -> Vec<&'a str> {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        let is_it = |to: &str| to == reference || to == name;
        let mapped = self.mapping.iter().filter(|(_, to)| is_it(to));
        let values: Vec<&str> = mapped.map(|(value, _)| value.as_str()).collect();
        match values.is_empty() {
            true => vec![name],
            false => values,
        }
    }
}

impl Flat {
    /// Merges schemas; `None` if no value is valid for all of them.
    pub(super) fn of(schemas: &Schemas<'_>, nodes: &[&Value]) -> Option<Self> {
        let mut flat = Self::default();
        let mut is_nullable = true;
        for node in nodes {
            is_nullable &= flat.add(schemas, node, None)?;
        }
        flat.nullable = is_nullable;
        flat.close_tags(schemas);
        Some(flat)
    }

    /// Merges another part.
    pub(super) fn with(mut self, schemas: &Schemas<'_>, node: &Value) -> Option<Self> {
        let first = self.references.len();
        let is_nullable = self.add(schemas, node, None)?;
        self.nullable |= is_nullable;
        // An alternative has its own name.
        if let Some(name) = self.references.get(first).cloned() {
            self.tag_with(&name);
        }
        Some(self)
    }

    /// Adds a part, and returns whether it is `nullable`.
    fn add(&mut self, schemas: &Schemas<'_>, node: &Value, owner: Option<&String>) -> Option<bool> {
        if *node == json!(false) {
            return None;
        }
        let mut is_nullable = node["nullable"] == true || node["x-nullable"] == true;
        if let Some(reference) = node["$ref"].as_str() {
            let reference = reference.to_owned();
            if !self.references.contains(&reference) {
                self.references.push(reference.clone());
                let target = schemas.document.target(&reference).ok()?.clone();
                is_nullable |= self.add(schemas, &target, Some(&reference))?;
            }
            if !schemas.document.has_siblings() {
                return Some(is_nullable);
            }
        }
        let mut parts = Vec::new();
        for part in list(&node["allOf"]) {
            parts.push(self.add(schemas, part, None)?);
        }
        is_nullable |= !parts.is_empty() && parts.iter().all(|it| *it);
        self.add_own(node);
        self.tags.extend(Tag::of(node, owner));
        Some(is_nullable)
    }

    fn add_own(&mut self, node: &Value) {
        let stated: BTreeSet<String> = match &node["type"] {
            Value::String(one) => [one.clone()].into(),
            several => texts(several),
        };
        if !stated.is_empty() {
            self.types = Some(match self.types.take() {
                Some(known) => common(&known, &stated),
                None => stated,
            });
        }
        for keyword in PLAIN {
            let Some(value) = node.get(keyword) else {
                continue;
            };
            let value = match (keyword, self.plain.get(keyword)) {
                ("enum", Some(known)) => list(known)
                    .filter(|it| list(value).any(|other| other == *it))
                    .cloned()
                    .collect(),
                _ => value.clone(),
            };
            self.plain.insert(keyword.to_owned(), value);
        }
        for (name, property) in node["properties"].as_object().into_iter().flatten() {
            if !self.properties.contains_key(name) {
                self.order.push(name.clone());
            }
            let known = self.properties.entry(name.clone()).or_default();
            known.push(property.clone());
        }
        self.required.extend(texts(&node["required"]));
        self.additional
            .extend(node.get("additionalProperties").cloned());
        self.items.extend(node.get("items").cloned());
        self.prefix.extend(list(&node["prefixItems"]).cloned());
        for keyword in ["oneOf", "anyOf"] {
            let group: Vec<Value> = list(&node[keyword]).cloned().collect();
            if !group.is_empty() {
                self.groups.push(group);
            }
        }
    }

    /// Applies discriminators: a schema with a discriminator and no alternatives is any of the
    /// schemas derived from it, and a derived schema has its own value.
    fn close_tags(&mut self, schemas: &Schemas<'_>) {
        let Some(name) = self.references.first().cloned() else {
            return;
        };
        let is_own = self.tags.iter().any(|it| it.owner.as_ref() == Some(&name));
        if !is_own {
            self.tag_with(&name);
        } else if self.groups.is_empty() {
            let derived = schemas.derived(&name);
            let derived: Vec<Value> = derived.iter().map(|it| json!({ "$ref": it })).collect();
            match derived.is_empty() {
                true => self.tag_with(&name),
                false => self.groups.push(derived),
            }
        }
    }

    fn tag_with(&mut self, reference: &str) {
        for tag in self.tags.clone() {
            let values = json!({ "type": "string", "enum": tag.values(reference) });
            if !self.properties.contains_key(&tag.property) {
                self.order.push(tag.property.clone());
            }
            self.properties.insert(tag.property.clone(), vec![values]);
            self.required.insert(tag.property);
        }
    }
}

/// The intersection of two lists of types; an integer is a number.
fn common(known: &BTreeSet<String>, stated: &BTreeSet<String>) -> BTreeSet<String> {
    let mut both: BTreeSet<String> = known.intersection(stated).cloned().collect();
    for (one, other) in [(known, stated), (stated, known)] {
        if one.contains("integer") && other.contains("number") {
            both.insert("integer".to_owned());
        }
    }
    both
}

fn texts(node: &Value) -> BTreeSet<String> {
    let texts = list(node).filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}
