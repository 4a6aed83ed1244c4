//! Adds the dependencies of own types to the manifest of the runtime.

use std::collections::BTreeMap;

use toml_edit::{Array, DocumentMut, InlineTable, Item, TableLike, Value};

use crate::diagnostics::Diagnostics;
use crate::types::Dependency;

/// Reports dependencies that a manifest has already, unless only their features differ: it keeps its own.
pub(super) fn conflicts(manifest: &DocumentMut, own: &BTreeMap<String, Dependency>) -> Diagnostics {
    let conflicts = own.iter().filter_map(|(name, dependency)| {
        let (known, item) = known(manifest, name)?;
        let version = item.as_str().or_else(|| item.get("version")?.as_str())?;
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

/// A dependency of a manifest by the name of its crate, with its key.
fn known<'a>(manifest: &'a DocumentMut, name: &str) -> Option<(&'a str, &'a Item)> {
    let crate_of = |key: &str| key.replace('-', "_");
    let mut known = manifest["dependencies"].as_table_like()?.iter();
    known.find(|(key, _)| crate_of(key) == crate_of(name))
}

/// Adds dependencies to a manifest. One that the runtime has already keeps its version, gets the features,
/// and is no longer optional.
pub(super) fn add(manifest: &mut DocumentMut, own: &BTreeMap<String, Dependency>) {
    for (name, dependency) in own {
        let known = known(manifest, name).map(|(key, item)| (key.to_owned(), item.clone()));
        let (key, value) = match known {
            Some((key, item)) => {
                release(manifest, &key);
                (key, merged(item, dependency))
            }
            None => (name.clone(), of(dependency)),
        };
        manifest["dependencies"][&key] = Item::Value(value.into());
    }
}

/// Removes a dependency from the features of the manifest, which may only name optional ones.
fn release(manifest: &mut DocumentMut, name: &str) {
    let feature = format!("dep:{name}");
    let features = manifest["features"].as_table_like_mut();
    for (_, list) in features.into_iter().flat_map(TableLike::iter_mut) {
        if let Some(list) = list.as_array_mut() {
            list.retain(|item| item.as_str() != Some(&feature));
            list.fmt();
        }
    }
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

    use super::add;
    use crate::types::Dependency;

    #[test]
    fn dependencies_are_added_and_strings_stay_strings() {
        let manifest = "[features]\nclient = [\"dep:bytes\", \"x\"]\n\n[dependencies]\n\
             bytes = { version = \"1\", features = [\"std\"], optional = true }\nserde = \"1\"\n";
        let mut manifest = manifest.parse().unwrap();
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
        add(&mut manifest, &own);
        let text = manifest.to_string();
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
