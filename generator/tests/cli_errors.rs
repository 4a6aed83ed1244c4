//! What the command line makes of input that is no good: each message names the location and the
//! remedy, and nothing in the output folder has changed.

use std::fs;

use crate::support::sandbox::{LAMPS, assert_failed, generated, run_unchanged};

#[test]
fn wrong_usage_ends_in_2() {
    let folder = tempfile::tempdir().unwrap();
    let usages: [&[&str]; 9] = [
        &[],
        &["generate"],
        &["generate", LAMPS, "--out", ""],
        &["generate", LAMPS, "--out", "sdk", "--unheard-of"],
        &["generate", LAMPS, "--out", "sdk", "--package", "../x"],
        &["generate", LAMPS, "--out", "sdk", "--package", "1st"],
        &["generate", LAMPS, "--out", "sdk", "--version", "one"],
        &["generate", LAMPS, "--out", "sdk", "--quiet", "--verbose"],
        &["stats", LAMPS, "--format", "xml"],
    ];
    for usage in usages {
        let run = run_unchanged(folder.path(), usage);
        assert_eq!(run.code, Some(2), "{usage:?}: {}{}", run.stdout, run.stderr);
        assert!(
            run.stderr.contains("Usage:") || run.stderr.contains("--help"),
            "{}",
            run.stderr
        );
    }
}

/// What is wrong with a file, its contents, and what the message says: the location and the remedy.
const BAD_FILES: [(&str, &str, &[&str]); 19] = [
    (
        "empty.json",
        " \n",
        &[
            "error[empty-file]",
            " --> empty.json\n",
            "help: use a definition",
        ],
    ),
    (
        "broken.json",
        "{\n  \"a\": ]\n}",
        &[
            "error[broken-json]",
            "--> broken.json:2:8\n",
            "help: fix the syntax",
        ],
    ),
    (
        "cut.json",
        "{\"openapi\": \"3.0.3\", \"pa",
        &[
            "error[broken-json]",
            "--> cut.json:1:24\n",
            "truncated file",
        ],
    ),
    (
        "broken.yaml",
        "a: [1\nb: 2",
        &["error[broken-yaml]", "--> broken.yaml:2:", "indentation"],
    ),
    (
        "list.json",
        "[1]",
        &[
            "error[not-a-definition]",
            "--> list.json",
            "help: use a file that starts with",
        ],
    ),
    (
        "other.json",
        "{\"name\": \"x\"}",
        &["error[not-a-definition]", "neither `openapi` nor `swagger`"],
    ),
    (
        "prose.txt",
        "Dear reader",
        &["error[not-a-definition]", "not an object"],
    ),
    (
        "new.yaml",
        "openapi: 4.0.0\ninfo: {}",
        &[
            "error[unsupported-version]",
            "OpenAPI 4.0.0 is not supported",
            "help: use a definition in",
        ],
    ),
    (
        "old.json",
        "{\"swagger\": \"1.2\"}",
        &["error[unsupported-version]", "Swagger 1.2 is not supported"],
    ),
    (
        "dangling.yaml",
        "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\ncomponents: {\
         schemas: {A/B: {properties: {c: {$ref: '#/components/schemas/Gone'}}}}}",
        &[
            "error[dangling-reference]",
            "--> dangling.yaml:4:43 (#/components/schemas/A~1B/properties/c)",
            "`#/components/schemas/Gone`",
            "help: add the schema",
        ],
    ),
    (
        "remote.yaml",
        "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\ncomponents: {\
         schemas: {A: {items: {$ref: 'https://example.org/a.yaml#/A'}}}}",
        &[
            "error[remote-reference]",
            "--> remote.yaml:4:",
            "(#/components/schemas/A/items",
            "help: download the file",
        ],
    ),
    (
        "dangling2.yaml",
        "swagger: 2.0\ninfo: {title: x, version: '1'}\npaths: {}\n\
         definitions: {A: {properties: {c: {$ref: '#/definitions/Gone'}}}}",
        &[
            "error[dangling-reference]",
            "--> dangling2.yaml:4:32 (#/definitions/A/properties/c)",
        ],
    ),
    (
        "untyped-topic.yaml",
        "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\n\
         x-sdk-notification-topics: {v2.a: {type: string}}",
        &[
            "error[notification-topics]",
            "(#/x-sdk-notification-topics/v2.a)",
            "help: add a `$ref` to a named schema",
        ],
    ),
    (
        "topic-name.yaml",
        "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\n\
         components: {schemas: {A: {type: object}}}\n\
         x-sdk-notification-topics: {'v2.{id.x': {$ref: '#/components/schemas/A'}}",
        &[
            "error[topic-name]",
            "(#/x-sdk-notification-topics/v2.{id.x)",
            "help: write words separated by dots",
        ],
    ),
    (
        "signature.yaml",
        "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\n\
         x-sdk-webhook-signature: {prefix: v1}",
        &[
            "error[webhook-signature]",
            "(#/x-sdk-webhook-signature/header)",
            "is not the name of a header",
        ],
    ),
    (
        "unsigned-time.yaml",
        "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\n\
         x-sdk-webhook-signature: {header: X, timestamp: {header: Y}}",
        &[
            "error[webhook-signature]",
            "(#/x-sdk-webhook-signature/signed)",
            "anybody could change",
        ],
    ),
    (
        "unknown-key.yaml",
        "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\n\
         x-sdk-webhook-signature: {header: X, algorithm: md5}",
        &[
            "error[webhook-signature]",
            "`algorithm` says nothing about signatures",
        ],
    ),
    (
        "braces.yaml",
        "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\n\
         x-sdk-webhook-signature: {header: X, signed: '{body}{a'}",
        &["error[webhook-signature]", "are not closed"],
    ),
    (
        "webhook.yaml",
        "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\n\
         x-sdk-webhooks: {paid: {type: string}}",
        &["error[webhooks]", "(#/x-sdk-webhooks/paid)"],
    ),
];

