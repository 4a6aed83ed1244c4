//! Input that is no plain file: devices without an end, and pipes.

#![cfg(unix)]
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use crate::support::command::{Run, sdkgen};
use crate::support::sandbox::{LAMPS, assert_failed};

fn run(folder: &Path, arguments: &[&str]) -> Run {
    sdkgen(folder, arguments).unwrap()
}

/// A pipe in a folder; none where none can be made.
fn pipe(folder: &Path, name: &str) -> Option<PathBuf> {
    let pipe = folder.join(name);
    let made = Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: no pipe can be made");
        return None;
    }
    Some(pipe)
}

#[test]
fn a_device_without_an_end_is_too_large() {
    let folder = tempfile::tempdir().unwrap();
    let cases: [&[&str]; 4] = [
        &["generate", "/dev/zero", "--out", "sdk"],
        &["stats", "/dev/zero"],
        &["generate", LAMPS, "--overlay", "/dev/zero", "--out", "sdk"],
        &["diff", "/dev/zero", LAMPS],
    ];
    for arguments in cases {
        let run = run(folder.path(), arguments);
        assert_failed(&run, 1, &["error[too-large]", "/dev/zero", "268435456"]);
    }
    assert!(!folder.path().join("sdk").exists());
}

#[test]
fn a_pipe_that_somebody_writes_into_is_a_definition_and_an_overlay() {
    let folder = tempfile::tempdir().unwrap();
    let Some(definition) = pipe(folder.path(), "definition") else {
        return;
    };
    let overlay = pipe(folder.path(), "overlay").unwrap();
    let writers = [
        (definition, fs::read_to_string(LAMPS).unwrap()),
        (
            overlay,
            "overlay: 1.0.0\ninfo: {title: x, version: '1'}\nactions: \
             [{target: $.info, update: {title: Torches}}]"
                .to_owned(),
        ),
    ];
    let writers = writers.map(|(pipe, text)| thread::spawn(move || fs::write(pipe, text).unwrap()));
    let arguments = [
        "generate",
        "definition",
        "--overlay",
        "overlay",
        "--out",
        "sdk",
    ];
    let made = run(folder.path(), &arguments);
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    writers
        .into_iter()
        .for_each(|writer| writer.join().unwrap());
    let manifest = fs::read_to_string(folder.path().join("sdk/Cargo.toml")).unwrap();
    assert!(manifest.contains("torches"), "{manifest}");
}

#[test]
fn errors_in_a_pipe_are_told_without_reading_it_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut shell = Command::new("sh");
    let script = "printf '{\"openapi\": \"9.9.9\"}' | \"$1\" generate /dev/stdin --out sdk";
    shell.args(["-c", script, "sh", env!("CARGO_BIN_EXE_sdkgen")]);
    let output = shell.current_dir(folder.path()).output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(
        stderr.contains("error[") && stderr.contains("9.9.9"),
        "{stderr}"
    );
}

#[test]
fn other_files_and_included_ones_are_plain_files() {
    let folder = tempfile::tempdir().unwrap();
    if pipe(folder.path(), "pipe.yaml").is_none() {
        return;
    }
    for name in ["pipe.yaml", "/dev/zero"] {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{title: x, version: '1'}}\npaths: {{/a: {{get: {{responses: \
             {{'200': {{description: d, content: {{application/json: {{schema: \
             {{$ref: '{name}#/A'}}}}}}}}}}}}}}}}\n"
        );
        fs::write(folder.path().join("api.yaml"), text).unwrap();
        let run = run(folder.path(), &["stats", "api.yaml", "--allow-outside"]);
        assert_failed(&run, 1, &["error[unreadable-file]", "not a regular file"]);
    }
    let include = folder.path().join("include");
    fs::create_dir(&include).unwrap();
    pipe(&include, "notes.md");
    let arguments = ["generate", LAMPS, "--out", "sdk", "--include", "include"];
    let refused = run(folder.path(), &arguments);
    assert_failed(&refused, 1, &["error[unreadable-file]", "include/notes.md"]);
    fs::remove_file(include.join("notes.md")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", include.join("notes.md")).unwrap();
    let refused = run(folder.path(), &arguments);
    assert_failed(&refused, 1, &["error[include-link]", "include/notes.md"]);
}
