//! Typos and wrong paths in what a user writes: an overlay, extensions of the definition, `sdkgen.toml`, options.
//! Each is reported at the line with the mistake, and nothing in the output folder has changed.

mod included;
mod settings;

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;

use crate::support::command::{sdkgen, sdkgen_with};
use crate::support::sandbox::{LAMPS, assert_failed, generated, run_unchanged};

/// A definition with two operations.
const API: &str = "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths:\n  /a:\n    get: {operationId: getA, \
                   tags: [A], responses: {'204': {description: x}}}\n  /b:\n    get: {operationId: getB, tags: [B], \
                   responses: {'204': {description: x}}}\n";

#[test]
fn a_mistake_in_an_overlay_has_a_line_and_a_pointer() {
    let folder = generated();
    let cases: [(&str, &[&str]); 5] = [
        (
            "overlay: 1.0.0\nactions:\n- target: $.info\n  updte: {title: y}\n",
            &[
                "error[not-an-overlay]",
                "--> ov.yaml:4:3 (#/actions/0/updte)",
                "help: did you mean `update`?",
            ],
        ),
        (
            "overlay: 1.0.0\nactons: []\n",
            &[
                "error[not-an-overlay]",
                "--> ov.yaml:2:1 (#/actons)",
                "help: did you mean `actions`?",
            ],
        ),
        (
            "a: 1\n",
            &[
                "error[not-an-overlay]",
                "--> ov.yaml:1:1 (#)",
                "no `overlay`",
            ],
        ),
        (
            "overlay: 1.0.0\nactions: [\n",
            &[
                "error[broken-yaml]",
                "--> ov.yaml:2:",
                "help: fix the syntax here",
            ],
        ),
        (
            "",
            &[
                "error[empty-file]",
                "--> ov.yaml\n",
                "help: write `overlay: 1.0.0`",
            ],
        ),
    ];
    for (text, parts) in cases {
        fs::write(folder.path().join("ov.yaml"), text).unwrap();
        let arguments = ["generate", LAMPS, "--out", "sdk", "--overlay", "ov.yaml"];
        assert_failed(&run_unchanged(folder.path(), &arguments), 1, parts);
    }
}

#[test]
fn a_repeated_key_of_an_overlay_is_a_warning_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let text =
        "overlay: 1.0.0\nactions:\n- target: $.info\n  update: {title: y}\n  update: {title: z}\n";
    fs::write(folder.path().join("ov.yaml"), text).unwrap();
    let arguments = [
        "generate",
        LAMPS,
        "--out",
        "sdk",
        "--overlay",
        "ov.yaml",
        "--verbose",
    ];
    let run = sdkgen(folder.path(), &arguments).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(
        run.stderr.contains("warning[repeated-key]"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("(#/actions/0/update)"),
        "{}",
        run.stderr
    );
}