#[test]
fn a_bad_definition_changes_nothing_and_says_where_it_is_bad() {
    let folder = generated();
    for (file, text, parts) in BAD_FILES {
        fs::write(folder.path().join(file), text).unwrap();
        let run = run_unchanged(folder.path(), &["generate", file, "--out", "sdk"]);
        assert_failed(&run, 1, parts);
        let run = run_unchanged(folder.path(), &["stats", file]);
        assert_failed(&run, 1, parts);
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = generated();
    fs::write(folder.path().join("latin1.json"), b"{\"a\": \"\xe9\"}").unwrap();
    let cases: [(&str, &[&str]); 3] = [
        (
            "gone.json",
            &[
                "error[unreadable-file]",
                "--> gone.json",
                "help: check the path",
            ],
        ),
        (
            "sdk",
            &[
                "error[unreadable-file]",
                "--> sdk",
                "it is a folder",
                "help: write the path of a file",
            ],
        ),
        (
            "latin1.json",
            &[
                "error[not-utf-8]",
                "--> latin1.json:1:8",
                "byte 7",
                "help: save the file as UTF-8",
            ],
        ),
    ];
    for (file, parts) in cases {
        let run = run_unchanged(folder.path(), &["generate", file, "--out", "sdk"]);
        assert_failed(&run, 1, parts);
    }
}

#[test]
fn bad_options_change_nothing() {
    let folder = generated();
    fs::write(
        folder.path().join("stale.yaml"),
        "overlay: 1.0.0\ninfo: {}\nactions: [{target: '$.paths[\"/gone\"]', remove: true}]",
    )
    .unwrap();
    fs::write(folder.path().join("other.yaml"), "a: 1").unwrap();
    let cases: [(&[&str], &[&str]); 5] = [
        (
            &["--tag", "Gone"],
            &[
                "error[unknown-tag]",
                "`Gone`",
                "help: list the tags of the definition with `sdkgen stats`",
            ],
        ),
        (
            &["--overlay", "stale.yaml"],
            &[
                "error[stale-overlay-action]",
                "--> stale.yaml:3:11 (#/actions/0)",
                "help: ",
            ],
        ),
        (
            &["--overlay", "other.yaml"],
            &["error[not-an-overlay]", "--> other.yaml", "help: "],
        ),
        (
            &["--overlay", "gone.yaml"],
            &["error[unreadable-file]", "--> gone.yaml"],
        ),
        (
            &["--include", "gone"],
            &["error[unreadable-file]", "--> gone"],
        ),
    ];
    for (options, parts) in cases {
        let arguments = [&["generate", LAMPS, "--out", "sdk"], options].concat();
        assert_failed(&run_unchanged(folder.path(), &arguments), 1, parts);
    }
}

#[test]
fn files_of_somebody_else_are_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("mine")).unwrap();
    fs::write(folder.path().join("mine/Cargo.toml"), "[package]\n").unwrap();
    fs::write(folder.path().join("file"), "").unwrap();
    let cases: [(&str, &[&str]); 2] = [
        (
            "mine",
            &[
                "error[output-not-ours]",
                "mine/Cargo.toml",
                "help: use an empty folder",
            ],
        ),
        (
            "file",
            &[
                "error[output-not-a-folder]",
                "--> file",
                "help: use a folder",
            ],
        ),
    ];
    for (out, parts) in cases {
        for option in [&[][..], &["--check"], &["--dry-run"]] {
            let arguments = [&["generate", LAMPS, "--out", out], option].concat();
            assert_failed(&run_unchanged(folder.path(), &arguments), 1, parts);
        }
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("elsewhere")).unwrap();
    fs::create_dir(folder.path().join("sdk")).unwrap();
    std::os::unix::fs::symlink("../elsewhere", folder.path().join("sdk/src")).unwrap();
    let run = run_unchanged(folder.path(), &["generate", LAMPS, "--out", "sdk"]);
    assert_failed(
        &run,
        1,
        &[
            "error[output-leads-outside]",
            "--> sdk/src",
            "help: remove the symbolic link",
        ],
    );
}

