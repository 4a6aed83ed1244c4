//! Compares the types of calls and their setters, which the judge cannot distinguish.
//!
//! The type of every call is an alias of one struct, with a marker type for its operation, and its
//! setters are methods of that instance. The judge identifies methods by the name of their struct. So
//! it misses a removed setter if another operation has one of the same name, and it cannot say whose
//! setter was added or removed. This module reads the emitted files instead.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use sdk_generator::diff::Impact;
use syn::{ImplItem, Item, Type};

use super::judge::Finding;

/// The struct behind all aliases.
const STRUCT: &str = "Call";

/// The folder of the files with the operations.
const APIS: &str = "src/apis/";

/// The types of calls of a crate, with the public methods of each.
#[derive(Debug, Default)]
pub(super) struct Calls(BTreeMap<String, BTreeSet<String>>);

impl Calls {
    /// Reads the files of a crate, by path.
    ///
    /// # Errors
    /// If a file is not Rust.
    pub(super) fn of(files: &BTreeMap<String, String>) -> Result<Self> {
        let mut calls = Self::default();
        let mut methods: Vec<(String, String)> = Vec::new();
        for (path, text) in files.iter().filter(|(path, _)| path.starts_with(APIS)) {
            let file = syn::parse_file(text).with_context(|| path.clone())?;
            calls.read(&file.items, &mut methods);
        }
        // An implementation may precede its alias.
        for (owner, method) in methods {
            if let Some(known) = calls.0.get_mut(&owner) {
                known.insert(method);
            }
        }
        Ok(calls)
    }

    fn read(&mut self, items: &[Item], methods: &mut Vec<(String, String)>) {
        for item in items {
            match item {
                Item::Mod(module) => {
                    let inner = module.content.as_ref();
                    self.read(inner.map_or(&[][..], |(_, items)| items), methods);
                }
                Item::Type(alias) if last_name(&alias.ty).as_deref() == Some(STRUCT) => {
                    self.0.entry(alias.ident.to_string()).or_default();
                }
                Item::Impl(block) if block.trait_.is_none() => {
                    let owner = last_name(&block.self_ty);
                    let named = block.items.iter().filter_map(|item| match item {
                        ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
                        _ => None,
                    });
                    methods.extend(named.filter_map(|method| Some((owner.clone()?, method))));
                }
                _ => {}
            }
        }
    }

    /// The removed and added items of another crate, as findings of the judge.
    pub(super) fn compared_with(&self, new: &Self) -> Vec<Finding> {
        let gone = self.beyond(new, ["call_missing", "call_method_missing"], Impact::Major);
        let more = new.beyond(self, ["call_added", "call_method_added"], Impact::Minor);
        gone.chain(more).collect()
    }

    /// The items that another crate lacks.
    fn beyond<'a>(
        &'a self,
        other: &'a Self,
        [of_type, of_method]: [&'static str; 2],
        impact: Impact,
    ) -> impl Iterator<Item = Finding> + 'a {
        self.0.iter().flat_map(move |(name, methods)| {
            let finding = |lint: &str, item: String| Finding {
                lint: lint.to_owned(),
                impact,
                item,
            };
            let known = other.0.get(name);
            let ty = known.is_none().then(|| finding(of_type, name.clone()));
            let methods = known
                .into_iter()
                .flat_map(|known| methods.difference(known));
            let methods: Vec<Finding> = methods
                .map(|method| finding(of_method, format!("{name}::{method}")))
                .collect();
            ty.into_iter().chain(methods)
        })
    }
}

/// Whether a finding of the judge is about a method of the struct of all calls, whose operation it
/// does not name. Methods of all calls are in the runtime, which is the same on both sides.
pub(super) fn is_of_any_call(item: &str) -> bool {
    let path = item.split([' ', ',']).find(|word| word.contains("::"));
    let mut names = path.unwrap_or_default().rsplit("::").skip(1);
    names.next() == Some(STRUCT)
}