#[test]
fn an_extension_without_effect_is_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "{API}  /c:\n    x-sdk-regions: true\n    post:\n      operationId: setC\n      tags: [A]\n      \
         x-sdk-pagin: none\n      x-sdk-timestamps: milliseconds\n      parameters:\n      - {{name: q, in: query, \
         schema: {{type: string}}, x-sdk-keep-unknown: true}}\n      requestBody:\n        content:\n          \
         multipart/form-data:\n            schema: {{type: object, properties: {{f: {{type: string}}}}}}\n            \
         encoding: {{f: {{x-sdk-part: fil}}}}\n      responses: {{'204': {{description: x}}}}\n\
         components:\n  schemas:\n    S: {{type: object, x-sdk-keep-unknow: true}}\n  securitySchemes:\n    \
         K: {{type: http, scheme: basic, x-sdk-certificate: 'yes'}}\n\
         x-sdk-timestamps: millis\nx-sdk-objects-without-properties: anny\n\
         x-sdk-responses-keep-required: 'nope'\nx-sdk-regions: maybe\nx-sdk-nonsense: 1\nx-other: 1\n"
    );
    fs::write(folder.path().join("api.yaml"), text).unwrap();
    let run = sdkgen(
        folder.path(),
        &["generate", "api.yaml", "--out", "sdk", "--verbose"],
    )
    .unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    for part in [
        "(#/x-sdk-timestamps)",
        "help: did you mean `milliseconds`?",
        "help: did you mean `any`?",
        "`\"nope\"` is no value of `x-sdk-responses-keep-required`",
        "`\"maybe\"` is no value of `x-sdk-regions`",
        "help: ignored; write `true` or `false`",
        "unknown extension `x-sdk-nonsense`",
        "(#/paths/~1c/post/x-sdk-pagin)",
        "help: did you mean `x-sdk-paging`",
        "(#/paths/~1c/post/x-sdk-timestamps)",
        "help: move it to the root of the definition",
        "(#/paths/~1c/x-sdk-regions)",
        "(#/paths/~1c/post/parameters/0/x-sdk-keep-unknown)",
        "help: move it to the root of the definition, or to a schema",
        "help: did you mean `file`?",
        "(#/components/schemas/S/x-sdk-keep-unknow)",
        "(#/components/securitySchemes/K/x-sdk-certificate)",
    ] {
        assert!(
            run.stderr.contains(part),
            "`{part}` is missing in:\n{}",
            run.stderr
        );
    }
    assert!(!run.stderr.contains("x-other`"), "{}", run.stderr);
}

/// Settings with a mistake, and what is said of it.
const SETTINGS: [(&str, &[&str]); 9] = [
    (
        "definition = 'gone.yaml'\n",
        &[
            "error[unreadable-file]",
            "--> d.toml:1:14",
            "`gone.yaml`",
            "relative to d.toml",
        ],
    ),
    (
        "definition = 'files'\n",
        &[
            "error[unreadable-file]",
            "--> d.toml:1:14",
            "it is a folder",
        ],
    ),
    (
        "definition = 'api.yaml'\noverlays = ['gone.yaml']\n",
        &[
            "error[unreadable-file]",
            "--> d.toml:2:13",
            "`overlays` has `gone.yaml`",
        ],
    ),
    (
        "definition = 'api.yaml'\ninclude = 'gone'\n",
        &[
            "error[unreadable-file]",
            "--> d.toml:2:11",
            "the folder cannot be read",
        ],
    ),
    (
        "definition = 'api.yaml'\ninclude = 'api.yaml'\n",
        &[
            "error[unreadable-file]",
            "--> d.toml:2:11",
            "it is not a folder",
        ],
    ),
    (
        "definition = 'api.yaml'\noutput = 'sdk'\ninclude = 'sdk'\n",
        &["error[include-has-output]", "--> d.toml:3:11"],
    ),
    (
        "definition = 'api.yaml'\noutput = 'sdk'\ninclude = '.'\n",
        &["error[include-has-output]", "--> d.toml:3:11"],
    ),
    (
        "definition = 'api.yaml'\n[selection]\nexclude-operations = ['get*']\n",
        &["error[nothing-selected]", "--> d.toml:3:23"],
    ),
    (
        "definition = 'api.yaml'\ndefinition = 'b.yaml'\n",
        &[
            "error[broken-toml]",
            "--> d.toml:2:1",
            "help: remove one of the two",
        ],
    ),
];

#[test]
fn a_mistake_in_the_configuration_has_a_line() {
    let folder = generated();
    fs::write(folder.path().join("api.yaml"), API).unwrap();
    fs::create_dir(folder.path().join("files")).unwrap();
    for (text, parts) in SETTINGS {
        fs::write(folder.path().join("d.toml"), text).unwrap();
        assert_failed(
            &run_unchanged(folder.path(), &["generate", "--config", "d.toml"]),
            1,
            parts,
        );
    }
}

#[test]
fn a_folder_that_the_crate_will_be_written_to_is_not_copied() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), API).unwrap();
    fs::create_dir(folder.path().join("files")).unwrap();
    for (include, output) in [
        (".", "sdk"),
        (".", "new/sdk"),
        ("files", "files/sdk"),
        ("files", "new/../files/sdk"),
        ("files/../files", "files/new/sdk"),
    ] {
        let arguments = [
            "generate",
            "api.yaml",
            "--include",
            include,
            "--out",
            output,
        ];
        let run = run_unchanged(folder.path(), &arguments);
        assert_failed(&run, 1, &["error[include-has-output]"]);
    }
}

