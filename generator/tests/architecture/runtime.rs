//! The files and the folders of the runtime import downwards.
//!
//! Paths are followed through re-exports to the file that has the item, so that a root of a folder that
//! only lists its files is no way back.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::str::FromStr;

use proc_macro2::{TokenStream, TokenTree};

use super::sources::{is_test, sources};
use super::{RUNTIME, reached};

/// A file of the runtime, as far as it names others. Paths begin at the root of the runtime.
#[derive(Default)]
struct Module {
    /// All paths in it, those of imports among them.
    paths: Vec<Vec<String>>,
    /// The names that it imports, with the paths that they stand for.
    imports: BTreeMap<String, Vec<String>>,
}

/// The files of the runtime by the modules that they are, such as `http/headers`.
fn runtime_modules() -> BTreeMap<String, Module> {
    let files = sources(&format!("{RUNTIME}/runtime"));
    let modules = files.into_iter().map(|source| {
        let file = source.path.trim_end_matches(".rs");
        let name = match file {
            "mod" => "",
            file => file.strip_suffix("/mod").unwrap_or(file),
        };
        let text = fs::read_to_string(format!("{RUNTIME}/runtime/{}", source.path)).unwrap();
        let mut file = syn::parse_file(&text).unwrap();
        file.items
            .retain(|item| !matches!(item, syn::Item::Mod(module) if is_test(&module.attrs)));
        let tokens = TokenStream::from_str(&prettyplease::unparse(&file)).unwrap();
        let mut module = Module::default();
        let own: Vec<_> = name.split('/').map(str::to_owned).collect();
        module.read(&own[usize::from(name.is_empty())..], tokens);
        (name.to_owned(), module)
    });
    modules.collect()
}

impl Module {
    /// Reads all paths of the file with these modules.
    fn read(&mut self, own: &[String], tokens: TokenStream) {
        let tokens: Vec<_> = tokens.into_iter().collect();
        let mut is_inside_path = false;
        for (index, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => self.read(own, group.stream()),
                TokenTree::Ident(word) if !is_inside_path => {
                    let is_import = index > 0 && tokens[index - 1].to_string() == "use";
                    let after = tokens.get(index + 1).map(ToString::to_string);
                    if is_import || after.as_deref() == Some(":") {
                        let start = match word.to_string().as_str() {
                            "crate" | "super" | "self" => Vec::new(),
                            _ => own.to_vec(),
                        };
                        self.tree(own, start, &tokens[index..], is_import);
                    }
                }
                _ => {}
            }
            is_inside_path = token.to_string() == ":";
        }
    }

    /// Reads a path, or the tree of an import, up to its end.
    fn tree(
        &mut self,
        own: &[String],
        mut path: Vec<String>,
        tokens: &[TokenTree],
        is_import: bool,
    ) {
        let mut alias = None;
        for (index, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Ident(word) => match word.to_string().as_str() {
                    "crate" => path.clear(),
                    "self" if index == 0 && path.is_empty() => path = own.to_vec(),
                    "self" => {}
                    "super" if path.is_empty() => path = parent(own),
                    "super" => path = parent(&path),
                    "as" => alias = tokens.get(index + 1).map(ToString::to_string),
                    // The root of the runtime is where its paths begin.
                    "runtime" if path.is_empty() => {}
                    name if alias.is_none() => path.push(name.to_owned()),
                    _ => {}
                },
                TokenTree::Punct(sign) if sign.as_char() == ':' => {}
                TokenTree::Group(group) if is_import => {
                    for branch in branches(group.stream()) {
                        self.tree(own, path.clone(), &branch, true);
                    }
                    return;
                }
                _ => break,
            }
            let next = tokens.get(index + 1).map(ToString::to_string);
            let is_path = next.as_deref() == Some(":") || token.to_string() == ":";
            if !is_path && !matches!(next.as_deref(), Some("as")) && alias.is_none() {
                break;
            }
        }
        if let Some(last) = path.last().filter(|_| is_import) {
            self.imports
                .insert(alias.unwrap_or_else(|| last.clone()), path.clone());
        }
        self.paths.push(path);
    }
}

fn parent(path: &[String]) -> Vec<String> {
    path[..path.len().saturating_sub(1)].to_vec()
}

/// The branches of a tree of imports, which commas separate.
fn branches(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let tokens: Vec<_> = tokens.into_iter().collect();
    let parts = tokens.split(|token| token.to_string() == ",");
    parts
        .filter(|part| !part.is_empty())
        .map(<[_]>::to_vec)
        .collect()
}

/// The module that has what a path names: where the path leads through an import, that which the import
/// leads to.
fn owner(modules: &BTreeMap<String, Module>, path: &[String], depth: usize) -> Option<String> {
    let lengths = (0..=path.len()).rev();
    let mut names = lengths.map(|length| (length, path[..length].join("/")));
    let (length, name) = names.find(|(_, name)| modules.contains_key(name))?;
    let import = path
        .get(length)
        .and_then(|item| modules[&name].imports.get(item));
    match import {
        Some(import) if depth < 8 && import != path => {
            let whole = [import.as_slice(), &path[length + 1..]].concat();
            owner(modules, &whole, depth + 1).or(Some(name))
        }
        // The root has no items of its own: what it does not import is outside of the runtime.
        None if name.is_empty() && !path.is_empty() => None,
        _ => Some(name),
    }
}

/// Which modules of the runtime each of them uses.
fn runtime_uses() -> BTreeMap<String, BTreeSet<String>> {
    let modules = runtime_modules();
    let uses = modules.iter().map(|(name, module)| {
        let owners = module
            .paths
            .iter()
            .filter_map(|path| owner(&modules, path, 0));
        (name.clone(), owners.filter(|it| it != name).collect())
    });
    uses.collect()
}

/// What leads to something and is led to by it, with itself; nothing if it is in no circle.
fn circle<'a>(name: &str, uses: &'a BTreeMap<String, BTreeSet<String>>) -> Vec<&'a str> {
    let reached_from_it = reached(name, uses);
    let members = uses.keys().map(String::as_str);
    members
        .filter(|it| reached_from_it.contains(*it) && reached(it, uses).contains(name))
        .collect()
}

#[test]
fn files_of_the_runtime_import_each_other_in_no_circle() {
    let uses = runtime_uses();
    for file in uses.keys() {
        assert_eq!(circle(file, &uses), Vec::<&str>::new());
    }
}

#[test]
fn folders_of_the_runtime_import_each_other_in_no_circle() {
    let uses = runtime_uses();
    let folder = |file: &str| file.split('/').next().unwrap_or_default().to_owned();
    let mut folders: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, used) in &uses {
        let own = folder(file);
        let others = used.iter().map(|it| folder(it)).filter(|it| *it != own);
        folders.entry(own.clone()).or_default().extend(others);
    }
    for folder in folders.keys() {
        assert_eq!(circle(folder, &folders), Vec::<&str>::new());
    }
}
