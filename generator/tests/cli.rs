//! The command line as a user meets it when all is well: what is written, what is printed, and
//! what is not.

use crate::support;
use std::fs;

use crate::support::command::sdkgen;
use crate::support::folder::contents;
use crate::support::sandbox::{LAMPS, run_unchanged};
use serde_json::Value;

const TAGS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/several_tags/openapi.yaml"
);
const DEFECTS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/fixtures/defects/openapi.yaml"
);

#[test]
fn a_definition_is_enough() {
    let folder = tempfile::tempdir().unwrap();
    let run = sdkgen(folder.path(), &["generate", LAMPS]).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(
        run.stdout.contains("cargo add --path openapi-sdk"),
        "{}",
        run.stdout
    );
    assert!(
        folder
            .path()
            .join("openapi-sdk/src/models/lamp.rs")
            .is_file()
    );
}

#[test]
fn shells_are_told_how_to_complete() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let run = run_unchanged(folder.path(), &["completions", shell]);
        assert!(
            run.code == Some(0) && run.stdout.contains("overlay"),
            "{shell}"
        );
    }
}

#[test]
fn a_crate_is_written_and_summed_up() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "generate",
        LAMPS,
        "--out",
        "a/b",
        "--package",
        "lamps",
        "--version",
        "1.2.3",
    ];
    let run = sdkgen(folder.path(), &arguments).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(
        run.stdout.contains("operations: 1, models: 2, APIs: 1"),
        "{}",
        run.stdout
    );
    let manifest = fs::read_to_string(folder.path().join("a/b/Cargo.toml")).unwrap();
    assert!(
        manifest.contains("name = \"lamps\"\nversion = \"1.2.3\""),
        "{manifest}"
    );
    assert!(folder.path().join("a/b/src/models/lamp.rs").is_file());
    assert_eq!(
        fs::read_dir(folder.path().join("a")).unwrap().count(),
        1,
        "a temporary folder is left"
    );

    let again = run_unchanged(folder.path(), &arguments);
    assert_eq!(again.code, Some(0));
    assert!(again.stdout.contains("0 files written"), "{}", again.stdout);
}

#[test]
fn check_tells_whether_the_folder_is_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "generate",
        LAMPS,
        "--out",
        "sdk",
        "--command",
        "make the sdk",
    ];
    assert_eq!(sdkgen(folder.path(), &arguments).unwrap().code, Some(0));
    let arguments = [&arguments[..], &["--check"]].concat();
    let run = run_unchanged(folder.path(), &arguments);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));

    fs::write(folder.path().join("sdk/src/models/lamp.rs"), "").unwrap();
    fs::remove_file(folder.path().join("sdk/README.md")).unwrap();
    let run = run_unchanged(folder.path(), &arguments);
    assert_eq!(run.code, Some(1));
    let message = "error[stale-output]: the output is not up to date: README.md, src/models/lamp.rs\n \
                   --> sdk\n  = help: run `make the sdk`\n\n";
    assert_eq!(run.stderr, message);

    let run = run_unchanged(
        folder.path(),
        &["generate", LAMPS, "--out", "no", "--check", "--quiet"],
    );
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
    assert!(run.stderr.contains("error[stale-output]"), "{}", run.stderr);
}

#[test]
fn reference_pages_are_files_of_the_crate_like_all_others() {
    let folder = tempfile::tempdir().unwrap();
    let plain = ["generate", LAMPS, "--out", "sdk"];
    let with_pages = [&plain[..], &["--docs"]].concat();
    assert_eq!(sdkgen(folder.path(), &with_pages).unwrap().code, Some(0));
    let page = folder.path().join("sdk/docs/models/lamp.md");
    assert!(page.is_file());

    fs::write(&page, "").unwrap();
    let check = [&with_pages[..], &["--check"]].concat();
    let run = run_unchanged(folder.path(), &check);
    assert!(
        run.stderr.contains("not up to date: docs/models/lamp.md"),
        "{}",
        run.stderr
    );

    assert_eq!(sdkgen(folder.path(), &plain).unwrap().code, Some(0));
    assert!(!folder.path().join("sdk/docs").exists(), "pages are left");
}

