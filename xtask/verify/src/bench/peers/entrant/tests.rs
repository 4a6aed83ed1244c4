use std::fs;
use std::path::Path;

use super::{Contestant, Converted, Entrant, Job};
use crate::bench::peers::program::{CrateSource, Program};

/// A contestant whose files are all below one folder.
fn contestant(name: &str, source: CrateSource) -> Contestant {
    Contestant {
        name: name.to_owned(),
        version: None,
        source,
    }
}

/// A generator that writes a crate by a script.
fn script(name: &str, script: &str) -> Contestant {
    let words = ["sh", "-ec", script].map(str::to_owned).to_vec();
    contestant(name, CrateSource::Program(Program::Command(words)))
}

fn enter<'a>(contestant: &'a Contestant, folder: &Path) -> Entrant<'a> {
    let converted = Converted {
        path: folder.join("converted.json"),
        title: String::new(),
        format: String::new(),
        bytes: 0,
    };
    let published = folder.join("published.json");
    Entrant::enter(contestant, (&published, &converted), "Cats", folder).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<_> = names
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn nothing_is_written_beside_a_crate() {
    let folder = tempfile::tempdir().unwrap();
    let (crate_, work) = (folder.path().join("theirs"), folder.path().join("work"));
    for (path, text) in [
        ("theirs/src/lib.rs", ""),
        (
            "theirs/Cargo.toml",
            "[package]\nname = \"theirs\"\nedition = \"2024\"\n",
        ),
        ("dependencies/src/lib.rs", "// Of the user."),
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let contestant = contestant("test-beside", CrateSource::Folder(crate_));
    let entrant = enter(&contestant, &work);
    assert!(!entrant.can(Job::Generate) && entrant.can(Job::Check));
    entrant.prepare(Job::Check).unwrap();
    assert_eq!(entrant.work(Job::Check).unwrap().failure, None);
    assert_eq!(names(folder.path()), ["dependencies", "theirs", "work"]);
    assert_eq!(names(&folder.path().join("dependencies")), ["src"]);
    let library = folder.path().join("dependencies/src/lib.rs");
    assert_eq!(fs::read_to_string(library).unwrap(), "// Of the user.");
}

/// A crate with a feature that has an optional dependency, which has to be compiled before.
#[test]
fn dependencies_of_the_features_are_built_before() {
    let folder = tempfile::tempdir().unwrap();
    let contestant = script(
        "test-features",
        "mkdir -p {out}/src {out}/../other/src; touch {out}/src/lib.rs {out}/../other/src/lib.rs
         echo '[package]
         name = \"it\"
         [features]
         full = [\"dep:other\"]
         [dependencies]
         other = { path = \"../other\", optional = true }
         [workspace]' > {out}/Cargo.toml
         echo '[package]
         name = \"other\"' > {out}/../other/Cargo.toml",
    );
    let entrant = enter(&contestant, folder.path());
    entrant.prepare(Job::Check).unwrap();
    let log = fs::read_to_string(entrant.folder.join("dependencies.log")).unwrap();
    assert!(log.contains("Checking other"), "{log}");
    assert!(!entrant.folder.join("unmeasured.log").exists());
    let outcome = entrant.work(Job::Check).unwrap();
    assert_eq!(outcome.failure, None);
    let log = fs::read_to_string(entrant.folder.join("check.log")).unwrap();
    assert!(
        log.contains("Checking it") && !log.contains("Checking other"),
        "{log}"
    );
}

/// A crate that inherits from a workspace cannot be compiled without it.
#[test]
fn what_needs_more_than_its_manifest_is_compiled_itself_before() {
    let folder = tempfile::tempdir().unwrap();
    let contestant = script(
        "test-inherits",
        "mkdir -p {out}/src; touch {out}/src/lib.rs
         printf '[package]\\nname = \"it\"\\nedition.workspace = true\\n' > {out}/Cargo.toml
         printf '[workspace]\\nmembers = [\"crate\"]\\n[workspace.package]\\nedition = \"2024\"\\n' \\
         > {out}/../Cargo.toml",
    );
    let entrant = enter(&contestant, folder.path());
    entrant.prepare(Job::Check).unwrap();
    let log = fs::read_to_string(entrant.folder.join("unmeasured.log")).unwrap();
    assert!(log.contains("Checking it"), "{log}");
    assert_eq!(entrant.work(Job::Check).unwrap().failure, None);
}

#[test]
fn what_is_no_crate_is_a_result() {
    let folder = tempfile::tempdir().unwrap();
    for (manifest, reason) in [
        ("", "it generates no Cargo.toml"),
        ("echo broken > {out}/Cargo.toml", "parse"),
        ("echo '[workspace]' > {out}/Cargo.toml", "parse"),
    ] {
        let contestant = script("test-broken", &format!("mkdir -p {{out}}\n{manifest}"));
        let entrant = enter(&contestant, folder.path());
        let failure = entrant.about.converted.as_ref().unwrap();
        assert!(failure.first.contains(reason), "{failure:?}");
        assert!(!entrant.can(Job::Generate) && !entrant.can(Job::Check));
    }
}

/// Cargo does not even remove what was compiled of such a crate.
#[test]
fn a_crate_whose_dependencies_are_not_found_is_a_result() {
    let folder = tempfile::tempdir().unwrap();
    let contestant = script(
        "test-unresolved",
        "mkdir -p {out}/src; touch {out}/src/lib.rs
         printf '[package]\\nname = \"it\"\\n[dependencies]\\nno = { path = \"no\" }\\n' > {out}/Cargo.toml",
    );
    let entrant = enter(&contestant, folder.path());
    entrant.prepare(Job::Check).unwrap();
    let failure = entrant.work(Job::Check).unwrap().failure.unwrap();
    assert!(failure.first.starts_with("error: failed to"), "{failure:?}");
}
