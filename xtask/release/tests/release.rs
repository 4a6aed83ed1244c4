//! `cargo xtask release` on repositories of its own: what it makes of a definition that changes, and
//! what is left when it is refused, fails or is killed.

// A run is killed by a hook of git's, which is a shell script.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use support::program;
use support::registry::{NAME as REGISTRY, Registry};
use support::repository::Repository;
use support::{failed, succeeded, text};

/// A release whose crate is not built: one test of publishing builds what is packed, for all of them.
const RELEASE: &[&str] = &["release", "--no-verify"];

/// A repository whose releases are checked by a command of the test.
fn repository(name: &str, check: &str) -> Repository {
    let repository = Repository::new(name);
    repository.git(&["config", "user.name", "Test"]);
    repository.git(&["config", "user.email", "test@example.com"]);
    let settings = repository.read("spec/sdk.toml");
    let settings = settings.replacen('\n', "\ninclude = \"crate\"\n", 1);
    let settings = format!("{settings}\n[release]\ncheck = {check}\n");
    repository.write("spec/sdk.toml", &settings);
    repository.write("spec/crate/NOTICE.md", "Made of cats.\n");
    repository.regenerate();
    repository.commit("Settings");
    repository
}

fn release(repository: &Repository) -> String {
    succeeded(&repository.xtask(RELEASE).output().unwrap())
}

/// Changes the definition, without a commit: that is what `fetch` leaves.
fn change(repository: &Repository, old: &str, new: &str) {
    let definition = repository.read("spec/definition.yaml");
    assert!(definition.contains(old), "{definition}");
    repository.write("spec/definition.yaml", &definition.replace(old, new));
}

const NAME: &str = "        name: {type: string}\n";
const BOTH: &str = "        name: {type: string}\n        age: {type: integer}\n";

/// All files of a folder, git's own among them.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.display().to_string(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// Everything that a run that was refused must leave alone. The index is a cache of git's.
fn state(repository: &Repository) -> BTreeMap<String, Vec<u8>> {
    let mut files = files(repository.path());
    files.retain(|path, _| !path.ends_with(".git/index"));
    files
}

/// Whether everything is as it is after a release: committed, tagged, and made from its definition.
fn is_released(repository: &Repository, version: &str) {
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
    let tag = repository.git(&["tag", "--points-at", "HEAD"]);
    assert_eq!(tag.trim(), format!("v{version}"));
    let message = repository.git(&["log", "-1", "--format=%s"]);
    assert_eq!(message.trim(), format!("Release {version}"));
    xtask::regen::run(repository.path(), None, None, true).unwrap();
    for path in ["spec/sdk.toml", "generated/Cargo.toml", "Cargo.lock"] {
        let line = format!("version = \"{version}\"");
        assert!(repository.read(path).contains(&line), "{path}");
    }
    for folder in ["spec/crate", "generated"] {
        let changelog = repository.read(&format!("{folder}/CHANGELOG.md"));
        let newest = changelog.find("\n## ").unwrap();
        assert!(changelog[newest..].starts_with(&format!("\n## {version} - ")));
        let file = repository.read(&format!("{folder}/version.json"));
        assert!(
            file.contains(&format!("\"displayFull\": \"{version}\"")),
            "{file}"
        );
    }
    assert!(!repository.path().join("target/release-stage").exists());
}