#[test]
fn a_dry_run_tells_and_does_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let run = run_unchanged(
        folder.path(),
        &["generate", LAMPS, "--out", "sdk", "--dry-run"],
    );
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert!(
        run.stdout.contains("files to write, 0 unchanged"),
        "{}",
        run.stdout
    );
}

#[test]
fn quiet_is_quiet() {
    let folder = tempfile::tempdir().unwrap();
    let run = sdkgen(
        folder.path(),
        &["generate", DEFECTS, "--out", "sdk", "--quiet"],
    )
    .unwrap();
    assert_eq!(
        (run.code, run.stdout.as_str(), run.stderr.as_str()),
        (Some(0), "", "")
    );
}

#[test]
fn warnings_are_counted_and_listed_on_demand() {
    let folder = tempfile::tempdir().unwrap();
    let run = sdkgen(folder.path(), &["generate", DEFECTS, "--out", "sdk"]).unwrap();
    assert!(
        run.stdout.contains("1  path-parameter-unused\n"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("list them with `--verbose`"),
        "{}",
        run.stdout
    );
    assert_eq!(run.stderr, "");
    let run = sdkgen(
        folder.path(),
        &["generate", DEFECTS, "--out", "sdk", "--verbose"],
    )
    .unwrap();
    let warning = format!(
        "warning[path-parameter-unused]: the path does not contain `{{to}}`\n \
         --> {DEFECTS}:9:11 (#/paths/~1roads~1{{from}}/get/parameters/0)\n  |\n\
         9 |         - {{name: to, in: path, required: true, schema: {{type: string}}}}\n  \
         |           ^\n  = help: the parameter is ignored\n\n"
    );
    assert!(run.stderr.contains(&warning), "{}", run.stderr);
    assert!(!run.stdout.contains("--verbose"), "{}", run.stdout);
}

#[test]
fn output_in_a_pipe_has_no_colours_and_no_progress() {
    let folder = tempfile::tempdir().unwrap();
    let good = sdkgen(
        folder.path(),
        &["generate", DEFECTS, "--out", "sdk", "--verbose"],
    )
    .unwrap();
    let bad = sdkgen(folder.path(), &["generate", "gone.json", "--out", "sdk"]).unwrap();
    for run in [good, bad] {
        for text in [&run.stdout, &run.stderr] {
            assert!(!text.contains('\u{1b}'), "{text:?}");
            assert!(!text.contains(" ms"), "{text}");
        }
    }
}

#[test]
fn tools_get_lines_of_json() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["generate", DEFECTS, "--out", "sdk", "--format", "json"];
    let run = sdkgen(folder.path(), &arguments).unwrap();
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let summary: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(summary["operations"], 2);
    assert_eq!(summary["unchanged"], 0);
    let lines: Vec<Value> = run
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let counted = summary["warnings"].as_object().unwrap().values();
    let counted: u64 = counted.filter_map(Value::as_u64).sum();
    assert_eq!(lines.len() as u64, counted);
    let unused = lines
        .iter()
        .find(|line| line["code"] == "path-parameter-unused");
    let unused = unused.unwrap();
    assert_eq!(unused["severity"], "warning");
    assert_eq!(
        unused["pointer"],
        "#/paths/~1roads~1{from}/get/parameters/0"
    );
    assert_eq!(
        (&unused["line"], &unused["column"]),
        (&9.into(), &11.into())
    );

    for arguments in [
        &["generate", "gone.json", "--format", "json"][..],
        &["stats", "gone.json", "--format", "json"],
        &["diff", "gone.json", LAMPS, "--format", "json"],
    ] {
        let run = run_unchanged(folder.path(), arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""));
        let error: Value = serde_json::from_str(&run.stderr).unwrap();
        assert_eq!(error["code"], "unreadable-file");
        assert_eq!(error["file"], "gone.json");
    }
}

