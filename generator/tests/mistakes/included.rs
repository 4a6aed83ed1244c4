//! Files of the folder `include` that cannot be in the crate, or must not be published.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::API;
use crate::support::command::{Run, sdkgen};
use crate::support::sandbox::{assert_failed, run_unchanged};

/// A folder with a definition, a secret, and these files to copy.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), API).unwrap();
    fs::write(folder.path().join("key.pem"), "SECRET").unwrap();
    let files = files
        .iter()
        .chain(&[("notes/first.md", "# First\n"), (".env", "SECRET")]);
    for (path, text) in files {
        let path = folder.path().join("files").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

const ARGUMENTS: [&str; 7] = [
    "generate",
    "api.yaml",
    "--include",
    "files",
    "--out",
    "sdk",
    "--docs",
];

fn written(folder: &Path) -> Run {
    let run = sdkgen(folder, &ARGUMENTS).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    run
}

#[test]
#[cfg(unix)]
fn a_link_to_what_is_not_published_is_an_error_that_names_both() {
    use std::os::unix::fs::symlink;

    for (link, target, parts) in [
        (
            "env.txt",
            ".env",
            ["--> files/env.txt\n", "/files/.env`, which is hidden"],
        ),
        (
            "notes/x.rs",
            "../../key.pem",
            ["--> files/notes/x.rs\n", "/key.pem`, which is outside"],
        ),
        ("keys", "..", ["--> files/keys\n", "which is outside"]),
        (
            "more",
            "notes",
            ["--> files/more\n", "/files/notes`, which is a folder"],
        ),
        (
            "gone.md",
            "none.md",
            ["--> files/gone.md\n", "`none.md`, which does not exist"],
        ),
    ] {
        let folder = folder(&[]);
        symlink(target, folder.path().join("files").join(link)).unwrap();
        let run = run_unchanged(folder.path(), &ARGUMENTS);
        assert_failed(
            &run,
            1,
            &["error[include-link]", "put a copy of it in its place"],
        );
        assert_failed(&run, 1, &parts);
    }
    let folder = folder(&[]);
    symlink("notes/first.md", folder.path().join("files/second.md")).unwrap();
    written(folder.path());
    let copy = folder.path().join("sdk/second.md");
    assert!(fs::symlink_metadata(&copy).unwrap().is_file());
    assert_eq!(fs::read_to_string(copy).unwrap(), "# First\n");
}

#[test]
fn a_file_in_place_of_generated_code_is_an_error_that_names_both() {
    for (path, parts) in [
        (
            "src/lib.rs",
            [
                "--> files/src/lib.rs\n",
                "would replace `src/lib.rs`, which is generated",
            ],
        ),
        (
            "src/guide.md",
            ["--> files/src/guide.md\n", "would replace `src/guide.md`"],
        ),
        (
            "src/runtime/mod.rs",
            ["--> files/src/runtime/mod.rs\n", "would replace"],
        ),
        (
            "Cargo.toml",
            ["--> files/Cargo.toml\n", "would replace `Cargo.toml`"],
        ),
        (
            "readme.MD",
            [
                "--> files/readme.MD\n",
                "differs from `README.md` only in case",
            ],
        ),
        (
            "src/Lib.rs",
            [
                "--> files/src/Lib.rs\n",
                "differs from `src/lib.rs` only in case",
            ],
        ),
        (
            "README.md/x",
            ["--> files/README.md/x\n", "has the file `README.md`"],
        ),
        ("src", ["--> files/src\n", "has a folder of the same name"]),
        (
            "tests/nul.txt",
            [
                "--> files/tests/nul.txt\n",
                "not a valid file name on every system",
            ],
        ),
    ] {
        let folder = folder(&[(path, "evil")]);
        let run = run_unchanged(folder.path(), &ARGUMENTS);
        assert_failed(&run, 1, &["error[include-"]);
        assert_failed(&run, 1, &parts);
    }
}

#[test]
fn generated_text_can_be_replaced() {
    let paths = [
        "README.md",
        "LICENSE-MIT",
        "docs/README.md",
        "CHANGELOG.md",
        "src/mine.rs",
    ];
    let files = paths.map(|path| (path, "mine\n"));
    let folder = folder(&files);
    written(folder.path());
    for path in paths {
        let text = fs::read_to_string(folder.path().join("sdk").join(path)).unwrap();
        assert_eq!(text, "mine\n", "{path}");
    }
    let run = sdkgen(folder.path(), &[&ARGUMENTS[..], &["--check"]].concat()).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
}

#[test]
fn what_is_no_text_belongs_into_the_crate_itself() {
    let folder = folder(&[]);
    let image = folder.path().join("files/logo.png");
    fs::write(&image, b"\x89PNG\r\n").unwrap();
    let run = run_unchanged(folder.path(), &ARGUMENTS);
    let parts = [
        "error[not-utf-8]",
        "--> files/logo.png:",
        "only text",
        "folder of the crate itself",
    ];
    assert_failed(&run, 1, &parts);
    fs::remove_file(image).unwrap();
    written(folder.path());
    let image = folder.path().join("sdk/tests/logo.png");
    fs::create_dir_all(image.parent().unwrap()).unwrap();
    fs::write(&image, b"\x89PNG\r\n").unwrap();
    written(folder.path());
    assert!(image.exists());
}