#[test]
fn versions_follow_what_changes_for_callers() {
    let repository = repository("release-versions", r#"["true"]"#);
    release(&repository);
    is_released(&repository, "0.1.0");
    assert!(release(&repository).contains("nothing changed"));
    is_released(&repository, "0.1.0");

    change(&repository, NAME, BOTH);
    release(&repository);
    is_released(&repository, "0.1.1");

    change(&repository, NAME, "");
    release(&repository);
    is_released(&repository, "0.2.0");
    let changelog = repository.read("generated/CHANGELOG.md");
    let newest = &changelog[..changelog.find("\n## 0.1.1").unwrap()];
    for part in [
        "### Breaking changes (1)",
        "#### Cats",
        "`Cat.name`",
        "Instead: ",
    ] {
        assert!(newest.contains(part), "{newest}");
    }
    assert!(changelog.contains("new field `age`"), "{changelog}");
    let notes = repository.read("generated/releaseNotes.md");
    assert!(notes.contains("* Property name was removed"), "{notes}");

    // A definition from elsewhere takes the place of the one there was.
    let elsewhere = repository.path().join("target/new.yaml");
    repository.write(
        "target/new.yaml",
        &repository
            .read("spec/definition.yaml")
            .replace("age", "weight"),
    );
    let spec = elsewhere.to_string_lossy();
    let args = ["release", "--no-verify", "--no-tag", "--spec", &spec];
    succeeded(&repository.xtask(&args).output().unwrap());
    assert_eq!(repository.git(&["tag", "--points-at", "HEAD"]), "");
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
    assert!(
        repository
            .read("spec/sdk.toml")
            .contains("definition = \"definition.json\"")
    );
    // It has to have its tag before the next one.
    change_json(&repository);
    let refused = failed(&repository.xtask(RELEASE).output().unwrap());
    assert!(refused.contains("git tag v0.3.0 COMMIT"), "{refused}");
}

fn change_json(repository: &Repository) {
    let definition = repository.read("spec/definition.json");
    repository.write(
        "spec/definition.json",
        &definition.replace("weight", "height"),
    );
}

#[test]
fn a_dry_run_shows_everything_and_touches_nothing() {
    let repository = repository("release-dry", r#"["false"]"#);
    repository.git(&["tag", "v0.1.0"]);
    change(&repository, NAME, BOTH);
    let before = state(&repository);
    let shown = succeeded(
        &repository
            .xtask(&["release", "--dry-run"])
            .output()
            .unwrap(),
    );
    for part in [
        "0.1.0 -> 0.1.1",
        "new field `age`",
        "# Minor Changes (1 change)",
        "\"point\": 1",
        "generated/src/models/cat.rs",
        "checked with `false`",
    ] {
        assert!(shown.contains(part), "no {part} in:\n{shown}");
    }
    assert_eq!(state(&repository), before);
}

#[test]
fn what_is_refused_changes_nothing() {
    let repository = repository("release-refused", r#"["false"]"#);
    repository.git(&["tag", "v0.1.0"]);
    let refuse = |reason: &str| {
        let before = state(&repository);
        let said = failed(&repository.xtask(RELEASE).output().unwrap());
        assert!(said.contains(reason), "no {reason} in:\n{said}");
        let after = state(&repository);
        // What was made in between is no part of the repository: git collects it some day.
        let own = |path: &&String| !path.contains("/.git/objects/");
        assert!(after.keys().filter(own).eq(before.keys().filter(own)));
        assert!(
            before
                .iter()
                .all(|(path, bytes)| after.get(path) == Some(bytes))
        );
    };
    change(&repository, NAME, BOTH);
    refuse("`false` failed");

    repository.write("other.txt", "x");
    refuse("outside of spec/: other.txt");
    fs::remove_file(repository.path().join("other.txt")).unwrap();

    repository.write("spec/crate/NOTICE.md", "Made of dogs.\n");
    refuse("from the definition (NOTICE.md)");
    repository.write("spec/changes/notice.md", "Of dogs.");
    refuse(".patch.md");
    fs::remove_file(repository.path().join("spec/changes/notice.md")).unwrap();

    repository.write("spec/changes/notice.major.md", "The cats are\ndogs.");
    let shown = succeeded(
        &repository
            .xtask(&["release", "--dry-run"])
            .output()
            .unwrap(),
    );
    assert!(shown.contains("0.1.0 -> 0.2.0") && shown.contains("**Breaking:** The cats are dogs."));

    repository.write("spec/definition.yaml", "openapi: 3.0.3\npaths: 5\n");
    refuse("paths");
}

#[test]
fn from_a_new_definition_to_a_program_that_uses_it() {
    let registry = Registry::start();
    let repository = repository("release-workflow", r#"["true"]"#);
    let publish = || {
        let mut command = repository.xtask(&["publish", "--no-verify", "--registry", REGISTRY]);
        registry.configure(&mut command);
        succeeded(&command.output().unwrap())
    };
    release(&repository);
    publish();

    let definition = repository.read("spec/definition.yaml");
    repository.write("target/new.yaml", &definition.replace(NAME, BOTH));
    let file = repository.path().join("target/new.yaml");
    let fetch = repository
        .xtask(&["fetch", "--file", &file.to_string_lossy()])
        .output();
    assert!(succeeded(&fetch.unwrap()).contains("changed"));
    release(&repository);
    is_released(&repository, "0.1.1");
    publish();

    let tom = r#"{"name": "Tom", "age": 7}"#;
    let said = program::run(&repository, &registry, "0.1.1", tom, "cat.age.unwrap()");
    assert_eq!(said, "7\n");
    let said = program::run(&repository, &registry, "0.1.0", tom, "cat.name.unwrap()");
    assert_eq!(said, "Tom\n");
}

/// What git runs when references change. `$2` of a process is its parent: the hook's is git, and
/// that of git is the command to be killed.
const KILL: &str = "#!/bin/sh\n[ \"$1\" = STATE ] || exit 0\nrm \"$0\"\n\
                    kill -9 \"$(awk '{ print $4 }' \"/proc/$PPID/stat\")\"\nexit CODE\n";

fn killing_hook(repository: &Repository, state: &str, code: &str) {
    let hook = repository.path().join(".git/hooks/reference-transaction");
    fs::create_dir_all(hook.parent().unwrap()).unwrap();
    fs::write(&hook, KILL.replace("STATE", state).replace("CODE", code)).unwrap();
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).unwrap();
}

fn killed(repository: &Repository) {
    let output = repository.xtask(RELEASE).output().unwrap();
    assert_eq!(output.status.code(), None, "{}", text(&output));
}

#[test]
fn a_release_that_was_killed_is_completed_by_the_next_run() {
    // Its check kills the command that runs it, the first time.
    let check =
        r#"["sh", "-c", "test -e ../../checked || { touch ../../checked; kill -9 $PPID; }"]"#;
    let repository = repository("release-killed", check);
    repository.git(&["tag", "v0.1.0"]);
    change(&repository, NAME, BOTH);
    let head = repository.git(&["rev-parse", "HEAD"]);

    killed(&repository);
    killing_hook(&repository, "prepared", "1");
    killed(&repository);
    // Nothing has moved so far.
    assert_eq!(repository.git(&["rev-parse", "HEAD"]), head);
    assert_eq!(repository.git(&["tag"]), "v0.1.0\n");
    let changed = repository.git(&["status", "--porcelain"]);
    assert_eq!(changed, " M spec/definition.yaml\n");

    killing_hook(&repository, "committed", "0");
    killed(&repository);
    assert_eq!(repository.git(&["tag", "--points-at", "HEAD"]), "v0.1.1\n");
    assert_ne!(repository.git(&["status", "--porcelain"]), "");
    // Somebody else's changes are not overwritten.
    let cat = repository.read("generated/src/models/cat.rs");
    repository.write("generated/src/models/cat.rs", "// Mine.\n");
    let refused = failed(&repository.xtask(RELEASE).output().unwrap());
    assert!(refused.contains("generated/src/models/cat.rs"), "{refused}");
    repository.write("generated/src/models/cat.rs", &cat);

    assert!(release(&repository).contains("complete"));
    is_released(&repository, "0.1.1");
    assert!(release(&repository).contains("nothing changed"));
}