#[test]
fn a_comparison_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let bad = "openapi: 3.0.3\ninfo: {title: x, version: '1'}\npaths: {}\n\
               components: {schemas: {A: {properties: {b: {$ref: '#/gone'}}}}}";
    fs::write(folder.path().join("bad.yaml"), bad).unwrap();
    for pair in [["bad.yaml", LAMPS], [LAMPS, "bad.yaml"]] {
        let run = run_unchanged(folder.path(), &[&["diff"][..], &pair].concat());
        let location = "--> bad.yaml:4:41 (#/components/schemas/A/properties/b)";
        assert!(run.stderr.contains(location), "{}", run.stderr);
    }
}

#[test]
fn objects_that_stand_for_any_value_are_counted_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let fixture = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/any_objects/openapi.yaml"
    );
    let run = run_unchanged(folder.path(), &["stats", fixture, "--format", "json"]);
    let stats: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let reasons = &stats["untyped"]["reasons"];
    let any = &reasons["an object without properties, which allows any value"];
    assert_eq!(any.as_u64(), Some(10), "{reasons}");
    // `additionalProperties` that is true, or false, says so itself.
    assert_eq!(reasons["an object without declared properties"], 2);
}

#[test]
fn statistics_are_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let run = run_unchanged(folder.path(), &["stats", DEFECTS, "--format", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    let stats: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(stats["title"], "Defects");
    assert_eq!(stats["operations"], 2);
    assert_eq!(stats["models"]["total"], 2);
    assert_eq!(stats["models"]["unions"], 1);
    assert_eq!(
        stats["untyped"]["reasons"]["a type that OpenAPI does not have"],
        1
    );
    assert_eq!(stats["models"]["unreached"], 0);
    // The path parameter that nobody declared, once for each verb.
    assert_eq!(stats["inputs"]["required"], 2);
    assert_eq!(stats["inputs"]["optional"], 2);
    assert_eq!(stats["successes"]["none"], 1);
    assert_eq!(stats["warnings"]["path-parameter-unused"], 1);
    assert_eq!(stats["tags"][0]["name"], "Roads");

    // What was decided about the pages of each operation, and why.
    let decisions = stats["pagingDecisions"].as_array().unwrap();
    assert_eq!(decisions.len(), 2);
    for decision in decisions {
        assert_eq!(decision["pages"], false);
        assert!(!decision["reason"].as_str().unwrap().is_empty());
    }

    let run = run_unchanged(folder.path(), &["stats", TAGS]);
    assert_eq!(run.code, Some(0));
    assert!(run.stdout.contains("Bird Life"), "{}", run.stdout);
}

#[test]
fn a_tag_limits_operations_and_models() {
    let folder = tempfile::tempdir().unwrap();
    let whole = ["generate", support::PLATFORM, "--out", "whole", "--quiet"];
    assert_eq!(sdkgen(folder.path(), &whole).unwrap().code, Some(0));
    let part = [
        "generate",
        support::PLATFORM,
        "--out",
        "part",
        "--quiet",
        "--tag",
        "License",
    ];
    assert_eq!(sdkgen(folder.path(), &part).unwrap().code, Some(0));
    let files = |out: &str| {
        let files = contents(&folder.path().join(out).join("src")).unwrap();
        files.into_keys().collect::<Vec<_>>()
    };
    let (whole, part) = (files("whole"), files("part"));
    let apis: Vec<_> = part
        .iter()
        .filter(|path| path.starts_with("apis/"))
        .collect();
    assert_eq!(apis, ["apis/", "apis/license.rs", "apis/mod.rs"]);
    assert!(
        part.iter().all(|path| whole.contains(path)),
        "a part has nothing that the whole lacks"
    );
    assert!(
        part.contains(&"models/license_user.rs".to_owned()),
        "{part:?}"
    );
    assert!(
        !part.contains(&"models/user_queue.rs".to_owned()),
        "{part:?}"
    );
}
