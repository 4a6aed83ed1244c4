//! The table `[derives]`: traits that models derive in addition to the default ones.

use std::collections::BTreeMap;

use super::reader::{Reader, Shorthand, Table, Written};
use super::types::{dependency_keys, has_source};
use crate::diagnostics::SettingLocation;
use crate::types::{
    AttributeName, Dependency, Derive, DerivePath, ModelPattern, RustPath, crate_of,
};

/// The key of the traits that all models derive.
const ALL: &str = "all";

/// Reads `[derives]`. A crate that a derive gives a version or a path becomes a dependency.
pub(super) fn derives(
    reader: &mut Reader<'_>,
    root: &mut Table<'_>,
    dependencies: &mut BTreeMap<String, Dependency>,
) -> Vec<Derive> {
    let Some(mut table) = reader.table(root, "derives") else {
        return Vec::new();
    };
    let mut found = of_all(reader, &mut table);
    let names: Vec<String> = table.keys().map(str::to_owned).collect();
    for name in names.iter().filter(|name| *name != ALL) {
        found.extend(of_some(reader, &mut table, name, dependencies));
    }
    found
}

/// Reads `all = ["Eq", "Hash"]`.
fn of_all(reader: &mut Reader<'_>, table: &mut Table<'_>) -> Vec<Derive> {
    let texts = reader.strings(table, ALL);
    let derives = texts.into_iter().filter_map(|text| {
        Some(Derive {
            path: reader.parsed_text(table, ALL, &text, DerivePath::parse)?,
            models: None,
            attribute: None,
            location: text.location,
        })
    });
    derives.collect()
}

/// Reads `Hash = ["User", "Money*"]`, or a table with the models in `on`.
fn of_some(
    reader: &mut Reader<'_>,
    table: &mut Table<'_>,
    name: &str,
    dependencies: &mut BTreeMap<String, Dependency>,
) -> Option<Derive> {
    let location = reader.location(table, name);
    let path = reader.parsed_key(table, name, DerivePath::parse)?;
    let Written::Table(mut own) = reader.table_or(table, name, Shorthand::Strings)? else {
        return Some(Derive {
            path,
            models: Some(models(reader, table, name)),
            attribute: None,
            location,
        });
    };
    let models = models(reader, &mut own, "on");
    if !own.has("on") {
        let help = "add the models, such as `on = [\"User\"]`, or `on = [\"*\"]` for all";
        reader.missing_in(table, (name, "on"), help);
    }
    let attribute = match &path {
        DerivePath::Extra(_) => None,
        DerivePath::Foreign(path) => {
            dependency(reader, &mut own, (path, &location), dependencies);
            reader.parsed(&mut own, "attribute", AttributeName::parse)
        }
    };
    reader.end(&own);
    Some(Derive {
        path,
        models: Some(models),
        attribute,
        location,
    })
}

/// Adds the crate of a derive to the dependencies, if the table has a `version` or a `path`.
fn dependency(
    reader: &mut Reader<'_>,
    table: &mut Table<'_>,
    (path, location): (&RustPath, &SettingLocation),
    dependencies: &mut BTreeMap<String, Dependency>,
) {
    let root = path.root();
    let dependency = dependency_keys(reader, table, location.clone());
    if !has_source(table) {
        let details = ["package", "features", "default-features"].into_iter();
        for key in details.filter(|key| table.has(key)).collect::<Vec<_>>() {
            reader.refuse(table, key, "it belongs to a `version` or `path`");
        }
        return;
    }
    let mut known = dependencies.keys();
    if known.any(|key| crate_of(key) == root) {
        let key = if table.has("version") {
            "version"
        } else {
            "path"
        };
        let why = format!("`types.dependencies` or another derive has `{root}` already");
        reader.refuse(table, key, &why);
    } else {
        dependencies.insert(root.to_owned(), dependency);
    }
}

fn models(reader: &mut Reader<'_>, table: &mut Table<'_>, key: &str) -> Vec<ModelPattern> {
    let texts = reader.strings(table, key).into_iter();
    let patterns = texts.map(|text| ModelPattern {
        text: text.value,
        location: text.location,
    });
    patterns.collect()
}
