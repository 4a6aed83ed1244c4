//! Several emitted crates as one: the first as it is, the others as modules of it that share its runtime, so
//! that the runtime is compiled once for all of them. Their tests come along.
//!
//! Crates whose APIs have the same names cannot be one, as both would have the same method of the client.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{Array, DocumentMut, Item, TableLike};

/// The files of a crate, by path.
pub(crate) type Files = BTreeMap<String, String>;

const MANIFEST: &str = "Cargo.toml";
const ROOT: &str = "src/lib.rs";

/// Joins crates, given with their names, into as few as there can be.
pub(crate) fn combine(crates: Vec<(String, Files)>) -> Result<Vec<(String, Files)>, String> {
    let mut combined: Vec<(String, Files, BTreeSet<String>)> = Vec::new();
    for (name, files) in crates {
        let apis = apis(&manifest(&files)?);
        let fitting = combined
            .iter_mut()
            .find(|(.., taken)| taken.is_disjoint(&apis));
        if let Some((_, first, taken)) = fitting {
            add(first, &name, files)?;
            taken.extend(apis);
        } else {
            combined.push((name, files, apis));
        }
    }
    Ok(combined
        .into_iter()
        .map(|(name, files, _)| (name, files))
        .collect())
}

fn manifest(files: &Files) -> Result<DocumentMut, String> {
    let text = files.get(MANIFEST).ok_or("no manifest")?;
    text.parse()
        .map_err(|error: toml_edit::TomlError| error.to_string())
}

/// The features that are APIs.
fn apis(manifest: &DocumentMut) -> BTreeSet<String> {
    let full = manifest["features"]["full"].as_array();
    let names = full.into_iter().flatten().filter_map(|name| name.as_str());
    names.map(str::to_owned).collect()
}

/// Makes a crate a module of another one.
fn add(first: &mut Files, fixture: &str, files: Files) -> Result<(), String> {
    // A fixture may be called like a module of every crate, such as `paging`.
    let name = &format!("of_{fixture}");
    let merged = merge(manifest(first)?, &manifest(&files)?)?;
    first.insert(MANIFEST.to_owned(), merged);
    let root = first.get_mut(ROOT).ok_or("no root")?;
    root.push_str(&format!(
        "/// What another definition becomes.\npub mod {name};\n"
    ));
    let package = manifest(first)?;
    let package = package["package"]["name"].as_str().ok_or("no name")?;
    let library = package.replace('-', "_");
    for (path, text) in files {
        if path.starts_with("tests/") {
            let own = super::package_name(fixture).replace('-', "_");
            let moved = text.replace(&format!("{own}::"), &format!("{library}::{name}::"));
            let runtime = format!("{library}::{name}::runtime");
            let moved = moved.replace(&runtime, &format!("{library}::runtime"));
            first.insert(path, moved);
            continue;
        }
        let Some(inside) = path.strip_prefix("src/") else {
            continue;
        };
        if inside.starts_with("runtime/") {
            continue;
        }
        let inside = if path == ROOT { "mod.rs" } else { inside };
        first.insert(format!("src/{name}/{inside}"), moved(&text, name));
    }
    Ok(())
}

/// The manifest of two crates: what either of them has.
fn merge(mut first: DocumentMut, other: &DocumentMut) -> Result<String, String> {
    let full: Array = apis(&first).into_iter().chain(apis(other)).collect();
    for section in ["features", "dependencies"] {
        let (Some(first), Some(other)) = (
            first[section].as_table_like_mut(),
            other[section].as_table_like(),
        ) else {
            return Err(format!("a manifest has no `{section}`"));
        };
        extend(first, other);
    }
    first["features"]["full"] = toml_edit::value(full);
    Ok(first.to_string())
}

fn extend(table: &mut dyn TableLike, other: &dyn TableLike) {
    for (key, value) in other.iter() {
        if table.get(key).is_none_or(Item::is_none) {
            table.insert(key, value.clone());
        }
    }
}

/// A file of a crate that has become a module, in which the runtime stays where it is.
fn moved(text: &str, name: &str) -> String {
    let own = text
        .replace("#[doc(hidden)]\npub mod runtime;\n", "")
        .replace(
            "\nmod definition;\n",
            "\n#[allow(dead_code)]\nmod definition;\n",
        )
        .replace("crate::", &format!("crate::{name}::"));
    own.replace(&format!("crate::{name}::runtime"), "crate::runtime")
}
