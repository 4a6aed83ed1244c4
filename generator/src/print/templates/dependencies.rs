//! Adds the dependencies of own types to the manifest of the runtime.

use std::collections::BTreeMap;

use toml_edit::{Array, DocumentMut, InlineTable, Item, TableLike, Value};

use crate::types::Dependency;

/// Adds dependencies to a manifest. One that the runtime has already keeps its version, gets the features,
/// and is no longer optional.
pub(super) fn add(manifest: &mut DocumentMut, own: &BTreeMap<String, Dependency>) {
    for (name, dependency) in own {
        let known = manifest["dependencies"].get(name).cloned();
        let value = match known {
            Some(item) => {
                release(manifest, name);
                merged(item, dependency)
            }
            None => of(dependency),
        };
        manifest["dependencies"][name] = Item::Value(value.into());
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
