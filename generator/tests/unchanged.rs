//! A crate that is made again from the same: nothing is written, the same is said, and whatever is
//! not as it was is mended.

use std::fs;

use crate::support::command::sdkgen;
use crate::support::folder::contents;
use crate::support::sandbox::{LAMPS, generated, run_unchanged};

const NOTE: &str = "sdk/.sdkgen-cache/note.json";
const ARGUMENTS: [&str; 4] = ["generate", LAMPS, "--out", "sdk"];
const DEFECTS: [&str; 5] = [
    "generate",
    concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/defects/openapi.yaml"
    ),
    "--out",
    "sdk",
    "--verbose",
];

#[test]
fn the_same_again_says_the_same_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let first = sdkgen(folder.path(), &DEFECTS).unwrap();
    let note = fs::read_to_string(folder.path().join(NOTE)).unwrap();
    let again = run_unchanged(folder.path(), &DEFECTS);
    fs::remove_file(folder.path().join(NOTE)).unwrap();
    let from_the_start = sdkgen(folder.path(), &DEFECTS).unwrap();
    assert_eq!(again.stderr, first.stderr);
    assert_eq!(again.stderr, from_the_start.stderr);
    assert_eq!(again.stdout, from_the_start.stdout);
    assert_eq!(fs::read_to_string(folder.path().join(NOTE)).unwrap(), note);
}

#[test]
fn what_was_changed_by_hand_is_restored() {
    let folder = generated();
    let before = contents(folder.path()).unwrap();
    fs::write(folder.path().join("sdk/src/models/lamp.rs"), "").unwrap();
    fs::remove_file(folder.path().join("sdk/README.md")).unwrap();
    let run = sdkgen(folder.path(), &ARGUMENTS).unwrap();
    assert!(run.stdout.contains("2 files written"), "{}", run.stdout);
    assert_eq!(contents(folder.path()).unwrap(), before);
}

#[test]
fn a_damaged_note_is_no_note() {
    let folder = generated();
    let before = contents(folder.path()).unwrap();
    let note = fs::read(folder.path().join(NOTE)).unwrap();
    let mut wrong = note.clone();
    *wrong.last_mut().unwrap() = b' ';
    for damaged in [&b""[..], &note[..note.len() / 2], &wrong, b"\xff\n{}"] {
        fs::write(folder.path().join(NOTE), damaged).unwrap();
        let run = sdkgen(folder.path(), &ARGUMENTS).unwrap();
        assert!(run.stdout.contains("0 files written"), "{}", run.stdout);
        assert_eq!(contents(folder.path()).unwrap(), before);
    }
}

#[test]
fn another_package_is_made() {
    let folder = generated();
    let other = [&ARGUMENTS[..], &["--package", "other"]].concat();
    assert_eq!(sdkgen(folder.path(), &other).unwrap().code, Some(0));
    let manifest = fs::read_to_string(folder.path().join("sdk/Cargo.toml")).unwrap();
    assert!(manifest.contains("name = \"other\""), "{manifest}");
}

#[cfg(unix)]
#[test]
fn a_note_or_a_file_that_is_no_file_is_no_note() {
    let folder = generated();
    let before = contents(folder.path()).unwrap();
    let note = folder.path().join(NOTE);
    let pipe = |path: &std::path::Path| {
        let made = std::process::Command::new("mkfifo").arg(path).status();
        made.is_ok_and(|status| status.success())
    };
    fs::remove_file(&note).unwrap();
    if !pipe(&note) {
        println!("skipped: no pipe can be made");
        return;
    }
    assert_eq!(sdkgen(folder.path(), &ARGUMENTS).unwrap().code, Some(0));
    assert_eq!(contents(folder.path()).unwrap(), before);

    // What a link leads to is neither read nor written.
    let elsewhere = folder.path().join("elsewhere.json");
    fs::rename(&note, &elsewhere).unwrap();
    fs::write(&elsewhere, "mine").unwrap();
    std::os::unix::fs::symlink(&elsewhere, &note).unwrap();
    assert_eq!(sdkgen(folder.path(), &ARGUMENTS).unwrap().code, Some(0));
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "mine");
    fs::remove_file(&elsewhere).unwrap();
    assert_eq!(contents(folder.path()).unwrap(), before);

    // A file that the note names has become a pipe.
    fs::remove_file(folder.path().join("sdk/README.md")).unwrap();
    assert!(pipe(&folder.path().join("sdk/README.md")));
    let run = sdkgen(folder.path(), &ARGUMENTS).unwrap();
    assert!(
        run.stderr.contains("error[output-not-ours]"),
        "{}",
        run.stderr
    );
}

#[test]
fn what_a_killed_run_left_is_removed_although_nothing_has_changed() {
    let folder = generated();
    let before = contents(folder.path()).unwrap();
    fs::create_dir(folder.path().join("sdk/.sdkgen-cache/stage")).unwrap();
    fs::write(folder.path().join("sdk/.sdkgen-cache/stage/1"), "left").unwrap();
    let run = sdkgen(folder.path(), &ARGUMENTS).unwrap();
    assert!(run.stdout.contains("0 files written"), "{}", run.stdout);
    assert_eq!(contents(folder.path()).unwrap(), before);
}