#[test]
fn hidden_files_are_not_copied() {
    let folder = tempfile::tempdir().unwrap();
    let files = folder.path().join("files");
    fs::write(folder.path().join("api.yaml"), API).unwrap();
    for hidden in [".git", "examples/.idea"] {
        fs::create_dir_all(files.join(hidden)).unwrap();
        fs::write(files.join(hidden).join("index"), [0xff, 0]).unwrap();
    }
    fs::write(files.join(".env"), "TOKEN=secret").unwrap();
    fs::write(files.join("examples/first.rs"), "fn main() {}\n").unwrap();
    let arguments = [
        "generate",
        "api.yaml",
        "--include",
        "files",
        "--out",
        "files-sdk",
    ];
    let run = sdkgen(folder.path(), &arguments).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let sdk = folder.path().join("files-sdk");
    assert!(sdk.join("examples/first.rs").exists());
    for hidden in [".git", ".env", "examples/.idea"] {
        assert!(!sdk.join(hidden).exists(), "{hidden}");
    }
}

#[test]
fn a_selection_by_options_that_leaves_nothing_names_the_option() {
    let folder = generated();
    fs::write(folder.path().join("api.yaml"), API).unwrap();
    let arguments = ["generate", "api.yaml", "--out", "sdk", "--exclude-tag", "*"];
    let parts = ["error[nothing-selected]", "--> --exclude-tag"];
    assert_failed(&run_unchanged(folder.path(), &arguments), 1, &parts);
}

#[test]
fn a_feature_whose_operations_are_left_out_is_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("api.yaml"), API).unwrap();
    let text = "definition = 'api.yaml'\noutput = 'sdk'\n[selection]\ntags = ['A']\n[features]\nother = ['getB']\n\
                both = ['get*']\n";
    fs::write(folder.path().join("d.toml"), text).unwrap();
    let run = sdkgen(
        folder.path(),
        &["generate", "--config", "d.toml", "--verbose"],
    )
    .unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(
        run.stderr.matches("empty-feature").count(),
        1,
        "{}",
        run.stderr
    );
    for part in [
        "--> d.toml:6:1",
        "no generated operation matches the feature `other`",
    ] {
        assert!(
            run.stderr.contains(part),
            "`{part}` is missing in:\n{}",
            run.stderr
        );
    }
}

#[test]
fn a_fetched_file_that_is_no_definition_is_named_by_its_url() {
    let folder = generated();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/api.yaml", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]);
        let body = "name: x\n";
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        stream.write_all((head + body).as_bytes()).unwrap();
    });
    let cache = tempfile::tempdir().unwrap();
    let variables = [("SDKGEN_CACHE", cache.path().to_str().unwrap())];
    let run = sdkgen_with(
        folder.path(),
        &["generate", &url, "--out", "sdk"],
        &variables,
    )
    .unwrap();
    server.join().unwrap();
    let location = format!("--> {url}\n");
    assert_failed(&run, 1, &["error[not-a-definition]", &location]);
}

#[test]
fn init_into_a_missing_folder_says_what_to_do() {
    let folder = generated();
    fs::write(folder.path().join("api.yaml"), API).unwrap();
    let run = run_unchanged(
        folder.path(),
        &["init", "api.yaml", "--config", "gone/sdkgen.toml"],
    );
    let parts = ["error[unwritable-file]", "help: create the folder"];
    assert_failed(&run, 1, &parts);
}

#[test]
fn one_thing_is_not_counted_as_several() {
    let folder = generated();
    fs::write(folder.path().join("sdk/src/lib.rs"), "").unwrap();
    let run = sdkgen(folder.path(), &["generate", LAMPS, "--out", "sdk"]).unwrap();
    assert!(run.stdout.contains(": 1 file written,"), "{}", run.stdout);
}
