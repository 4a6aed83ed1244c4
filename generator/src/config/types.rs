//! The table `[types]`: types of other crates, and what they come from.

use super::reader::{Reader, Table};
use crate::types::{Dependency, OwnType, RustPath, Types};

/// What `[types]` says.
pub(super) fn types(reader: &mut Reader<'_>, root: &mut Table<'_>) -> Types {
    let Some(mut table) = reader.table(root, "types") else {
        return Types::default();
    };
    let types = Types {
        integer_enums: reader.boolean(&mut table, "integer-enums"),
        formats: each(reader, &mut table, "formats", own_type),
        schemas: each(reader, &mut table, "schemas", own_type),
        dependencies: each(reader, &mut table, "dependencies", dependency),
    };
    reader.end(&table);
    types
}

/// The values of a table whose keys are names of the user's own.
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

/// A type: its path alone, or a table with it.
fn own_type(reader: &mut Reader<'_>, table: &mut Table<'_>, name: &str) -> Option<OwnType> {
    if !table.has_table(name) {
        return Some(OwnType {
            path: path(reader, table, name)?,
            default: None,
        });
    }
    let mut own = reader.table(table, name)?;
    let path = path(reader, &mut own, "type");
    let default = reader.boolean(&mut own, "default");
    let default = own.has("default").then_some(default);
    if !own.has("type") {
        reader.missing(&format!("types.….{name}.type"), "add the path of the type");
    }
    reader.end(&own);
    Some(OwnType {
        path: path?,
        default,
    })
}

fn path(reader: &mut Reader<'_>, table: &mut Table<'_>, key: &str) -> Option<RustPath> {
    let check = |text: &str| match RustPath::parse(text) {
        Ok(_) => Ok(()),
        Err(reason) => Err(format!("it {reason}")),
    };
    let text = reader.checked(table, key, check)?;
    RustPath::parse(&text).ok()
}

/// A dependency: its version alone, or a table as in a manifest.
fn dependency(reader: &mut Reader<'_>, table: &mut Table<'_>, name: &str) -> Option<Dependency> {
    if !table.has_table(name) {
        return Some(Dependency {
            version: Some(reader.string(table, name)?.value),
            default_features: true,
            ..Dependency::default()
        });
    }
    let mut own = reader.table(table, name)?;
    let features = reader.strings(&mut own, "features").into_iter();
    let default_features = reader.boolean(&mut own, "default-features");
    let dependency = Dependency {
        version: reader.string(&mut own, "version").map(|it| it.value),
        path: reader.string(&mut own, "path").map(|it| it.value),
        features: features.map(|it| it.value).collect(),
        default_features: default_features || !own.has("default-features"),
    };
    reader.end(&own);
    Some(dependency)
}