#[test]
fn a_list_of_files_that_leads_out_is_named_with_its_line() {
    let folder = generated();
    fs::write(folder.path().join("victim"), "mine").unwrap();
    let list = folder.path().join("sdk/.sdkgen-files");
    let good = fs::read_to_string(&list).unwrap();
    let lines = good.lines().count();
    fs::write(&list, format!("{good}../victim\n")).unwrap();
    let location = format!("--> sdk/.sdkgen-files:{}:1", lines + 1);
    for option in [&[][..], &["--check"], &["--dry-run"], &["--docs"]] {
        let arguments = [&["generate", LAMPS, "--out", "sdk"], option].concat();
        let parts = [
            "error[output-list-damaged]",
            &location,
            "`../victim` is outside",
            "help: find out what changed it; remove the line",
        ];
        assert_failed(&run_unchanged(folder.path(), &arguments), 1, &parts);
    }
}

#[cfg(unix)]
#[test]
fn a_cloned_folder_with_a_link_and_a_list_removes_nothing_behind_the_link() {
    let folder = generated();
    fs::create_dir(folder.path().join("elsewhere")).unwrap();
    fs::write(folder.path().join("elsewhere/victim"), "mine").unwrap();
    std::os::unix::fs::symlink("../elsewhere", folder.path().join("sdk/x")).unwrap();
    let list = folder.path().join("sdk/.sdkgen-files");
    let good = fs::read_to_string(&list).unwrap();
    fs::write(&list, format!("{good}x/victim\n")).unwrap();
    let parts = [
        "error[output-leads-outside]",
        "--> sdk/x",
        "help: remove the symbolic link",
    ];
    let arguments = ["generate", LAMPS, "--out", "sdk", "--docs"];
    assert_failed(&run_unchanged(folder.path(), &arguments), 1, &parts);
}
