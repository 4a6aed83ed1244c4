//! `cargo xtask publish` into a real registry, on good days and on bad ones.

// A run is killed with all that it started, for which it needs a group of processes.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::os::unix::process::CommandExt;
use std::process::{Command, Output, Stdio};

use sha2::{Digest, Sha256};
use support::program;
use support::registry::{Fault, NAME, Registry, TOKEN};
use support::repository::Repository;
use support::{failed, succeeded, text};

/// Does not build what is packed, which one of the tests does for all of them.
const QUICK: &str = "--no-verify";

fn publish_command(repository: &Repository, registry: &Registry, more: &[&str]) -> Command {
    let args = [&["publish", "--registry", NAME], more].concat();
    let mut command = repository.xtask(&args);
    registry.configure(&mut command);
    command
}

/// Publishes, and sees to it that nothing is told or changed that must not be.
fn publish(repository: &Repository, registry: &Registry, more: &[&str]) -> Output {
    let before = repository.git(&["status", "--porcelain"]);
    let output = publish_command(repository, registry, more)
        .output()
        .unwrap();
    assert!(!text(&output).contains(TOKEN), "{}", text(&output));
    assert_eq!(repository.git(&["status", "--porcelain"]), before);
    output
}

#[track_caller]
fn assert_says(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "`{word}` is not in:\n{text}");
    }
}

#[test]
fn a_crate_is_published_once_and_can_be_used() {
    let registry = Registry::start();
    let repository = Repository::new("cats-used");
    let dry = succeeded(&publish(&repository, &registry, &["--dry-run", QUICK]));
    assert_says(
        &dry,
        &[" src/lib.rs\n", "bytes packed", "would be uploaded"],
    );
    assert_eq!(registry.attempts(), 0);

    let first = succeeded(&publish(&repository, &registry, &[]));
    let words = [
        "building the packaged crate",
        "published: cats-used 0.1.0",
        "with the same bytes",
    ];
    assert_says(&first, &words);
    let packed = registry.packed("cats-used", "0.1.0").unwrap();
    let checksum: String = Sha256::digest(&packed)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_says(&first, &[&checksum]);
    let tom = r#"{"name": "Tom"}"#;
    let said = program::run(&repository, &registry, "0.1.0", tom, "cat.name.unwrap()");
    assert_eq!(said, "Tom\n");

    let second = succeeded(&publish(&repository, &registry, &[QUICK]));
    assert_says(&second, &["with the same bytes: nothing to do"]);

    registry.yank("cats-used");
    repository.commit("Nothing of the crate.");
    let third = succeeded(&publish(&repository, &registry, &[QUICK]));
    assert_says(&third, &["the same files, packed from another commit"]);

    let definition = repository.read("spec/definition.yaml");
    let definition = definition.replace("name: {type: string}", "name: {type: integer}");
    repository.write("spec/definition.yaml", &definition);
    repository.regenerate();
    repository.commit("Numbers for names.");
    let other = failed(&publish(&repository, &registry, &[QUICK]));
    assert_says(
        &other,
        &[
            "different contents",
            "src/models/cat.rs",
            "cargo xtask release",
        ],
    );
    assert_eq!(registry.packed("cats-used", "0.1.0").unwrap(), packed);
    assert_eq!(registry.attempts(), 1);
}

#[test]
fn what_is_not_ready_is_refused() {
    let registry = Registry::start();
    let repository = Repository::new("cats-refused");
    repository.write("notes.txt", "Not committed.");
    let dirty = failed(&publish(&repository, &registry, &[QUICK]));
    assert_says(&dirty, &["uncommitted changes", "notes.txt", "git stash"]);

    repository.write("generated/README.md", "By hand.");
    repository.commit("A change by hand.");
    let stale = failed(&publish(&repository, &registry, &[QUICK]));
    assert_says(
        &stale,
        &["is not up to date", "README.md", "cargo xtask regen"],
    );

    repository.regenerate();
    repository.commit("As it was.");
    let mut unknown = repository.xtask(&["publish", "--registry", "nowhere"]);
    let unknown = failed(&unknown.output().unwrap());
    assert_says(&unknown, &["`nowhere`", "CARGO_REGISTRIES_NOWHERE_INDEX"]);
    assert_eq!(registry.attempts(), 0);
}

#[test]
fn what_goes_wrong_on_the_way_is_made_good() {
    let registry = Registry::start();
    let repository = Repository::new("cats-stumbling");
    let refusal = r#"{"errors":[{"detail":"you own no cats"}]}"#;
    registry.fail([Fault::Answer(403, refusal)]);
    let refused = failed(&publish(&repository, &registry, &[QUICK]));
    let words = [
        "you own no cats",
        "CARGO_REGISTRIES_LOCAL_TOKEN",
        "nothing was published",
    ];
    assert_says(&refused, &words);
    assert_eq!(registry.attempts(), 1, "a refusal is not repeated");

    registry.fail([Fault::Answer(500, "oh"), Fault::DropAnswer]);
    let answer_lost = succeeded(&publish(&repository, &registry, &[QUICK]));
    let words = [
        "retrying the upload",
        "nevertheless",
        "published: cats-stumbling 0.1.0",
    ];
    assert_says(&answer_lost, &words);
    assert_eq!(registry.attempts(), 3, "what arrived is not uploaded again");

    repository.version("0.2.0");
    registry.fail([Fault::DropRequest]);
    let request_lost = succeeded(&publish(&repository, &registry, &[QUICK]));
    assert_says(
        &request_lost,
        &["retrying the upload", "published: cats-stumbling 0.2.0"],
    );
    assert_eq!(registry.attempts(), 5);
    let again = succeeded(&publish(&repository, &registry, &[QUICK]));
    assert_says(&again, &["with the same bytes: nothing to do"]);
}

#[test]
fn a_run_that_was_killed_is_completed_by_the_next() {
    let registry = Registry::start();
    let repository = Repository::new("cats-killed");
    registry.hide(true);
    let mut run = publish_command(&repository, &registry, &[QUICK]);
    // With all that it started, as when a machine goes down.
    let run = run
        .process_group(0)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut run = run.spawn().unwrap();
    registry.wait_for_question_after_upload();
    let group = format!("-{}", run.id());
    let kill = Command::new("kill").args(["-KILL", "--", &group]).status();
    assert!(kill.unwrap().success());
    assert!(!run.wait().unwrap().success());

    registry.hide(false);
    let next = succeeded(&publish(&repository, &registry, &[QUICK]));
    assert_says(&next, &["with the same bytes: nothing to do"]);
    assert_eq!(registry.attempts(), 1);
}
