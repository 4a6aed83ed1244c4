//! What `deny.toml` says of licences and of versions, for everybody: cargo-deny itself is not always
//! there.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn rules() -> toml::Table {
    let text = fs::read_to_string(root().join("deny.toml")).unwrap();
    text.parse().unwrap()
}

/// All packages that this workspace is built with, on any system.
fn packages() -> Vec<Value> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args([
        "metadata",
        "--format-version=1",
        "--all-features",
        "--locked",
    ]);
    let output = cargo.current_dir(root()).output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words}");
    let mut metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    serde_json::from_value(metadata["packages"].take()).unwrap()
}

/// Whether one of the choices of a licence is allowed, all of it.
fn is_allowed(license: &str, allowed: &BTreeSet<String>) -> bool {
    let parts = license.replace(['(', ')'], "").replace('/', " OR ");
    // Here, what stands around `AND` is a choice on one side only.
    let all = parts.split(" AND ");
    let mut all = all.map(|part| part.split(" OR ").any(|one| allowed.contains(one.trim())));
    all.all(|is_allowed| is_allowed)
}

#[test]
fn every_licence_is_allowed() {
    let allowed = rules()["licenses"]["allow"].as_array().unwrap().clone();
    let allowed = allowed.iter().map(|one| one.as_str().unwrap().to_owned());
    let allowed: BTreeSet<_> = allowed.collect();
    let packages = packages();
    assert!(packages.len() > 100);
    let mut used = BTreeSet::new();
    for package in &packages {
        let license = package["license"].as_str().unwrap_or_default();
        assert!(
            is_allowed(license, &allowed),
            "{}: {license:?}",
            package["name"]
        );
        used.extend(allowed.iter().filter(|one| license.contains(*one)).cloned());
    }
    assert_eq!(used, allowed, "what nothing needs is not allowed");
}

#[test]
fn a_crate_has_two_versions_for_a_reason_only() {
    let rules = rules();
    let skipped = rules["bans"]["skip"].as_array().unwrap();
    let mut skipped: BTreeSet<_> = skipped
        .iter()
        .map(|one| one["crate"].as_str().unwrap().to_owned())
        .collect();
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages() {
        let text = |key: &str| package[key].as_str().unwrap().to_owned();
        versions
            .entry(text("name"))
            .or_default()
            .push(text("version"));
    }
    for (name, versions) in versions.iter().filter(|(_, versions)| versions.len() > 1) {
        let mut left = versions.clone();
        left.retain(|version| {
            let rule = skipped.iter().find(|rule| {
                let (skipped, start) = rule.split_once('@').unwrap();
                skipped == name && format!("{version}.").starts_with(&format!("{start}."))
            });
            !rule.cloned().is_some_and(|rule| skipped.remove(&rule))
        });
        assert_eq!(left.len(), 1, "{name}: {versions:?}");
    }
    assert!(skipped.is_empty(), "there is one version of {skipped:?}");
}

#[test]
fn what_is_banned_is_not_there() {
    let rules = rules();
    let banned = rules["bans"]["deny"].as_array().unwrap();
    let packages = packages();
    for one in banned {
        let name = one["name"].as_str().unwrap();
        assert!(!packages.iter().any(|it| it["name"] == name), "{name}");
    }
    for package in &packages {
        let source = package["source"].as_str();
        let is_known =
            source.is_none_or(|it| it == "registry+https://github.com/rust-lang/crates.io-index");
        assert!(is_known, "{}: {source:?}", package["name"]);
    }
}
