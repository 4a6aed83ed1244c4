//! `sdkgen` with a file of settings: `init`, `generate` and `stats` without arguments, and what comes first.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::thread;

use crate::support::command::{Run, sdkgen, sdkgen_with};
use crate::support::folder::contents;
use crate::support::sandbox::{LAMPS, assert_failed, run_unchanged};
use tempfile::TempDir;

/// A folder with a definition, `api/lamps.yaml`.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("api")).unwrap();
    fs::copy(LAMPS, folder.path().join("api/lamps.yaml")).unwrap();
    folder
}

#[track_caller]
fn succeeds(folder: &Path, arguments: &[&str]) -> Run {
    let run = sdkgen(folder, arguments).unwrap();
    assert_eq!(run.code, Some(0), "{arguments:?}: {}", run.stderr);
    run
}

#[test]
fn init_writes_what_generate_reads() {
    let folder = folder();
    let run = succeeds(folder.path(), &["init", "api/lamps.yaml"]);
    assert!(
        run.stdout.contains("run `sdkgen generate`"),
        "{}",
        run.stdout
    );
    succeeds(folder.path(), &["generate"]);
    assert!(folder.path().join("lamps-sdk/src/models/lamp.rs").is_file());
    run_unchanged(folder.path(), &["generate", "--check"]);
    let stats = succeeds(folder.path(), &["stats"]);
    assert!(stats.stdout.contains("operations"), "{}", stats.stdout);

    let again = run_unchanged(folder.path(), &["init", "api/lamps.yaml"]);
    assert_failed(
        &again,
        1,
        &["error[unwritable-file]", "there already", "--> sdkgen.toml"],
    );
    let gone = run_unchanged(folder.path(), &["init", "gone.yaml", "--config", "x.toml"]);
    assert_failed(&gone, 1, &["error[unreadable-file]", "--> gone.yaml"]);
}

#[test]
fn paths_are_relative_to_the_file() {
    let folder = folder();
    let init = [
        "init",
        "api/lamps.yaml",
        "--config",
        "api/sdk.toml",
        "--out",
        "lib/sdk",
    ];
    let run = succeeds(folder.path(), &init);
    assert!(
        run.stdout.contains("--config api/sdk.toml"),
        "{}",
        run.stdout
    );
    let text = fs::read_to_string(folder.path().join("api/sdk.toml")).unwrap();
    assert!(text.contains("\ndefinition = \"lamps.yaml\"\n"), "{text}");
    assert!(text.contains("\noutput = \"../lib/sdk\"\n"), "{text}");
    succeeds(folder.path(), &["generate", "--config", "api/sdk.toml"]);
    assert!(folder.path().join("lib/sdk/Cargo.toml").is_file());
    // Wherever the program is started.
    let inside = folder.path().join("lib");
    let check = ["generate", "--config", "../api/sdk.toml", "--check"];
    succeeds(&inside, &check);
}

#[test]
fn the_command_line_comes_first() {
    let folder = folder();
    let settings = "definition = 'api/lamps.yaml'\noutput = 'sdk'\ndocs = true\ncommand = 'make'\n\
                    [package]\nname = 'lamps'\nversion = '1.0.0'\n[selection]\ntags = ['Gone']\n";
    fs::write(folder.path().join("sdkgen.toml"), settings).unwrap();
    let run = run_unchanged(folder.path(), &["generate"]);
    assert_failed(
        &run,
        1,
        &[
            "error[unknown-tag]",
            "--> sdkgen.toml:9:9",
            "tags = ['Gone']",
        ],
    );

    let own = [
        "generate",
        "--operation",
        "*",
        "--out",
        "other",
        "--version",
        "2.0.0",
    ];
    succeeds(folder.path(), &own);
    let manifest = fs::read_to_string(folder.path().join("other/Cargo.toml")).unwrap();
    assert!(manifest.contains("by `make` from"), "{manifest}");
    assert!(
        manifest.contains("name = \"lamps\"\nversion = \"2.0.0\""),
        "{manifest}"
    );
    assert!(folder.path().join("other/docs").is_dir());
    assert!(!folder.path().join("sdk").exists());

    // A definition of its own has nothing to do with the file, unless it is named.
    succeeds(folder.path(), &["generate", "api/lamps.yaml"]);
    assert!(folder.path().join("lamps-sdk").is_dir());
    fs::copy(LAMPS, folder.path().join("new.yaml")).unwrap();
    let both = [
        "generate",
        "new.yaml",
        "--config",
        "sdkgen.toml",
        "--tag",
        "Lamps",
    ];
    succeeds(folder.path(), &both);
    assert!(folder.path().join("sdk/docs").is_dir());
}

