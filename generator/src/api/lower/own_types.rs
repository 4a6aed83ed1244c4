//! Chooses types of other crates in place of generated ones: by the name of a schema, its JSON pointer, the
//! extension `x-rust-type`, or its `format`, in this order.
//!
//! A definition cannot add dependencies: `x-rust-type` is used only if the caller declares the crate.

mod keys;

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use indexmap::IndexMap;
use openapiv3::Schema;

use super::schema_class::JsonType;
use super::schema_keywords::{Node, SchemaKeywords, scalar};
use super::{Lowering, vendor};
use crate::diagnostics::{Diagnostic, SettingLocation};
use crate::ir::{ExtraTrait, OwnType, Scalar, TypeRef};
use crate::nearest::{did_you_mean, nearest};
use crate::types::{RuntimeVersion, RustPath, TypeChoice, Types, keyed};
use keys::{of_one_schema, pointer_of};

/// The own types that were found so far.
pub(super) struct OwnTypes {
    /// The types, by path.
    found: IndexMap<RustPath, Found>,
    /// The facts of types by path: from the configuration, or else from the first extension that names the type.
    facts: HashMap<RustPath, Facts>,
    /// The keys of the configuration that were used.
    used: HashSet<String>,
    /// The formats that the definition has, if the configuration has types for some.
    formats: BTreeSet<String>,
    /// The versions of crates that the emitted crate has, for help.
    runtime_version: RuntimeVersion,
}

/// A type at its first use.
struct Found {
    own: Arc<OwnType>,
    /// The key of the configuration, or the extension, that names it.
    key: String,
}

/// The optional traits of a type.
struct Facts {
    /// The key of the configuration, or the extension, that declares them: the last that adds a trait.
    key: String,
    has_default: bool,
    implements: BTreeSet<ExtraTrait>,
}

impl From<&TypeChoice> for Facts {
    fn from(choice: &TypeChoice) -> Self {
        Self {
            key: choice.location.key.clone(),
            has_default: choice.has_default(),
            implements: choice.implemented(),
        }
    }
}

impl Facts {
    fn add(&mut self, more: Self) {
        let adds_default = more.has_default && !self.has_default;
        if adds_default || !more.implements.is_subset(&self.implements) {
            self.key = more.key;
        }
        self.has_default |= more.has_default;
        self.implements.extend(more.implements);
    }
}

impl OwnTypes {
    /// The types of a configuration. Facts belong to the path of a type, and hold for all its uses, those in the
    /// definition included.
    pub(super) fn new(types: &Types, runtime_version: RuntimeVersion) -> Self {
        let mut facts: HashMap<RustPath, Facts> = HashMap::new();
        let schemas = types.schemas.iter();
        let schemas = schemas.map(|(key, choice)| keyed(choice, "schemas", key));
        let formats = types.formats.iter();
        let formats = formats.map(|(key, choice)| keyed(choice, "formats", key));
        for choice in schemas.chain(formats) {
            let here = Facts::from(&choice);
            match facts.entry(choice.path) {
                Entry::Occupied(mut known) => known.get_mut().add(here),
                Entry::Vacant(none) => {
                    none.insert(here);
                }
            }
        }
        Self {
            found: IndexMap::new(),
            facts,
            used: HashSet::new(),
            formats: BTreeSet::new(),
            runtime_version,
        }
    }

    /// The types of the definition, without duplicates.
    pub(super) fn all(self) -> Vec<Arc<OwnType>> {
        self.found.into_values().map(|found| found.own).collect()
    }
}

/// The code of the diagnostic for a key that matches nothing.
const UNUSED: &str = "own-type-unused";

/// The error for a type that is base64 and another JSON form: bytes in base64 are serialized by other traits.
fn two_forms(first: &Found, own: &OwnType, location: &SettingLocation) -> Option<Diagnostic> {
    let is_base64 = |own: &OwnType| own.wire == Some(Scalar::Base64);
    let path = own.path.trim_start_matches("::");
    let (bytes, other) = match (is_base64(&first.own), is_base64(own)) {
        (true, false) => (&first.key, &location.key),
        (false, true) => (&location.key, &first.key),
        _ => return None,
    };
    Some(location.error(
        "own-type-of-two-forms",
        format!("`{path}` is bytes in base64 by `{bytes}` and something else by `{other}`"),
        "use another type, such as a newtype, for one of them",
    ))
}

impl<'a> Lowering<'a> {
    /// The own type of a schema where it is defined, if there is one.
    pub(super) fn own_type(
        &mut self,
        schema: &'a Schema,
        name: Option<&str>,
        pointer: &str,
    ) -> Option<TypeRef> {
        let types = self.types;
        let mut set = types.schemas.iter();
        let is_here = |key: &str| {
            Some(key) == name || pointer_of(key).is_some_and(|wanted| wanted == pointer)
        };
        let (choice, is_of_caller) = match set.find(|(key, _)| is_here(key)) {
            Some((key, choice)) => (keyed(choice, "schemas", key), true),
            None => {
                let text = vendor::rust_type(&schema.schema_data.extensions)?;
                (self.declared(text, pointer)?, false)
            }
        };
        let wire = self.wire(schema);
        self.taken(&choice, wire, is_of_caller)
    }

    /// The own type of a scalar by its format, if there is one.
    pub(super) fn own_format(&mut self, kind: &str, format: Option<&str>) -> Option<TypeRef> {
        let format = format?;
        let types = self.types;
        if !types.formats.is_empty() && !self.own_types.formats.contains(format) {
            self.own_types.formats.insert(format.to_owned());
        }
        let choice = keyed(types.formats.get(format)?, "formats", format);
        let wire = scalar(kind, Some(format))?;
        self.taken(&choice, Some(wire), true)
    }

