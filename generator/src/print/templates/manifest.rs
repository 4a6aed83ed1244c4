//! The manifest of the runtime: the features and dependencies of the emitted crate, to which those of the types
//! and derives of the caller are added.

use std::collections::BTreeMap;

use serde::Serialize;
use toml_edit::{Array, DocumentMut, InlineTable, Item, TableLike, TomlError, Value};

use super::TEMPLATES;
use crate::diagnostics::Diagnostics;
use crate::types::{Dependency, crate_of};

/// Its path by another name than cargo's: cargo packs no folder that has a manifest.
const PATH: &str = "runtime/manifest.toml";

/// The manifest of the runtime, parsed once for a run.
#[derive(Debug)]
pub(crate) struct RuntimeManifest(DocumentMut);

/// The parts that are copied to the emitted manifest.
#[derive(Debug, Serialize)]
pub(super) struct Sections {
    features: String,
    dependencies: String,
}

impl RuntimeManifest {
    /// Reads the manifest.
    ///
    /// # Errors
    /// If it is no TOML, which is a bug.
    pub(crate) fn read() -> Result<Self, String> {
        let text = TEMPLATES.get_file(PATH);
        let text = text.and_then(|file| file.contents_utf8());
        let manifest = text.unwrap_or_default().parse();
        manifest
            .map(Self)
            .map_err(|error: TomlError| format!("{PATH}: {error}"))
    }

    /// The keys of its dependencies.
    pub(crate) fn dependencies(&self) -> impl Iterator<Item = &str> {
        let dependencies = self.0["dependencies"].as_table_like();
        let all = dependencies.into_iter().flat_map(TableLike::iter);
        all.map(|(key, _)| key)
    }

    /// Reports dependencies that it has already, unless only their features differ: it keeps its own.
    pub(crate) fn conflicts(&self, own: &BTreeMap<String, Dependency>) -> Diagnostics {
        let conflicts = own.iter().filter_map(|(name, dependency)| {
            let (known, item) = self.known(name)?;
            let version = version(item)?;
            let is_same = dependency.version.as_deref().map(str::trim) == Some(version)
                && dependency.path.is_none()
                && dependency.package.as_ref().is_none_or(|it| it == known);
            (!is_same).then(|| {
                let message =
                    format!("the emitted crate has `{known}` already, with the version {version}");
                let help = format!(
                    "write the version {version} and the features that it lacks, or remove the line"
                );
                dependency
                    .location
                    .error("dependency-conflict", message, help)
            })
        });
        conflicts.collect()
    }

    /// The version of the dependency on a crate.
    pub(crate) fn version(&self, name: &str) -> Option<&str> {
        let (_, item) = self.known(name)?;
        version(item)
    }

    /// A dependency by the name of its crate, with its key.
    fn known(&self, name: &str) -> Option<(&str, &Item)> {
        let mut known = self.0["dependencies"].as_table_like()?.iter();
        known.find(|(key, _)| crate_of(key) == crate_of(name))
    }

    /// Adds dependencies. One that the runtime has already keeps its version, gets the features, and is no
    /// longer optional.
    pub(crate) fn add(&mut self, own: &BTreeMap<String, Dependency>) {
        for (name, dependency) in own {
            let known = self.known(name);
            let known = known.map(|(key, item)| (key.to_owned(), item.clone()));
            let (key, value) = match known {
                Some((key, item)) => {
                    self.release(&key);
                    (key, merged(item, dependency))
                }
                None => (name.clone(), of(dependency)),
            };
            self.0["dependencies"][&key] = Item::Value(value.into());
        }
    }

    /// Removes a dependency from the features, which may only name optional ones.
    fn release(&mut self, name: &str) {
        let feature = format!("dep:{name}");
        let features = self.0["features"].as_table_like_mut();
        for (_, list) in features.into_iter().flat_map(TableLike::iter_mut) {
            if let Some(list) = list.as_array_mut() {
                list.retain(|item| item.as_str() != Some(&feature));
                list.fmt();
            }
        }
    }

    /// What the emitted manifest has of it.
    pub(super) fn sections(&self) -> Sections {
        let section = |name: &str| {
            let mut only = DocumentMut::new();
            only[name] = self.0[name].clone();
            let text = only.to_string();
            let text = text
                .trim_start()
                .strip_prefix(&format!("[{name}]"))
                .unwrap_or(&text);
            text.trim().to_owned()
        };
        Sections {
            features: section("features"),
            dependencies: section("dependencies"),
        }
    }
}

fn version(dependency: &Item) -> Option<&str> {
    let of_table = || dependency.get("version")?.as_str();
    dependency.as_str().or_else(of_table)
}

fn merged(known: Item, own: &Dependency) -> InlineTable {
    let mut table = match known.into_value() {
        Ok(Value::InlineTable(table)) => table,
        Ok(version) => InlineTable::from_iter([("version", version)]),
        Err(_) => InlineTable::new(),
    };
    table.remove("optional");
    let features = table.entry("features").or_insert(Array::new().into());
    if let Some(features) = features.as_array_mut() {
        for feature in &own.features {
            if !features.iter().any(|known| known.as_str() == Some(feature)) {
                features.push(feature);
            }
        }
    }
    table.fmt();
    table
}

fn of(own: &Dependency) -> InlineTable {
    let mut table = InlineTable::new();
    let source = [
        ("package", &own.package),
        ("version", &own.version),
        ("path", &own.path),
    ];
    for (key, value) in source {
        if let Some(value) = value {
            table.insert(key, value.into());
        }
    }
    if !own.default_features {
        table.insert("default-features", false.into());
    }
    if !own.features.is_empty() {
        table.insert("features", own.features.iter().collect::<Array>().into());
    }
    table
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::RuntimeManifest;
    use crate::types::Dependency;

    #[test]
    fn dependencies_are_added_and_strings_stay_strings() {
        let manifest = "[features]\nclient = [\"dep:bytes\", \"x\"]\n\n[dependencies]\n\
             bytes = { version = \"1\", features = [\"std\"], optional = true }\nserde = \"1\"\n";
        let mut manifest = RuntimeManifest(manifest.parse().unwrap());
        let with = |version: &str, feature: &str| Dependency {
            version: Some(version.to_owned()),
            features: vec![feature.to_owned()],
            ..Dependency::default()
        };
        let own = BTreeMap::from([
            ("bytes".to_owned(), with("0", "serde")),
            ("evil".to_owned(), with("1\"\n[patch]", "\"]")),
            ("serde".to_owned(), with("2", "rc")),
        ]);
        manifest.add(&own);
        let text = manifest.0.to_string();
        for line in [
            "client = [\"x\"]",
            "bytes = { version = \"1\", features = [\"std\", \"serde\"] }",
            "serde = { version = \"1\", features = [\"rc\"] }",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
        let read: toml_edit::DocumentMut = text.parse().unwrap();
        let evil = &read["dependencies"]["evil"];
        assert_eq!(evil["version"].as_str(), Some("1\"\n[patch]"));
        assert!(read.get("patch").is_none());
    }
}