#[test]
fn a_wrong_file_is_told_of_where_it_is_wrong_and_changes_nothing() {
    let folder = folder();
    let empty = run_unchanged(folder.path(), &["generate"]);
    assert_failed(
        &empty,
        2,
        &["error[no-definition]", "--> sdkgen.toml", "sdkgen init"],
    );
    let definition = "definition = 'api/lamps.yaml'\n";
    for (text, parts) in [
        (
            "outptu = 'x'",
            &[
                "error[unknown-key]",
                "--> sdkgen.toml:2:1",
                "did you mean `output`?",
            ][..],
        ),
        (
            "[package]\nname = '../x'",
            &["error[config-value]", "--> sdkgen.toml:3:8", "letter"],
        ),
        (
            "[package]\nversion = 'x'",
            &["error[config-value]", "--> sdkgen.toml:3:11", "1.2.0"],
        ),
        (
            "[features]\nfull = ['*']",
            &["error[feature-collision]", "--> sdkgen.toml:3:1"],
        ),
        (
            "[features]\na = ['lsit*']",
            &["error[unknown-operation]", "--> sdkgen.toml:3:6"],
        ),
        ("output = ", &["error[broken-toml]", "--> sdkgen.toml:2:10"]),
    ] {
        fs::write(
            folder.path().join("sdkgen.toml"),
            format!("{definition}{text}\n"),
        )
        .unwrap();
        let run = run_unchanged(folder.path(), &["generate"]);
        assert_failed(&run, 1, parts);
    }
    let gone = run_unchanged(folder.path(), &["generate", "--config", "gone.toml"]);
    assert_failed(&gone, 1, &["error[unreadable-file]", "--> gone.toml"]);
}

/// A server on this machine that gives out a definition, as often as it is asked and in as many versions.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/lamps.yaml", listener.local_addr().unwrap());
    let definition = fs::read_to_string(LAMPS).unwrap();
    thread::spawn(move || {
        for (count, stream) in listener.incoming().enumerate() {
            let mut reader = BufReader::new(stream.unwrap());
            let mut line = String::new();
            while reader.read_line(&mut line).unwrap() > 2 {}
            let text = format!("{definition}# {count}\n");
            let length = text.len();
            let head =
                format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
            reader
                .into_inner()
                .write_all((head + &text).as_bytes())
                .unwrap();
        }
    });
    url
}

#[test]
fn a_definition_may_be_an_address_and_a_check_needs_no_network() {
    let folder = tempfile::tempdir().unwrap();
    let cache = tempfile::tempdir().unwrap();
    let cache = cache.path().display().to_string();
    let run = |arguments: &[&str]| {
        sdkgen_with(folder.path(), arguments, &[("SDKGEN_CACHE", &cache)]).unwrap()
    };
    let url = server();
    assert_eq!(run(&["init", &url]).code, Some(0));
    let made = run(&["generate"]);
    assert_eq!(made.code, Some(0), "{}", made.stderr);
    assert!(
        made.stderr.starts_with(&format!("fetched: {url} (")),
        "{}",
        made.stderr
    );
    let (_, digest) = made.stderr.trim().rsplit_once("\nsha256: ").unwrap();
    let before = contents(folder.path()).unwrap();
    let check = run(&["generate", "--check"]);
    assert_eq!(check.code, Some(0), "{}", check.stderr);
    assert!(
        check.stderr.contains(&format!("copy: {url}")),
        "{}",
        check.stderr
    );
    assert_eq!(before, contents(folder.path()).unwrap());
    assert_eq!(run(&["generate", "--quiet"]).stderr, "");

    // The server has another one by now.
    let config = folder.path().join("sdkgen.toml");
    let text = fs::read_to_string(&config).unwrap();
    let pinned = text.replace("# sha256 = ", &format!("sha256 = \"{digest}\" # "));
    fs::write(&config, pinned).unwrap();
    let other = run(&["generate", "--check"]);
    assert_failed(&other, 1, &["error[checksum]", "set `sha256`"]);

    let diff = run(&["diff", &url, &url]);
    assert_eq!(
        (diff.code, diff.stderr.matches("sha256: ").count()),
        (Some(0), 2)
    );
    let stats = run(&["stats", &url, "--format", "json"]);
    let note: serde_json::Value = serde_json::from_str(stats.stderr.trim()).unwrap();
    assert_eq!(
        (&note["severity"], &note["code"]),
        (&"note".into(), &"fetched".into())
    );
    let open = run(&["generate", "http://example.com/api.json"]);
    assert_failed(
        &open,
        1,
        &["error[address]", "--> http://example.com/api.json", "https"],
    );
}

/// The settings of this repository are such a file, and `sdkgen` makes of it what `cargo xtask regen` does.
#[test]
fn the_settings_of_this_repository_make_its_crate() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let check = ["generate", "--config", "spec/sdk.toml", "--check"];
    let run = sdkgen(&root, &check).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}