    /// The type that an extension names.
    fn declared(&mut self, text: &str, pointer: &str) -> Option<TypeChoice> {
        let key = format!("{pointer}/{}", vendor::RUST_TYPE);
        let reason = match RustPath::parse(text) {
            Ok(path) => {
                let mut choice = TypeChoice::from(path);
                choice.location.key = key;
                return Some(choice);
            }
            Err(reason) => reason,
        };
        self.warn(
            "rust-type-ignored",
            &key,
            format!("`{text}` {reason}"),
            "ignored: the type is generated from its schema",
        );
        None
    }

    /// The scalar type of a schema, if it is one.
    fn wire(&self, schema: &'a Schema) -> Option<Scalar> {
        match self.schemas.kind(Node::Schema(schema)) {
            JsonType::String => Some(Scalar::String),
            JsonType::Boolean => Some(Scalar::Bool),
            JsonType::Number if SchemaKeywords::of(schema).kind == Some("integer") => {
                Some(Scalar::Int64)
            }
            JsonType::Number => Some(Scalar::Double),
            _ => None,
        }
    }

    fn taken(
        &mut self,
        choice: &TypeChoice,
        wire: Option<Scalar>,
        is_of_caller: bool,
    ) -> Option<TypeRef> {
        let TypeChoice { path, location, .. } = choice;
        self.own_types.used.insert(location.key.clone());
        if let Some(missing) = self.types.missing(path) {
            self.without_dependency(&missing, choice, is_of_caller);
            return None;
        }
        let facts = self.own_types.facts.entry(path.clone());
        let facts = facts.or_insert_with(|| Facts::from(choice));
        let own = OwnType {
            path: path.as_str().to_owned(),
            name: path.name().to_owned(),
            wire,
            has_default: facts.has_default,
            implements: facts.implements.clone(),
            origin: facts.key.clone(),
        };
        let Some(first) = self.own_types.found.get(path) else {
            let own = Arc::new(own);
            let found = Found {
                own: Arc::clone(&own),
                key: location.key.clone(),
            };
            self.own_types.found.insert(path.clone(), found);
            return Some(TypeRef::Own(own));
        };
        if first.own.wire == wire {
            return Some(TypeRef::Own(Arc::clone(&first.own)));
        }
        let problem = two_forms(first, &own, location);
        self.diagnostics.extend(problem);
        Some(TypeRef::Own(Arc::new(own)))
    }

    fn without_dependency(&mut self, missing: &str, choice: &TypeChoice, is_of_caller: bool) {
        let TypeChoice { path, location, .. } = choice;
        let message = format!("the crate `{missing}` of `{path}` is no dependency");
        self.diagnostics.push(if is_of_caller {
            let help = match (self.own_types.runtime_version)(missing) {
                Some(version) => format!(
                    "add it to `types.dependencies`: `{missing} = \"{version}\"`, the version that the emitted \
                     crate has"
                ),
                None => format!(
                    "add it to `types.dependencies`: `{missing} = \"1\"` with its version, or \
                     `{missing} = {{ path = \"../{missing}\" }}`"
                ),
            };
            location.error("own-type-without-dependency", message, help)
        } else {
            let help = "ignored: the type is generated from its schema; a crate in \
                        `types.dependencies` turns it on";
            location.warning("rust-type-ignored", message, help)
        });
    }

    /// Reports keys of the configuration that match nothing.
    pub(super) fn unused_own_types(&mut self) {
        let Types {
            schemas, formats, ..
        } = self.types;
        let (found, repeated) = of_one_schema(schemas);
        self.diagnostics.extend(found);
        for (key, choice) in schemas {
            let location = keyed(choice, "schemas", key).location;
            if self.own_types.used.contains(&location.key) || repeated.contains(key.as_str()) {
                continue;
            }
            let near = did_you_mean(key, self.near_schemas(key).iter().map(String::as_str));
            self.diagnostics.push(match pointer_of(key) {
                // It may be in an operation that is not generated.
                Some(_) => {
                    let message = format!("no schema that is generated is at `{key}`");
                    let help = "write the JSON pointer of a schema, such as \
                                `/components/schemas/Order/properties/total`, or remove the line";
                    location.warning(UNUSED, message, near.unwrap_or_else(|| help.to_owned()))
                }
                None => {
                    let message = format!("the definition has no schema `{key}`");
                    let help = "use the name of a schema, or remove the line";
                    location.error(UNUSED, message, near.unwrap_or_else(|| help.to_owned()))
                }
            });
        }
        for (key, choice) in formats {
            let location = keyed(choice, "formats", key).location;
            if self.own_types.used.contains(&location.key) {
                continue;
            }
            let known = self.own_types.formats.iter().map(String::as_str);
            let near = did_you_mean(key, known);
            let help = || "the line has no effect, and can be removed".to_owned();
            let message = format!("the definition has no format `{key}`");
            let found = location.warning(UNUSED, message, near.unwrap_or_else(help));
            self.diagnostics.push(found);
        }
    }

    /// The schemas of the definition whose names are like that of a key, written as the key is.
    fn near_schemas(&self, key: &str) -> Vec<String> {
        let prefixes = [
            "#/components/schemas/",
            "/components/schemas/",
            "#/definitions/",
            "/definitions/",
        ];
        let mut prefixes = prefixes.into_iter();
        let prefix = prefixes.find(|it| key.starts_with(it)).unwrap_or_default();
        let components = self.document.components.iter();
        let names = components.flat_map(|it| it.schemas.keys());
        // What all pointers begin with does not make two of them alike.
        let near = nearest(&key[prefix.len()..], names.map(String::as_str));
        let near = near.into_iter().map(|name| format!("{prefix}{name}"));
        near.collect()
    }
}