/// The last segment of a path.
fn last_name(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => Some(path.path.segments.last()?.ident.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use sdk_generator::Tables;
    use sdk_generator::diff::Rules;
    use serde_json::{Value, json};

    use super::super::coverage::{self, Subjects};
    use super::super::judge::Verdict;
    use super::{Calls, Finding, is_of_any_call};
    use crate::emitted::{input, package};

    /// Two operations, one with these parameters and one with a parameter that is not changed. If
    /// `is_shared`, the first has several tags.
    fn definition(parameters: &[&str], is_shared: bool) -> Value {
        let optional =
            |name: &&str| json!({"name": name, "in": "query", "schema": {"type": "string"}});
        let operation = |parameters: &[&str], tags: &[&str], id: &str| {
            json!({"get": {
                "operationId": id,
                "tags": tags,
                "parameters": parameters.iter().map(optional).collect::<Vec<_>>(),
                "responses": {"200": {"description": "d"}}
            }})
        };
        let tags = if is_shared { &["a", "b"][..] } else { &["a"] };
        json!({
            "openapi": "3.0.3",
            "info": {"title": "T", "version": "1"},
            "paths": {
                "/one": operation(parameters, tags, "getOne"),
                "/two": operation(&["state"], &["a"], "getTwo")
            }
        })
    }

    fn write(folder: &Path, name: &str, definition: &Value) -> std::path::PathBuf {
        let path = folder.join(name);
        fs::write(&path, definition.to_string()).unwrap();
        path
    }

    /// The findings between two definitions, and those that no change covers.
    fn found(old: &Value, new: &Value) -> (Vec<String>, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        let [old, new] = [("old.json", old), ("new.json", new)]
            .map(|(name, definition)| input(&write(folder.path(), name, definition)));
        let calls = |input| {
            let generated = sdk_generator::generate(input, &package("x", "x"), &|_| {}).unwrap();
            let calls = Calls::of(&generated.files).unwrap();
            let tables = Tables::of(generated.definition, &|_| {}).unwrap();
            (calls, Subjects::of(&tables))
        };
        let ((before, old_subjects), (after, new_subjects)) = (calls(&old), calls(&new));
        let verdict = Verdict {
            findings: before.compared_with(&after),
            seconds: 0.0,
            peak: 0,
        };
        let changes = sdk_generator::changes(&old, &new, Rules::Crate).unwrap();
        assert!(changes.impact() >= verdict.bump());
        let missing = coverage::missing(&changes, &old_subjects, &new_subjects, &verdict);
        let text = |it: &Finding| format!("{} {} {}", it.impact.as_str(), it.lint, it.item);
        (
            verdict.findings.iter().map(text).collect(),
            missing.into_iter().map(text).collect(),
        )
    }

    #[test]
    fn a_setter_that_one_call_loses_is_found_although_another_has_one_of_its_name() {
        for is_shared in [false, true] {
            let old = definition(&["state", "sort"], is_shared);
            let (found, missing) = found(&old, &definition(&["sort"], is_shared));
            assert_eq!(found, ["major call_method_missing GetOne::state"]);
            assert!(missing.is_empty(), "{missing:?}");
        }
    }

    #[test]
    fn a_call_that_gains_its_first_setter_asks_for_a_minor_version() {
        let (found, missing) = found(&definition(&[], false), &definition(&["state"], false));
        assert_eq!(found, ["minor call_method_added GetOne::state"]);
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn an_operation_that_goes_takes_the_type_of_its_call_with_it() {
        let old = definition(&["state"], false);
        let mut new = old.clone();
        new["paths"]["/one"] = json!({});
        let (found, missing) = found(&old, &new);
        assert_eq!(found, ["major call_missing GetOne"]);
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn findings_of_the_judge_about_calls_name_no_operation() {
        for (item, expected) in [
            ("Call::state, previously in file /x/runtime/call.rs:1", true),
            ("sdk_to_judge::runtime::Call::state in /x.rs:2", true),
            ("GetCall::state, previously in file /x.rs:1", false),
            ("Call in /x.rs:2", false),
        ] {
            assert_eq!(is_of_any_call(item), expected, "{item}");
        }
    }
}
