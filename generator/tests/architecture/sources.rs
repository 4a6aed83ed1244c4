//! The sources as tokens, and what they name.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::str::FromStr;

use proc_macro2::{TokenStream, TokenTree};

use super::{GROUPS, STAGES};

/// The token for an opening bracket of any kind, which a list of imports begins with.
const LIST: &str = "(";

/// A source file: the stage that it belongs to, and its tokens without nesting.
pub(super) struct Source {
    pub(super) path: String,
    pub(super) module: String,
    pub(super) tokens: Vec<String>,
}

impl Source {
    /// Whether some tokens follow each other.
    pub(super) fn has(&self, sequence: &[&str]) -> bool {
        self.tokens
            .windows(sequence.len())
            .any(|window| window == sequence)
    }

    /// The modules of the project that it names, as `crate::module`.
    pub(super) fn modules(&self) -> impl Iterator<Item = &str> {
        let windows = self.tokens.windows(4);
        windows.filter_map(|window| match window {
            [root, first, second, module] if root == "crate" && first == ":" && second == ":" => {
                Some(module.as_str())
            }
            _ => None,
        })
    }

    /// The stages that it names, as `crate::stage` or by way of `super`. A list behind either is none, so that it
    /// fails: each name has its own path.
    pub(super) fn stages(&self) -> BTreeSet<&str> {
        let beside = self.beside_its_stage();
        let is_stage = |name: &str| STAGES.iter().any(|(stage, _)| *stage == name);
        let beside = beside.filter(|name| *name == LIST || is_stage(name));
        self.modules().chain(beside).collect()
    }

    /// The names behind `super` where that leaves the stage.
    fn beside_its_stage(&self) -> impl Iterator<Item = &str> {
        let path = self.path.trim_end_matches(".rs").trim_end_matches("/mod");
        let group = GROUPS.iter().find(|group| self.path.starts_with(*group));
        let levels = path.matches('/').count() + 1 - usize::from(group.is_some());
        let way_out = ["super", ":", ":"].repeat(levels);
        let windows = self.tokens.windows(way_out.len() + 1);
        windows.filter_map(move |window| {
            let (name, way) = window.split_last()?;
            (way == way_out).then_some(name.as_str())
        })
    }
}

pub(super) fn sources(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    collect(Path::new(folder), "", &mut found);
    assert!(!found.is_empty(), "{folder} has no sources");
    found
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), found);
        } else if path.ends_with(".rs") && !path.ends_with("/tests.rs") {
            let module = module(&path).to_owned();
            let text = fs::read_to_string(entry.path()).unwrap();
            found.push(Source {
                path,
                module,
                tokens: tokens(&text),
            });
        }
    }
}

/// The stage that a file belongs to: the folders of groups only hold stages.
fn module(path: &str) -> &str {
    let inside = GROUPS.iter().find_map(|group| path.strip_prefix(group));
    let first = inside.unwrap_or(path).split('/').next();
    first.unwrap_or_default().trim_end_matches(".rs")
}

/// The tokens of a file without its tests.
fn tokens(text: &str) -> Vec<String> {
    let mut file = syn::parse_file(text).unwrap();
    file.items
        .retain(|item| !matches!(item, syn::Item::Mod(module) if is_test(&module.attrs)));
    let text = prettyplease::unparse(&file);
    let mut flat = Vec::new();
    flatten(TokenStream::from_str(&text).unwrap(), &mut flat);
    flat
}

pub(super) fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        syn::Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        _ => false,
    })
}

fn flatten(tokens: TokenStream, flat: &mut Vec<String>) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                flat.push(LIST.to_owned());
                flatten(group.stream(), flat);
            }
            TokenTree::Literal(_) => flat.push("\"\"".to_owned()),
            other => flat.push(other.to_string()),
        }
    }
}

#[test]
fn a_stage_is_seen_behind_any_path_that_leaves_another() {
    let stages = |path: &str, text: &str| {
        let source = Source {
            path: path.to_owned(),
            module: module(path).to_owned(),
            tokens: tokens(text),
        };
        let stages = source.stages().into_iter().map(str::to_owned);
        stages.collect::<Vec<_>>()
    };
    for (path, way) in [
        ("api/plan.rs", "super"),
        ("api/analyze/mod.rs", "super"),
        ("api/plan/gate.rs", "super::super"),
        ("cache.rs", "super"),
        ("api/plan/gate.rs", "crate"),
    ] {
        assert_eq!(
            stages(path, &format!("use {way}::ir::Api;")),
            ["ir"],
            "{path}"
        );
        let list = format!("use {way}::{{ir, name}};");
        assert_eq!(stages(path, &list), [LIST], "{path}");
    }
    let own = "use super::{ir, Gate}; use super::Plan;";
    assert!(stages("api/plan/gate.rs", own).is_empty());
}
