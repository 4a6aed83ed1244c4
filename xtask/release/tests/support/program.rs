//! A program that takes the crate from a registry.

use std::fs;
use std::process::Command;

use super::registry::{NAME, Registry};
use super::repository::{CONFIG, Repository, shared};
use super::succeeded;

/// Builds a program with a version of the crate and runs it: it reads a cat from JSON, and prints
/// what `value` makes of it.
pub(crate) fn run(
    repository: &Repository,
    registry: &Registry,
    version: &str,
    json: &str,
    value: &str,
) -> String {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| fs::write(folder.path().join(path), text).unwrap();
    for name in ["src", ".cargo"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    let name = &repository.name;
    let manifest = format!(
        "[package]\nname = \"program-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [workspace]\n\n[dependencies]\nserde_json = \"1\"\nsdk = {{ package = \"{name}\", \
         version = \"={version}\", registry = \"{NAME}\", default-features = false, \
         features = [\"full\"] }}\n"
    );
    write("Cargo.toml", &manifest);
    // What everything else is built with, so that it is compiled once.
    for name in ["Cargo.lock", CONFIG] {
        write(name, &repository.read(name));
    }
    let program = format!(
        "fn main() {{\n    let cat: sdk::models::Cat = serde_json::from_str(r#\"{json}\"#).unwrap();\n    \
         println!(\"{{}}\", {value});\n}}\n"
    );
    write("src/main.rs", &program);
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet"]).current_dir(folder.path());
    shared(&mut cargo);
    registry.configure(&mut cargo);
    succeeded(&cargo.output().unwrap())
}
