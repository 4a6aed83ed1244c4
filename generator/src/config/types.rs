//! The table `[types]`: types of other crates, and the dependencies that provide them.

use std::collections::BTreeSet;

use super::reader::{Reader, Shorthand, Table, Written};
use super::values::{check_feature, check_line, check_name, check_requirement};
use crate::diagnostics::SettingLocation;
use crate::ir::ExtraTrait;
use crate::types::{Dependency, RustPath, TypeChoice, Types};

/// Reads `[types]`.
pub(super) fn types(reader: &mut Reader<'_>, root: &mut Table<'_>) -> Types {
    let Some(mut table) = reader.table(root, "types") else {
        return Types::default();
    };
    let types = Types {
        integer_enums: reader.boolean(&mut table, "integer-enums") == Some(true),
        formats: each(reader, &mut table, "formats", type_choice),
        schemas: each(reader, &mut table, "schemas", type_choice),
        dependencies: each(reader, &mut table, "dependencies", dependency),
        derives: Vec::new(),
    };
    reader.end(&table);
    types
}

/// The entries of a table whose keys the user chooses. Invalid ones are reported and left out.
fn each<T, C: FromIterator<(String, T)>>(
    reader: &mut Reader<'_>,
    parent: &mut Table<'_>,
    key: &str,
    read: fn(&mut Reader<'_>, &mut Table<'_>, &str) -> Option<T>,
) -> C {
    let table = reader.table(parent, key);
    let values = table.into_iter().flat_map(|mut table| {
        let names: Vec<String> = table.keys().map(str::to_owned).collect();
        let values = names.into_iter().filter_map(|name| {
            let value = read(reader, &mut table, &name)?;
            Some((name, value))
        });
        values.collect::<Vec<_>>()
    });
    values.collect()
}

/// A type: a path, or a table with the path in `type`.
fn type_choice(reader: &mut Reader<'_>, table: &mut Table<'_>, name: &str) -> Option<TypeChoice> {
    let location = reader.location(table, name);
    let Written::Table(mut own) = reader.table_or(table, name, Shorthand::String)? else {
        return Some(TypeChoice {
            location,
            ..path(reader, table, name)?.into()
        });
    };
    let path = path(reader, &mut own, "type");
    let default = reader.boolean(&mut own, "default");
    let implements = implements(reader, &mut own);
    if !own.has("type") {
        let key = (name, "type");
        reader.missing_in(table, key, "add the path of the type");
    }
    reader.end(&own);
    Some(TypeChoice {
        path: path?,
        default,
        implements,
        location,
    })
}

fn path(reader: &mut Reader<'_>, table: &mut Table<'_>, key: &str) -> Option<RustPath> {
    reader.parsed(table, key, |text| {
        RustPath::parse(text).map_err(|reason| format!("it {reason}"))
    })
}

/// The optional traits of a type: `Eq` and `Hash`. `None` without the key.
fn implements(reader: &mut Reader<'_>, table: &mut Table<'_>) -> Option<BTreeSet<ExtraTrait>> {
    let key = "implements";
    let names = reader.strings(table, key);
    let names = names.iter().filter_map(|name| {
        reader.parsed_text(table, key, name, |text| {
            let mut all = ExtraTrait::ALL.into_iter();
            let known = all.find(|it| it.as_str() == text);
            known.ok_or_else(|| "the traits are `Eq` and `Hash`".to_owned())
        })
    });
    let names = names.collect();
    table.has(key).then_some(names)
}

/// A dependency: a version, or a table as in `Cargo.toml`.
fn dependency(reader: &mut Reader<'_>, table: &mut Table<'_>, name: &str) -> Option<Dependency> {
    let location = reader.location(table, name);
    reader.parsed_key(table, name, check_name)?;
    let Written::Table(mut own) = reader.table_or(table, name, Shorthand::String)? else {
        return Some(Dependency {
            version: Some(reader.checked(table, name, check_requirement)?),
            default_features: true,
            location,
            ..Dependency::default()
        });
    };
    let dependency = dependency_keys(reader, &mut own, location);
    if !has_source(&own) {
        let help = "add the version, or the `path` of the crate";
        reader.missing_in(table, (name, "version"), help);
    }
    reader.end(&own);
    Some(dependency)
}

/// Reads the keys of a dependency, as `Cargo.toml` has them.
pub(super) fn dependency_keys(
    reader: &mut Reader<'_>,
    table: &mut Table<'_>,
    location: SettingLocation,
) -> Dependency {
    let key = "features";
    let features = reader.strings(table, key);
    let features = features.iter().filter_map(|feature| {
        let check = |text: &str| check_feature(text).map(|()| text.to_owned());
        reader.parsed_text(table, key, feature, check)
    });
    let features = features.collect();
    Dependency {
        package: reader.checked(table, "package", check_name),
        version: reader.checked(table, "version", check_requirement),
        path: reader.checked(table, "path", check_line),
        features,
        default_features: reader.boolean(table, "default-features") != Some(false),
        location,
    }
}

/// Whether a table has a `version` or a `path`, one of which Cargo requires.
pub(super) fn has_source(table: &Table<'_>) -> bool {
    table.has("version") || table.has("path")
}
