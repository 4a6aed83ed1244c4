//! Several emitted crates as one: the first as it is, the others as modules of it that share its runtime, so
//! that the runtime is compiled once for all of them. Their tests come along.
//!
//! Crates whose APIs have the same names cannot be one if both have tests, as both would have the same method of
//! the client; a crate without tests has its methods renamed. A crate may be there several times, each time with
//! other features of its own.

use std::collections::{BTreeMap, BTreeSet};

use toml_edit::{Array, DocumentMut, Item, TableLike};

/// The files of a crate, by path.
pub(crate) type Files = BTreeMap<String, String>;

const MANIFEST: &str = "Cargo.toml";
const ROOT: &str = "src/lib.rs";
const RUNTIME: &str = "src/runtime/";

/// An emitted crate that is to be joined with others.
pub(crate) struct Member {
    /// The name of the fixture, from which the package has its own.
    pub(crate) fixture: String,
    /// What tells it apart from other crates of that fixture; empty if there is one.
    pub(crate) suffix: String,
    /// Its files.
    pub(crate) files: Files,
}

impl Member {
    fn has_tests(&self) -> bool {
        self.files.keys().any(|path| path.starts_with("tests/"))
    }

    /// The module that it becomes. A fixture may be called like a module of every crate, such as `paging`.
    fn module(&self) -> String {
        format!("of_{}{}", self.fixture, self.suffix)
    }

    /// A crate with these features of its APIs and of its configuration and no others, whatever those are with
    /// which it is compiled.
    pub(crate) fn with_features(mut self, features: &[&str]) -> Result<Self, String> {
        let mut manifest = manifest(&self.files)?;
        let own: Vec<String> = own_features(&manifest);
        if let Some(unknown) = features
            .iter()
            .find(|name| !own.iter().any(|it| it == *name))
        {
            return Err(format!("{} has no feature `{unknown}`", self.fixture));
        }
        // Whatever has no feature stands behind the one of all APIs.
        let decided: Vec<&str> = own.iter().map(String::as_str).chain(["full"]).collect();
        let is_decided = |path: &str| path.starts_with("src/") && !path.starts_with(RUNTIME);
        for (_, text) in self.files.iter_mut().filter(|(path, _)| is_decided(path)) {
            for name in &decided {
                let is_on = match features.contains(name) {
                    true => "all()",
                    false => "any()",
                };
                *text = text.replace(&format!("feature = \"{name}\""), is_on);
            }
        }
        let table = manifest["features"].as_table_like_mut();
        let table = table.ok_or("a manifest has no features")?;
        for name in &own {
            table.remove(name);
        }
        table.insert("full", toml_edit::value(Array::new()));
        self.files.insert(MANIFEST.to_owned(), manifest.to_string());
        for name in features {
            self.suffix.push('_');
            self.suffix.push_str(name);
        }
        Ok(self)
    }
}

/// Joins crates into as few as there can be.
pub(crate) fn combine(members: Vec<Member>) -> Result<Vec<(String, Files)>, String> {
    let mut combined: Vec<(String, Files, BTreeSet<String>)> = Vec::new();
    for mut member in members {
        let mut apis = apis(&manifest(&member.files)?);
        if !member.has_tests() {
            // Nothing calls its methods, which may have other names therefore.
            rename_accessors(&mut member);
            apis.clear();
        }
        let fitting = combined
            .iter_mut()
            .find(|(.., taken)| taken.is_disjoint(&apis));
        if let Some((_, first, taken)) = fitting {
            add(first, member)?;
            taken.extend(apis);
        } else {
            combined.push((member.fixture, member.files, apis));
        }
    }
    Ok(combined
        .into_iter()
        .map(|(name, files, _)| (name, files))
        .collect())
}

/// Gives the methods of the client that lead to APIs the name of the module before their own.
fn rename_accessors(member: &mut Member) {
    const CLIENT: &str = "\nimpl crate::runtime::Client {\n";
    const METHOD: &str = "    pub fn ";
    let module = member.module();
    let mut accessors = BTreeSet::new();
    let sources = |path: &str| path.starts_with("src/") && !path.starts_with(RUNTIME);
    for (_, text) in member.files.iter_mut().filter(|(path, _)| sources(path)) {
        let Some((before, block)) = text.split_once(CLIENT) else {
            continue;
        };
        let (block, after) = block.split_once("\n}\n").unwrap_or((block, ""));
        let names = block.lines().filter_map(|line| line.strip_prefix(METHOD));
        let names = names.filter_map(|line| line.split_once('(').map(|(name, _)| name.to_owned()));
        accessors.extend(names);
        let block = block.replace(METHOD, &format!("{METHOD}{module}_"));
        *text = format!("{before}{CLIENT}{block}\n}}\n{after}");
    }
    for (_, text) in member.files.iter_mut().filter(|(path, _)| sources(path)) {
        for name in &accessors {
            let link = format!("crate::Client::{name})");
            *text = text.replace(&link, &format!("crate::Client::{module}_{name})"));
        }
    }
}

fn manifest(files: &Files) -> Result<DocumentMut, String> {
    let text = files.get(MANIFEST).ok_or("no manifest")?;
    text.parse()
        .map_err(|error: toml_edit::TomlError| error.to_string())
}

/// The features of APIs and those of the configuration: nothing else stands behind them.
fn own_features(manifest: &DocumentMut) -> Vec<String> {
    let features = manifest["features"].as_table_like();
    let features = features.into_iter().flat_map(TableLike::iter);
    let own = features.filter(|(_, value)| value.as_array().is_some_and(Array::is_empty));
    own.map(|(name, _)| name.to_owned()).collect()
}

/// The features that are APIs.
fn apis(manifest: &DocumentMut) -> BTreeSet<String> {
    let full = manifest["features"]["full"].as_array();
    let names = full.into_iter().flatten().filter_map(|name| name.as_str());
    names.map(str::to_owned).collect()
}

/// Makes a crate a module of another one.
fn add(first: &mut Files, member: Member) -> Result<(), String> {
    let name = &member.module();
    let files = member.files;
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
            let own = super::package_name(&member.fixture).replace('-', "_");
            let moved = text.replace(&format!("{own}::"), &format!("{library}::{name}::"));
            let runtime = format!("{library}::{name}::runtime");
            let moved = moved.replace(&runtime, &format!("{library}::runtime"));
            if first.contains_key(&path) {
                return Err(format!(
                    "{}: another fixture has {path}, too",
                    member.fixture
                ));
            }
            first.insert(path, moved);
            continue;
        }
        let Some(inside) = path.strip_prefix("src/") else {
            continue;
        };
        if path.starts_with(RUNTIME) {
            continue;
        }
        let inside = if path == ROOT { "mod.rs" } else { inside };
        first.insert(format!("src/{name}/{inside}"), moved(&text, name));
    }
    Ok(())
}

/// The manifest of two crates: what either of them has.
fn merge(mut first: DocumentMut, other: &DocumentMut) -> Result<String, String> {
    let full: BTreeSet<_> = apis(&first).into_iter().chain(apis(other)).collect();
    let full: Array = full.into_iter().collect();
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
